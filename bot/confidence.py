"""One calibrated probability from the features of one search.

Two questions are asked of the features, each by a logistic regression: does anything published answer (a question for
another ministry is near nothing), and if so, is this the one (it stands out among the others). The confidence is the
second probability times a power of the first, scaled to be a probability that the statement answers. There are
two such calibrators: for a statement found in the question's own language, and for one found across languages, without
the features of words. Their few dozen numbers are in `confidence.json`, made by ``python -m
tests.benchmarks.calibrate`` from one half of the development questions; that file also says which.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from bot.retrieval import Candidate, Ranking
from indexer.store import Fit, Thresholds

FEATURES = {
    "standard": "similarity of the vectors, in standard deviations above chance",
    "late": "late interaction with its best passage, likewise",
    "score": "what ranks: both and the words together",
    "lead": "standard, less the mean of the next five",
    "late_lead": "late, less the mean of the next five",
    "gap": "score, less the best other",
    "gap5": "score, less the mean of the best five others",
    "share": "its share if scores were the logarithms of odds (softmax at 1.5)",
    "length": "logarithm of the question's number of terms",
    "strong": "weighted mean of the tokens' best cosines in the version",
    "weak": "share of the question's weight whose tokens find nothing nearer than .4",
    "least": "the lowest cosine of a token that weighs at least .6 of the heaviest",
    "quarter": "cosine below which a quarter of the question's weight lies",
    "strong_gap": "strong, less the best other",
    "missing": "weighted mean of what other candidates match better, token by token",
    "crowd": "mean of standard over all candidates: how much there is on the topic",
}
"""All that a search tells a calibrator, by name; below, what needs words of the question's own language."""
WORD_FEATURES = {
    "words": "BM25 in standard deviations above the pool's mean, at most 15",
    "coverage": "share of the question's word weight that the version holds",
    "words_gap": "words, less the best other",
    "coverage_gap": "coverage, less the best other",
}

_WORDS_AT_MOST = 15.0  # standard deviations; above, more of the same words says nothing more
_WEAK = 0.4
_HEAVY = 0.6
_SPREAD = 1.5
_OTHERS = 5


@dataclass(frozen=True, slots=True)
class Head:
    """A logistic regression over standardised features."""

    weights: tuple[float, ...]
    bias: float


@dataclass(frozen=True, slots=True)
class Calibrator:
    """``slope * logit(p) + intercept`` with p = right * answerable ** emphasis, over standardised `features`."""

    features: tuple[str, ...]
    means: tuple[float, ...]
    scales: tuple[float, ...]
    right: Head
    answerable: Head
    emphasis: float
    slope: float
    intercept: float

    def probability(self, values: Mapping[str, float], slope: float = 1.0, intercept: float = 0.0) -> float:
        """The probability (0..1) that the candidate with these feature values answers, from the fitted logit."""
        return _sigmoid(slope * self.logit(values) + intercept)

    def logit(self, values: Mapping[str, float]) -> float:
        """The logarithm of the odds that the candidate with these feature values answers."""
        raw = _log_sigmoid(self.of(self.right, values)) + self.emphasis * _log_sigmoid(self.of(self.answerable, values))
        return self.slope * (raw - math.log(-math.expm1(min(raw, -1e-9)))) + self.intercept

    def of(self, head: Head, values: Mapping[str, float]) -> float:
        """What one of the two regressions says, as a logit."""
        rows = zip(self.features, self.means, self.scales, head.weights, strict=True)
        return head.bias + sum(weight * (values[name] - mean) / scale for name, mean, scale, weight in rows)


@dataclass(frozen=True, slots=True)
class Calibration:
    """Both calibrators, and the thresholds that a store gets unless staff's questions give others.

    `positions` are thresholds of a position by the share of wrong positions that they were chosen for.
    """

    same: Calibrator
    across: Calibrator
    positions: Mapping[float, float]
    closest: float

    def thresholds(self, wrong: float) -> Thresholds:
        """The thresholds for at most the share `wrong` (0..1) of wrong positions, on the development sets."""
        fit = [threshold for share, threshold in self.positions.items() if share <= wrong + 1e-9]
        return Thresholds(min(fit, default=1.0), self.closest)


