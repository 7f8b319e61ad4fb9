"""Questions to the desk, off the event loop: taken in turns by chat, told "busy" when there is no room, and not
computed twice.

What is remembered stands in memory only, under the store's version and the statements in force: a reply is never
older than either. Questions for a chosen moment are not remembered.
"""

from __future__ import annotations

import asyncio
import time
import unicodedata
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self

from bot.reply import Paused, Question, Reply
from bot.serving.fairness import Turns
from indexer.statement import Statement, turning_points


class Answerer(Protocol):
    """`bot.desk.Desk`, or a fake one."""

    def respond(self, question: Question) -> Reply:
        """The reply to one question; blocks, called from several threads."""


class Edition(Protocol):
    """One version of the store: `indexer.store.Snapshot`, or a fake one."""

    @property
    def version(self) -> str:
        """Its name."""

    @property
    def statements(self) -> Sequence[Statement]:
        """All of them."""


class Busy:
    """There is no room for the question, or its time ran out: say so, once."""


@dataclass(frozen=True, slots=True)
class Capacity:
    """How many questions: `threads` at a time, `waiting` in all, `each` of one chat, `kept` replies in memory.

    A question that is not answered within `patience` seconds is told that the bot is busy.
    """

    threads: int = 2
    waiting: int = 100
    each: int = 5
    kept: int = 1024
    patience: float = 15.0


@dataclass(frozen=True, slots=True)
class Answered:
    """A reply, how long its question waited and was thought over, in seconds, and whether it was remembered."""

    reply: Reply
    waited: float = 0.0
    thought: float = 0.0
    remembered: bool = False


@dataclass(slots=True)
class _Job:
    question: Question
    key: tuple[object, ...] | None
    put: float
    done: asyncio.Future[Answered]
    waiters: int = 0


@dataclass(slots=True)
class _Epochs:
    """When, in one version of the store, statements come into force or go out of it."""

    version: str = ""
    moments: list[datetime] = field(default_factory=list)


class Answering:
    """Answers on `Capacity.threads` threads. For one event loop; use it as a context."""

    def __init__(
        self,
        desk: Answerer,
        edition: Callable[[], Edition],
        capacity: Capacity | None = None,
        exact: Callable[[], str] | None = None,
        paused: Callable[[], bool] = lambda: False,
    ) -> None:
        """`edition` gives the version in use as it was seen last, quickly: it is called on the event loop.

        `exact` gives the name of the version that the desk would take now; it is called on a thread. While `paused`,
        which is called on the event loop, nothing is remembered: the desk says itself that it is paused.
        """
        self._desk = desk
        self._edition = edition
        self._exact = exact or (lambda: edition().version)
        self._paused = paused
        self._capacity = capacity or Capacity()
        self._turns: Turns[_Job] = Turns(self._capacity.waiting, self._capacity.each)
        self._kept: OrderedDict[tuple[object, ...], Reply] = OrderedDict()
        self._open: dict[tuple[object, ...], _Job] = {}
        self._epochs = _Epochs()
        self._work = asyncio.Semaphore(0)
        self._pool = ThreadPoolExecutor(self._capacity.threads, "answering")
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        self._tasks = [asyncio.create_task(self._answer()) for _ in range(self._capacity.threads)]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Whoever still waits is told that the bot is busy."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.to_thread(self._pool.shutdown)
        while (job := self._turns.take()) is not None:
            job.done.cancel()

    @property
    def waiting(self) -> int:
        """Questions that nobody thinks about yet."""
        return len(self._turns)

    async def answer(self, question: Question, chat: str) -> Answered | Busy:
        """The reply to `question`. Raises what the desk raises; another question is not hurt by it."""
        key = self._key(question)
        if key is not None and (reply := self._kept.get(key)) is not None:
            self._kept.move_to_end(key)
            return Answered(reply, remembered=True)
        job = self._open.get(key) if key is not None else None
        if job is None:
            job = _Job(question, key, time.monotonic(), asyncio.get_running_loop().create_future())
            if not self._turns.put(chat, job):
                return Busy()
            if key is not None:
                self._open[key] = job
            self._work.release()
        return await self._wait(job)

    async def _wait(self, job: _Job) -> Answered | Busy:
        job.waiters += 1
        try:
            async with asyncio.timeout(self._capacity.patience):
                return await asyncio.shield(job.done)
        except TimeoutError:
            if job.done.done() and not job.done.cancelled() and job.done.exception() is not None:
                raise  # the desk's own
            return Busy()
        except asyncio.CancelledError:
            if job.done.cancelled():
                return Busy()
            raise
        finally:
            job.waiters -= 1

    async def _answer(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._work.acquire()
            job = self._turns.take()
            assert job is not None
            if not job.waiters:
                self._close(job)  # everybody has been told that the bot is busy
                job.done.cancel()
                continue
            begun = time.monotonic()
            try:
                reply, version = await loop.run_in_executor(self._pool, self._respond, job.question)
            except asyncio.CancelledError:
                job.done.cancel()
                raise
            except Exception as error:  # whatever the desk has: it is its asker's, and the next is answered
                self._close(job)
                job.done.set_exception(error)
                job.done.exception()  # nobody may be waiting any more; that is no fault of the loop's
            else:
                self._close(job)
                self._keep(job, reply, version)
                job.done.set_result(Answered(reply, begun - job.put, time.monotonic() - begun))

    def _close(self, job: _Job) -> None:
        if job.key is not None:
            self._open.pop(job.key, None)

    def _respond(self, question: Question) -> tuple[Reply, str | None]:
        """The reply, and the store's version that it is from; None where that was exchanged meanwhile."""
        before = self._exact()
        reply = self._desk.respond(question)
        return reply, before if before == self._exact() else None

    def _keep(self, job: _Job, reply: Reply, version: str | None) -> None:
        if job.key is None or job.key[0] != version or self._epochs.version != version or isinstance(reply, Paused):
            return
        self._kept[job.key] = reply
        if len(self._kept) > self._capacity.kept:
            self._kept.popitem(last=False)

    def _key(self, question: Question) -> tuple[object, ...] | None:
        """What the reply depends on, or None where it is not to be remembered.

        White space and the composition of letters are all that is levelled: the model hears every other difference.
        """
        if question.dated or question.follows is not None or self._paused():
            return None
        edition = self._edition()
        if edition.version != self._epochs.version:
            self._epochs = _Epochs(edition.version, turning_points(edition.statements))
            self._kept.clear()
        text = " ".join(unicodedata.normalize("NFC", question.text).split())
        epoch = bisect_right(self._epochs.moments, question.as_of)
        return (edition.version, epoch, text, question.language, question.answer_in, question.supposed)
