"""What goes wrong between a bot and Discord; queued by a test as Telegram's are, by operation instead of method.

An operation has the name of Discord's own description, such as `create_interaction_response`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from tests.fakes.telegram.faults import BlackHole, Fault, Faults, HalfOpen, Reset, Slow, Status

__all__ = [
    "Answer",
    "BlackHole",
    "Fault",
    "Faults",
    "HalfOpen",
    "Reset",
    "Slow",
    "Status",
    "bad_gateway",
    "flood",
    "internal",
]


@dataclass(frozen=True, slots=True)
class Answer(Status):
    """An answer that is an error, with headers."""

    headers: tuple[tuple[str, str], ...] = ()


def flood(seconds: float, *, via: bool = True, everything: bool = False) -> Answer:
    """429: come again after `seconds`. Without `via` it is Cloudflare that answers, before Discord."""
    if not via:
        return Answer(429, "error code: 1015", "text/plain", headers=(("Retry-After", str(int(seconds) or 1)),))
    body = {"message": "You are being rate limited.", "retry_after": seconds, "global": everything}
    headers = (("Via", "1.1 google"), ("Retry-After", str(int(seconds) or 1)))
    return Answer(429, json.dumps(body), headers=headers)


def internal(*, done: bool = False) -> Answer:
    return Answer(500, json.dumps({"message": "500: Internal Server Error", "code": 0}), done=done)


def bad_gateway(*, done: bool = False) -> Answer:
    """502 from a proxy before Discord, which speaks HTML."""
    page = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><h1>502 Bad Gateway</h1></body>\r\n</html>"
    return Answer(502, page, "text/html", done)
