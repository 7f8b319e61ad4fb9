"""What members do, read from interactions as the gateway tells them: values that can be stored.

    Commanded    /ask question:… only_for_me:True, /settings where …
    Pointed      a context menu on a message
    Pressed      a button, or a choice in a menu
    Completing   an option is being written; it is answered at once and never stored

Names are dropped here: of people only the id is kept. An interaction's token answers for 15 minutes in the bot's name,
so no `repr` shows one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter
from pydantic.dataclasses import dataclass

from bot.frontends.discord.markup import plain
from bot.frontends.discord.messages import quoted_by, text_of

_COMMAND, _COMPONENT, _COMPLETION = 2, 3, 4
_MENU, _SUBCOMMANDS = 3, (1, 2)
_DIRECT, _THREADS, _ANNOUNCEMENT = 1, (10, 11, 12), 5
_EPHEMERAL, _BOT_DIRECT = 64, 1
ADMINISTRATOR, MANAGE_SERVER = 1 << 3, 1 << 5
VIEW, SEND, SEND_IN_THREADS, CREATE_THREADS = 1 << 10, 1 << 11, 1 << 38, 1 << 35


class UnreadableError(ValueError):
    """Something from which no event can be made."""


class Place(StrEnum):
    """Where somebody is: in a server, alone with the bot, or elsewhere, whereto they took the bot along."""

    SERVER = "server"
    DIRECT = "direct"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Origin:
    """Who, where, and by what it is answered.

    `locale` is the person's, `guild_locale` the server's, both as Discord writes them. `may` are the person's
    permissions and `bot_may` the bot's, as Discord's bits. `joined`: the bot is a member of the server; `foreign`:
    it is there only because the person installed it. A thread has the channel that it is in as `parent`.
    """

    id: int
    application: int
    token: str = field(repr=False)
    person: int
    channel: int
    place: Place
    guild: int | None = None
    parent: int | None = None
    announces: bool = False
    joined: bool = False
    foreign: bool = False
    locale: str | None = None
    guild_locale: str | None = None
    may: int = 0
    bot_may: int = 0

    @property
    def manages(self) -> bool:
        """Whether the person may change what concerns the whole server."""
        return bool(self.may & (MANAGE_SERVER | ADMINISTRATOR))

    @property
    def writes(self) -> bool:
        """Whether the person may write in this place of a server: menus and buttons are there also where not."""
        needed = SEND if self.parent is None else SEND_IN_THREADS
        return bool(self.may & (needed | ADMINISTRATOR))

    @property
    def private(self) -> bool:
        """Nobody but the two is here."""
        return self.place is Place.DIRECT


Value = str | bool | int | float


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a command by its English name. A channel is given by its id."""

    name: str
    value: Value = field(repr=False)


@dataclass(frozen=True, slots=True)
class Commanded:
    """A slash command, by its English name and those of its subcommands, such as ``settings where``."""

    origin: Origin
    name: str
    options: tuple[Option, ...] = ()
    kind: Literal["commanded"] = "commanded"

    def text(self, name: str) -> str:
        """An option that is a text, without spaces around it; empty where it is not given."""
        found = self._given(name)
        return found.strip() if isinstance(found, str) else ""

    def flag(self, name: str) -> bool | None:
        """An option that is yes or no; None where it is not given."""
        found = self._given(name)
        return found if isinstance(found, bool) else None

    def number(self, name: str) -> int | None:
        """An option that is a number, or the id of a channel; None where it is not given."""
        found = self._given(name)
        if isinstance(found, str) and found.isdecimal():
            return int(found)
        return found if isinstance(found, int) and not isinstance(found, bool) else None

    def _given(self, name: str) -> Value | None:
        return next((option.value for option in self.options if option.name == name), None)


