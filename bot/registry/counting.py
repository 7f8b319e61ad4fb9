"""Counts by day, of nobody: questions by outcome, and whether answers helped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from bot.registry.database import Database
from bot.registry.moments import day_of
from bot.registry.tables import feedback, tallies


@dataclass(frozen=True, slots=True)
class Tally:
    """How many questions had an outcome on a day; `topic` is that of the statement presented, or empty."""

    day: str
    platform: str
    language: str
    outcome: str
    topic: str
    count: int


@dataclass(frozen=True, slots=True)
class Feedback:
    """How many said on a day that a statement was their answer, and how many that it was not."""

    day: str
    platform: str
    language: str
    statement: str
    helped: int
    missed: int


class Counts:
    """Adds up. Every call raises `RegistryError`."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def question(self, platform: str, language: str, outcome: str, topic: str = "") -> None:
        """Count a question."""
        keys = {"day": self._today(), "platform": platform, "language": language, "outcome": outcome, "topic": topic}
        with self._database.writing() as connection:
            connection.execute(self._database.add(tallies, keys, count=1))

    def answer(self, platform: str, language: str, statement: str, *, helped: bool) -> None:
        """Count what somebody thought of an answer."""
        keys = {"day": self._today(), "platform": platform, "language": language, "statement": statement}
        with self._database.writing() as connection:
            connection.execute(self._database.add(feedback, keys, helped=int(helped), missed=int(not helped)))

    def questions(self, since: date) -> Sequence[Tally]:
        """What was counted since a day, in order of day, platform, language, outcome, topic."""
        rows = select(tallies).where(tallies.c.day >= since.isoformat()).order_by(*tallies.primary_key)
        with self._database.reading() as connection:
            return [Tally(**row) for row in connection.execute(rows).mappings()]

    def answers(self, since: date) -> Sequence[Feedback]:
        """What was thought of answers since a day, in order of day, platform, language, statement."""
        rows = select(feedback).where(feedback.c.day >= since.isoformat()).order_by(*feedback.primary_key)
        with self._database.reading() as connection:
            return [Feedback(**row) for row in connection.execute(rows).mappings()]

    def _today(self) -> str:
        return day_of(self._clock())
