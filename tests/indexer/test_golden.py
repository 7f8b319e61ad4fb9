"""Golden texts tell one model from another."""

from __future__ import annotations

import numpy as np
import pytest

from indexer.golden import GOLDEN_TEXTS, SAME_MODEL, agreement, pack_golden
from indexer.vectors import Vectors, unit
from tests.fakes.encoder import FakeEncoder


class Given(FakeEncoder):
    """Gives the rows that it was made with."""

    def __init__(self, rows: Vectors) -> None:
        super().__init__()
        self._rows = rows

    def questions(self, texts: object) -> Vectors:
        assert texts == GOLDEN_TEXTS
        return self._rows


def test_agreement() -> None:
    golden = pack_golden(FakeEncoder("one").questions(GOLDEN_TEXTS))
    assert agreement(FakeEncoder("one"), golden) > SAME_MODEL
    assert agreement(FakeEncoder("two"), golden) < 0.9
    assert agreement(FakeEncoder("one", dimension=32), golden) == 0.0


def test_agreement_is_that_of_the_text_that_agrees_least() -> None:
    rows = FakeEncoder().questions(GOLDEN_TEXTS)
    other = rows.copy()
    other[7] = unit((rows[7] + 2 * rows[3])[None, :])[0]
    assert agreement(Given(other), pack_golden(rows)) == pytest.approx(float(other[7] @ rows[7]), abs=1e-3)
    assert float(other[7] @ rows[7]) < 0.9


def test_half_precision_loses_nothing_that_counts() -> None:
    rows = unit(np.random.default_rng(2).normal(size=(len(GOLDEN_TEXTS), 384)).astype(np.float32))
    assert agreement(Given(rows), pack_golden(rows)) > 0.999999
