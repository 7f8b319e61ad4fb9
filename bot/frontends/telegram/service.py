"""`verbale telegram`: receiver → inbox → worker → desk → sender, with health, metrics, news and retention beside."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from telegram.error import TelegramError

from bot.frontends.telegram import menus, sender
from bot.frontends.telegram.announce import Announcer
from bot.frontends.telegram.api import Bot, Endpoint, open_bot
from bot.frontends.telegram.arrivals import PLATFORM
from bot.frontends.telegram.conversation import Conversation
from bot.frontends.telegram.endpoints import address_of, endpoint_of
from bot.frontends.telegram.events import Reader
from bot.frontends.telegram.exchange import Exchange
from bot.frontends.telegram.hands import Hands
from bot.frontends.telegram.house import House, Identity, off
from bot.frontends.telegram.opened import Followed, Opened, one_at_a_time
from bot.frontends.telegram.receiver import Receiver
from bot.frontends.telegram.webhook import Address, Webhook, announce
from bot.registry.opening import Registry
from bot.serving.answering import Answering, Capacity
from bot.serving.composing import keep_to, limits_of, registry_of, retention_of
from bot.serving.health import Health
from bot.serving.limits import Limits, Rates
from bot.serving.logs import contain
from bot.serving.metrics import Metrics
from bot.serving.watching import Watching
from bot.serving.working import Pace, Worker
from bot.settings import Settings

_SEARCHES = Rates(person="90/minute", chat="120/minute", everybody="50/second", strikes="20 per 5 minutes")
"""Buttons and searches: whoever types sends one search a letter."""
_CAPACITY = Capacity(threads=1)
"""The desk takes one question at a time."""
_AT_ONCE = 128
"""Updates in work; most of them wait, for the desk or for their chat's next second, and keep no other from it."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tuning:
    """How fast messages go out, and how the inbox is worked on."""

    sending: sender.Limits = field(default_factory=sender.Limits)
    working: Pace = field(default_factory=lambda: Pace(at_once=_AT_ONCE))


@dataclass(frozen=True, slots=True)
class _Base:
    """What everything below stands on."""

    settings: Settings
    endpoint: Endpoint
    opened: Opened
    library: Followed
    registry: Registry
    watching: Watching
    metrics: Metrics
    stopping: asyncio.Event
    tuning: Tuning


async def serve_until_told(settings: Settings, opened: Opened) -> None:
    """Serve until SIGTERM or SIGINT. Raises `VerbaleError`."""
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    await serve(settings, opened, stopping, Tuning())


async def serve(settings: Settings, opened: Opened, stopping: asyncio.Event, tuning: Tuning) -> None:
    """Serve until `stopping`; what is in work is finished first. Raises `VerbaleError`."""
    contain(asyncio.get_running_loop())
    endpoint, address = endpoint_of(settings), address_of(settings)
    opened, metrics = one_at_a_time(opened), Metrics(PLATFORM)
    registry = await off(registry_of, settings)
    try:
        library = await off(Followed, opened.library)
        watching = await off(Watching, library, metrics, registry.news.observe)
        base = _Base(settings, endpoint, opened, library, registry, watching, metrics, stopping, tuning)
        await _serve(base, address)
    finally:
        await off(registry.close)


async def _serve(base: _Base, address: Address | None) -> None:
    async with AsyncExitStack() as stack:
        answering = Answering(base.opened.desk, lambda: base.watching.in_use, _CAPACITY)
        counter = await stack.enter_async_context(answering)
        base.metrics.waiting("questions", lambda: counter.waiting)
        if base.settings.metrics_port is not None:
            await stack.enter_async_context(_health(base, base.settings.metrics_port))
        # What nobody knows to have been sent is sent again by the inbox's count alone: see `exchange`.
        limits = replace(base.tuning.sending, resends=0)
        bot = open_bot(base.endpoint, sender.Pace(limits, count=base.metrics.send))
        stack.push_async_callback(bot.shutdown)
        if not await _introduced(bot, base.stopping):
            return
        hands = Hands(bot)
        announcer = Announcer(base.registry, base.endpoint.bot, hands, _house(base, bot, counter).catalogue)
        await off(announcer.follow, base.settings["telegram_channel"])
        worker = _worker(base, bot, counter, hands)
        beside = (
            base.watching.run(),
            keep_to(retention_of(base.settings), base.registry),
            announcer.run(),
            menus.publish(bot),
        )
        async with _running(*beside):
            _log.info("serving on Telegram by %s", "polling" if address is None else "webhook")
            await _until_stopped(base, worker, address, bot)


