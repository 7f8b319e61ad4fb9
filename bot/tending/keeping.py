"""The watch itself: builds at start, when the folder changed, when the branch moved, when an embargo or a term ends.

Whatever goes wrong, the version in use stays, and is tried again: after the next change, or, where the folder is not to
blame, after a while. A folder that staff rolled back from is left alone until it says something else.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any, Protocol

from bot.logbook import entry
from bot.publishing import Published, TurnedWorseError
from bot.tending import record
from bot.tending.alarm import Alarm, alarm_of
from bot.tending.record import MOST_PROBLEMS, Build, Record, Result
from indexer import store
from indexer.build import KnowledgeError, Progress
from indexer.checking import check
from indexer.loading import load
from indexer.publishing import StoreBusyError
from indexer.rollback import Hold, end_hold, hold_in
from indexer.statement import Problem, VerbaleError

TICK_S = 1.0
"""The longest sleep: a clock may be set while it lasts."""
SETTLED_S = 0.5
"""A mistake that is mended within so long was a file half saved; nobody is told."""
FIRST_RETRY, LONGEST_RETRY = timedelta(seconds=5), timedelta(minutes=5)

_log = logging.getLogger(__name__)


class Source(Protocol):
    """Where the knowledge comes from: `bot.tending.folder.Folder` or `bot.tending.branch.Branch`."""

    commit: str | None
    trouble: str | None

    def folder(self) -> Path | None:
        """The folder to build from now, None while there is none yet."""

    def start(self, changed: Callable[[], None]) -> None:
        """Call `changed` from another thread after each change, until `stop`."""

    def stop(self) -> None: ...


Publish = Callable[[Path, datetime, Progress], Published]
"""Builds a folder and publishes it: `bot.publishing.publish_folder` over one store, with one model."""


class StoppedError(Exception):
    """The end was asked for while something was built."""


_NEVER = Alarm()


@dataclass(slots=True)
class _Known:
    """What the last look at the folder found. `digest` is None where the next one must not be compared with it."""

    digest: str | None = None
    stretch: int = -1
    alarm: Alarm = _NEVER
    retry: datetime | None = None
    pause: timedelta = FIRST_RETRY


class Keeper:
    """Keeps one store. `clock` tells the time in UTC; `tell` posts a notice; `signal` tells systemd."""

    def __init__(
        self,
        source: Source,
        root: Path,
        publish: Publish,
        clock: Callable[[], datetime],
        tell: Callable[[Mapping[str, Any]], None] = lambda notice: None,
        signal: Callable[[str], None] = lambda state: None,
    ) -> None:
        self._source = source
        self._root = root
        self._publish = publish
        self._clock = clock
        self._tell = tell
        self._signal = signal
        self._woken = Event()
        self._stopping = False
        self._known = _Known()
        self._unknown: tuple[datetime, str] | None = None
        self._record = Record(os.getpid(), self._now(), "")

    @property
    def state(self) -> Record:
        """What it knows of itself, also where the disk takes nothing more; from any thread."""
        return self._record

    def stop(self) -> None:
        """End `run` within a tick; what is being built is left. May be called by a signal's handler."""
        self._stopping = True  # and no event: its lock may be held by the very thread that the signal interrupts

    def run(self) -> None:
        """Keep the store until `stop`. Raises `StoreError` where another watch does."""
        with record.alone(self._root):
            before = record.read(self._root)
            if before is not None:
                self._record = replace(self._record, build=before.build)
            self._write()  # who asks during the first build is told that somebody builds
            self._woken.set()
            self._source.start(self._woken.set)
            self._signal("READY=1")
            try:
                while not self._stopping:
                    self.tick(changed=self._woken.is_set())
                    self._woken.wait(self._sleep())
            except StoppedError:
                pass
            finally:
                self._signal("STOPPING=1")
                self._source.stop()
                self._record = replace(self._record, ended=self._now())
                self._write()

    def tick(self, *, changed: bool) -> None:
        """Look whether something is due, and do it. `changed`: the source said that the folder did."""
        self._alive()
        now, known = self._now(), self._known
        turned = known.stretch != known.alarm.stretch(now)
        again = known.retry is not None and known.retry <= now
        if changed or turned or again:
            self._woken.clear()
            self._look(now)

    def _sleep(self) -> float:
        """Seconds to the next instant, a tick at most."""
        now, known = self._now(), self._known
        moments = [moment for moment in (known.alarm.next(now), known.retry) if moment is not None]
        return min([TICK_S, *(max(0.0, (moment - now).total_seconds()) for moment in moments)])

    def _now(self) -> datetime:
        return self._clock().astimezone(UTC)

    def _look(self, now: datetime) -> None:
        """Read the folder as it is at `now`, publish it if that is to be, and note what became of it."""
        folder = self._source.folder()
        self._known.retry = None
        self._known.stretch = self._known.alarm.stretch(now)
        if folder is None:  # nothing was fetched yet
            if self._source.trouble is not None:
                self._note(Build(now, Result.FAILED, self._in_use(), self._source.trouble))
            return
        try:
            build = self._built(folder, now)
        except StoreBusyError:
            self._known.retry = now + timedelta(seconds=TICK_S)
            return
        except StoppedError:
            raise
        except Exception as error:  # whatever it is, the store that is in use stays, and this process with it
            build = self._failed(error, now)
        if build.result is Result.FAILED and build.problems and self._woken.wait(SETTLED_S):
            return  # somebody is writing: it is looked at again
        self._note(build)

    def _built(self, folder: Path, now: datetime) -> Build:
        loaded = load(folder)
        known = self._known
        known.alarm = alarm_of(located.statement for located in loaded.statements if located.statement is not None)
        known.stretch = known.alarm.stretch(now)
        self._record = replace(self._record, folder=str(folder.absolute()), next=known.alarm.next(now))
        if problems := check(loaded):
            known.digest = None
            return _with_problems(now, self._in_use(), problems)
        hold = hold_in(self._root)
        if hold is not None and self._holds(hold, loaded.digest):
            known.digest = None
            since = f"{hold.since:%Y-%m-%dT%H:%M:%SZ}"
            message = f"rolled back from {hold.before} at {since}; an edit of the folder, or 'verbale index', ends that"
            return Build(now, Result.HELD, hold.version, message)
        seen = f"{loaded.digest} {known.stretch} {self._in_use()}"
        if seen == known.digest:
            return Build(now, Result.UNCHANGED, self._in_use())
        known.digest = None
        done = self._publish(folder, now, self._progress)
        if hold is not None and not done.report.changed:
            end_hold(self._root)
        known.digest = f"{loaded.digest} {known.stretch} {done.report.version}"
        known.pause = FIRST_RETRY
        result = Result.PUBLISHED if done.report.changed else Result.UNCHANGED
        return Build(now, result, done.report.version)

    def _holds(self, hold: Hold, digest: str) -> bool:
        """Whether the folder says what it said at the rollback; if it could not be read then, when it first was."""
        if hold.folder:
            return hold.folder == digest
        if self._unknown is None or self._unknown[0] != hold.since:
            self._unknown = hold.since, digest
        return self._unknown[1] == digest

    def _failed(self, error: Exception, now: datetime) -> Build:
        known = self._known
        known.digest = None
        if isinstance(error, KnowledgeError):
            return _with_problems(now, self._in_use(), error.problems)
        if isinstance(error, TurnedWorseError):
            lines = tuple(map(str, error.worse))
            return Build(now, Result.FAILED, self._in_use(), str(error), lines[:MOST_PROBLEMS], len(lines))
        known.retry = now + known.pause
        known.pause = min(2 * known.pause, LONGEST_RETRY)
        if isinstance(error, VerbaleError):
            return Build(now, Result.FAILED, self._in_use(), str(error))
        beside = entry("build-failed", error=type(error).__name__)
        _log.error("a build failed for a reason of the program's own", exc_info=error, extra=beside)
        return Build(now, Result.FAILED, self._in_use(), f"{type(error).__name__}; the log says where")

    def _note(self, build: Build) -> None:
        """Write down and tell what became of a look; what was told already is not told again."""
        before = self._record.build
        failing = before is not None and before.result is Result.FAILED
        if build.result is Result.FAILED:
            build = replace(build, since=before.since if failing and before is not None else build.at)
        self._record = replace(self._record, commit=self._source.commit, trouble=self._source.trouble, build=build)
        self._write()
        same = before is not None and _told(before) == _told(build)
        if same and build.result is not Result.PUBLISHED:
            return
        match build.result:
            case Result.FAILED:
                beside = entry("not-published", version=build.version, count=build.count)
                _log.error("nothing was published; %s stays in use: %s", build.version, build.message, extra=beside)
                for line in build.problems:
                    _log.error("%s", line, extra=entry("problem"))
                self._tell(notice("failed", self._record))
            case Result.HELD:
                _log.warning("nothing was published: %s", build.message, extra=entry("held", version=build.version))
            case Result.PUBLISHED:
                _log.info("version %s was published", build.version, extra=entry("published", version=build.version))
            case Result.UNCHANGED:
                beside = entry("unchanged", version=build.version)
                _log.info("version %s says what the folder says", build.version, extra=beside)
        if failing and build.result is not Result.FAILED:
            self._tell(notice("mended", self._record))

    def _write(self) -> None:
        try:
            record.write(self._root, self._record)
        except OSError as error:
            file = self._root / record.RECORD
            _log.error("%s cannot be written (%s)", file, error.strerror, extra=entry("record-not-written"))

    def _in_use(self) -> str | None:
        try:
            return store.current(self._root).split()[0]
        except store.StoreError:
            return None

    def _progress(self, stage: str, done: int, total: int) -> None:
        self._alive()
        if self._stopping:
            raise StoppedError

    def _alive(self) -> None:
        record.touch(self._root)
        self._signal("WATCHDOG=1")


def _with_problems(now: datetime, version: str | None, problems: tuple[Problem, ...]) -> Build:
    lines = tuple(map(str, problems[:MOST_PROBLEMS]))
    return Build(now, Result.FAILED, version, str(KnowledgeError(problems)), lines, len(problems))


def _told(build: Build) -> tuple[object, ...]:
    return build.result, build.message, build.problems


def notice(event: str, told: Record) -> dict[str, Any]:
    """What a webhook is posted: `event` is ``failed`` or ``mended``."""
    build = told.build
    assert build is not None
    return {
        "event": event,
        "at": build.at.isoformat(),
        "store": build.version,
        "commit": told.commit,
        "message": build.message,
        "problems": list(build.problems),
        "count": build.count,
    }
