"""Updates from Telegram to the inbox, by webhook: a small server that answers 200 only for what is stored.

It listens on loopback unless told otherwise; a reverse proxy before it ends TLS, as Telegram demands.

======  ==============================================================
200     stored, now or before; or nothing that will ever be an update
403     the secret header is absent or wrong
413     more than `LARGEST` bytes
408     the body did not come in time
503     the inbox cannot store: Telegram delivers again
======  ==============================================================
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from hmac import compare_digest
from types import TracebackType
from typing import Any, Self

from aiohttp import web
from telegram.ext import ExtBot

from bot.frontends.telegram.arrivals import (
    LARGEST,
    WANTED,
    Inbox,
    Shelf,
    UnstoredError,
    read_update,
    uncounted,
)
from indexer.statement import VerbaleError

HEADER = "X-Telegram-Bot-Api-Secret-Token"


class WebhookError(VerbaleError):
    """The webhook cannot be set up as the settings say."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the webhook listens, and what Telegram must show to be let in. Raises `WebhookError`.

    Every process that serves one bot needs the same `secret`. `slowest` is the seconds in which a body must come.
    """

    secret: str = field(repr=False)
    host: str = "127.0.0.1"
    port: int = 8443
    path: str = "/telegram"
    slowest: float = 10.0

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", self.secret):
            raise WebhookError("the webhook's secret must be 16 to 256 letters, digits, _ or -; make a random one")
        if not re.fullmatch(r"(?:/[A-Za-z0-9._~-]+)+", self.path):
            raise WebhookError("the webhook's path must be such as /telegram, and must not hold the bot's token")


class Webhook:
    """The server, as an asynchronous context; `port` is the one it got where 0 was asked for."""

    def __init__(
        self,
        address: Address,
        bot: str,
        inbox: Inbox,
        *,
        arrived: Callable[[], None] = lambda: None,
        count: Callable[[str], None] = uncounted,
    ) -> None:
        self._address = address
        self._secret = address.secret.encode()
        self._shelf = Shelf(bot, inbox, arrived, count)
        self._count = count
        self._runner: web.AppRunner | None = None
        self.port = address.port

    async def __aenter__(self) -> Self:
        """Raises `WebhookError` where the port is taken or may not be used."""
        application = web.Application(client_max_size=LARGEST)
        application.router.add_post(self._address.path, self._receive)
        # No access log: it would hold the address of whoever asks.
        self._runner = web.AppRunner(application, access_log=None, lingering_time=1.0, shutdown_timeout=2.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._address.host, self._address.port)
        try:
            await site.start()
        except OSError as error:
            await self._runner.cleanup()
            where = f"{self._address.host} port {self._address.port}"
            why = os.strerror(error.errno or 0)
            raise WebhookError(f"the webhook cannot listen on {where} ({why}); choose another port") from error
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """What is being stored is finished and answered first."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _receive(self, request: web.Request) -> web.Response:
        shown = request.headers.get(HEADER, "").encode("utf-8", "surrogateescape")
        if not compare_digest(shown, self._secret):
            self._count("stranger")
            return web.Response(status=403)
        try:
            async with asyncio.timeout(self._address.slowest):
                body = await request.read()
        except TimeoutError:
            return web.Response(status=408)
        try:
            await self._shelf.keep([read_update(body)])
        except UnstoredError:
            return web.Response(status=503, headers={"Retry-After": "5"})
        return web.Response()


async def announce(bot: ExtBot[Any], url: str, secret: str, *, connections: int = 40) -> None:
    """Tell Telegram to deliver to `url`; what has come until now is delivered too. Raises `WebhookError`."""
    if bot.token in url:
        raise WebhookError("the webhook's public address must not hold the bot's token")
    await bot.set_webhook(
        url,
        secret_token=secret,
        max_connections=connections,
        allowed_updates=WANTED,
        drop_pending_updates=False,
    )
