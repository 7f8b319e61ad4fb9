"""What chance gives: means and deviations by hand."""

from __future__ import annotations

import numpy as np
import pytest

from indexer.expected import Expected, Floats

PRIOR = (0.2, 0.1)


def leaning(values: list[float], on: tuple[float, float]) -> tuple[float, float]:
    """n / (n + 300) of the values' mean and deviation, the rest of what they lean on."""
    share = len(values) / (len(values) + 300)
    mean = sum(values) / len(values)
    deviation = (sum((v - mean) ** 2 for v in values) / len(values)) ** 0.5
    return share * mean + (1 - share) * on[0], share * deviation + (1 - share) * on[1]


def test_by_hand() -> None:
    """Of 100 values the 3 highest are left out; each pair leans on all pairs across, and these on the prior."""
    same = np.linspace(-1, 1, 100).reshape(4, 25)
    there, back = np.linspace(0, 0.4, 50), np.linspace(0.1, 0.3, 10)
    found = Expected.of({("en", "en"): same, ("en", "fr"): there, ("fr", "en"): back}, PRIOR)
    cut = sorted(same.ravel().tolist())[:97]
    across = leaning(sorted(there.tolist())[:49] + back.tolist(), PRIOR)
    assert found.across == pytest.approx(across)
    assert set(found.pairs) == {("en", "en"), ("en", "fr"), ("fr", "en")}
    assert found.pairs["en", "en"] == pytest.approx(leaning(cut, across))
    assert found.pairs["en", "fr"] == pytest.approx(leaning(sorted(there.tolist())[:49], across))
    assert found.pairs["fr", "en"] == pytest.approx(leaning(back.tolist(), across))


def test_with_one_language_all_others_are_like_it() -> None:
    values = np.linspace(0, 1, 20)
    found = Expected.of({("en", "en"): values}, PRIOR)
    assert found.across == pytest.approx(leaning(values.tolist(), PRIOR))
    assert found.pairs["en", "en"] == pytest.approx(leaning(values.tolist(), found.across))


@pytest.mark.parametrize("values", [{}, {("en", "fr"): np.zeros(0)}, {("en", "en"): np.zeros((0, 3))}])
def test_where_nothing_was_tried_the_prior_holds(values: dict[tuple[str, str], Floats]) -> None:
    found = Expected.of(values, PRIOR)
    assert found.across == PRIOR
    assert found.pairs == dict.fromkeys(values, PRIOR)


def test_a_few_equal_values_have_a_deviation_all_the_same() -> None:
    """Divided by their own, anything would be infinitely far above chance."""
    found = Expected.of({("en", "en"): np.full(10, 0.5)}, PRIOR)
    mean, deviation = found.pairs["en", "en"]
    assert PRIOR[0] < mean < 0.5
    assert deviation == pytest.approx(0.1 * (300 / 310) ** 2)


def test_standard_takes_each_text_by_its_pair() -> None:
    expected = Expected({("en", "en"): (0.1, 0.2), ("en", "fr"): (0.0, 0.1), ("fr", "en"): (9.0, 9.0)}, (0.5, 0.5))
    similarities = np.array([0.3, 0.3, 0.3, 1.0], np.float32)
    found = expected.standard(similarities, "en", ["en", "fr", "ru", "en"])
    np.testing.assert_allclose(found, [1.0, 3.0, -0.4, 4.5], rtol=1e-6)
    assert found.dtype == np.float32
    np.testing.assert_allclose(expected.standard(similarities[:1], "ru", ["en"]), [-0.4], rtol=1e-6)


def test_bytes_round_trip_exactly() -> None:
    found = Expected.of({("en", "en"): np.linspace(0, 1 / 3, 7), ("en", "zh"): np.linspace(0, 1 / 7, 9)}, PRIOR)
    assert Expected.from_bytes(found.to_bytes()) == found
