"""discord.py's client, of which we take the login, the gateway with its sessions and shards, and the REST client.

It keeps no state: no server, channel, member or message. What the gateway tells is handed on as it came, before
discord.py would make objects of it, so that one event which cannot be parsed hurts only itself: left to itself the
client ends on it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.frontends.discord.endpoints import Endpoint, TokenError
from bot.logbook import entry
from indexer.statement import VerbaleError

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
_LONGEST_WAIT = 30.0
"""Seconds of a 429 that discord.py waits out itself, the least that it takes; of a longer one it tells how long."""
_IDENTIFIES, _SPARING = 60, 90.0
_BAD_TOKEN, _BAD_SHARDS = 4004, (4010, 4011)
_NO_ANSWER = (AttributeError, KeyError, TypeError, ValueError)  # to what is not Discord's, such as a proxy's page
_NOT_REACHED = (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError, *_NO_ANSWER)

_log = logging.getLogger(__name__)

Raw = Mapping[str, Any]


class ShardsError(VerbaleError):
    """Discord wants another number of connections."""

    def __init__(self) -> None:
        super().__init__(
            "Discord does not serve this bot by so few connections, or by a connection of this number; unset"
            " VERBALE_DISCORD_SHARDS to have as many as Discord recommends"
        )


class _AgainError(Exception):
    """A connection is to be tried once more."""


class Client(discord.AutoShardedClient):
    """A bot's connections to Discord; `log_in` makes it.

    `take` is called on the event loop with each interaction, `left` with the id of a server that has put the bot out,
    `count` with ``ready``, ``resumed``, ``disconnected`` and ``unreadable``, `reach` with whether every connection has
    a session that stands. `servers` are those that the bot is in, all of them once `complete` is set; of those in
    `out` it was told that they have put it out.
    """

    def __init__(self, endpoint: Endpoint, pause: float) -> None:
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # it never speaks
        intents = discord.Intents.none()
        intents.guilds = True
        super().__init__(
            intents=intents,
            connector=endpoint.connector(),
            max_messages=None,
            max_ratelimit_timeout=_LONGEST_WAIT,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            allowed_mentions=discord.AllowedMentions.none(),
        )
        self.take: Callable[[Raw], None] = lambda raw: None
        self.left: Callable[[int], None] = lambda guild: None
        self.count: Callable[[str], None] = lambda event: None
        self.reach: Callable[[bool], None] = lambda there: None
        self.complete = asyncio.Event()
        self.servers: set[int] = set()
        self.out: set[int] = set()
        self._standing: set[int] = set()
        self._told: set[int] = set()
        self._pause = pause
        self._launching: set[int] = set()
        self._identified: deque[float] = deque(maxlen=_IDENTIFIES)
        heard = {
            "READY": self._ready_heard,
            "RESUMED": self._resumed_heard,
            "GUILD_CREATE": lambda raw: self._in({int(raw["id"])}),
            "GUILD_DELETE": self._left_heard,
            "INTERACTION_CREATE": lambda raw: self.take(raw),
        }
        self._connection.parsers.clear()
        self._connection.parsers.update({name: self._alone(name, work) for name, work in heard.items()})

    def __repr__(self) -> str:
        return "Client[]"

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Discord allows one IDENTIFY in five seconds and a thousand a day, and takes the token back above that."""
        now = time.monotonic()
        often = len(self._identified) == _IDENTIFIES and now - self._identified[0] < 3600
        self._identified.append(now)
        if not initial:
            await asyncio.sleep(_SPARING if often else self._pause)

    async def launch_shard(self, gateway: yarl.URL, shard_id: int, *, initial: bool = False) -> None:
        """discord.py calls this again from within after each failure, ever deeper, until Python ends it."""
        if shard_id in self._launching:
            raise _AgainError
        self._launching.add(shard_id)
        try:
            while True:
                with suppress(_AgainError):
                    await super().launch_shard(gateway, shard_id, initial=initial)
                    return
                initial = False
        finally:
            self._launching.discard(shard_id)

    async def on_shard_disconnect(self, shard_id: int) -> None:
        """discord.py says so, of one connection among however many."""
        self.count("disconnected")
        self._stands(shard_id, there=False)

    def _stands(self, shard: int, *, there: bool) -> None:
        (self._standing.add if there else self._standing.discard)(shard)
        self.reach(len(self._standing) >= (self.shard_count or 1))

    def _alone(self, name: str, work: Callable[[Raw], object]) -> Callable[[Raw], None]:
        def guarded(raw: Raw) -> None:
            try:
                work(raw)
            except Exception as error:  # whatever an event may cause that cannot be read
                self.count("unreadable")
                kind = type(error).__name__
                _log.warning(
                    "an event (%s) of Discord's cannot be read (%s)",
                    name,
                    kind,
                    extra=entry("unreadable", sort=name, error=kind),
                )

        return guarded

    def _ready_heard(self, raw: Raw) -> None:
        shard, shards = raw["shard"]
        now = {int(guild["id"]) for guild in raw["guilds"]}
        gone = {guild for guild in self.servers if (guild >> 22) % shards == shard} - now
        self._in(now)
        self.count("ready")
        self._stands(shard, there=True)
        self._told.add(shard)
        if len(self._told) >= (self.shard_count or 1):
            self.complete.set()
        for guild in gone:  # while no session was there to be told
            self._out(guild)

    def _resumed_heard(self, raw: Raw) -> None:
        self.count("resumed")
        self._stands(raw["__shard_id__"], there=True)  # discord.py's own addition

    def _left_heard(self, raw: Raw) -> None:
        if not raw.get("unavailable"):  # else it only fails for a while
            self._out(int(raw["id"]))

    def _in(self, guilds: set[int]) -> None:
        self.servers |= guilds
        self.out -= guilds

    def _out(self, guild: int) -> None:
        self.servers.discard(guild)
        self.out.add(guild)
        self.left(guild)


