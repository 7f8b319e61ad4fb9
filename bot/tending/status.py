"""How the live store stands: what is in use, what waits, how the last build went, whether it is watched or paused."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.tending import record
from bot.tending.record import Record, Result
from indexer import rollback, store
from indexer.loading import Loaded, load
from indexer.pausing import Pause, pause_in
from indexer.rollback import Hold, Kept
from indexer.statement import VerbaleError

STILL_S = 120.0
"""A watch that has not moved for so many seconds is told as one that hangs."""


@dataclass(frozen=True, slots=True)
class InUse:
    """The version in use."""

    version: str
    built: datetime
    statements: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A statement of the folder that the public may not see before `released`."""

    statement: str
    released: datetime


@dataclass(frozen=True, slots=True)
class Status:
    """All of it. `trouble` is why the version in use cannot be told, `wrong` what somebody should look at.

    `folder` is where `waiting`, soonest first, and `drafts`, paths in it, were read; empty where it could not be.
    `still` is for how many seconds the watch has not moved, None where none lives. `old` ones can be gone back to.
    """

    at: datetime
    in_use: InUse | None
    trouble: str
    folder: str
    waiting: tuple[Waiting, ...]
    drafts: tuple[str, ...]
    watch: Record | None
    still: float | None
    paused: Pause | None
    held: Hold | None
    old: tuple[Kept, ...]
    wrong: tuple[str, ...]

    @property
    def code(self) -> int:
        """The exit code: 0 well, 1 something is wrong, 2 no store can be read."""
        return 2 if self.in_use is None else 1 if self.wrong else 0


def status_of(root: Path, knowledge: Path, oldest: timedelta | None, now: datetime) -> Status:
    """The store in `root` at `now`; `knowledge` is the folder where no watch tells of another."""
    in_use, trouble = version_in_use(root)
    told = record.read(root)
    still = record.heartbeat(root) if record.runs(root) else None
    folder, loaded = _loaded(_folder(told, knowledge))
    paused = pause_in(root)
    read = () if loaded is None else (s.statement for s in loaded.statements if s.statement is not None)
    waiting = sorted((s.released, s.id) for s in read if s.released > now)
    found = Status(
        at=now,
        in_use=in_use,
        trouble=trouble,
        folder=folder,
        waiting=tuple(Waiting(name, released) for released, name in waiting),
        drafts=() if loaded is None else tuple(sorted(draft.file.as_posix() for draft in loaded.drafts)),
        watch=told,
        still=still,
        paused=paused,
        held=rollback.hold_in(root),
        old=rollback.kept(root) if root.is_dir() else (),
        wrong=(),
    )
    return _judged(found, oldest)


def folder_digest(root: Path, knowledge: Path) -> str:
    """The digest of the folder that the watch builds from, or else of `knowledge`; empty where it cannot be read."""
    told = record.read(root)
    _, loaded = _loaded(_folder(told, knowledge))
    return "" if loaded is None else loaded.digest


def _folder(told: Record | None, knowledge: Path) -> Path:
    return Path(told.folder) if told is not None and told.folder else knowledge


def _loaded(folder: Path) -> tuple[str, Loaded | None]:
    try:
        return str(folder), load(folder)
    except (VerbaleError, OSError):
        return "", None


def version_in_use(root: Path) -> tuple[InUse | None, str]:
    """The version in use; where it cannot be told, why."""
    try:
        manifest = store.manifest_in_use(root)
        return InUse(store.current(root).split()[0], manifest.built, manifest.statements), ""
    except VerbaleError as error:
        return None, str(error)


def _judged(found: Status, oldest: timedelta | None) -> Status:
    """The same with what is wrong."""
    wrong = [found.trouble] if found.trouble else []
    if found.paused is not None:
        wrong.append(f"the service is {found.paused}; 'verbale resume' ends that")
    if found.held is not None:  # an embargo that ends meanwhile would be missed by all
        wrong.append(
            "the store was rolled back, and embargoes that end are not published; "
            "an edit of the folder, or 'verbale index', ends that"
        )
    if found.in_use is not None and oldest is not None and found.at - found.in_use.built > oldest:
        wrong.append("the store is older than VERBALE_STORE_OLDEST_HOURS; see whether 'verbale watch' runs")
    built = None if found.in_use is None else found.in_use.built
    wrong += [] if found.watch is None else amiss(found.watch, found.still, built)
    return replace(found, wrong=tuple(wrong))


def failing(told: Record, built: datetime | None) -> bool:
    """Whether the last build failed, and nobody has since made by hand the store that was built at `built`."""
    build = told.build
    return build is not None and build.result is Result.FAILED and (built is None or built <= build.at)


def amiss(told: Record, still: float | None, built: datetime | None) -> list[str]:
    """What is wrong with a watch that has not moved for `still` seconds, None where it does not live."""
    wrong = []
    if told.build is not None and failing(told, built):
        wrong.append(f"the last build failed: {told.build.message}")
    if still is None and told.ended is None:
        wrong.append(f"the watch (process {told.process}) ended without saying so; start 'verbale watch' again")
    if still is not None and still > STILL_S:
        wrong.append(f"the watch (process {told.process}) has not moved for {still:.0f} s; restart it")
    if still is not None and told.trouble is not None:
        wrong.append(f"the branch is not followed: {told.trouble}")
    return wrong
