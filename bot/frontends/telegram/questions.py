"""Questions that come as messages: the reply with its buttons, an edited question's answer in place of the old one."""

from __future__ import annotations

from collections.abc import Sequence

from bot.frontends.telegram.events import Asked, Place
from bot.frontends.telegram.render import pages
from bot.frontends.telegram.steps import Change, Remove, Say, Step
from bot.serving.asking import Asking, Inquiry, Told
from bot.serving.exchanging import Response
from bot.serving.memory import Memory
from bot.views.keyboard import Keyboard, View, told
from bot.wording import Wording


class Questions:
    """Answers questions that come as messages."""

    def __init__(self, asking: Asking, memory: Memory) -> None:
        self._asking = asking
        self._memory = memory

    async def answer(self, asked: Asked) -> Response[Step]:
        """The reply to a question, or why there is none."""
        place, memory = asked.place, self._memory
        before = memory.answer(place.chat, asked.message) if asked.edited else None
        if before is not None and memory.is_same(before, asked.text):
            return Response()
        # An edited question would follow itself.
        earlier = memory.earlier(place.chat, place.person, asked.follows, alone=place.private)
        follows = None if asked.edited else earlier
        answer = await self._asking.answer(place, Inquiry(asked.text, follows, alone=place.private))
        if answer is None:
            return Response()
        if isinstance(answer, Told):
            return Response(shown(place, asked.message, answer.view))
        standing = () if before is None else before.messages
        steps = in_place_of(standing, place, asked.message, pages(answer.view.message), answer.view.keyboard)
        return Response(steps, memory.noting(place, asked.message, asked.text, answer.earlier))


def said(place: Place, to: int, words: Wording, sentence: str) -> tuple[Step, ...]:
    """A sentence of the bot's own, in reply to a message."""
    return shown(place, to, told(words, sentence))


def shown(place: Place, to: int, view: View) -> tuple[Step, ...]:
    """A message in reply to another, in the same topic; in a private chat it needs no reference."""
    return in_place_of((), place, to, pages(view.message), view.keyboard)


def in_place_of(
    standing: Sequence[int], place: Place, to: int, html: Sequence[str], keyboard: Keyboard
) -> tuple[Step, ...]:
    """Show `html`, its last page with the buttons: in the messages `standing` as far as they go, which it replaces."""
    steps: list[Step] = []
    for number, page in enumerate(html):
        buttons = keyboard if number == len(html) - 1 else ()
        if number < len(standing):
            steps.append(Change(place.chat, standing[number], page, buttons))
        else:
            steps.append(Say(place.chat, page, buttons, None if place.private else to, place.thread))
    return (*steps, *(Remove(place.chat, message) for message in standing[len(html) :]))
