"""The commands as Discord is told them: its rules for names, its own description, and what stands there in the end."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
from discord.app_commands import AppCommand
from discord.app_commands.commands import validate_context_menu_name, validate_name

from bot.frontends.discord.client import log_in
from bot.frontends.discord.definitions import LOCALES, Payload, commands
from bot.frontends.discord.endpoints import Endpoint
from bot.frontends.discord.sync import publish
from bot.wording import LANGUAGES
from tests.fakes.discord import FakeDiscord

SLASH = [command for command in commands() if command["type"] == 1]
MENUS = [command for command in commands() if command["type"] == 3]


def options_of(given: Payload) -> Iterator[Payload]:
    for option in given.get("options", ()):
        yield option
        yield from options_of(option)


def named(parts: list[Payload], locale: str) -> list[str]:
    return [part["name_localizations"][locale] for part in parts]


def tree(given: Payload) -> Any:
    """Names below a command, as one reads them; those that must be given with an exclamation mark."""
    return {
        option["name"] + "!" * option.get("required", False): tree(option) or _sort(option)
        for option in given.get("options", ())
    }


def _sort(option: Payload) -> str:
    if "choices" in option:
        values = [str(choice["value"]) for choice in option["choices"]]
        return " ".join(values)
    kinds: dict[int, str] = {1: "", 3: "text", 4: "number", 5: "flag", 7: f"channel {option.get('channel_types')}"}
    return kinds[option["type"]] + (" completed" if option.get("autocomplete") else "")


def test_these_are_the_commands() -> None:
    languages, place = "en fr es ru ar zh", {"channel": "channel [0, 5, 15, 2, 13]"}
    assert {command["name"]: tree(command) for command in SLASH} == {
        "ask": {"question!": "text", "language": languages, "only_for_me": "flag"},
        "verify": {"text!": "text"},
        "history": {"topic": "text completed"},
        "latest": {},
        "topics": {"topic": "text completed"},
        "statement": {"title!": "text completed", "language": languages},
        "help": {},
        "about": {},
        "privacy": {},
        "forget": {},
        "settings": {
            "show": "",
            "where": {"answers!": "public private off", **place},
            "language": {"language!": f"auto {languages}", **place},
            "cooldown": {"seconds!": "number", **place},
            "announcements": {"channel!": "channel [0, 5]", "topic": "text completed", "on": "flag"},
        },
    }
    assert [command["name"] for command in MENUS] == ["What is published on this?", "Is this quotation exact?"]


@pytest.mark.parametrize(
    ("locale", "names"),
    [
        ("en-US", "ask verify history latest topics statement help about privacy forget settings"),
        (
            "fr",
            "demander vérifier évolution dernières thèmes déclaration aide à_propos confidentialité oublier paramètres",
        ),
        (
            "es-419",
            "preguntar verificar evolución recientes temas declaración ayuda acerca_de privacidad olvidar ajustes",
        ),
        (
            "ru",
            "спросить проверить история последние темы заявление помощь о_службе конфиденциальность забыть настройки",
        ),
        ("ar", "اسأل تحقق تطور الأحدث المواضيع بيان مساعدة حول الخصوصية نسيان إعدادات"),
        ("zh-TW", "提问 核对 沿革 最新 专题 声明 帮助 关于 隐私 删除记录 设置"),
    ],
)
def test_people_see_them_in_their_language(locale: str, names: str) -> None:
    assert named(SLASH, locale) == names.split()


def test_every_language_of_the_bot_has_its_locales() -> None:
    assert tuple(LOCALES) == LANGUAGES
    wanted = {locale for locales in LOCALES.values() for locale in locales}
    for command in commands():
        parts = [command, *options_of(command)]
        parts += [choice for option in parts for choice in option.get("choices", ()) if "name_localizations" in choice]
        for part in parts:
            assert set(part["name_localizations"]) == wanted
            assert set(part.get("description_localizations", wanted)) == wanted
            assert part["name_localizations"]["en-GB"] == part["name"]


@pytest.mark.parametrize("locale", [locale for locales in LOCALES.values() for locale in locales])
def test_names_keep_to_discord_s_rules(locale: str) -> None:
    for group in (SLASH, *([command, *options_of(command)] for command in SLASH)):
        for name in named(group, locale):
            assert validate_name(name) == name
            assert name == unicodedata.normalize("NFC", name).lower()
            assert all(unicodedata.category(c)[0] in "LN" or c in "-_" for c in name), name
    for menu in named(MENUS, locale):
        assert validate_context_menu_name(menu) == menu
    siblings = [SLASH, MENUS] + [part["options"] for c in SLASH for part in (c, *options_of(c)) if part.get("options")]
    for group in siblings:
        assert len(set(named(group, locale))) == len(group)


def test_descriptions_are_sentences_of_at_most_a_hundred_characters() -> None:
    for command in SLASH:
        for part in (command, *options_of(command)):
            for text in (part["description"], *part["description_localizations"].values()):
                assert 1 <= len(text) <= 100
                assert text[0] == text[0].upper()


def test_a_command_with_all_below_it_is_not_too_long() -> None:
    for command in SLASH:
        parts = [command, *options_of(command)]
        parts += [choice for option in parts for choice in option.get("choices", ())]
        longest = 0
        for part in parts:
            for name in ("name", "description"):
                texts = [part.get(name, ""), *part.get(f"{name}_localizations", {}).values()]
                longest += max(map(len, texts))
            longest += len(str(part.get("value", "")))
        assert longest <= 8000


def test_what_must_be_given_comes_first() -> None:
    for command in SLASH:
        for part in (command, *options_of(command)):
            required = [option.get("required", False) for option in part.get("options", ())]
            assert required == sorted(required, reverse=True)


def test_settings_are_for_managers_of_a_server_and_all_else_is_for_anybody_anywhere() -> None:
    for command in commands():
        expected: tuple[Any, ...] = ([0, 1, 2], [0, 1], None)
        if command["name"] == "settings":
            expected = ([0], [0], 1 << 5)
        told = (command["contexts"], command["integration_types"], command.get("default_member_permissions"))
        assert told == expected


@pytest.mark.parametrize("command", commands(), ids=lambda command: command["name"])
def test_discord_py_reads_them(command: Payload) -> None:
    given: Any = command | {"id": "1", "application_id": "2", "version": "3", "dm_permission": True}
    state: Any = None
    read = AppCommand(data=given | {"description": command.get("description", "")}, state=state)
    assert (read.name, read.type.value) == (command["name"], command["type"])
    assert [option.name for option in read.options] == [option["name"] for option in command.get("options", ())]
    assert read.to_dict()["name_localizations"] == command["name_localizations"]


def test_discord_takes_them_and_they_are_set_once() -> None:
    async def work(discord: FakeDiscord) -> list[bool]:
        endpoint = Endpoint(discord.token, discord.api, discord.gateway, loopback_only=True)
        client = await log_in(endpoint, asyncio.Event())
        assert client is not None
        try:
            return [await publish(client, commands()) for _ in range(2)]
        finally:
            await client.close()

    with FakeDiscord() as discord:
        assert asyncio.run(work(discord)) == [True, False]
        assert discord.breaches == []
        assert [command["name"] for command in discord.world.commands[None]] == [c["name"] for c in commands()]
        assert discord.world.creates == len(commands())
