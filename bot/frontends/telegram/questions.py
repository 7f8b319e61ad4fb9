"""Questions: to the desk and back, the reply with its buttons, an edited question's answer in place of the old one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.frontends.telegram.arrivals import PLATFORM
from bot.frontends.telegram.cards import keyboard_of
from bot.frontends.telegram.events import Asked, Place
from bot.frontends.telegram.exchange import Response
from bot.frontends.telegram.house import House, off
from bot.frontends.telegram.memory import Memory
from bot.frontends.telegram.render import pages
from bot.frontends.telegram.steps import Change, Keyboard, Remove, Say, Step
from bot.registry.people import Preferences
from bot.rendering import Message, Note, outcome_of, presented, render
from bot.reply import Earlier, Question, Reply, Searched
from bot.serving.answering import Busy
from bot.serving.limits import Verdict
from bot.wording import Wording, primary, wording

_NOTHING = Response()


class Questions:
    """Answers questions that come as messages."""

    def __init__(self, house: House, memory: Memory) -> None:
        self._house = house
        self._memory = memory

    async def answer(self, asked: Asked) -> Response:
        """The reply to a question, or why there is none."""
        place = asked.place
        before = self._memory.answer(place.chat, asked.message) if asked.edited else None
        if before is not None and self._memory.is_same(before, asked.text):
            return _NOTHING
        verdict = self._house.limits.judge(self._house.person(place.person).current, self._house.chat(place.chat))
        chosen = await self._house.preferences(place)
        words = wording(chosen.language or place.language)
        if verdict is not Verdict.ANSWER:
            return self.refused(place, asked.message, verdict, words)
        found = await self._house.counter.answer(self._question(asked, chosen), self._house.chat(place.chat))
        if isinstance(found, Busy):
            self._house.metrics.question("busy", words.language)
            return Response(tuple(said(place, asked.message, words, words.say("busy"))))
        self._house.metrics.took("waiting", found.waited)
        self._house.metrics.took("answering", found.thought)
        await self._count(found.reply, place, remembered=found.remembered)
        message = render(found.reply)
        keyboard = keyboard_of(found.reply, wording(message.language), private=place.private)
        standing = () if before is None else before.messages
        steps = in_place_of(standing, place, asked.message, pages(message), keyboard)
        shown = next(iter(presented(found.reply)), None)
        earlier = Earlier(asked.text, None if shown is None else shown.statement.id)
        # Nothing leans on a greeting; what was asked before it may still be meant.
        searched = isinstance(found.reply, Searched)
        return Response(steps, _Remembering(self._memory, asked, earlier if searched else None))

    def _question(self, asked: Asked, chosen: Preferences) -> Question:
        place = asked.place
        # An edited question would follow itself.
        follows = self._memory.earlier(place.chat, place.person, asked.follows, alone=place.private)
        return Question(
            asked.text,
            self._house.clock(),
            answer_in=chosen.language,
            supposed=place.language and primary(place.language),
            follows=None if asked.edited else follows,
        )

    def refused(self, place: Place, message: int, verdict: Verdict, words: Wording) -> Response:
        """What to say to a message that is one too many."""
        self._house.metrics.refused(verdict.name.lower())
        if verdict is Verdict.IGNORE:
            return _NOTHING
        told = refusal(verdict, words)
        return Response(tuple(said(place, message, words, told)))

    async def _count(self, reply: Reply, place: Place, *, remembered: bool) -> None:
        """Count the reply, and note what was shown for those who want corrections."""
        outcome, language = outcome_of(reply), render(reply).language
        self._house.metrics.question(outcome, language, remembered=remembered)
        shown = presented(reply)
        topic = next((topic for match in shown for topic in match.statement.topics), "")
        registry = self._house.registry
        await off(registry.counts.question, PLATFORM, language, outcome, topic)
        person, address = self._house.person(place.person), self._house.address(place.chat)
        for match in shown if place.private else ():
            await off(registry.people.show, person, address, match.statement.id, match.version.language)


@dataclass(frozen=True, slots=True)
class _Remembering:
    """Called with what was sent."""

    memory: Memory
    asked: Asked
    earlier: Earlier | None

    def __call__(self, done: Sequence[int | None]) -> None:
        messages = tuple(message for message in done if message is not None)
        place = self.asked.place
        self.memory.remember(place.chat, self.asked.message, self.asked.text, messages)
        if self.earlier is not None:
            self.memory.lean(place.chat, place.person, self.earlier, messages)


def refusal(verdict: Verdict, words: Wording) -> str:
    """What to say to whoever is not to blame, or to be patient with."""
    return words.say("slow-down") if verdict is Verdict.SLOW_DOWN else words.say("busy")


def said(place: Place, to: int, words: Wording, *told: str) -> list[Step]:
    """Sentences of the bot's own, in reply to a message."""
    return list(shown(place, to, Message(words.language, tuple(Note(text) for text in told))))


def shown(place: Place, to: int, message: Message, keyboard: Keyboard = ()) -> tuple[Step, ...]:
    """A message in reply to another, in the same topic; in a private chat it needs no reference."""
    return in_place_of((), place, to, pages(message), keyboard)


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
