"""What pressing a button does. Buttons outlive restarts and versions of the store, so what they name may be gone."""

from __future__ import annotations

from bot.catalogue import Entry
from bot.frontends.telegram import browsing, cards, panels
from bot.frontends.telegram.arrivals import PLATFORM
from bot.frontends.telegram.browsing import View
from bot.frontends.telegram.buttons import Action, Data, read
from bot.frontends.telegram.commands import Commands
from bot.frontends.telegram.events import Pressed
from bot.frontends.telegram.exchange import Response
from bot.frontends.telegram.house import House, by_key, off
from bot.frontends.telegram.memory import Memory
from bot.frontends.telegram.questions import in_place_of, shown
from bot.frontends.telegram.render import pages
from bot.frontends.telegram.steps import Rekey, Tell
from bot.registry.people import ALL, Preferences
from bot.serving.limits import Verdict
from bot.wording import Wording, wording
from indexer.statement import Standing

_ABOUT_A_STATEMENT = frozenset((Action.WHOLE, Action.LANGUAGES, Action.VERSION, Action.SHOW, Action.CHAIN))


class Presses:
    """Answers to buttons."""

    def __init__(self, house: House, memory: Memory, commands: Commands) -> None:
        self._house = house
        self._memory = memory
        self._commands = commands

    async def respond(self, pressed: Pressed) -> Response:
        """What to do; the button itself is always answered, else it would turn for a minute."""
        data = read(pressed.data)
        words = wording(data.language if data else pressed.place.language)
        person, chat = self._house.person(pressed.place.person).current, self._house.chat(pressed.place.chat)
        if self._house.searches.judge(person, chat) is not Verdict.ANSWER:
            return self._alert(pressed, words.say("slow-down"))
        if data is None:
            return self._alert(pressed, words.say("button-old"))
        if data.action in (Action.YES, Action.NO):
            return await self._feedback(pressed, data, words)
        if data.action in _ABOUT_A_STATEMENT:
            return await self._statement(pressed, data, words)
        if data.action is Action.OTHERS:
            return self._others(pressed, data, words)
        return await self._panel(pressed, data, words)

    def _alert(self, pressed: Pressed, told: str) -> Response:
        return Response((Tell(pressed.press, told, alert=True),))

    def _new(self, pressed: Pressed, view: View) -> Response:
        """The view as a message of its own."""
        said = shown(pressed.place, pressed.message, view.message, view.keyboard)
        return Response((Tell(pressed.press), *said))

    def _instead(self, pressed: Pressed, view: View) -> Response:
        """The view in place of the message that the button is under."""
        html = pages(view.message)
        steps = in_place_of((pressed.message,), pressed.place, pressed.message, html, view.keyboard)
        return Response((Tell(pressed.press), *steps))

    async def _feedback(self, pressed: Pressed, data: Data, words: Wording) -> Response:
        helped = data.action is Action.YES
        told = words.say("thanks-yes") if helped else words.say("thanks-no")
        entry = self._entry(data)
        buttons = (Action.YES, Action.NO)
        stands = any((b.data or "")[:1] in buttons for row in pressed.keyboard for b in row)
        if stands and entry is not None and self._memory.first_time(pressed.place.chat, pressed.message):
            counts = self._house.registry.counts
            name = entry.statement.id
            await off(counts.answer, PLATFORM, words.language, name, helped=helped)
        tell = Tell(pressed.press, told, alert=not helped)
        if not stands:
            return Response((tell,))
        return Response((tell, Rekey(pressed.place.chat, pressed.message, cards.without_feedback(pressed.keyboard))))

    def _entry(self, data: Data) -> Entry | None:
        return by_key(self._house.snapshot(), self._house.catalogue(), data.keys[0]) if data.keys else None

    async def _statement(self, pressed: Pressed, data: Data, words: Wording) -> Response:
        entry = self._entry(data)
        if entry is None:
            return self._alert(pressed, words.say("statement-gone"))
        if data.action is Action.CHAIN:
            return self._instead(pressed, browsing.chain(self._house.catalogue(), words, entry, data.page))
        if data.action is Action.LANGUAGES:
            return self._new(pressed, View(*cards.languages(entry, words)))
        if data.action is Action.WHOLE and entry.standing is Standing.IN_FORCE:
            version = entry.statement.best_version(data.detail or words.language)
            return self._new(pressed, View(cards.whole(entry, version, words)))
        return self._new(pressed, await self._commands.card(pressed.place, entry, words, data.detail))

    def _others(self, pressed: Pressed, data: Data, words: Wording) -> Response:
        snapshot, catalogue = self._house.snapshot(), self._house.catalogue()
        found = [entry for key in data.keys if (entry := by_key(snapshot, catalogue, key)) is not None]
        entries = [entry for entry in found if entry.standing is Standing.IN_FORCE]
        if not entries:
            return self._alert(pressed, words.say("statement-gone"))
        return self._new(pressed, View(*cards.listing(entries, words.say("others-lead"), words)))

    async def _panel(self, pressed: Pressed, data: Data, words: Wording) -> Response:
        if data.action is Action.SPEAK:
            return self._instead(pressed, await self._commands.speak(pressed.place, data.detail))
        if data.action in (Action.SUBSCRIBE, Action.UNSUBSCRIBE, Action.CORRECTIONS):
            return await self._choose(pressed, data, words)
        catalogue = self._house.catalogue()
        if data.action is Action.LATEST:
            return self._instead(pressed, browsing.latest(catalogue, words, data.page))
        if data.action in (Action.TOPICS, Action.HISTORIES):
            histories = data.action is Action.HISTORIES
            return self._instead(pressed, browsing.topics(catalogue, words, data.page, histories=histories))
        topic = browsing.chosen_topic(catalogue.topics(), data.keys[0]) if data.keys else None
        if topic is None:
            return self._alert(pressed, words.say("topic-gone"))
        show = browsing.topic if data.action is Action.TOPIC else browsing.timeline
        return self._instead(pressed, show(catalogue, words, topic, data.page))

    async def _choose(self, pressed: Pressed, data: Data, words: Wording) -> Response:
        """Change one thing that a person is told of, and show how it stands."""
        place, people = pressed.place, self._house.registry.people
        person = self._house.person(place.person)
        topic = browsing.chosen_topic(self._house.catalogue().topics(), data.keys[0]) if data.keys else None
        if data.keys and topic is None:
            return self._alert(pressed, words.say("topic-gone"))
        code = ALL if topic is None else topic.code
        if data.action is Action.CORRECTIONS:
            before = await off(people.preferences, person)
            await off(people.prefer, person, Preferences(before.language, data.detail == panels.ON))
        elif data.action is Action.SUBSCRIBE:
            await self._commands.subscribe(place, code, words)
        else:
            every = data.detail == panels.LIST and topic is None
            await off(people.unsubscribe, person, None if every else code)
        if data.detail == panels.LIST:
            return self._instead(pressed, await self._commands.ending(place, words))
        return self._instead(pressed, await self._commands.panel(place, words))
