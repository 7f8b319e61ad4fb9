"""The conversation: what a person does, and what the bot does about it."""

from __future__ import annotations

from typing import assert_never

from bot.frontends.telegram.commands import Commands
from bot.frontends.telegram.events import (
    Asked,
    Chosen,
    Commanded,
    Event,
    Left,
    Migrated,
    Pressed,
    Searched,
    Summoned,
    Wordless,
)
from bot.frontends.telegram.identity import Identity
from bot.frontends.telegram.inline import Inline
from bot.frontends.telegram.presses import Presses
from bot.frontends.telegram.questions import Questions, said, shown
from bot.frontends.telegram.steps import Step, Tell
from bot.serving.asking import Asking
from bot.serving.commanding import Commanding
from bot.serving.exchanging import Response
from bot.serving.house import House, paused_view
from bot.serving.memory import Memory
from bot.serving.pressing import Pressing
from bot.wording import wording
from indexer.statement import Ministry


class Conversation:
    """Decides; sends nothing itself."""

    def __init__(self, house: House, identity: Identity) -> None:
        self._house = house
        self._memory = memory = Memory(house.clock)
        commanding = Commanding(house, memory)
        self._questions = Questions(Asking(house), memory)
        self._commands = Commands(house, identity, self._questions, commanding)
        self._presses = Presses(Pressing(house, memory, commanding))
        self._inline = Inline(house, identity)

    async def respond(self, event: Event) -> Response[Step]:
        """What to do about an event."""
        match event:
            case Asked():
                return await self._questions.answer(event)
            case Commanded():
                return await self._commands.respond(event)
            case Wordless(place, message, album):
                if album is not None and not self._memory.first_time(place.chat, album):
                    return Response()
                words = await self._house.words(place)
                return Response(said(place, message, words, words.say("wordless")))
            case Pressed():
                return await self._presses.respond(event)
            case Searched():
                return await self._inline.search(event)
            case Summoned():
                return await self._inline.visit(event)
            case Chosen():
                return await self._inline.chosen(event)
            case Migrated(chat, to):
                await self.moved(chat, to)
                return Response()
            case Left(chat):
                await self.unreachable(chat)
                return Response()
            case _:
                assert_never(event)

    async def paused(self, event: Event, ministry: Ministry) -> Response[Step]:
        """That nothing is shown for now; a search finds nothing."""
        match event:
            case Asked(place, message) | Commanded(place, message) | Wordless(place, message):
                return Response(shown(place, message, paused_view(await self._house.words(place), ministry)))
            case Pressed(place, press):
                words = await self._house.words(place)
                return Response((Tell(press, words.say("paused"), alert=True),))
            case Searched():
                return Response((self._inline.nothing(event),))
            case Summoned():
                return Response((self._inline.paused(event, ministry),))
            case _:
                return Response()

    def apology(self, event: Event) -> Response[Step]:
        """For an event that could not be answered however often it was tried."""
        match event:
            case Asked(place, message) | Commanded(place, message):
                words = wording(place.language)
                return Response(said(place, message, words, words.say("trouble")))
            case Pressed(place, press):
                return Response((Tell(press, wording(place.language).say("trouble"), alert=True),))
            case _:
                return Response()

    async def moved(self, chat: int, to: int) -> None:
        """A group has another id now."""
        await self._house.moved(chat, to)

    async def unreachable(self, chat: int) -> None:
        """Nothing is sent to a chat that wants nothing: what it subscribed to is ended."""
        await self._house.unreachable(chat)