def _health(base: _Base, port: int) -> Health:
    oldest = base.settings.store_oldest
    seconds = None if oldest is None else oldest.total_seconds()
    return Health(port, base.metrics, base.watching, {"database": base.registry.answers}, seconds)


async def _introduced(bot: Bot, stopping: asyncio.Event) -> bool:
    """Ask Telegram who the bot is, again and again until it says so; False where the end came first."""
    pause = _FIRST_PAUSE
    while not stopping.is_set():
        try:
            await bot.initialize()
        except TelegramError as error:
            _log.warning("Telegram is not reached (%s); asking again in %.1f s", type(error).__name__, pause)
        else:
            return True
        try:
            async with asyncio.timeout(pause):
                await stopping.wait()
        except TimeoutError:
            pause = min(2 * pause, _LONGEST_PAUSE)
    return False


def _house(base: _Base, bot: Bot, counter: Answering) -> House:
    return House(
        identity=Identity(bot.id, bot.username),
        counter=counter,
        snapshot=lambda: base.library.latest,
        verify=base.opened.verify,
        registry=base.registry,
        limits=limits_of(base.settings),
        searches=Limits(_SEARCHES),
        metrics=base.metrics,
        clock=lambda: datetime.now(UTC),
    )


def _worker(base: _Base, bot: Bot, counter: Answering, hands: Hands) -> Worker:
    conversation = Conversation(_house(base, bot, counter))
    reader = Reader(bot.id, bot.username)
    lease = base.tuning.working.lease
    exchange = Exchange(base.registry.inbox, reader, conversation, hands, lease, base.metrics.send)
    return Worker(
        base.registry.inbox,
        PLATFORM,
        base.endpoint.bot,
        exchange.handle,
        base.metrics,
        given_up=exchange.given_up,
        sort=exchange.sort,
        pace=base.tuning.working,
    )


async def _until_stopped(base: _Base, worker: Worker, address: Address | None, bot: Bot) -> None:
    """Receive and work until the end is asked for, or until either fails, which is raised."""
    working = asyncio.create_task(worker.run())
    ending = asyncio.create_task(base.stopping.wait())
    try:
        async with _receiving(base, worker, address, bot) as receiving:
            await asyncio.wait((working, ending, receiving), return_when=asyncio.FIRST_COMPLETED)
        worker.stop()
        await working
    finally:
        ending.cancel()
        working.cancel()


@asynccontextmanager
async def _receiving(
    base: _Base, worker: Worker, address: Address | None, bot: Bot
) -> AsyncIterator[asyncio.Task[None]]:
    """Updates come into the inbox until the block is left; the task ends earlier only where it fails."""
    inbox, metrics = base.registry.inbox, base.metrics
    if address is None:
        receiver = Receiver(base.endpoint, inbox, arrived=worker.wake, count=metrics.update)
        polling = asyncio.create_task(receiver.run())
        yield polling
        receiver.stop()
        await polling
        return
    async with Webhook(address, base.endpoint.bot, inbox, arrived=worker.wake, count=metrics.update):
        announcing = asyncio.create_task(_announced(bot, base.settings["telegram_webhook"], address.secret))
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
            _log.warning("the webhook could not be set (%s); trying again in %.1f s", type(error).__name__, pause)
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
    await asyncio.Event().wait()


@asynccontextmanager
async def _running(*beside: Coroutine[object, object, object]) -> AsyncIterator[None]:
    """Tasks that run while the block does."""
    tasks = [asyncio.create_task(one) for one in beside]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
