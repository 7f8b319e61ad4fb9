"""The Bot API's methods about the bot itself, its webhook, and queries; as in `methods`."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

from tests.fakes.telegram.markup import Json, RefusalError
from tests.fakes.telegram.methods import MESSAGES, Method, check_keyboard, content
from tests.fakes.telegram.world import Hook, World

_CAN = {
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_guest_queries": True,
    "supports_inline_queries": True,
    "can_connect_to_business": False,
    "has_main_web_app": False,
}
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def get_me(world: World, parameters: Json) -> Json:
    return world.bot | _CAN


def log_out(world: World, parameters: Json) -> bool:
    world.logged_out = True
    return True


def set_webhook(world: World, parameters: Json) -> bool:
    url = urlsplit(parameters.get("url", ""))
    secret = parameters.get("secret_token")
    if url.geturl() and url.scheme != "https" and url.hostname not in _LOOPBACK:
        raise RefusalError("Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
    if secret is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise RefusalError("Bad Request: secret token contains unallowed characters")
    if not 1 <= parameters.get("max_connections", 40) <= 100:
        raise RefusalError("Bad Request: bad webhook: max_connections must be between 1 and 100")
    world.hook = Hook(url.geturl(), secret, parameters.get("max_connections", 40))
    _forget(world, parameters)
    return True


def delete_webhook(world: World, parameters: Json) -> bool:
    world.hook = Hook()
    _forget(world, parameters)
    return True


def _forget(world: World, parameters: Json) -> None:
    if parameters.get("drop_pending_updates"):
        world.updates.clear()
    allow(world, parameters)
    world.on_news()


def allow(world: World, parameters: Json) -> None:
    """Keep which kinds of update are asked for; not saying leaves it."""
    if "allowed_updates" in parameters:
        world.allowed = list(parameters["allowed_updates"])


def get_webhook_info(world: World, parameters: Json) -> Json:
    hook = world.hook
    info: Json = {"url": hook.url, "has_custom_certificate": False, "pending_update_count": len(world.updates)}
    if hook.url:
        info |= {"max_connections": hook.connections, "ip_address": "127.0.0.1"}
    if hook.failed_at is not None:
        info |= {"last_error_date": hook.failed_at, "last_error_message": hook.failure}
    return info | ({"allowed_updates": world.allowed} if world.allowed else {})


def _place(parameters: Json) -> tuple[str, str]:
    language = parameters.get("language_code", "")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise RefusalError("Bad Request: invalid language code specified")
    return json.dumps(parameters.get("scope") or {"type": "default"}, sort_keys=True), language


def set_my_commands(world: World, parameters: Json) -> bool:
    if len(parameters["commands"]) > 100:
        raise RefusalError("Bad Request: BOT_COMMANDS_TOO_MUCH")
    for command in parameters["commands"]:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
            raise RefusalError("Bad Request: BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise RefusalError("Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
    world.commands[_place(parameters)] = parameters["commands"]
    return True


def get_my_commands(world: World, parameters: Json) -> list[Json]:
    return world.commands.get(_place(parameters), [])


def delete_my_commands(world: World, parameters: Json) -> bool:
    world.commands.pop(_place(parameters), None)
    return True


def _describing(field: str, longest: int) -> tuple[Method, Method]:
    def write(world: World, parameters: Json) -> bool:
        if len(parameters.get(field, "")) > longest:
            raise RefusalError(f"Bad Request: bot {field.replace('_', ' ')} is too long")
        world.described[field, _place(parameters)[1]] = parameters.get(field, "")
        return True

    def read(world: World, parameters: Json) -> Json:
        default = world.described.get((field, ""), "")
        return {field: world.described.get((field, _place(parameters)[1])) or default}

    return write, read


def answer_callback_query(world: World, parameters: Json) -> bool:
    if len(parameters.get("text", "")) > 200:
        raise RefusalError("Bad Request: MESSAGE_TOO_LONG")
    world.answer(parameters["callback_query_id"], "callback", parameters)
    return True


def _check_result(result: Json) -> Json:
    """An inline result, and the message that choosing it posts."""
    if not 1 <= len(str(result.get("id", "")).encode()) <= 64:
        raise RefusalError("Bad Request: RESULT_ID_INVALID")
    if result.get("type") != "article":
        raise RefusalError("Bad Request: this fake posts articles only")
    if not result.get("title"):
        raise RefusalError("Bad Request: article title is empty")
    message = content(result.get("input_message_content", {}), "message_text")
    if keyboard := check_keyboard(result.get("reply_markup")):
        message["reply_markup"] = keyboard
    return message


def answer_inline_query(world: World, parameters: Json) -> bool:
    results = parameters["results"]
    if len(results) > 50:
        raise RefusalError("Bad Request: RESULTS_TOO_MUCH")
    if len({result.get("id") for result in results}) < len(results):
        raise RefusalError("Bad Request: RESULT_ID_DUPLICATE")
    if len(parameters.get("next_offset", "").encode()) > 64:
        raise RefusalError("Bad Request: NEXT_OFFSET_INVALID")
    if (button := parameters.get("button")) and not re.fullmatch(
        r"[A-Za-z0-9_-]{1,64}", button.get("start_parameter", "x")
    ):
        raise RefusalError("Bad Request: START_PARAM_INVALID")
    posted = [_check_result(result) for result in results]
    world.answer(parameters["inline_query_id"], "inline", parameters | {"posted": posted})
    return True


def answer_guest_query(world: World, parameters: Json) -> Json:
    message = _check_result(parameters["result"])
    query = world.answer(parameters["guest_query_id"], "guest", parameters)
    chat = world.known(query.asked["chat"]["id"])
    reply = {"from": world.bot, "guest_bot_caller_user": query.asked["from"]}
    stored = world.store(chat, reply | {"reply_to_message": query.asked} | message)
    return {"inline_message_id": post_inline(world, stored)}


def post_inline(world: World, message: Json) -> str:
    """Give a message that came through the bot an id by which the bot can edit it."""
    name = f"inline-{world.number()}"
    world.posted_inline[name] = message
    return name


def get_menu(world: World, parameters: Json) -> Any:
    return {"type": "default"}


def set_menu(world: World, parameters: Json) -> bool:
    return True


_DESCRIBED = {"Name": ("name", 64), "Description": ("description", 512), "ShortDescription": ("short_description", 120)}

METHODS: dict[str, Method] = MESSAGES | {
    "getMe": get_me,
    "logOut": log_out,
    "close": set_menu,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "answerCallbackQuery": answer_callback_query,
    "answerInlineQuery": answer_inline_query,
    "answerGuestQuery": answer_guest_query,
    "getChatMenuButton": get_menu,
    "setChatMenuButton": set_menu,
}
for _title, (_field, _longest) in _DESCRIBED.items():
    METHODS[f"setMy{_title}"], METHODS[f"getMy{_title}"] = _describing(_field, _longest)
