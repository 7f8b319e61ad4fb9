"""Interactions from the gateway to the inbox: stored first, then deferred, both within Discord's three seconds.

=====================================  ==========================================================  =============
what happens                           what is done                                                counted as
=====================================  ==========================================================  =============
new, stored                            deferred, and the worker answers it                         received
delivered before (a RESUME)            nothing                                                     seen
the inbox fails or is too slow         "trouble, please try again", to this person only            unstored
another process has deferred it        the stored one is dropped (40060)                           taken
Discord waits no longer                the stored one is dropped (10062)                           late
Discord is not reached in time         the stored one is dropped                                   unacknowledged
it cannot be read                      "trouble", where it has an id and a token                   unreadable
the worker has it after 14 minutes     dropped                                                     expired
=====================================  ==========================================================  =============

A button's press comes here as any other event. discord.py's `DynamicItem` would match it and call back in a task of its
own, after building a message, a view and its items from what it bears; then nothing is stored before it is acted upon,
and what cannot be built is lost. Our buttons say in their `custom_id` all that they mean, so that they outlive a
restart as well.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.frontends.discord.callbacks import DEFERRED, Callbacks, Choice, First, offered, told
from bot.frontends.discord.events import (
    Completing,
    Event,
    Manner,
    Pressed,
    Stored,
    UnreadableError,
    key,
    packed,
    read,
)
from bot.frontends.discord.shelf import Shelf, UnstoredError
from bot.logbook import entry
from bot.registry.updates import Arrival, Update

_COUNTED = {First.TAKEN: "taken", First.LATE: "late", First.FAILED: "unacknowledged"}

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds from an interaction's arrival until it must be stored, answered, completed; how long a token is good;
    within how many seconds another process has deferred what it received.
    """

    storing: float = 1.5
    answering: float = 2.7
    completing: float = 2.0
    good: timedelta = timedelta(minutes=14)
    foreign: float = 3.5


@dataclass(frozen=True, slots=True)
class Deciding:
    """What the conversation says at once, from memory: how a reply will be seen, completions, and its apology.

    `trouble` gives the words for "please try again" in a locale of Discord's.
    """

    manner: Callable[[Event], Manner]
    complete: Callable[[Completing], Awaitable[Sequence[Choice]]]
    trouble: Callable[[str | None], str]


