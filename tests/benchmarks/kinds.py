"""How well kinds of questions are told apart: recall and false refusals, by kind and language.

    python -m tests.benchmarks.kinds

Thresholds are chosen on `indexer/kinds.jsonl` and the sample's own questions, in cross-validation by groups of
subjects; the first table is of that, the second likewise with each language learnt from the others alone. The uk set
and the sample's questions in `tests/benchmarks/sample/` are only measured.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from indexer.checking import knowledge
from indexer.embedding import Embedder
from indexer.examples import Examples, gather, place
from indexer.kinds import Kinds, QuestionKind, choose_thresholds, cross_validate, fit
from indexer.loading import load
from indexer.vectors import Vectors
from tests.benchmarks import sets

LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")
ASKED = Path(__file__).parent / "sample"


@dataclass(frozen=True, slots=True)
class Told:
    """A question whose kind is known, and the kind that it was given."""

    language: str
    right: str
    given: str


class Kept:
    """Vectors of questions, kept from run to run under `.benchmarks/`."""

    def __init__(self, encoder: Embedder) -> None:
        self._encoder = encoder
        self._file = sets.SCRATCH / f"kinds-{encoder.fingerprint[:12]}.npz"
        self._rows: dict[str, Vectors] = {}
        if self._file.exists():
            with np.load(self._file) as kept:
                self._rows = dict(zip(kept["texts"].tolist(), kept["rows"], strict=True))

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """Unit rows (n, dim) of `texts`."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._rows]
        if missing:
            self._rows |= zip(missing, self._encoder.questions(missing), strict=True)
            np.savez(self._file, texts=np.array(list(self._rows)), rows=np.stack(list(self._rows.values())))
        return np.stack([self._rows[text] for text in texts])


def judged(examples: Examples, probabilities: Vectors) -> list[Told]:
    """The written examples and the staff's questions, each by the classifier that did not know it."""
    kinds = tuple(QuestionKind)
    thresholds = choose_thresholds(probabilities, examples)
    print("\nthresholds", ", ".join(f"{k} {t:.2f}" for k, t in zip(kinds[1:], thresholds[1:], strict=True)))
    found = []
    for example, row in zip(examples.told, probabilities, strict=True):
        if example.hard or (
            example.group and example.kind is QuestionKind.ORDINARY
        ):  # neither filled frames nor signposts
            likeliest = 1 + int(row[1:].argmax())
            given = kinds[likeliest] if row[likeliest] >= thresholds[likeliest] else QuestionKind.ORDINARY
            source = "near" if example.hard else "staff"  # near misses were written to be hard
            right = example.kind if example.kind is not QuestionKind.ORDINARY else f"{example.kind} ({source})"
            found.append(Told(example.language, right, given))
    return found


def measured(
    kinds: Kinds, rows: Vectors, languages: Sequence[str], right: Sequence[str], *, refused: bool = False
) -> list[Told]:
    """Questions as a store's own classifier takes them; `refused` as `Kinds.classify` has it."""
    given = [kinds.classify(row, refused=refused).kind for row in rows]
    return [Told(language, k, str(g)) for language, k, g in zip(languages, right, given, strict=True)]


def show(title: str, told: Iterable[Told]) -> None:
    """A table: for each right kind and language, how many of how many were taken for it, and for another."""
    told = list(told)
    languages = [language for language in LANGUAGES if any(t.language == language for t in told)]
    print(f"\n### {title}\n\n| kind | {' | '.join(languages)} | all | refused as another kind |")
    print("| --- |" + " --- |" * (len(languages) + 2))
    for right in sorted({t.right for t in told}):
        ours = [t for t in told if t.right == right]
        cells = [_share([t for t in ours if t.language == language], right) for language in languages]
        wrong = [t.given for t in ours if t.given not in (QuestionKind.ORDINARY, right.split(" ")[0])]
        by_kind = ", ".join(f"{wrong.count(kind)} {kind}" for kind in QuestionKind if kind in wrong)
        print(f"| {right} | {' | '.join(cells)} | {_share(ours, right)} | {by_kind or 'none'} |")


def _share(told: Sequence[Told], right: str) -> str:
    return f"{np.mean([t.given == right.split(' ')[0] for t in told]):.2f}" if told else "—"


def uk(encode: Kept, encoder: Embedder) -> None:
    """Real questions to a ministry: those for other departments are its `remit`, all others are ordinary."""
    public = knowledge(load(sets.folder("uk")))
    space = sets.snapshot("uk", encoder).contents.space
    kinds = fit(space, encode, public)
    asked = sets.questions("uk")
    rows = space.place_questions(encode([q.text for q in asked]), "en")
    show("uk", measured(kinds, rows, ["en"] * len(asked), ["ordinary" if q.right else "remit" for q in asked]))


def sample(encode: Kept, encoder: Embedder) -> None:
    """The sample ministry: cross-validation, then the questions that nothing here was tuned on."""
    public = knowledge(load(sets.folder("sample")))
    space = sets.snapshot("sample", encoder).contents.space
    examples = place(space, encode, gather(public))
    show("Examples, by groups of subjects", judged(examples, cross_validate(examples)))
    show("Examples, each language learnt from the others", judged(examples, cross_validate(examples, LANGUAGES)))
    kinds = fit(space, encode, public)
    lines = [line for path in sorted(ASKED.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    asked = [json.loads(line) for line in lines]
    placed = [
        space.place_questions(row[None, :], q["language"])[0]
        for q, row in zip(asked, encode([q["question"] for q in asked]), strict=True)
    ]
    languages, right = [q["language"] for q in asked], [_right(q["kind"]) for q in asked]
    show("Questions to the sample", measured(kinds, np.stack(placed), languages, right))
    known = measured(kinds, np.stack(placed), languages, right, refused=True)
    show("The same, were nothing published found to answer", known)


def _right(kind: str) -> str:
    """Whatever is no kind of its own here, such as a false premise, is to be taken for ordinary."""
    return kind if kind in tuple(QuestionKind) else f"{QuestionKind.ORDINARY} ({kind})"


def main() -> None:
    encoder = sets.model()
    encode = Kept(encoder)
    sample(encode, encoder)
    uk(encode, encoder)


if __name__ == "__main__":
    main()
