"""Token vectors in two bits a dimension, for late interaction: of a passage, one vector for each of its tokens.

A unit row is rotated, so that its values spread evenly over the dimensions, and each value is kept as one of four
levels, four to a byte. 100,000 passages of 90 tokens and 384 dimensions take .9 GB so, a sixteenth of float32;
what is lost is measured in tests/benchmarks/README.md. What a code is depends on the model alone, not on the knowledge,
so that a build codes only what it embeds. Pure numpy, no I/O.
"""

from __future__ import annotations

import random
from functools import cache

import numpy as np
import numpy.typing as npt

from indexer.vectors import Vectors

Codes = npt.NDArray[np.uint8]
"""Shape (n, ceil(dim / 4)); byte j of a row holds the levels of dimensions 4j to 4j + 3, the first in its low bits."""

_PER_BYTE = 4
_STEP = 0.996
"""Distance between levels, in standard deviations: the least error for values of a normal distribution (Max, 1960)."""


def width(dimension: int) -> int:
    """Bytes of a row."""
    return -(-dimension // _PER_BYTE)


@cache
def rotation(dimension: int) -> Vectors:
    """The orthogonal matrix (dim, dim) that `pack` expects rows to be multiplied by; the same everywhere."""
    # The standard library promises its numbers for ever; numpy's generators may change.
    drawn = random.Random(dimension).randbytes(8 * dimension**2)  # noqa: S311
    even = (np.frombuffer(drawn, "<u4").reshape(2, dimension, dimension) + 0.5) / 2**32
    square = np.sqrt(-2 * np.log(even[0])) * np.cos(2 * np.pi * even[1])
    orthogonal, triangular = np.linalg.qr(square)
    # Libraries may choose the signs of the columns: with a positive diagonal there is one factorisation only.
    turned: Vectors = (orthogonal * np.sign(np.diag(triangular))).astype(np.float32)
    return turned


def pack(rows: Vectors) -> Codes:
    """The codes of rotated unit rows (n, dim)."""
    count, dimension = rows.shape
    levels = np.clip(np.floor(rows * (np.sqrt(dimension) / _STEP)), -2, 1) + 2
    padded = np.full((count, width(dimension) * _PER_BYTE), 2, np.uint8)
    padded[:, :dimension] = levels
    quads = padded.reshape(count, width(dimension), _PER_BYTE)
    packed = quads[..., 0] | quads[..., 1] << 2 | quads[..., 2] << 4 | quads[..., 3] << 6
    return packed.astype(np.uint8)


def unpack(codes: Codes, dimension: int) -> Vectors:
    """Rows (n, dim), rotated and of about unit length."""
    quads = np.take(_levels(dimension), codes, axis=0)  # ten times as fast as an index, to the same bits
    levels: Vectors = quads.reshape(len(codes), width(dimension) * _PER_BYTE)[:, :dimension]
    return levels


@cache
def _levels(dimension: int) -> Vectors:
    """(256, 4): what each byte means."""
    bytes_ = np.arange(256, dtype=np.uint8)
    quads = np.stack([bytes_ >> shift & 3 for shift in (0, 2, 4, 6)], axis=1).astype(np.float32)
    centres = (quads - 1.5) * np.float32(_STEP)
    # Four levels of a normal distribution have .939 of its standard deviation.
    scaled: Vectors = (centres / np.float32(0.939 * np.sqrt(dimension))).astype(np.float32)
    return scaled
