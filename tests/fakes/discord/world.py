"""Discord as one application sees it: servers, channels, messages, interactions, sessions. No sockets.

Everything is read and changed under `World.changed`, by the server's thread and by the test's.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]

EPHEMERAL, LOADING, CROSSPOSTED, COMPONENTS_V2 = 64, 128, 1, 1 << 15
SUPPRESS_EMBEDS = 4
TEXT, DIRECT, GROUP, ANNOUNCEMENT, ANNOUNCEMENT_THREAD, THREAD = 0, 1, 3, 5, 10, 11
VIEW_CHANNEL, SEND_MESSAGES, MANAGE_GUILD = 1 << 10, 1 << 11, 1 << 5
EMBED_LINKS, HISTORY, EXTERNAL_APPS, THREADS, SEND_IN_THREADS = 1 << 14, 1 << 16, 1 << 50, 1 << 35, 1 << 38
MEMBER = VIEW_CHANNEL | SEND_MESSAGES | SEND_IN_THREADS | HISTORY | EXTERNAL_APPS | 1 << 31
BOT = VIEW_CHANNEL | SEND_MESSAGES | EMBED_LINKS | HISTORY | THREADS | SEND_IN_THREADS
_EPOCH = 1_420_070_400_000


class RefusalError(Exception):
    """Discord refuses a request."""

    def __init__(self, status: int, code: int, message: str, errors: Json | None = None) -> None:
        super().__init__(f"{code} {message} {errors or ''}".strip())
        self.status = status
        self.body: Json = {"message": message, "code": code} | ({"errors": errors} if errors else {})


@dataclass(slots=True)
class Channel:
    """A channel, thread or direct conversation; `bot` is what the bot may do there, `members` what others may."""

    id: int
    type: int
    name: str
    guild: int | None = None
    parent: int | None = None
    bot: int = BOT
    members: int = MEMBER
    people: list[Json] = field(default_factory=list)
    messages: dict[int, Json] = field(default_factory=dict)

    @property
    def json(self) -> Json:
        shown: Json = {"id": str(self.id), "type": self.type, "flags": 0, "last_message_id": None}
        if self.guild is None:
            group = {"name": None, "icon": None, "owner_id": self.people[0]["id"]} if self.type == GROUP else {}
            return shown | {"recipients": self.people} | group
        shown |= {"guild_id": str(self.guild), "name": self.name}
        shown["parent_id"] = None if self.parent is None else str(self.parent)
        if self.type in (THREAD, ANNOUNCEMENT_THREAD):
            since = datetime(2026, 1, 1, tzinfo=UTC).isoformat()
            metadata = {"archived": False, "archive_timestamp": since, "auto_archive_duration": 1440, "locked": False}
            counts = {"message_count": len(self.messages), "member_count": 1, "total_message_sent": len(self.messages)}
            return shown | {"owner_id": str(self.id), "thread_metadata": metadata} | counts
        return shown | {"position": 0, "permission_overwrites": [], "nsfw": False, "topic": None}


@dataclass(slots=True)
class Guild:
    """A server; `joined`: the bot is one of its members."""

    id: int
    name: str
    joined: bool = True
    locale: str = "en-US"


@dataclass(slots=True)
class Interaction:
    """What somebody did with the application, and how it was answered; moments are monotonic seconds."""

    id: int
    token: str = field(repr=False)
    payload: Json = field(repr=False)
    channel: int
    asked: float
    answer: Json | None = None
    answered: float | None = None
    original: int | None = None
    followups: list[int] = field(default_factory=list)

    @property
    def type(self) -> int:
        return int(self.payload["type"])

    def ages(self, seconds: float) -> None:
        """As if it had been asked so much earlier."""
        self.asked -= seconds

    @property
    def took(self) -> float:
        """Seconds until the first answer."""
        assert self.answered is not None, "not answered"
        return self.answered - self.asked


@dataclass(frozen=True, slots=True)
class Call:
    """A request of the bot: operation, the path's parameters, body, when it came (monotonic seconds), what it got."""

    operation: str
    path: Json = field(repr=False)
    body: Any
    at: float
    status: int
    result: Any = None


