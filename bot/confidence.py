"""One calibrated probability from the features of one search.

Two logistic regressions: one for a first statement found in the question's own language, with all features, and
one across languages, with those of vectors only. Their few dozen numbers are in `confidence.json`, made by
``python -m tests.benchmarks.calibrate`` from one half of the development questions; that file also says which.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.retrieval import Candidate, Ranking
from indexer.store import Fit, Thresholds

VECTOR_FEATURES = ("similarity", "passage", "sentence", "whole", "lead", "behind", "gap", "length")
WORD_FEATURES = ("words", "coverage", "words_gap", "coverage_gap")

_WORDS_AT_MOST = 15.0  # standard deviations; above, more of the same words says nothing more


@dataclass(frozen=True, slots=True)
class Calibrator:
    """A logistic regression over standardised features."""

    features: tuple[str, ...]
    means: tuple[float, ...]
    scales: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float

    def probability(self, values: Mapping[str, float], slope: float = 1.0, intercept: float = 0.0) -> float:
        """The probability (0..1) that the candidate with these feature values answers, from the fitted logit."""
        return 1 / (1 + math.exp(-max(-40.0, min(40.0, slope * self.logit(values) + intercept))))

    def logit(self, values: Mapping[str, float]) -> float:
        """The logarithm of the odds that the candidate with these feature values answers."""
        total = self.bias
        for name, mean, scale, weight in zip(self.features, self.means, self.scales, self.weights, strict=True):
            total += weight * (values[name] - mean) / scale
        return total


@dataclass(frozen=True, slots=True)
class Calibration:
    """Both calibrators, and the thresholds that a store gets unless its operator chooses others."""

    same: Calibrator
    across: Calibrator
    thresholds: Thresholds


@cache
def shipped() -> Calibration:
    """The calibration in `confidence.json`."""
    numbers = json.loads((files("bot") / "confidence.json").read_text(encoding="utf-8"))

    def calibrator(name: str) -> Calibrator:
        part = numbers[name]
        return Calibrator(
            tuple(part["features"]), tuple(part["means"]), tuple(part["scales"]), tuple(part["weights"]), part["bias"]
        )

    thresholds = numbers["thresholds"]
    return Calibration(
        calibrator("same"), calibrator("across"), Thresholds(thresholds["position"], thresholds["closest"])
    )


def features(ranking: Ranking, place: int = 0) -> dict[str, float]:
    """The feature values of the candidate at `place` of a ranking, against the others.

    similarity, passage, sentence, whole: cosines of the candidate (see `Candidate`). lead: its similarity less the mean
    of the next five. behind: its similarity less the pool's best (0 when it is the best). gap: its score less the best
    other. length: logarithm of the question's number of terms. words, coverage: as in `Candidate`. words_gap,
    coverage_gap: the same less the best other's.
    """
    own = ranking.candidates[place]
    others = [c for i, c in enumerate(ranking.candidates) if i != place]
    nearest = sorted((c.similarity for c in others), reverse=True)[:5]
    return {
        "similarity": own.similarity,
        "passage": own.passage,
        "sentence": own.sentence,
        "whole": own.whole,
        "lead": own.similarity - (sum(nearest) / len(nearest) if nearest else 0.0),
        "behind": min(0.0, own.similarity - max(nearest, default=own.similarity)),
        "gap": own.score - max((c.score for c in others), default=own.score - 1.0),
        "length": math.log1p(ranking.terms),
        "words": _capped(own),
        "coverage": own.coverage,
        "words_gap": _capped(own) - max(map(_capped, others), default=0.0),
        "coverage_gap": own.coverage - max((c.coverage for c in others), default=0.0),
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
