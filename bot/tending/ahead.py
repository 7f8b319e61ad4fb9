"""Builds made ahead: what an embargo's end lets out is ready when it comes, and live at that very second.

Shortly before, the folder is built as of that moment: every check of any build is made, and the version lies written
in a folder that its writer alone may open. The pointer turns to it when the clock says so. When the knowledge folder,
the commit or the version in use is another by then, when the clock is set back, when anybody else writes to the store
or the watch ends, it is thrown away, and the moment is met as if nothing had been built ahead.
"""

from __future__ import annotations

import shutil
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

from bot.publishing import Published
from bot.tending.folder import signature
from indexer import store
from indexer.publishing import StoreBusyError, StoreError, Written, exclusively, put_in_use

LONGEST = timedelta(seconds=60)
"""So long before its moment, at most, a version is built: nothing under embargo lies about for longer."""
MARGIN = timedelta(seconds=2)
MOST = 4
"""Moments that are built for at once; each is a whole version on the disk."""

_SLOWER = 1.5
"""How much longer a build may take than the slowest of the last ones."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a build stands on: the folder, the digest of its names and times, and the version in use."""

    folder: Path
    signature: bytes
    in_use: str | None


def ground_of(folder: Path, root: Path) -> Ground:
    """As it is now."""
    return Ground(folder, signature(folder), in_use(root))


def in_use(root: Path) -> str | None:
    """The version in use, None where there is none."""
    with suppress(StoreError):
        return store.current(root).split()[0]
    return None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A version that waits for its moment."""

    moment: datetime
    written: Written


@dataclass(slots=True)
class Ahead:
    """The versions that wait, soonest first, over one store, and how long builds take. For one thread.

    `clock` tells the time in UTC. `ground` is what those that wait, and the moments that were `tried`, stand on.
    """

    root: Path
    clock: Callable[[], datetime]
    waiting: list[Prepared] = field(default_factory=list)
    ground: Ground | None = None
    tried: set[datetime] = field(default_factory=set)
    took: deque[float] = field(default_factory=lambda: deque(maxlen=3))

    def timed(self, publish: Callable[[], Published]) -> Published:
        """Do a build, and learn how long it takes."""
        begun = monotonic()
        done = publish()
        if done.report.changed:
            self.took.append(monotonic() - begun)
        return done

    def due(self, releases: Sequence[datetime], now: datetime) -> datetime | None:
        """The first moment of `releases`, which are sorted, that is to be built for at `now`.

        None while it is too early, and where such a build might keep what waits from turning at its moment.
        """
        coming = [moment for moment in releases if now < moment <= now + LONGEST][:MOST]
        each = timedelta(seconds=_SLOWER * max(self.took)) if self.took else LONGEST
        if not any(moment - now <= number * each + MARGIN for number, moment in enumerate(coming, 1)):
            return None
        if self.waiting and self.waiting[0].moment < now + each:
            return None
        return next((moment for moment in coming if moment not in self.tried), None)

    def build(self, folder: Path, moment: datetime, publish: Callable[[Sequence[Written]], Published]) -> None:
        """Build `folder` as of `moment` with `publish`, which is told what waits, and let it wait too.

        What fails is not tried again on the same ground. Raises what `publish` raises.
        """
        ground = ground_of(folder, self.root)
        if ground != self.ground:
            self.drop()
            self.ground = ground
        try:
            written = self.timed(lambda: publish([one.written for one in self.waiting])).report.written
        except Exception as error:
            if not isinstance(error, StoreBusyError):
                self.tried.add(moment)
            raise
        self.tried.add(moment)
        if written is not None:
            self.waiting.append(Prepared(moment, written))

    def look(self, folder: Path | None) -> None:
        """Throw away what does not stand on firm ground any more, `folder` being the one to build from now."""
        if self.ground is None:
            return
        now = self.clock()
        over = not self.waiting and all(moment <= now for moment in self.tried)
        gone = any(one.moment - now > LONGEST or not one.written.folder.is_dir() for one in self.waiting)
        if over or gone or folder is None or ground_of(folder, self.root) != self.ground:
            self.drop()

    def turn(self, folder: Path | None) -> Prepared | None:
        """Put the first in use if its moment has come and all is as it was; None where it is not. Raises `StoreError`.

        The clock is asked last of all: a statement under embargo is seen by nobody before.
        """
        self.look(folder)
        if not self.waiting or self.clock() < self.waiting[0].moment:
            return None
        first = self.waiting[0]
        with exclusively(self.root, [one.written for one in self.waiting]):
            self.look(folder)
            if self.ground is None or self.clock() < first.moment:
                return None
            put_in_use(self.root, first.written)
        self.ground = replace(self.ground, in_use=first.written.version)
        self.waiting.remove(first)
        return first

    def drop(self) -> None:
        """Throw away all that waits."""
        for one in self.waiting:
            shutil.rmtree(one.written.folder, ignore_errors=True)
        self.waiting.clear()
        self.tried.clear()
        self.ground = None

    def sweep(self) -> None:
        """Remove what a process that was killed left behind."""
        with suppress(StoreError), exclusively(self.root):
            pass
