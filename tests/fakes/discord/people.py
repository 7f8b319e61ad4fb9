"""Members of the fake Discord, the places where they meet the bot, and what they do there."""

from __future__ import annotations

import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.fakes.discord.limits import texts, walk
from tests.fakes.discord.options import Option, entered, registered
from tests.fakes.discord.world import (
    DIRECT,
    EPHEMERAL,
    LOADING,
    MANAGE_GUILD,
    THREAD,
    Channel,
    Guild,
    Interaction,
    Json,
    World,
    user,
)

PATIENCE = 60.0
"""Seconds for which a member waits for the bot before the test fails."""


def wait_until(world: World, what: str, true: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """What `true` returns once that is true; it is called under the world's lock."""
    ends = time.monotonic() + seconds
    with world.changed:
        while not (found := true()):
            if (left := ends - time.monotonic()) <= 0:
                said = "; ".join(f"{call.operation}: {call.result}" for call in world.calls if call.status >= 400)
                raise AssertionError(f"waited {seconds:g} s for {what}" + (f"; refused: {said}" if said else ""))
            world.changed.wait(min(left, 0.05))  # what happens in the bot wakes nobody here
        return found


def shown(message: Json) -> str:
    """What one reads in a message: its content, or its text displays one below another."""
    return "\n".join(filter(None, [message["content"], *texts(message["components"])]))


def buttons(message: Json) -> list[Json]:
    """A message's buttons, in order."""
    return [part for part in walk(message["components"]) if part["type"] == 2]


class Room:
    """A channel, a thread or a direct conversation."""

    def __init__(self, world: World, channel: Channel) -> None:
        self.world = world
        self.channel = channel

    @property
    def id(self) -> int:
        return self.channel.id

    @property
    def from_bot(self) -> list[Json]:
        """The bot's messages that stand here now."""
        with self.world.changed:
            return [one for one in self.channel.messages.values() if one["author"]["id"] == self.world.bot["id"]]

    def hears(self, count: int = 1, seconds: float = PATIENCE) -> list[Json]:
        """The bot's public messages here, once there are `count`, those that load not counted."""

        def found() -> list[Json]:
            public = [one for one in self.from_bot if not one["flags"] & (EPHEMERAL | LOADING)]
            return [dict(one) for one in public] if len(public) >= count else []

        messages: list[Json] = wait_until(self.world, f"{count} message(s) in channel {self.id}", found, seconds)
        return messages

    def thread(self, name: str) -> Room:
        """A thread in this channel."""
        with self.world.changed:
            own = self.channel
            thread = Channel(self.world.number(), THREAD, name, own.guild, own.id, own.bot, own.members)
            self.world.channels[thread.id] = thread
            return Room(self.world, thread)

    def threads(self) -> list[Room]:
        """The threads of this channel."""
        with self.world.changed:
            found = [one for one in self.world.channels.values() if one.parent == self.id]
            return [Room(self.world, one) for one in found]

    def allows_the_bot(self, permissions: int) -> None:
        """Change what the bot may do here."""
        with self.world.changed:
            self.channel.bot = permissions

    def allows_members(self, permissions: int) -> None:
        """Change what members may do here."""
        with self.world.changed:
            self.channel.members = permissions


class Member:
    """Somebody with a direct conversation with the bot; `manages`: has Manage Server; `installed`: has the app."""

    def __init__(self, world: World, name: str, locale: str, *, manages: bool, installed: bool) -> None:
        self.world = world
        self.locale = locale
        self.manages = manages
        self.installed = installed
        self.json = user(world.number(), name)
        direct = Channel(world.number(), DIRECT, name, people=[self.json])
        world.channels[direct.id] = direct
        self.direct = Room(world, direct)

    @property
    def id(self) -> int:
        return int(self.json["id"])

    def says(self, text: str, room: Room, *, flags: int = 0) -> Json:
        """Write a message, which the bot does not get to see."""
        return self.world.store(room.channel, self.json, {"content": text, "flags": flags})

    def asks(self, question: str, room: Room | None = None, **options: Option) -> Doing:
        """/ask, in a direct message unless in `room`."""
        return self.runs("/ask", room, question=question, **options)

    def runs(self, command: str, room: Room | None = None, **options: Option) -> Doing:
        """A slash command, with subcommands as further words, its options by their English names."""
        return self._does(2, entered(self.world, command, options), room)

    def types(self, command: str, room: Room | None = None, *, focused: str, **options: Option) -> Typing:
        """Write into the option `focused` of a slash command, so that Discord asks for completions."""
        doing = self._does(4, entered(self.world, command, options, focused), room)
        return Typing(self.world, doing.interaction)

    def uses(self, menu: str, message: Json) -> Doing:
        """The context menu `menu` on a message."""
        room = Room(self.world, self.world.channels[int(message["channel_id"])])
        known = registered(self.world, menu, 3)
        resolved = {"messages": {message["id"]: dict(message)}}
        data = {"type": 3, "name": menu, "id": known["id"], "target_id": message["id"], "resolved": resolved}
        return self._does(2, data, room)

    def presses(self, label: str, message: Json) -> Doing:
        """The button of `message` that shows `label`, or begins with it."""
        found = [one for one in buttons(message) if (one.get("label") or "").startswith(label)]
        assert found, f"no button {label!r}; there are {[one.get('label') for one in buttons(message)]}"
        assert not found[0].get("disabled"), f"the button {label!r} cannot be pressed"
        return self.sends_back(found[0]["custom_id"], message)

    def sends_back(self, custom_id: str, message: Json) -> Doing:
        """Press a button with that id, whether it is still shown or not."""
        room = Room(self.world, self.world.channels[int(message["channel_id"])])
        stands = room.channel.messages.get(int(message["id"]), message)
        data = {"component_type": 2, "custom_id": custom_id, "id": 1}
        return self._does(3, data, room, message={**message, **stands})

    def chooses(self, custom_id: str, values: list[str], message: Json) -> Doing:
        """Choose in a select menu."""
        room = Room(self.world, self.world.channels[int(message["channel_id"])])
        data = {"component_type": 3, "custom_id": custom_id, "id": 1, "values": values}
        return self._does(3, data, room, message=dict(message))

    def _does(self, kind: int, data: Json, room: Room | None, **more: Any) -> Doing:
        room = room or self.direct
        with self.world.changed:
            channel = room.channel
            guild = None if channel.guild is None else self.world.guilds[channel.guild]
            number = self.world.number()
            token = urlsafe_b64encode(f"interaction:{number}:{secrets.token_hex(64)}".encode()).decode().rstrip("=")
            payload: Json = {
                "id": str(number),
                "application_id": str(self.world.application),
                "type": kind,
                "token": token,
                "version": 1,
                "data": data,
                "channel_id": str(channel.id),
                "channel": self._seen(channel),
                "locale": self.locale,
                "app_permissions": str(channel.bot if guild is None or guild.joined else 0),
                "authorizing_integration_owners": self._owners(guild, channel),
                "context": self._context(channel),
                "entitlements": [],
                "attachment_size_limit": 10_485_760,
                **self._who(guild, channel),
                **more,
            }
            interaction = Interaction(number, token, payload, channel.id, time.monotonic())
            self.world.happens(interaction, channel.guild if guild is not None and guild.joined else None)
            return Doing(self.world, interaction, self)

    def _seen(self, channel: Channel) -> Json:
        return channel.json | ({"permissions": str(self._may(channel))} if channel.guild is not None else {})

    def _may(self, channel: Channel) -> int:
        return channel.members | (MANAGE_GUILD if self.manages else 0)

    def _who(self, guild: Guild | None, channel: Channel) -> Json:
        if guild is None:
            return {"user": self.json}
        may = self._may(channel)
        since = "2026-01-01T00:00:00+00:00"
        member: Json = {"user": self.json, "permissions": str(may), "roles": [], "joined_at": since, "nick": None}
        member |= {"deaf": False, "mute": False, "flags": 0, "pending": False, "avatar": None, "premium_since": None}
        member |= {"communication_disabled_until": None, "banner": None}
        shown = {"id": str(guild.id), "locale": guild.locale, "features": []}
        return {"member": member, "guild_id": str(guild.id), "guild_locale": guild.locale, "guild": shown}

    def _owners(self, guild: Guild | None, channel: Channel) -> Json:
        owners: Json = {"0": str(guild.id)} if guild is not None and guild.joined else {}
        if guild is None and channel.type == DIRECT and not self.installed:
            owners = {"0": "0"}
        if self.installed:
            owners["1"] = str(self.id)
        assert owners, "the application is neither in this server nor installed by this user"
        return owners

    def _context(self, channel: Channel) -> int:
        if channel.guild is not None:
            return 0
        return 1 if channel.type == DIRECT and channel.id == self.direct.id else 2


@dataclass(frozen=True, slots=True)
class Doing:
    """What somebody did with the bot, and what came of it."""

    world: World
    interaction: Interaction
    who: Member

    def answer(self, seconds: float = PATIENCE) -> Json:
        """The first answer, a deferral as a rule."""
        answer: Json = wait_until(self.world, "a first answer", lambda: self.interaction.answer, seconds)
        return answer

    @property
    def private(self) -> bool:
        """Only this person sees the reply, as the first answer decided."""
        return bool((self.answer().get("data") or {}).get("flags", 0) & EPHEMERAL)

    def reply(self, seconds: float = PATIENCE) -> Json:
        """The reply once it stands: of a button that was answered by a change, the changed message."""

        def found() -> Json | None:
            message = self._room.messages.get(self.interaction.original or 0)
            changed = self.interaction.answer is not None and self.interaction.answer["type"] == 6
            loads = message is None or message["flags"] & LOADING
            before = self.interaction.payload.get("message", {})
            return None if loads or (changed and self._same(message, before)) else dict(message or {})

        reply: Json = wait_until(self.world, "a reply", found, seconds)
        return reply

    def followups(self, count: int = 1, seconds: float = PATIENCE) -> list[Json]:
        """What was said after the reply, once there are `count`."""

        def found() -> list[Json]:
            numbers = list(self.interaction.followups)
            standing = [dict(self._room.messages[one]) for one in numbers if one in self._room.messages]
            return standing if len(standing) >= count else []

        messages: list[Json] = wait_until(self.world, f"{count} follow-up(s)", found, seconds)
        return messages

    def hears_nothing(self, seconds: float = 0.3) -> None:
        """Fails where anything is answered within `seconds`."""
        time.sleep(seconds)
        assert self.interaction.answer is None

    def gone(self, seconds: float = PATIENCE) -> None:
        """Until the reply is taken back."""
        original = self.interaction.original or 0
        wait_until(self.world, "the reply to be taken back", lambda: original not in self._room.messages, seconds)

    @property
    def _room(self) -> Channel:
        return self.world.channels[self.interaction.channel]

    def _same(self, message: Json | None, before: Json) -> bool:
        names = ("content", "components", "embeds", "flags")
        return message is not None and all(message[name] == before.get(name) for name in names)


@dataclass(frozen=True, slots=True)
class Typing:
    """An option that somebody writes into."""

    world: World
    interaction: Interaction

    def choices(self, seconds: float = PATIENCE) -> list[Json]:
        """The completions that the bot offered."""
        answer: Json = wait_until(self.world, "completions", lambda: self.interaction.answer, seconds)
        return list(answer["data"]["choices"])
