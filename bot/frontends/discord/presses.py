"""What pressing a button does. A message that all see is changed by nobody: whoever presses gets one of their own."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import assert_never

from bot.frontends.discord.events import CREATE_THREADS, SEND_IN_THREADS, Manner, Pressed
from bot.frontends.discord.holding import Holding
from bot.frontends.discord.layout import Page, for_everyone, held, pressed, shows_to_all
from bot.frontends.discord.layout import shown as shown_in
from bot.frontends.discord.questions import Cooldown
from bot.frontends.discord.render import page, pages
from bot.frontends.discord.replying import nothing, offered, said, span
from bot.frontends.discord.steps import Fill, Follow, Step, in_thread
from bot.frontends.discord.visits import Visit
from bot.rendering import Heading
from bot.serving.exchanging import Response
from bot.serving.house import House
from bot.serving.limits import Verdict
from bot.serving.memory import EDITED, Fading
from bot.serving.pressing import Alert, Pressing, Shown, Thanked
from bot.views.buttons import Action
from bot.views.cards import without_feedback
from bot.views.keyboard import View
from bot.wording import wording

_NEVER = (Action.SPEAK, Action.SUBSCRIBE, Action.UNSUBSCRIBE, Action.CORRECTIONS)
"""What no button here does: nothing is kept about a person, and a channel is told only what moderators want."""
_THREADS = CREATE_THREADS | SEND_IN_THREADS


class Presses:
    """Answers to buttons."""

    def __init__(self, house: House, pressing: Pressing, posting: Cooldown, holding: Holding) -> None:
        self._house = house
        self._holding = holding
        self._pressing = pressing
        self._posting = posting
        self._done: Fading[int, bool] = Fading(EDITED, house.clock)

    async def respond(self, visit: Visit, event: Pressed) -> Response[Step]:
        """What to do about a press."""
        words = wording(visit.language)
        if visit.shut:
            return Response(said(visit, words, words.say("not-here")))
        found = pressed(event.data)
        if found is None or found[0][:1] in _NEVER:
            return Response(said(visit, words, words.say("button-old")))
        written, number = found
        standing = _standing(event)
        if shows_to_all(written):
            return self._to_everyone(visit, event, written, standing)
        if (name := held(written)) is not None:
            return self._holding.turn(visit, event, name, number)
        asks = any((b.data or "")[:1] in (Action.YES, Action.NO) for row in standing.keyboard for b in row)
        answer = await self._pressing.press(visit, written, event.message, asks=asks)
        match answer:
            case Alert(text):
                return Response(said(visit, words, text))
            case Thanked(text):
                return Response(_thanks(visit, standing, text))
            case Shown(view):
                return self._shown(visit, event, view, written, number)
            case _:
                assert_never(answer)

    def _shown(self, visit: Visit, event: Pressed, view: View, written: str, number: int | None) -> Response[Step]:
        """A page in place of the message, or of the reply that was announced; a whole statement in a thread for all."""
        if not (self._opens_thread(visit, event, written) and len(found := pages(view)) > 1):
            return Response((Fill(visit.hook, offered(visit, page(view, written, number or 1), view)),))
        words = wording(view.message.language)
        title = next((part.text for part in view.message.parts if isinstance(part, Heading)), "")
        opening = in_thread(event.origin.channel, event.message, title, found)
        return Response((*said(visit, words, words.say("in-thread")), *opening), self._once(event))

    def _opens_thread(self, visit: Visit, event: Pressed, written: str) -> bool:
        """Once for a message that all see, where the bot may and moderators have opened the channel."""
        origin = event.origin
        may = visit.public and not event.alone and origin.parent is None and origin.bot_may & _THREADS == _THREADS
        whole = written.startswith(Action.WHOLE) and not event.threaded
        return may and whole and self._done.get(event.message) is None

    def _once(self, event: Pressed) -> Callable[[Sequence[int | None]], None]:
        """To be called when it was done: what failed is tried again."""
        return lambda done: self._done.put(event.message, True)

    def _to_everyone(self, visit: Visit, event: Pressed, written: str, standing: Page) -> Response[Step]:
        """Only its asker sees the message, so only they can press; but the channel may be closed by now.

        What the button does not stand under, such as words that somebody had verified, is shown to nobody.
        """
        words = wording(visit.language)
        self._house.snapshot()  # raises while the service is paused
        if self._house.judge_search(visit) is not Verdict.ANSWER:
            return Response(said(visit, words, words.say("slow-down")))
        if not visit.showable:
            return Response(said(visit, words, words.say("not-to-everyone")))
        if written.partition(".")[2] != visit.state:  # what was true when it was asked may not be so now
            return Response(said(visit, words, words.say("changed-since")))
        if self._done.get(event.message) is not None:
            return Response(nothing(visit))
        if not any(button.data == written for row in standing.keyboard for button in row):
            return Response(said(visit, words, words.say("button-old")))
        if left := self._posting.left(visit):
            return Response(said(visit, words, words.say("cooldown-shown", wait=span(words, left))))
        once = self._once(event)

        def then(done: Sequence[int | None]) -> None:
            once(done)
            self._posting.done(visit)

        rows = (tuple(b for b in row if not shows_to_all(b.data)) for row in standing.keyboard)
        rest = replace(standing, keyboard=tuple(row for row in rows if row))
        return Response((Follow(visit.hook, for_everyone(standing)), Fill(visit.hook, rest)), then)


def _standing(event: Pressed) -> Page:
    """What stands under the press."""
    return shown_in(json.loads(event.components))


def _thanks(visit: Visit, standing: Page, text: str) -> tuple[Step, ...]:
    """The buttons that ask are gone with the thanks."""
    thanks = said(visit, wording(visit.language), text)
    if visit.manner is not Manner.CHANGE:
        return thanks
    return (Fill(visit.hook, replace(standing, keyboard=without_feedback(standing.keyboard))), *thanks)
