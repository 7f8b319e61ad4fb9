"""One or several front-ends in one process, over one model, one store, one registry and one health port.

`serve` opens what they share and runs each front-end's ``run(common)`` until the end is asked for. A front-end waits
out what keeps it from its platform; what it raises ends all of them.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.logbook import entry
from bot.registry.opening import Registry
from bot.serving.answering import Answering, Capacity
from bot.serving.composing import keep_to, keeping_of, limits_of, registry_of, retention_of
from bot.serving.health import Health
from bot.serving.house import House, PausedError, off
from bot.serving.limits import Limits, Rates
from bot.serving.logs import contain, told
from bot.serving.metrics import Figures, Metrics
from bot.serving.opened import Followed, Opened, one_at_a_time
from bot.serving.watching import Watching
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.serving.keeping import Keeping
    from indexer.store import Snapshot

_SEARCHES = Rates(person="90/minute", chat="120/minute", everybody="50/second", strikes="20 per 5 minutes")
"""Buttons and searches: whoever types sends one search a letter."""
_CAPACITY = Capacity(threads=1)
"""The desk takes one question at a time."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Common:
    """What all front-ends of a process stand on.

    A front-end ends, what is in work finished, soon after `stopping` is set. It calls `reach` once its platform knows
    it.
    """

    settings: Settings
    opened: Opened
    library: Followed
    registry: Registry
    counter: Answering
    figures: Figures
    limits: Limits
    searches: Limits
    stopping: asyncio.Event
    reached: dict[str, bool]
    keeping: Keeping | None = None
    judging: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))

    def reach(self, platform: str, *, there: bool = True) -> None:
        """Let the health page and the figures tell whether the platform knows the bot and is served."""
        self.reached[platform] = there
        self.figures.reached(platform, there=there)

    def metrics(self, platform: str) -> Metrics:
        """The platform's figures."""
        return Metrics(platform, self.figures)

    def house(self, metrics: Metrics, bot: str) -> House:
        """What the conversations of the bot with this id draw on."""
        return House(
            metrics.platform,
            bot,
            counter=self.counter,
            snapshot=self.published,
            verify=self.opened.verify,
            registry=self.registry,
            limits=self.limits,
            searches=self.searches,
            metrics=metrics,
            clock=lambda: datetime.now(UTC),
            judging=self.judging,
            keeping=self.keeping,
            paused=self.library.paused,
        )

    def published(self) -> Snapshot:
        """What may be shown: the store's newest version. Raises `PausedError` while staff have paused the service."""
        if self.library.paused():
            raise PausedError(self.library.latest.contents.ministry)
        return self.library.latest


Front = Callable[[Common], Awaitable[None]]
"""A front-end's ``run``."""


async def serve_until_told(settings: Settings, opened: Opened, fronts: Mapping[str, Front]) -> None:
    """Serve until SIGTERM or SIGINT. Raises `VerbaleError`."""
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    await serve(settings, opened, fronts, stopping)


async def serve(settings: Settings, opened: Opened, fronts: Mapping[str, Front], stopping: asyncio.Event) -> None:
    """Serve by the front-ends, each under its platform's name, until `stopping`. Raises `VerbaleError`."""
    contain(asyncio.get_running_loop())
    opened, figures = one_at_a_time(opened), Figures()
    registry = await off(registry_of, settings)
    try:
        library = await off(Followed, opened.library)
        watching = await off(Watching, library, figures, registry.news.observe)
        async with AsyncExitStack() as stack:
            counter = await stack.enter_async_context(
                Answering(opened.desk, lambda: watching.in_use, _CAPACITY, paused=library.paused)
            )
            figures.queue("questions", lambda: counter.waiting)
            common = Common(
                settings,
                opened,
                library,
                registry,
                counter,
                figures,
                limits_of(settings),
                Limits(_SEARCHES),
                stopping,
                {},
                keeping_of(settings, registry, lambda: library.latest),
            )
            for platform in fronts:
                common.reach(platform, there=False)
            if settings.metrics_port is not None:
                await stack.enter_async_context(_health(common, watching, settings.metrics_port))
            await stack.enter_async_context(running(watching.run(), keep_to(retention_of(settings), registry)))
            await _together(list(fronts.values()), common)
    finally:
        await off(registry.close)


def _health(common: Common, watching: Watching, port: int) -> Health:
    oldest = common.settings.store_oldest
    seconds = None if oldest is None else oldest.total_seconds()
    checks = {"database": common.registry.answers}
    host = common.settings["metrics_host"]
    return Health(port, common.figures, watching, checks, seconds, common.reached, host)


async def _together(fronts: Sequence[Front], common: Common) -> None:
    """Run all until each has ended; the first that fails ends the others, and is raised."""
    tasks = [asyncio.ensure_future(front(common)) for front in fronts]
    try:
        ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        first = next((task for task in ended if task.exception() is not None), None)
        common.stopping.set()
        await asyncio.wait(tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for error in (task.exception() for task in tasks if task is not first):
        if error is not None:
            _log.error("another front-end failed while it ended\n%s", told(error), extra=entry("also-failed"))
    if first is not None:
        first.result()


@asynccontextmanager
async def running(*beside: Coroutine[object, object, object]) -> AsyncIterator[None]:
    """Tasks that run while the block does."""
    tasks = [asyncio.create_task(one) for one in beside]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
