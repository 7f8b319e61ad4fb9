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
from bot.frontends.telegram.exchange import Response
from bot.frontends.telegram.house import House, off
from bot.frontends.telegram.inline import Inline
from bot.frontends.telegram.memory import Memory
from bot.frontends.telegram.presses import Presses
from bot.frontends.telegram.questions import Questions, said
from bot.frontends.telegram.steps import Tell
from bot.wording import wording


class Conversation:
    """Decides; sends nothing itself."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._memory = Memory(house.clock)
        self._questions = Questions(house, self._memory)
        self._commands = Commands(house, self._memory, self._questions)
        self._presses = Presses(house, self._memory, self._commands)
        self._inline = Inline(house)

    async def respond(self, event: Event) -> Response:
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
                return Response(tuple(said(place, message, words, words.say("wordless"))))
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

    def apology(self, event: Event) -> Response:
        """For an event that could not be answered however often it was tried."""
        match event:
            case Asked(place, message) | Commanded(place, message):
                words = wording(place.language)
                return Response(tuple(said(place, message, words, words.say("trouble"))))
            case Pressed(place, press):
                return Response((Tell(press, wording(place.language).say("trouble"), alert=True),))
            case _:
                return Response()

    async def moved(self, chat: int, to: int) -> None:
        """A group has another id now."""
        house = self._house
        await off(house.registry.people.move, house.person(chat), house.person(to), house.address(to))

    async def unreachable(self, chat: int) -> None:
        """Nothing is sent to a chat that wants nothing: what it subscribed to is ended."""
        await off(self._house.registry.people.unsubscribe, self._house.person(chat))
