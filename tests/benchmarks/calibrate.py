"""Fit `bot/confidence.json` on one half of the development questions and report on the other half.

``python -m tests.benchmarks.calibrate`` (``make calibrate``). Same language from `uk`, `xq` in English and `sq`; across
languages from `ch` and the rest of `xq`. A calibrator is made of two logistic regressions over the same features
(see `bot.confidence`): "the first is right", learnt from the answerable questions, each also with its right statements
taken out, and "something answers", learnt from all questions as they are. Their product is then scaled so that it
is a probability that the first is right.

The threshold for a position is the least at which at most a share of what is presented is wrong, in the mean over the
sets' tuning halves: one threshold for each share of `WRONG`. `sq`, written to deceive, is not in that mean but is
reported. The threshold for a closest match is fixed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from bot.confidence import FEATURES, WORD_FEATURES, Calibrator, Head, features
from bot.evaluation import auroc, calibration_error, coverage
from bot.retrieval import Ranking
from tests.benchmarks.sets import NAMES, ROOT, Asked, ask, for_tuning, model, questions, snapshot

WRONG = (0.01, 0.02, 0.03, 0.05, 0.1, 0.2)
"""Shares of wrong positions that an operator may set, for each of which a threshold is kept."""
DEFAULT = 0.05
SETS_WEIGH = {"uk": 1.0, "ch": 1.0, "xq": 0.3, "sq": 0.05}
"""What a set counts for: `uk` is the real thing; `xq` is easy and `sq` written to deceive, both encyclopaedic."""
MISSING_WEIGHS = 0.25
"""What a question whose statement was taken out counts against one as it is."""
EMPHASIS = {"same": 5.0, "across": 2.0}
"""The power of "something answers" in the product: at 1 confidence hardly knows foreign topics in its own language."""
CLOSEST = 0.125
OUTPUT = ROOT / "bot" / "confidence.json"

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Part:
    """The questions of one set that one calibrator serves."""

    name: str
    same_language: bool
    asked: tuple[Asked, ...]

    def half(self, tuning: bool) -> tuple[Asked, ...]:
        return tuple(a for a in self.asked if for_tuning(a.question) == tuning)


def parts() -> list[Part]:
    """All sets, searched, and split by whether the first candidate speaks the question's language."""
    encoder = model()
    found = []
    for name in NAMES:
        asked = ask(snapshot(name, encoder), encoder, questions(name))
        for same in (True, False):
            chosen = tuple(a for a in asked if a.ranking.candidates and a.ranking.candidates[0].same_language == same)
            if chosen:
                found.append(Part(name, same, chosen))
    return found


def fit(chosen: Sequence[Part], names: tuple[str, ...], emphasis: float) -> Calibrator:
    """The calibrator of `chosen`, from their tuning halves."""
    rows, right, answerable, weights = _learnt_from(chosen, names)
    means, scales = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-2)
    standard = (rows - means) / scales
    taken_out = np.isnan(answerable)
    within, whole = taken_out | (answerable == 1), ~taken_out
    towards_right = LogisticRegression(max_iter=5000).fit(
        standard[within], right[within], sample_weight=weights[within]
    )
    towards_any = LogisticRegression(max_iter=5000).fit(
        standard[whole], answerable[whole], sample_weight=weights[whole]
    )
    made = Calibrator(
        names, _tuple(means), _tuple(scales), _head(towards_right), _head(towards_any), emphasis, 1.0, 0.0
    )
    logits = np.array([made.logit(dict(zip(names, row, strict=True))) for row in rows[whole]])
    scaling = LogisticRegression(C=1e6).fit(logits[:, None], right[whole], sample_weight=weights[whole])
    return replace(made, slope=float(scaling.coef_[0, 0]), intercept=float(scaling.intercept_[0]))


def _learnt_from(
    chosen: Sequence[Part], names: tuple[str, ...]
) -> tuple[Floats, npt.NDArray[np.bool_], Floats, Floats]:
    """Feature rows; whether the first is right; whether something answers (NaN: taken out); weights."""
    rows, right, answerable, weights = [], [], [], []
    for part in chosen:
        half = part.half(True)
        weighed = []
        for asked in half:
            for ranking, first, any_, weight in _with_and_without(asked):
                values = features(ranking)
                rows.append([values[name] for name in names])
                right.append(first)
                answerable.append(any_)
                weighed.append(weight)
        weights += [w * SETS_WEIGH[part.name] / sum(weighed) for w in weighed]
    normal = np.array(weights) * len(weights) / sum(weights)
    return np.array(rows), np.array(right), np.array(answerable, float), normal


