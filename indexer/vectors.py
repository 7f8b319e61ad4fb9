"""The vector convention, written once.

float32, shape (n, dim), every row of unit length, cosine similarity by inner product, higher is nearer.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]


def unit(rows: Vectors) -> Vectors:
    """`rows` scaled to unit length; a row of zeros stays zero."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Vectors = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return scaled
