"""The Discord front-end: gateway → inbox → worker → desk → hands, with news and commands beside."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.frontends.discord import announce, definitions, sync
from bot.frontends.discord.access import Access
from bot.frontends.discord.arrivals import Arrivals, Deciding
from bot.frontends.discord.carrying import Carrier
from bot.frontends.discord.client import Client, connected, demand_known, log_in
from bot.frontends.discord.completing import Completions
from bot.frontends.discord.conversation import Conversation
from bot.frontends.discord.endpoints import PLATFORM, Endpoint, endpoint_of
from bot.frontends.discord.events import Stored
from bot.frontends.discord.hands import Hands
from bot.frontends.discord.receiving import receiving
from bot.frontends.discord.steps import Step
from bot.frontends.discord.visits import manner_of
from bot.logbook import entry
from bot.registry.counting import SERVERS
from bot.registry.servers import Server
from bot.registry.updates import Update
from bot.serving.announcing import Announcer
from bot.serving.common import Common, running
from bot.serving.exchanging import Exchange, worker_of
from bot.serving.house import Arguments, House, off
from bot.serving.working import Pace, Worker, work
from bot.settings import Settings
from bot.wording import wording
from indexer.statement import VerbaleError

_AT_ONCE = 128
"""Interactions in work; most of them wait for the desk, and keep no other from it."""
_HOURLY = 3600.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tuning:
    """How the inbox is worked on, and the seconds between two logins of the gateway's."""

    working: Pace = field(default_factory=lambda: Pace(at_once=_AT_ONCE))
    identify_pause: float = 5.0


@dataclass(frozen=True, slots=True)
class _Base:
    """What everything below stands on."""

    common: Common
    endpoint: Endpoint
    client: Client
    house: House
    tuning: Tuning


def demand(settings: Settings) -> None:
    """Raises `VerbaleError` where no patience would help, as with a token that Discord does not take: this is cheap,
    and a model that is loaded for nothing is not.
    """
    asyncio.run(demand_known(endpoint_of(settings)))


async def run(common: Common, tuning: Tuning | None = None) -> None:
    """Serve until `common.stopping`; what is in work is finished first. Raises `VerbaleError`."""
    endpoint, tuning = endpoint_of(common.settings), tuning or Tuning()
    client = await log_in(endpoint, common.stopping, identify_pause=tuning.identify_pause)
    if client is None:
        return
    try:
        house = common.house(common.metrics(PLATFORM), str(client.application_id))
        async with Hands(endpoint, client.http, count=house.metrics.send) as hands:
            await _serve(_Base(common, endpoint, client, house, tuning), hands)
    finally:
        await client.close()


async def _serve(base: _Base, hands: Hands) -> None:
    common, client, house = base.common, base.client, base.house
    access = Access(client.http)
    conversation = Conversation(house, access, lambda guild: guild in client.out)
    pace = base.tuning.working
    inbox = common.registry.inbox
    exchange = Exchange[Stored, Step](inbox, Carrier(hands), conversation, pace.lease, house.metrics.send, house.paused)
    arrived: asyncio.Future[Arrivals] = asyncio.get_running_loop().create_future()

    async def handle(lent: Update) -> None:
        if await (await arrived).stands(lent):
            await exchange.handle(lent)

    worker = worker_of(house, exchange, pace, handle)
    deliver = announce.Posts(hands, access).deliver
    announcer = Announcer(house, deliver, announce.tell)
    deciding = Deciding(manner_of, Completions(house).offer, lambda locale: wording(locale).say("trouble"))
    async with running(announcer.run(), sync.publish(client, definitions.commands()), _attend(base)):
        client.reach = lambda there: common.reach(PLATFORM, there=there)
        await work(worker, _receiving(base, worker, deciding, arrived), common.stopping)


@asynccontextmanager
async def _receiving(
    base: _Base, worker: Worker, deciding: Deciding, arrived: asyncio.Future[Arrivals]
) -> AsyncIterator[asyncio.Task[None]]:
    """Interactions come into the inbox until the block is left; the task ends earlier only where it fails."""
    client, metrics = base.client, base.house.metrics
    inbox, count, took = base.common.registry.inbox, metrics.update, metrics.took
    async with receiving(
        client, base.endpoint, inbox, deciding, arrived=worker.wake, count=count, took=took
    ) as arrivals:
        arrived.set_result(arrivals)
        async with connected(client) as connecting:
            yield connecting


async def _attend(base: _Base) -> None:
    """Keep to the servers that the bot is in: forget what is set for others, and count them, until cancelled."""
    client, house = base.client, base.house
    gone: asyncio.Queue[int] = asyncio.Queue()
    client.left = gone.put_nowait
    looking = asyncio.create_task(_look(base))
    try:
        while True:
            server = Server(PLATFORM, house.bot, await gone.get())
            await _carefully(house.registry.servers.forget, server)
    finally:
        looking.cancel()


async def _look(base: _Base) -> None:
    """Once all connections stood it is known which servers put the bot out while nobody listened."""
    client, house = base.client, base.house
    await client.complete.wait()
    _log.info("serving on Discord", extra=entry("serving"))
    await _carefully(house.registry.servers.retain, PLATFORM, house.bot, frozenset(client.servers))
    while True:
        await _carefully(house.registry.counts.gauge, PLATFORM, SERVERS, len(client.servers))
        await asyncio.sleep(_HOURLY)


async def _carefully(call: Callable[Arguments, object], *arguments: Arguments.args, **named: Arguments.kwargs) -> None:
    """A blocking call beside what is served, which must not end with it."""
    try:
        await off(call, *arguments, **named)
    except VerbaleError as error:
        _log.error("servers cannot be kept to: %s", error, extra=entry("servers-not-kept"))