class Arrivals:
    """Takes interactions, on the event loop. `count` is called with the words above and with ``completed`` and
    ``uncompleted``; `took` with ``store`` and ``defer`` and seconds; `arrived` when the worker has something to do.
    """

    def __init__(
        self,
        shelf: Shelf,
        callbacks: Callbacks,
        deciding: Deciding,
        *,
        arrived: Callable[[], None] = lambda: None,
        count: Callable[[str], None] = lambda event: None,
        took: Callable[[str, float], None] = lambda stage, seconds: None,
        patience: Patience | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._shelf = shelf
        self._callbacks = callbacks
        self._deciding = deciding
        self._arrived = arrived
        self._count = count
        self._took = took
        self._patience = patience or Patience()
        self._clock = clock
        self._standing: dict[int, tuple[float, asyncio.Task[bool | None]]] = {}
        self._typing: dict[int, asyncio.Task[None]] = {}
        self._others: set[asyncio.Task[None]] = set()

    def take(self, raw: Mapping[str, Any]) -> None:
        """An INTERACTION_CREATE has come. Raises nothing."""
        begun = time.monotonic()
        try:
            event = read(raw)
            if isinstance(event, Completing):
                self._complete(event, begun)
                return
            stored = Stored(event, self._manner(event))
            payload = packed(stored)
        except UnreadableError as error:
            self._count("unreadable")
            _log.warning("an interaction cannot be read and is passed over (%s)", error, extra=entry("unreadable"))
            if (known := key(raw)) is not None:
                self._beside(self._apologise(*known, None, begun))
            return
        if event.origin.id in self._standing:
            self._count("seen")
        else:
            self._forget(begun)
            self._standing[event.origin.id] = (begun, asyncio.create_task(self._keep(stored, payload, begun)))

    async def stands(self, lent: Update) -> bool:
        """For the worker: whether a stored interaction is to be answered, by editing what was deferred.

        Waits until that is known. What is not to be answered has been counted, and is as good as answered.
        """
        age = self._clock() - lent.arrived
        if age >= self._patience.good:
            self._count("expired")
            return False
        standing = self._standing.get(lent.update_id)
        deferred = None if standing is None else await asyncio.shield(standing[1])
        if deferred is not None:
            return deferred
        # Stored by another process, or by this one before it was started again: it was deferred by then, or never.
        await asyncio.sleep(max(0.0, self._patience.foreign - age.total_seconds()))
        return True

    async def settle(self, seconds: float = 3.0) -> None:
        """Wait until what has come is stored and answered, as at the end."""
        tasks = {*(task for _, task in self._standing.values()), *self._typing.values(), *self._others}
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)

    async def _keep(self, what: Stored, payload: bytes, begun: float) -> bool | None:
        """Whether the event is stored and deferred; None where that is another process's."""
        origin = what.event.origin
        try:
            async with asyncio.timeout(self._patience.storing):
                new = await self._shelf.keep(Arrival(origin.id, str(origin.person), payload))
        except (UnstoredError, TimeoutError):
            self._count("unstored")
            await self._apologise(origin.id, origin.token, origin.locale, begun)
            return False
        stored = time.monotonic()
        self._took("store", stored - begun)
        if not new:
            self._count("seen")
            return None
        self._count("received")
        ends = begun + self._patience.answering
        first = await self._callbacks.answer(origin.id, origin.token, DEFERRED[what.manner], ends)
        self._took("defer", time.monotonic() - stored)
        if first is not First.DONE:
            self._count(_COUNTED[first])
        self._arrived()
        return first is First.DONE

    def _manner(self, event: Event) -> Manner:
        try:
            manner = self._deciding.manner(event)
        except Exception as error:  # a reply that only one sees is never wrong
            kind = type(error).__name__
            _log.error(
                "how a reply is to be seen could not be said (%s)", kind, extra=entry("manner-unknown", error=kind)
            )
            return Manner.ALONE
        return Manner.ALONE if manner is Manner.CHANGE and not isinstance(event, Pressed) else manner

    async def _apologise(self, number: int, token: str, locale: str | None, begun: float) -> None:
        text = told(self._deciding.trouble(locale))
        await self._callbacks.answer(number, token, text, begun + self._patience.answering)

    def _complete(self, event: Completing, begun: float) -> None:
        """Whoever types on wants nothing of what was written before."""
        person = event.origin.person
        if (earlier := self._typing.get(person)) is not None:
            earlier.cancel()
        task = asyncio.create_task(self._offer(event, begun))
        self._typing[person] = task
        task.add_done_callback(lambda done: self._typing.pop(person) if self._typing.get(person) is done else None)

    async def _offer(self, event: Completing, begun: float) -> None:
        choices: Sequence[Choice] = ()
        try:
            async with asyncio.timeout(self._patience.completing):
                choices = await self._deciding.complete(event)
            self._count("completed")
        except Exception as error:  # an empty list lets the person write on
            self._count("uncompleted")
            kind = type(error).__name__
            _log.warning(
                "nothing could be offered for what is being written (%s)",
                kind,
                extra=entry("nothing-offered", error=kind),
            )
        ends = begun + self._patience.answering
        await self._callbacks.answer(event.origin.id, event.origin.token, offered(choices), ends)

    def _beside(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._others.add(task)
        task.add_done_callback(self._others.discard)

    def _forget(self, now: float) -> None:
        """What came so long ago that no worker may answer it."""
        longest = self._patience.good.total_seconds()
        while self._standing:
            number, (begun, _) = next(iter(self._standing.items()))
            if now - begun < longest:
                break
            del self._standing[number]
