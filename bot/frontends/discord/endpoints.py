"""Where Discord is, and the bot's token there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientRequest, TCPConnector
from aiohttp.client_exceptions import ClientConnectionError

from bot.serving.addresses import host_of, is_loopback
from bot.settings import Settings, SettingsError
from indexer.statement import VerbaleError

PLATFORM = "discord"
OFFICIAL = "https://discord.com/api/v10"
OFFICIAL_GATEWAY = "wss://gateway.discord.gg"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{18,40}\.[A-Za-z0-9_-]{4,12}\.[A-Za-z0-9_-]{20,80}")


class EndpointError(VerbaleError):
    """An address of Discord's or the token cannot be used."""


class TokenError(VerbaleError):
    """Discord does not know the token."""

    def __init__(self) -> None:
        super().__init__(
            "Discord does not accept the bot's token; put the one that the Developer Portal shows in"
            " VERBALE_DISCORD_TOKEN or VERBALE_DISCORD_TOKEN_FILE"
        )


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Discord's addresses and the bot's token; `shards` is None where Discord is asked how many connections it wants.

    `loopback_only` is for tests: no other address is then accepted, so that a token cannot leave the machine.
    Raises `EndpointError`.
    """

    token: str = field(repr=False)
    api: str = OFFICIAL
    gateway: str = OFFICIAL_GATEWAY
    shards: int | None = None
    loopback_only: bool = False

    def __post_init__(self) -> None:
        if not _TOKEN.fullmatch(self.token):
            raise EndpointError(
                "the Discord token is not of the form that the Developer Portal shows (three parts with dots between);"
                " see VERBALE_DISCORD_TOKEN and VERBALE_DISCORD_TOKEN_FILE"
            )
        for setting, address, schemes, example in (
            ("VERBALE_DISCORD_API", self.api, ("https", "http"), OFFICIAL),
            ("VERBALE_DISCORD_GATEWAY", self.gateway, ("wss", "ws"), OFFICIAL_GATEWAY),
        ):
            host = host_of(address, schemes)
            if host is None:
                raise EndpointError(f"{setting} is no address of a server; write one such as {example}")
            if self.loopback_only and not is_loopback(host):
                raise EndpointError(f"in tests only a server on this machine is asked; set {setting} to a fake")

    def connector(self) -> TCPConnector:
        """What opens connections; with `loopback_only` to this machine only, whatever an answer may name."""
        return _Loopback(limit=0) if self.loopback_only else TCPConnector(limit=0, ttl_dns_cache=300)


class _Loopback(TCPConnector):
    """Discord names the address at which a session is resumed: that, too, must be here."""

    async def connect(self, req: ClientRequest, traces: list[Any], timeout: Any) -> Any:  # noqa: ASYNC109 - aiohttp calls it so
        if not is_loopback(req.url.host or ""):
            raise ClientConnectionError("in tests only a server on this machine is asked")
        return await super().connect(req, traces, timeout)


def endpoint_of(settings: Settings) -> Endpoint:
    """From settings. Raises `VerbaleError`.

    With `discord_loopback` any other machine is refused, so that a test's settings cannot send a token away.
    """
    token = settings.secret("discord_token")
    if not token:
        raise SettingsError(
            "there is no token for Discord; set VERBALE_DISCORD_TOKEN, or VERBALE_DISCORD_TOKEN_FILE to its file"
        )
    shards = settings["discord_shards"]
    return Endpoint(
        token,
        settings["discord_api"],
        settings["discord_gateway"],
        int(shards) if shards else None,
        loopback_only=bool(settings["discord_loopback"]),
    )
