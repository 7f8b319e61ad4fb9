"""Keeping what was asked in vain, where the operator switched it on: stripped first, and never at an answer's cost."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Iterator

from bot.language import detect
from bot.learning.stripping import Stripper, stripper_of
from bot.logbook import entry
from bot.reading import LANGUAGE
from bot.registry.questions import VOTED_DOWN, Questions
from bot.rendering import outcome_of
from bot.reply import Reply, Several
from indexer.store import Snapshot

IN_VAIN = frozenset(("none", "superseded", "opinion", "prediction", "other-state", "not-our-remit"))
"""Outcomes whose questions are kept. Not `private`: no statement would answer those, and they tell most of persons."""

_LEAST = 2
"""Words with a meaning that must be left of a question; fewer tell a ministry nothing."""

_log = logging.getLogger(__name__)


class Keeping:
    """Strips and stores; `snapshot` is the store in use, whose words stay. What is kept is kept for `days`."""

    def __init__(self, questions: Questions, snapshot: Callable[[], Snapshot], days: int) -> None:
        self.days = days
        self._questions = questions
        self._snapshot = snapshot
        self._stripper: tuple[str, Stripper] | None = None
        self._alone = threading.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    def replied(self, text: str, reply: Reply) -> None:
        """Keep, soon, what of a question was answered with nothing published. On the event loop."""
        for asked, outcome in _in_vain(text, reply):
            self._soon(asked, outcome)

    def voted_down(self, text: str) -> None:
        """Keep, soon, a question whose answer did not help. On the event loop."""
        self._soon(text, VOTED_DOWN)

    async def settle(self) -> None:
        """Wait for what is to be kept."""
        await asyncio.gather(*self._tasks)

    def _soon(self, text: str, outcome: str) -> None:
        """Nobody's answer waits for it; a process that is killed meanwhile keeps nothing."""
        task = asyncio.create_task(self._keep(text, outcome))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _keep(self, text: str, outcome: str) -> None:
        try:
            await asyncio.to_thread(self.keep, text, outcome)
        except Exception as error:  # whoever asked has been answered, and that is what counts
            kind = type(error).__name__
            _log.warning(
                "a question asked in vain could not be kept (%s)", kind, extra=entry("question-not-kept", error=kind)
            )

    def keep(self, text: str, outcome: str) -> bool:
        """Strip a question and store what is left; False where that is too little. Blocks; raises `RegistryError`."""
        snapshot = self._snapshot()
        with self._alone:
            if self._stripper is None or self._stripper[0] != snapshot.version:
                self._stripper = (snapshot.version, stripper_of(snapshot.contents))
            language = detect(text, snapshot.contents.lexicon, LANGUAGE)
            stripped = self._stripper[1].strip(text, language)
        if stripped.words < _LEAST:
            return False
        self._questions.keep(language, outcome, stripped.text)
        return True


def _in_vain(text: str, reply: Reply) -> Iterator[tuple[str, str]]:
    if isinstance(reply, Several):
        for part, own in reply.parts:
            yield from _in_vain(part, own)
    elif outcome_of(reply) in IN_VAIN:
        yield text, outcome_of(reply)
