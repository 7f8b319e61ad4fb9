"""What Telegram shows of the bot before anybody writes: menus of commands and descriptions, in six languages.

Set only where they are not so already: Telegram allows few changes.
"""

from __future__ import annotations

import logging

from telegram import BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats, BotCommandScopeDefault
from telegram.error import TelegramError

from bot.frontends.telegram.api import Bot
from bot.frontends.telegram.commands import GROUP, PRIVATE, descriptions
from bot.logbook import entry
from bot.wording import FALLBACK, LANGUAGES, wording

_log = logging.getLogger(__name__)

_SCOPES = (
    (BotCommandScopeDefault(), GROUP),
    (BotCommandScopeAllPrivateChats(), PRIVATE),
    (BotCommandScopeAllGroupChats(), GROUP),
)


async def publish(bot: Bot, *, keeping: bool = False) -> int:
    """Bring menus and descriptions up to date; how many were set. Where Telegram refuses, they stay as they are.

    `keeping`: questions asked in vain are kept, and the description does not say otherwise.
    """
    changed = 0
    try:
        for language in LANGUAGES:
            changed += await _menus(bot, language) + await _descriptions(bot, language, keeping=keeping)
    except TelegramError as error:
        kind = type(error).__name__
        _log.warning(
            "the menus could not be set (%s); they are tried at the next start",
            kind,
            extra=entry("commands-not-set", error=kind),
        )
    return changed


async def _menus(bot: Bot, language: str) -> int:
    code = _code(language)
    described = descriptions(wording(language))
    changed = 0
    for scope, names in _SCOPES:
        wanted = [BotCommand(name, described[name]) for name in names]
        if list(await bot.get_my_commands(scope, code)) != wanted:
            await bot.set_my_commands(wanted, scope, code)
            changed += 1
    return changed


async def _descriptions(bot: Bot, language: str, *, keeping: bool) -> int:
    code, words = _code(language), wording(language)
    changed = 0
    long = words.say("bot-description-kept") if keeping else words.say("bot-description")
    short = words.say("bot-short-description")
    if (await bot.get_my_description(code)).description != long:
        await bot.set_my_description(long, code)
        changed += 1
    if (await bot.get_my_short_description(code)).short_description != short:
        await bot.set_my_short_description(short, code)
        changed += 1
    return changed


def _code(language: str) -> str | None:
    """The language as Telegram takes it; what has none is for everybody whose own there is not."""
    return None if language == FALLBACK else language
