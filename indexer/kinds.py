"""What sort of question is asked: one that a statement may answer, or one of those that none can.

A linear classifier over vectors of questions, fitted to `indexer.examples` when a store is built. Because vectors are
centred per language, what is learnt in six languages holds, more weakly, in others. Measured in
tests/benchmarks/kinds.py.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indexer.centring import Space
from indexer.examples import Encode, Examples, gather, hashed, place, signpost_texts
from indexer.examples import QuestionKind as QuestionKind
from indexer.statement import Knowledge, Ministry
from indexer.vectors import Vectors

Floats = npt.NDArray[np.float64]
FALSE_REFUSALS = 0.01
"""The share of ordinary questions that may be taken for another kind, in cross-validation, all kinds together."""

_HARD = 0.5  # citizens ask less plainly than staff, and less oddly than the ordinary examples, which are near misses
_FOLDS = 8
_LOOSENESS = 3.0  # scikit-learn's C
_LEAST = 0.4  # no kind is believed below this probability
_LIKELIER = 0.5
_STRAY_SIGNPOSTS = 0.05


@dataclass(frozen=True, slots=True)
class Judgement:
    """`kind` of a question and its probability; for `REMIT` the id of the signpost that fits, if one does."""

    kind: QuestionKind
    probability: float
    signpost: str | None = None


@dataclass(frozen=True, slots=True)
class Kinds:
    """The fitted classifier: row k of `weights` (8, dim) and of `biases`, `thresholds` (8,) is the k-th `QuestionKind`.

    `thresholds` are probabilities from which a kind is believed; `ORDINARY`, the first, has 0. `signposts` are rows
    (n, dim) of what is asked at each, in the space of the store; `nearness` is the cosine from which one fits.
    """

    weights: Vectors
    biases: Vectors
    thresholds: Vectors
    signposts: Mapping[str, Vectors]
    nearness: float

    def probabilities(self, rows: Vectors) -> Vectors:
        """(n, 8), each row adding up to 1, for unit rows (n, dim) placed by `Space.place_questions`."""
        logits = rows @ self.weights.T + self.biases
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        found: Vectors = (odds / odds.sum(axis=1, keepdims=True)).astype(np.float32)
        return found

    def classify(self, row: Vectors, *, refused: bool = False) -> Judgement:
        """The kind of the question with unit row (dim,) in the store's space.

        The likeliest kind but `ORDINARY` counts only from its threshold: a false refusal is worse than a missed one.
        Where the question is `refused` anyway, because nothing published answers, it counts when likelier than not.
        """
        found = self.probabilities(row[None, :])[0]
        likeliest = 1 + int(found[1:].argmax())
        needed = float(self.thresholds[likeliest])
        number = likeliest if found[likeliest] >= (min(needed, _LIKELIER) if refused else needed) else 0
        kind = tuple(QuestionKind)[number]
        return Judgement(kind, float(found[number]), self.signpost(row) if kind is QuestionKind.REMIT else None)

    def signpost(self, row: Vectors) -> str | None:
        """The id of the signpost that one of its own questions brings nearest to `row` (dim,), if near enough."""
        near = {name: float((asked @ row).max()) for name, asked in self.signposts.items()}
        best = max(near, key=lambda name: near[name], default=None)
        return best if best is not None and near[best] >= self.nearness else None

    def to_bytes(self) -> bytes:
        buffer = io.BytesIO()
        arrays = {f"signposts.{name}": rows for name, rows in self.signposts.items()}
        whole = {"weights": self.weights, "biases": self.biases, "thresholds": self.thresholds}
        np.savez(buffer, allow_pickle=False, nearness=np.float64(self.nearness), **whole, **arrays)
        return buffer.getvalue()

    @staticmethod
    def from_bytes(data: bytes) -> Kinds:
        """The inverse of `to_bytes`. Raises ValueError or KeyError for anything else."""
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            named = {name: arrays[name] for name in arrays.files}
        signposts = {k.removeprefix("signposts."): v for k, v in named.items() if k.startswith("signposts.")}
        found = Kinds(named["weights"], named["biases"], named["thresholds"], signposts, float(named["nearness"]))
        count = len(QuestionKind)
        if found.weights.ndim != 2 or {len(found.weights), len(found.biases), len(found.thresholds)} != {count}:
            raise ValueError(f"the weights of {len(found.weights)} kinds of questions, {count} are known")
        return found


def fit(space: Space, encode: Encode, public: Knowledge) -> Kinds:
    """The classifier for a store of `public` in `space`; takes seconds once the examples' vectors are known."""
    examples = place(space, encode, gather(public))
    weights, biases = regress(examples.rows, examples.kinds)
    thresholds = choose_thresholds(cross_validate(examples), examples)
    signposts, nearness = _signposts(space, encode, public.ministry, examples)
    return Kinds(weights, biases, thresholds, signposts, nearness)


