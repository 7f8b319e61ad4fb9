"""The bot's commands as Discord has them, brought up to date at the start, and written only where they differ.

Discord allows 200 new commands a day, and shows changed ones to people only after a while.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp
import discord
from discord.http import Route

from bot.frontends.discord.client import Client
from bot.logbook import entry

Payload = Mapping[str, Any]
_PATH = "/applications/{application_id}/commands"
_KEPT = (
    "name_localizations",
    "description",
    "description_localizations",
    "default_member_permissions",
    "nsfw",
    "contexts",
)

_log = logging.getLogger(__name__)


async def publish(client: Client, commands: Sequence[Payload]) -> bool:
    """Have Discord show these commands everywhere and no others; whether they had to be set.

    Where Discord refuses them or is not reached, they stay as they are.
    """
    try:
        return await _publish(client, commands)
    except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
        kind = type(error).__name__
        _log.warning(
            "the commands could not be set (%s); they are tried at the next start",
            kind,
            extra=entry("commands-not-set", error=kind),
        )
        return False


async def _publish(client: Client, commands: Sequence[Payload]) -> bool:
    application = client.application_id
    assert application is not None, "it is known from the login on"
    # discord.py's own method leaves out the translations, so that commands would always differ.
    listing = Route("GET", _PATH, application_id=application)
    standing = await client.http.request(listing, params={"with_localizations": "true"})
    if same(standing, commands):
        return False
    await client.http.request(Route("PUT", _PATH, application_id=application), json=list(commands))
    _log.info("the commands have been set", extra=entry("commands-set"))
    return True


def same(standing: Sequence[Payload], wanted: Sequence[Payload]) -> bool:
    """Whether the commands that stand are those that are wanted, whatever else Discord adds; in any order."""
    return _all(standing) == _all(wanted)


def _all(commands: Sequence[Payload]) -> dict[tuple[int, str], object]:
    return {(command.get("type", 1), command["name"]): _command(command) for command in commands}


def _command(command: Payload) -> dict[str, object]:
    """What was written of a command, without what Discord adds and without what means the same as nothing."""
    kept = _plain({name: command.get(name) for name in _KEPT})
    kinds = command.get("integration_types")
    permissions = command.get("default_member_permissions")
    kept |= {"integration_types": sorted([0] if kinds is None else kinds)}
    kept |= {} if permissions is None else {"default_member_permissions": str(permissions)}
    kept |= {} if command.get("contexts") is None else {"contexts": sorted(command["contexts"])}
    return kept | {"options": [_option(option) for option in command.get("options") or ()]}


def _option(option: Payload) -> dict[str, object]:
    plain = _plain(option)
    for name in ("options", "choices"):
        if option.get(name):
            plain[name] = [_option(inner) for inner in option[name]]
    return plain


def _plain(values: Payload) -> dict[str, object]:
    """Without nothing, no, and empty lists; a zero is a value."""
    return {name: value for name, value in values.items() if value or (value == 0 and value is not False)}
