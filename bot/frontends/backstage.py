"""One thread behind a front-end: it opens the desk, then does one piece of work at a time.

The desk takes one question at a time, and what it is made of is not safe in threads; so all that searches goes here.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Thread
from typing import Any, Protocol, TypeVar

from bot.reply import Question, Reply

Result = TypeVar("Result")


class Answering(Protocol):
    """What answers questions: `bot.desk.Desk`, or a fake one."""

    def respond(self, question: Question) -> Reply:
        """The reply to `question`; called from one thread only, one question after another."""


class Backstage:
    """One thread that opens the desk and then answers, one question at a time."""

    def __init__(self, open_desk: Callable[[], Answering]) -> None:
        self._open_desk = open_desk
        self._asked: SimpleQueue[tuple[Callable[[Answering], Any], Future[Any]] | None] = SimpleQueue()
        self.opening: Future[None] = Future()
        self._thread = Thread(target=self._work, name="desk", daemon=True)
        self._thread.start()

    def close(self, seconds: float | None = None) -> bool:
        """Take no more work; whether the thread has ended within `seconds`, or waits for it without."""
        self._asked.put(None)
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def ask(self, question: Question) -> Future[Reply]:
        """The reply to come; cancelling it before its turn drops the question."""
        return self.do(lambda desk: desk.respond(question))

    def do(self, work: Callable[[Answering], Result]) -> Future[Result]:
        """The result to come of some work, done when the desk is open and all before it is done."""
        result: Future[Result] = Future()
        self._asked.put((work, result))
        return result

    def _work(self) -> None:
        try:
            desk = self._open_desk()
        except BaseException as error:
            self.opening.set_exception(error)
            return
        self.opening.set_result(None)
        while (asked := self._asked.get()) is not None:
            work, result = asked
            if not result.set_running_or_notify_cancel():
                continue
            try:
                result.set_result(work(desk))
            except BaseException as error:
                result.set_exception(error)
