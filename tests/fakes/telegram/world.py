"""Telegram as one bot sees it: chats with their messages, updates that wait, what was called. No sockets.

Everything is read and changed under `World.changed`, by the server's thread and by the test's.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.telegram.markup import Json, RefusalError

EVERYTHING_BUT = {"chat_member", "message_reaction", "message_reaction_count"}
"""Kinds of update that come only where they are asked for."""
BLOCKED = {
    "blocked": "Forbidden: bot was blocked by the user",
    "strange": "Forbidden: bot can't initiate conversation with a user",
    "deactivated": "Forbidden: user is deactivated",
    "kicked": "Forbidden: bot was kicked from the {type} chat",
    "left": "Forbidden: bot is not a member of the {type} chat",
}


@dataclass(slots=True)
class Chat:
    """A chat; `standing` is the bot's: member, or a key of `BLOCKED`."""

    id: int
    type: str
    names: Json
    standing: str = "member"
    topics: dict[int, str] = field(default_factory=dict)
    messages: dict[int, Json] = field(default_factory=dict)
    migrated_to: int | None = None
    last_id: int = 0

    @property
    def json(self) -> Json:
        forum = {"is_forum": True} if self.topics else {}
        return {"id": self.id, "type": self.type, **self.names, **forum}


@dataclass(slots=True)
class Pending:
    """An update that waits; `left` is how often it still must be taken."""

    id: int
    raw: str
    left: int


@dataclass(frozen=True, slots=True)
class Call:
    """A request of the bot, when it came (monotonic seconds), and its result or refusal."""

    method: str
    parameters: Json
    at: float
    result: Any = None
    refusal: str | None = None


@dataclass(slots=True)
class Query:
    """A press, an inline search or a call as a guest; answered once."""

    id: str
    kind: str
    asked: Json
    answer: Json | None = None
    expired: bool = False


@dataclass(slots=True)
class Hook:
    """The webhook as it was set."""

    url: str = ""
    secret: str | None = None
    connections: int = 40
    failed_at: int | None = None
    failure: str | None = None


class World:
    """One bot's Telegram. `on_news` is called, under the lock, when an update has come or the webhook was changed."""

    def __init__(self, token: str, username: str) -> None:
        self.token = token
        self.changed = threading.Condition(threading.RLock())
        self.bot: Json = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": "Ministry",
            "username": username,
        }
        self.chats: dict[int, Chat] = {}
        self.updates: list[Pending] = []
        self.queries: dict[str, Query] = {}
        self.posted_inline: dict[str, Json] = {}
        self.calls: list[Call] = []
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.described: dict[tuple[str, str], str] = {}
        self.actions: list[tuple[int, str]] = []
        self.hook = Hook()
        self.allowed: list[str] | None = None
        self.logged_out = False
        self.times: Callable[[int], int] = lambda update_id: 1
        self.on_news: Callable[[], None] = lambda: None
        self._last_update = 100_000_000
        self._last_number = 5_000_000

    def number(self) -> int:
        """A number that was never used."""
        self._last_number += 1
        return self._last_number

    def chat(self, given: object) -> Chat:
        """The chat that the bot names by id or @username, where it may write. Raises `RefusalError`."""
        chat = self.known(given)
        if chat.migrated_to is not None:
            raise RefusalError(
                "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to
            )
        if chat.standing in BLOCKED:
            raise RefusalError(BLOCKED[chat.standing].format(type=chat.type), 403)
        return chat

    def known(self, given: object) -> Chat:
        for chat in self.chats.values():
            if str(given) in (str(chat.id), "@" + chat.names.get("username", "")) and str(given) != "@":
                return chat
        raise RefusalError("Bad Request: chat not found")

    def store(self, chat: Chat, message: Json) -> Json:
        """Put `message` into `chat`, with the fields that every message has."""
        with self.changed:
            chat.last_id += 1
            whole = {"message_id": chat.last_id, "date": int(time.time()), "chat": chat.json, **message}
            chat.messages[chat.last_id] = whole
            self.changed.notify_all()
            return whole

    def happens(self, kind: str, event: Json) -> int:
        """An update for the bot; its id, which is used up even where the bot does not want the kind."""
        self._last_update += 1
        wanted = self.allowed
        if kind in wanted if wanted else kind not in EVERYTHING_BUT:
            self.deliver(json.dumps({"update_id": self._last_update, kind: event}), self._last_update)
        return self._last_update

    def deliver(self, raw: str, update_id: int | None = None) -> int:
        """Put an update into the queue as it stands, JSON or not; `{id}` in it becomes the next number."""
        with self.changed:
            if update_id is None:
                self._last_update += 1
                update_id = self._last_update
                raw = raw.replace("{id}", str(update_id))
            self.updates.append(Pending(update_id, raw, self.times(update_id)))
            self.on_news()
            self.changed.notify_all()
            return update_id

    def confirm(self, offset: int) -> None:
        """Forget what lies before `offset`, as often as it was to be taken; a negative one keeps so many last ones."""
        with self.changed:
            if offset < 0:
                self.updates = self.updates[offset:]
            for pending in self.updates:
                pending.left -= pending.id < offset
            self.updates = [pending for pending in self.updates if pending.left > 0]
            self.changed.notify_all()

    def waiting(self, limit: int) -> list[Pending]:
        """The oldest updates that wait."""
        with self.changed:
            return self.updates[:limit]

    def taken(self, pending: Pending) -> None:
        """The webhook has answered 200."""
        with self.changed:
            pending.left -= 1
            self.updates = [waiting for waiting in self.updates if waiting.left > 0]
            self.changed.notify_all()

    def ask(self, kind: str, asked: Json) -> Query:
        """A query with an id that the bot can answer."""
        query = Query(f"{self.number()}{self.bot['id']}", kind, asked)
        self.queries[query.id] = query
        return query

    def answer(self, given: object, kind: str, answer: Json) -> Query:
        """Keep the bot's answer. Raises `RefusalError`."""
        query = self.queries.get(str(given))
        if query is None or query.kind != kind or query.expired or (query.answer is not None and kind == "guest"):
            raise RefusalError(
                "Bad Request: query is too old and response timeout expired or query ID is invalid"
                if kind != "guest"
                else "Bad Request: GUEST_QUERY_INVALID"
            )
        query.answer = answer
        self.changed.notify_all()
        return query
