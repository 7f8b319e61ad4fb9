"""A question on any platform: from the limits to the desk and back, and counted; the front-end only sends what it gets.

Nothing is remembered here: what later questions may lean on is known once the answer was sent (`Memory.noting`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.registry.counting import Asked
from bot.rendering import Message, Note, outcome_of, presented, render
from bot.reply import Earlier, Question, Reply, Searched
from bot.serving.answering import Answered, Busy
from bot.serving.house import House, Visitor, off
from bot.serving.limits import Verdict
from bot.views.cards import keyboard_of
from bot.views.keyboard import View
from bot.wording import Wording, primary, wording


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question as somebody wrote it.

    `follows` is what it may lean on. `answer_in` is a language chosen for this question alone. `alone`: nobody but the
    person sees the reply, so that it may ask whether it helped.
    """

    text: str = field(repr=False)
    follows: Earlier | None = field(default=None, repr=False)
    answer_in: str | None = None
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Replied:
    """The desk's reply, the same to be shown, and what a later question may lean on, if anything."""

    reply: Reply
    view: View
    earlier: Earlier | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence of the bot's own in place of what was asked for."""

    language: str
    text: str

    @property
    def view(self) -> View:
        return View(Message(self.language, (Note(self.text),)))


class Asking:
    """Answers questions in one house."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def answer(self, visitor: Visitor, inquiry: Inquiry) -> Replied | Told | None:
        """The reply, or why there is none; None where nothing is to be said. Raises what the desk raises."""
        house = self._house
        verdict = house.judge(visitor)
        chosen = inquiry.answer_in or (await house.preferences(visitor)).language
        words = wording(chosen or visitor.language)
        if verdict is not Verdict.ANSWER:
            return refused(house, verdict, words)
        question = Question(
            inquiry.text,
            house.clock(),
            answer_in=chosen,
            supposed=visitor.language and primary(visitor.language),
            follows=inquiry.follows,
        )
        found = await house.counter.answer(question, house.chat(visitor.chat))
        if isinstance(found, Busy):
            house.metrics.question("busy", words.language)
            return Told(words.language, words.say("busy"))
        house.metrics.took("waiting", found.waited)
        house.metrics.took("answering", found.thought)
        message = render(found.reply, alone=inquiry.alone)
        await self._count(found, visitor, message.language)
        if house.keeping is not None:
            house.keeping.replied(inquiry.text, found.reply)
        keyboard = keyboard_of(found.reply, wording(message.language), private=inquiry.alone)
        shown = next(iter(presented(found.reply)), None)
        earlier = Earlier(inquiry.text, None if shown is None else shown.statement.id)
        # Nothing leans on a greeting; what was asked before it may still be meant.
        searched = isinstance(found.reply, Searched)
        return Replied(found.reply, View(message, keyboard), earlier if searched else None)

    async def _count(self, found: Answered, visitor: Visitor, language: str) -> None:
        """Count the reply, and note what was shown for those who want corrections."""
        house, outcome = self._house, outcome_of(found.reply)
        house.metrics.question(outcome, language, remembered=found.remembered)
        shown = presented(found.reply)
        counted = Asked(
            outcome,
            next((topic for match in shown for topic in match.statement.topics), ""),
            found.waited + found.thought,
            tuple((match.statement.id, match.version.language) for match in shown),
            house.chat(visitor.chat),
        )
        await off(house.registry.counts.asked, house.platform, language, counted)
        person, address = house.person(visitor.person), house.address(visitor.chat)
        for match in shown if visitor.private else ():
            await off(house.registry.people.show, person, address, match.statement.id, match.version.language)


def refused(house: House, verdict: Verdict, words: Wording) -> Told | None:
    """What to say to a question or a command that is one too many, which counts; None for nothing at all."""
    house.metrics.refused(verdict.name.lower())
    return None if verdict is Verdict.IGNORE else Told(words.language, refusal(verdict, words))


def refusal(verdict: Verdict, words: Wording) -> str:
    """What to say to whoever is not to blame, or to be patient with."""
    return words.say("slow-down") if verdict is Verdict.SLOW_DOWN else words.say("busy")