@cache
def shipped() -> Calibration:
    """The calibration in `confidence.json`."""
    numbers = json.loads((files("bot") / "confidence.json").read_text(encoding="utf-8"))
    positions = {float(share): threshold for share, threshold in numbers["positions"].items()}
    return Calibration(_calibrator(numbers["same"]), _calibrator(numbers["across"]), positions, numbers["closest"])


def _calibrator(part: Any) -> Calibrator:
    return Calibrator(
        features=tuple(part["features"]),
        means=tuple(part["means"]),
        scales=tuple(part["scales"]),
        right=Head(tuple(part["right"]["weights"]), part["right"]["bias"]),
        answerable=Head(tuple(part["answerable"]["weights"]), part["answerable"]["bias"]),
        emphasis=part["emphasis"],
        slope=part["slope"],
        intercept=part["intercept"],
    )


def features(ranking: Ranking, place: int = 0) -> dict[str, float]:
    """The values of `FEATURES` and `WORD_FEATURES` of the candidate at `place` of a ranking, against the others."""
    own = ranking.candidates[place]
    others = [c for i, c in enumerate(ranking.candidates) if i != place]
    scores = np.array([own.score, *(c.score for c in others)])
    odds = np.exp((scores - scores.max()) / _SPREAD)
    best = sorted(scores[1:], reverse=True)[:_OTHERS]
    return {
        "standard": own.standard,
        "late": own.late,
        "score": own.score,
        "lead": own.standard - _mean_of_best(c.standard for c in others),
        "late_lead": own.late - _mean_of_best(c.late for c in others),
        "gap": own.score - best[0] if best else 1.0,
        "gap5": own.score - sum(best) / len(best) if best else 1.0,
        "share": float(odds[0] / odds.sum()),
        "length": math.log1p(ranking.terms),
        **_by_token(ranking, own, others),
        "crowd": float(np.mean([c.standard for c in ranking.candidates])),
        "words": _capped(own),
        "coverage": own.coverage,
        "words_gap": _capped(own) - max(map(_capped, others), default=0.0),
        "coverage_gap": own.coverage - max((c.coverage for c in others), default=0.0),
    }


def _mean_of_best(values: Iterable[float]) -> float:
    best = sorted(values, reverse=True)[:_OTHERS]
    return sum(best) / len(best) if best else 0.0


def _by_token(ranking: Ranking, own: Candidate, others: Sequence[Candidate]) -> dict[str, float]:
    weights, strengths = np.array(ranking.weights), np.array(own.strengths)
    if not len(weights) or not strengths.any():
        return dict.fromkeys(("strong", "weak", "least", "quarter", "strong_gap", "missing"), 0.0)
    order = np.argsort(strengths, kind="stable")
    quarter = min(int(np.searchsorted(np.cumsum(weights[order]), 0.25)), len(order) - 1)
    elsewhere = np.array([c.strengths for c in others]).reshape(len(others), len(strengths))
    strong = float(weights @ strengths)
    return {
        "strong": strong,
        "weak": float(weights @ (strengths < _WEAK)),
        "least": float(strengths[weights >= _HEAVY * weights.max()].min()),
        "quarter": float(strengths[order][quarter]),
        "strong_gap": strong - float((elsewhere @ weights).max(initial=0.0)),
        "missing": float(weights @ np.maximum(0, elsewhere.max(axis=0, initial=-1.0) - strengths)) if others else 0.0,
    }


def _capped(candidate: Candidate) -> float:
    return min(candidate.words, _WORDS_AT_MOST)


def confidence(ranking: Ranking, place: int, calibration: Calibration, fit: Fit | None = None) -> float:
    """The probability (0..1) that the candidate at `place` answers the question; `fit` is the store's."""
    values = features(ranking, place)
    if not ranking.candidates[place].same_language:
        return calibration.across.probability(values)
    if fit is None:
        return calibration.same.probability(values)
    return calibration.same.probability(values, fit.slope, fit.intercept)


def confidences(ranking: Ranking, calibration: Calibration, fit: Fit | None = None) -> tuple[float, ...]:
    """The confidence in each candidate of a ranking."""
    return tuple(confidence(ranking, place, calibration, fit) for place in range(len(ranking.candidates)))


def _sigmoid(logit: float) -> float:
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, logit))))


def _log_sigmoid(logit: float) -> float:
    return -math.log1p(math.exp(-logit)) if logit > -30 else logit
