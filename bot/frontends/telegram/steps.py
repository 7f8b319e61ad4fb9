"""What the bot does in a conversation, as values: they are decided first, stored, and then carried out one by one.

Stored they survive a crash, so that what goes out stays one reply.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter
from pydantic.dataclasses import dataclass

from bot.views.keyboard import Keyboard


@dataclass(frozen=True, slots=True)
class Say:
    """Write `html` into a chat, in its topic `thread`, in reply to the message `to` where it still is there.

    A channel may be named by its @name.
    """

    chat: int | str
    html: str
    keyboard: Keyboard = ()
    to: int | None = None
    thread: int | None = None
    kind: Literal["say"] = "say"


@dataclass(frozen=True, slots=True)
class Change:
    """Put something else into a message of the bot's own."""

    chat: int
    message: int
    html: str
    keyboard: Keyboard = ()
    kind: Literal["change"] = "change"


@dataclass(frozen=True, slots=True)
class Rekey:
    """Put other buttons under a message of the bot's own."""

    chat: int
    message: int
    keyboard: Keyboard = ()
    kind: Literal["rekey"] = "rekey"


@dataclass(frozen=True, slots=True)
class Remove:
    """Take back a message of the bot's own."""

    chat: int
    message: int
    kind: Literal["remove"] = "remove"


@dataclass(frozen=True, slots=True)
class Tell:
    """Answer the press of a button; `text`, at most 200 characters, is shown for a moment, or until it is closed."""

    press: str
    text: str = ""
    alert: bool = False
    kind: Literal["tell"] = "tell"


@dataclass(frozen=True, slots=True)
class Result:
    """A statement that somebody may post from a search; `html` is what is posted."""

    name: str
    title: str
    description: str
    html: str
    keyboard: Keyboard = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """Answer a search; `personal` where another person would get another answer. `start` opens the bot itself."""

    search: str
    results: tuple[Result, ...]
    personal: bool
    start: tuple[str, str] | None = None
    kind: Literal["offer"] = "offer"


@dataclass(frozen=True, slots=True)
class Visit:
    """Answer in a chat that the bot is not in."""

    guest: str
    result: Result
    kind: Literal["visit"] = "visit"


Step = Annotated[Say | Change | Rekey | Remove | Tell | Offer | Visit, Field(discriminator="kind")]

_steps: TypeAdapter[tuple[Step, ...]] = TypeAdapter(tuple[Step, ...])


def packed(steps: tuple[Step, ...]) -> bytes:
    """Steps as the inbox keeps them."""
    return _steps.dump_json(steps, exclude_defaults=False)


def unpacked(stored: bytes) -> tuple[Step, ...]:
    """The steps of `packed`. Raises ValueError."""
    return _steps.validate_json(stored)
