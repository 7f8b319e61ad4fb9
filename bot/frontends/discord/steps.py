"""What the bot does on Discord, as values: they are decided first, stored, and then carried out one by one.

Stored they survive a crash, so that what goes out stays one reply. They hold the interaction's token, which answers in
the bot's name for 15 minutes: no `repr` shows it, and the inbox keeps it sealed.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import field
from hashlib import blake2b
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter
from pydantic.dataclasses import dataclass

from bot.frontends.discord.layout import Page


@dataclass(frozen=True, slots=True)
class Hook:
    """By what an interaction is answered once it was deferred."""

    application: int
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Fill:
    """Put `page` where the reply was announced, or in place of the message whose button was pressed.

    Who sees it was settled when the interaction was deferred.
    """

    hook: Hook
    page: Page
    kind: Literal["fill"] = "fill"


@dataclass(frozen=True, slots=True)
class Follow:
    """Write one more message in reply; `private`: only to whoever asked."""

    hook: Hook
    page: Page
    private: bool = False
    kind: Literal["follow"] = "follow"


@dataclass(frozen=True, slots=True)
class Remove:
    """Take back a message in reply: the announced or pressed one, or the one with that number."""

    hook: Hook
    message: int | None = None
    kind: Literal["remove"] = "remove"


@dataclass(frozen=True, slots=True)
class Post:
    """Write into a channel or thread of a server. Of two with one `nonce` Discord shows the first, for some minutes."""

    channel: int
    page: Page
    nonce: str
    kind: Literal["post"] = "post"


@dataclass(frozen=True, slots=True)
class Crosspost:
    """Hand a message of an announcement channel on to all servers that follow it; Discord allows ten in an hour."""

    channel: int
    message: int
    kind: Literal["crosspost"] = "crosspost"


@dataclass(frozen=True, slots=True)
class Open:
    """Open a thread under a message; the thread has the message's number. One that is open already stays as it is."""

    channel: int
    message: int
    name: str
    kind: Literal["open"] = "open"


Step = Annotated[Fill | Follow | Remove | Post | Crosspost | Open, Field(discriminator="kind")]

_steps: TypeAdapter[tuple[Step, ...]] = TypeAdapter(tuple[Step, ...])

_LONGEST_NAME = 100


def packed(steps: tuple[Step, ...]) -> bytes:
    """Steps as the inbox keeps them."""
    return _steps.dump_json(steps)


def unpacked(stored: bytes) -> tuple[Step, ...]:
    """The steps of `packed`. Raises ValueError."""
    return _steps.validate_json(stored)


def reply(hook: Hook, pages: Sequence[Page], *, private: bool = False) -> tuple[Step, ...]:
    """All pages in reply, the first where it was announced; `private` must be as the interaction was deferred."""
    return (Fill(hook, pages[0]), *(Follow(hook, page, private) for page in pages[1:]))


def in_thread(channel: int, message: int, title: str, pages: Sequence[Page]) -> tuple[Step, ...]:
    """All pages in a new thread under a message that all can see."""
    name = " ".join(title.split())
    shown = name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME // 2 - 1].rstrip() + "…"
    posts = (Post(message, page, nonce(str(message), str(place))) for place, page in enumerate(pages))
    return (Open(channel, message, shown or "…"), *posts)


def nonce(*names: str) -> str:
    """Twenty characters, the same for the same names."""
    return urlsafe_b64encode(blake2b("\x00".join(names).encode(), digest_size=15).digest()).decode()
