"""What the watch says of itself: a file in the store's folder, and a lock that it holds while it lives.

The file is replaced as a whole; that it was touched lately is the sign that the watch moves. The lock tells whether it
lives at all: it falls with the process, however that ends, and keeps a second watch from the same store.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from indexer import records
from indexer.publishing import StoreError, put

RECORD = "watch.json"
LOCK = ".watch"
MOST_PROBLEMS = 100
"""Problems that are written down; the count tells of all."""


class Result(StrEnum):
    """What became of the last look at the folder."""

    PUBLISHED = "published"
    UNCHANGED = "unchanged"
    HELD = "held"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Build:
    """The last look at the folder: when, what became of it, and which version was in use then.

    `problems` are lines as `verbale check` prints them, at most `MOST_PROBLEMS` of `count`; `message` says the rest.
    `since` is when it first failed without having succeeded in between.
    """

    at: datetime
    result: Result
    version: str | None
    message: str = ""
    problems: tuple[str, ...] = ()
    count: int = 0
    since: datetime | None = None

    def repeats(self, before: Build) -> bool:
        """Whether `before` told as much: one save wakes a watch twice, and what was published is found unchanged."""
        if self.result is Result.UNCHANGED and before.result is Result.PUBLISHED:
            return self.version == before.version
        told, same = ((one.result, one.message, one.problems) for one in (self, before))
        return self.result is not Result.PUBLISHED and told == same


@dataclass(frozen=True, slots=True)
class Record:
    """A watch: its process, since when, the folder that it builds from and, if it follows a branch, the commit.

    `trouble` is why the branch cannot be followed at the moment. `next` is when the public statements turn by
    themselves. `building` is since when it builds, None while it does not. `ended` is when it ended as it should.
    """

    process: int
    started: datetime
    folder: str
    commit: str | None = None
    trouble: str | None = None
    build: Build | None = None
    next: datetime | None = None
    building: datetime | None = None
    ended: datetime | None = None


def write(root: Path, record: Record) -> None:
    """Replace the record. Raises OSError."""
    put(root / RECORD, records.encode(record, Record))


def read(root: Path) -> Record | None:
    """The record of the watch that wrote one last; None where there is none that can be read."""
    try:
        record: Record = records.decode((root / RECORD).read_bytes(), Record)
    except (OSError, ValueError):
        return None
    return record


def touch(root: Path) -> None:
    """Show that the watch moves."""
    with suppress(OSError):
        os.utime(root / RECORD)


def heartbeat(root: Path) -> float | None:
    """Seconds since the watch last showed that it moves."""
    try:
        return max(0.0, time.time() - (root / RECORD).stat().st_mtime)
    except OSError:
        return None


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Be the one watch over the store in `root`. Raises `StoreError` where there is another."""
    try:
        root.mkdir(parents=True, exist_ok=True)
        handle = os.open(root / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StoreError(
            f"the store's folder {root} cannot be written ({error.strerror}); mend that and try again"
        ) from error
    try:
        with suppress(OSError):
            os.fchmod(handle, 0o644)  # whoever asks for the status may be another user
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StoreError(f"another 'verbale watch' keeps the store in {root}; end that one first") from error
        yield
    finally:
        os.close(handle)


def runs(root: Path) -> bool:
    """Whether a watch lives that keeps the store in `root`."""
    try:
        handle = os.open(root / LOCK, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False
