"""What pressing a button does, on any platform. Buttons outlive restarts and versions of the store, so what they name
may be gone.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.registry.people import ALL, Preferences
from bot.serving.commanding import Commanding
from bot.serving.house import House, Visitor, off
from bot.serving.limits import Verdict
from bot.serving.memory import Memory
from bot.views import browsing, cards, panels
from bot.views.buttons import Action, Data, read
from bot.views.keyboard import View
from bot.wording import Wording, wording
from indexer.statement import Standing

_FEEDBACK = (Action.YES, Action.NO)
_ABOUT_A_STATEMENT = frozenset((Action.WHOLE, Action.LANGUAGES, Action.VERSION, Action.SHOW, Action.CHAIN))


@dataclass(frozen=True, slots=True)
class Alert:
    """A sentence to whoever pressed, to be closed; nothing else changes."""

    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A message: one of its own, or `instead` of the one that the button is under."""

    view: View
    instead: bool = False


@dataclass(frozen=True, slots=True)
class Thanked:
    """Thanks for saying whether an answer `helped`. The buttons that ask are to go, if they still stand."""

    text: str
    helped: bool


class Pressing:
    """Answers to buttons in one house."""

    def __init__(self, house: House, memory: Memory, commanding: Commanding) -> None:
        self._house = house
        self._memory = memory
        self._commanding = commanding

    async def press(self, visitor: Visitor, written: str, message: int, *, asks: bool) -> Alert | Shown | Thanked:
        """What the button that carries `written` (`Data.written`) does under the message `message`.

        `asks`: the buttons that ask whether the answer helped still stand there.
        """
        data = read(written)
        words = wording(data.language if data else visitor.language)
        if self._house.judge_search(visitor) is not Verdict.ANSWER:
            return Alert(words.say("slow-down"))
        if data is None:
            return Alert(words.say("button-old"))
        if data.action in _FEEDBACK:
            return await self._feedback(visitor, data, message, words, asks=asks)
        if data.action in _ABOUT_A_STATEMENT:
            return await self._statement(visitor, data, words)
        if data.action is Action.OTHERS:
            return self._others(data, words)
        if data.action is Action.SPEAK:
            return Shown(await self._commanding.speak(visitor, data.detail), instead=True)
        if data.action in (Action.SUBSCRIBE, Action.UNSUBSCRIBE, Action.CORRECTIONS):
            return await self._choose(visitor, data, words)
        return self._lists(data, words)

    async def _feedback(self, visitor: Visitor, data: Data, message: int, words: Wording, *, asks: bool) -> Thanked:
        helped = data.action is Action.YES
        entry = self._house.find(data.keys[0]) if data.keys else None
        if asks and entry is not None and self._memory.first_time(visitor.chat, message):
            counts, name = self._house.registry.counts, entry.statement.id
            await off(counts.answer, self._house.platform, words.language, name, helped=helped)
            asked = self._memory.earlier(visitor.chat, visitor.person, message, alone=False)
            if self._house.keeping is not None and asked is not None and not helped:
                self._house.keeping.voted_down(asked.text)
        return Thanked(words.say("thanks-yes") if helped else words.say("thanks-no"), helped)

    async def _statement(self, visitor: Visitor, data: Data, words: Wording) -> Alert | Shown:
        entry = self._house.find(data.keys[0]) if data.keys else None
        if entry is None:
            return Alert(words.say("statement-gone"))
        if data.action is Action.CHAIN:
            return Shown(browsing.chain(self._house.catalogue(), words, entry, data.page), instead=True)
        if data.action is Action.LANGUAGES:
            return Shown(cards.languages(entry, words))
        if data.action is Action.WHOLE and entry.standing is Standing.IN_FORCE:
            version = entry.statement.best_version(data.detail or words.language)
            return Shown(View(cards.whole(entry, version, words)))
        return Shown(await self._commanding.card(visitor, entry, words, data.detail))

    def _others(self, data: Data, words: Wording) -> Alert | Shown:
        found = [entry for key in data.keys if (entry := self._house.find(key)) is not None]
        entries = [entry for entry in found if entry.standing is Standing.IN_FORCE]
        if not entries:
            return Alert(words.say("statement-gone"))
        return Shown(cards.listing(entries, words.say("others-lead"), words))

    def _lists(self, data: Data, words: Wording) -> Alert | Shown:
        catalogue = self._house.catalogue()
        if data.action is Action.LATEST:
            return Shown(browsing.latest(catalogue, words, data.page), instead=True)
        if data.action in (Action.TOPICS, Action.HISTORIES):
            histories = data.action is Action.HISTORIES
            return Shown(browsing.topics(catalogue, words, data.page, histories=histories), instead=True)
        topic = browsing.chosen_topic(catalogue.topics(), data.keys[0]) if data.keys else None
        if topic is None:
            return Alert(words.say("topic-gone"))
        show = browsing.topic if data.action is Action.TOPIC else browsing.timeline
        return Shown(show(catalogue, words, topic, data.page), instead=True)

    async def _choose(self, visitor: Visitor, data: Data, words: Wording) -> Alert | Shown:
        """Change one thing that a person is told of, and show how it stands."""
        people, person = self._house.registry.people, self._house.person(visitor.person)
        topic = browsing.chosen_topic(self._house.catalogue().topics(), data.keys[0]) if data.keys else None
        if data.keys and topic is None:
            return Alert(words.say("topic-gone"))
        code = ALL if topic is None else topic.code
        if data.action is Action.CORRECTIONS:
            before = await off(people.preferences, person)
            await off(people.prefer, person, Preferences(before.language, data.detail == panels.ON))
        elif data.action is Action.SUBSCRIBE:
            await self._commanding.add(visitor, code, words)
        else:
            every = data.detail == panels.LIST and topic is None
            await off(people.unsubscribe, person, None if every else code)
        if data.detail == panels.LIST:
            return Shown(await self._commanding.ending(visitor, words), instead=True)
        return Shown(await self._commanding.panel(visitor, words), instead=True)
