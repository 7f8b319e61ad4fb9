"""The registry as a whole: opened once at start, retention enforced now and then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Table, delete, insert, select, update

from bot.registry.counting import Counts
from bot.registry.database import Database
from bot.registry.inbox import Inbox
from bot.registry.keys import Keys, RegistryError, UnsealError
from bot.registry.moments import day_of, milliseconds
from bot.registry.news import CURRENT, News
from bot.registry.people import People
from bot.registry.questions import Questions
from bot.registry.servers import Servers
from bot.registry.tables import (
    dead_letters,
    deliveries,
    events,
    feedback,
    inbox,
    keyring,
    preferences,
    questions,
    reach,
    rooms,
    showings,
    shown,
    subscriptions,
    tallies,
    timings,
)

_COUNTED = (tallies, timings, showings, feedback, reach)


@dataclass(frozen=True, slots=True)
class Retention:
    """For how long each thing is kept; the README's table says why."""

    unanswered: timedelta = timedelta(hours=24)
    marks: timedelta = timedelta(hours=48)
    dead_letters: timedelta = timedelta(days=30)
    shown: timedelta = timedelta(days=365)
    preferences: timedelta = timedelta(days=730)
    counts: timedelta = timedelta(days=1095)
    questions: timedelta = timedelta(days=30)


class Registry:
    """All that is remembered, in one database."""

    def __init__(self, database: Database, keys: Keys, clock: Callable[[], datetime]) -> None:
        self.keys = keys
        self.inbox = Inbox(database, keys, clock)
        self.people = People(database, keys, clock)
        self.servers = Servers(database, keys)
        self.counts = Counts(database, clock)
        self.questions = Questions(database, keys, clock)
        self.news = News(database, keys, clock)
        self._database = database
        self._clock = clock

    def answers(self) -> None:
        """Ask the database something; raises `RegistryError` when it cannot be used."""
        self._database.answers()

    def close(self) -> None:
        """Give the connections back."""
        self._database.close()

    def enforce(self, retention: Retention) -> dict[str, int]:
        """Delete what is older than it may be, and seal anew what an earlier secret sealed; rows by table.

        Raises `RegistryError`.
        """
        now = self._clock()
        done = {"expired": self.inbox.expire(now - retention.unanswered), "resealed": self._reseal()}
        old = {
            inbox: inbox.c.payload.is_(None) & (inbox.c.arrived < milliseconds(now - retention.marks)),
            dead_letters: dead_letters.c.at < milliseconds(now - retention.dead_letters),
            shown: shown.c.at < milliseconds(now - retention.shown),
            preferences: _unused(preferences.c.touched < milliseconds(now - retention.preferences)),
            **{table: table.c.day < day_of(now - retention.counts) for table in _COUNTED},
            questions: questions.c.day < day_of(now - retention.questions),
            # What nobody is told of any more needs no mark against telling it twice.
            deliveries: deliveries.c.event.in_(select(events.c.id).where(events.c.at < milliseconds(now - CURRENT))),
            events: events.c.at < milliseconds(now - CURRENT),
        }
        for table, condition in old.items():
            done[table.name] = self._delete(table, condition)
        return done

    def _delete(self, table: Table, condition: ColumnElement[bool]) -> int:
        with self._database.writing() as connection:
            return connection.execute(delete(table).where(condition)).rowcount

    def _reseal(self) -> int:
        """Addresses live long, a secret should not have to."""
        count = 0
        for table in (subscriptions, shown, rooms):
            with self._database.reading() as connection:
                rows = connection.execute(select(*table.primary_key, table.c.address)).all()
            for *key, address in rows:
                try:
                    fresh = self.keys.refreshed(address)
                except UnsealError:
                    continue  # the operator took the secret away: only a person can bring the address back
                if fresh is not None:
                    same = [column == value for column, value in zip(table.primary_key, key, strict=True)]
                    with self._database.writing() as connection:
                        moved = update(table).where(*same, table.c.address == address).values(address=fresh)
                        count += connection.execute(moved).rowcount
        return count


def _unused(old: ColumnElement[bool]) -> ColumnElement[bool]:
    """Preferences of somebody who is still written to are in use, however old."""
    return old & ~preferences.c.person.in_(select(subscriptions.c.person))


def open_registry(url: str, keys: Keys, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Registry:
    """The registry in the database at `url` (``sqlite:///FILE`` or ``postgresql://…``), brought to the newest form.

    Raises `RegistryError`: the database cannot be used, or was sealed with other secrets than `keys`.
    """
    database = Database(url)
    try:
        _demand_same_keys(database, keys, clock())
    except RegistryError:
        database.close()
        raise
    return Registry(database, keys, clock)


def _demand_same_keys(database: Database, keys: Keys, now: datetime) -> None:
    given = keys.fingerprints()
    with database.writing("migrating") as connection:
        used = set(connection.execute(select(keyring.c.fingerprint)).scalars())
        if used and not used.intersection(given):
            raise RegistryError(
                f"what is in the database {database.address} was sealed with another secret key; give that one in "
                "VERBALE_SECRET_KEY or VERBALE_SECRET_KEY_FILE (behind the new one, if it is to be replaced)"
            )
        if given[0] not in used:
            connection.execute(insert(keyring).values(fingerprint=given[0], since=milliseconds(now)))
