"""What people do, read from updates: asking, commanding, pressing, searching. Everything else is nothing to this bot.

In a group only a command, a mention and a reply to the bot are meant for it. What other bots write, and what was posted
through this one, is not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from telegram import CallbackQuery, InlineKeyboardButton, InlineQuery, Message, MessageEntity, Update
from telegram.constants import ChatType

from bot.serving.house import Visitor
from bot.views.keyboard import Button, Keyboard


@dataclass(frozen=True, slots=True)
class Place(Visitor):
    """Where somebody is, and who, and the chat's topic. In some groups the person is nobody: then it is the chat."""

    thread: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the message `message`. `edited`: that message said something else before.

    `follows` is the bot's message that it replies to.
    """

    place: Place
    message: int
    text: str = field(repr=False)
    edited: bool = False
    follows: int | None = None


@dataclass(frozen=True, slots=True)
class Commanded:
    """A command without its slash, in lower case, what was written after it, and the text that it replies to.

    `addressed`: it can only be meant for this bot.
    """

    place: Place
    message: int
    name: str
    argument: str = field(repr=False)
    quoted: str = field(default="", repr=False)
    edited: bool = False
    addressed: bool = True


@dataclass(frozen=True, slots=True)
class Wordless:
    """Something in a private chat that is no text: a picture, a voice; `album` is what several have in common."""

    place: Place
    message: int
    album: str | None = None


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button with `data` under the bot's message `message`; `keyboard` is what stands there, where that is known."""

    place: Place
    press: str
    data: str
    message: int
    keyboard: Keyboard = ()


@dataclass(frozen=True, slots=True)
class Searched:
    """Words after the bot's name, in any chat; `offset` is where the last answer ended."""

    search: str
    person: int
    words: str = field(repr=False)
    language: str | None


@dataclass(frozen=True, slots=True)
class Summoned:
    """A question in a chat that the bot is not in."""

    guest: str
    chat: int
    person: int
    text: str = field(repr=False)
    language: str | None


@dataclass(frozen=True, slots=True)
class Chosen:
    """A result of a search was posted."""

    result: str


@dataclass(frozen=True, slots=True)
class Migrated:
    """A group has another id now."""

    chat: int
    to: int


@dataclass(frozen=True, slots=True)
class Left:
    """A person has blocked the bot, or a group has put it out."""

    chat: int
    private: bool


Event = Asked | Commanded | Wordless | Pressed | Searched | Summoned | Chosen | Migrated | Left

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,64})(?:@([A-Za-z0-9_]+))?(?:\s+|\Z)")
_GONE = ("kicked", "left")


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads updates for the bot with this id and user name."""

    id: int
    username: str

    def read(self, update: Update) -> Event | None:
        """What `update` asks of the bot; None where that is nothing."""
        if update.message is not None:
            return self._message(update.message, edited=False)
        if update.edited_message is not None:
            return self._message(update.edited_message, edited=True)
        if update.guest_message is not None:
            return self._summoned(update.guest_message)
        if update.callback_query is not None:
            return _pressed(update.callback_query)
        if update.inline_query is not None:
            return _searched(update.inline_query)
        if update.chosen_inline_result is not None:
            return Chosen(update.chosen_inline_result.result_id)
        member = update.my_chat_member
        if member is not None and member.new_chat_member.status in _GONE:
            return Left(member.chat.id, member.chat.type == ChatType.PRIVATE)
        return None

    def _message(self, message: Message, *, edited: bool) -> Event | None:
        if message.migrate_to_chat_id is not None:
            return Migrated(message.chat.id, message.migrate_to_chat_id)
        if self._is_not_for_us(message):
            return None
        place = _place(message)
        text = (message.text or message.caption or "").strip()
        command = _COMMAND.match(text)
        if command is not None and (command[2] or self.username).lower() == self.username.lower():
            quoted = message.reply_to_message
            said = "" if quoted is None else quoted.text or quoted.caption or ""
            argument = text[command.end() :].strip()
            addressed = place.private or bool(command[2])
            return Commanded(place, message.message_id, command[1].lower(), argument, said, edited, addressed)
        if not place.private and (command is not None or not self._is_meant(message)):
            return None
        asked = self._without_mention(message) if not place.private else text
        if not asked and place.private:
            unwanted = edited or not message.effective_attachment
            return None if unwanted else Wordless(place, message.message_id, message.media_group_id)
        return Asked(place, message.message_id, asked, edited, self._followed(message))

    def _is_not_for_us(self, message: Message) -> bool:
        author = message.from_user
        posted_through = message.via_bot is not None and message.via_bot.id == self.id
        other_bot = author is not None and author.is_bot and message.sender_chat is None
        is_channel = message.chat.type == ChatType.CHANNEL
        return posted_through or other_bot or is_channel or bool(message.is_automatic_forward)

    def _is_meant(self, message: Message) -> bool:
        return self._followed(message) is not None or bool(self._mentions(message))

    def _followed(self, message: Message) -> int | None:
        """The bot's own message that this one replies to."""
        to = message.reply_to_message
        return to.message_id if to is not None and to.from_user is not None and to.from_user.id == self.id else None

    def _mentions(self, message: Message) -> list[str]:
        kinds: list[str | None] = [MessageEntity.MENTION]
        found = message.parse_entities(kinds) if message.text else message.parse_caption_entities(kinds)
        return [text for text in found.values() if text.lower() == f"@{self.username.lower()}"]

    def _without_mention(self, message: Message) -> str:
        text = message.text or message.caption or ""
        for mention in self._mentions(message):
            text = text.replace(mention, " ")
        return " ".join(text.split()).lstrip(",:;—– ").strip() if self._mentions(message) else text.strip()

    def _summoned(self, message: Message) -> Summoned | None:
        if not message.guest_query_id or self._is_not_for_us(message):
            return None
        author = message.from_user
        language = None if author is None else author.language_code
        person = message.chat.id if author is None else author.id
        return Summoned(message.guest_query_id, message.chat.id, person, self._without_mention(message), language)


def _place(message: Message) -> Place:
    author = message.from_user
    return Place(
        message.chat.id,
        message.chat.id if author is None else author.id,
        message.chat.type == ChatType.PRIVATE,
        None if author is None else author.language_code,
        message.message_thread_id if message.is_topic_message else None,
    )


def _pressed(query: CallbackQuery) -> Pressed | None:
    message = query.message
    if message is None or query.data is None:
        return None
    keyboard: Keyboard = ()
    thread = None
    if isinstance(message, Message):
        rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
        keyboard = tuple(tuple(_button(button) for button in row) for row in rows)
        thread = message.message_thread_id if message.is_topic_message else None
    private = message.chat.type == ChatType.PRIVATE
    place = Place(message.chat.id, query.from_user.id, private, query.from_user.language_code, thread)
    return Pressed(place, query.id, query.data, message.message_id, keyboard)


def _button(shown: InlineKeyboardButton) -> Button:
    data = shown.callback_data if isinstance(shown.callback_data, str) else None
    return Button(shown.text, data, shown.url, shown.switch_inline_query)


def _searched(query: InlineQuery) -> Searched:
    return Searched(query.id, query.from_user.id, query.query.strip(), query.from_user.language_code)
