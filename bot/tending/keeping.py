"""The watch itself: builds at start, when the folder changed, when the branch moved, when an embargo or a term ends.

Whatever goes wrong, the version in use stays, and is tried again: after the next change, or, where the folder is not to
blame, after a while. A folder that staff rolled back from is left alone until it says something else. What an embargo's
end lets out is built ahead (`bot.tending.ahead`), so that it is live at that very second.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

from bot.logbook import entry
from bot.tending import record
from bot.tending.ahead import Ahead, in_use
from bot.tending.alarm import Alarm, alarm_of
from bot.tending.failures import failure, of_the_folder
from bot.tending.notices import log, notice
from bot.tending.record import Build, Record, Result
from bot.tending.source import Publish, Source
from indexer.build import KnowledgeError
from indexer.checking import check
from indexer.loading import load
from indexer.publishing import StoreBusyError
from indexer.rollback import Hold, end_hold, hold_in

TICK_S = 1.0
"""The longest sleep: a clock may be set while it lasts."""
SETTLED_S = 0.5
"""A mistake that is mended within so long was a file half saved; nobody is told."""
FIRST_RETRY, LONGEST_RETRY = timedelta(seconds=5), timedelta(minutes=5)

_log = logging.getLogger(__name__)


class StoppedError(BaseException):
    """The end was asked for while something was built; nothing that failed, so nothing catches it but `run`."""


class _LeftError(BaseException):
    """The folder changed while something was built ahead: the change goes first."""


_NEVER = Alarm()


@dataclass(slots=True)
class _Known:
    """What the last look at the folder found. `digest` is None where the next one must not be compared with it."""

    digest: str | None = None
    stretch: int = -1
    alarm: Alarm = _NEVER
    releases: tuple[datetime, ...] = ()
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
        self._ahead = Ahead(root, self._now)
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
            self._ahead.sweep()
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
                self._ahead.drop()
                self._source.stop()
                self._record = replace(self._record, ended=self._now())
                self._write()

    def tick(self, *, changed: bool) -> None:
        """Look whether something is due, and do it. `changed`: the source said that the folder did."""
        self._alive()
        self._turn()
        now, known = self._now(), self._known
        turned = known.stretch != known.alarm.stretch(now)
        again = known.retry is not None and known.retry <= now
        if changed or turned or again:
            self._woken.clear()
            self._look(now)
        else:
            self._prepare(now)

    def _turn(self) -> None:
        """Put in use what was built ahead, if its moment has come."""
        known = self._known
        try:
            done = self._ahead.turn(self._source.folder())
        except StoreBusyError:
            return  # the moment is met as if nothing had been built ahead
        except Exception as error:
            self._note(self._failed(error, self._now()))
            return
        if done is not None:
            known.stretch = known.alarm.stretch(done.moment)
            if known.digest is not None:
                known.digest = f"{known.digest.split()[0]} {known.stretch} {done.written.version}"
            self._record = replace(self._record, next=known.alarm.next(done.moment))
            self._note(Build(self._now(), Result.PUBLISHED, done.written.version))

    def _prepare(self, now: datetime) -> None:
        """Build what the end of an embargo lets out, if it is time for that; what fails is told now."""
        known, folder = self._known, self._source.folder()
        moment = self._ahead.due(known.releases, now)
        if moment is None or folder is None or known.digest is None:
            return
        if not known.digest.endswith(f" {self._in_use()}"):  # somebody else published, or went back
            self._look(now)
            return
        _log.info("what the public may see from %s is being built", f"{moment:%H:%M:%SZ}", extra=entry("building"))
        try:
            self._ahead.build(folder, moment, lambda ws: self._publish(folder, moment, self._progress_ahead, ws))
        except (StoreBusyError, _LeftError):
            return
        except Exception as error:
            self._ahead.look(folder)
            if self._ahead.ground is not None:  # else it is the change that failed, and is looked at next
                self._known = replace(known)
                self._note(self._failed(error, now))
                self._known = known

    def _sleep(self) -> float:
        """Seconds to the next instant, a tick at most; none where one came meanwhile."""
        now, known = self._now(), self._known
        if known.stretch != known.alarm.stretch(now):
            return 0.0
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
        except Exception as error:  # whatever it is, the store that is in use stays, and this process with it
            build = self._failed(error, now)
        if build.result is Result.FAILED and build.problems and self._woken.wait(SETTLED_S):
            return  # somebody is writing: it is looked at again
        self._note(build)

    def _built(self, folder: Path, now: datetime) -> Build:
        loaded = load(folder)
        known = self._known
        statements = [located.statement for located in loaded.statements if located.statement is not None]
        known.alarm, known.releases = alarm_of(statements), tuple(sorted({s.released for s in statements}))
        known.stretch = known.alarm.stretch(now)
        self._record = replace(self._record, folder=str(folder.absolute()), next=known.alarm.next(now))
        if problems := check(loaded):
            known.digest = None
            return failure(KnowledgeError(problems), now, self._in_use())
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
        self._record = replace(self._record, building=now)
        self._write()
        _log.info("what the folder says is being built", extra=entry("building"))
        done = self._ahead.timed(lambda: self._publish(folder, now, self._progress))
        if hold is not None and not done.report.changed:
            end_hold(self._root)
        known.digest = f"{loaded.digest} {known.stretch} {done.report.version}"
        known.pause = FIRST_RETRY
        result = Result.PUBLISHED if done.report.changed else Result.UNCHANGED
        return Build(now, result, done.report.version, done.gone)

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
        if not of_the_folder(error):
            known.retry = now + known.pause
            known.pause = min(2 * known.pause, LONGEST_RETRY)
        return failure(error, now, self._in_use())

    def _note(self, build: Build) -> None:
        """Write down and tell what became of a look; what was told already is not told again."""
        before = self._record.build
        failing = before is not None and before.result is Result.FAILED
        if build.result is Result.FAILED:
            build = replace(build, since=before.since if failing and before is not None else build.at)
        seen = replace(self._record, commit=self._source.commit, trouble=self._source.trouble)
        self._record = replace(seen, build=build, building=None)
        self._write()
        built_again = seen.building is not None and build.result is Result.UNCHANGED
        if before is not None and build.repeats(before) and not built_again:
            return
        log(build)
        if build.result is Result.FAILED:
            self._tell(notice("failed", self._record))
        if failing and build.result is not Result.FAILED:
            self._tell(notice("mended", self._record))

    def _write(self) -> None:
        try:
            record.write(self._root, self._record)
        except OSError as error:
            file = self._root / record.RECORD
            _log.error("%s cannot be written (%s)", file, error.strerror, extra=entry("record-not-written"))

    def _in_use(self) -> str | None:
        return in_use(self._root)

    def _progress(self, stage: str, done: int, total: int) -> None:
        self._alive()
        if self._stopping:
            raise StoppedError

    def _progress_ahead(self, stage: str, done: int, total: int) -> None:
        self._progress(stage, done, total)
        if self._woken.is_set():
            raise _LeftError

    def _alive(self) -> None:
        record.touch(self._root)
        self._signal("WATCHDOG=1")
