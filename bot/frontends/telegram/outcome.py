"""What became of a call of the bot, as a value: done, perhaps done, not yet, or never.

Only these are looked for; any other refusal by Telegram is a mistake of ours and stays an exception.
"""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Generic, TypeVar

from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.frontends.telegram.api import FloodError, NotSentError, ServerError, UnknownError

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Sent(Generic[Result]):
    """Telegram has done it."""

    result: Result


@dataclass(frozen=True, slots=True)
class Perhaps:
    """Telegram has done it or not, after one repetition; doing it again might show it three times."""


@dataclass(frozen=True, slots=True)
class Later:
    """Telegram has not done it; it may in so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The person has blocked the bot, or the chat has put it out or is no more."""


@dataclass(frozen=True, slots=True)
class Moved:
    """The group has become a supergroup with this id; send there."""

    chat: int


@dataclass(frozen=True, slots=True)
class Stale:
    """What it belongs to (a button's press, an inline search, a message) is too old or gone."""


Outcome = Sent[Result] | Perhaps | Later | Unreachable | Moved | Stale

_GONE = (
    "query is too old",
    "guest_query_invalid",
    "message to edit not found",
    "message can't be edited",
    "message to be replied not found",
    "message to delete not found",
    "message can't be deleted",
    "message thread not found",
    "topic_closed",
    "topic_deleted",
)
_NOBODY = ("chat not found", "user not found", "not enough rights", "have no rights", "chat_write_forbidden")


async def outcome(sending: Awaitable[Result]) -> Outcome[Result]:
    """What became of a call of the bot. Raises the `BadRequest` of a mistake of ours, and what is not Telegram's."""
    try:
        return Sent(await sending)
    except UnknownError:
        return Perhaps()
    except FloodError as error:
        return Later(error.seconds)
    except (NotSentError, ServerError):
        return Later(30.0)
    except Forbidden:
        return Unreachable()
    except ChatMigrated as error:
        return Moved(error.new_chat_id)
    except BadRequest as error:
        said = error.message.lower()
        if any(text in said for text in _GONE):
            return Stale()
        if any(text in said for text in _NOBODY):
            return Unreachable()
        raise
