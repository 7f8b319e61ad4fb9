"""The commands, each a function from what was written after it to a message with buttons."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot import rendering
from bot.catalogue import Entry, Topic
from bot.frontends.telegram import browsing, cards, panels
from bot.frontends.telegram.browsing import View
from bot.frontends.telegram.events import Asked, Commanded, Place
from bot.frontends.telegram.exchange import Response
from bot.frontends.telegram.house import House, by_payload, off
from bot.frontends.telegram.memory import Memory
from bot.frontends.telegram.questions import Questions, shown
from bot.frontends.telegram.steps import Button
from bot.registry.people import ALL, Preferences
from bot.rendering import Fact, Heading, Link, Message, Note, Part
from bot.serving.limits import Verdict
from bot.wording import LANGUAGES, Wording, primary, wording

GROUP = ("ask", "topics", "latest", "verify", "history", "help", "about", "privacy")
PRIVATE = (
    *("topics", "latest", "verify", "history", "subscribe", "unsubscribe"),
    *("language", "help", "about", "privacy", "forget"),
)
"""The commands of each menu, in its order."""


def descriptions(words: Wording) -> dict[str, str]:
    """What each command does."""
    return {
        "ask": words.say("command-ask"),
        "topics": words.say("command-topics"),
        "latest": words.say("command-latest"),
        "verify": words.say("command-verify"),
        "history": words.say("command-history"),
        "subscribe": words.say("command-subscribe"),
        "unsubscribe": words.say("command-unsubscribe"),
        "language": words.say("command-language"),
        "help": words.say("command-help"),
        "about": words.say("command-about"),
        "privacy": words.say("command-privacy"),
        "forget": words.say("command-forget"),
    }


FROM_SEARCH = "inline"
"""What ``/start`` carries where somebody comes from a search."""

_ALWAYS = frozenset(("forget", "privacy"))
"""Answered however often one asks: what a person may demand is not rationed."""
_PERSONAL = frozenset(("language", "subscribe", "unsubscribe", "forget"))


class Commands:
    """Carries out commands."""

    def __init__(self, house: House, memory: Memory, questions: Questions) -> None:
        self._house = house
        self._memory = memory
        self._questions = questions
        self._known: Mapping[str, Callable[[Commanded, Wording], Awaitable[View]]] = {
            "start": self._start,
            "help": self._help,
            "about": self._about,
            "privacy": self._privacy,
            "language": self._language,
            "topics": self._topics,
            "latest": self._latest,
            "history": self._history,
            "verify": self._verify,
            "subscribe": self._subscribe,
            "unsubscribe": self._unsubscribe,
            "forget": self._forget,
        }

    async def respond(self, command: Commanded) -> Response:
        """The reply to a command. One that is not known is answered only where it can be meant for nobody else."""
        place = command.place
        if command.name == "ask" and command.argument:
            return await self._questions.answer(Asked(place, command.message, command.argument, command.edited))
        if command.edited or not (command.addressed or command.name in (*self._known, "ask")):
            return Response()
        words = await self._house.words(place)
        verdict = self._house.limits.judge(self._house.person(place.person).current, self._house.chat(place.chat))
        if verdict is not Verdict.ANSWER and command.name not in _ALWAYS:
            return self._questions.refused(place, command.message, verdict, words)
        view = await self._view(command, words)
        return Response(shown(place, command.message, view.message, view.keyboard))

    async def _view(self, command: Commanded, words: Wording) -> View:
        if command.name in _PERSONAL and not command.place.private:
            opens = Button(words.say("button-private"), link=self._house.identity.link())
            return View(_message(words, Note(words.say("only-in-private"))), ((opens,),))
        if command.name in self._known:
            return await self._known[command.name](command, words)
        if command.name == "ask":
            return _told(words, words.say("ask-usage"))
        return _told(words, words.say("unknown-command", name=f"/{command.name}"))

    async def _start(self, command: Commanded, words: Wording) -> View:
        """A greeting, or the statement that a link names."""
        if command.argument and command.argument != FROM_SEARCH:
            snapshot = self._house.snapshot()
            entry = by_payload(snapshot, self._house.catalogue(), command.argument)
            return (
                _told(words, words.say("statement-gone"))
                if entry is None
                else await self.card(command.place, entry, words)
            )
        ministry = self._house.snapshot().contents.ministry
        told = (Note(words.say("service")), Note(words.say("telegram-how-to-ask")))
        return View(_message(words, Heading(words.of(ministry.name), words.language), *told))

    async def card(self, place: Place, entry: Entry, words: Wording, language: str | None = None) -> View:
        """A statement chosen by name, in `language` or else the reader's."""
        version = entry.statement.best_version(language or words.language)
        if place.private:
            person, address = self._house.person(place.person), self._house.address(place.chat)
            await off(self._house.registry.people.show, person, address, entry.statement.id, version.language)
        return View(cards.card(entry, version, words), cards.card_keyboard(entry, version, words))

    async def _help(self, command: Commanded, words: Wording) -> View:
        described = descriptions(words)
        facts = (Fact(f"/{name}", described[name]) for name in (PRIVATE if command.place.private else GROUP))
        group = () if command.place.private else (Note(words.say("telegram-in-groups")),)
        inline = Note(words.say("telegram-inline", name=f"@{self._house.identity.username}"))
        return View(_message(words, Note(words.say("telegram-how-to-ask")), *group, *facts, inline))

    async def _about(self, command: Commanded, words: Wording) -> View:
        ministry = self._house.snapshot().contents.ministry
        parts: list[Part] = [Heading(words.of(ministry.name), words.language)]
        parts += [Note(words.say("service")), Note(words.say("about-can")), Note(words.say("about-cannot"))]
        contact = ministry.contact
        if contact is not None:
            parts += [Note(words.say("about-human")), Link(words.say("label-website"), contact.link)]
            details = ((words.say("label-email"), contact.email), (words.say("label-phone"), contact.phone))
            parts += [Fact(label, value) for label, value in details if value is not None]
        return View(_message(words, *parts))

    async def _privacy(self, command: Commanded, words: Wording) -> View:
        return _told(words, words.say("privacy-questions"), words.say("privacy-kept"), words.say("privacy-forget"))

    async def _language(self, command: Commanded, words: Wording) -> View:
        wanted = primary(command.argument.split()[0]) if command.argument else ""
        if wanted and wanted not in (*LANGUAGES, panels.AUTOMATIC):
            return _told(words, words.say("language-unknown", code=command.argument[:30]))
        if wanted:
            return await self.speak(command.place, wanted)
        return panels.language(words, (await self._house.preferences(command.place)).language)

    async def speak(self, place: Place, code: str) -> View:
        """Answer in `code` from now on, or with `panels.AUTOMATIC` in the language of each question."""
        chosen = None if code == panels.AUTOMATIC else code
        before = await self._house.preferences(place)
        now = Preferences(chosen, before.corrections)
        await off(self._house.registry.people.prefer, self._house.person(place.person), now)
        return panels.language(wording(chosen or place.language), chosen)

    async def _topics(self, command: Commanded, words: Wording) -> View:
        catalogue = self._house.catalogue()
        if not command.argument:
            return browsing.topics(catalogue, words)
        found = catalogue.resolve(command.argument)
        if isinstance(found, Topic):
            return browsing.topic(catalogue, words, found)
        return View(rendering.unknown(command.argument[:100], words.language))

    async def _latest(self, command: Commanded, words: Wording) -> View:
        return browsing.latest(self._house.catalogue(), words)

    async def _history(self, command: Commanded, words: Wording) -> View:
        catalogue = self._house.catalogue()
        if not command.argument:
            return browsing.topics(catalogue, words, histories=True)
        found = catalogue.resolve(command.argument)
        if found is None:
            return View(rendering.unknown(command.argument[:100], words.language))
        if isinstance(found, Topic):
            return browsing.timeline(catalogue, words, found)
        return browsing.chain(catalogue, words, found)

    async def _verify(self, command: Commanded, words: Wording) -> View:
        text = command.argument or command.quoted
        if not text:
            return _told(words, words.say("telegram-verify-usage"))
        async with self._house.judging:
            with self._house.metrics.timing("verifying"):
                snapshot, now = self._house.snapshot(), self._house.clock()
                found = await off(self._house.verify, snapshot, text, now, words.language)
        return View(rendering.verdict(found))

    async def _subscribe(self, command: Commanded, words: Wording) -> View:
        if not command.argument:
            return await self.panel(command.place, words)
        topic = self._house.catalogue().resolve(command.argument)
        if not isinstance(topic, Topic):
            return View(rendering.unknown(command.argument[:100], words.language))
        await self.subscribe(command.place, topic.code, words)
        return await self.panel(command.place, words)

    async def subscribe(self, place: Place, topic: str, words: Wording) -> None:
        """Tell the person of new statements on `topic`."""
        person, address = self._house.person(place.person), self._house.address(place.chat)
        await off(self._house.registry.people.subscribe, person, address, topic, words.language)

    async def panel(self, place: Place, words: Wording) -> View:
        """What the person is told of."""
        people, person = self._house.registry.people, self._house.person(place.person)
        topics, preferences = await off(people.subscribed, person), await off(people.preferences, person)
        return panels.subscriptions(
            self._house.catalogue().topics(),
            words,
            topics,
            everything=ALL in topics,
            corrections=preferences.corrections,
        )

    async def _unsubscribe(self, command: Commanded, words: Wording) -> View:
        if not command.argument:
            return await self.ending(command.place, words)
        topic = self._house.catalogue().resolve(command.argument)
        name = topic.code if isinstance(topic, Topic) else command.argument
        ended = await off(self._house.registry.people.unsubscribe, self._house.person(command.place.person), name)
        if not ended:
            return _told(words, words.say("unsubscribe-none"))
        return await self.ending(command.place, words)

    async def ending(self, place: Place, words: Wording) -> View:
        """Which subscriptions can be ended."""
        topics = await off(self._house.registry.people.subscribed, self._house.person(place.person))
        return panels.unsubscribing(self._house.catalogue().topics(), words, topics, everything=ALL in topics)

    async def _forget(self, command: Commanded, words: Wording) -> View:
        self._memory.forget(command.place.chat, command.place.person)
        await off(self._house.registry.people.forget, self._house.person(command.place.person))
        words = wording(command.place.language)
        return _told(words, words.say("forgotten"))


def _told(words: Wording, *told: str) -> View:
    return View(_message(words, *map(Note, told)))


def _message(words: Wording, *parts: Part) -> Message:
    return Message(words.language, parts)
