"""Questions asked in vain, where the operator switched it on: stripped by who gives them, sealed, of no person.

A row tells the day, the language and why it is kept, and nothing of who, where or when: its name is random, and its
seal is dated to the day's beginning.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from sqlalchemy import insert, select

from bot.registry.database import Database
from bot.registry.keys import Keys, UnsealError
from bot.registry.moments import day_of
from bot.registry.tables import questions

VOTED_DOWN = "voted-down"
"""Instead of an outcome: something was presented, and did not answer."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A stripped question; `outcome` is that of its reply, or `VOTED_DOWN`."""

    day: str
    language: str
    outcome: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Read:
    """What could be read, in no order that tells when, and how many were sealed with a secret that is gone."""

    kept: tuple[Kept, ...]
    unreadable: int


class Questions:
    """Every call raises `RegistryError`."""

    def __init__(self, database: Database, keys: Keys, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._keys = keys
        self._clock = clock

    def keep(self, language: str, outcome: str, stripped: str) -> None:
        """Keep a question of which nothing is left that tells of a person."""
        day = day_of(self._clock())
        row = {
            "id": secrets.token_urlsafe(18),
            "day": day,
            "language": language,
            "outcome": outcome,
            "text": self._keys.seal(stripped.encode(), datetime.fromisoformat(day).replace(tzinfo=UTC)),
        }
        with self._database.writing() as connection:
            connection.execute(insert(questions).values(row))

    def read(self, since: date, until: date | None = None) -> Read:
        """What was kept from a day to another."""
        rows = select(questions).where(questions.c.day >= since.isoformat()).order_by(questions.c.id)
        if until is not None:
            rows = rows.where(questions.c.day <= until.isoformat())
        with self._database.reading() as connection:
            found = connection.execute(rows).all()
        kept = []
        for row in found:
            try:
                kept.append(Kept(row.day, row.language, row.outcome, self._keys.unseal(row.text).decode()))
            except UnsealError:
                continue
        return Read(tuple(kept), len(found) - len(kept))
