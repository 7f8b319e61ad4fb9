"""News on Discord: posted in the channels that subscribed to it, and handed on where others may follow the channel."""

from __future__ import annotations

import logging

from bot.catalogue import Catalogue
from bot.frontends.discord.access import Access
from bot.frontends.discord.hands import Hands
from bot.frontends.discord.render import single
from bot.frontends.discord.steps import Crosspost, Post, nonce
from bot.logbook import entry
from bot.registry.news import Delivery
from bot.serving.announcing import CHANNEL, Posted
from bot.serving.outcome import Later, Outcome, Perhaps, Sent, Stale, Unreachable
from bot.views import news
from bot.views.keyboard import View

_AGAIN = 30.0
"""Seconds after which Discord is asked once more what it did not say."""

_log = logging.getLogger(__name__)


def tell(catalogue: Catalogue, lent: Delivery) -> View | None:
    """What to say of an event in a channel; None where it is no longer true."""
    return news.post(catalogue, lent.event, None if lent.language == CHANNEL else lent.language)


class Posts:
    """Delivers news, for `bot.serving.announcing.Announcer`: a post first, and then what becomes of it.

    Discord allows ten crossposts an hour and channel, so that some wait for long; the registry knows of them.
    """

    def __init__(self, hands: Hands, access: Access) -> None:
        self._hands = hands
        self._access = access

    async def deliver(self, lent: Delivery, view: View) -> Outcome[int | None] | Posted:
        """What became of a delivery. The nonce keeps a post that is tried twice from being there twice."""
        channel = int(lent.address)
        if lent.message is not None:
            return await self._hand_on(Crosspost(channel, lent.message))
        post = Post(channel, single(view), nonce(lent.event.id, lent.address))
        result = await self._hands.carry_out(post)
        if isinstance(result, Perhaps):
            result = await self._hands.carry_out(post)
        if isinstance(result, Unreachable):
            _log.warning(
                "a channel is no more, or the bot may not post there: it is told of nothing any more",
                extra=entry("channel-closed"),
            )
        return Posted(result.result) if isinstance(result, Sent) and result.result is not None else result

    async def _hand_on(self, crosspost: Crosspost) -> Outcome[int | None]:
        """To the servers that follow the channel, if they may."""
        try:
            if not await self._access.announces(crosspost.channel):
                return Stale()
            result = await self._hands.carry_out(crosspost)
        except OSError:
            return Later(_AGAIN)
        except Exception as error:  # whatever it is, the post itself stands
            kind = type(error).__name__
            _log.warning("a post could not be handed on (%s)", kind, extra=entry("not-handed-on", error=kind))
            return Stale()
        return Stale() if isinstance(result, Unreachable) else result
