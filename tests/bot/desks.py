"""Desks over small made-up stores, with a fake encoder that counts, and a calibration that does not change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.confidence import Calibration, Calibrator, Head
from bot.desk import Desk, open_desk
from bot.reply import Question
from indexer.statement import Statement
from indexer.vectors import Vectors
from tests.fakes.contents import STATEMENTS, make, publish_made
from tests.fakes.encoder import FakeEncoder

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
BY_SIMILARITY = Calibrator(("standard",), (4.2,), (1.4,), Head((1.0,), 0.0), Head((0.0,), 0.0), 0.0, 1.0, 0.0)
"""Half where vectors are 4.2 standard deviations nearer than by chance, .88 at 7."""
STEADY = Calibration(BY_SIMILARITY, BY_SIMILARITY, {0.05: 0.6}, 0.2)


class CountingEncoder(FakeEncoder):
    """Remembers each batch of questions, those of the golden texts too."""

    def __init__(self, name: str = "fake") -> None:
        super().__init__(name)
        self.batches: list[list[str]] = []

    def questions(self, texts: Sequence[str]) -> Vectors:
        self.batches.append(list(texts))
        rows: Vectors = super().questions(texts)
        return rows


def steady(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let confidence depend on similarity alone, whatever is shipped."""
    monkeypatch.setattr("bot.deciding.shipped", lambda: STEADY)


def desk_over(root: Path, statements: Iterable[Statement] = STATEMENTS, encoder: FakeEncoder | None = None) -> Desk:
    """A desk over a new store of `statements`."""
    publish_made(root, make(statements))
    return open_desk(root, encoder or FakeEncoder())


def ask(text: str, language: str | None = None, as_of: datetime = NOW) -> Question:
    return Question(text, as_of, language)