def _with_and_without(asked: Asked) -> Iterator[tuple[Ranking, bool, float, float]]:
    """A question as it is and, where something answers it, with that taken out: ranking, right, answerable, weight."""
    yield asked.ranking, asked.first_is_right, float(bool(asked.question.right)), 1.0
    rest = tuple(
        c for c, id_ in zip(asked.ranking.candidates, asked.ids, strict=True) if id_ not in asked.question.right
    )
    if asked.question.right and rest and rest[0].same_language == asked.ranking.candidates[0].same_language:
        yield replace(asked.ranking, candidates=rest), False, float("nan"), MISSING_WEIGHS


def _tuple(values: Floats) -> tuple[float, ...]:
    return tuple(float(v) for v in values)


def _head(model: LogisticRegression) -> Head:
    return Head(_tuple(model.coef_[0]), float(model.intercept_[0]))


def confidences(calibrator: Calibrator, asked: Sequence[Asked]) -> Floats:
    """The confidence in the first candidate of each question."""
    return np.array([calibrator.probability(features(a.ranking)) for a in asked])


def position_threshold(groups: Sequence[tuple[Floats, npt.NDArray[np.bool_]]], wrong: float) -> float:
    """The least threshold from which on the mean over `groups` of the share of wrong ones stays within `wrong`."""
    fit = 1.0
    for threshold in np.arange(0.99, 0.3, -0.005):
        shares = [float((~right[c >= threshold]).mean()) for c, right in groups if (c >= threshold).sum() >= 5]
        if shares and np.mean(shares) > wrong:
            break
        fit = float(threshold)
    return round(fit, 3)


def report(part: Part, calibrator: Calibrator, threshold: float) -> str:
    """One line about the half that was kept apart."""
    half = part.half(False)
    sure = confidences(calibrator, half)
    right = np.array([a.first_is_right for a in half])
    answerable = np.array([bool(a.question.right) for a in half])
    shown = sure >= threshold
    area = auroc(sure[answerable], sure[~answerable])
    return (
        f"{part.name} {'same' if part.same_language else 'across':6} n={len(half):4} "
        f"R@1={right[answerable].mean():.3f} AUROC={'–' if area is None else f'{area:.3f}'} "
        f"coverage@90={coverage(sure, right, int(answerable.sum()), 0.9):.3f} "
        f"coverage@95={coverage(sure, right, int(answerable.sum()), 0.95):.3f} "
        f"ECE={calibration_error(sure, right):.3f} "
        f"positions={int(shown.sum())} wrong={(~right[shown]).mean() if shown.any() else float('nan'):.3f}"
    )


def main() -> None:
    found = parts()
    every, without_words = (*FEATURES, *WORD_FEATURES), tuple(FEATURES)
    same = fit([p for p in found if p.same_language and p.name != "ch"], every, EMPHASIS["same"])
    across = fit([p for p in found if not p.same_language], without_words, EMPHASIS["across"])
    groups = []
    for name in ("uk", "ch", "xq"):
        halves = [(same if p.same_language else across, p.half(True)) for p in found if p.name == name]
        sure = np.concatenate([confidences(calibrator, half) for calibrator, half in halves])
        groups.append((sure, np.array([a.first_is_right for _, half in halves for a in half])))
    positions = {wrong: position_threshold(groups, wrong) for wrong in WRONG}
    threshold = positions[DEFAULT]
    for part in found:
        print(report(part, same if part.same_language else across, threshold))
    numbers = {
        "made_by": "python -m tests.benchmarks.calibrate",
        "sets": [f"{p.name} {'same' if p.same_language else 'across'}: {len(p.half(True))}" for p in found],
        "same": as_json(same),
        "across": as_json(across),
        "positions": {str(wrong): at for wrong, at in positions.items()},
        "closest": CLOSEST,
    }
    OUTPUT.write_text(json.dumps(numbers, indent=2) + "\n", encoding="utf-8")
    print(f"thresholds {positions} written to {OUTPUT.relative_to(ROOT)}")


def as_json(calibrator: Calibrator) -> dict[str, object]:
    """The calibrator's numbers, to five digits."""
    return {
        "features": list(calibrator.features),
        "means": _short(calibrator.means),
        "scales": _short(calibrator.scales),
        "right": {"weights": _short(calibrator.right.weights), "bias": round(calibrator.right.bias, 5)},
        "answerable": {"weights": _short(calibrator.answerable.weights), "bias": round(calibrator.answerable.bias, 5)},
        "emphasis": calibrator.emphasis,
        "slope": round(calibrator.slope, 5),
        "intercept": round(calibrator.intercept, 5),
    }


def _short(values: Sequence[float]) -> list[float]:
    return [round(value, 5) for value in values]


if __name__ == "__main__":
    main()
