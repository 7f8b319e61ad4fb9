"""Questions: to all where the channel is open and a statement is presented, else to whoever asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from math import ceil

from bot.frontends.discord.definitions import LONGEST_COOLDOWN
from bot.frontends.discord.render import pages
from bot.frontends.discord.replying import nothing, privately, publicly, said, shown
from bot.frontends.discord.steps import Step
from bot.frontends.discord.visits import Visit
from bot.rendering import presented
from bot.reply import Closest, Former
from bot.serving.asking import Asking, Inquiry, Replied, Told
from bot.serving.exchanging import Response
from bot.serving.memory import Fading, Memory
from bot.wording import wording


class Cooldown:
    """Who asked when, in memory only."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._asked: Fading[tuple[int, int], datetime] = Fading(timedelta(seconds=LONGEST_COOLDOWN), clock)

    def left(self, channel: int, person: int, seconds: int) -> int:
        """Seconds until the person may ask in the channel again; 0 is now."""
        before = self._asked.get((channel, person))
        left = 0 if before is None else (before + timedelta(seconds=seconds) - self._clock()).total_seconds()
        return max(0, ceil(left))

    def answered(self, channel: int, person: int) -> None:
        """The person was answered in the channel. What failed is tried again, and must not wait for itself."""
        self._asked.put((channel, person), self._clock())


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
        left = self._cooldown.left(origin.channel, origin.person, visit.rule.cooldown or 0)
        if left:
            words = wording(visit.language)
            return Response(said(visit, words, words.say("cooldown", seconds=left)))
        public = visit.public and not alone
        # What all read must not lean on what only one of them has read.
        follows = self._memory.earlier(origin.channel, origin.person, None, alone=not public)
        answer = await self._asking.answer(visit.asking, Inquiry(text, follows, answer_in=language, alone=True))
        if answer is None:
            return Response(nothing(visit))
        if isinstance(answer, Told):
            return Response(privately(visit, pages(answer.view)))
        noting = self._memory.noting(visit, origin.id, text, answer.earlier)

        def then(done: Sequence[int | None]) -> None:
            noting(done)
            self._cooldown.answered(origin.channel, origin.person)

        return Response(_steps(visit, answer, public=public), then)


def _steps(visit: Visit, answer: Replied, *, public: bool) -> tuple[Step, ...]:
    """A refusal is for whoever asked, and cannot be shown to others."""
    if presented(answer.reply):
        return publicly(visit, answer.view) if public else shown(visit, answer.view)
    if isinstance(answer.reply, Closest | Former):
        return shown(visit, answer.view)
    return privately(visit, pages(answer.view))
