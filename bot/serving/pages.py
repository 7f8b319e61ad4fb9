"""A small server, on the loopback interface unless set otherwise, for whoever watches over a service.

/livez    200 while the service moves, else 503
/readyz   200 while it does what it is there for, else 503; JSON
/metrics  Prometheus
"""

from __future__ import annotations

import asyncio
import os
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from indexer.statement import VerbaleError

LOOPBACK = "127.0.0.1"
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class HealthError(VerbaleError):
    """The port cannot be listened on."""


class Pages(ABC):
    """The server, as a context; `port` is the one it listens on. A subclass says what the pages show."""

    def __init__(self, port: int, host: str = LOOPBACK) -> None:
        self.port = port
        self._host = host
        application = web.Application()
        application.router.add_get("/livez", self._live)
        application.router.add_get("/readyz", self._ready)
        application.router.add_get("/metrics", self._figures)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)

    def moves(self) -> bool:
        """Whether the service moves: it does where the event loop, which asks, is its own. Never blocks."""
        return True

    @abstractmethod
    async def told(self) -> Mapping[str, Any]:
        """What ``/readyz`` tells; ``ready`` says whether it is."""

    @abstractmethod
    def figures(self) -> bytes:
        """All figures in Prometheus's text format; called off the event loop."""

    async def __aenter__(self) -> Self:
        """Raises `HealthError`."""
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self.port).start()
        except OSError as error:
            await self._runner.cleanup()
            raise HealthError(
                f"health and metrics cannot listen on port {self.port} of {self._host} "
                f"({os.strerror(error.errno or 0)}); set VERBALE_METRICS_PORT to another one, or to nothing, "
                "or mend VERBALE_METRICS_HOST"
            ) from None
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    async def _live(self, request: web.Request) -> web.Response:
        return web.Response(text="alive\n") if self.moves() else web.Response(text="still\n", status=503)

    async def _ready(self, request: web.Request) -> web.Response:
        told = await self.told()
        return web.json_response(told, status=200 if told["ready"] else 503)

    async def _figures(self, request: web.Request) -> web.Response:
        figures = await asyncio.to_thread(self.figures)
        return web.Response(body=figures, headers={"Content-Type": CONTENT_TYPE})


@contextmanager
def apart(pages: Pages) -> Iterator[None]:
    """Serve `pages` from a thread of its own, for a service without an event loop. Raises `HealthError`."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="health", daemon=True)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(pages.__aenter__(), loop).result()
        try:
            yield
        finally:
            asyncio.run_coroutine_threadsafe(pages.__aexit__(None, None, None), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
