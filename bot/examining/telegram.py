"""Telegram: who the bot is there, what it may see, and whether updates come."""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from datetime import datetime
from urllib.parse import urlsplit

from bot.examining.asking import NETWORK, Answered, UnreachedError, ask
from bot.examining.finding import Finding, skipped, warning, well, wrong
from bot.settings import Settings

LATELY_S = 3600.0
"""Seconds for which an error of the webhook counts."""
MANY = 100
"""Updates that wait."""


def telegram(
    settings: Settings, clock: Callable[[], datetime], offsets: MutableMapping[str, float]
) -> Iterator[Finding]:
    """Asks nobody without a token, and no other machine where the settings forbid it. Raises `VerbaleError`."""
    if not settings.secret("telegram_token"):
        yield skipped("telegram", "no token is set (VERBALE_TELEGRAM_TOKEN_FILE)")
        return
    from bot.frontends.telegram.api import TokenError  # the library takes a moment, and not every bot is there
    from bot.frontends.telegram.endpoints import endpoint_of

    endpoint = endpoint_of(settings)

    def told(method: str) -> Answered:
        return ask("Telegram", endpoint.url(method), clock, directly=endpoint.loopback_only)

    try:
        me = told("getMe")
    except UnreachedError as error:
        yield wrong("telegram", f"{error}; {NETWORK}")
        return
    if me.ahead is not None:
        offsets["Telegram"] = me.ahead
    if me.status in (401, 404):
        yield wrong("telegram", str(TokenError()))
        return
    if me.status != 200:
        yield wrong("telegram", f"Telegram answers with status {me.status}; try again later")
        return
    yield well("telegram", f"the token is that of @{me.value('result', 'username')}")
    yield from _may(me)
    yield from _coming(told("getWebhookInfo"), settings, clock)
    yield from _own(settings, clock)


def _may(me: Answered) -> Iterator[Finding]:
    if me.value("result", "can_read_all_group_messages"):
        yield wrong(
            "telegram",
            "privacy mode is off: the bot is sent every message of its groups; /setprivacy at @BotFather, Enable, "
            "then take the bot out of its groups and add it again",
        )
    else:
        yield well("telegram", "privacy mode is on: in groups the bot is sent only what is meant for it")
    if not me.value("result", "supports_inline_queries"):
        yield warning(
            "telegram", "inline mode is off: nobody can cite statements in other chats; /setinline at @BotFather"
        )


def _coming(hook: Answered, settings: Settings, clock: Callable[[], datetime]) -> Iterator[Finding]:
    """Whether updates come the way that is set, and how many wait."""
    wanted, standing = settings["telegram_webhook"], hook.value("result", "url") or ""
    at, why = hook.value("result", "last_error_date"), hook.value("result", "last_error_message")
    if wanted and standing != wanted:
        yield wrong(
            "telegram",
            "Telegram does not deliver to VERBALE_TELEGRAM_WEBHOOK; restart 'verbale telegram', which says so",
        )
    elif standing and not wanted:
        yield wrong(
            "telegram",
            "a webhook is set, and VERBALE_TELEGRAM_WEBHOOK is not: another program serves this bot, "
            "or 'verbale telegram', which takes it away, has not been started since",
        )
    elif wanted and at is not None and clock().timestamp() - at < LATELY_S:
        yield wrong("telegram", f"Telegram could not deliver to the webhook lately: {why}; mend what answers there")
    waiting = hook.value("result", "pending_update_count") or 0
    if waiting > MANY:
        yield warning("telegram", f"{waiting} updates wait at Telegram; see whether 'verbale telegram' runs")


def _own(settings: Settings, clock: Callable[[], datetime]) -> Iterator[Finding]:
    """Whether the public address leads to the webhook: that one refuses whoever does not show the secret."""
    from bot.serving.addresses import is_loopback

    public = settings["telegram_webhook"]
    if not public:
        return
    here = is_loopback(urlsplit(public).hostname or "")
    if settings["telegram_loopback"] and not here:
        yield skipped("telegram", "the webhook's public address is not asked: VERBALE_TELEGRAM_LOOPBACK is set")
        return
    try:
        answer = ask("the webhook's public address", public, clock, method="POST", directly=here)
    except UnreachedError as error:
        yield wrong(
            "telegram", f"{error}; look at the proxy before 'verbale telegram', its certificate and the firewall"
        )
        return
    if answer.status == 403:
        yield well("telegram", "the webhook's public address is reached, and lets no stranger in")
    else:
        yield wrong(
            "telegram",
            f"the webhook's public address answers a stranger with status {answer.status}, not 403; "
            f"let the proxy hand it to {settings['telegram_listen']}, and see whether 'verbale telegram' runs",
        )