def regress(rows: Vectors, kinds: npt.NDArray[np.str_]) -> tuple[Vectors, Vectors]:
    """Weights (8, dim) and biases (8,) of a multinomial logistic regression."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it ships no types

    # Many small products: threads that wait for each other made it ten times slower on a busy machine.
    with warnings.catch_warnings(), threadpool_limits(1):
        warnings.simplefilter("ignore", ConvergenceWarning)  # the last digits do not matter here
        model = LogisticRegression(C=_LOOSENESS, max_iter=200, tol=1e-3).fit(rows, kinds)
    order = [list(model.classes_).index(str(kind)) for kind in QuestionKind]
    return model.coef_[order].astype(np.float32), model.intercept_[order].astype(np.float32)


def cross_validate(examples: Examples, apart: Sequence[str] = ()) -> Vectors:
    """Probabilities (n, 8) of each example by a classifier that knew no example of its group.

    With languages in `apart`, an example in one of them is also judged without any other in that language.
    Examples that belong to no group are never judged and have zeros.
    """
    folds = np.array([hashed(e.group)[0] % _FOLDS if e.group else -1 for e in examples.told])
    languages = np.array([e.language for e in examples.told])
    kinds = examples.kinds
    found = np.zeros((len(folds), len(QuestionKind)), np.float32)
    for language in apart or ("",):
        spoken = languages == language if language else np.full(len(folds), True)
        for fold in range(_FOLDS):
            judged = spoken & (folds == fold)
            known = (folds != fold) & (~spoken if language else True)
            if judged.any():
                weights, biases = regress(examples.rows[known], kinds[known])
                none = np.zeros(len(QuestionKind), np.float32)
                found[judged] = Kinds(weights, biases, none, {}, 1.0).probabilities(examples.rows[judged])
    return found


def choose_thresholds(probabilities: Vectors, examples: Examples) -> Vectors:
    """Thresholds (8,) that recognise most while at most `FALSE_REFUSALS` of ordinary questions are taken for others.

    Written examples count one half in all and questions of staff, where there are any, the other, however many there
    are. The price of a false refusal, in shares of a kind that are recognised, is raised until few enough are left.
    `REMIT`, which refuses nothing that a statement answers, counts from one half.
    """
    likeliest = 1 + probabilities[:, 1:].argmax(axis=1)
    sure = probabilities[np.arange(len(likeliest)), likeliest]
    number = np.array([tuple(QuestionKind).index(e.kind) for e in examples.told])
    hard = np.array([e.hard for e in examples.told])
    own = np.array([bool(e.group) for e in examples.told]) & (number == 0) & ~hard
    remit = tuple(QuestionKind).index(QuestionKind.REMIT)
    loss, gain = np.zeros(len(number)), np.zeros(len(number))
    for told, share in ((hard & (number == 0), _HARD if own.any() else 1.0), (own, 1 - _HARD)):
        loss[told & (likeliest != remit)] = share / max(1, told.sum())
    for kind in range(1, len(QuestionKind)):
        told = hard & (number == kind)
        gain[told & (likeliest == kind)] = 1 / max(1, told.sum())
    for price in np.geomspace(1, 1e6, 61):
        thresholds = np.zeros(len(QuestionKind), np.float32)
        for kind in range(1, len(QuestionKind)):
            ours = likeliest == kind
            thresholds[kind] = _best_cut(sure[ours], gain[ours] - price * loss[ours]) if kind != remit else _LIKELIER
        if loss[sure >= thresholds[likeliest]].sum() <= FALSE_REFUSALS:
            break
    return thresholds


def _best_cut(sure: Vectors, worth: Floats) -> float:
    """The probability, at least `_LEAST`, from which the sum of `worth` is greatest; 1.01 where it is best never."""
    order = np.argsort(-sure)
    order = order[sure[order] >= _LEAST]
    sums = np.cumsum(worth[order])
    # Of equal probabilities all or none are above a threshold.
    last = np.append(sure[order][1:] < sure[order][:-1], True) if len(order) else np.array([], bool)
    if not (sums[last] > 0).any():
        return 1.01
    return float(sure[order][last][int(sums[last].argmax())])


def _signposts(
    space: Space, encode: Encode, ministry: Ministry, examples: Examples
) -> tuple[dict[str, Vectors], float]:
    """Each signpost's rows, and the cosine that all but few of the written examples of `REMIT` stay below."""
    found: dict[str, list[Vectors]] = {}
    texts = signpost_texts(ministry)
    if not texts:
        return {}, 1.0
    for (name, language, _), row in zip(texts, encode([text for *_, text in texts]), strict=True):
        found.setdefault(name, []).append(space.place_questions(row[None, :], language)[0])
    rows = {name: np.stack(asked) for name, asked in found.items()}
    elsewhere = [e.kind is QuestionKind.REMIT and e.hard for e in examples.told]
    strays = (examples.rows[np.array(elsewhere)] @ np.concatenate(list(rows.values())).T).max(axis=1)
    return rows, float(np.quantile(strays, 1 - _STRAY_SIGNPOSTS))
