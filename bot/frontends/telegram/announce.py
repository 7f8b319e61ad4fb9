"""News on Telegram: how each is delivered, and the ministry's channel."""

from __future__ import annotations

import logging

from bot.frontends.telegram.arrivals import PLATFORM
from bot.frontends.telegram.hands import Hands
from bot.frontends.telegram.outcome import outcome
from bot.frontends.telegram.render import single
from bot.frontends.telegram.sender import Turn
from bot.frontends.telegram.steps import Say
from bot.logbook import entry
from bot.registry.news import Delivery
from bot.registry.opening import Registry
from bot.registry.people import ALL, Place
from bot.serving.announcing import CHANNEL
from bot.serving.outcome import Outcome, Unreachable
from bot.views.keyboard import View

_log = logging.getLogger(__name__)


class Post:
    """Delivers news, for `bot.serving.announcing.Announcer`."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands

    async def deliver(self, lent: Delivery, view: View) -> Outcome[int | None]:
        """What became of a delivery: behind the answers that somebody waits for."""
        say = Say(_chat(lent.address), single(view.message), view.keyboard)
        result = await outcome(self._hands.do(say, Turn.BULK))
        if isinstance(result, Unreachable) and lent.language == CHANNEL:
            _log.error(
                "the bot may not post in the channel; make it an administrator there, and start again",
                extra=entry("channel-closed"),
            )
        return result


def follow(registry: Registry, bot: str, channel: str) -> None:
    """Post what happens to statements in `channel` from now on and in no other; in none where it is empty. Blocking."""
    person = registry.keys.person(PLATFORM, f"channel of {bot}")
    if channel:
        registry.people.subscribe(person, Place(PLATFORM, bot, channel), ALL, CHANNEL, changes=True)
    else:
        registry.people.unsubscribe(person)


def _chat(address: str) -> int | str:
    return address if address.startswith("@") else int(address)
