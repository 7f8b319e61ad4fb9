"""Two bits a dimension: what is kept of a row, byte by byte and as a cosine."""

from __future__ import annotations

import numpy as np
import pytest

from indexer.tokens import pack, rotation, unpack, width
from indexer.vectors import Vectors, unit


def rows(count: int, dimension: int, seed: int = 1) -> Vectors:
    return unit(np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32))


def cosines(one: Vectors, other: Vectors) -> Vectors:
    found: Vectors = (unit(one) * unit(other)).sum(axis=1)
    return found


@pytest.mark.parametrize(
    ("dimension", "mean", "least"), [(1, 1.0, 1.0), (5, 0.964, 0.86), (64, 0.940, 0.88), (384, 0.939, 0.91)]
)
def test_what_is_lost_of_random_rows(dimension: int, mean: float, least: float) -> None:
    """A normal distribution in four levels keeps a correlation of .9395 (Max, 1960)."""
    rotated = rows(2000, dimension) @ rotation(dimension)
    near = cosines(unpack(pack(rotated), dimension), rotated)
    assert near.mean() == pytest.approx(mean, abs=2e-3)
    assert near.min() >= least


def test_what_is_lost_does_not_depend_on_the_direction() -> None:
    """Unrotated, a row along an axis has one level for all its other dimensions, and half of it is lost."""
    axes = np.eye(384, dtype=np.float32)
    rotated = axes @ rotation(384)
    assert cosines(unpack(pack(rotated), 384), rotated).min() > 0.91
    assert cosines(unpack(pack(axes), 384), axes).max() < 0.3


def test_unpacked_rows_are_of_about_unit_length() -> None:
    found = unpack(pack(rows(500, 384) @ rotation(384)), 384)
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=0.08)
    assert found.dtype == np.float32


def test_levels_and_bytes_by_hand() -> None:
    """Levels are cut at -.996, 0 and .996 standard deviations, here half of that; the first is in the low bits."""
    row = np.array([[-0.6, -0.4, 0.4, 0.6], [0.6, 0.4, -0.4, -0.6]], np.float32)
    codes = pack(row)
    assert codes.dtype == np.uint8
    assert codes.tolist() == [[0b11_10_01_00], [0b00_01_10_11]]
    low, high = 0.5 * 0.996 / 0.939 / 2, 1.5 * 0.996 / 0.939 / 2
    np.testing.assert_allclose(unpack(codes, 4), [[-high, -low, low, high], [high, low, -low, -high]], rtol=1e-6)


def test_every_byte_means_what_it_was_packed_from() -> None:
    every = np.arange(256, dtype=np.uint8)[:, None]
    np.testing.assert_array_equal(pack(unpack(every, 4)), every)


@pytest.mark.parametrize(("dimension", "bytes_"), [(1, 1), (4, 1), (5, 2), (8, 2), (64, 16), (383, 96), (384, 96)])
def test_width_and_shapes(dimension: int, bytes_: int) -> None:
    assert width(dimension) == bytes_
    assert pack(rows(3, dimension)).shape == (3, bytes_)
    assert unpack(pack(rows(3, dimension)), dimension).shape == (3, dimension)
    assert pack(np.zeros((0, dimension), np.float32)).shape == (0, bytes_)
    assert unpack(np.zeros((0, bytes_), np.uint8), dimension).shape == (0, dimension)


@pytest.mark.parametrize("dimension", [1, 5, 64])
def test_rows_are_packed_one_by_one(dimension: int) -> None:
    """What fills up the last byte is of no row and of no neighbour."""
    many = rows(20, dimension)
    np.testing.assert_array_equal(pack(many), np.concatenate([pack(row[None, :]) for row in many]))


def test_a_row_of_zeros_is_packed_and_stays_finite() -> None:
    found = unpack(pack(np.zeros((2, 5), np.float32)), 5)
    np.testing.assert_allclose(found, 0.5 * 0.996 / 0.939 / 5**0.5, rtol=1e-6)


@pytest.mark.parametrize("dimension", [1, 2, 5, 64, 384])
def test_the_rotation_is_orthogonal(dimension: int) -> None:
    turned = rotation(dimension)
    assert turned.dtype == np.float32
    np.testing.assert_allclose(turned @ turned.T, np.eye(dimension), atol=1e-5)


def test_the_rotation_is_the_same_everywhere() -> None:
    """Codes are kept for years and read on other machines: these numbers must never change."""
    np.testing.assert_allclose(rotation(64)[0, :4], [-0.139537, 0.228944, 0.144565, 0.157050], atol=1e-5)
    np.testing.assert_allclose(rotation(384)[383, 380:], [0.035095, 0.004779, 0.046400, -0.014772], atol=1e-5)
    assert not np.allclose(rotation(5)[:4, :4], rotation(4), atol=0.1)
