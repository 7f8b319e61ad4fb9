"""What a person asked to be remembered: language, corrections, subscriptions, and what was shown. And forgetting it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Table, delete, exists, select, update

from bot.registry.database import Database
from bot.registry.keys import Keys, Pseudonym
from bot.registry.moments import milliseconds
from bot.registry.tables import deliveries, preferences, shown, subscriptions

ALL = ""
"""Instead of a topic: all of them."""

_PERSONAL = (preferences, subscriptions, shown, deliveries)


@dataclass(frozen=True, slots=True)
class Preferences:
    """`language` to answer in, None for that of each question; `corrections` of what was shown are wanted."""

    language: str | None = None
    corrections: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where to write to a person later; `address` is what the platform needs for it, sealed when it is stored."""

    platform: str
    bot: str
    address: str = field(repr=False)


class People:
    """Persons by pseudonym; a group that subscribes is one too. Every call raises `RegistryError`."""

    def __init__(self, database: Database, keys: Keys, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._keys = keys
        self._clock = clock

    def preferences(self, person: Pseudonym) -> Preferences:
        """What the person chose, or the defaults."""
        with self._database.reading() as connection:
            return _preferences(connection, person)

    def prefer(self, person: Pseudonym, chosen: Preferences) -> None:
        """Remember what the person chose. Without corrections, what was shown is forgotten."""
        values = {"language": chosen.language, "corrections": chosen.corrections, "touched": self._now()}
        with self._database.writing() as connection:
            _adopt(connection, person)
            made = self._database.insert(preferences).values(person=person.current, **values)
            connection.execute(made.on_conflict_do_update(index_elements=["person"], set_=values))
            if not chosen.corrections:
                connection.execute(delete(shown).where(shown.c.person == person.current))

    def subscribe(self, person: Pseudonym, place: Place, topic: str, language: str, *, changes: bool = False) -> bool:
        """Tell the person of new statements on `topic`, or `ALL`, in `language`; False when that was so already.

        With `changes`, as in a channel, also of corrections and withdrawals, whoever was shown the statement.
        """
        values = {**self._placed(place), "language": language, "changes": changes}
        with self._database.writing() as connection:
            _adopt(connection, person)
            keys = {"person": person.current, "topic": topic}
            made = self._database.insert(subscriptions).values(**keys, **values, since=self._now())
            new = made.on_conflict_do_nothing().returning(subscriptions.c.person)
            if connection.execute(new).first() is not None:
                return True
            same = (subscriptions.c.person == person.current) & (subscriptions.c.topic == topic)
            connection.execute(update(subscriptions).where(same).values(values))
            return False

    def unsubscribe(self, person: Pseudonym, topic: str | None = None) -> int:
        """End one subscription, or with None every one; how many there were."""
        own = subscriptions.c.person.in_(person.all)
        with self._database.writing() as connection:
            ended = own if topic is None else own & (subscriptions.c.topic == topic)
            return connection.execute(delete(subscriptions).where(ended)).rowcount

    def subscribed(self, person: Pseudonym) -> Sequence[str]:
        """The topics, sorted; `ALL` first."""
        topics = select(subscriptions.c.topic).where(subscriptions.c.person.in_(person.all))
        with self._database.reading() as connection:
            return sorted(set(connection.execute(topics).scalars()))

    def show(self, person: Pseudonym, place: Place, statement: str, language: str) -> bool:
        """Remember that the person was shown a version, only if corrections are wanted; whether it is remembered."""
        values = {**self._placed(place), "language": language, "at": self._now()}
        if not self.preferences(person).corrections:
            return False  # most persons: nothing to lock for
        with self._database.writing() as connection:
            _adopt(connection, person)
            if not _preferences(connection, person).corrections:
                return False
            made = self._database.insert(shown).values(person=person.current, statement=statement, **values)
            connection.execute(made.on_conflict_do_update(index_elements=["person", "statement"], set_=values))
            return True

    def forget(self, person: Pseudonym) -> bool:
        """Delete all that is kept on the person; whether there was anything."""
        with self._database.writing() as connection:
            gone = [connection.execute(delete(table).where(table.c.person.in_(person.all))) for table in _PERSONAL]
            return any(result.rowcount for result in gone)

    def gone(self, person: Pseudonym) -> None:
        """The person blocked the bot, or a group put it out: nothing is sent there again, and no address is kept."""
        with self._database.writing() as connection:
            for table in (subscriptions, shown):
                connection.execute(delete(table).where(table.c.person.in_(person.all)))

    def move(self, person: Pseudonym, to: Pseudonym, place: Place) -> None:
        """A group has another id now: what was kept under the old one counts for the new one, at its new address."""
        everyone = Pseudonym(to.current, (*to.earlier, *person.all))
        with self._database.writing() as connection:
            _adopt(connection, everyone)
            for table in (subscriptions, shown):
                moved = update(table).where(table.c.person == to.current)
                connection.execute(moved.values(self._placed(place)))

    def _placed(self, place: Place) -> dict[str, object]:
        address = self._keys.seal(place.address.encode())
        return {"platform": place.platform, "bot": place.bot, "address": address}

    def _now(self) -> int:
        return milliseconds(self._clock())


def _preferences(connection: Connection, person: Pseudonym) -> Preferences:
    found = connection.execute(select(preferences).where(preferences.c.person.in_(person.all))).all()
    newest = max(found, key=lambda row: (row.person == person.current, row.touched), default=None)
    return Preferences() if newest is None else Preferences(newest.language, newest.corrections)


def _adopt(connection: Connection, person: Pseudonym) -> None:
    """Bring what stands under earlier pseudonyms under the one in use."""
    for earlier in person.earlier:
        for table in _PERSONAL:
            _rename(connection, table, earlier, person.current)


def _rename(connection: Connection, table: Table, earlier: str, current: str) -> None:
    """Rows that the new name has already are the newer ones and stay."""
    other = table.alias("other")
    same = [other.c[key.name] == key for key in table.primary_key if key.name != "person"]
    there = exists().where(other.c.person == current, *same)
    connection.execute(update(table).where(table.c.person == earlier, ~there).values(person=current))
    connection.execute(delete(table).where(table.c.person == earlier))
