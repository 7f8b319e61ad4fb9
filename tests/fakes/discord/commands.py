"""The application's commands as Discord keeps them, with what it refuses; of creates it allows 200 a day."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from tests.fakes.discord.limits import invalid
from tests.fakes.discord.world import Json, RefusalError, World

LOCALES = (
    "ar", "bg", "cs", "da", "de", "el", "en-GB", "en-US", "es-419", "es-ES", "fi", "fr", "he", "hi", "hr",
    "hu", "id", "it", "ja", "ko", "lt", "nl", "no", "pl", "pt-BR", "ro", "ru", "sv-SE", "th", "tr", "uk",
    "vi", "zh-CN", "zh-TW",
)  # fmt: skip
CREATES_A_DAY = 200
_SHAPE = re.compile(r"[-_'\w]{1,32}")
_SUB, _GROUP = 1, 2
_TYPED = {"name_localizations", "description_localizations"}


def listed(world: World, guild: int | None, *, localized: bool) -> list[Json]:
    """What GET shows: translations only where they are asked for."""
    return [shown(command, localized=localized) for command in world.commands.get(guild, [])]


def shown(command: Json, *, localized: bool) -> Json:
    """A command as GET or PUT show it."""
    return command if localized else _untranslated(command)


def replace_all(world: World, guild: int | None, given: list[Json]) -> list[Json]:
    """The bulk overwrite. Raises `RefusalError`."""
    if len({_key(command) for command in given}) < len(given):
        raise invalid({"name": "Application command names must be unique"})
    before = {_key(command): command for command in world.commands.get(guild, [])}
    made = [_made(world, guild, command, before.get(_key(command))) for command in given]
    _count(world, sum(_key(command) not in before for command in given))
    world.commands[guild] = made
    return made


def create(world: World, guild: int | None, given: Json) -> tuple[Json, bool]:
    """One more, or another in place of the one with its name; whether it is new. Raises `RefusalError`."""
    standing = world.commands.setdefault(guild, [])
    before = next((command for command in standing if _key(command) == _key(given)), None)
    made = _made(world, guild, given, before)
    _count(world, before is None)
    standing[:] = [command for command in standing if command is not before] + [made]
    return made, before is None


def change(world: World, guild: int | None, command_id: str, given: Json) -> Json:
    """Raises `RefusalError`."""
    before = find(world, guild, command_id)
    made = _made(world, guild, {**_given(before), **given}, before)
    standing = world.commands[guild]
    standing[standing.index(before)] = made
    return made


def delete(world: World, guild: int | None, command_id: str) -> None:
    """Raises `RefusalError`."""
    world.commands[guild].remove(find(world, guild, command_id))


def find(world: World, guild: int | None, command_id: str) -> Json:
    """Raises `RefusalError`."""
    for command in world.commands.get(guild, []):
        if command["id"] == command_id:
            return command
    raise RefusalError(404, 10063, "Unknown application command")


def _key(command: Json) -> tuple[int, str]:
    return command.get("type", 1), command["name"]


def _count(world: World, creates: int) -> None:
    if world.creates + creates > CREATES_A_DAY:
        raise RefusalError(429, 30034, "Max number of daily application command creates has been reached (200)")
    world.creates += creates


def _given(command: Json) -> Json:
    return {name: value for name, value in command.items() if name not in ("id", "application_id", "version")}


def _made(world: World, guild: int | None, given: Json, before: Json | None) -> Json:
    if told := dict(_mistakes(given, "", given.get("type", 1) == 1)):
        raise invalid(told)
    permissions = given.get("default_member_permissions")
    command: Json = {
        "id": before["id"] if before else str(world.number()),
        "application_id": str(world.application),
        "version": str(world.number()),
        "type": given.get("type", 1),
        "name": given["name"],
        "name_localizations": given.get("name_localizations"),
        "description": given.get("description", ""),
        "description_localizations": given.get("description_localizations"),
        "default_member_permissions": None if permissions is None else str(permissions),
        "nsfw": given.get("nsfw", False),
    }
    if guild is None:
        kinds = given.get("integration_types")
        command["integration_types"] = [0] if kinds is None else sorted(kinds)
        command["contexts"] = given.get("contexts")
        command["dm_permission"] = given.get("dm_permission", True)
    else:
        command["guild_id"] = str(guild)
    if given.get("options"):
        command["options"] = [_option(option) for option in given["options"]]
    if before is not None and _given(before) == _given(command):
        command["version"] = before["version"]
    return command


def _option(given: Json) -> Json:
    """As Discord shows it: what is false or empty is left out."""
    said = {name: value for name, value in given.items() if value is not None and value is not False}
    option: Json = {name: value for name, value in said.items() if value not in ([], {})}
    if given.get("options"):
        option["options"] = [_option(inner) for inner in given["options"]]
    return option


def _untranslated(command: Json) -> Json:
    plain = {name: value for name, value in command.items() if name not in _TYPED}
    for name in ("options", "choices"):
        if name in plain:
            plain[name] = [_untranslated(inner) for inner in plain[name]]
    return plain


def _mistakes(given: Json, path: str, plain: bool) -> Iterator[tuple[str, str]]:
    yield from _name(given["name"], f"{path}name", plain)
    description = given.get("description") or ""
    if plain and not 1 <= len(description) <= 100:
        yield f"{path}description", "Must be between 1 and 100 in length."
    if not plain and (description or given.get("options")):
        yield f"{path}description", "Context menu commands cannot have description or options"
    for locale, text in (given.get("name_localizations") or {}).items():
        yield from _locale(locale, f"{path}name_localizations")
        yield from _name(text, f"{path}name_localizations.{locale}", plain)
    for locale, text in (given.get("description_localizations") or {}).items():
        yield from _locale(locale, f"{path}description_localizations")
        if not 1 <= len(text) <= 100:
            yield f"{path}description_localizations.{locale}", "Must be between 1 and 100 in length."
    options = given.get("options") or []
    if len(options) > 25:
        yield f"{path}options", "Must be 25 or fewer in length."
    if len({option["name"] for option in options}) < len(options):
        yield f"{path}options", "Option names must be unique"
    needed = [bool(option.get("required")) for option in options]
    if needed != sorted(needed, reverse=True):
        yield f"{path}options", "Required options must be placed before non-required options"
    for place, option in enumerate(options):
        yield from _mistakes(option, f"{path}options.{place}.", True)
        choices = option.get("choices") or []
        if len(choices) > 25 or (choices and option.get("autocomplete")):
            yield f"{path}options.{place}.choices", "Must be 25 or fewer in length, and none with autocomplete."
        if any(not 1 <= len(str(choice["name"])) <= 100 for choice in choices):
            yield f"{path}options.{place}.choices", "Must be between 1 and 100 in length."


def _name(name: str, path: str, plain: bool) -> Iterator[tuple[str, str]]:
    if not plain:
        if not 1 <= len(name) <= 32:
            yield path, "Must be between 1 and 32 in length."
        return
    letters = all(unicodedata.category(letter)[0] in "LN" or letter in "-_'" for letter in name)
    if not _SHAPE.fullmatch(name) or not letters or name != name.lower():
        yield path, "Application command or option names must match the pattern"


def _locale(locale: str, path: str) -> Iterator[tuple[str, str]]:
    if locale not in LOCALES:
        yield f"{path}.{locale}", "Value must be one of the locales."
