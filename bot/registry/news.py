"""Events and who is told of them: each person once, over any crash.

    observe  what happened to the statements since somebody last looked, stored as events
    take     deliveries lent to a sender; taken again once if the sender died
    sent | posted | failed | gone   what became of one; of one that was posted there is more to do, and it is lent again

New statements go to those who subscribed to a topic; the rest goes to those who were shown the statement and want
corrections. Corrections and withdrawals go to channels that subscribed to a topic as well; that something was replaced
is told there by what replaced it. A delivery that was begun twice is left alone: it is not known whether it arrived.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Row,
    Select,
    Table,
    and_,
    delete,
    insert,
    literal,
    select,
    true,
    update,
)

from bot.registry.announcements import Event, Happening, Known, compare, look
from bot.registry.database import Database
from bot.registry.keys import Keys, UnsealError
from bot.registry.moments import milliseconds, moment_of
from bot.registry.people import ALL
from bot.registry.tables import deliveries, events, known, preferences, shown, subscriptions
from indexer.statement import Standing, Statement

CURRENT = timedelta(days=7)
"""Older events are told to nobody any more."""

LEASE = timedelta(minutes=2)

_ATTEMPTS = 12
_SENDS = 2
_PAUSE, _LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=1)
_SENDING, _WAITING, _DONE = "sending", "waiting", "done"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event for one person, in the person's language; `again`: it is unknown whether it went out before.

    Of one that was `posted` the number of the message.
    """

    event: Event
    person: str
    address: str = field(repr=False)
    language: str
    again: bool
    sends: int
    message: int | None = None


