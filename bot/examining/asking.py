"""Asking a platform, or a service of one's own, over HTTP: what it says, and what its clock says."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from indexer.statement import VerbaleError

PATIENCE_S = 10.0
NETWORK = "look at this machine's network, its DNS and its proxy (HTTPS_PROXY)"


class UnreachedError(VerbaleError):
    """Nobody answered; the message names no address, which may hold a token."""


@dataclass(frozen=True, slots=True)
class Answered:
    """`body` is parsed JSON, None where it is none. `ahead` are the seconds by which our clock is ahead of theirs, None
    where they tell no time.
    """

    status: int
    body: Any
    ahead: float | None

    def value(self, *names: str) -> Any:
        """What stands in the body under these names, None where nothing does."""
        found = self.body
        for name in names:
            found = found.get(name) if isinstance(found, dict) else None
        return found


def ask(
    whom: str,
    url: str,
    clock: Callable[[], datetime],
    *,
    headers: Mapping[str, str] | None = None,
    method: str = "GET",
    directly: bool = False,
) -> Answered:
    """One request; `directly` past the environment's proxy. No redirect is followed: it would carry a token away.

    Raises `UnreachedError`, which names `whom`.
    """
    for library in ("httpx", "httpcore"):  # they write down addresses, and Telegram's hold the token
        logging.getLogger(library).setLevel(logging.WARNING)
    begun = time.monotonic()
    try:
        with httpx.Client(timeout=PATIENCE_S, trust_env=not directly, headers=dict(headers or {})) as client:
            answer = client.request(method, url)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise UnreachedError(f"{whom} is not reached ({_why(error)})") from None
    taken = time.monotonic() - begun
    try:
        body = answer.json()
    except ValueError:
        body = None
    return Answered(answer.status_code, body, _ahead(answer.headers.get("Date"), clock(), taken))


def _why(error: Exception) -> str:
    said = str(error)
    for sign, told in (
        ("CERTIFICATE_VERIFY_FAILED", "its certificate is not trusted"),
        ("Name or service not known", "its name is not known to DNS"),
        ("name resolution", "DNS does not answer"),
        ("Connection refused", "connection refused"),
    ):
        if sign in said:
            return told
    return type(error).__name__


def _ahead(date: str | None, now: datetime, taken: float) -> float | None:
    """A date has whole seconds, and was written while the request was on its way."""
    try:
        return None if date is None else (now - parsedate_to_datetime(date)).total_seconds() - 0.5 - taken / 2
    except (ValueError, TypeError):
        return None
