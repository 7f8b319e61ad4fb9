"""What goes wrong between a bot and Telegram: queued by a test, or by chance at a given rate.

Each fault strikes before the request is carried out, or behind it (`done`), when the bot cannot know that it was.
"""

from __future__ import annotations

import json
import random
from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Status:
    """An answer that is an error."""

    code: int
    body: str
    kind: str = "application/json"
    done: bool = False


@dataclass(frozen=True, slots=True)
class Reset:
    """The connection is reset."""

    done: bool = False


@dataclass(frozen=True, slots=True)
class HalfOpen:
    """The answer begins and never goes on."""

    done: bool = False


@dataclass(frozen=True, slots=True)
class BlackHole:
    """Nothing comes back, and the connection stays."""

    done: bool = False


@dataclass(frozen=True, slots=True)
class Slow:
    """The request is carried out and answered, `seconds` late."""

    seconds: float
    done: bool = False


Fault = Status | Reset | HalfOpen | BlackHole | Slow


def flood(seconds: int) -> Status:
    """429: come again after `seconds`."""
    said = f"Too Many Requests: retry after {seconds}"
    body = {"ok": False, "error_code": 429, "description": said, "parameters": {"retry_after": seconds}}
    return Status(429, json.dumps(body))


def internal() -> Status:
    return Status(500, json.dumps({"ok": False, "error_code": 500, "description": "Internal Server Error"}))


def bad_gateway() -> Status:
    """502 from a proxy before Telegram, which speaks HTML."""
    page = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><h1>502 Bad Gateway</h1></body>\r\n</html>"
    return Status(502, page, "text/html")


class Faults:
    """Which fault strikes next; used from one thread at a time."""

    def __init__(self) -> None:
        self._queued: list[tuple[Fault, str | None]] = []
        self._chance: tuple[float, Sequence[Fault], random.Random, Collection[str] | None] | None = None
        self.struck: deque[tuple[str, Fault]] = deque(maxlen=100_000)

    def queue(self, *faults: Fault, method: str | None = None) -> None:
        """Strike the next requests, one each; of `method` only where it is given."""
        self._queued += [(fault, method) for fault in faults]

    def rate(self, share: float, faults: Sequence[Fault], *, seed: int, methods: Collection[str] | None = None) -> None:
        """Strike that share of requests, each with one of `faults`; 0 ends it."""
        self._chance = (share, faults, random.Random(seed), methods) if share else None

    def next(self, method: str) -> Fault | None:
        """The fault that strikes this request; it is then used up."""
        fault = self._queued_for(method) or self._by_chance(method)
        if fault is not None:
            self.struck.append((method, fault))
        return fault

    def _queued_for(self, method: str) -> Fault | None:
        for place, (fault, meant) in enumerate(self._queued):
            if meant in (None, method):
                del self._queued[place]
                return fault
        return None

    def _by_chance(self, method: str) -> Fault | None:
        if self._chance is None:
            return None
        share, faults, dice, methods = self._chance
        if (methods is not None and method not in methods) or dice.random() >= share:
            return None
        return dice.choice(faults)
