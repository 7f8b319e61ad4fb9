"""What became of a call of the bot, as a value of `bot.serving.outcome`."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TypeVar

from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.frontends.telegram.api import FloodError, NotSentError, ServerError, UnknownError
from bot.serving.outcome import Later, Moved, Outcome, Perhaps, Sent, Stale, Unreachable

Result = TypeVar("Result")

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
