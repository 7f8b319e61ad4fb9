from __future__ import annotations

import json
import math
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.confidence import (
    VECTOR_FEATURES,
    WORD_FEATURES,
    Calibration,
    Calibrator,
    confidence,
    features,
    shipped,
)
from bot.retrieval import Candidate, Ranking
from indexer.store import Thresholds


def candidate(
    score: float, similarity: float, words: float = 0.0, coverage: float = 0.0, *, same: bool = True
) -> Candidate:
    """The similarity is the mean of three: a tenth more for the passage, a tenth less for the whole."""
    return Candidate(
        statement=0,
        place=0,
        score=score,
        similarity=similarity,
        passage=similarity + 0.1,
        sentence=similarity,
        whole=similarity - 0.1,
        words=words,
        coverage=coverage,
        same_language=same,
    )


RANKING = Ranking(
    (
        candidate(9.0, 0.5, 4.0, 0.75),
        candidate(8.5, 0.6, 1.0, 0.25),
        candidate(7.0, 0.4, 20.0, 0.5),
        candidate(6.0, 0.3),
        candidate(5.0, 0.2, same=False),
        candidate(4.0, 0.1),
        candidate(3.0, 0.0),
    ),
    terms=3,
    share=0.5,
)


def test_features_of_the_first() -> None:
    """The next five by similarity are .6 .4 .3 .2 .1, their mean .32; words count to 15 at most."""
    assert features(RANKING) == pytest.approx(
        {
            "similarity": 0.5,
            "passage": 0.6,
            "sentence": 0.5,
            "whole": 0.4,
            "lead": 0.18,
            "behind": -0.1,
            "gap": 0.5,
            "length": math.log(4),
            "words": 4.0,
            "coverage": 0.75,
            "words_gap": -11.0,
            "coverage_gap": 0.25,
        }
    )


def test_features_of_another_place() -> None:
    """Of the third: it is not the best in anything but words, and its gap to the first is negative."""
    assert features(RANKING, 2) == pytest.approx(
        {
            "similarity": 0.4,
            "passage": 0.5,
            "sentence": 0.4,
            "whole": 0.3,
            "lead": 0.4 - (0.6 + 0.5 + 0.3 + 0.2 + 0.1) / 5,
            "behind": -0.2,
            "gap": -2.0,
            "length": math.log(4),
            "words": 15.0,
            "coverage": 0.5,
            "words_gap": 11.0,
            "coverage_gap": -0.25,
        }
    )


def test_features_of_the_only_one() -> None:
    alone = Ranking((candidate(2.0, 0.3, 1.5, 1.0),), terms=0, share=1.0)
    assert features(alone) == pytest.approx(
        {
            "similarity": 0.3,
            "passage": 0.4,
            "sentence": 0.3,
            "whole": 0.2,
            "lead": 0.3,
            "behind": 0.0,
            "gap": 1.0,
            "length": 0.0,
            "words": 1.5,
            "coverage": 1.0,
            "words_gap": 1.5,
            "coverage_gap": 1.0,
        }
    )


def test_the_best_by_similarity_is_behind_nobody() -> None:
    assert features(RANKING, 1)["behind"] == 0.0


CALIBRATOR = Calibrator(("similarity", "words"), (0.5, 2.0), (0.1, 4.0), (2.0, -1.0), 0.25)


@pytest.mark.parametrize(
    ("similarity", "words", "wanted"),
    [
        (0.5, 2.0, 1 / (1 + math.exp(-0.25))),
        (0.6, 2.0, 1 / (1 + math.exp(-2.25))),
        (0.5, 6.0, 1 / (1 + math.exp(0.75))),
        (0.42, 3.0, 1 / (1 + math.exp(-(0.25 - 1.6 - 0.25)))),
    ],
)
def test_a_probability_is_a_logistic_regression(similarity: float, words: float, wanted: float) -> None:
    assert CALIBRATOR.probability({"similarity": similarity, "words": words, "other": 9.0}) == pytest.approx(wanted)


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_a_probability_lies_between_0_and_1(similarity: float, words: float) -> None:
    assert 0 < CALIBRATOR.probability({"similarity": similarity, "words": words}) <= 1


def test_a_statement_across_languages_has_its_own_calibrator() -> None:
    same = Calibrator(("similarity",), (0.0,), (1.0,), (1.0,), 0.0)
    across = Calibrator(("similarity",), (0.0,), (1.0,), (-1.0,), 0.0)
    both = Calibration(same, across, Thresholds(0.6, 0.2))
    assert confidence(RANKING, 0, both) == pytest.approx(1 / (1 + math.exp(-0.5)))
    assert confidence(RANKING, 4, both) == pytest.approx(1 / (1 + math.exp(0.2)))


class TestShipped:
    @pytest.mark.parametrize("name", ["same", "across"])
    def test_each_calibrator_is_well_formed(self, name: str) -> None:
        found: Calibrator = getattr(shipped(), name)
        allowed = VECTOR_FEATURES + (WORD_FEATURES if name == "same" else ())
        assert set(found.features) <= set(allowed)
        assert len(set(found.features)) == len(found.features) > 0
        lengths = {len(part) for part in (found.features, found.means, found.scales, found.weights)}
        assert lengths == {len(found.features)}
        assert all(map(math.isfinite, (*found.means, *found.scales, *found.weights, found.bias)))
        assert all(scale > 0 for scale in found.scales)

    def test_its_thresholds_are_probabilities_in_order(self) -> None:
        thresholds = shipped().thresholds
        assert 0 < thresholds.closest < thresholds.position < 1

    def test_it_is_what_the_file_says(self) -> None:
        written = json.loads((files("bot") / "confidence.json").read_text(encoding="utf-8"))
        for name in ("same", "across"):
            found: Calibrator = getattr(shipped(), name)
            for part in ("features", "means", "scales", "weights"):
                assert list(getattr(found, part)) == written[name][part]
            assert found.bias == written[name]["bias"]
        assert shipped().thresholds == Thresholds(**written["thresholds"])

    def test_more_similarity_is_never_less_sure(self) -> None:
        """The one thing that holds whatever is fitted: a first that is nearer in every way is likelier right."""
        for same in (True, False):
            weak = Ranking((candidate(2.0, 0.2, same=same), candidate(1.9, 0.19, same=same)), 5, 1.0)
            strong = Ranking((candidate(9.0, 0.8, 9.0, 1.0, same=same), candidate(1.9, 0.19, same=same)), 5, 1.0)
            assert confidence(strong, 0, shipped()) > confidence(weak, 0, shipped())
