"""First answers to interactions: they must be there within three seconds, and only one counts.

discord.py's own adapter is made for messages: it waits out a 429 for as long as it is told to, pauses for whole seconds
after a 5xx, and keeps one connection reset from the next try. Here every try fits into what is left of the time.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import TracebackType
from typing import Any, Self

from aiohttp import ClientConnectorError, ClientError, ClientSession, ClientTimeout, DummyCookieJar

from bot.frontends.discord.endpoints import Endpoint
from bot.frontends.discord.events import Manner

EPHEMERAL = 64
_TAKEN, _GONE = 40060, 10062
_TRY = 1.2  # seconds for one try: a second one, on another connection, then still comes in time
_LEAST = 0.05


class First(Enum):
    """What became of a first answer."""

    DONE = "done"
    TAKEN = "taken"
    """Another process has answered (40060)."""
    LATE = "late"
    """Discord waits no longer, or knows no such interaction (10062)."""
    FAILED = "failed"
    """Discord could not be reached in time, or refused it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A completion: what is shown, and what then stands in the option; at most 100 characters each."""

    name: str
    value: str


Payload = Mapping[str, Any]
DEFERRED: Mapping[Manner, Payload] = {
    Manner.EVERYONE: {"type": 5},
    Manner.ALONE: {"type": 5, "data": {"flags": EPHEMERAL}},
    Manner.CHANGE: {"type": 6},
}


def told(text: str) -> Payload:
    """A text for this person only."""
    return {"type": 4, "data": {"content": text, "flags": EPHEMERAL, "allowed_mentions": {"parse": []}}}


def offered(choices: Sequence[Choice]) -> Payload:
    """Completions, the first 25."""
    shown = [{"name": one.name[:100], "value": one.value} for one in choices if one.name and len(one.value) <= 100]
    return {"type": 8, "data": {"choices": shown[:25]}}


class Callbacks:
    """Sends first answers, as a context."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint

    async def __aenter__(self) -> Self:
        self._session = ClientSession(connector=self._endpoint.connector(), cookie_jar=DummyCookieJar())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def answer(self, number: int, token: str, payload: Payload, ends: float) -> First:
        """Answer the interaction, as often as it takes until `ends` (`time.monotonic`)."""
        url = f"{self._endpoint.api.rstrip('/')}/interactions/{number}/{token}/callback"
        body = json.dumps(payload).encode()
        unknown = False  # an earlier try may have been carried out
        pause = _LEAST
        while (left := ends - time.monotonic()) > 0:
            try:
                status, code, wait = await self._post(url, body, min(_TRY, left))
            except ClientConnectorError:
                status, code, wait = 0, 0, 0.0
            except (ClientError, TimeoutError, OSError):
                status, code, wait, unknown = 0, 0, 0.0, True
            if 200 <= status < 300 or (code == _TAKEN and unknown):
                return First.DONE
            if code in (_TAKEN, _GONE):
                return First.TAKEN if code == _TAKEN else First.LATE
            if 400 <= status < 500 and status != 429:
                return First.FAILED
            unknown = unknown or status >= 500
            pause = max(2 * pause, wait)
            if time.monotonic() + pause >= ends:
                break
            await asyncio.sleep(pause)
        return First.FAILED

    async def _post(self, url: str, body: bytes, seconds: float) -> tuple[int, int, float]:
        """Status, Discord's code, and the seconds that it asks for."""
        headers = {"Content-Type": "application/json"}
        async with self._session.post(
            url, data=body, headers=headers, timeout=ClientTimeout(total=seconds), allow_redirects=False
        ) as answer:
            said = _parsed(await answer.read())
            return answer.status, int(said.get("code") or 0), _wait(said, answer.headers.get("Retry-After"))


def _parsed(body: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _wait(said: Mapping[str, Any], header: str | None) -> float:
    asked = said.get("retry_after", header)
    try:
        return max(0.0, float(asked)) if asked is not None else 0.0
    except (TypeError, ValueError):
        return 0.0
