"""The durable inbox: an update is stored before it is acknowledged, and kept until it is answered.

    accept   stored once, however often it is delivered
    claim    lent to one worker, the oldest first, never two of one chat at a time
    sending  before each part of the reply goes out
    answered the content is deleted; a mark against redelivery stays
    failed   tried again later, in the end a dead letter without content

A worker that dies keeps its updates until their lease ends; then another one goes on where it stopped. One that
outlives its lease is told so and must stop: the number of claims fences it off.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, func, insert, select, update

from bot.registry.database import Database
from bot.registry.keys import Keys, UnsealError
from bot.registry.moments import milliseconds, moment_of
from bot.registry.tables import dead_letters, inbox
from bot.registry.updates import Arrival, Go, Update

ATTEMPTS = 3
"""Failures with which an update becomes a dead letter."""

CLAIMS = 10
"""Workers that may die over one update before it becomes a dead letter."""

BACKOFF = (timedelta(seconds=2), timedelta(seconds=15))
"""How long an update waits after its first and after its second failure."""

LEASE = timedelta(seconds=30)

_DIED = "WorkerDied"
_EXPIRED = "Expired"
_SENDS = 2
_EMPTY = {"chat": None, "payload": None, "reply": None, "sending": None}
_unanswered = inbox.c.payload.is_not(None)


class Inbox:
    """The updates of all platforms; `opening.open_registry` makes it. Every call raises `RegistryError`."""

    def __init__(self, database: Database, keys: Keys, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._keys = keys
        self._clock = clock

    def accept(self, platform: str, bot: str, update_id: int, chat: str, payload: bytes) -> bool:
        """Store an update durably; False when it was seen before. Where it raises, do not acknowledge.

        `bot` is a public name of the bot's account that never changes. Of `chat` only a pseudonym is stored; the
        `payload` is sealed.
        """
        return self.accept_all(platform, bot, [Arrival(update_id, chat, payload)])[0]

    def accept_all(self, platform: str, bot: str, arrivals: Sequence[Arrival]) -> list[bool]:
        """Store several in one transaction, all or none; for each whether it is new."""
        now = milliseconds(self._clock())
        rows = [
            {
                "platform": platform,
                "bot": bot,
                "update_id": arrival.update_id,
                "chat": self._keys.chat(platform, bot, arrival.chat).current,
                "payload": self._keys.seal(arrival.payload),
                "arrived": now,
                "due": now,
                "claims": 0,
                "returns": 0,
                "failures": 0,
                "sends": 0,
            }
            for arrival in arrivals
        ]
        once = self._database.insert(inbox).on_conflict_do_nothing().returning(inbox.c.id)
        with self._database.writing() as connection:
            return [connection.execute(once, row).first() is not None for row in rows]

    def claim(self, platform: str, bot: str, count: int, lease: timedelta = LEASE) -> list[Update]:
        """Up to `count` updates, the oldest first, none of a chat that has an earlier one or one in work."""
        now = self._clock()
        claimed = []
        if not self._ready(platform, bot, now):
            return []  # asked several times a second, and mostly there is nothing: no need to lock for that
        with self._database.writing("claiming") as connection:
            for row in connection.execute(_claimable(platform, bot, now).limit(count)).all():
                lent = self._read(row)
                if isinstance(lent, Update):
                    values = {"claims": lent.claims, "due": milliseconds(now + lease)}
                    connection.execute(update(inbox).where(inbox.c.id == row.id).values(values))
                    claimed.append(lent)
                else:
                    _bury(connection, inbox.c.id == row.id, platform, "update", lent, now)
        return claimed

    def _ready(self, platform: str, bot: str, now: datetime) -> bool:
        with self._database.reading() as connection:
            due = _of(platform, bot) & (inbox.c.due <= milliseconds(now))
            return connection.execute(select(inbox.c.id).where(due).limit(1)).first() is not None

    def _read(self, row: Row[Any]) -> Update | str:
        """The update that a row holds, or why it can only be buried."""
        if row.claims - row.returns >= CLAIMS:
            return _DIED
        try:
            payload = self._keys.unseal(row.payload)
            reply = None if row.reply is None else self._keys.unseal(row.reply)
        except UnsealError as error:
            return type(error).__name__
        arrived = moment_of(row.arrived)
        return Update(
            row.id, row.claims + 1, row.update_id, row.chat, payload, row.failures, arrived, reply, row.sending
        )

    def renew(self, updates: Sequence[Update], lease: timedelta = LEASE) -> None:
        """Let the leases of updates that are still in work end later."""
        due = milliseconds(self._clock() + lease)
        with self._database.writing() as connection:
            for lent in updates:
                connection.execute(update(inbox).where(_held(lent)).values(due=due))

    def release(self, updates: Sequence[Update]) -> None:
        """Give updates back untouched, as a worker does that is told to end."""
        now = milliseconds(self._clock())
        with self._database.writing() as connection:
            for lent in updates:
                connection.execute(update(inbox).where(_held(lent)).values(due=now, returns=inbox.c.returns + 1))

    def sending(self, lent: Update, part: int, reply: bytes | None = None, lease: timedelta = LEASE) -> Go:
        """Note durably that the sending of a part (counted from 0) begins; those before it are sent.

        Give the whole `reply` with the first part: after a crash it comes back with the update, so that what goes out
        stays one reply. Send only on `Go.SEND` and `Go.AGAIN`.
        """
        with self._database.writing() as connection:
            begun = select(inbox.c.sending, inbox.c.sends).where(_held(lent)).with_for_update()
            row = connection.execute(begun).first()
            if row is None:
                return Go.STOP
            sends = row.sends if row.sending == part else 0
            if sends >= _SENDS or (row.sending is not None and part < row.sending):
                return Go.SKIP
            values: dict[str, object] = {
                "sending": part,
                "sends": sends + 1,
                "due": milliseconds(self._clock() + lease),
            }
            if reply is not None:
                values["reply"] = self._keys.seal(reply)
            connection.execute(update(inbox).where(_held(lent)).values(values))
            return Go.AGAIN if sends else Go.SEND

    def unsent(self, lent: Update, part: int) -> None:
        """Note that a part whose sending began is known not to have gone out: its next sending is a first one."""
        with self._database.writing() as connection:
            connection.execute(update(inbox).where(_held(lent), inbox.c.sending == part).values(sends=0))

    def answered(self, lent: Update) -> bool:
        """Delete the content and keep the mark against redelivery; False when the lease was over."""
        with self._database.writing() as connection:
            return connection.execute(update(inbox).where(_held(lent)).values(_EMPTY)).rowcount == 1

    def failed(self, lent: Update, event: str, error: str, wait: timedelta | None = None) -> bool:
        """Have it tried again later; True when it failed too often and is a dead letter now.

        `event` names the sort of update and `error` the class of the error; neither may hold content. `wait` goes over
        `BACKOFF` and does not count as a failure: the platform itself asked for time.
        """
        now = self._clock()
        with self._database.writing() as connection:
            if wait is None and lent.failures + 1 >= ATTEMPTS:
                platform = connection.execute(select(inbox.c.platform).where(_held(lent))).scalar()
                return platform is not None and _bury(connection, _held(lent), platform, event, error, now)
            failures = lent.failures + (wait is None)
            pause = BACKOFF[lent.failures] if wait is None else wait
            values = {"failures": failures, "due": milliseconds(now + pause), "returns": inbox.c.returns + 1}
            connection.execute(update(inbox).where(_held(lent)).values(values))
            return False

    def expire(self, before: datetime) -> int:
        """Make dead letters of what arrived earlier and is not answered; how many."""
        now = self._clock()
        with self._database.writing("claiming") as connection:
            idle = inbox.c.due <= milliseconds(now)
            old = _unanswered & idle & (inbox.c.arrived < milliseconds(before))
            found = connection.execute(select(inbox.c.id, inbox.c.platform).where(old)).all()
            for row in found:
                _bury(connection, inbox.c.id == row.id, row.platform, "update", _EXPIRED, now)
            return len(found)

    def waiting(self, platform: str, bot: str) -> int:
        """How many updates are not answered yet."""
        with self._database.reading() as connection:
            counted = select(func.count()).select_from(inbox).where(_of(platform, bot))
            return connection.execute(counted).scalar_one()

    def dead(self, platform: str) -> dict[tuple[str, str], int]:
        """How many dead letters are kept, by event and error."""
        kinds = (dead_letters.c.event, dead_letters.c.error)
        counted = select(*kinds, func.count()).where(dead_letters.c.platform == platform).group_by(*kinds)
        with self._database.reading() as connection:
            return {(event, error): count for event, error, count in connection.execute(counted)}


def _of(platform: str, bot: str) -> ColumnElement[bool]:
    return and_(_unanswered, inbox.c.platform == platform, inbox.c.bot == bot)


def _held(lent: Update) -> ColumnElement[bool]:
    return and_(inbox.c.id == lent.row, inbox.c.claims == lent.claims, _unanswered)


def _claimable(platform: str, bot: str, now: datetime) -> Select[Any]:
    """Rows that may be lent now: the first of each chat of which none is lent.

    One pass over an index, however many wait; rows that another transaction holds are passed over.
    """
    lent = and_(inbox.c.claims > inbox.c.returns, inbox.c.due > milliseconds(now))
    chats = (
        select(func.min(inbox.c.id).label("first"), func.max(case((lent, 1), else_=0)).label("lent"))
        .where(_of(platform, bot))
        .group_by(inbox.c.chat)
        .subquery("chats")
    )
    found = select(inbox).join(chats, and_(inbox.c.id == chats.c.first, chats.c.lent == 0))
    due = found.where(_unanswered, inbox.c.due <= milliseconds(now))
    return due.order_by(inbox.c.id).with_for_update(of=inbox, skip_locked=True)


def _bury(
    connection: Connection, rows: ColumnElement[bool], platform: str, event: str, error: str, now: datetime
) -> bool:
    """Delete the content of the one row and keep what went wrong; False when there is no such row."""
    if connection.execute(update(inbox).where(rows).values(_EMPTY)).rowcount != 1:
        return False
    told = {"platform": platform, "event": event[:64], "error": error[:64], "at": milliseconds(now)}
    connection.execute(insert(dead_letters).values(told))
    return True
