"""People on the fake Telegram, the chats they meet the bot in, and what they do there."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.fakes.telegram.markup import Json, cut, noticed
from tests.fakes.telegram.methods import without_reply
from tests.fakes.telegram.profile import post_inline
from tests.fakes.telegram.world import Chat, Query, World

PATIENCE = 60.0
"""Seconds for which a person waits for the bot before the test fails."""


def wait_until(world: World, what: str, true: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """What `true` returns once that is true; it is called under the world's lock."""
    ends = time.monotonic() + seconds
    with world.changed:
        while not (found := true()):
            if (left := ends - time.monotonic()) <= 0:
                said = "; ".join(f"{call.method}: {call.refusal}" for call in world.calls if call.refusal)
                raise AssertionError(f"waited {seconds:g} s for {what}" + (f"; refused: {said}" if said else ""))
            world.changed.wait(left)
        return found


class Room:
    """A chat, with the bot's messages in the order in which they are heard."""

    def __init__(self, world: World, chat: Chat) -> None:
        self.world = world
        self.chat = chat
        self._heard = 0

    @property
    def id(self) -> int:
        return self.chat.id

    @property
    def from_bot(self) -> list[Json]:
        """The bot's messages that stand here now."""
        with self.world.changed:
            return [message for message in self.chat.messages.values() if self._is_bots(message)]

    def hears(self, count: int = 1, seconds: float = PATIENCE) -> list[Json]:
        """The bot's next `count` messages that nobody heard before."""

        def new() -> list[Json]:
            found = [message for message in self.from_bot if message["message_id"] > self._heard]
            return found[:count] if len(found) >= count else []

        messages: list[Json] = wait_until(self.world, f"{count} message(s) in chat {self.id}", new, seconds)
        self._heard = messages[-1]["message_id"]
        return messages

    def hears_nothing(self, seconds: float = 0.3) -> None:
        """Fails where the bot says something new within `seconds`."""
        time.sleep(seconds)
        new = [message["text"] for message in self.from_bot if message["message_id"] > self._heard]
        assert new == []

    def sees_edited(self, message: Json, seconds: float = PATIENCE) -> Json:
        """The message once its text or buttons are no longer those of `message`, a copy made before."""

        def changed() -> Json | None:
            now = self.chat.messages.get(message["message_id"])
            return now if now is not None and now != message else None

        edited: Json = wait_until(self.world, f"an edit of message {message['message_id']}", changed, seconds)
        return dict(edited)

    def _is_bots(self, message: Json) -> bool:
        author = message.get("from") or message.get("sender_chat") or {}
        return author.get("id") in (self.world.bot["id"], self.id if self.chat.type == "channel" else None)

    def migrates(self) -> Room:
        """The group becomes a supergroup with another id; the bot's requests for the old one are refused."""
        with self.world.changed:
            moved = Chat(-1_000_000_000_000 - self.world.number(), "supergroup", self.chat.names)
            self.world.chats[moved.id] = moved
            self.chat.migrated_to = moved.id
            message = self.world.store(self.chat, {"from": self.world.bot, "migrate_to_chat_id": moved.id})
            self.world.happens("message", message)
            return Room(self.world, moved)

    def puts_the_bot(self, standing: str, by: Person) -> None:
        """Change the bot's standing: member, kicked, left, blocked, …; the bot gets `my_chat_member`."""
        with self.world.changed:
            before, self.chat.standing = self.chat.standing, standing
            event = {"chat": self.chat.json, "from": by.json, "date": int(time.time())}
            members = {"old_chat_member": _member(self.world, before), "new_chat_member": _member(self.world, standing)}
            self.world.happens("my_chat_member", event | members)


def _member(world: World, standing: str) -> Json:
    if standing in ("kicked", "blocked"):
        return {"status": "kicked", "user": world.bot, "until_date": 0}
    return {"status": "member" if standing == "member" else "left", "user": world.bot}


