"""The Bot API's methods about messages, each as a function of the world and the parameters.

Called under the world's lock. Each returns the method's `result` or raises `RefusalError`, worded as Telegram does.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from tests.fakes.telegram.markup import Json, RefusalError, formatted
from tests.fakes.telegram.world import Chat, World

Method = Callable[[World, Json], Any]

ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip
_BUTTON_ACTIONS = {
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
}  # fmt: skip


def check_keyboard(markup: Any) -> Json | None:
    """An inline keyboard as Telegram takes it, or another kind of markup as it is."""
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise RefusalError("Bad Request: object expected as reply markup")
    if "inline_keyboard" not in markup:
        return None
    buttons = [button for row in markup["inline_keyboard"] for button in row]
    if len(buttons) > 100 or any(len(row) > 8 for row in markup["inline_keyboard"]):
        raise RefusalError("Bad Request: reply markup is too long")
    for button in buttons:
        _check_button(button)
    return markup if buttons else None


def _check_button(button: Json) -> None:
    actions = _BUTTON_ACTIONS & button.keys()
    if not str(button.get("text", "")).strip():
        raise RefusalError("Bad Request: inline keyboard button text is empty")
    if len(actions) != 1:
        raise RefusalError("Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline"
                           " keyboard")  # fmt: skip
    if "callback_data" in actions and not 1 <= len(button["callback_data"].encode()) <= 64:
        raise RefusalError("Bad Request: BUTTON_DATA_INVALID")
    if "url" in actions:
        split = urlsplit(button["url"])
        if split.scheme not in ("http", "https", "tg") or not split.netloc or re.search(r"\s", button["url"]):
            raise RefusalError("Bad Request: BUTTON_URL_INVALID")
    if "copy_text" in actions and not 1 <= len(button["copy_text"]["text"]) <= 256:
        raise RefusalError("Bad Request: BUTTON_COPY_TEXT_INVALID")


def content(parameters: Json, name: str = "text") -> Json:
    """Text, entities and preview options of what a message shows."""
    text, entities = formatted(parameters.get(name, ""), parameters.get("parse_mode"), parameters.get("entities"))
    shown: Json = {"text": text} | ({"entities": entities} if entities else {})
    if preview := parameters.get("link_preview_options"):
        shown["link_preview_options"] = preview
    return shown


def without_reply(message: Json) -> Json:
    """A message as others show it that reply to it."""
    return {key: value for key, value in message.items() if key != "reply_to_message"}


def _in_topic(chat: Chat, parameters: Json) -> Json:
    topic = parameters.get("message_thread_id")
    if topic is None:
        return {}
    if topic not in chat.topics:
        raise RefusalError("Bad Request: message thread not found")
    return {"message_thread_id": topic, "is_topic_message": True}


def _replying(chat: Chat, parameters: Json) -> Json:
    asked: Json = parameters.get("reply_parameters") or {}
    if not asked:
        return {}
    other = asked.get("chat_id")
    original = chat.messages.get(asked["message_id"]) if other in (None, chat.id) else None
    if original is None:
        if asked.get("allow_sending_without_reply"):
            return {}
        raise RefusalError("Bad Request: message to be replied not found")
    return {"reply_to_message": without_reply(original)}


def send_message(world: World, parameters: Json) -> Json:
    chat = world.chat(parameters["chat_id"])
    shown = content(parameters)
    message = _in_topic(chat, parameters) | _replying(chat, parameters) | shown
    if keyboard := check_keyboard(parameters.get("reply_markup")):
        message["reply_markup"] = keyboard
    author = {"sender_chat": chat.json} if chat.type == "channel" else {"from": world.bot}
    return world.store(chat, author | message)


def _own(world: World, parameters: Json) -> tuple[Chat, Json]:
    chat = world.chat(parameters["chat_id"])
    message = chat.messages.get(parameters.get("message_id", 0))
    if message is None:
        raise RefusalError("Bad Request: message to edit not found")
    if message.get("from", world.bot if chat.type == "channel" else None) != world.bot:
        raise RefusalError("Bad Request: message can't be edited")
    return chat, message


def _inline(world: World, parameters: Json) -> Json:
    message = world.posted_inline.get(parameters["inline_message_id"])
    if message is None:
        raise RefusalError("Bad Request: MESSAGE_ID_INVALID")
    return message


def _change(world: World, message: Json, parameters: Json, shown: Json) -> None:
    keyboard = check_keyboard(parameters.get("reply_markup"))
    before = {key: message.get(key) for key in ("text", "entities", "reply_markup")}
    after = {key: shown.get(key) for key in ("text", "entities")} | {"reply_markup": keyboard}
    if before == after:
        raise RefusalError(
            "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"
            " as a current content and reply markup of the message"
        )
    for key, value in after.items():
        message.pop(key, None)
        if value is not None:
            message[key] = value
    message["edit_date"] = int(time.time())
    world.changed.notify_all()


def edit_message_text(world: World, parameters: Json) -> Json | bool:
    message = _inline(world, parameters) if "inline_message_id" in parameters else _own(world, parameters)[1]
    _change(world, message, parameters, content(parameters))
    return "inline_message_id" in parameters or message


def edit_message_reply_markup(world: World, parameters: Json) -> Json | bool:
    message = _inline(world, parameters) if "inline_message_id" in parameters else _own(world, parameters)[1]
    _change(world, message, parameters, message)
    return "inline_message_id" in parameters or message


def delete_message(world: World, parameters: Json) -> bool:
    chat = world.chat(parameters["chat_id"])
    message = chat.messages.get(parameters["message_id"])
    if message is None:
        raise RefusalError("Bad Request: message to delete not found")
    if chat.type != "private" and message.get("from") != world.bot and "sender_chat" not in message:
        raise RefusalError("Bad Request: message can't be deleted")
    del chat.messages[parameters["message_id"]]
    world.changed.notify_all()
    return True


def send_chat_action(world: World, parameters: Json) -> bool:
    chat = world.chat(parameters["chat_id"])
    _in_topic(chat, parameters)
    if parameters["action"] not in ACTIONS:
        raise RefusalError("Bad Request: wrong parameter action in request")
    world.actions.append((chat.id, parameters["action"]))
    return True


def get_chat(world: World, parameters: Json) -> Json:
    chat = world.known(parameters["chat_id"])
    gifts = dict.fromkeys(("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription"), True)
    gifts["gifts_from_channels"] = True
    return chat.json | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}


MESSAGES: dict[str, Method] = {
    "sendMessage": send_message,
    "editMessageText": edit_message_text,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "sendChatAction": send_chat_action,
    "getChat": get_chat,
}