class News:
    """Events and deliveries; `opening.open_registry` makes it. Every call raises `RegistryError`."""

    def __init__(self, database: Database, keys: Keys, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._keys = keys
        self._clock = clock
        self._planned: set[tuple[str, str, str]] = set()

    def observe(self, statements: Sequence[Statement]) -> list[Event]:
        """Compare the statements with those last observed, and store what happened. The first time nothing happened.

        However many processes observe, each event is found once.
        """
        now = self._clock()
        seen = look(statements, now)
        with self._database.reading() as connection:
            if _unchanged(_known(connection), seen):
                return []  # asked once a minute, and mostly there is nothing: no need to lock for that
        with self._database.writing("observing") as connection:
            before = _known(connection)
            found = compare(before, statements, now) if before else []
            for event in found:
                connection.execute(self._database.insert(events).values(_stored(event)).on_conflict_do_nothing())
            rows = [_row(name, thing) for name, thing in seen.items() if before.get(name) != thing]
            if rows:
                changed = [row["statement"] for row in rows]
                for first in range(0, len(changed), 500):  # SQLite's variables are limited
                    connection.execute(delete(known).where(known.c.statement.in_(changed[first : first + 500])))
                connection.execute(insert(known), rows)
        return found

    def take(self, platform: str, bot: str, count: int, lease: timedelta = LEASE) -> list[Delivery]:
        """Up to `count` deliveries of one bot, those of earlier events first. None is lent twice at a time."""
        now = self._clock()
        due = milliseconds(now + lease)
        with self._database.writing("delivering") as connection:
            told = self._current(connection, now)
            for event in told.values():
                self._plan(connection, event, platform, bot)
            taken: list[Delivery] = []
            for row in connection.execute(_due(platform, bot, milliseconds(now)).limit(count)).all():
                lent = self._delivery(connection, told.get(row.event), row, platform, bot)
                values = {"state": _DONE} if lent is None else {"state": _SENDING, "due": due, "sends": lent.sends}
                connection.execute(update(deliveries).where(_of(row.event, row.person)).values(values))
                if lent is not None:
                    taken.append(lent)
        self._planned.update((event, platform, bot) for event in told)
        return taken

    def _current(self, connection: Connection, now: datetime) -> dict[str, Event]:
        """The events that people are still told of."""
        rows = connection.execute(select(events).where(events.c.at > milliseconds(now - CURRENT)))
        return {row.id: _event(row) for row in rows}

    def _plan(self, connection: Connection, event: Event, platform: str, bot: str) -> None:
        """Write down once whom an event is to be told: those who had asked when it happened."""
        if (event.id, platform, bot) in self._planned:
            return
        person = _recipients(event, platform, bot).subquery().c.person
        fixed = (event.id, platform, bot, _WAITING, milliseconds(event.at), 0, 0)
        names = ("event", "platform", "bot", "state", "due", "sends", "failures", "person")
        rows = select(*map(literal, fixed), person).distinct().where(true())
        connection.execute(self._database.insert(deliveries).from_select(names, rows).on_conflict_do_nothing())

    def _delivery(
        self, connection: Connection, event: Event | None, row: Row[Any], platform: str, bot: str
    ) -> Delivery | None:
        """What to send; None when the event is too old, or the person has unsubscribed or was sent it twice."""
        if event is None or row.sends >= _SENDS:
            return None
        asked = _recipients(event, platform, bot).subquery()
        found = connection.execute(select(asked).where(asked.c.person == row.person).limit(1)).first()
        if found is None:
            return None
        try:
            address = self._keys.unseal(found.address).decode()
        except UnsealError:
            return None
        sends = row.sends + 1
        language = found.preferred or found.language
        return Delivery(event, row.person, address, language, sends > 1, sends, row.message)

    def sent(self, lent: Delivery) -> None:
        """It went out."""
        with self._database.writing() as connection:
            connection.execute(update(deliveries).where(_held(lent)).values(state=_DONE))

    def posted(self, lent: Delivery, message: int) -> None:
        """It went out as `message`, with which more is to be done: it is lent again for that, over any crash."""
        values = {"state": _WAITING, "sends": 0, "failures": 0, "due": milliseconds(self._clock()), "message": message}
        with self._database.writing() as connection:
            connection.execute(update(deliveries).where(_held(lent)).values(values))

    def failed(self, lent: Delivery, wait: timedelta = _PAUSE) -> bool:
        """It is known not to have gone out; False when it has failed too often and is not tried again.

        It is after `wait` at the earliest, and each time later, so that what a platform's bad morning kept is told.
        """
        with self._database.writing() as connection:
            row = connection.execute(select(deliveries.c.failures).where(_held(lent))).first()
            if row is None:
                return False
            again: bool = row.failures + 1 < _ATTEMPTS
            due = milliseconds(self._clock() + max(wait, min(wait * 2**row.failures, _LONGEST_PAUSE)))
            state = _WAITING if again else _DONE
            values = {"state": state, "sends": 0, "failures": row.failures + 1, "due": due}
            connection.execute(update(deliveries).where(_held(lent)).values(values))
            return again

    def gone(self, lent: Delivery) -> None:
        """The person blocked the bot or is no more: nothing is sent again, and the address is deleted."""
        with self._database.writing() as connection:
            connection.execute(update(deliveries).where(_held(lent)).values(state=_DONE))
            for table in (subscriptions, shown):
                connection.execute(delete(table).where(table.c.person == lent.person))


def _recipients(event: Event, platform: str, bot: str) -> Select[Any] | CompoundSelect[Any]:
    """Who is to be told: person, sealed address, language of the subscription or of what was shown, preference."""
    if event.happening is Happening.NEW:
        return _subscribed(event, platform, bot)
    asked = and_(shown.c.statement == event.statement, preferences.c.corrections.is_(True))
    when = and_(shown.c.language.in_(event.languages), shown.c.at <= milliseconds(event.at))
    personal = _of_bot(shown, platform, bot).where(asked, when)
    if event.happening is Happening.SUPERSEDED:
        return personal
    return personal.union_all(_subscribed(event, platform, bot).where(subscriptions.c.changes.is_(True)))


def _subscribed(event: Event, platform: str, bot: str) -> Select[Any]:
    topics = subscriptions.c.topic.in_((ALL, *event.topics))
    since = subscriptions.c.since <= milliseconds(event.at)
    return _of_bot(subscriptions, platform, bot).where(topics, since)


def _of_bot(table: Table, platform: str, bot: str) -> Select[Any]:
    columns = (table.c.person, table.c.address, table.c.language, preferences.c.language.label("preferred"))
    joined = select(*columns).join_from(table, preferences, preferences.c.person == table.c.person, isouter=True)
    return joined.where(table.c.platform == platform, table.c.bot == bot)


def _due(platform: str, bot: str, now: int) -> Select[Any]:
    """Deliveries that nobody has begun, that failed, or whose sender died."""
    own = and_(deliveries.c.platform == platform, deliveries.c.bot == bot)
    open_ = and_(own, deliveries.c.state.in_((_SENDING, _WAITING)), deliveries.c.due <= now)
    return select(deliveries).where(open_).order_by(deliveries.c.due, deliveries.c.event, deliveries.c.person)


def _of(event: str, person: str) -> ColumnElement[bool]:
    return and_(deliveries.c.event == event, deliveries.c.person == person)


def _held(lent: Delivery) -> ColumnElement[bool]:
    same = and_(deliveries.c.sends == lent.sends, deliveries.c.message.is_not_distinct_from(lent.message))
    return and_(_of(lent.event.id, lent.person), deliveries.c.state == _SENDING, same)


def _known(connection: Connection) -> dict[str, Known]:
    rows = connection.execute(select(known)).all()
    return {row.statement: Known(Standing(row.standing), json.loads(row.digests)) for row in rows}


def _unchanged(before: dict[str, Known], now: dict[str, Known]) -> bool:
    return all(before.get(name) == thing for name, thing in now.items())


def _row(name: str, thing: Known) -> dict[str, str]:
    return {"statement": name, "standing": thing.standing.value, "digests": json.dumps(dict(thing.digests))}


def _stored(event: Event) -> dict[str, object]:
    return {
        "id": event.id,
        "kind": event.happening.value,
        "statement": event.statement,
        "topics": json.dumps(event.topics),
        "languages": json.dumps(event.languages),
        "at": milliseconds(event.at),
    }


def _event(row: Row[Any]) -> Event:
    topics, languages = tuple(json.loads(row.topics)), tuple(json.loads(row.languages))
    return Event(row.id, Happening(row.kind), row.statement, topics, languages, moment_of(row.at))