@dataclass(frozen=True, slots=True)
class Pointed:
    """A context menu, by its English name, on a message that reads as `text`; of one of the bot's what it quotes."""

    origin: Origin
    name: str
    message: int
    text: str = field(repr=False)
    kind: Literal["pointed"] = "pointed"


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button or menu that bears `data` under the bot's message; `values` were chosen in the menu.

    `alone`: only this person sees the message. `components` are what stands there, as Discord's JSON. `threaded`: a
    thread was opened under it.
    """

    origin: Origin
    data: str
    message: int
    alone: bool = False
    values: tuple[str, ...] = ()
    components: str = field(default="[]", repr=False)
    threaded: bool = False
    kind: Literal["pressed"] = "pressed"


@dataclass(frozen=True, slots=True)
class Completing:
    """The option `option` of a command is being written, as far as `written`; the other options as they stand."""

    origin: Origin
    name: str
    option: str
    written: str = field(repr=False)
    options: tuple[Option, ...] = ()


class Manner(StrEnum):
    """How the reply to an event is seen, which the first answer decides for good."""

    EVERYONE = "everyone"
    ALONE = "alone"
    CHANGE = "change"
    """It takes the place of the message whose button was pressed."""


Event = Commanded | Pointed | Pressed


@dataclass(frozen=True, slots=True)
class Stored:
    """An event as the inbox keeps it, with the manner in which it was deferred."""

    event: Annotated[Event, Field(discriminator="kind")]
    manner: Manner


_stored: TypeAdapter[Stored] = TypeAdapter(Stored)


def packed(stored: Stored) -> bytes:
    """What the inbox seals. Raises `UnreadableError` for a text that is none, such as half a pair of surrogates."""
    try:
        return _stored.dump_json(stored)
    except ValueError as error:
        raise UnreadableError(type(error).__name__) from None


def unpacked(payload: bytes) -> Stored:
    """What was `packed`. Raises ValueError."""
    return _stored.validate_json(payload)


def read(raw: Mapping[str, Any]) -> Event | Completing:
    """An INTERACTION_CREATE. Raises `UnreadableError`."""
    try:
        return _read(raw)
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        # Only the kind is told: the error may quote what somebody wrote.
        raise UnreadableError(type(error).__name__) from None


def key(raw: Mapping[str, Any]) -> tuple[int, str] | None:
    """The id and the token of an interaction of which perhaps nothing else can be read."""
    try:
        number, token = int(raw["id"]), raw["token"]
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    return (number, token) if 0 <= number < 1 << 63 and isinstance(token, str) else None


def _read(raw: Mapping[str, Any]) -> Event | Completing:
    origin, data = _origin(raw), raw["data"]
    kind = raw["type"]
    if kind == _COMPONENT:
        message = raw["message"]
        shown = json.dumps(message.get("components") or [], separators=(",", ":"))
        alone = bool(message.get("flags", 0) & _EPHEMERAL)
        values, threaded = tuple(data.get("values") or ()), message.get("thread") is not None
        return Pressed(origin, data["custom_id"], int(message["id"]), alone, values, shown, threaded)
    if kind == _COMMAND and data.get("type") == _MENU:
        target = data["resolved"]["messages"][data["target_id"]]
        own = int(target["author"]["id"]) == origin.application
        text = (quoted_by(target) if own else "") or text_of(target)
        return Pointed(origin, data["name"], int(data["target_id"]), plain(text).strip())
    if kind in (_COMMAND, _COMPLETION):
        name, given = _descended(data["name"], data.get("options") or [])
        options = tuple(Option(one["name"], one["value"]) for one in given)
        if kind == _COMMAND:
            return Commanded(origin, name, options)
        (focused,) = (one for one in given if one.get("focused"))
        return Completing(origin, name, focused["name"], str(focused["value"]), options)
    raise ValueError(f"interaction of type {kind}")


def _origin(raw: Mapping[str, Any]) -> Origin:
    number, token = key(raw) or (-1, "")
    if number < 0:
        raise ValueError("no id, or no token")
    channel, member = raw.get("channel") or {}, raw.get("member")
    person = (member or raw)["user"]["id"]
    guild, parent, kind = raw.get("guild_id"), channel.get("parent_id"), channel.get("type")
    installed = raw.get("authorizing_integration_owners") or {"0": guild}
    direct = kind == _DIRECT and raw.get("context", _BOT_DIRECT) == _BOT_DIRECT
    elsewhere = Place.DIRECT if direct else Place.ELSEWHERE
    return Origin(
        id=number,
        application=int(raw["application_id"]),
        token=token,
        person=int(person),
        channel=int(raw.get("channel_id") or channel["id"]),
        place=Place.SERVER if guild is not None else elsewhere,
        guild=None if guild is None else int(guild),
        parent=int(parent) if kind in _THREADS and parent is not None else None,
        announces=kind == _ANNOUNCEMENT,
        joined=guild is not None and "0" in installed,
        foreign="0" not in installed,
        locale=raw.get("locale"),
        guild_locale=raw.get("guild_locale"),
        may=int((member or {}).get("permissions") or 0),
        bot_may=int(raw.get("app_permissions") or 0),
    )


def _descended(name: str, options: list[Any]) -> tuple[str, list[Any]]:
    """The command's whole name, and the options of the innermost subcommand."""
    while options and options[0]["type"] in _SUBCOMMANDS:
        name, options = f"{name} {options[0]['name']}", options[0].get("options") or []
    return name, options
