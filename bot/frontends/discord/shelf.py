"""Events into the inbox, off the event loop, in a thread that nothing else waits for.

What comes while a transaction is being written goes into the next one, all together: a disk that takes 20 ms for each
still stores hundreds a second.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from bot.frontends.discord.endpoints import PLATFORM
from bot.logbook import entry
from bot.registry.updates import Arrival

_BATCH = 100

_log = logging.getLogger(__name__)


class Inbox(Protocol):
    """Where updates are kept until they are answered."""

    def accept_all(self, platform: str, bot: str, arrivals: Sequence[Arrival]) -> list[bool]:
        """Store updates, durably before returning, all or none; False for each that was stored before.

        Blocking, called from any thread. Any exception means that nothing can be stored now.
        """


class UnstoredError(Exception):
    """The inbox cannot store now."""


class Shelf:
    """Stores what `bot`, by its id, is told."""

    def __init__(self, bot: str, inbox: Inbox) -> None:
        self._bot = bot
        self._inbox = inbox
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="discord-inbox")
        self._waiting: list[tuple[Arrival, asyncio.Future[bool]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def keep(self, arrival: Arrival) -> bool:
        """Store one; False when it was stored before. Raises `UnstoredError`.

        Cancelled before its turn it is not stored; later it may be, and whoever cancelled must drop it.
        """
        kept: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((arrival, kept))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        return await kept

    def close(self) -> None:
        """Store nothing more. What is being written is written."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _write(self) -> None:
        while self._waiting:
            batch = [(arrival, kept) for arrival, kept in self._waiting[:_BATCH] if not kept.done()]
            del self._waiting[:_BATCH]
            if not batch:
                continue
            arrivals = [arrival for arrival, _ in batch]
            try:
                loop = asyncio.get_running_loop()
                new = await loop.run_in_executor(self._thread, self._inbox.accept_all, PLATFORM, self._bot, arrivals)
            except Exception as error:
                # Only the kind is told: a database's message may hold the row.
                kind = type(error).__name__
                _log.error(
                    "the inbox cannot store (%s); people are asked to try again",
                    kind,
                    extra=entry("unstored", error=kind),
                )
                for _, kept in batch:
                    with contextlib.suppress(asyncio.InvalidStateError):
                        kept.set_exception(UnstoredError())
            else:
                for (_, kept), is_new in zip(batch, new, strict=True):
                    with contextlib.suppress(asyncio.InvalidStateError):
                        kept.set_result(is_new)
