"""Follows the store: which version is in use, how old it is, and what happened to its statements.

The desk takes a new version by itself with the next question; this looks every few seconds, so that it is open before
one comes, and so that somebody is told when it cannot be used.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from bot.logbook import entry
from bot.serving.metrics import Figures
from indexer.statement import Statement, VerbaleError

if TYPE_CHECKING:
    from indexer.store import Snapshot

OFTEN = 2.0
"""Seconds between two looks at the store."""

SELDOM = 60.0
"""Seconds after which statements are looked at though the store stayed the same: embargoes end."""

_log = logging.getLogger(__name__)


class Shelf(Protocol):
    """`indexer.store.Library`, or a fake one."""

    trouble: VerbaleError | None

    def snapshot(self) -> Snapshot:
        """The newest good one."""

    def paused(self) -> bool:
        """Whether staff have paused the service."""


@dataclass(frozen=True, slots=True)
class InUse:
    """The store's version in use."""

    version: str
    built: datetime
    statements: tuple[Statement, ...]
    trouble: str | None = None
    """Why a newer one cannot be used."""
    paused: bool = False
    """Whether staff have paused the service; then nothing of it is shown."""

    def age(self, now: datetime) -> float:
        """Seconds since it was built."""
        return (now - self.built).total_seconds()


class Watching:
    """What is in use, for the health page, the metrics and the memory of replies."""

    def __init__(self, library: Shelf, figures: Figures, observe: Callable[[Sequence[Statement]], object]) -> None:
        """`observe` is called off the event loop with all statements: at once, at each change and once a minute."""
        self._library = library
        self._figures = figures
        self._observe = observe
        self._in_use: InUse | None = None
        self._snapshot: Snapshot | None = None
        self._observed = -SELDOM
        self.look()

    @property
    def in_use(self) -> InUse:
        """What the last look saw."""
        assert self._in_use is not None
        return self._in_use

    def snapshot(self) -> Snapshot:
        """What the last look saw, open; never blocks."""
        assert self._snapshot is not None
        return self._snapshot

    def look(self) -> bool:
        """Look at the store now; whether another version is in use. Blocks while one is opened."""
        before = self._in_use
        self._snapshot = snapshot = self._library.snapshot()
        trouble = None if self._library.trouble is None else str(self._library.trouble)
        statements = snapshot.contents.statements
        paused = self._library.paused()
        self._in_use = InUse(snapshot.version, snapshot.manifest.built, statements, trouble, paused)
        self._figures.trouble(there=trouble is not None)
        self._figures.paused(there=paused)
        if paused is not (before is not None and before.paused):
            if paused:
                _log.warning("the service is paused; nothing is shown", extra=entry("paused"))
            else:
                _log.warning("the service is no longer paused", extra=entry("resumed"))
        if trouble is not None and (before is None or before.trouble != trouble):
            beside = entry("store-trouble", version=snapshot.version)
            _log.warning("version %s of the store stays in use: %s", snapshot.version, trouble, extra=beside)
        if before is not None and before.version == snapshot.version:
            return False
        built = snapshot.manifest.built
        self._figures.store(snapshot.version, built.timestamp(), lambda: time.time() - built.timestamp())
        beside = entry("store-in-use", version=snapshot.version, count=len(statements))
        _log.info("version %s of the store is in use, %d statements", snapshot.version, len(statements), extra=beside)
        return True

    async def run(self) -> None:
        """Look every `OFTEN` seconds, until cancelled. What fails is logged and tried again."""
        while True:
            try:
                changed = await asyncio.to_thread(self.look)
                if changed or time.monotonic() - self._observed >= SELDOM:
                    await asyncio.to_thread(self._observe, self.in_use.statements)
                    self._observed = time.monotonic()
            except Exception:  # the next look may be luckier, and without this loop no version is ever followed
                _log.exception("the store could not be looked at", extra=entry("store-unseen"))
            await asyncio.sleep(OFTEN)

    def too_old(self, limit: float | None, now: datetime | None = None) -> bool:
        """Whether the version in use is older than `limit` seconds."""
        return limit is not None and self.in_use.age(now or datetime.now(UTC)) > limit
