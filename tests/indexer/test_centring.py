"""The space against a direct computation in float64."""

from __future__ import annotations

import numpy as np
import pytest

from indexer import centring
from indexer.centring import Space
from indexer.vectors import Vectors, unit

DIMENSION = 6


def rows(count: int, seed: int) -> Vectors:
    random = np.random.default_rng(seed)
    drawn = random.normal(size=(count, DIMENSION)) + np.array([2, 1, 0, 0, 0, 0])
    return unit(drawn.astype(np.float32))


PASSAGES, SPOKEN = rows(30, 1), [*["en"] * 20, *["ru"] * 9, "zh"]
QUESTIONS, ASKED = rows(12, 2), ["en"] * 8 + ["ru"] * 4


def mean(of: Vectors, languages: list[str], language: str | None) -> list[float]:
    """n / (n + 8) of the language's mean, the rest of n / (n + 8) of the mean of all."""
    overall = [float(sum(column)) / len(of) * len(of) / (len(of) + 8) for column in of.T.astype(float)]
    if language is None:
        return overall
    members = [row for row, spoken in zip(of.astype(float), languages, strict=True) if spoken == language]
    own = [float(sum(column)) / len(members) for column in zip(*members, strict=True)]
    share = len(members) / (len(members) + 8)
    return [share * a + (1 - share) * b for a, b in zip(own, overall, strict=True)]


def scaled(row: list[float]) -> list[float]:
    length = sum(x * x for x in row) ** 0.5
    return [x / length for x in row]


def whitening() -> Vectors:
    """Through the singular values of the centred rows, where the program takes the eigenvalues of their covariance."""
    centred = np.array(
        [
            scaled([a - b for a, b in zip(row, mean(PASSAGES, SPOKEN, language), strict=True)])
            for row, language in zip(PASSAGES.astype(float).tolist(), SPOKEN, strict=True)
        ]
    )
    centred -= centred.mean(axis=0)
    _, singular, directions = np.linalg.svd(centred, full_matrices=False)
    variances = singular**2 / (len(centred) - 1)
    damping = sum(
        (variance / variances.mean() + 1) ** -0.25 * np.outer(direction, direction)
        for variance, direction in zip(variances, directions, strict=True)
    )
    return np.asarray(damping, np.float32)


def placed(row: Vectors, centre: list[float]) -> Vectors:
    centred = scaled([a - b for a, b in zip(row.astype(float).tolist(), centre, strict=True)])
    return np.array(scaled((np.array(centred) @ whitening()).tolist()), np.float32)


@pytest.mark.parametrize("at_once", [512, 7, 1])
def test_passages_and_questions_against_a_direct_computation(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many rows are worked on at once."""
    monkeypatch.setattr(centring, "_AT_ONCE", at_once)
    space = Space.of(PASSAGES, SPOKEN, QUESTIONS, ASKED)
    np.testing.assert_allclose(space.whitening, whitening(), atol=1e-5)
    found = space.place_passages(PASSAGES, SPOKEN)
    wanted = [placed(r, mean(PASSAGES, SPOKEN, spoken)) for r, spoken in zip(PASSAGES, SPOKEN, strict=True)]
    np.testing.assert_allclose(found, np.stack(wanted), atol=1e-5)
    for language in ("en", "ru"):
        wanted = [placed(r, mean(QUESTIONS, ASKED, language)) for r in QUESTIONS]
        np.testing.assert_allclose(space.place_questions(QUESTIONS, language), np.stack(wanted), atol=1e-5)
    assert found.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-6)


def test_questions_in_several_languages_are_placed_as_each_is_alone() -> None:
    """To the last bit: a classifier is fitted to them, and one folder makes one store."""
    space = Space.of(PASSAGES, SPOKEN, QUESTIONS, ASKED)
    languages = [*ASKED[:-2], "ar", "zh"]
    found = space.place_each(QUESTIONS, languages)
    for row, question, language in zip(found, QUESTIONS, languages, strict=True):
        assert row.tobytes() == space.place_questions(question[None, :], language)[0].tobytes()


def test_a_language_never_seen_is_centred_by_all() -> None:
    space = Space.of(PASSAGES, SPOKEN, QUESTIONS, ASKED)
    question, passage = QUESTIONS[:1], PASSAGES[:1]
    wanted = placed(question[0], mean(QUESTIONS, ASKED, None))
    np.testing.assert_allclose(space.place_questions(question, "ar")[0], wanted, atol=1e-5)
    # Passages in Chinese there are, but nobody asked in it.
    np.testing.assert_allclose(space.place_questions(question, "zh")[0], wanted, atol=1e-5)
    wanted = placed(passage[0], mean(PASSAGES, SPOKEN, None))
    np.testing.assert_allclose(space.place_passages(passage, ["ar"])[0], wanted, atol=1e-5)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_store_of_few_passages_is_not_centred_to_nothing(count: int) -> None:
    """The row minus a share of itself keeps its direction; under three rows nothing is whitened."""
    few = np.repeat(rows(1, 3), count, axis=0)
    space = Space.of(few, ["en"] * count, QUESTIONS[:1], ["en"])
    found = space.place_passages(few, ["en"] * count)
    np.testing.assert_allclose(found, few, atol=1e-5)
    np.testing.assert_allclose(space.place_questions(QUESTIONS[:1], "en"), QUESTIONS[:1], atol=1e-5)
    np.testing.assert_allclose(space.whitening, np.eye(DIMENSION), atol=1e-6)


def test_bytes_round_trip_exactly_and_hold_no_pickle() -> None:
    space = Space.of(PASSAGES, SPOKEN, QUESTIONS, ASKED)
    again = Space.from_bytes(space.to_bytes())
    assert sorted(again.passages) == ["en", "ru", "zh"]
    assert sorted(again.questions) == ["en", "ru"]
    for language in again.passages:
        np.testing.assert_array_equal(again.passages[language], space.passages[language])
    for language in again.questions:
        np.testing.assert_array_equal(again.questions[language], space.questions[language])
    np.testing.assert_array_equal(again.any_passage, space.any_passage)
    np.testing.assert_array_equal(again.any_question, space.any_question)
    np.testing.assert_array_equal(again.whitening, space.whitening)
    assert again.whitening.dtype == np.float32
