"""The wire against the fake Discord, in a thread of the test's own process: gateway, inbox, worker, edited replies."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from discord.http import Route

from bot.frontends.discord.arrivals import Deciding, Patience
from bot.frontends.discord.callbacks import Callbacks, Choice
from bot.frontends.discord.client import Client, connected, log_in
from bot.frontends.discord.endpoints import PLATFORM, Endpoint
from bot.frontends.discord.events import Completing, Event, Manner, Pressed, Stored, unpacked
from bot.frontends.discord.receiving import receiving
from bot.frontends.discord.shelf import Inbox
from bot.registry.inbox import LEASE
from bot.registry.keys import Keys
from bot.registry.opening import Registry, open_registry
from bot.registry.updates import Update
from bot.serving.metrics import Metrics
from bot.serving.working import Lending, Pace, Worker

TROUBLE = "Something went wrong. Please try again."
NONE: dict[str, list[str]] = {"parse": []}


class Address(Protocol):
    """Where a Discord is; a `FakeDiscord` in this process or in another."""

    @property
    def token(self) -> str: ...

    @property
    def api(self) -> str: ...

    @property
    def gateway(self) -> str: ...


class Working(Inbox, Lending, Protocol):
    """What stores and what lends."""


def registry_in(folder: Path) -> Registry:
    """A registry in a file, for one process or for several."""
    return open_registry(f"sqlite:///{folder / 'registry.sqlite'}", Keys("a secret of this test and of no one else"))


def alone(event: Event) -> Manner:
    """Buttons change their message; everything else is between the two."""
    return Manner.CHANGE if isinstance(event, Pressed) else Manner.ALONE


async def nothing(event: Completing) -> Sequence[Choice]:
    return ()


class Linked:
    """A bot that answers each event with a text, as a context. What its thread raises is raised at the end."""

    def __init__(
        self,
        discord: Address,
        inbox: Any,
        *,
        says: Callable[[Stored], str] = lambda stored: f"answered {stored.event.kind}",
        manner: Callable[[Event], Manner] = alone,
        complete: Callable[[Completing], Awaitable[Sequence[Choice]]] = nothing,
        patience: Patience | None = None,
        shards: int | None = None,
        works: bool = True,
        pauses: float = 0.0,
        lease: timedelta = LEASE,
        prepare: Callable[[Client], Awaitable[object]] | None = None,
        connected: bool = True,
    ) -> None:
        self.counted: Counter[str] = Counter()
        self.took: dict[str, list[float]] = {"store": [], "defer": []}
        self.handled: list[Stored] = []
        self.left: list[int] = []
        self.reached: list[bool] = []
        self.client: Client | None = None
        self.endpoint = Endpoint(discord.token, discord.api, discord.gateway, shards, loopback_only=True)
        self._inbox: Working = inbox
        self._says = says
        self._deciding = Deciding(manner, complete, lambda locale: f"{TROUBLE} ({locale})")
        self._patience = patience
        self._works = works
        self._pauses = pauses
        self._lease = lease
        self._prepare = prepare
        self._connected = connected
        self._failed: BaseException | None = None
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="linked", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(60)
        if self._connected and self._failed is None:
            self.waits_for("ready")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(60)
        assert not self._thread.is_alive(), "the bot did not end"
        if self._failed is not None:
            raise self._failed

    def ends(self) -> BaseException | None:
        """Until it ends by itself; what it raised."""
        self._thread.join(60)
        failed, self._failed = self._failed, None
        return failed

    def waits_for(self, word: str, times: int = 1, seconds: float = 60.0) -> None:
        """Until something was counted so often."""
        ends = time.monotonic() + seconds
        while self.counted[word] < times:
            assert time.monotonic() < ends, f"{word} was not counted: {self.counted}"
            time.sleep(0.01)

    def blocks_the_loop(self, seconds: float) -> None:
        """As code does that is not moved off the event loop."""
        self._loop.call_soon_threadsafe(time.sleep, seconds)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:
            self._failed = error
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        if not self._connected:
            self._ready.set()
        client = await log_in(self.endpoint, self._stopping, identify_pause=0.01)
        if client is None:
            return
        self.client = client
        if self._prepare is not None:
            await self._prepare(client)
        client.left = self.left.append
        client.reach = self.reached.append
        worker = self._worker(str(client.application_id))
        async with AsyncExitStack() as stack:
            took = self.took
            self._arrivals = await stack.enter_async_context(
                receiving(
                    client,
                    self.endpoint,
                    self._inbox,
                    self._deciding,
                    arrived=worker.wake,
                    count=self._count,
                    took=lambda stage, seconds: took[stage].append(seconds),
                    patience=self._patience,
                )
            )
            link = await stack.enter_async_context(connected(client))
            self._ready.set()
            working = asyncio.create_task(worker.run() if self._works else asyncio.Event().wait())
            ending = asyncio.create_task(self._stopping.wait())
            await asyncio.wait((ending, link), return_when=asyncio.FIRST_COMPLETED)
            worker.stop()
            await (working if self._works else self._ended(working))
            await self._ended(ending)

    def _worker(self, bot: str) -> Worker:
        pace = Pace(at_once=64, look=0.2, lease=self._lease)
        return Worker(self._inbox, PLATFORM, bot, self._handle, Metrics(PLATFORM), pace=pace)

    async def _ended(self, task: asyncio.Task[Any]) -> None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    def _count(self, word: str) -> None:
        self.counted[word] += 1

    async def _handle(self, lent: Update) -> None:
        if not await self._arrivals.stands(lent):
            return
        stored = unpacked(lent.payload)
        self.handled.append(stored)
        await asyncio.sleep(self._pauses)
        origin = stored.event.origin
        client = self.client
        assert client is not None
        async with Answering(self.endpoint) as answering:
            await answering.edit(origin.application, origin.token, self._says(stored))


class Answering(Callbacks):
    """Edits replies, as plainly as can be."""

    async def edit(self, application: int, token: str, text: str) -> None:
        url = f"{self._endpoint.api}/webhooks/{application}/{token}/messages/@original"
        body = {"content": text, "allowed_mentions": NONE, "components": []}
        async with self._session.patch(url, json=body) as answer:
            await answer.read()


async def raw_put(client: Client, commands: list[dict[str, Any]]) -> None:
    """What stands at Discord, put there directly."""
    route = Route("PUT", "/applications/{application_id}/commands", application_id=client.application_id)
    await client.http.request(route, json=commands)
