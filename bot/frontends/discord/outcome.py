"""What became of a request to Discord, as one of the values of `bot.serving.outcome`.

===========================================  ============================================================
Discord, or the way there                    value
===========================================  ============================================================
an answer that says it was done              `Sent`
429, with or without Via                     `Later`, after what Discord asks for
no connection                                `Later`
an answer in the 500s, none, half of one     `Perhaps`; `Later` where doing it twice is as doing it once
an interaction or message too old or gone    `Stale`
no access, a channel that is no more         `Unreachable`
===========================================  ============================================================

Any other refusal is a mistake of ours: `RefusedError`, which holds neither an address nor what was sent.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable

import aiohttp
import discord

from bot.serving.outcome import Later, Outcome, Perhaps, Result, Sent, Stale, Unreachable

_STALE = frozenset(
    (
        10008,  # unknown message
        10015,  # unknown webhook: the interaction was never deferred, or long ago
        10062,  # unknown interaction
        40060,  # already acknowledged
        50027,  # the interaction's token is 15 minutes old
        50083,  # the thread is archived
        160005,  # the thread is locked
    )
)
_NOBODY = frozenset(
    (
        10003,  # unknown channel
        10004,  # unknown server
        50001,  # no access
        50007,  # the person takes no messages
        50013,  # no permission
        50278,  # no server in common with the person
    )
)
_AGAIN, _SOON, _FLOODED = 30.0, 5.0, 60.0
_FIELD = re.compile(r"^In ([\w.@-]{1,200}): ", re.MULTILINE)


class NotSentError(Exception):
    """No connection was made, so nothing was done."""


class UnknownError(Exception):
    """The request left, and Discord's answer does not say what was done, or none came."""


class FloodError(Exception):
    """Too many requests; the next is welcome after `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"too many requests; the next is welcome after {seconds:g} seconds")
        self.seconds = seconds


class RefusedError(Exception):
    """Discord refuses a request of ours that it should not: its status, its code, and the fields that it names."""

    def __init__(self, status: int, code: int, fields: tuple[str, ...] = ()) -> None:
        named = f" because of {', '.join(fields)}" if fields else ""
        super().__init__(f"Discord refused a request (status {status}, code {code}){named}")
        self.status = status
        self.code = code


async def outcome(sending: Awaitable[Result], *, harmless: bool = False) -> Outcome[Result]:
    """What became of a request; `harmless`: doing it twice is as doing it once. Raises `RefusedError`."""
    try:
        return Sent(await sending)
    except (NotSentError, aiohttp.ClientConnectorError):
        return Later(_AGAIN)
    except FloodError as error:
        return Later(error.seconds)
    except discord.RateLimited as error:
        return Later(error.retry_after)
    except discord.HTTPException as error:
        found = _judged(error)
    except (UnknownError, aiohttp.ClientError, TimeoutError, OSError):
        found = Perhaps()
    if isinstance(found, RefusedError):
        raise found  # not from the other, whose answer names an address with a token
    return Later(_SOON) if harmless and isinstance(found, Perhaps) else found


def _judged(error: discord.HTTPException) -> Later | Perhaps | Stale | Unreachable | RefusedError:
    if error.status == 429:
        return Later(_seconds(error.response.headers.get("Retry-After")))
    if error.status >= 500:
        return Perhaps()
    if error.code in _STALE:
        return Stale()
    if error.code in _NOBODY:
        return Unreachable()
    return RefusedError(error.status, error.code, tuple(_FIELD.findall(error.text)))


def _seconds(asked: str | None) -> float:
    try:
        return max(1.0, float(asked or _FLOODED))
    except ValueError:
        return _FLOODED
