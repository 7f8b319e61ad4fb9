"""The commands and menus as Discord is told them, in its locales for the six languages of the bot.

A command is known by its English name (``name`` of an event); people see it in the language of their own Discord.
Arabic (``ar``) is in Discord's description of its interface, though not in discord.py's `Locale` nor yet in every
client: whose client has it sees Arabic, all others English.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from discord import AppCommandOptionType, AppCommandType, ChannelType, Permissions
from discord.app_commands import AppCommandContext, AppInstallationType

from bot.wording import LANGUAGES, Wording, wording

Payload = dict[str, Any]
Said = Callable[[Wording], str]

PUBLICLY, PRIVATELY, NOWHERE = "public", "private", "off"
"""What a server's managers choose for a channel or for all."""
AUTOMATIC = "auto"
"""In place of a language: that of each question."""
LONGEST_COOLDOWN = 3600

LOCALES: Mapping[str, tuple[str, ...]] = {
    "en": ("en-GB", "en-US"),
    "fr": ("fr",),
    "es": ("es-ES", "es-419"),
    "ru": ("ru",),
    "ar": ("ar",),
    "zh": ("zh-CN", "zh-TW"),
}
"""Discord's locales that read each language."""

_SUBCOMMAND = AppCommandOptionType.subcommand
_TEXT, _FLAG, _NUMBER = AppCommandOptionType.string, AppCommandOptionType.boolean, AppCommandOptionType.integer
_EVERYWHERE = AppCommandContext(guild=True, dm_channel=True, private_channel=True).to_array()
_ANYBODY = AppInstallationType(guild=True, user=True).to_array()
_SERVER = AppCommandContext(guild=True).to_array()
_INSTALLED_THERE = AppInstallationType(guild=True).to_array()
_MANAGERS = Permissions(manage_guild=True).value
_SPOKEN = (ChannelType.voice, ChannelType.stage_voice)  # which have a chat beside them
_CHANNELS = [kind.value for kind in (ChannelType.text, ChannelType.news, ChannelType.forum, *_SPOKEN)]
_POSTING = [kind.value for kind in (ChannelType.text, ChannelType.news)]


def commands() -> tuple[Payload, ...]:
    """Every command and menu, as Discord takes them all at once."""
    return (
        _command(
            lambda words: words.say("name-ask"),
            lambda words: words.say("command-ask"),
            _option(_TEXT, lambda w: w.say("name-question"), lambda w: w.say("option-question"), required=True),
            _language(lambda w: w.say("option-answers-in")),
            _option(_FLAG, lambda w: w.say("name-only-for-me"), lambda w: w.say("option-only-for-me")),
        ),
        _command(
            lambda words: words.say("name-verify"),
            lambda words: words.say("command-verify"),
            _option(_TEXT, lambda w: w.say("name-text"), lambda w: w.say("option-text"), required=True),
        ),
        _command(
            lambda words: words.say("name-history"),
            lambda words: words.say("command-history"),
            _completed(lambda w: w.say("name-topic"), lambda w: w.say("option-topic-or-statement")),
        ),
        _command(lambda words: words.say("name-latest"), lambda words: words.say("command-latest")),
        _command(
            lambda words: words.say("name-topics"),
            lambda words: words.say("command-topics"),
            _completed(lambda w: w.say("name-topic"), lambda w: w.say("option-topic")),
        ),
        _command(
            lambda words: words.say("name-statement"),
            lambda words: words.say("command-statement"),
            _completed(lambda w: w.say("name-title"), lambda w: w.say("option-title"), required=True),
            _language(lambda w: w.say("option-language")),
        ),
        _command(lambda words: words.say("name-help"), lambda words: words.say("command-help")),
        _command(lambda words: words.say("name-about"), lambda words: words.say("command-about")),
        _command(lambda words: words.say("name-privacy"), lambda words: words.say("command-privacy")),
        _command(lambda words: words.say("name-forget"), lambda words: words.say("command-forget")),
        _settings(),
        _menu(lambda words: words.say("menu-published")),
        _menu(lambda words: words.say("menu-exact")),
    )


