"""Questions: to all where the channel is open and a statement is presented, else to whoever asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from math import ceil

from bot.frontends.discord.definitions import LONGEST_COOLDOWN
from bot.frontends.discord.replying import nothing, publicly, said, shown, span, to_one
from bot.frontends.discord.steps import Step
from bot.frontends.discord.visits import Visit
from bot.reply import Closest, Former, Position
from bot.serving.asking import Asking, Inquiry, Replied, Told
from bot.serving.exchanging import Response
from bot.serving.memory import Fading, Memory
from bot.wording import wording


class Cooldown:
    """Who did something where, and when, in memory only; a thread counts as its channel."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._asked: Fading[tuple[int, int], datetime] = Fading(timedelta(seconds=LONGEST_COOLDOWN), clock)

    def left(self, visit: Visit) -> int:
        """Seconds until the person may do it there again, above two minutes as whole minutes; 0 is now."""
        before = self._asked.get(_whose(visit))
        wait = timedelta(seconds=visit.rule.cooldown or 0)
        left = 0 if before is None else (before + wait - self._clock()).total_seconds()
        return max(0, ceil(left) if left <= 120 else ceil(left / 60) * 60)

    def done(self, visit: Visit) -> None:
        """It was done. What failed is tried again, and must not wait for itself."""
        self._asked.put(_whose(visit), self._clock())


def _whose(visit: Visit) -> tuple[int, int]:
    return visit.origin.parent or visit.origin.channel, visit.origin.person


class Questions:
    """Answers questions."""

    def __init__(self, asking: Asking, memory: Memory, cooldown: Cooldown) -> None:
        self._asking = asking
        self._memory = memory
        self._cooldown = cooldown

    async def answer(
        self, visit: Visit, text: str, *, language: str | None = None, alone: bool = False
    ) -> Response[Step]:
        """The reply, or why there is none. `alone`: only whoever asked is to see it, wherever that is."""
        origin = visit.origin
        left = self._cooldown.left(visit)
        if left:
            words = wording(visit.language)
            return Response(said(visit, words, words.say("cooldown", wait=span(words, left))))
        public = visit.public and not alone
        # What all read must not lean on what only one of them has read.
        follows = self._memory.earlier(origin.channel, origin.person, None, alone=not public)
        answer = await self._asking.answer(visit.asking, Inquiry(text, follows, answer_in=language, alone=True))
        if answer is None:
            return Response(nothing(visit))
        if isinstance(answer, Told):
            return Response(to_one(visit, answer.view))
        noting = self._memory.noting(visit, origin.id, text, answer.earlier)

        def then(done: Sequence[int | None]) -> None:
            noting(done)
            self._cooldown.done(visit)

        return Response(_steps(visit, answer, public=public), then)


def _steps(visit: Visit, answer: Replied, *, public: bool) -> tuple[Step, ...]:
    """A refusal is for whoever asked, and cannot be shown to others; nor can a reply to `Several` questions, which says
    each of them again: all would read their words as the ministry's.
    """
    if isinstance(answer.reply, Position):
        return publicly(visit, answer.view) if public else shown(visit, answer.view)
    if isinstance(answer.reply, Closest | Former):
        return shown(visit, answer.view)
    return to_one(visit, answer.view)
