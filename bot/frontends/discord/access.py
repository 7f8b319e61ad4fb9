"""Whether the bot may post in a channel, and whether the channel is one whose posts are handed on."""

from __future__ import annotations

import asyncio
from enum import Enum

from discord import ChannelType
from discord.http import HTTPClient, Route

from bot.frontends.discord.outcome import outcome
from bot.serving.outcome import Later, Outcome, Sent, Unreachable

_PATIENCE = 10.0


class Missing(Enum):
    """What the bot lacks in a channel."""

    VIEW = "view"
    SEND = "send"


class Access:
    """Asks Discord; `http` is that of a client which has logged in."""

    def __init__(self, http: HTTPClient) -> None:
        self._http = http

    async def missing(self, channel: int, guild: int) -> Missing | None:
        """What the bot lacks to post in a channel of a server. Raises `OSError` where Discord does not say.

        Found out by trying: roles and the channel's own exceptions from them are not known here. What is tried is
        to show that the bot is typing, which leaves nothing behind.
        """
        seen = await outcome(self._get(channel), harmless=True)
        if isinstance(seen, Unreachable) or (isinstance(seen, Sent) and seen.result[0] != guild):
            return Missing.VIEW
        tried = await outcome(self._type(channel), harmless=True)
        if isinstance(tried, Unreachable):
            return Missing.SEND
        if not (isinstance(seen, Sent) and isinstance(tried, Sent)):
            raise OSError("Discord does not say what the bot may do")
        return None

    async def announces(self, channel: int) -> bool:
        """Whether other servers may follow the channel. Raises `OSError` where Discord does not say."""
        seen: Outcome[tuple[int, int]] = await outcome(self._get(channel), harmless=True)
        if isinstance(seen, Later):
            raise OSError("Discord does not say what the channel is")
        return isinstance(seen, Sent) and seen.result[1] == ChannelType.news.value

    async def _get(self, channel: int) -> tuple[int, int]:
        """The channel's server, 0 for none, and its type."""
        async with asyncio.timeout(_PATIENCE):
            told = await self._http.request(Route("GET", "/channels/{channel_id}", channel_id=channel))
        return int(told.get("guild_id") or 0), int(told["type"])

    async def _type(self, channel: int) -> None:
        async with asyncio.timeout(_PATIENCE):
            await self._http.request(Route("POST", "/channels/{channel_id}/typing", channel_id=channel))
