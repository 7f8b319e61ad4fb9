"""Counts by day, of nobody: questions, how long they took, what was shown, whether it helped, and how many are reached.

Kept whether questions are kept or not. No row tells a moment within its day.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, func, select

from bot.registry.database import Database
from bot.registry.moments import day_of
from bot.registry.tables import feedback, reach, showings, subscriptions, tallies, timings

WITHIN = (50, 100, 250, 500, 1000, 2500, 5000, 10000)
"""Milliseconds: the upper bounds by which times are counted."""

LONGER = 0
"""Instead of a bound: longer than all of them."""

CHATS, SUBSCRIBERS, SERVERS = "chats", "subscribers", "servers"
"""What reach is counted of: chats that asked on the day, persons and groups that subscribe, servers joined."""


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


@dataclass(frozen=True, slots=True)
class Timing:
    """How many questions of a day were answered within so many milliseconds, and not within the bound before.

    `within` is one of `WITHIN`, or `LONGER`.
    """

    day: str
    platform: str
    within: int
    count: int


@dataclass(frozen=True, slots=True)
class Showing:
    """How often a statement was presented on a day, in the version of a language."""

    day: str
    platform: str
    language: str
    statement: str
    count: int


@dataclass(frozen=True, slots=True)
class Reach:
    """How many of `what` there were on a day; see `Counts` for what is exact."""

    day: str
    platform: str
    what: str
    count: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What is counted of one question; `shown` are ids and languages of what was presented.

    `seconds` is the time to answer, None where nobody waited for it. `chat` is a pseudonym, of which nothing is stored.
    """

    outcome: str
    topic: str = ""
    seconds: float | None = None
    shown: tuple[tuple[str, str], ...] = ()
    chat: str | None = None


class Counts:
    """Adds up. Every call raises `RegistryError`.

    Chats that asked are told apart in the memory of one process, by numbers that mean nothing in another one: a day's
    figure is exact for a process that runs through; each start counts chats that ask before and after it once more.
    Subscribers and servers are as they were when they were last counted on the day.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._chats: tuple[str, set[int]] = ("", set())
        self._alone = threading.Lock()

    def question(self, platform: str, language: str, outcome: str, topic: str = "") -> None:
        """Count a question for which nobody waited, such as a search at each letter."""
        self.asked(platform, language, Asked(outcome, topic))

    def asked(self, platform: str, language: str, asked: Asked) -> None:
        """Count a question with all that belongs to it, all or nothing."""
        day = self._today()
        own = {"day": day, "platform": platform}
        with self._database.writing() as connection:
            self._add(connection, tallies, own | {"language": language, "outcome": asked.outcome, "topic": asked.topic})
            if asked.seconds is not None:
                self._add(connection, timings, own | {"within": within(asked.seconds)})
            for statement, shown_in in asked.shown:
                self._add(connection, showings, own | {"language": shown_in, "statement": statement})
            if asked.chat is not None and self._is_new(day, hash((platform, asked.chat))):
                self._add(connection, reach, own | {"what": CHATS})

    def answer(self, platform: str, language: str, statement: str, *, helped: bool) -> None:
        """Count what somebody thought of an answer."""
        keys = {"day": self._today(), "platform": platform, "language": language, "statement": statement}
        with self._database.writing() as connection:
            connection.execute(self._database.add(feedback, keys, helped=int(helped), missed=int(not helped)))

    def measure(self) -> None:
        """Note for today how many subscribe on each platform."""
        subscribed = select(subscriptions.c.platform, func.count(subscriptions.c.person.distinct()))
        with self._database.reading() as connection:
            found = connection.execute(subscribed.group_by(subscriptions.c.platform)).all()
        for platform, count in found:
            self.gauge(platform, SUBSCRIBERS, count)

    def gauge(self, platform: str, what: str, count: int) -> None:
        """Note for today how many of `what` there are now."""
        keys = {"day": self._today(), "platform": platform, "what": what}
        made = self._database.insert(reach).values(**keys, count=count)
        with self._database.writing() as connection:
            connection.execute(made.on_conflict_do_update(index_elements=list(keys), set_={"count": count}))

    def questions(self, since: date, until: date | None = None) -> Sequence[Tally]:
        """What was counted from a day to another, in order of day, platform, language, outcome, topic."""
        return [Tally(**row) for row in self._rows(tallies, since, until)]

    def answers(self, since: date, until: date | None = None) -> Sequence[Feedback]:
        """What was thought of answers from a day to another, in order of day, platform, language, statement."""
        return [Feedback(**row) for row in self._rows(feedback, since, until)]

    def timings(self, since: date, until: date | None = None) -> Sequence[Timing]:
        """How long answering took from a day to another, in order of day, platform and bound."""
        return [Timing(**row) for row in self._rows(timings, since, until)]

    def showings(self, since: date, until: date | None = None) -> Sequence[Showing]:
        """What was presented from a day to another, in order of day, platform, language, statement."""
        return [Showing(**row) for row in self._rows(showings, since, until)]

    def reach(self, since: date, until: date | None = None) -> Sequence[Reach]:
        """How many were reached from a day to another, in order of day, platform and what."""
        return [Reach(**row) for row in self._rows(reach, since, until)]

    def _rows(self, table: Table, since: date, until: date | None) -> list[dict[str, Any]]:
        rows = select(table).where(table.c.day >= since.isoformat()).order_by(*table.primary_key)
        if until is not None:
            rows = rows.where(table.c.day <= until.isoformat())
        with self._database.reading() as connection:
            return [dict(row) for row in connection.execute(rows).mappings()]

    def _add(self, connection: Connection, table: Table, keys: Mapping[str, str | int]) -> None:
        connection.execute(self._database.add(table, keys, count=1))

    def _is_new(self, day: str, chat: int) -> bool:
        """Whether a chat is seen for the first time on a day; the interpreter salts `chat` anew at each start."""
        with self._alone:
            if self._chats[0] != day:
                self._chats = (day, set())
            before = len(self._chats[1])
            self._chats[1].add(chat)
            return len(self._chats[1]) > before

    def _today(self) -> str:
        return day_of(self._clock())


def within(seconds: float) -> int:
    """The bound by which a time is counted."""
    place = bisect_left(WITHIN, seconds * 1000)
    return WITHIN[place] if place < len(WITHIN) else LONGER
