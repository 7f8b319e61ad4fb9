"""The conversation: what a member does, and what the bot does about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from bot.frontends.discord.commands import Commands
from bot.frontends.discord.events import Commanded, Event, Manner, Pointed, Pressed, Stored
from bot.frontends.discord.holding import Holding
from bot.frontends.discord.moderating import Inspecting, Moderating
from bot.frontends.discord.presses import Presses
from bot.frontends.discord.questions import Cooldown, Questions
from bot.frontends.discord.render import pages
from bot.frontends.discord.steps import Fill, Follow, Hook, Step
from bot.frontends.discord.visits import Visit, visit_of
from bot.serving.asking import Asking
from bot.serving.commanding import Commanding
from bot.serving.exchanging import Response
from bot.serving.house import House, paused_view
from bot.serving.memory import Memory
from bot.serving.pressing import Pressing
from bot.views.keyboard import View, told
from bot.wording import wording
from indexer.statement import Ministry


class Conversation:
    """Decides; sends nothing itself. `out` tells whether a server has put the bot out."""

    def __init__(self, house: House, access: Inspecting, out: Callable[[int], bool]) -> None:
        self._house = house
        memory = Memory(house.clock)
        commanding = Commanding(house, memory)
        questions, posting = Questions(Asking(house), memory, Cooldown(house.clock)), Cooldown(house.clock)
        self._commands = Commands(house, questions, commanding, Moderating(house, access, out), posting)
        self._holding = Holding(house)
        self._presses = Presses(house, Pressing(house, memory, commanding), posting, self._holding)

    async def respond(self, event: Stored) -> Response[Step]:
        """What to do about an event."""
        visit = await visit_of(self._house, event)
        return self._holding.fitted(visit, await self._decide(visit, event.event))

    async def _decide(self, visit: Visit, done: Event) -> Response[Step]:
        match done:
            case Commanded():
                if done.name == "forget":
                    self._holding.forget(visit)
                return await self._commands.respond(visit, done)
            case Pointed():
                return await self._commands.point(visit, done)
            case Pressed():
                return await self._presses.respond(visit, done)
            case _:
                assert_never(done)

    async def paused(self, event: Stored, ministry: Ministry) -> Response[Step]:
        """That nothing is shown for now."""
        return self._beside(event, paused_view(wording(event.event.origin.locale), ministry))

    def apology(self, event: Stored) -> Response[Step]:
        """For an event that could not be answered however often it was tried."""
        words = wording(event.event.origin.locale)
        return self._beside(event, told(words, words.say("trouble")))

    def _beside(self, event: Stored, view: View) -> Response[Step]:
        """One page where the reply was announced; a message whose button was pressed stays as it is."""
        hook, page = Hook(event.event.origin.application, event.event.origin.token), pages(view)[0]
        beside = event.manner is Manner.CHANGE
        return Response((Follow(hook, page, private=True) if beside else Fill(hook, page),))

    async def moved(self, chat: int, to: int) -> None:
        """Discord's channels keep their ids."""

    async def unreachable(self, chat: int) -> None:
        """A thread that cannot be opened, say, does not mean that the channel wants no news: that ends by itself."""
