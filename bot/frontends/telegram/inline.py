"""Searches in any chat, and questions in chats that the bot is not in: one message each, of what is in force alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.catalogue import Entry
from bot.frontends.telegram.commands import FROM_SEARCH
from bot.frontends.telegram.events import Chosen, Searched, Summoned
from bot.frontends.telegram.identity import Identity, payload_of
from bot.frontends.telegram.render import single
from bot.frontends.telegram.steps import Offer, Result, Step, Visit
from bot.rendering import (
    GAP,
    Fact,
    Heading,
    Link,
    Message,
    Note,
    Part,
    Quotation,
    outcome_of,
    pieces_of,
    presented,
    render,
)
from bot.reply import Closest, Match, Position, Question, Reply, Several
from bot.serving.answering import Busy
from bot.serving.asking import refused
from bot.serving.exchanging import Response
from bot.serving.house import House, off, paused_view
from bot.serving.limits import Verdict
from bot.views.buttons import key_of
from bot.views.cards import opening
from bot.views.keyboard import Button, Keyboard
from bot.wording import Wording, primary, wording
from indexer.statement import Ministry, Standing, Statement, Version

_FEWEST = 3
"""Fewer letters than these are no words to search for; in scripts without spaces one is."""
_MOST = 10
_LEAST = 0.05
"""A statement that matches less probably than this is not offered, however well it ranks."""
_DESCRIBED = 120
_UNSPACED = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\u3040-\u30ff]")


class Inline:
    """Answers to searches and summons."""

    def __init__(self, house: House, identity: Identity) -> None:
        self._house = house
        self._identity = identity

    async def search(self, searched: Searched) -> Response[Step]:
        """Statements that match the words; without words the latest, in the language of the person's app."""
        person = self._house.person(searched.person).current
        words = wording(searched.language)
        start = (words.say("inline-ask"), FROM_SEARCH)
        if self._house.searches.judge(person, person) is not Verdict.ANSWER:
            return Response((Offer(searched.search, (), personal=True, start=start),))
        letters = sum(map(str.isalnum, searched.words))
        if letters < _FEWEST and not _UNSPACED.search(searched.words):
            return Response((Offer(searched.search, self._latest(words), personal=True, start=start),))
        question = Question(searched.words, self._house.clock())
        found = await self._house.counter.answer(question, person)
        if isinstance(found, Busy):
            return Response((Offer(searched.search, (), personal=True, start=start),))
        # A question about an earlier day finds what was in force then.
        catalogue = self._house.catalogue()
        entries = ((m, catalogue.find(m.statement.id)) for m in _worth_offering(found.reply))
        matches = [m for m, entry in entries if entry is not None and entry.standing is Standing.IN_FORCE]
        spoken = wording(render(found.reply).language)
        results = tuple(self._result(m.statement, m.version, _quoted(m), spoken) for m in matches)
        return Response((Offer(searched.search, results, personal=False),))

    def nothing(self, searched: Searched) -> Step:
        """No results; where to ask remains."""
        start = (wording(searched.language).say("inline-ask"), FROM_SEARCH)
        return Offer(searched.search, (), personal=True, start=start)

    def paused(self, summoned: Summoned, ministry: Ministry) -> Step:
        """The reply to a guest while the service is paused."""
        return _visit(summoned, paused_view(wording(summoned.language), ministry).message, ())

    def _latest(self, words: Wording) -> tuple[Result, ...]:
        entries: Iterable[Entry] = self._house.catalogue().latest()[:_MOST]
        shown = ((entry.statement, entry.statement.best_version(words.language)) for entry in entries)
        return tuple(self._result(s, v, (opening(v.text),), words) for s, v in shown)

    def _result(self, statement: Statement, version: Version, quoted: tuple[str, ...], words: Wording) -> Result:
        date = words.moment(statement.published)
        told = " ".join(GAP.join(quoted).split())
        described = f"{date} · {told}"
        name = f"{key_of(statement.id)}.{version.language}"
        message = Message(words.language, tuple(_posted(statement, version, quoted, words)))
        return Result(name, version.title, described[:_DESCRIBED], single(message), self._more(statement, words))

    def _more(self, statement: Statement, words: Wording) -> Keyboard:
        """A link to the statement in a conversation with the bot: it works for everybody who sees the message."""
        return ((Button(words.say("button-whole"), link=self._identity.link(payload_of(statement.id))),),)

    async def chosen(self, chosen: Chosen) -> Response[Step]:
        """Count that a result was posted."""
        self._house.metrics.update("posted")
        return Response()

    async def visit(self, summoned: Summoned) -> Response[Step]:
        """The reply to a question as a guest, in one message; limits and a full house are told too."""
        person, chat = self._house.person(summoned.person), self._house.chat(summoned.chat)
        words = wording(summoned.language)
        verdict = self._house.limits.judge(person.current, chat)
        if verdict is not Verdict.ANSWER:
            refusal = refused(self._house, verdict, words)
            return Response() if refusal is None else Response((_told(summoned, words, refusal.text),))
        found = await self._house.counter.answer(
            Question(summoned.text, self._house.clock(), supposed=summoned.language and primary(summoned.language)),
            chat,
        )
        if isinstance(found, Busy):
            return Response((_told(summoned, words, words.say("busy")),))
        message = render(found.reply, alone=False)
        outcome = outcome_of(found.reply)
        self._house.metrics.question(outcome, message.language, remembered=found.remembered)
        await off(self._house.registry.counts.question, self._house.platform, message.language, outcome, "")
        shown = next(iter(presented(found.reply)), None)
        keyboard = () if shown is None else self._more(shown.statement, wording(message.language))
        return Response((_visit(summoned, message, keyboard),))


def _told(summoned: Summoned, words: Wording, told: str) -> Visit:
    return _visit(summoned, Message(words.language, (Note(told),)), ())


def _visit(summoned: Summoned, message: Message, keyboard: Keyboard) -> Visit:
    return Visit(summoned.guest, Result("answer", "…", "", single(message), keyboard))


def _worth_offering(reply: Reply) -> list[Match]:
    if not isinstance(reply, Position | Closest | Several):
        return []
    return [m for m in reply.found.matches[:_MOST] if m.confidence >= _LEAST]


def _quoted(match: Match) -> tuple[str, ...]:
    return pieces_of(match.version, match.quote)


def _posted(statement: Statement, version: Version, quoted: tuple[str, ...], words: Wording) -> Iterator[Part]:
    yield Heading(version.title, version.language)
    yield Quotation(quoted, version.language)
    yield Fact(words.say("label-issuer"), statement.issuer)
    yield Fact(words.say("label-date"), words.moment(statement.published))
    yield Fact(words.say("label-language"), words.language_name(version.language))
    yield Link(words.say("label-source"), version.source)