class Person(Room):
    """Somebody with a private chat with the bot, which `hears` and the like are about."""

    def __init__(self, world: World, chat: Chat, language: str | None) -> None:
        super().__init__(world, chat)
        self.json = {"id": chat.id, "is_bot": False, **chat.names} | ({"language_code": language} if language else {})

    def says(
        self, text: str, *, into: Room | None = None, topic: int | None = None, reply_to: Json | None = None
    ) -> Json:
        """Write a message; the bot gets it unless privacy mode keeps it away."""
        room = into or self
        with self.world.changed:
            if room is self and self.chat.standing in ("strange", "blocked"):
                self.chat.standing = "member"
            message: Json = {"from": self.json, "text": text} | _marked(text)
            if topic is not None:
                message |= {"message_thread_id": topic, "is_topic_message": True}
                # Telegram shows whatever is written into a topic as a reply to the topic's first message.
                reply_to = reply_to or room.chat.messages[topic]
            if reply_to is not None:
                message["reply_to_message"] = without_reply(reply_to)
            stored = self.world.store(room.chat, message)
            if _reaches_bot(self.world, room.chat, stored):
                self.world.happens("message", stored)
            return dict(stored)

    def starts(self, payload: str = "") -> Json:
        """Open the bot by a link, with the link's payload."""
        return self.says(f"/start {payload}".strip())

    def edits(self, message: Json, text: str) -> Json:
        """Change what was said."""
        with self.world.changed:
            stored = self.world.chats[message["chat"]["id"]].messages[message["message_id"]]
            stored.pop("entities", None)
            stored.update({"text": text, "edit_date": int(time.time())} | _marked(text))
            if _reaches_bot(self.world, self.world.chats[message["chat"]["id"]], stored):
                self.world.happens("edited_message", stored)
            return dict(stored)

    def presses(self, button: str, message: Json) -> Press:
        """Press the button of `message` that shows `button`, or begins with it."""
        found = [shown for shown in buttons(message) if shown["text"].startswith(button)]
        assert found, f"no button {button!r}; there are {[shown['text'] for shown in buttons(message)]}"
        return self.sends_back(found[0]["callback_data"], message)

    def sends_back(self, data: str, message: Json | None = None, inline: str | None = None) -> Press:
        """Press a button that bears `data`, whether it is still shown or not; any message can be made to have it."""
        with self.world.changed:
            query = self.world.ask("callback", {})
            event: Json = {"id": query.id, "from": self.json, "chat_instance": str(self.id), "data": data}
            if inline is not None:
                event["inline_message_id"] = inline
            elif message is not None:
                current = self.world.chats[message["chat"]["id"]].messages.get(message["message_id"])
                gone = {"chat": message["chat"], "message_id": message["message_id"], "date": 0}
                event["message"] = dict(current) if current is not None else gone
            query.asked = event
            self.world.happens("callback_query", event)
            return Press(self.world, query)

    def types_inline(self, words: str, *, offset: str = "", where: str = "private") -> Search:
        """Write ``@bot words`` in any chat, without sending it; `where` is that chat's type."""
        with self.world.changed:
            query = self.world.ask("inline", {})
            query.asked = {"id": query.id, "from": self.json, "query": words, "offset": offset, "chat_type": where}
            self.world.happens("inline_query", query.asked)
            return Search(self.world, query, self)

    def summons(self, text: str, room: Room) -> Summons:
        """Mention the bot in a chat that it is not in (guest mode)."""
        with self.world.changed:
            query = self.world.ask("guest", {})
            message = {"from": self.json, "text": text, "guest_query_id": query.id} | _marked(text)
            query.asked = self.world.store(room.chat, message)
            self.world.happens("guest_message", query.asked)
            return Summons(self.world, query)

    def blocks(self) -> None:
        """Block the bot."""
        self.puts_the_bot("blocked", self)


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button, which turns until the bot answers."""

    world: World
    query: Query

    def answer(self, seconds: float = PATIENCE) -> Json:
        """What the bot answered: `text` and `show_alert` where it gave them."""
        answer: Json = wait_until(self.world, "an answer to a button", lambda: self.query.answer, seconds)
        return {key: value for key, value in answer.items() if key in ("text", "show_alert", "url")}


@dataclass(frozen=True, slots=True)
class Search:
    """An inline search."""

    world: World
    query: Query
    person: Person

    def answer(self, seconds: float = PATIENCE) -> Json:
        """All that the bot answered."""
        answer: Json = wait_until(self.world, "an inline answer", lambda: self.query.answer, seconds)
        return answer

    def results(self, seconds: float = PATIENCE) -> list[Json]:
        return list(self.answer(seconds)["results"])

    def chooses(self, place: int, room: Room) -> Json:
        """Post a result into `room`; the bot is told which, and by which id it can edit it where it has buttons."""
        answer = self.answer()
        result, shown = answer["results"][place], answer["posted"][place]
        with self.world.changed:
            author = {"from": self.person.json, "via_bot": self.world.bot}
            stored = self.world.store(room.chat, author | shown)
            event = {"result_id": result["id"], "from": self.person.json, "query": self.query.asked["query"]}
            if "reply_markup" in shown:
                event["inline_message_id"] = post_inline(self.world, stored)
            self.world.happens("chosen_inline_result", event)
            return stored


@dataclass(frozen=True, slots=True)
class Summons:
    """A mention of the bot as a guest."""

    world: World
    query: Query

    def answer(self, seconds: float = PATIENCE) -> Json:
        """The message that the bot posted."""
        wait_until(self.world, "an answer as a guest", lambda: self.query.answer, seconds)
        with self.world.changed:
            messages = self.world.chats[self.query.asked["chat"]["id"]].messages.values()
            (found,) = (m for m in messages if m.get("reply_to_message", {}).get("guest_query_id") == self.query.id)
            return found


def buttons(message: Json) -> list[Json]:
    """A message's buttons, row by row."""
    return [button for row in message.get("reply_markup", {}).get("inline_keyboard", []) for button in row]


def _marked(text: str) -> Json:
    entities = noticed(text)
    return {"entities": entities} if entities else {}


def _reaches_bot(world: World, chat: Chat, message: Json) -> bool:
    """Privacy mode: in a group only commands, mentions and replies to the bot."""
    if chat.type == "private":
        return True
    if chat.standing != "member":
        return False
    name = "@" + world.bot["username"].lower()
    for entity in message.get("entities", ()):
        marked = cut(message["text"], entity).lower()
        if entity["type"] == "bot_command" and ("@" not in marked or marked.endswith(name)):
            return True
        if entity["type"] == "mention" and marked == name:
            return True
    return bool(message.get("reply_to_message", {}).get("from", {}).get("id") == world.bot["id"])
