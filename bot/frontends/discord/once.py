"""What discord.py's adapter for interactions sends through, so that nothing is repeated that may have been done."""

from __future__ import annotations

import json
from types import TracebackType
from typing import Any

from aiohttp import ClientConnectorError, ClientError, ClientResponse, ClientSession

from bot.frontends.discord.outcome import FloodError, NotSentError, UnknownError

_SHORT = 5.0
"""Seconds of a 429 that discord.py may wait out on the spot."""
_LONG = 60.0
"""Seconds until the next request where Discord does not say when it is welcome."""


class Once:
    """A session, as far as the adapter knows one."""

    def __init__(self, session: ClientSession) -> None:
        self._session = session

    def request(self, method: str, url: str, **given: Any) -> _Try:
        return _Try(self._session.request(method, url, allow_redirects=False, **given))


class _Try:
    """One request. Answers upon which discord.py would repeat it are raised, as what `outcome` understands."""

    def __init__(self, sending: Any) -> None:
        self._sending = sending

    async def __aenter__(self) -> ClientResponse:
        try:
            answer: ClientResponse = await self._sending.__aenter__()
            if answer.status == 429:
                await _wait_or_raise(answer)
        except ClientConnectorError as error:
            raise NotSentError(type(error).__name__) from None  # it may hold an address with a token
        except (ClientError, TimeoutError, OSError) as error:
            raise UnknownError(type(error).__name__) from None
        if answer.status >= 500:
            answer.release()
            raise UnknownError(f"status {answer.status}")
        return answer

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._sending.__aexit__(kind, error, trace)


async def _wait_or_raise(answer: ClientResponse) -> None:
    """Leave a short 429 to discord.py, which waits it out where Discord itself has answered."""
    seconds = _asked(await answer.text(), answer.headers.get("Retry-After"))
    if seconds > _SHORT or not answer.headers.get("Via"):
        answer.release()
        raise FloodError(seconds)


def _asked(body: str, header: str | None) -> float:
    """Seconds until the next request is welcome; a minute where nobody says."""
    try:
        told = json.loads(body)["retry_after"]
    except (ValueError, KeyError, TypeError):
        told = header
    try:
        return max(0.5, float(told or _LONG))
    except (TypeError, ValueError):
        return _LONG
