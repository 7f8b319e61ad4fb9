"""Fit `bot/confidence.json` on one half of the development questions and report on the other half.

``python -m tests.benchmarks.calibrate`` (``make calibrate``). Same language from `uk`, `xq` in English and `sq`; across
languages from `ch` and the rest of `xq`. A calibrator is one logistic regression made of two over the same features:
one of "the first is right", which tells apart good and bad rankings, and one of "something answers", which tells
apart questions within and without the ministry's remit. Their weights are mixed, then the mixture is scaled so that it
is a probability that the first is right.

The threshold for a position is the least at which at most `WRONG` of what is presented is wrong, in the mean over the
sets' tuning halves; `sq`, written to deceive, is not in that mean but is reported. That for a closest match is fixed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from bot.confidence import VECTOR_FEATURES, WORD_FEATURES, Calibrator, features
from bot.evaluation import auroc, calibration_error, coverage
from tests.benchmarks.sets import NAMES, ROOT, Asked, ask, for_tuning, model, questions, snapshot

WRONG = 0.06
SETS_WEIGH = {"uk": 1.0, "ch": 1.0, "xq": 0.3, "sq": 0.05}
"""What a set counts for: `uk` is the real thing; `xq` is easy and `sq` written to deceive, both encyclopaedic."""
ANSWERABLE_WEIGHS = 0.4
"""The share of "something answers" in the mixture of the same language; at 0 confidence hardly knows foreign topics, at
1 only those. Across languages the first being right tells both."""
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


def fit(chosen: Sequence[Part], names: tuple[str, ...], share: float) -> Calibrator:
    """The calibrator of `chosen`, from their tuning halves."""
    halves = [(part, part.half(True)) for part in chosen]
    every = [asked for _, half in halves for asked in half]
    table = np.array([[values[name] for name in names] for values in (features(a.ranking) for a in every)])
    means, scales = table.mean(axis=0), np.maximum(table.std(axis=0), 1e-2)
    rows = (table - means) / scales
    weights = np.concatenate([np.full(len(half), SETS_WEIGH[part.name] / len(half)) for part, half in halves])
    weights *= len(weights) / weights.sum()
    right = np.array([a.first_is_right for a in every])
    answerable = np.array([bool(a.question.right) for a in every])
    towards_right, towards_answerable = (
        LogisticRegression(max_iter=3000).fit(rows, labels, sample_weight=weights).coef_[0]
        for labels in (right, answerable)
    )
    mixed = share * towards_answerable + (1 - share) * towards_right
    scaling = LogisticRegression(C=1e6).fit((rows @ mixed)[:, None], right, sample_weight=weights)
    return Calibrator(
        names,
        tuple(means.tolist()),
        tuple(scales.tolist()),
        tuple((scaling.coef_[0, 0] * mixed).tolist()),
        float(scaling.intercept_[0]),
    )


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
        f"coverage@95={coverage(sure, right, int(answerable.sum()), 0.95):.3f} "
        f"ECE={calibration_error(sure, right):.3f} "
        f"positions={int(shown.sum())} wrong={(~right[shown]).mean() if shown.any() else float('nan'):.3f}"
    )


def main() -> None:
    found = parts()
    same = fit(
        [p for p in found if p.same_language and p.name != "ch"], VECTOR_FEATURES + WORD_FEATURES, ANSWERABLE_WEIGHS
    )
    across = fit([p for p in found if not p.same_language], VECTOR_FEATURES, 0.0)
    groups = []
    for name in ("uk", "ch", "xq"):
        halves = [(same if p.same_language else across, p.half(True)) for p in found if p.name == name]
        sure = np.concatenate([confidences(calibrator, half) for calibrator, half in halves])
        groups.append((sure, np.array([a.first_is_right for _, half in halves for a in half])))
    threshold = position_threshold(groups, WRONG)
    for part in found:
        print(report(part, same if part.same_language else across, threshold))
    numbers = {
        "made_by": "python -m tests.benchmarks.calibrate",
        "sets": [f"{p.name} {'same' if p.same_language else 'across'}: {len(p.half(True))}" for p in found],
        "same": as_json(same),
        "across": as_json(across),
        "thresholds": {"position": threshold, "closest": CLOSEST},
    }
    OUTPUT.write_text(json.dumps(numbers, indent=2) + "\n", encoding="utf-8")
    print(f"thresholds {numbers['thresholds']} written to {OUTPUT.relative_to(ROOT)}")


def as_json(calibrator: Calibrator) -> dict[str, object]:
    """The calibrator's numbers, to five digits."""
    return {
        "features": list(calibrator.features),
        "means": [round(v, 5) for v in calibrator.means],
        "scales": [round(v, 5) for v in calibrator.scales],
        "weights": [round(v, 5) for v in calibrator.weights],
        "bias": round(calibrator.bias, 5),
    }


if __name__ == "__main__":
    main()
