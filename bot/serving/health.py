"""A small server, on the loopback interface unless set otherwise, for whoever watches over the bot.

/livez    200 while the event loop turns
/readyz   200 while questions can be answered, else 503; JSON: version and age of the store, platforms, what is wrong
/metrics  Prometheus
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from aiohttp import web

from bot.serving.logs import named
from bot.serving.metrics import CONTENT_TYPE, Figures
from bot.serving.watching import Watching
from indexer.statement import VerbaleError

LOOPBACK = "127.0.0.1"

_SLOWEST = 5.0  # seconds in which a check must answer


class HealthError(VerbaleError):
    """The port cannot be listened on."""


class Health:
    """The server, as a context; `port` is the one it listens on.

    `checks` are called off the event loop, each by a name; one that raises makes the bot not ready. `oldest` is the age
    in seconds from which the store is too old to answer from. `reached` tells of each platform whether it was reached;
    one that was not makes nothing unready: no other bot could be asked instead.
    """

    def __init__(
        self,
        port: int,
        figures: Figures,
        watching: Watching,
        checks: Mapping[str, Callable[[], object]],
        oldest: float | None = None,
        reached: Mapping[str, bool] | None = None,
        host: str = LOOPBACK,
    ) -> None:
        self.port = port
        self._host = host
        self._told = figures
        self._watching = watching
        self._checks = checks
        self._oldest = oldest
        self._reached = {} if reached is None else reached
        application = web.Application()
        application.router.add_get("/livez", self._live)
        application.router.add_get("/readyz", self._ready)
        application.router.add_get("/metrics", self._figures)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)

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
        return web.Response(text="alive\n")

    async def _ready(self, request: web.Request) -> web.Response:
        in_use, now = self._watching.in_use, datetime.now(UTC)
        wrong = [found for found in await asyncio.gather(*map(self._check, self._checks)) if found is not None]
        if self._watching.too_old(self._oldest, now):
            wrong.append("the store is too old")
        told = {
            "ready": not wrong,
            "store": in_use.version,
            "built": in_use.built.isoformat(),
            "age_s": round(in_use.age(now), 1),
            "statements": len(in_use.statements),
            "platforms": {name: "serving" if there else "connecting" for name, there in self._reached.items()},
            "paused": in_use.paused,
            "wrong": wrong,
            "trouble": in_use.trouble,
        }
        return web.json_response(told, status=503 if wrong else 200)

    async def _check(self, name: str) -> str | None:
        try:
            async with asyncio.timeout(_SLOWEST):
                await asyncio.to_thread(self._checks[name])
        except Exception as error:  # whatever it is, it is what is wrong
            return f"{name}: {named(error)}"
        return None

    async def _figures(self, request: web.Request) -> web.Response:
        figures = await asyncio.to_thread(self._told.text)
        return web.Response(body=figures, headers={"Content-Type": CONTENT_TYPE})
