"""News on Discord: posted in the channels that subscribed to it, and handed on where others may follow the channel."""

from __future__ import annotations

import asyncio
import logging

from bot.catalogue import Catalogue
from bot.frontends.discord.access import Access
from bot.frontends.discord.hands import Hands
from bot.frontends.discord.render import single
from bot.frontends.discord.steps import Crosspost, Post, nonce
from bot.logbook import entry
from bot.registry.news import Delivery
from bot.serving.announcing import CHANNEL
from bot.serving.outcome import Later, Outcome, Perhaps, Sent, Unreachable
from bot.views import news
from bot.views.keyboard import View

_TRIES = 12
"""Of a crosspost, of which Discord allows ten an hour; what was not handed on by then, moderators can by hand."""
_LONGEST = 600.0

_log = logging.getLogger(__name__)


def tell(catalogue: Catalogue, lent: Delivery) -> View | None:
    """What to say of an event in a channel; None where it is no longer true."""
    return news.post(catalogue, lent.event, None if lent.language == CHANNEL else lent.language)


class Posts:
    """Delivers news, for `bot.serving.announcing.Announcer`."""

    def __init__(self, hands: Hands, access: Access) -> None:
        self._hands = hands
        self._access = access
        self._handing_on: set[asyncio.Task[None]] = set()

    async def deliver(self, lent: Delivery, view: View) -> Outcome[int | None]:
        """What became of a delivery. The nonce keeps a post that is tried twice from being there twice."""
        channel = int(lent.address)
        post = Post(channel, single(view), nonce(lent.event.id, lent.address))
        result = await self._hands.carry_out(post)
        if isinstance(result, Perhaps):
            result = await self._hands.carry_out(post)
        if isinstance(result, Unreachable):
            _log.warning(
                "a channel is no more, or the bot may not post there: it is told of nothing any more",
                extra=entry("channel-closed"),
            )
        if isinstance(result, Sent) and result.result is not None and await self._access.announces(channel):
            task = asyncio.create_task(self._hand_on(Crosspost(channel, result.result)))
            self._handing_on.add(task)
            task.add_done_callback(self._handing_on.discard)
        return result

    async def _hand_on(self, crosspost: Crosspost) -> None:
        """Beside the news, which must not wait for it."""
        for _ in range(_TRIES):
            try:
                result = await self._hands.carry_out(crosspost)
            except Exception as error:  # whatever it is, the post itself stands
                kind = type(error).__name__
                _log.warning("a post could not be handed on (%s)", kind, extra=entry("not-handed-on", error=kind))
                return
            if not isinstance(result, Later):
                return
            await asyncio.sleep(min(result.seconds, _LONGEST))
        _log.warning(
            "a post was not handed on in time; a moderator can publish it by hand", extra=entry("not-handed-on")
        )
