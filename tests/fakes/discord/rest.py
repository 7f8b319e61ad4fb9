"""Discord's REST operations on a `World`, by the names of Discord's own description. Raise `RefusalError`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from tests.fakes.discord import commands
from tests.fakes.discord.interactions import INTERACTIONS
from tests.fakes.discord.limits import check_message
from tests.fakes.discord.messages import made, watch
from tests.fakes.discord.world import (
    ANNOUNCEMENT,
    ANNOUNCEMENT_THREAD,
    CROSSPOSTED,
    DIRECT,
    SUPPRESS_EMBEDS,
    TEXT,
    THREAD,
    THREADS,
    VIEW_CHANNEL,
    Channel,
    Json,
    RefusalError,
    World,
)

Operation = Callable[[World, Json, Any, Json], tuple[int, Any]]
"""From the world, the path's parameters, the body and the query to a status and the result."""

_CHANNEL, _MESSAGE = "/channels/{channel_id}", "/channels/{channel_id}/messages/{message_id}"
_COMMANDS, _GUILDS = (
    "/applications/{application_id}/commands",
    "/applications/{application_id}/guilds/{guild_id}/commands",
)


def _me(world: World, path: Json, body: Any, query: Json) -> tuple[int, Any]:
    return 200, world.bot | {"mfa_enabled": False, "locale": "en-US"}


def _application(world: World, path: Json, body: Any, query: Json) -> tuple[int, Any]:
    owner = {name: value for name, value in world.bot.items() if name != "bot"} | {"id": "90", "username": "owner"}
    return 200, {
        "id": str(world.application),
        "name": world.bot["username"],
        "icon": None,
        "description": "",
        "type": None,
        "bot": world.bot,
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": 0,
        "flags_new": "0",
        "owner": owner,
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "max_participants": None,
        "approximate_guild_count": len(world.guilds),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "eligible_oauth2_scopes": ["bot", "applications.commands"],
        "event_webhooks_url": None,
        "event_webhooks_status": 1,
        "explicit_content_filter": 0,
        "team": None,
    }


def _list(world: World, path: Json, body: Any, query: Json) -> tuple[int, Any]:
    localized = str(query.get("with_localizations", "")).lower() in ("1", "true")
    return 200, commands.listed(world, _guild(path), localized=localized)


def _replace(world: World, path: Json, body: Any, query: Json) -> tuple[int, Any]:
    return 200, commands.replace_all(world, _guild(path), body)


def _create(world: World, path: Json, body: Any, query: Json) -> tuple[int, Any]:
    command, new = commands.create(world, _guild(path), body)
    return 201 if new else 200, command


def _get(world: World, path: Json, body: Any, query: Json) -> tuple[int, Any]:
    return 200, commands.find(world, _guild(path), path["command_id"])


def _change(world: World, path: Json, body: Any, query: Json) -> tuple[int, Any]:
    return 200, commands.change(world, _guild(path), path["command_id"], body)


def _delete(world: World, path: Json, body: Any, query: Json) -> tuple[int, Any]:
    commands.delete(world, _guild(path), path["command_id"])
    return 204, None


def _guild(path: Json) -> int | None:
    return int(path["guild_id"]) if "guild_id" in path else None


def _get_channel(world: World, path: Json, body: Any, query: Json) -> tuple[int, Any]:
    channel = world.channel(path["channel_id"])
    if not channel.bot & VIEW_CHANNEL:
        raise RefusalError(403, 50001, "Missing Access")
    return 200, channel.json


def _get_guild_channels(world: World, path: Json, body: Any, query: Json) -> tuple[int, Any]:
    guild = int(path["guild_id"])
    if guild not in world.guilds or not world.guilds[guild].joined:
        raise RefusalError(404, 10004, "Unknown Guild")
    found = [channel for channel in world.channels.values() if channel.guild == guild]
    return 200, [channel.json for channel in found if channel.type in (TEXT, ANNOUNCEMENT)]


def _open_direct(world: World, path: Json, body: Any, query: Json) -> tuple[int, Any]:
    for channel in world.channels.values():
        if channel.type == DIRECT and str(body["recipient_id"]) in [person["id"] for person in channel.people]:
            return 200, channel.json
    raise RefusalError(400, 50033, "Invalid Recipient(s)")


def _post(world: World, path: Json, body: Any, query: Json) -> tuple[int, Any]:
    channel = world.writable(path["channel_id"])
    check_message(body)
    nonce = {"nonce": body["nonce"]} if "nonce" in body else {}
    if body.get("enforce_nonce"):
        for message in channel.messages.values():
            if message["author"] == world.bot and message.get("nonce") == body["nonce"]:
                return 200, message
    watch(world, body)
    return 200, world.store(channel, world.bot, made(body) | nonce)


def _read(world: World, path: Json, body: Any, query: Json) -> tuple[int, Any]:
    return 200, world.message(world.channel(path["channel_id"]), path["message_id"])


