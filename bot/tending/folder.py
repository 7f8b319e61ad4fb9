"""The knowledge folder, watched: whoever waits is woken soon after a change.

The kernel's own notices are quick but not sure: a queue runs over, a folder on another machine sends none, a folder
that was put in the place of another is a stranger. So the folder's files are also compared every few seconds.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

from watchfiles import watch

from bot.logbook import entry

QUIET_MS = 300
"""So long nothing more must change before a change is told, so that a save in several steps is one."""
LONGEST_MS = 1500
COMPARED_S = 3.0
"""Seconds between two comparisons of all files."""

_log = logging.getLogger(__name__)


class Folder:
    """One knowledge folder as a source of builds; see `bot.tending.source.Source`."""

    commit: str | None = None
    trouble: str | None = None

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stop = Event()
        self._thread: Thread | None = None

    def folder(self) -> Path:
        """The folder."""
        return self._folder

    def start(self, changed: Callable[[], None]) -> None:
        """Call `changed` from another thread after each change, until `stop`."""
        self._thread = Thread(target=self._run, args=(changed,), name="folder", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(2.0)

    def _run(self, changed: Callable[[], None]) -> None:
        known = signature(self._folder)
        told = ""
        while not self._stop.is_set():
            try:
                self._notices(changed)
            except Exception as error:  # the folder is not there, or the kernel's watches are used up
                if str(error) != told:
                    told = str(error)
                    beside = entry("folder-compared")
                    _log.warning("the folder %s is compared only, not watched: %s", self._folder, error, extra=beside)
                self._stop.wait(COMPARED_S)
            now = signature(self._folder)
            if now != known:
                known = now
                changed()

    def _notices(self, changed: Callable[[], None]) -> None:
        """Tell changes as the kernel does, until it is time to compare."""
        pause = int(COMPARED_S * 1000)
        for changes in watch(
            self._folder,
            debounce=LONGEST_MS,
            step=QUIET_MS,
            stop_event=self._stop,
            rust_timeout=pause,
            yield_on_timeout=True,
            raise_interrupt=False,
        ):
            if not changes:
                return
            changed()


def signature(folder: Path) -> bytes:
    """A digest of names, sizes and times of all files below `folder`; it tells an edit, reading no file."""
    digest = hashlib.blake2b(digest_size=16)
    waiting = [os.fspath(folder)]
    while waiting:
        place = waiting.pop()
        try:
            with os.scandir(place) as entries:
                found = sorted(entries, key=lambda one: one.name)
        except OSError as error:
            digest.update(f"{place} {error.errno}\n".encode("utf-8", "surrogateescape"))
            continue
        for seen in found:
            try:
                status = seen.stat(follow_symlinks=False)
            except OSError:
                continue
            line = f"{seen.path} {status.st_ino} {status.st_size} {status.st_mtime_ns} {status.st_mode}\n"
            digest.update(line.encode("utf-8", "surrogateescape"))
            if seen.is_dir(follow_symlinks=False):
                waiting.append(seen.path)
    return digest.digest()
