"""What became of a call to a platform, as a value: done, perhaps done, not yet, or never.

Each front-end makes these of its own library's exceptions. A refusal that is none of them is a mistake of ours and
stays an exception.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Sent(Generic[Result]):
    """The platform has done it."""

    result: Result


@dataclass(frozen=True, slots=True)
class Perhaps:
    """The platform has done it or not; nobody knows."""


@dataclass(frozen=True, slots=True)
class Later:
    """The platform has not done it; it may in so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The person has blocked the bot, or the chat has put it out, lets it not write, or is no more."""


@dataclass(frozen=True, slots=True)
class Moved:
    """The chat has this id now; send there."""

    chat: int


@dataclass(frozen=True, slots=True)
class Stale:
    """What it belongs to (a button's press, a search, a command, a message) is too old or gone."""


Outcome = Sent[Result] | Perhaps | Later | Unreachable | Moved | Stale
