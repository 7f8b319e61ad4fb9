"""What the moderators of a server set: for the whole server and for single channels. Forgotten with the server.

Servers and channels are known by pseudonyms; a channel's own id is kept sealed, because it is posted to and named to
the moderators. A channel subscribes to topics as a person does: under `Keys.person`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from bot.registry.database import Database
from bot.registry.keys import Keys, Pseudonym, UnsealError
from bot.registry.tables import rooms, subscriptions

_WHOLE = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """What is set; None where it is not. `answers` and `language` are the platform's words; `cooldown` in seconds."""

    answers: str | None = None
    language: str | None = None
    cooldown: int | None = None

    def over(self, wider: Rule) -> Rule:
        """This rule, and what it leaves open as in a `wider` one."""
        return Rule(
            wider.answers if self.answers is None else self.answers,
            wider.language if self.language is None else self.language,
            wider.cooldown if self.cooldown is None else self.cooldown,
        )


@dataclass(frozen=True, slots=True)
class Server:
    """A server of one bot, by its id on the platform."""

    platform: str
    bot: str
    id: int = field(repr=False)


@dataclass(frozen=True, slots=True)
class Posting:
    """What a channel subscribes to: topics' codes, sorted, and the language in which it is told."""

    topics: tuple[str, ...]
    language: str


@dataclass(frozen=True, slots=True)
class Kept:
    """All that is set for a server: for the whole of it, and by channel id."""

    whole: Rule = field(default_factory=Rule)
    rooms: dict[int, Rule] = field(default_factory=dict, repr=False)
    postings: dict[int, Posting] = field(default_factory=dict, repr=False)

    def rule(self, channel: int, parent: int | None = None) -> Rule:
        """What holds in a channel, or in a thread of the channel `parent`."""
        rule = self.rooms.get(channel, Rule())
        if parent is not None:
            rule = rule.over(self.rooms.get(parent, Rule()))
        return rule.over(self.whole)


class Servers:
    """The rules of all servers; `opening.open_registry` makes it. Every call raises `RegistryError`."""

    def __init__(self, database: Database, keys: Keys) -> None:
        self._database = database
        self._keys = keys

    def kept(self, server: Server) -> Kept:
        """What is set for a server."""
        with self._database.reading() as connection:
            return self._kept(connection, server)

    def set(self, server: Server, channel: int | None, rule: Rule) -> Kept:
        """Set what `rule` says, for the whole server or for one channel, and leave the rest; what then is set.

        What a channel is told of is told in its language from then on.
        """
        with self._database.writing() as connection:
            self._adopt(connection, server)
            before = self._kept(connection, server)
            old = before.whole if channel is None else before.rooms.get(channel, Rule())
            self._store(connection, server, channel, rule.over(old))
            return self._kept(connection, server)

    def speak(self, server: Server, languages: dict[int, str]) -> None:
        """Tell the channels in these languages what they subscribe to."""
        with self._database.writing() as connection:
            for channel, language in languages.items():
                own = subscriptions.c.person.in_(self._room(server, channel).all)
                connection.execute(update(subscriptions).where(own).values(language=language))

    def forget(self, server: Server) -> bool:
        """Delete all that is kept on a server and its channels; whether there was anything."""
        with self._database.writing() as connection:
            return self._forget(connection, self._name(server).all)

    def retain(self, platform: str, bot: str, ids: Collection[int]) -> int:
        """Forget the bot's servers but for those with these ids; how many were forgotten."""
        names = {name for number in ids for name in self._name(Server(platform, bot, number)).all}
        with self._database.writing() as connection:
            own = (rooms.c.platform == platform) & (rooms.c.bot == bot)
            there = set(connection.execute(select(rooms.c.server).where(own).distinct()).scalars())
            for name in there - names:
                self._forget(connection, (name,))
            return len(there - names)

    def _forget(self, connection: Connection, names: Collection[str]) -> bool:
        for row in connection.execute(select(rooms).where(rooms.c.server.in_(names), rooms.c.room != _WHOLE)).all():
            channel = self._channel(row)
            # Where the secret changed, the one of them may stand under an earlier name than the other.
            known = () if channel is None else self._keys.person(row.platform, channel).all
            connection.execute(delete(subscriptions).where(subscriptions.c.person.in_((row.room, *known))))
        return bool(connection.execute(delete(rooms).where(rooms.c.server.in_(names))).rowcount)

    def _kept(self, connection: Connection, server: Server) -> Kept:
        whole, by_channel, postings = Rule(), dict[int, Rule](), dict[int, Posting]()
        for row in connection.execute(select(rooms).where(rooms.c.server.in_(self._name(server).all))):
            if row.room == _WHOLE:
                whole = _rule(row)
            elif (channel := self._channel(row)) is not None:
                by_channel[channel] = _rule(row)
        for channel in by_channel:
            own = subscriptions.c.person.in_(self._room(server, channel).all)
            found = connection.execute(select(subscriptions.c.topic, subscriptions.c.language).where(own)).all()
            if found:
                postings[channel] = Posting(tuple(sorted({row.topic for row in found})), found[0].language)
        return Kept(whole, by_channel, postings)

    def _channel(self, row: Row[Any]) -> int | None:
        """None where the secret was taken away that sealed it."""
        try:
            return int(self._keys.unseal(row.address))
        except UnsealError:
            return None

    def _store(self, connection: Connection, server: Server, channel: int | None, rule: Rule) -> None:
        room = _WHOLE if channel is None else self._room(server, channel).current
        values = {"answers": rule.answers, "language": rule.language, "cooldown": rule.cooldown}
        fixed = {
            "server": self._name(server).current,
            "room": room,
            "platform": server.platform,
            "bot": server.bot,
            "address": self._keys.seal(b"" if channel is None else str(channel).encode()),
        }
        made = self._database.insert(rooms).values(**fixed, **values)
        connection.execute(made.on_conflict_do_update(index_elements=["server", "room"], set_=values))

    def _adopt(self, connection: Connection, server: Server) -> None:
        """Bring what stands under earlier pseudonyms under the one in use."""
        name = self._name(server)
        old = connection.execute(select(rooms).where(rooms.c.server.in_(name.earlier))).all()
        connection.execute(delete(rooms).where(rooms.c.server.in_(name.earlier)))
        for row in old:
            channel = None if row.room == _WHOLE else self._channel(row)
            if channel is not None or row.room == _WHOLE:
                self._store(connection, server, channel, _rule(row))

    def _name(self, server: Server) -> Pseudonym:
        return self._keys.chat(server.platform, server.bot, f"server {server.id}")

    def _room(self, server: Server, channel: int) -> Pseudonym:
        return self._keys.person(server.platform, channel)


def _rule(row: Row[Any]) -> Rule:
    return Rule(row.answers, row.language, row.cooldown)
