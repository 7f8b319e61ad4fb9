"""News to those who asked for it, each once, on any platform.

The registry knows the events and who is to be told; a front-end delivers. One message each, so that it arrives whole
or not at all.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.catalogue import Catalogue
from bot.logbook import entry
from bot.registry.news import Delivery
from bot.registry.people import Place
from bot.serving.house import House, PausedError, off
from bot.serving.outcome import Later, Moved, Outcome, Perhaps, Sent, Stale, Unreachable
from bot.views import news
from bot.views.keyboard import View

CHANNEL = "mul"
"""The language of a subscription that has none, a channel's: each statement is posted in its original."""

_AT_ONCE = 20
_PAUSE = 2.0

_log = logging.getLogger(__name__)


def tell(catalogue: Catalogue, lent: Delivery) -> View | None:
    """What to say of an event to a person or in a `CHANNEL`; None where it is no longer true."""
    event = lent.event
    if lent.language == CHANNEL:
        return news.post(catalogue, event)
    return news.tell(catalogue, event.statement, event.happening, lent.language)


@dataclass(frozen=True, slots=True)
class Posted:
    """It went out as `message`, with which more is to be done: it is delivered again, knowing of that message."""

    message: int


class Announcer:
    """Tells news of one bot, until cancelled.

    `deliver` sends a view to the delivery's address and tells what became of it; `tell` makes the view.
    """

    def __init__(
        self,
        house: House,
        deliver: Callable[[Delivery, View], Awaitable[Outcome[Any] | Posted]],
        tell: Callable[[Catalogue, Delivery], View | None] = tell,
    ) -> None:
        self._house = house
        self._deliver = deliver
        self._tell = tell

    async def run(self) -> None:
        """Tell what there is to tell, and look again."""
        house = self._house
        while True:
            taken: list[Delivery] = []
            if house.paused():  # held, not lost
                await asyncio.sleep(_PAUSE)
                continue
            try:
                taken = await off(house.registry.news.take, house.platform, house.bot, _AT_ONCE)
                await asyncio.gather(*map(self._one, taken))
            except Exception:  # whoever asks must be answered whatever becomes of the news
                _log.exception("news could not be told", extra=entry("news-not-told", platform=house.platform))
            if not taken:
                await asyncio.sleep(_PAUSE)

    async def _one(self, lent: Delivery) -> None:
        try:
            view = self._tell(self._house.catalogue(), lent)
        except PausedError:
            await off(self._house.registry.news.failed, lent, timedelta(seconds=_PAUSE))
            return
        if view is None:
            await off(self._house.registry.news.sent, lent)
        else:
            await self._note(lent, await self._deliver(lent, view))

    async def _note(self, lent: Delivery, result: Outcome[Any] | Posted) -> None:
        registry, platform = self._house.registry, self._house.platform
        match result:
            case Sent() | Perhaps() | Stale():
                await off(registry.news.sent, lent)
            case Posted(message):
                await off(registry.news.posted, lent, message)
            case Later(seconds):
                again = await off(registry.news.failed, lent, timedelta(seconds=seconds))
                if not again and lent.message is not None:
                    _log.warning(
                        "a post could not be handed on in time; a moderator can publish it by hand",
                        extra=entry("not-handed-on", platform=platform),
                    )
            case Unreachable():
                await off(registry.news.gone, lent)
            case Moved(chat):
                place = Place(platform, self._house.bot, str(chat))
                old, new = registry.keys.person(platform, lent.address), registry.keys.person(platform, chat)
                await off(registry.people.move, old, new, place)
                await off(registry.news.sent, lent)
