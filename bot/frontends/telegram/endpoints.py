"""From settings to addresses: of the Bot API, and of the webhook."""

from __future__ import annotations

from urllib.parse import urlsplit

from bot.frontends.telegram.api import Endpoint
from bot.frontends.telegram.webhook import Address
from bot.serving.addresses import is_loopback
from bot.settings import Settings, SettingsError


def endpoint_of(settings: Settings) -> Endpoint:
    """Where the Bot API is, and the token. Raises `VerbaleError`.

    With `telegram_loopback` any other machine is refused, so that a test's settings cannot send a token away.
    """
    token = settings.secret("telegram_token")
    if not token:
        raise SettingsError(
            "there is no token for Telegram; set VERBALE_TELEGRAM_TOKEN, or VERBALE_TELEGRAM_TOKEN_FILE to its file"
        )
    base = settings["telegram_api"]
    # A server on this machine is asked directly, whatever proxy the environment names.
    loopback_only = bool(settings["telegram_loopback"]) or is_loopback(urlsplit(base).hostname or "")
    return Endpoint(token, base, loopback_only=loopback_only)


def address_of(settings: Settings) -> Address | None:
    """Where the webhook listens; None where updates are polled for. Raises `VerbaleError`."""
    public = settings["telegram_webhook"]
    if not public:
        return None
    host, _, port = settings["telegram_listen"].rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65_535:
        raise SettingsError("VERBALE_TELEGRAM_LISTEN must be a host and a port, such as 127.0.0.1:8443")
    path = urlsplit(public).path
    if path in ("", "/"):
        raise SettingsError("VERBALE_TELEGRAM_WEBHOOK needs a path, such as https://bot.ministry.example/telegram")
    return Address(settings.secret("telegram_webhook_secret"), host.strip("[]"), int(port), path)
