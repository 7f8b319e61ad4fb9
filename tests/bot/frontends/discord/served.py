"""The Discord front-end as a whole, against the fake Discord, in a thread of the test's own process."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.findings import Verification
from bot.frontends.discord.service import Tuning, run
from bot.registry.opening import Registry
from bot.serving.answering import Answerer
from bot.serving.common import serve
from bot.serving.composing import registry_of
from bot.serving.opened import Opened
from bot.serving.working import Pace
from bot.settings import read
from bot.verification import verify
from indexer.statement import Statement, VerbaleError
from indexer.store import Library, Snapshot
from tests.bot.frontends.telegram.served import LAKE, QUESTION, STATEMENTS, prepared
from tests.fakes.contents import make, publish_made
from tests.fakes.discord import FakeDiscord

__all__ = ["LAKE", "QUESTION", "STATEMENTS", "Served", "prepared"]

LEASE = timedelta(seconds=2)


class Served:
    """A front-end at work, as a context; what it raises is raised at the end.

    Without `connects` its session is not waited for.
    """

    def __init__(
        self,
        discord: FakeDiscord,
        folder: Path,
        *,
        desk: Answerer | None = None,
        statements: Iterable[Statement] = STATEMENTS,
        connects: bool = True,
        **settings: str,
    ) -> None:
        self.discord = discord
        self._connects = connects
        self.desk = desk or prepared()
        self.store = folder / "store"
        if not (self.store / "current").exists():
            publish_made(self.store, make(statements))
        self.library = Library(self.store, lambda snapshot: None)
        self.trouble: VerbaleError | None = None
        self._seen = datetime.min.replace(tzinfo=UTC)
        self._settings = {f"limit_{whose}": "10000/second" for whose in ("person", "chat", "everybody")} | settings
        self._thread = threading.Thread(target=self._run, name="served", daemon=True)
        self._ready = threading.Event()
        self._failed: BaseException | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None

    def republish(self, statements: Iterable[Statement], built: datetime) -> str:
        """Publish another version of the store."""
        return publish_made(self.store, make(statements), built)

    def __enter__(self) -> Self:
        world = self.discord.world
        before = len(world.identified)
        self._thread.start()
        assert self._ready.wait(60)
        if not self._connects:
            return self
        self.discord.wait_until("the login", lambda: len(world.identified) > before or self._failed)
        if self._failed is None:
            self.discord.connected()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._loop is not None and self._stopping is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(60)
        assert not self._thread.is_alive(), "the front-end did not end"
        if self._failed is not None:
            raise self._failed

    def blocks_the_loop(self, seconds: float) -> None:
        """As code does that is not moved off the event loop."""
        assert self._loop is not None
        self._loop.call_soon_threadsafe(time.sleep, seconds)

    def snapshot(self) -> Snapshot:
        """What the front-end takes as its library's."""
        found = self.library.snapshot()
        self._seen = found.manifest.built
        return found

    def paused(self) -> bool:
        """As its library's."""
        return self.library.paused()

    def takes_up(self, built: datetime, seconds: float = 60.0) -> None:
        """Until the version built then is in use everywhere."""
        ends = time.monotonic() + seconds
        while self._seen < built:
            assert time.monotonic() < ends, "the new version of the store was not taken up in time"
            time.sleep(0.05)

    def observed(self) -> None:
        """Until the store as it is now has been looked at, so that what comes next is news."""
        self.registry().news.observe(self.library.snapshot().contents.statements)

    def registry(self) -> Registry:
        """What is remembered, looked at from outside."""
        return registry_of(read(self.environment(), self.store))

    def environment(self) -> Mapping[str, str]:
        """What the command line would read."""
        given = {
            "store": str(self.store),
            "discord_token": self.discord.token,
            "discord_api": self.discord.api,
            "discord_gateway": self.discord.gateway,
            "discord_loopback": "1",
            **self._settings,
        }
        return {f"VERBALE_{name.upper()}": value for name, value in given.items()}

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:
            self._failed = error
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        self._ready.set()
        opened = Opened(self.desk, self, judge)
        tuning = Tuning(Pace(lease=LEASE, look=0.2), identify_pause=0.01)
        fronts = {"discord": partial(run, tuning=tuning)}
        await serve(read(self.environment(), self.store), opened, fronts, self._stopping)


def judge(snapshot: Snapshot, text: str, moment: datetime, language: str | None) -> Verification:
    """Without a model: nothing similar is looked for."""
    return verify(snapshot, text, moment, language)