def _settings() -> Payload:
    """For those who manage the server, and only there."""
    command = _command(
        lambda words: words.say("name-settings"),
        lambda words: words.say("command-settings"),
        _option(_SUBCOMMAND, lambda w: w.say("name-show"), lambda w: w.say("settings-show")),
        _below(lambda w: w.say("name-where"), lambda w: w.say("settings-where"), _answers(), _place()),
        _below(
            lambda w: w.say("name-language"),
            lambda w: w.say("settings-language"),
            _language(lambda w: w.say("option-language"), required=True, automatic=True),
            _place(),
        ),
        _below(lambda w: w.say("name-cooldown"), lambda w: w.say("settings-cooldown"), _seconds(), _place()),
        _below(
            lambda w: w.say("name-announcements"),
            lambda w: w.say("settings-announcements"),
            _channel(lambda w: w.say("option-channel"), _POSTING, required=True),
            _completed(lambda w: w.say("name-topic"), lambda w: w.say("option-topic")),
            _option(_FLAG, lambda w: w.say("name-on"), lambda w: w.say("option-on")),
        ),
    )
    only_there = {"contexts": _SERVER, "integration_types": _INSTALLED_THERE}
    return command | only_there | {"default_member_permissions": _MANAGERS}


def _command(name: Said, told: Said, *options: Payload) -> Payload:
    places: Payload = {"contexts": _EVERYWHERE, "integration_types": _ANYBODY}
    command = {"type": AppCommandType.chat_input.value} | _named(name) | _described(told) | places
    return command | ({"options": list(options)} if options else {})


def _menu(name: Said) -> Payload:
    """An entry in the menu that opens on a message."""
    menu: Payload = {"type": AppCommandType.message.value, "contexts": _EVERYWHERE, "integration_types": _ANYBODY}
    return menu | _named(name)


def _option(kind: AppCommandOptionType, name: Said, told: Said, *, required: bool = False) -> Payload:
    option = {"type": kind.value} | _named(name) | _described(told)
    return option | ({"required": True} if required else {})


def _below(name: Said, told: Said, *options: Payload) -> Payload:
    return _option(_SUBCOMMAND, name, told) | {"options": list(options)}


def _completed(name: Said, told: Said, *, required: bool = False) -> Payload:
    """An option whose values the bot offers while it is being written."""
    return _option(_TEXT, name, told, required=required) | {"autocomplete": True}


def _language(told: Said, *, required: bool = False, automatic: bool = False) -> Payload:
    """A choice of the bot's languages, each by its own name."""
    choices = [_choice(code, wording(code).language_name(code)) for code in LANGUAGES]
    if automatic:
        choices.insert(0, _worded(AUTOMATIC, lambda w: w.say("button-automatic")))
    return _option(_TEXT, lambda w: w.say("name-language"), told, required=required) | {"choices": choices}


def _answers() -> Payload:
    choices = [
        _worded(PUBLICLY, lambda w: w.say("answers-publicly")),
        _worded(PRIVATELY, lambda w: w.say("answers-privately")),
        _worded(NOWHERE, lambda w: w.say("answers-nowhere")),
    ]
    option = _option(_TEXT, lambda w: w.say("name-answers"), lambda w: w.say("option-answers"), required=True)
    return option | {"choices": choices}


def _seconds() -> Payload:
    option = _option(_NUMBER, lambda w: w.say("name-seconds"), lambda w: w.say("option-seconds"), required=True)
    return option | {"min_value": 0, "max_value": LONGEST_COOLDOWN}


def _place() -> Payload:
    return _channel(lambda w: w.say("option-place"), _CHANNELS)


def _channel(told: Said, kinds: list[int], *, required: bool = False) -> Payload:
    option = _option(AppCommandOptionType.channel, lambda w: w.say("name-channel"), told, required=required)
    return option | {"channel_types": kinds}


def _choice(value: str, name: str) -> Payload:
    return {"name": _begun(name), "value": value}


def _worded(value: str, name: Said) -> Payload:
    return {"value": value} | _named(name)


def _named(said: Said) -> Payload:
    return {"name": said(wording("en")), "name_localizations": _localised(said)}


def _described(said: Said) -> Payload:
    told = {locale: _begun(text) for locale, text in _localised(said).items()}
    return {"description": _begun(said(wording("en"))), "description_localizations": told}


def _localised(said: Said) -> dict[str, str]:
    return {locale: said(wording(language)) for language, locales in LOCALES.items() for locale in locales}


def _begun(text: str) -> str:
    """Elsewhere these stand behind a dash, here alone."""
    return text[:1].upper() + text[1:]