def _edit(world: World, path: Json, body: Any, query: Json) -> tuple[int, Any]:
    message = _own(world, world.channel(path["channel_id"]), path["message_id"])
    check_message(body, message)
    watch(world, body)
    change = {name: value for name, value in made(body).items() if name in body and name != "flags"}
    flags = body.get("flags") or 0
    kept = message["flags"] & ~SUPPRESS_EMBEDS if "flags" in body else message["flags"]
    message.update(change, flags=kept | flags, edited_timestamp=datetime.now(UTC).isoformat())
    return 200, message


def _remove(world: World, path: Json, body: Any, query: Json) -> tuple[int, Any]:
    channel = world.channel(path["channel_id"])
    _own(world, channel, path["message_id"])
    del channel.messages[int(path["message_id"])]
    return 204, None


def _own(world: World, channel: Channel, message_id: str) -> Json:
    message = world.message(channel, message_id)
    if message["author"]["id"] != world.bot["id"]:
        raise RefusalError(403, 50005, "Cannot edit a message authored by another user")
    return message


def _crosspost(world: World, path: Json, body: Any, query: Json) -> tuple[int, Any]:
    channel = world.writable(path["channel_id"])
    message = _own(world, channel, path["message_id"])
    if channel.type != ANNOUNCEMENT:
        raise RefusalError(400, 50024, "Cannot execute action on this channel type")
    if message["flags"] & CROSSPOSTED:
        raise RefusalError(400, 40033, "This message has already been crossposted")
    message["flags"] |= CROSSPOSTED
    return 200, message


def _thread(world: World, path: Json, body: Any, query: Json) -> tuple[int, Any]:
    channel = world.channel(path["channel_id"])
    if not channel.bot & THREADS or channel.guild is None:
        raise RefusalError(403, 50013, "Missing Permissions")
    message = world.message(channel, path["message_id"]) if "message_id" in path else None
    if message is not None and message["flags"] & 64:
        raise RefusalError(404, 10008, "Unknown Message")
    if message is not None and message.get("thread"):
        raise RefusalError(400, 160004, "A thread has already been created for this message")
    if not 1 <= len(body["name"]) <= 100:
        raise RefusalError(400, 50035, "Invalid Form Body", {"name": {"_errors": [{"code": "X", "message": "length"}]}})
    kind = ANNOUNCEMENT_THREAD if channel.type == ANNOUNCEMENT else THREAD
    number = int(message["id"]) if message is not None else world.number()
    thread = Channel(number, kind, body["name"], channel.guild, channel.id, channel.bot, channel.members)
    world.channels[thread.id] = thread
    if message is not None:
        message["thread"] = thread.json
    return 201, thread.json


def _typing(world: World, path: Json, body: Any, query: Json) -> tuple[int, Any]:
    world.writable(path["channel_id"])
    return 204, None


OPERATIONS: dict[str, tuple[str, str, Operation]] = {
    "get_my_user": ("GET", "/users/@me", _me),
    "get_my_oauth2_application": ("GET", "/oauth2/applications/@me", _application),
    "get_my_application": ("GET", "/applications/@me", _application),
    "list_application_commands": ("GET", _COMMANDS, _list),
    "bulk_set_application_commands": ("PUT", _COMMANDS, _replace),
    "create_application_command": ("POST", _COMMANDS, _create),
    "get_application_command": ("GET", _COMMANDS + "/{command_id}", _get),
    "update_application_command": ("PATCH", _COMMANDS + "/{command_id}", _change),
    "delete_application_command": ("DELETE", _COMMANDS + "/{command_id}", _delete),
    "list_guild_application_commands": ("GET", _GUILDS, _list),
    "bulk_set_guild_application_commands": ("PUT", _GUILDS, _replace),
    "create_guild_application_command": ("POST", _GUILDS, _create),
    "get_guild_application_command": ("GET", _GUILDS + "/{command_id}", _get),
    "update_guild_application_command": ("PATCH", _GUILDS + "/{command_id}", _change),
    "delete_guild_application_command": ("DELETE", _GUILDS + "/{command_id}", _delete),
    "get_channel": ("GET", _CHANNEL, _get_channel),
    "list_guild_channels": ("GET", "/guilds/{guild_id}/channels", _get_guild_channels),
    "create_dm": ("POST", "/users/@me/channels", _open_direct),
    "create_message": ("POST", _CHANNEL + "/messages", _post),
    "get_message": ("GET", _MESSAGE, _read),
    "update_message": ("PATCH", _MESSAGE, _edit),
    "delete_message": ("DELETE", _MESSAGE, _remove),
    "crosspost_message": ("POST", _MESSAGE + "/crosspost", _crosspost),
    "create_thread_from_message": ("POST", _MESSAGE + "/threads", _thread),
    "create_thread": ("POST", _CHANNEL + "/threads", _thread),
    "trigger_typing_indicator": ("POST", _CHANNEL + "/typing", _typing),
    **INTERACTIONS,
}
"""Method, path and what is done, by operation. `get_bot_gateway` is the server's own."""
