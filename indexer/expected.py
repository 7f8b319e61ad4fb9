"""How near a question and a text come that have nothing to do with each other, by their pair of languages.

Even centred, similarities within one language spread wider than across two, so that among texts of several languages
those in the asker's win too often: measured in standard deviations above what chance gives for their pair, they are
comparable (`ch`, one pool of four languages: R@1 .66 to .71). Pure numpy, no I/O.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indexer.vectors import Vectors

Floats = npt.NDArray[np.floating]

_TRIM = 0.03
"""The share of the nearest pairs that is left out: these may well have to do with each other."""
_SHRINK = 300.0
"""A pair of languages with n similarities counts n / (n + 300), what all pairs say the rest; and these against `prior`
likewise."""


@dataclass(frozen=True, slots=True)
class Expected:
    """Mean and standard deviation by (question's language, text's language); `across` for languages never asked in."""

    pairs: Mapping[tuple[str, str], tuple[float, float]]
    across: tuple[float, float]

    @staticmethod
    def of(values: Mapping[tuple[str, str], Floats], prior: tuple[float, float]) -> Expected:
        """From similarities of random pairs; `prior` is mean and deviation where there are few."""
        trimmed = {pair: np.sort(v.ravel())[: len(v.ravel()) - int(_TRIM * v.size)] for pair, v in values.items()}
        across = _leaning([v for (a, b), v in trimmed.items() if a != b] or list(trimmed.values()), prior)
        return Expected({pair: _leaning([v], across) for pair, v in sorted(trimmed.items())}, across)

    def standard(self, similarities: Floats, question: str, texts: Sequence[str]) -> Vectors:
        """`similarities` (n,) of texts in the languages `texts`, in standard deviations above chance."""
        found = np.array([self.pairs.get((question, text), self.across) for text in texts], np.float32)
        standard: Vectors = ((similarities - found[:, 0]) / found[:, 1]).astype(np.float32)
        return standard

    def to_bytes(self) -> bytes:
        listed = [[*pair, *numbers] for pair, numbers in self.pairs.items()]
        return json.dumps({"pairs": listed, "across": self.across}).encode()

    @staticmethod
    def from_bytes(data: bytes) -> Expected:
        read = json.loads(data)
        mean, deviation = read["across"]
        pairs = {(str(a), str(b)): (float(m), float(d)) for a, b, m, d in read["pairs"]}
        return Expected(pairs, (float(mean), float(deviation)))


def _leaning(values: Sequence[Floats], on: tuple[float, float]) -> tuple[float, float]:
    whole = np.concatenate([v.ravel() for v in values]) if values else np.zeros(0)
    if not len(whole):
        return on
    share = len(whole) / (len(whole) + _SHRINK)
    mean = share * float(whole.mean()) + (1 - share) * on[0]
    return mean, share * float(whole.std()) + (1 - share) * on[1]
