"""Updates as values: what comes into the inbox, what it lends to a worker, what the worker may do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto


@dataclass(frozen=True, slots=True)
class Arrival:
    """An update as a platform delivered it; `chat` is the platform's own name of the chat whose turn it is."""

    update_id: int
    chat: str = field(repr=False)
    payload: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Update:
    """An update lent to a worker; `chat` is a pseudonym.

    `reply` is what was stored with the first `Inbox.sending`, None before it. Then the parts before `part` are sent,
    and of `part` itself it is unknown.
    """

    row: int
    claims: int
    update_id: int
    chat: str
    payload: bytes = field(repr=False)
    failures: int
    arrived: datetime
    reply: bytes | None = field(default=None, repr=False)
    part: int | None = None


class Go(Enum):
    """What a worker may do with a part of a reply."""

    SEND = auto()
    AGAIN = auto()
    """Send: it is unknown whether it was sent before, and this is its only re-send."""
    SKIP = auto()
    """It was sent, or begun twice; go on with the next part."""
    STOP = auto()
    """The lease is over: another worker has the update."""
