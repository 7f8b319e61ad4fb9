"""Late interaction against a plain computation in float64."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from indexer import late
from indexer.late import TokenSpace
from indexer.tokens import Codes, pack, rotation, unpack
from indexer.vectors import Vectors, unit

Array = npt.NDArray[np.floating]
DIMENSION = 16


def rows(count: int, seed: int) -> Vectors:
    """Rotated unit rows that lean to one side, as those of a model do."""
    drawn = np.random.default_rng(seed).normal(size=(count, DIMENSION)) + np.eye(DIMENSION)[0]
    turned: Vectors = unit(drawn.astype(np.float32)) @ rotation(DIMENSION)
    return turned


CODES, SPOKEN = pack(rows(90, 1)), np.repeat(["en", "ru", "zh"], [60, 29, 1])
ASKED, ASKED_IN = rows(40, 2), ["en"] * 30 + ["ru"] * 10
SPACE = TokenSpace.of(CODES, SPOKEN, ASKED, ASKED_IN)


def unit64(told: Array) -> Array:
    wide = np.asarray(told, np.float64)
    return np.asarray(wide / np.linalg.norm(wide, axis=-1, keepdims=True))


def centre(told: Array, languages: list[str], language: str | None) -> Array:
    """n / (n + 8) of the language's mean, the rest of n / (n + 8) of the mean of all."""
    wide = np.asarray(told, np.float64)
    overall = wide.sum(axis=0) / (len(wide) + 8)
    own = wide[[spoken == language for spoken in languages]]
    return np.asarray((own.sum(axis=0) + 8 * overall) / (len(own) + 8)) if len(own) else overall


def placed(told: Array, language: str | None) -> Array:
    return unit64(unit64(told - centre(ASKED, ASKED_IN, language)) @ SPACE.damping.astype(np.float64))


def naive(codes: Codes, language: str | None, question: Array) -> Array:
    middle = centre(unpack(CODES, DIMENSION), SPOKEN.tolist(), language)
    return unit64(unpack(codes, DIMENSION) - middle) @ np.asarray(question, np.float64).T


@pytest.mark.parametrize("language", ["en", "ru", "zh", "ar"])
def test_similarities_are_cosines_of_centred_tokens(language: str) -> None:
    question = SPACE.place_question(rows(7, 3), "en")
    found = SPACE.similarities(CODES[10:35], language, question)
    assert found.shape == (25, 7)
    assert found.dtype == np.float32
    known = language if language in SPOKEN else None
    np.testing.assert_allclose(found, naive(CODES[10:35], known, question), atol=2e-5)


@pytest.mark.parametrize("language", ["en", "ru", "zh", "ar"])
def test_a_question_s_tokens_are_centred_and_damped(language: str) -> None:
    """In Chinese something is told, but nothing asked."""
    known = language if language in ASKED_IN else None
    asked = rows(7, 3)
    found = SPACE.place_question(asked, language)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, placed(asked, known), atol=1e-5)


def test_the_damping_is_the_fourth_root_of_the_inverse_covariance() -> None:
    told = unpack(CODES, DIMENSION)
    centred = unit64(
        np.stack([r - centre(told, SPOKEN.tolist(), s) for r, s in zip(told, SPOKEN.tolist(), strict=True)])
    )
    _, singular, directions = np.linalg.svd(centred - centred.mean(axis=0), full_matrices=False)
    variances = singular**2
    wanted = sum(
        (variance / variances.mean() + 1) ** -0.25 * np.outer(direction, direction)
        for variance, direction in zip(variances, directions, strict=True)
    )
    np.testing.assert_allclose(SPACE.damping, wanted, atol=1e-5)


def test_no_tokens_ask_or_tell() -> None:
    none = np.zeros((0, DIMENSION), np.float32)
    assert SPACE.place_question(none, "en").shape == (0, DIMENSION)
    assert SPACE.similarities(CODES[:3], "en", none).shape == (3, 0)
    assert SPACE.similarities(CODES[:0], "en", SPACE.place_question(rows(2, 3), "en")).shape == (0, 2)


def test_of_many_tokens_a_sample_of_each_language_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Evenly over all: every sixth of sixty, every third of 29, the one."""
    monkeypatch.setattr(late, "_SAMPLE", 10)
    sampled = TokenSpace.of(CODES, SPOKEN, ASKED, ASKED_IN)
    chosen = [*range(0, 60, 6), *range(60, 89, 3), 89]
    wanted = TokenSpace.of(CODES[chosen], SPOKEN[chosen], ASKED, ASKED_IN)
    np.testing.assert_array_equal(sampled.damping, wanted.damping)
    for language in ("en", "ru", "zh"):
        np.testing.assert_array_equal(sampled.passages[language], wanted.passages[language])
    assert not np.allclose(sampled.damping, SPACE.damping, atol=1e-3)


def test_bytes_round_trip_exactly_and_hold_no_pickle() -> None:
    again = TokenSpace.from_bytes(SPACE.to_bytes())
    assert sorted(again.passages) == ["en", "ru", "zh"]
    assert sorted(again.questions) == ["en", "ru"]
    for theirs, ours in ((again.passages, SPACE.passages), (again.questions, SPACE.questions)):
        for language, mean in ours.items():
            np.testing.assert_array_equal(theirs[language], mean)
    for name in ("any_passage", "any_question", "damping"):
        np.testing.assert_array_equal(getattr(again, name), getattr(SPACE, name))
        assert getattr(again, name).dtype == np.float32
