from __future__ import annotations

import json
import math
from collections.abc import Sequence
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.confidence import (
    FEATURES,
    WORD_FEATURES,
    Calibration,
    Calibrator,
    Head,
    confidence,
    confidences,
    features,
    shipped,
)
from bot.retrieval import Candidate, Ranking
from indexer.store import Fit, Thresholds


def candidate(
    score: float,
    standard: float,
    late: float = 0.0,
    words: float = 0.0,
    coverage: float = 0.0,
    strengths: Sequence[float] = (0.5, 0.5),
    *,
    same: bool = True,
) -> Candidate:
    return Candidate(
        statement=0,
        place=0,
        score=score,
        similarity=standard / 10,
        standard=standard,
        passage=0.3,
        sentence=0.3,
        whole=0.3,
        late=late,
        strengths=tuple(strengths),
        words=words,
        coverage=coverage,
        same_language=same,
    )


RANKING = Ranking(
    (
        candidate(9.0, 5.0, 3.0, 4.0, 0.75, (0.9, 0.2)),
        candidate(8.5, 6.0, 2.0, 1.0, 0.25, (0.6, 0.7)),
        candidate(7.0, 4.0, 1.0, 20.0, 0.5, (0.5, 0.5)),
        candidate(6.0, 3.0),
        candidate(5.0, 2.0, same=False),
        candidate(4.0, 1.0),
        candidate(3.0, 0.0),
    ),
    terms=3,
    share=0.5,
    weights=(0.75, 0.25),
)


def softmax(scores: Sequence[float], place: int) -> float:
    odds = [math.exp(score / 1.5) for score in scores]
    return odds[place] / sum(odds)


SCORES = [c.score for c in RANKING.candidates]


def test_features_of_the_first() -> None:
    """Words count to 15 at most; the light token is under .6 of the heaviest, so that its .2 is not the least."""
    assert features(RANKING) == pytest.approx(
        {
            "standard": 5.0,
            "late": 3.0,
            "score": 9.0,
            "lead": 5.0 - (6 + 4 + 3 + 2 + 1) / 5,
            "late_lead": 3.0 - (2 + 1) / 5,
            "gap": 0.5,
            "gap5": 9.0 - (8.5 + 7 + 6 + 5 + 4) / 5,
            "share": softmax(SCORES, 0),
            "length": math.log(4),
            "strong": 0.75 * 0.9 + 0.25 * 0.2,
            "weak": 0.25,
            "least": 0.9,
            "quarter": 0.2,
            "strong_gap": (0.75 * 0.9 + 0.25 * 0.2) - (0.75 * 0.6 + 0.25 * 0.7),
            "missing": 0.25 * (0.7 - 0.2),
            "crowd": 3.0,
            "words": 4.0,
            "coverage": 0.75,
            "words_gap": -11.0,
            "coverage_gap": 0.25,
        },
        abs=1e-6,
    )


def test_features_of_another_place() -> None:
    found = features(RANKING, 2)
    assert found["gap"] == pytest.approx(-2.0)
    assert found["lead"] == pytest.approx(4.0 - (6 + 5 + 3 + 2 + 1) / 5)
    assert found["share"] == pytest.approx(softmax(SCORES, 2))
    assert found["missing"] == pytest.approx(0.75 * (0.9 - 0.5) + 0.25 * (0.7 - 0.5))
    assert (found["words"], found["words_gap"], found["coverage_gap"]) == pytest.approx((15.0, 11.0, -0.25))


def test_features_of_the_only_one() -> None:
    alone = Ranking((candidate(2.0, 3.0, 1.0, 1.5, 1.0, (0.6,)),), terms=0, share=1.0, weights=(1.0,))
    found = features(alone)
    assert (found["gap"], found["gap5"], found["share"], found["missing"]) == (1.0, 1.0, 1.0, 0.0)
    assert (found["lead"], found["late_lead"], found["strong"], found["strong_gap"]) == (3.0, 1.0, 0.6, 0.6)


def test_a_question_without_known_tokens_has_no_features_of_them() -> None:
    bare = Ranking((candidate(2.0, 3.0, strengths=()),), terms=2, share=1.0)
    assert {features(bare)[name] for name in ("strong", "weak", "least", "quarter", "strong_gap", "missing")} == {0.0}


CALIBRATOR = Calibrator(
    features=("standard", "words"),
    means=(0.5, 2.0),
    scales=(0.1, 4.0),
    right=Head((2.0, -1.0), 0.25),
    answerable=Head((1.0, 0.5), -0.5),
    emphasis=3.0,
    slope=1.5,
    intercept=0.2,
)


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


