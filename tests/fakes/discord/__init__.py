"""A Discord on loopback: REST and gateway over real sockets, and members who use the bot.

with FakeDiscord() as discord:              # .api, .gateway and .token go into the bot's settings
    fishers = discord.server("Fishers")     # the bot is in it; joined=False where it is not
    general = fishers.channel("general")    # a Room; announcements=True where its posts can be crossposted
    anna = discord.member("Anna", locale="fr")         # manages=True, installed=True (the app by the user)
    asked = anna.asks("À qui est la rivière ?", general, only_for_me=True)
    asked.answer()                          # the body of the first answer (type 4, 5, 6, 7, 9)
    asked.private                           # it was ephemeral
    reply = asked.reply()                   # the message once it no longer loads; shown(reply), buttons(reply)
    anna.presses("Full text", reply).reply()           # .followups(2), .gone()
    anna.types("/topics", focused="topic", topic="fis").choices()
    anna.uses("Is this quotation exact?", anna.says("…", general))
    anna.runs("/settings where", general, channel="…")  # subcommands are further words
    general.hears(); general.threads()
    discord.pings, discord.careless         # whom messages pinged; messages that did not forbid it
    discord.faults.queue(flood(1, via=False), method="update_original_webhook_message")
    discord.drops(); discord.reconnects(); discord.invalidates(); discord.replays(3)

Operations (`discord.calls("create_message")`, `method=` of faults) have the names of Discord's own description. A test
that needs no gateway takes `doing.interaction.id` and `.token` from `doing = anna.asks(...)` and answers those.

The server runs in a thread; everything here is called from a test without asyncio, or by `asyncio.to_thread`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from tests.fakes.discord.faults import (
    Answer,
    BlackHole,
    Fault,
    Faults,
    HalfOpen,
    Reset,
    Slow,
    Status,
    bad_gateway,
    flood,
    internal,
)
from tests.fakes.discord.people import PATIENCE, Doing, Member, Room, Typing, buttons, shown, wait_until
from tests.fakes.discord.server import PREFIX, Server
from tests.fakes.discord.world import ANNOUNCEMENT, BOT, GROUP, TEXT, Call, Channel, Guild, Json, World

APPLICATION = 1_100_000_000_000_000_001
TOKEN = "MTEwMDAwMDAwMDAwMDAwMDAwMQ.GfAkEc.CanaryThatMustNotShow0123456789abcdefg"

__all__ = [
    "APPLICATION",
    "PATIENCE",
    "TOKEN",
    "Answer",
    "BlackHole",
    "Call",
    "Doing",
    "FakeDiscord",
    "Fault",
    "Faults",
    "HalfOpen",
    "Json",
    "Member",
    "Place",
    "Reset",
    "Room",
    "Slow",
    "Status",
    "Typing",
    "bad_gateway",
    "buttons",
    "flood",
    "internal",
    "shown",
]


@dataclass(frozen=True, slots=True)
class Place:
    """A server."""

    world: World
    guild: Guild

    @property
    def id(self) -> int:
        return self.guild.id

    def channel(self, name: str, *, announcements: bool = False, bot: int = BOT) -> Room:
        """A new channel, in which the bot may do `bot`."""
        with self.world.changed:
            kind = ANNOUNCEMENT if announcements else TEXT
            made = Channel(self.world.number(), kind, name, self.guild.id, bot=bot)
            self.world.channels[made.id] = made
            return Room(self.world, made)

    def puts_the_bot_out(self) -> None:
        """The bot is told by GUILD_DELETE."""
        with self.world.changed:
            self.guild.joined = False
            self.world.on_event(self.guild.id, "GUILD_DELETE", {"id": str(self.guild.id)})


class FakeDiscord:
    """One application's Discord, as a context."""

    def __init__(self, token: str = TOKEN, name: str = "marenia", *, port: int = 0) -> None:
        self.token = token
        self.world = World(token, APPLICATION, name)
        self.faults = Faults()
        self._server = Server(self.world, self.faults, port=port)

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()

    @property
    def api(self) -> str:
        """The REST server's address, for ``VERBALE_DISCORD_API``."""
        return f"http://127.0.0.1:{self._server.port}{PREFIX}"

    @property
    def gateway(self) -> str:
        """For ``VERBALE_DISCORD_GATEWAY``."""
        return f"ws://127.0.0.1:{self._server.port}/gateway"

    def server(self, name: str, *, joined: bool = True, locale: str = "en-US") -> Place:
        """A server; where it is not `joined` only members who installed the app can use it there."""
        with self.world.changed:
            guild = Guild(self.world.number(), name, joined, locale)
            self.world.guilds[guild.id] = guild
            return Place(self.world, guild)

    def member(self, name: str, *, locale: str = "en-GB", manages: bool = False, installed: bool = False) -> Member:
        """Somebody who is in every server."""
        with self.world.changed:
            return Member(self.world, name, locale, manages=manages, installed=installed)

    def conversation(self, *people: Member) -> Room:
        """A group conversation without the bot, in which those who installed the app can use it."""
        with self.world.changed:
            made = Channel(self.world.number(), GROUP, "", people=[person.json for person in people])
            self.world.channels[made.id] = made
            return Room(self.world, made)

    @property
    def pings(self) -> list[str]:
        """Mentions by which the bot notified somebody."""
        return self.world.pings

    @property
    def careless(self) -> list[str]:
        """Messages of the bot's that did not say that they may notify nobody."""
        return self.world.careless

    @property
    def breaches(self) -> list[str]:
        """What the bot sent, or the fake answered, against Discord's description; empty without that."""
        from tests.fakes.discord.contract import specification  # it takes a second to read

        described = specification()
        return [] if described is None else described.breaches(self.calls())

    def calls(self, operation: str | None = None) -> list[Call]:
        """What the bot asked by REST, in order."""
        with self.world.changed:
            return [call for call in self.world.calls if operation in (None, call.operation)]

    def connected(self, sessions: int = 1, seconds: float = PATIENCE) -> None:
        """Until so many sessions of the bot's are being served."""
        gateway = self._server.gateway

        def live() -> bool:
            return sum(one.socket is not None and one.sent > 0 for one in gateway.sessions.values()) >= sessions

        self.wait_until(f"{sessions} session(s)", live, seconds)

    def drops(self, shard: int | None = None) -> None:
        """The gateway's sockets are cut off, without a word."""
        self._server.on_gateway(lambda gateway: gateway.drop(shard))

    def closes(self, code: int) -> None:
        """The gateway closes its sockets with `code`."""
        self._server.on_gateway(lambda gateway: gateway.end(code))

    def reconnects(self) -> None:
        """RECONNECT."""
        self._server.on_gateway(lambda gateway: gateway.reconnect())

    def invalidates(self, *, resumable: bool = False) -> None:
        """INVALID_SESSION."""
        self._server.on_gateway(lambda gateway: gateway.invalidate(resumable=resumable))

    def replays(self, events: int) -> None:
        """From now on each RESUME brings so many events again that were delivered before."""
        self._server.gateway.replayed = events

    def shuts_the_gateway(self, *, shut: bool = True) -> None:
        """New sockets are refused with 503, or no longer."""
        self._server.gateway.open = not shut

    def delivers(self, kind: str, data: Any, guild: int | None = None) -> None:
        """An event as it stands, well-formed or not."""
        with self.world.changed:
            self.world.on_event(guild, kind, data)

    def wait_until(self, what: str, true: Callable[[], Any], seconds: float = PATIENCE) -> Any:
        """What `true` returns once that is true; asked again whenever something happens."""
        return wait_until(self.world, what, true, seconds)
