"""The pages of a watch: whether it moves, how its last build went, and which version is in use.

It is ready while what staff save is published. That the service is paused, or went back to an earlier version, is
told, and is nothing that is wrong with the watch.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.serving.pages import LOOPBACK, Pages
from bot.tending import record
from bot.tending.figures import Figures, Standing
from bot.tending.record import Record
from bot.tending.status import STILL_S, amiss, version_in_use
from indexer.pausing import pause_in
from indexer.rollback import hold_in


class Health(Pages):
    """What is shown of the watch over the store in `root`; `state` is what it knows of itself.

    `oldest` is the age from which the store is too old, `clock` tells the time in UTC.
    """

    def __init__(
        self,
        port: int,
        root: Path,
        state: Callable[[], Record],
        oldest: timedelta | None = None,
        host: str = LOOPBACK,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__(port, host)
        self._root = root
        self._state = state
        self._oldest = oldest
        self._clock = clock
        self._figures_of = Figures()

    def moves(self) -> bool:
        """The watch is another thread than the one that asks."""
        return self._still(self._clock()) <= STILL_S

    async def told(self) -> Mapping[str, Any]:
        """What is in use, how the last build went, what is wrong."""
        return await asyncio.to_thread(self._told)

    def figures(self) -> bytes:
        """Those of the watch."""
        return self._figures_of.text(self._standing())

    def _told(self) -> dict[str, Any]:
        found = self._standing()
        watch, in_use, build = found.watch, found.in_use, found.watch.build
        wrong = [] if in_use is not None else [version_in_use(self._root)[1]]
        wrong += amiss(watch, found.still, None if in_use is None else in_use.built)
        if in_use is not None and self._oldest is not None and found.at - in_use.built > self._oldest:
            wrong.append("the store is too old")
        return {
            "ready": not wrong,
            "store": in_use and in_use.version,
            "built": in_use and in_use.built.isoformat(),
            "age_s": in_use and round((found.at - in_use.built).total_seconds(), 1),
            "statements": in_use and in_use.statements,
            "watch": {
                "folder": watch.folder,
                "commit": watch.commit,
                "moved_s_ago": round(found.still, 1),
                "result": build and build.result.value,
                "at": build and build.at.isoformat(),
                "failing_since": build and build.since and build.since.isoformat(),
                "rolled_back": found.held and found.held.isoformat(),
                "next": watch.next and watch.next.isoformat(),
            },
            "paused": found.paused,
            "wrong": wrong,
        }

    def _standing(self) -> Standing:
        now, hold = self._clock(), hold_in(self._root)
        return Standing(
            at=now,
            watch=self._state(),
            still=self._still(now),
            in_use=version_in_use(self._root)[0],
            paused=pause_in(self._root) is not None,
            held=None if hold is None else hold.since,
        )

    def _still(self, now: datetime) -> float:
        """Seconds since the watch moved; while it loads its model since it began, whatever one before it left."""
        begun = max(0.0, (now - self._state().started).total_seconds())
        moved = record.heartbeat(self._root)
        return begun if moved is None else min(begun, moved)
