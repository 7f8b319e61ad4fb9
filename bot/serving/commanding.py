"""The commands that every platform has, each from what was written after it to a message with buttons.

What a platform says of itself (how to begin, the list of commands) stays with the platform.
"""

from __future__ import annotations

from bot import rendering
from bot.catalogue import Entry, Topic
from bot.registry.people import ALL, Preferences
from bot.rendering import Fact, Heading, Link, Message, Note, Part
from bot.serving.house import House, Visitor, off
from bot.serving.memory import Memory
from bot.views import browsing, cards, completing, panels
from bot.views.keyboard import View, told
from bot.wording import LANGUAGES, Wording, primary, wording

_SHOWN = 100
"""Characters of a name that nothing has, as it is told back."""


class Commanding:
    """Carries out commands in one house. `words` is the language to speak in: `House.words`."""

    def __init__(self, house: House, memory: Memory) -> None:
        self._house = house
        self._memory = memory

    def topics(self, words: Wording, name: str = "") -> View:
        """All topics, or what is in force on the one called `name`."""
        catalogue = self._house.catalogue()
        if not name:
            return browsing.topics(catalogue, words)
        found = catalogue.resolve(name)
        return browsing.topic(catalogue, words, found) if isinstance(found, Topic) else _unknown(name, words)

    def latest(self, words: Wording) -> View:
        """What is in force, newest first."""
        return browsing.latest(self._house.catalogue(), words)

    def history(self, words: Wording, name: str = "") -> View:
        """All topics, or how the position changed on the topic or by the statement called `name`."""
        catalogue = self._house.catalogue()
        if not name:
            return browsing.topics(catalogue, words, histories=True)
        found = catalogue.resolve(name)
        if found is None:
            return _unknown(name, words)
        if isinstance(found, Topic):
            return browsing.timeline(catalogue, words, found)
        return browsing.chain(catalogue, words, found)

    async def verify(self, text: str, words: Wording) -> View:
        """Whether `text`, which is not empty, is a quotation."""
        house = self._house
        async with house.judging:
            with house.metrics.timing("verifying"):
                found = await off(house.verify, house.snapshot(), text, house.clock(), words.language)
        return View(rendering.verdict(found))

    async def statement(self, visitor: Visitor, name: str, words: Wording, language: str | None = None) -> View:
        """The statement with the id, its short form or the title `name`, in `language` or else the reader's.

        Words that only one title has will do.
        """
        entry = self._named(name.strip(), words)
        if entry is None:
            return _unknown(name, words)
        return await self.card(visitor, entry, words, language)

    def _named(self, name: str, words: Wording) -> Entry | None:
        entry = self._house.named(name)
        if entry is not None or not name:
            return entry
        catalogue, wanted = self._house.catalogue(), name.casefold()
        for found in catalogue.latest():
            if any(version.title.casefold() == wanted for version in found.statement.versions):
                return found
        near = completing.statements(catalogue, words, name)
        return self._house.named(near[0].value) if len(near) == 1 else None

    async def card(self, visitor: Visitor, entry: Entry, words: Wording, language: str | None = None) -> View:
        """A statement chosen by name, in `language` or else the reader's."""
        version = entry.statement.best_version(language or words.language)
        if visitor.private:
            person, address = self._house.person(visitor.person), self._house.address(visitor.chat)
            await off(self._house.registry.people.show, person, address, entry.statement.id, version.language)
        again = cards.version_button(entry, version, words).data
        return View(cards.card(entry, version, words), cards.card_keyboard(entry, version, words), again)

    def about(self, words: Wording) -> View:
        """What this service is, and how to reach a person."""
        ministry = self._house.snapshot().contents.ministry
        parts: list[Part] = [Heading(words.of(ministry.name), words.language)]
        parts += [Note(words.say("service")), Note(words.say("about-can")), Note(words.say("about-cannot"))]
        contact = ministry.contact
        if contact is not None:
            parts += [Note(words.say("about-human")), Link(words.say("label-website"), contact.link)]
            details = ((words.say("label-email"), contact.email), (words.say("label-phone"), contact.phone))
            parts += [Fact(label, value) for label, value in details if value is not None]
        return View(Message(words.language, tuple(parts)))

    def privacy(self, words: Wording) -> View:
        """What is kept, and for how long."""
        keeping = self._house.keeping
        asked = words.say("privacy-questions")
        if keeping is not None:
            asked = words.say("privacy-questions-kept", days=keeping.days)
        return told(words, asked, words.say("privacy-kept"), words.say("privacy-forget"))

    async def forget(self, visitor: Visitor) -> View:
        """Delete all that is kept on the person, the choice of a language too."""
        self._memory.forget(visitor)
        await off(self._house.registry.people.forget, self._house.person(visitor.person))
        words = wording(visitor.language)
        return told(words, words.say("forgotten"))

    async def language(self, visitor: Visitor, words: Wording, written: str = "") -> View:
        """The languages to choose from; with a code, or `panels.AUTOMATIC`, `written` that is chosen."""
        wanted = primary(written.split()[0]) if written.strip() else ""
        if wanted and wanted not in (*LANGUAGES, panels.AUTOMATIC):
            return told(words, words.say("language-unknown", code=written[:30]))
        if wanted:
            return await self.speak(visitor, wanted)
        return panels.language(words, (await self._house.preferences(visitor)).language)

    async def speak(self, visitor: Visitor, code: str) -> View:
        """Answer in `code` from now on, or with `panels.AUTOMATIC` in the language of each question."""
        chosen = None if code == panels.AUTOMATIC else code
        before = await self._house.preferences(visitor)
        now = Preferences(chosen, before.corrections)
        await off(self._house.registry.people.prefer, self._house.person(visitor.person), now)
        return panels.language(wording(chosen or visitor.language), chosen)

    async def subscribe(self, visitor: Visitor, words: Wording, name: str = "") -> View:
        """What the person is told of, from now on also of new statements on the topic called `name`."""
        if name:
            topic = self._house.catalogue().resolve(name)
            if not isinstance(topic, Topic):
                return _unknown(name, words)
            await self.add(visitor, topic.code, words)
        return await self.panel(visitor, words)

    async def add(self, visitor: Visitor, topic: str, words: Wording) -> None:
        """Tell the person of new statements on `topic`, a code or `ALL`, in the language of `words`."""
        person, address = self._house.person(visitor.person), self._house.address(visitor.chat)
        await off(self._house.registry.people.subscribe, person, address, topic, words.language)

    async def panel(self, visitor: Visitor, words: Wording) -> View:
        """What the person is told of."""
        people, person = self._house.registry.people, self._house.person(visitor.person)
        topics, preferences = await off(people.subscribed, person), await off(people.preferences, person)
        return panels.subscriptions(
            self._house.catalogue().topics(),
            words,
            topics,
            everything=ALL in topics,
            corrections=preferences.corrections,
        )

    async def unsubscribe(self, visitor: Visitor, words: Wording, name: str = "") -> View:
        """Which subscriptions can be ended, after that to the topic called `name` was."""
        if name:
            topic = self._house.catalogue().resolve(name)
            code = topic.code if isinstance(topic, Topic) else name
            person = self._house.person(visitor.person)
            if not await off(self._house.registry.people.unsubscribe, person, code):
                return told(words, words.say("unsubscribe-none"))
        return await self.ending(visitor, words)

    async def ending(self, visitor: Visitor, words: Wording) -> View:
        """Which subscriptions can be ended."""
        topics = await off(self._house.registry.people.subscribed, self._house.person(visitor.person))
        return panels.unsubscribing(self._house.catalogue().topics(), words, topics, everything=ALL in topics)


def _unknown(name: str, words: Wording) -> View:
    return View(rendering.unknown(name[:_SHOWN], words.language))
