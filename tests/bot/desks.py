"""Desks over small made-up stores, with a fake encoder that counts, and a calibration that does not change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.confidence import Calibration, Calibrator
from bot.desk import Desk, open_desk
from bot.reply import Question
from indexer.statement import Statement
from indexer.store import Thresholds
from indexer.vectors import Vectors
from tests.fakes.contents import make, publish_made, statement
from tests.fakes.encoder import FakeEncoder

STATEMENTS = (
    statement(
        "cod-2024",
        {"en": "No cod may be caught on the Selm bank in 2024.\n\nHerring may be caught."},
        published=date(2023, 12, 1),
        valid_until=date(2024, 12, 31),
    ),
    statement(
        "cod-2025",
        {
            "en": "Twelve ships may catch cod on the Selm bank. Each carries an observer.\n\nHerring stays open.",
            "fr": "Douze navires peuvent pêcher la morue. Chacun embarque un observateur.",
        },
        supersedes=("cod-2024",),
    ),
    statement("empty-title", {"en": "…", "zh": "边界河流属于两岸。会谈已经开始。"}),
    statement(
        "orda-2019",
        {"ru": "Орда принадлежит нам. Переговоров нет."},
        published=datetime(2019, 5, 3, 10, tzinfo=UTC),
    ),
    statement(
        "orda-2026",
        {
            "en": "The Orda belongs to both banks 🌊. Talks began in 2024.\n\nEach side may take half of its water.",
            "ar": "نهر أوردا ملك للضفتين. بدأت المحادثات عام 2024.",
        },
        published=datetime(2026, 3, 14, tzinfo=UTC),
        supersedes=("orda-2019",),
        valid_until=datetime(2027, 1, 1, 12, tzinfo=UTC),
    ),
    statement(
        "visa-waiver",
        {"en": "No visa is needed for thirty days. A passport is."},
        withdrawn=datetime(2026, 2, 1, 9, 30, 0, 250_000, tzinfo=UTC),
    ),
)
"""Of every term: ended, superseded, withdrawn, dated by day and by instant; one with a version that has no words."""

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
BY_SIMILARITY = Calibrator(("similarity",), (0.3,), (0.1,), (1.0,), 0.0)
"""Half at a similarity of .3, .88 at .5."""
STEADY = Calibration(BY_SIMILARITY, BY_SIMILARITY, Thresholds(0.6, 0.2))


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
    monkeypatch.setattr("bot.desk.shipped", lambda: STEADY)


def desk_over(root: Path, statements: Iterable[Statement] = STATEMENTS, encoder: FakeEncoder | None = None) -> Desk:
    """A desk over a new store of `statements`."""
    publish_made(root, make(statements))
    return open_desk(root, encoder or FakeEncoder())


def ask(text: str, language: str | None = None, as_of: datetime = NOW) -> Question:
    return Question(text, as_of, language)
