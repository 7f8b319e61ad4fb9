"""News to those who asked for it, and new statements to the ministry's channel: each once.

The registry knows the events and who is to be told. One message each, so that it arrives whole or not at all.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from datetime import timedelta

from bot.catalogue import Catalogue, Entry
from bot.frontends.telegram import cards
from bot.frontends.telegram.arrivals import PLATFORM
from bot.frontends.telegram.browsing import View
from bot.frontends.telegram.hands import Hands
from bot.frontends.telegram.house import off
from bot.frontends.telegram.outcome import Later, Moved, Outcome, Perhaps, Sent, Stale, Unreachable, outcome
from bot.frontends.telegram.render import single
from bot.frontends.telegram.sender import Turn
from bot.frontends.telegram.steps import Button, Keyboard, Say
from bot.registry.announcements import Happening
from bot.registry.news import Delivery
from bot.registry.opening import Registry
from bot.registry.people import ALL, Place
from bot.rendering import Message, Note, Part
from bot.rendering.browsing import entry_item
from bot.wording import Wording, wording
from indexer.statement import Standing

_AT_ONCE = 20
_PAUSE = 2.0
_CHANNEL_LANGUAGE = "mul"  # a channel has none: each statement is posted in its original

_log = logging.getLogger(__name__)


class Announcer:
    """Tells news of one bot, until cancelled."""

    def __init__(self, registry: Registry, bot: str, hands: Hands, catalogue: Callable[[], Catalogue]) -> None:
        self._registry = registry
        self._bot = bot
        self._hands = hands
        self._catalogue = catalogue

    def follow(self, channel: str) -> None:
        """Post new statements in `channel` from now on, and in no other; in none where it is empty. Blocking."""
        person = self._registry.keys.person(PLATFORM, f"channel of {self._bot}")
        if channel:
            place = Place(PLATFORM, self._bot, channel)
            self._registry.people.subscribe(person, place, ALL, _CHANNEL_LANGUAGE)
        else:
            self._registry.people.unsubscribe(person)

    async def run(self) -> None:
        """Tell what there is to tell, and look again."""
        while True:
            taken = []
            try:
                taken = await off(self._registry.news.take, PLATFORM, self._bot, _AT_ONCE)
                await asyncio.gather(*map(self._deliver, taken))
            except Exception:  # whoever asks must be answered whatever becomes of the news
                _log.exception("news could not be told")
            if not taken:
                await asyncio.sleep(_PAUSE)

    async def _deliver(self, lent: Delivery) -> None:
        told = tell(self._catalogue(), lent)
        news = self._registry.news
        if told is None:
            await off(news.sent, lent)
            return
        say = Say(_chat(lent.address), single(told.message), told.keyboard)
        await self._note(lent, await outcome(self._hands.do(say, Turn.BULK)))

    async def _note(self, lent: Delivery, result: Outcome[int | None]) -> None:
        news = self._registry.news
        match result:
            case Sent() | Perhaps() | Stale():
                await off(news.sent, lent)
            case Later(seconds):
                await off(news.failed, lent, timedelta(seconds=seconds))
            case Unreachable():
                if lent.language == _CHANNEL_LANGUAGE:
                    _log.error("the bot may not post in the channel; make it an administrator there, and start again")
                await off(news.gone, lent)
            case Moved(chat):
                keys, place = self._registry.keys, Place(PLATFORM, self._bot, str(chat))
                old, new = keys.person(PLATFORM, lent.address), keys.person(PLATFORM, chat)
                await off(self._registry.people.move, old, new, place)
                await off(news.sent, lent)


def tell(catalogue: Catalogue, lent: Delivery) -> View | None:
    """What to say of an event; None where it is no longer true."""
    entry = catalogue.find(lent.event.statement)
    if entry is None:
        return None
    channel = lent.language == _CHANNEL_LANGUAGE
    words = wording(entry.statement.original if channel else lent.language)
    parts = tuple(_parts(entry, lent.event.happening, words))
    if not parts:
        return None
    if channel:
        return View(Message(words.language, parts), _sources(entry, words))
    version = entry.statement.best_version(words.language)
    end = Note(words.say("news-end"))
    return View(Message(words.language, (*parts, end)), cards.card_keyboard(entry, version, words))


def _parts(entry: Entry, happening: Happening, words: Wording) -> Iterator[Part]:
    """Nothing where the statement stands otherwise by now: then there is an event of its own."""
    card = cards.card(entry, entry.statement.best_version(words.language), words).parts
    in_force = entry.standing is Standing.IN_FORCE
    match happening:
        case Happening.NEW if in_force:
            yield from (Note(words.say("news-new")), *card)
        case Happening.CORRECTED if in_force:
            yield from (Note(words.say("news-corrected")), *card)
        case Happening.WITHDRAWN if entry.standing is Standing.WITHDRAWN:
            yield from (Note(words.say("news-withdrawn")), entry_item(entry, words))
        case Happening.SUPERSEDED if entry.standing is Standing.SUPERSEDED:
            yield from (Note(words.say("news-superseded")), entry_item(entry, words))
        case _:
            pass


def _sources(entry: Entry, words: Wording) -> Keyboard:
    """A button for each language, which opens the statement where the ministry published it."""
    buttons = tuple(Button(words.language_name(v.language), link=v.source) for v in entry.statement.versions)
    return tuple(buttons[i : i + 3] for i in range(0, len(buttons), 3))


def _chat(address: str) -> int | str:
    return address if address.startswith("@") else int(address)
