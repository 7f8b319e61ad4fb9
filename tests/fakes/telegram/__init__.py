"""A Telegram on loopback: a Bot API server over real sockets, and people who write to the bot.

with FakeTelegram() as telegram:            # telegram.base and telegram.token go into the bot's settings
    anna = telegram.person("Anna", language="fr")
    anna.says("À qui est la rivière ?")
    (answer,) = anna.hears()
    anna.presses("Oui", answer).answer()
    telegram.faults.queue(flood(3), method="sendMessage")

The server runs in a thread; everything here is called from a test without asyncio, or by `asyncio.to_thread`.
"""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from tests.fakes.telegram.faults import (
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
from tests.fakes.telegram.markup import Json
from tests.fakes.telegram.people import PATIENCE, Person, Press, Room, Search, Summons, buttons, wait_until
from tests.fakes.telegram.server import Server
from tests.fakes.telegram.world import Call, Chat, World

TOKEN = "7000000001:AAFakeCanaryTokenThatMustNotShow0123"
USERNAME = "marenia_bot"

__all__ = [
    "PATIENCE",
    "TOKEN",
    "USERNAME",
    "BlackHole",
    "Call",
    "FakeTelegram",
    "Fault",
    "Faults",
    "HalfOpen",
    "Json",
    "Person",
    "Press",
    "Reset",
    "Room",
    "Search",
    "Slow",
    "Status",
    "Summons",
    "bad_gateway",
    "buttons",
    "flood",
    "internal",
]


class FakeTelegram:
    """One bot's Telegram, as a context.

    `redelivery` is the seconds after which an update comes again that a webhook did not take.
    """

    def __init__(
        self, token: str = TOKEN, username: str = USERNAME, *, port: int = 0, redelivery: float = 0.05
    ) -> None:
        self.token = token
        self.world = World(token, username)
        self.faults = Faults()
        self._server = Server(self.world, self.faults, port=port, redelivery=redelivery)

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()

    @property
    def base(self) -> str:
        """The server's address, for ``VERBALE_TELEGRAM_API``."""
        return f"http://127.0.0.1:{self._server.port}"

    @property
    def breaches(self) -> list[str]:
        """What the bot sent, or the fake answered, against the Bot API's description; empty without that."""
        return self._server.breaches

    def person(self, name: str, *, language: str | None = "en", stranger: bool = False) -> Person:
        """Somebody new; a stranger has never written to the bot, so it may not write first."""
        with self.world.changed:
            names = {"first_name": name, "username": f"{name.lower()}_{self.world.number()}"}
            chat = Chat(self.world.number(), "private", names, "strange" if stranger else "member")
            self.world.chats[chat.id] = chat
            return Person(self.world, chat, language)

    def group(self, title: str, *, topics: tuple[str, ...] = (), supergroup: bool = True, joined: bool = True) -> Room:
        """A group that the bot is in, unless not `joined`; topics get the ids 2, 3, …"""
        with self.world.changed:
            number = self.world.number()
            kind, identity = ("supergroup", -1_000_000_000_000 - number) if supergroup else ("group", -number)
            chat = Chat(identity, kind, {"title": title}, "member" if joined else "left")
            chat.topics = dict(enumerate(topics, 2))
            chat.last_id = 1
            self.world.chats[chat.id] = chat
            owner = {"id": self.world.number(), "is_bot": False, "first_name": "Owner"}
            for topic, name in chat.topics.items():
                created = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
                inside = {"message_thread_id": topic, "is_topic_message": True}
                self.world.store(chat, {"from": owner} | inside | created)
            return Room(self.world, chat)

    def channel(self, title: str, username: str) -> Room:
        """A channel in which the bot may post."""
        with self.world.changed:
            chat = Chat(-1_000_000_000_000 - self.world.number(), "channel", {"title": title, "username": username})
            self.world.chats[chat.id] = chat
            return Room(self.world, chat)

    def calls(self, method: str | None = None) -> list[Call]:
        """What the bot asked, in order; `getUpdates` is not kept."""
        with self.world.changed:
            return [call for call in self.world.calls if method in (None, call.method)]

    def delivers(self, raw: str) -> int:
        """Put a raw update into the queue, well-formed or not; ``{id}`` in it becomes its number, which is returned."""
        return self.world.deliver(raw)

    def redelivers(self, times: Callable[[int], int]) -> None:
        """From now on each update is delivered as often as `times` says of its number."""
        self.world.times = times

    def wait_until(self, what: str, true: Callable[[], Any], seconds: float = PATIENCE) -> Any:
        """What `true` returns once that is true; asked again whenever something happens."""
        return wait_until(self.world, what, true, seconds)

    def waits_until_taken(self, seconds: float = PATIENCE) -> None:
        """Until no update waits any more."""
        self.wait_until("all updates to be taken", lambda: not self.world.updates, seconds)
