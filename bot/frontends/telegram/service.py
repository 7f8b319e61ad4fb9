"""The Telegram front-end: receiver → inbox → worker → desk → sender, with news and menus beside."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace

from telegram.error import TelegramError

from bot.frontends.telegram import menus, sender
from bot.frontends.telegram.announce import Post, follow
from bot.frontends.telegram.api import Bot, Endpoint, open_bot
from bot.frontends.telegram.arrivals import PLATFORM
from bot.frontends.telegram.carrying import Carrier
from bot.frontends.telegram.conversation import Conversation
from bot.frontends.telegram.endpoints import address_of, endpoint_of
from bot.frontends.telegram.events import Event, Reader
from bot.frontends.telegram.hands import Hands
from bot.frontends.telegram.identity import Identity
from bot.frontends.telegram.receiver import Receiver
from bot.frontends.telegram.steps import Step
from bot.frontends.telegram.webhook import Address, Webhook, announce
from bot.logbook import entry
from bot.serving.announcing import Announcer
from bot.serving.common import Common, running
from bot.serving.exchanging import Exchange, worker_of
from bot.serving.house import off
from bot.serving.metrics import Metrics
from bot.serving.working import Pace, Worker, work
from bot.settings import Settings

_AT_ONCE = 128
"""Updates in work; most of them wait, for the desk or for their chat's next second, and keep no other from it."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
_ASKING = 10.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tuning:
    """How fast messages go out, and how the inbox is worked on."""

    sending: sender.Limits = field(default_factory=sender.Limits)
    working: Pace = field(default_factory=lambda: Pace(at_once=_AT_ONCE))


@dataclass(frozen=True, slots=True)
class _Base:
    """What everything below stands on."""

    common: Common
    endpoint: Endpoint
    address: Address | None
    bot: Bot
    metrics: Metrics
    tuning: Tuning


def demand(settings: Settings) -> None:
    """Raises `VerbaleError` where no patience would help, as with a token that Telegram does not take: this is cheap,
    and a model that is loaded for nothing is not.
    """
    endpoint, _ = endpoint_of(settings), address_of(settings)
    asyncio.run(_demand_known(endpoint))


async def _demand_known(endpoint: Endpoint) -> None:
    """Ask Telegram once whether it takes the token; that it is not reached is no error here: `run` asks until it is."""
    bot = open_bot(endpoint, None)
    try:
        with suppress(TelegramError, TimeoutError):
            async with asyncio.timeout(_ASKING):
                await bot.initialize()
    finally:
        await bot.shutdown()


async def run(common: Common, tuning: Tuning | None = None) -> None:
    """Serve until `common.stopping`; what is in work is finished first. Raises `VerbaleError`."""
    endpoint, address = endpoint_of(common.settings), address_of(common.settings)
    metrics, tuning = common.metrics(PLATFORM), tuning or Tuning()
    # What nobody knows to have been sent is sent again by the inbox's count alone: see `bot.serving.exchanging`.
    limits = replace(tuning.sending, resends=0)
    bot = open_bot(endpoint, sender.Pace(limits, count=metrics.send))
    try:
        if await _introduced(bot, common.stopping):
            common.reach(PLATFORM)
            await _serve(_Base(common, endpoint, address, bot, metrics, tuning))
    finally:
        await bot.shutdown()


async def _serve(base: _Base) -> None:
    common, bot = base.common, base.bot
    hands, house = Hands(bot), common.house(base.metrics, base.endpoint.bot)
    await off(follow, common.registry, base.endpoint.bot, common.settings["telegram_channel"])
    carrier = Carrier(Reader(bot.id, bot.username), hands)
    conversation = Conversation(house, Identity(bot.id, bot.username))
    pace, inbox = base.tuning.working, common.registry.inbox
    exchange = Exchange[Event, Step](inbox, carrier, conversation, pace.lease, base.metrics.send, house.paused)
    worker = worker_of(house, exchange, pace)
    announcer = Announcer(house, Post(hands).deliver)
    async with running(announcer.run(), menus.publish(bot, keeping=common.keeping is not None)):
        way = "polling" if base.address is None else "webhook"
        _log.info("serving on Telegram by %s", way, extra=entry("serving"))
        await work(worker, _receiving(base, worker), common.stopping)


async def _introduced(bot: Bot, stopping: asyncio.Event) -> bool:
    """Ask Telegram who the bot is, again and again until it says so; False where the end came first."""
    pause = _FIRST_PAUSE
    while not stopping.is_set():
        try:
            await bot.initialize()
        except TelegramError as error:
            kind = type(error).__name__
            _log.warning(
                "Telegram is not reached (%s); asking again in %.1f s",
                kind,
                pause,
                extra=entry("not-reached", error=kind, pause_s=pause),
            )
        else:
            return True
        try:
            async with asyncio.timeout(pause):
                await stopping.wait()
        except TimeoutError:
            pause = min(2 * pause, _LONGEST_PAUSE)
    return False


@asynccontextmanager
async def _receiving(base: _Base, worker: Worker) -> AsyncIterator[asyncio.Task[None]]:
    """Updates come into the inbox until the block is left; the task ends earlier only where it fails."""
    inbox, metrics, address = base.common.registry.inbox, base.metrics, base.address
    if address is None:
        receiver = Receiver(base.endpoint, inbox, arrived=worker.wake, count=metrics.update)
        polling = asyncio.create_task(receiver.run())
        yield polling
        receiver.stop()
        await polling
        return
    async with Webhook(address, base.endpoint.bot, inbox, arrived=worker.wake, count=metrics.update):
        announcing = asyncio.create_task(_announced(base.bot, base.common.settings["telegram_webhook"], address.secret))
        yield announcing
        announcing.cancel()
        if announcing.done() and not announcing.cancelled():
            announcing.result()


async def _announced(bot: Bot, url: str, secret: str) -> None:
    """Tell Telegram where the webhook is, as often as it takes; then wait for ever."""
    pause = _FIRST_PAUSE
    while True:
        try:
            await announce(bot, url, secret)
            break
        except TelegramError as error:
            kind = type(error).__name__
            _log.warning(
                "the webhook could not be set (%s); trying again in %.1f s",
                kind,
                pause,
                extra=entry("webhook-not-set", error=kind, pause_s=pause),
            )
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
    await asyncio.Event().wait()
