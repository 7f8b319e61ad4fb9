"""Fit the confidence to the knowledge at hand, when a store is built.

The shipped calibration was made on other ministries' questions; how sure a ranking is depends on the folder: in one of
70 statements the right one stands out more than among 2,893. Each question that staff wrote is asked twice, with its
statement in the pool and with it taken out, so that "right topic, statement missing" is among what is learnt. From that
come a slope and an intercept on the shipped logit of the same language, held near 1 and 0 by a prior, and the
threshold from which at most a set share of positions is wrong (one in twenty). Staff's questions are not in the store's
words, so a question does not find its statement by its own echo; they are still friendlier than citizens', so
threshold and slope are bounded.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from bot.confidence import features, shipped
from bot.retrieval import rank_all, seek
from indexer.encoding import EncodedQuestion
from indexer.store import Fit, Snapshot, Thresholds

LEAST_QUESTIONS = 60
"""With fewer questions of staff the shipped calibration stays as it is."""
MOST_QUESTIONS = 500
WRONG = 0.05
LEAST_THRESHOLD = 0.75
MISSING_WEIGHS = 0.25
"""What a question whose statement was taken out counts against one whose statement is there: we suppose that one
citizen in five asks, on a topic of the ministry's, for what it has not published."""

_PRIOR = 0.5  # standard deviation around slope 1; the intercept's is four times as wide
_LARGEST_STEP = 1.5

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Probe:
    """A question of staff: its text and language, and the statement (its number) that answers."""

    text: str
    language: str
    statement: int


class Refit:
    """What `indexer.build.build` calls to fit a store's confidence.

    `wrong` is the share (0..1) of positions that may be wrong, as the operator sets it.
    """

    def __init__(self, wrong: float = WRONG) -> None:
        self._wrong = wrong

    @property
    def basis(self) -> str:
        """Which shipped numbers are fitted: stores fitted from others are built anew."""
        shipped_numbers = files("bot").joinpath("confidence.json").read_bytes()
        return hashlib.sha256(shipped_numbers + f"{self._wrong:.4f}".encode()).hexdigest()

    def __call__(
        self, snapshot: Snapshot, encode: Callable[[Sequence[str]], list[EncodedQuestion]], now: datetime
    ) -> tuple[Fit, Thresholds]:
        """The fit of `snapshot`, and its thresholds; the shipped ones where staff wrote too few questions."""
        probes = probes_of(snapshot, now)
        if len(probes) < LEAST_QUESTIONS:
            return Fit(self.basis, 1.0, 0.0, len(probes)), shipped().thresholds(self._wrong)
        logits, right, weights = _ask(snapshot, probes, encode([p.text for p in probes]), now)
        slope, intercept = fit(logits, right, weights)
        sure = 1 / (1 + np.exp(-(slope * logits + intercept)))
        position = max(LEAST_THRESHOLD, threshold(sure, right, weights, self._wrong))
        return Fit(self.basis, slope, intercept, len(probes)), Thresholds(position, shipped().closest)


def probes_of(snapshot: Snapshot, now: datetime) -> list[Probe]:
    """The questions of statements in force, at most `MOST_QUESTIONS`, chosen by hash."""
    in_force = snapshot.in_force(now)
    probes = [
        Probe(question, version.language, number)
        for number, statement in enumerate(snapshot.contents.statements)
        if in_force[number]
        for version in statement.versions
        for question in version.questions
    ]
    return sorted(probes, key=lambda p: hashlib.sha256(p.text.encode()).digest())[:MOST_QUESTIONS]


def _ask(
    snapshot: Snapshot, probes: Sequence[Probe], encoded: Sequence[EncodedQuestion], now: datetime
) -> tuple[Floats, npt.NDArray[np.bool_], Floats]:
    """Shipped logits of first candidates, with and without the right statement; whether right; their weights."""
    logits: list[float] = []
    right: list[bool] = []
    weights: list[float] = []
    sought = [seek(snapshot, p.text, p.language, one) for p, one in zip(probes, encoded, strict=True)]
    for probe, whole in zip(probes, rank_all(snapshot, sought, snapshot.in_force(now)), strict=True):
        rest = tuple(c for c in whole.candidates if c.statement != probe.statement)
        for ranking, weight in ((whole, 1.0), (replace(whole, candidates=rest), MISSING_WEIGHS)):
            if ranking.candidates and ranking.candidates[0].same_language:
                logits.append(shipped().same.logit(features(ranking)))
                right.append(ranking.candidates[0].statement == probe.statement)
                weights.append(weight)
    return np.array(logits), np.array(right), np.array(weights)


def fit(logits: Floats, right: npt.NDArray[np.bool_], weights: Floats) -> tuple[float, float]:
    """Slope and intercept of the weighted logistic regression of `right` on `logits`, with a prior around (1, 0)."""
    design = np.stack([logits, np.ones_like(logits)], axis=1)
    centre = np.array([1.0, 0.0])
    precision = np.diag([1 / _PRIOR**2, 1 / (4 * _PRIOR) ** 2])
    found = centre.copy()
    for _ in range(50):
        sure = 1 / (1 + np.exp(-np.clip(design @ found, -30, 30)))
        gradient = design.T @ (weights * (right - sure)) - precision @ (found - centre)
        curvature = (design * (weights * sure * (1 - sure))[:, None]).T @ design + precision
        step = np.clip(np.linalg.solve(curvature, gradient), -_LARGEST_STEP, _LARGEST_STEP)
        found += step
        if np.abs(step).max() < 1e-6:
            break
    return round(float(found[0]), 4), round(float(found[1]), 4)


def threshold(sure: Floats, right: npt.NDArray[np.bool_], weights: Floats, wrong: float) -> float:
    """The least threshold, in steps of .01, from which on at most the share `wrong` of what is presented is wrong."""
    least = 0.99
    for candidate in np.arange(0.99, 0.295, -0.01):
        shown = sure >= candidate
        if shown.any() and (weights * ~right)[shown].sum() > wrong * weights[shown].sum():
            break
        least = float(candidate)
    return round(least, 2)
