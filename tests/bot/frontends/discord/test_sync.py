from __future__ import annotations

import copy
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from bot.frontends.discord.client import Client
from bot.frontends.discord.definitions import commands
from bot.frontends.discord.sync import publish, same
from tests.bot.frontends.discord.linked import Linked, raw_put
from tests.fakes.discord import FakeDiscord, flood, internal
from tests.fakes.telegram.inbox import MemoryInbox

PUT, GET = "bulk_set_application_commands", "list_application_commands"
ASK: dict[str, Any] = {
    "type": 1,
    "name": "ask",
    "name_localizations": {"fr": "demander", "ar": "اسأل"},
    "description": "Ask what has been published",
    "description_localizations": {"fr": "Demander ce qui a été publié"},
    "integration_types": [1, 0],
    "contexts": [0, 2, 1],
    "options": [
        {"type": 3, "name": "question", "description": "What you ask", "required": True, "max_length": 500,
         "min_length": 0, "name_localizations": {"ru": "вопрос"}},
        {"type": 3, "name": "language", "description": "Of the answer", "required": False,
         "choices": [{"name": "French", "value": "fr", "name_localizations": {"fr": "français"}}]},
    ],
}  # fmt: skip
SETTINGS: dict[str, Any] = {
    "name": "settings",
    "description": "What holds here",
    "default_member_permissions": 32,
    "contexts": [0],
    "options": [{"type": 1, "name": "where", "description": "Where it answers", "options": [
        {"type": 7, "name": "channel", "description": "Which", "channel_types": [0, 5]}]}],
}  # fmt: skip
EXACT: dict[str, Any] = {"type": 3, "name": "Is this quotation exact?", "name_localizations": {"fr": "Est-ce exact ?"}}
ALL = [ASK, SETTINGS, EXACT]


@pytest.fixture
def discord() -> Iterator[FakeDiscord]:
    with FakeDiscord() as fake:
        yield fake


def start(discord: FakeDiscord, wanted: list[dict[str, Any]]) -> bool:
    """Whether the commands were set at this start."""
    done: list[bool] = []

    async def prepare(client: Client) -> None:
        done.append(await publish(client, wanted))

    run(discord, prepare)
    return done[0]


def run(discord: FakeDiscord, prepare: Callable[[Client], Awaitable[object]]) -> None:
    with Linked(discord, MemoryInbox(), prepare=prepare, works=False):
        pass


def test_they_are_set_once_and_not_again_while_they_stay(discord: FakeDiscord) -> None:
    assert start(discord, ALL) is True
    assert discord.world.creates == 3
    assert [start(discord, ALL) for _ in range(3)] == [False, False, False]
    assert start(discord, list(reversed(ALL))) is False
    assert discord.world.creates == 3
    assert (len(discord.calls(PUT)), len(discord.calls(GET))) == (1, 5)
    assert discord.breaches == []


def test_a_reconnection_does_not_ask_again(discord: FakeDiscord) -> None:
    async def prepare(client: Client) -> None:
        await publish(client, ALL)

    with Linked(discord, MemoryInbox(), prepare=prepare, works=False) as bot:
        discord.invalidates()
        bot.waits_for("ready", 2)
    assert len(discord.calls(GET)) == 1


def _without(path: str) -> Callable[[list[dict[str, Any]]], object]:
    return lambda commands: commands[0].pop(path)


CHANGES: dict[str, Callable[[list[dict[str, Any]]], object]] = {
    "a translation": lambda commands: commands[0]["name_localizations"].update(fr="poser"),
    "another translation": lambda commands: commands[0]["description_localizations"].update(ru="Спросить"),
    "an option's translation": lambda commands: commands[0]["options"][0]["name_localizations"].update(fr="question"),
    "a choice's translation": lambda commands: commands[0]["options"][1]["choices"][0].pop("name_localizations"),
    "required": lambda commands: commands[0]["options"][1].update(required=True),
    "a limit": lambda commands: commands[0]["options"][0].update(max_length=400),
    "a limit of nothing": lambda commands: commands[0]["options"][0].pop("min_length"),
    "the order of options": lambda commands: commands[0]["options"].reverse(),
    "where it may be used": lambda commands: commands[0].update(contexts=[0]),
    "by whom it may be installed": lambda commands: commands[0].update(integration_types=[0]),
    "permissions": lambda commands: commands[1].update(default_member_permissions=None),
    "a deep option": lambda commands: commands[1]["options"][0]["options"][0].update(channel_types=[5]),
    "one fewer": lambda commands: commands.pop(),
    "no contexts": _without("contexts"),
}


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_every_difference_is_seen_and_nothing_else(change: str) -> None:
    changed = copy.deepcopy(ALL)
    CHANGES[change](changed)
    assert same(_as_discord_shows(ALL), ALL) is True
    assert same(_as_discord_shows(ALL), changed) is False


def _as_discord_shows(commands: list[dict[str, Any]]) -> list[dict[str, Any]]:
    from tests.fakes.discord import APPLICATION, TOKEN
    from tests.fakes.discord.commands import listed, replace_all
    from tests.fakes.discord.world import World

    world = World(TOKEN, APPLICATION, "marenia")
    replace_all(world, None, copy.deepcopy(commands))
    return listed(world, None, localized=True)


def test_a_change_is_no_new_command(discord: FakeDiscord) -> None:
    assert start(discord, ALL) is True
    changed = copy.deepcopy(ALL)
    changed[0]["description"] = "Ask what the ministry has published"
    assert start(discord, changed) is True
    assert discord.world.creates == 3
    standing = {command["name"]: command["description"] for command in discord.world.commands[None]}
    assert standing["ask"] == "Ask what the ministry has published"


def test_what_others_left_is_taken_away(discord: FakeDiscord) -> None:
    async def leave(client: Client) -> None:
        await raw_put(client, [{"name": "old", "description": "Old"}])

    run(discord, leave)
    assert start(discord, ALL) is True
    assert [command["name"] for command in discord.world.commands[None]] == ["ask", "settings", EXACT["name"]]


def test_where_discord_refuses_they_stay_and_the_bot_starts(discord: FakeDiscord) -> None:
    discord.faults.queue(flood(60, via=False), method=GET)
    assert start(discord, ALL) is False
    assert start(discord, [{"name": "Not Lower Case", "description": "x"}]) is False
    assert discord.world.commands == {}
    discord.faults.queue(internal(), method=PUT)
    assert start(discord, ALL) is True
    assert len(discord.world.commands[None]) == 3


def test_the_bots_own_commands_are_set_once(discord: FakeDiscord) -> None:
    own = [dict(command) for command in commands()]
    assert [start(discord, own) for _ in range(2)] == [True, False]
    assert discord.world.creates == len(own)
    assert discord.breaches == []