@dataclass(frozen=True, slots=True)
class Identified:
    """An IDENTIFY or RESUME."""

    kind: str
    intents: int | None
    shard: tuple[int, int] | None
    session: str
    at: float


class World:
    """One application's Discord. `on_event` is called, under the lock, with the guild and an event for the gateway."""

    def __init__(self, token: str, application: int, name: str) -> None:
        self.token = token
        self.changed = threading.Condition(threading.RLock())
        self.application = application
        self.bot: Json = user(application, name, bot=True)
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.interactions: dict[int, Interaction] = {}
        self.commands: dict[int | None, list[Json]] = {}
        self.creates = 0
        self.calls: list[Call] = []
        self.identified: list[Identified] = []
        self.pings: list[str] = []
        self.careless: list[str] = []
        self.deadline = 3.0
        self.lifetime = 900.0
        self.shards = 1
        self.heartbeat = 41.25
        self.on_event: Callable[[int | None, str, Json], None] = lambda guild, kind, event: None
        self._last = 0

    def number(self) -> int:
        """A snowflake that was never used."""
        with self.changed:
            now = int(time.time() * 1000) - _EPOCH
            self._last = max(self._last + 1, now << 22)
            return self._last

    def channel(self, given: object) -> Channel:
        """Raises `RefusalError`."""
        found = self.channels.get(_integer(given))
        if found is None:
            raise RefusalError(404, 10003, "Unknown Channel")
        return found

    def writable(self, given: object) -> Channel:
        """A channel in which the bot may post. Raises `RefusalError`."""
        found = self.channel(given)
        if not found.bot & VIEW_CHANNEL:
            raise RefusalError(403, 50001, "Missing Access")
        if not found.bot & (SEND_IN_THREADS if found.type in (THREAD, ANNOUNCEMENT_THREAD) else SEND_MESSAGES):
            raise RefusalError(403, 50013, "Missing Permissions")
        return found

    def store(self, channel: Channel, author: Json, message: Json) -> Json:
        """Put `message` into `channel`, with the fields that every message has."""
        with self.changed:
            number = self.number()
            whole: Json = {
                "id": str(number),
                "channel_id": str(channel.id),
                "type": 0,
                "content": "",
                "author": author,
                "timestamp": datetime.now(UTC).isoformat(),
                "edited_timestamp": None,
                "tts": False,
                "mention_everyone": False,
                "mentions": [],
                "mention_roles": [],
                "attachments": [],
                "embeds": [],
                "components": [],
                "pinned": False,
                "flags": 0,
                **message,
            }
            channel.messages[number] = whole
            self.changed.notify_all()
            return whole

    def message(self, channel: Channel, given: object) -> Json:
        """Raises `RefusalError`."""
        found = channel.messages.get(_integer(given))
        if found is None:
            raise RefusalError(404, 10008, "Unknown Message")
        return found

    def happens(self, interaction: Interaction, guild: int | None) -> None:
        """Somebody did something; the gateway tells it."""
        with self.changed:
            self.interactions[interaction.id] = interaction
            self.on_event(guild, "INTERACTION_CREATE", interaction.payload)
            self.changed.notify_all()


def user(number: int, name: str, *, bot: bool = False) -> Json:
    """A user as Discord writes one."""
    shown: Json = {
        "id": str(number),
        "username": name.lower().replace(" ", "_"),
        "global_name": None if bot else name,
        "discriminator": "0",
        "avatar": None,
        "public_flags": 0,
        "flags": 0,
        "primary_guild": None,
    }
    return shown | ({"bot": True} if bot else {})


def _integer(given: object) -> int:
    try:
        return int(str(given))
    except ValueError:
        raise RefusalError(400, 50035, "Invalid Form Body") from None
