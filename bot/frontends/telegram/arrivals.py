"""What Telegram delivers, before anything is made of it: raw updates, one by one, into the inbox.

An update is looked at no further than its number and whose turn it is. Whoever works on the inbox parses each alone,
so that one which cannot be parsed hurts only itself.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.logbook import entry
from bot.registry.updates import Arrival

PLATFORM = "telegram"
WANTED = (
    "message",
    "edited_message",
    "guest_message",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "my_chat_member",
)
"""The kinds of update that are asked for; others are not sent to this bot at all."""
LARGEST = 1 << 20
"""Bytes of one update, as JSON; Telegram's own are below 100 kB."""

_log = logging.getLogger(__name__)


class Inbox(Protocol):
    """Where updates are kept until they are answered."""

    def accept_all(self, platform: str, bot: str, arrivals: Sequence[Arrival]) -> list[bool]:
        """Store updates, durably before returning, all or none; False for each that was stored before.

        Blocking, called from any thread. Any exception means that nothing can be stored now.
        """


class UnstoredError(Exception):
    """The inbox cannot store now."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something from which no update can be made; `update_id` where it shows one."""

    update_id: int | None


def uncounted(event: str) -> None:
    """Counts nothing."""


class Shelf:
    """Puts what arrives into the inbox, off the event loop.

    `arrived` is called on the event loop after something new was stored; `count` for each update with ``received``,
    ``seen`` (it was delivered again) or ``unreadable``, and with ``unstored`` where the inbox failed.
    """

    def __init__(
        self,
        bot: str,
        inbox: Inbox,
        arrived: Callable[[], None] = lambda: None,
        count: Callable[[str], None] = uncounted,
    ) -> None:
        self._bot = bot
        self._inbox = inbox
        self._arrived = arrived
        self._count = count

    async def keep(self, pieces: Sequence[Arrival | Unreadable]) -> None:
        """Store what can be read, all or none. Raises `UnstoredError`; it must then be delivered again."""
        arrivals = [piece for piece in pieces if isinstance(piece, Arrival)]
        try:
            new = await asyncio.to_thread(self._inbox.accept_all, PLATFORM, self._bot, arrivals)
        except Exception as error:
            self._count("unstored")
            # Only the kind is told: a database's message may hold the row.
            kind = type(error).__name__
            _log.error(
                "the inbox cannot store (%s); Telegram keeps what comes", kind, extra=entry("unstored", error=kind)
            )
            raise UnstoredError from None
        for is_new in new:
            self._count("received" if is_new else "seen")
        for _ in range(len(pieces) - len(arrivals)):
            self._count("unreadable")
            _log.warning("an update cannot be read and is passed over", extra=entry("unreadable"))
        if any(new):
            self._arrived()


def divide(body: bytes) -> Sequence[Arrival | Unreadable]:
    """The updates of an answer to getUpdates, in its order. Raises ValueError where it is not such an answer."""
    answer = _parse(body)
    if not isinstance(answer, dict) or not isinstance(answer.get("result"), list):
        raise ValueError("no list of updates")
    return [_read(update) for update in answer["result"]]


def read_update(body: bytes) -> Arrival | Unreadable:
    """One update as Telegram writes it."""
    try:
        return _read(_parse(body))
    except ValueError:
        return Unreadable(shown_number(body))


def _parse(body: bytes) -> object:
    try:
        return json.loads(body)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _read(update: object) -> Arrival | Unreadable:
    number = update.get("update_id") if isinstance(update, dict) else None
    if not isinstance(update, dict) or type(number) is not int or not 0 <= number < 1 << 53:
        return Unreadable(None)
    try:
        # ASCII only: Python reads half a surrogate pair from JSON, which no encoding can write.
        payload = json.dumps(update, separators=(",", ":")).encode("ascii")
    except RecursionError:
        return Unreadable(number)
    return Arrival(number, chat_of(update), payload) if len(payload) <= LARGEST else Unreadable(number)


def shown_number(body: bytes) -> int | None:
    """The number that an update shows which is no JSON."""
    found = re.search(rb'"update_id"\s*:\s*([0-9]{1,15})(?![0-9])', body)
    return int(found[1]) if found else None


def chat_of(update: Mapping[str, Any]) -> str:
    """Whose turn an update belongs to: its chat, else the person, else nobody else's.

    Updates of one chat are answered one after another, so the broken ones have each a turn of their own.
    """
    for event in update.values():
        if isinstance(event, dict):
            message = event.get("message", event)
            chat = message.get("chat") if isinstance(message, dict) else None
            for owner in (chat, event.get("from")):
                if isinstance(owner, dict) and type(owner.get("id")) is int:
                    return str(owner["id"])
    return f"update {update.get('update_id')}"
