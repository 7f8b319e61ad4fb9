"""What answers, opened once for all conversations of all platforms."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.findings import Verification
from bot.reply import Question, Reply
from bot.serving.answering import Answerer
from bot.serving.watching import Shelf
from indexer.statement import VerbaleError
from indexer.store import Snapshot


class Verifying(Protocol):
    """Judges whether a text is a quotation; blocking, one call at a time."""

    def __call__(self, snapshot: Snapshot, text: str, moment: datetime, language: str | None) -> Verification: ...


@dataclass(frozen=True, slots=True)
class Opened:
    """What answers: the desk, the store that it reads, and the judge of quotations. One thread at a time asks them."""

    desk: Answerer
    library: Shelf
    verify: Verifying


class Followed:
    """A library whose newest version that was looked at is at hand without waiting for one that is being opened."""

    def __init__(self, library: Shelf) -> None:
        """Blocks while the first version is opened."""
        self._library = library
        self.trouble: VerbaleError | None = None
        self.latest = self.snapshot()

    def snapshot(self) -> Snapshot:
        """The newest good one; blocks while it is opened."""
        self.latest, self.trouble = self._library.snapshot(), self._library.trouble
        return self.latest

    def paused(self) -> bool:
        """Whether staff have paused the service; never blocks for long."""
        return self._library.paused()


class _Alone:
    """A desk that is not asked while something else is."""

    def __init__(self, desk: Answerer, lock: threading.Lock) -> None:
        self._desk = desk
        self._lock = lock

    def respond(self, question: Question) -> Reply:
        with self._lock:
            return self._desk.respond(question)


def one_at_a_time(opened: Opened) -> Opened:
    """The same, safe in threads: what stems words is not."""
    lock = threading.Lock()

    def verify(snapshot: Snapshot, text: str, moment: datetime, language: str | None) -> Verification:
        with lock:
            return opened.verify(snapshot, text, moment, language)

    return Opened(_Alone(opened.desk, lock), opened.library, verify)
