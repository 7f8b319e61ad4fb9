"""The connection to a Bot API server: its address, its token, and what each failure says about a request.

Errors of `Wire` (all are `telegram.error.TelegramError`; none holds the token, an address or what was sent):

=================  =================================================================================
`NotSentError`     no connection was made: the request did not reach Telegram
`UnknownError`     the request left, and no whole answer came: Telegram may have done it or not
`ServerError`      an answer in the 500s, or one from a proxy between: Telegram has not done it
`FloodError`       429: not done; ask again after `seconds`
`ChatMigrated`     the group has another id now
`Forbidden`        the bot was blocked or removed, or the person never wrote to it
`BadRequest`, …    Telegram's own refusals, as python-telegram-bot names them
=================  =================================================================================
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, TelegramError, TimedOut
from telegram.ext import BaseRateLimiter, ExtBot
from telegram.request import BaseRequest, RequestData

from bot.serving.addresses import host_of, is_loopback
from indexer.statement import VerbaleError

OFFICIAL = "https://api.telegram.org"
_TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{20,100}")
_CONNECTIONS = 256


class EndpointError(VerbaleError):
    """The address of the Bot API server or the token cannot be used."""


class TokenError(VerbaleError):
    """Telegram does not know the token."""

    def __init__(self) -> None:
        super().__init__(
            "Telegram does not accept the bot's token; put the one that @BotFather shows in VERBALE_TELEGRAM_TOKEN"
            " or VERBALE_TELEGRAM_TOKEN_FILE"
        )


class NotSentError(NetworkError):
    """No connection was made, so nothing was done."""

    __slots__ = ()


class UnknownError(TimedOut):
    """The request left, and no whole answer came back."""

    __slots__ = ()


class ServerError(NetworkError):
    """The server, or a proxy before it, failed before doing anything."""

    __slots__ = ()


class FloodError(TelegramError):
    """Too many requests; the next is welcome after `seconds`."""

    __slots__ = ("seconds",)

    def __init__(self, seconds: float) -> None:
        super().__init__(f"Too many requests; the next is welcome after {seconds:g} seconds")
        self.seconds = seconds

    def __reduce__(self) -> tuple[type, tuple[float]]:  # type: ignore[override]  # its base promises one text
        return self.__class__, (self.seconds,)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A Bot API server and the bot's token there.

    `loopback_only` is for tests: no other address is then accepted, so that a token cannot leave the machine.
    Raises `EndpointError`.
    """

    token: str = field(repr=False)
    base: str = OFFICIAL
    loopback_only: bool = False

    def __post_init__(self) -> None:
        if not _TOKEN.fullmatch(self.token):
            raise EndpointError(
                "the Telegram token is not of the form that @BotFather shows (digits, a colon, letters and digits);"
                " see VERBALE_TELEGRAM_TOKEN and VERBALE_TELEGRAM_TOKEN_FILE"
            )
        host = host_of(self.base, ("http", "https"))
        if host is None:
            raise EndpointError("VERBALE_TELEGRAM_API is no address of a server; write one such as " + OFFICIAL)
        if self.loopback_only and not is_loopback(host):
            raise EndpointError("in tests only a server on this machine is asked; set VERBALE_TELEGRAM_API to a fake")

    @property
    def bot(self) -> str:
        """The bot's public number, the part of the token before the colon."""
        return self.token.partition(":")[0]

    def url(self, method: str) -> str:
        return f"{self.prefix}{self.token}/{method}"

    @property
    def prefix(self) -> str:
        """What python-telegram-bot calls `base_url`."""
        return self.base.rstrip("/") + "/bot"


