"""The worker: takes updates from the inbox and has each handled alone, many chats at a time, one after another within
one.

What a handler raises hurts its own update only: it is tried again later, in the end given up without content. While
handlers work, their leases are renewed; when the worker is told to end it lets them finish, and gives back the rest.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from bot.logbook import Event, entry
from bot.registry.updates import Update
from bot.serving.logs import told
from bot.serving.metrics import Metrics
from indexer.statement import VerbaleError

_log = logging.getLogger(__name__)


class Lending(Protocol):
    """The inbox as a worker sees it: `bot.registry.inbox.Inbox`. Each call blocks and may raise `VerbaleError`."""

    def claim(self, platform: str, bot: str, count: int, lease: timedelta = ...) -> list[Update]: ...

    def renew(self, updates: Sequence[Update], lease: timedelta = ...) -> None: ...

    def release(self, updates: Sequence[Update]) -> None: ...

    def answered(self, lent: Update) -> bool: ...

    def failed(self, lent: Update, event: str, error: str, wait: timedelta | None = ...) -> bool: ...


class LaterError(Exception):
    """Raised by a handler: the platform asks for so much time before this update can be answered."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__()
        self.wait = wait


class LostError(Exception):
    """Raised by a handler that was told `Go.STOP`: another worker has the update."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Updates handled at a time; seconds between two looks into an inbox that told of nothing; length of a lease; the
    seconds that handlers get when the worker is told to end.
    """

    at_once: int = 16
    look: float = 1.0
    lease: timedelta = timedelta(seconds=30)
    ending: float = 20.0


class Worker:
    """Handles the updates of one bot on one event loop, until `stop`.

    `handle` answers one update; it returns when that is done. `given_up` is called with an update that failed for the
    last time, so that the person may be told. `sort` names the sort of an update for the metrics, without content.
    """

    def __init__(
        self,
        inbox: Lending,
        platform: str,
        bot: str,
        handle: Callable[[Update], Awaitable[None]],
        metrics: Metrics,
        *,
        given_up: Callable[[Update], Awaitable[None]] | None = None,
        sort: Callable[[Update], str] = lambda lent: "update",
        pace: Pace | None = None,
    ) -> None:
        self._inbox = inbox
        self._whose = (platform, bot)
        self._handle = handle
        self._metrics = metrics
        self._given_up = given_up
        self._sort = sort
        self._pace = pace or Pace()
        self._news = asyncio.Event()
        self._stopping = asyncio.Event()
        self._working: dict[asyncio.Task[None], Update] = {}

    def wake(self) -> None:
        """Something new is in the inbox. Call it on the event loop."""
        self._news.set()

    def stop(self) -> None:
        """End `run` soon."""
        self._stopping.set()
        self._news.set()

    async def run(self) -> None:
        """Take and handle, until `stop`."""
        renewing = asyncio.create_task(self._renew())
        try:
            while not self._stopping.is_set():
                self._news.clear()
                room = self._pace.at_once - len(self._working)
                took = await self._take(room) if room else 0
                if took < room or not room:
                    await self._wait()
        finally:
            await self._end()
            renewing.cancel()

    async def _take(self, room: int) -> int:
        try:
            lent = await asyncio.to_thread(self._inbox.claim, *self._whose, room, self._pace.lease)
        except VerbaleError as error:
            _log.error("no updates can be taken: %s", error, extra=self._entry("not-claimed"))
            return 0
        for update in lent:
            task = asyncio.create_task(self._work(update))
            self._working[task] = update
            task.add_done_callback(self._done)
        return len(lent)

    def _done(self, task: asyncio.Task[None]) -> None:
        del self._working[task]
        self._news.set()  # there is room, and perhaps the next of its chat

    async def _wait(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(self._pace.look):
                await self._news.wait()

    async def _work(self, lent: Update) -> None:
        try:
            await self._handle(lent)
        except LostError:
            self._metrics.update("lost")
        except LaterError as later:
            await self._record(lent, later, later.wait)
        except Exception as error:  # this update's own trouble, whatever it is
            await self._record(lent, error, None)
        else:
            await self._answer(lent)

    async def _answer(self, lent: Update) -> None:
        """Where the database fails the lease runs out, and the update is handled again from where it was."""
        try:
            kept = await asyncio.to_thread(self._inbox.answered, lent)
        except VerbaleError as error:
            _log.error("an answer cannot be noted: %s", error, extra=self._entry("not-noted"))
            return
        self._metrics.update("answered" if kept else "lost")

    async def _record(self, lent: Update, error: Exception, wait: timedelta | None) -> None:
        event, kind = self._name(lent), type(error).__name__
        if wait is None:
            times = lent.failures + 1
            beside = entry("update-failed", platform=self._whose[0], sort=event, error=kind, attempt=times)
            _log.error("an update (%s) failed for the %d. time\n%s", event, times, told(error), extra=beside)
        try:
            dead = await asyncio.to_thread(self._inbox.failed, lent, event, kind, wait)
        except VerbaleError as trouble:
            _log.error("a failure cannot be noted: %s", trouble, extra=self._entry("not-noted"))
            return
        self._metrics.failed(event, kind, dead=dead)
        if dead and self._given_up is not None:
            try:
                await self._given_up(lent)
            except Exception as trouble:  # nothing more can be done for it
                _log.error("nobody could be told\n%s", told(trouble), extra=self._entry("nobody-told"))

    def _entry(self, event: Event) -> dict[str, object]:
        return entry(event, platform=self._whose[0])

    def _name(self, lent: Update) -> str:
        try:
            return self._sort(lent)
        except Exception:  # an update of which nothing can be told is the very one that fails
            return "update"

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(self._pace.lease.total_seconds() / 3)
            await self._keep(list(self._working.values()))

    async def _keep(self, lent: list[Update]) -> None:
        try:
            if lent:
                await asyncio.to_thread(self._inbox.renew, lent, self._pace.lease)
        except VerbaleError as error:
            _log.error("leases cannot be renewed: %s", error, extra=self._entry("leases-not-renewed"))

    async def _end(self) -> None:
        if self._working:
            await asyncio.wait(list(self._working), timeout=self._pace.ending)
        left = dict(self._working)
        for task in left:
            task.cancel()
        if left:
            await asyncio.gather(*left, return_exceptions=True)
            with suppress(VerbaleError):
                await asyncio.to_thread(self._inbox.release, list(left.values()))


async def work(
    worker: Worker, receiving: AbstractAsyncContextManager[asyncio.Future[None]], stopping: asyncio.Event
) -> None:
    """Receive and work until `stopping`, or until either fails, which is raised.

    While `receiving` is entered updates come into the inbox; what it gives ends before that only where it fails, and
    leaving it raises why. What is in work is finished in any case.
    """
    working = asyncio.create_task(worker.run())
    ending = asyncio.create_task(stopping.wait())
    try:
        async with receiving as received:
            await asyncio.wait((working, ending, received), return_when=asyncio.FIRST_COMPLETED)
    finally:
        ending.cancel()
        worker.stop()
        await working