@pytest.mark.parametrize(("standard", "words"), [(0.5, 2.0), (0.6, 2.0), (0.5, 6.0), (0.42, 3.0)])
def test_a_probability_is_a_product_of_two_regressions_scaled(standard: float, words: float) -> None:
    a, b = (standard - 0.5) / 0.1, (words - 2.0) / 4.0
    product = sigmoid(0.25 + 2 * a - b) * sigmoid(-0.5 + a + 0.5 * b) ** 3
    wanted = sigmoid(1.5 * math.log(product / (1 - product)) + 0.2)
    assert CALIBRATOR.probability({"standard": standard, "words": words, "other": 9.0}) == pytest.approx(wanted)


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_a_probability_lies_between_0_and_1(standard: float, words: float) -> None:
    assert 0 < CALIBRATOR.probability({"standard": standard, "words": words}) <= 1


def steady(weight: float) -> Calibrator:
    """Depends on `standard` alone, through the one head."""
    return Calibrator(("standard",), (0.0,), (1.0,), Head((weight,), 0.0), Head((0.0,), 40.0), 1.0, 1.0, 0.0)


def test_a_statement_across_languages_has_its_own_calibrator() -> None:
    both = Calibration(steady(1.0), steady(-1.0), {0.05: 0.6}, 0.2)
    assert confidence(RANKING, 0, both) == pytest.approx(sigmoid(5.0))
    assert confidence(RANKING, 4, both) == pytest.approx(sigmoid(-2.0))
    assert confidences(RANKING, both) == tuple(confidence(RANKING, place, both) for place in range(7))


def test_the_stores_fit_changes_the_same_language_only() -> None:
    both = Calibration(steady(1.0), steady(-1.0), {0.05: 0.6}, 0.2)
    fit = Fit("basis", 0.5, -1.0, 100)
    assert confidence(RANKING, 0, both, fit) == pytest.approx(sigmoid(0.5 * 5.0 - 1.0))
    assert confidence(RANKING, 4, both, fit) == confidence(RANKING, 4, both)


def test_a_stricter_operator_gets_a_higher_threshold() -> None:
    kept = Calibration(steady(1.0), steady(1.0), {0.01: 0.95, 0.05: 0.8, 0.2: 0.5}, 0.1)
    assert kept.thresholds(0.05) == Thresholds(0.8, 0.1)
    assert kept.thresholds(0.04) == Thresholds(0.95, 0.1)
    assert kept.thresholds(0.2) == Thresholds(0.5, 0.1)
    assert kept.thresholds(0.001) == Thresholds(1.0, 0.1)


class TestShipped:
    @pytest.mark.parametrize("name", ["same", "across"])
    def test_each_calibrator_is_well_formed(self, name: str) -> None:
        found: Calibrator = getattr(shipped(), name)
        assert list(found.features) == [*FEATURES, *(WORD_FEATURES if name == "same" else ())]
        parts = (found.features, found.means, found.scales, found.right.weights, found.answerable.weights)
        assert {len(part) for part in parts} == {len(found.features)}
        numbers = (*found.means, *found.scales, *found.right.weights, *found.answerable.weights)
        assert all(map(math.isfinite, (*numbers, found.right.bias, found.answerable.bias, found.intercept)))
        assert all(scale > 0 for scale in found.scales)
        assert found.slope > 0

    def test_its_thresholds_are_probabilities_that_fall_with_what_is_allowed(self) -> None:
        thresholds = [shipped().thresholds(wrong).position for wrong in (0.01, 0.02, 0.05, 0.1, 0.2)]
        assert thresholds == sorted(thresholds, reverse=True)
        assert 0 < shipped().closest < thresholds[-1] < thresholds[0] <= 1

    def test_it_is_what_the_file_says(self) -> None:
        written = json.loads((files("bot") / "confidence.json").read_text(encoding="utf-8"))
        for name in ("same", "across"):
            found: Calibrator = getattr(shipped(), name)
            for part in ("features", "means", "scales"):
                assert list(getattr(found, part)) == written[name][part]
            assert list(found.right.weights) == written[name]["right"]["weights"]
            assert found.answerable.bias == written[name]["answerable"]["bias"]
        assert shipped().thresholds(0.05).position == written["positions"]["0.05"]

    def test_a_first_that_is_nearer_in_every_way_is_likelier_right(self) -> None:
        """The one thing that holds whatever is fitted."""
        for same in (True, False):
            second = candidate(2.0, 2.0, 0.5, 0.0, 0.1, (0.3, 0.3), same=same)
            weak = Ranking((candidate(2.1, 2.0, 0.5, 0.0, 0.1, (0.3, 0.3), same=same), second), 5, 1.0, (0.5, 0.5))
            strong = Ranking((candidate(20.0, 8.0, 6.0, 9.0, 1.0, (0.9, 0.9), same=same), second), 5, 1.0, (0.5, 0.5))
            assert confidence(strong, 0, shipped()) > confidence(weak, 0, shipped()) + 0.3


def test_no_feature_is_anything_but_a_number() -> None:
    for place in range(len(RANKING.candidates)):
        assert all(np.isfinite(value) for value in features(RANKING, place).values())