class _WithoutToken(logging.Filter):
    """httpx tells every address that it asks, and the Bot API's addresses hold the token."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = re.sub(r"/bot[^/\s]+", "/bot…", record.getMessage())
        record.args = None
        return True


_without_token = _WithoutToken()


class Wire(BaseRequest):
    """HTTP for python-telegram-bot and for the receiver, with errors that say whether a request was done.

    Times in seconds: `connecting` until there is a connection, `answering` for each pause of the answer. Proxies
    of the environment are used, unless the endpoint is for tests.
    """

    def __init__(self, endpoint: Endpoint, *, connecting: float = 5.0, answering: float = 20.0) -> None:
        self._endpoint = endpoint
        self._timeout = httpx.Timeout(connect=connecting, read=answering, write=answering, pool=connecting)
        self._client: httpx.AsyncClient | None = None
        self._opening = asyncio.Lock()
        logging.getLogger("httpx").addFilter(_without_token)

    @property
    def read_timeout(self) -> float | None:
        return self._timeout.read

    async def initialize(self) -> None:
        async with self._opening:  # a bot has two wires, here the same one, and opens both at once
            if self._client is None:
                # It reads the file of certificates, and while it does nothing else would be answered.
                self._client = await asyncio.to_thread(
                    httpx.AsyncClient,
                    timeout=self._timeout,
                    limits=httpx.Limits(max_connections=_CONNECTIONS),
                    trust_env=not self._endpoint.loopback_only,
                )

    async def shutdown(self) -> None:
        if self._client is not None:
            client, self._client = self._client, None
            await client.aclose()

    async def call(self, method: str, parameters: Mapping[str, object], *, answering: float | None = None) -> bytes:
        """The body of a successful answer to `method`, as it came, whole JSON or not. Raises the errors above."""
        data = {name: value if isinstance(value, str) else json.dumps(value) for name, value in parameters.items()}
        times = {} if answering is None else {"read": answering}
        status, body = await self._send(self._endpoint.url(method), data, times)
        if 200 <= status < 300:
            return body
        status, body = _judged(status, body)
        refusals = {401: InvalidToken, 404: InvalidToken, 403: Forbidden, 409: Conflict}
        raise refusals.get(status, BadRequest)(str(json.loads(body).get("description", f"status {status}")))

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        given = {"read": read_timeout, "write": write_timeout, "connect": connect_timeout, "pool": pool_timeout}
        times = {name: value for name, value in given.items() if value is not BaseRequest.DEFAULT_NONE}
        data = request_data.json_parameters if request_data else {}
        files = request_data.multipart_data if request_data else None
        return _judged(*await self._send(url, data, times, files or None))

    async def _send(
        self, url: str, data: Mapping[str, str], times: Mapping[str, float | None], files: Any = None
    ) -> tuple[int, bytes]:
        if self._client is None:
            raise NotSentError("the connection is closed")
        timeout = httpx.Timeout(**{**self._timeout.as_dict(), **times})
        try:
            answer = await self._client.post(url, data=data, files=files, timeout=timeout)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError) as error:
            raise NotSentError(f"no connection ({type(error).__name__})") from None  # its request holds the token
        except httpx.HTTPError as error:
            raise UnknownError(f"no answer ({type(error).__name__})") from None
        except UnicodeEncodeError:
            raise BadRequest("strings must be encoded in UTF-8") from None  # Telegram's words; its own hold the text
        return answer.status_code, answer.content


def _judged(status: int, body: bytes) -> tuple[int, bytes]:
    """The answer where it is one of Telegram's, for python-telegram-bot to read; else the error that fits.

    Left to itself python-telegram-bot writes a body that it cannot read into its log and its error.
    """
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict) or "ok" not in answer:
        answer = None
    if status == 504 or (answer is None and 200 <= status < 300):
        raise UnknownError(f"an answer that does not say what was done (status {status})")
    if answer is None or status >= 500:
        raise ServerError(f"the server failed (status {status})")
    if status == 429:
        parameters = answer.get("parameters")
        seconds = parameters.get("retry_after") if isinstance(parameters, dict) else None
        raise FloodError(float(seconds) if isinstance(seconds, int | float) and seconds > 0 else 1.0)
    return status, body


class Bot(ExtBot[Any]):
    """python-telegram-bot's bot, which keeps its token to itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "Bot[]"

    async def initialize(self) -> None:
        """Raises `TokenError`, and the errors above where Telegram is not reached."""
        with suppress(InvalidToken):
            await super().initialize()
            return
        raise TokenError  # not from the other, which holds the token


def open_bot(endpoint: Endpoint, pace: BaseRateLimiter[Any] | None, wire: Wire | None = None) -> Bot:
    """A bot that sends through `pace`; `initialize` and `shutdown` it."""
    for name in ("telegram.Bot", "telegram.ext.ExtBot"):
        # Below this level they tell the token and what citizens are told.
        logging.getLogger(name).setLevel(logging.WARNING)
    wire = wire or Wire(endpoint)
    return Bot(endpoint.token, base_url=endpoint.prefix, request=wire, get_updates_request=wire, rate_limiter=pace)
