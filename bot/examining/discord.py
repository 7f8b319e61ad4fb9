"""Discord: who the bot is there, and what it may see."""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from datetime import datetime

from bot.examining.asking import NETWORK, Answered, UnreachedError, ask
from bot.examining.finding import Finding, skipped, warning, well, wrong
from bot.settings import Settings

FEW_STARTS = 50
"""Discord resets the token of a bot that starts a thousand sessions a day."""

_INTENTS = {"presence": (12, 13), "server members": (14, 15), "message content": (18, 19)}
"""Bits of an application's flags: allowed, and allowed for a bot in few servers."""
_AGENT = "DiscordBot (https://discord.com/developers/docs, 1)"


def discord(
    settings: Settings, clock: Callable[[], datetime], offsets: MutableMapping[str, float]
) -> Iterator[Finding]:
    """Asks nobody without a token, and no other machine where the settings forbid it. Raises `VerbaleError`."""
    if not settings.secret("discord_token"):
        yield skipped("discord", "no token is set (VERBALE_DISCORD_TOKEN_FILE)")
        return
    from bot.frontends.discord.endpoints import TokenError, endpoint_of

    endpoint = endpoint_of(settings)
    headers = {"Authorization": f"Bot {endpoint.token}", "User-Agent": _AGENT}

    def told(path: str) -> Answered:
        address = f"{endpoint.api.rstrip('/')}/{path}"
        return ask("Discord", address, clock, headers=headers, directly=endpoint.loopback_only)

    try:
        me = told("users/@me")
    except UnreachedError as error:
        yield wrong("discord", f"{error}; {NETWORK}")
        return
    if me.ahead is not None:
        offsets["Discord"] = me.ahead
    if me.status == 401:
        yield wrong("discord", str(TokenError()))
        return
    if me.status != 200:
        yield wrong("discord", f"Discord answers with status {me.status}; try again later")
        return
    yield well("discord", f"the token is that of {me.value('username')}")
    yield from _may(told("applications/@me"))
    left = told("gateway/bot").value("session_start_limit", "remaining")
    if left is not None and left < FEW_STARTS:
        yield warning(
            "discord", f"only {left} connections may still be opened today; find out what starts again and again"
        )


def _may(application: Answered) -> Iterator[Finding]:
    flags = application.value("flags") or 0
    on = [name for name, bits in _INTENTS.items() if any(flags >> bit & 1 for bit in bits)]
    if on:
        yield wrong(
            "discord",
            f"privileged intents are on ({', '.join(on)}), and nothing here needs one; "
            "switch them off in the Developer Portal, under Bot",
        )
    else:
        yield well("discord", "no privileged intent is on: the bot is sent no message that is not meant for it")
    if application.value("interactions_endpoint_url"):
        yield wrong(
            "discord",
            "questions are sent to an Interactions Endpoint URL and not to the bot; "
            "empty that field in the Developer Portal, under General Information",
        )