async def log_in(endpoint: Endpoint, stopping: asyncio.Event, *, identify_pause: float = 5.0) -> Client | None:
    """A client that Discord knows, tried until there is one; None where the end came first. Raises `TokenError`.

    `identify_pause` is the seconds between two IDENTIFYs.
    """
    _point_at(endpoint)
    ending = asyncio.create_task(stopping.wait())
    pause = _FIRST_PAUSE
    try:
        while not ending.done():
            client = Client(endpoint, identify_pause)
            if await _logged_in(client, endpoint, ending, pause):
                return client
            await client.close()
            await asyncio.wait((ending,), timeout=pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
        return None
    finally:
        ending.cancel()


async def demand_known(endpoint: Endpoint, seconds: float = 10.0) -> None:
    """Ask Discord once whether it takes the token. Raises `TokenError`; that it is not reached is no error here."""
    _point_at(endpoint)
    client = Client(endpoint, 0.0)
    try:
        async with asyncio.timeout(seconds):
            await client.login(endpoint.token)
    except discord.LoginFailure:
        raise TokenError from None  # not from the other, whose request holds the token
    except _NOT_REACHED:
        pass  # `log_in` will ask until it is
    finally:
        await client.close()


def _point_at(endpoint: Endpoint) -> None:
    """discord.py has both addresses as attributes of classes, for all clients of a process."""
    Route.BASE = endpoint.api.rstrip("/")
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(endpoint.gateway)


async def _logged_in(client: Client, endpoint: Endpoint, ending: asyncio.Task[bool], pause: float) -> bool:
    """Whether Discord knows the client; a failure is told. Raises `TokenError`, then the client is closed."""
    trying = asyncio.create_task(_introduce(client, endpoint))
    try:
        await asyncio.wait((trying, ending), return_when=asyncio.FIRST_COMPLETED)
        if trying.done():
            trying.result()
        return trying.done()
    except discord.LoginFailure:
        await client.close()
        raise TokenError from None  # not from the other, whose request holds the token
    except _NOT_REACHED as error:
        kind = type(error).__name__
        _log.warning(
            "Discord is not reached (%s); asking again in %.1f s",
            kind,
            pause,
            extra=entry("not-reached", error=kind, pause_s=pause),
        )
        return False
    finally:
        trying.cancel()


async def _introduce(client: Client, endpoint: Endpoint) -> None:
    await client.login(endpoint.token)
    client.shard_count = endpoint.shards or (await client.http.get_bot_gateway())[0]


@asynccontextmanager
async def connected(client: Client) -> AsyncIterator[asyncio.Task[None]]:
    """The sessions are kept until the block is left, and the client is closed with it.

    The task ends earlier only where Discord will not have them; the error, a `VerbaleError` where the operator can mend
    it, is raised at the latest when the block is left.
    """
    connecting = asyncio.create_task(_connect(client))
    try:
        yield connecting
    finally:
        await client.close()
        connecting.cancel()
        await asyncio.wait((connecting,))
        if not connecting.cancelled():
            connecting.result()


async def _connect(client: Client) -> None:
    try:
        await client.connect()
    except discord.ConnectionClosed as error:
        if error.code == _BAD_TOKEN:
            raise TokenError from None
        if error.code in _BAD_SHARDS:
            raise ShardsError from None
        raise
    if not client.is_closed():
        raise ConnectionError("the sessions with Discord ended by themselves")
