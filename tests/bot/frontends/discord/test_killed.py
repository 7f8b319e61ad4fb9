"""A process that dies over an interaction, by the signal that no process can catch."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.frontends.discord.arrivals import Patience
from bot.frontends.discord.endpoints import PLATFORM
from bot.registry.opening import Registry
from tests.bot.frontends.discord.linked import Linked, registry_in
from tests.fakes.discord import APPLICATION, FakeDiscord, Slow, shown

CHECKOUT = Path(__file__).parents[4]
CALLBACK, EDIT = "create_interaction_response", "update_original_webhook_message"


@pytest.fixture
def discord() -> Iterator[FakeDiscord]:
    with FakeDiscord() as fake:
        yield fake


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    opened = registry_in(tmp_path)
    yield opened
    opened.close()


@contextmanager
def mortal(discord: FakeDiscord, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that takes a minute for each reply."""
    command = [sys.executable, "-m", "tests.bot.frontends.discord.mortal"]
    where = [discord.token, discord.api, discord.gateway, str(folder)]
    with subprocess.Popen([*command, *where], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.kill()


def test_what_a_killed_process_deferred_is_answered_by_the_next_once(
    discord: FakeDiscord, registry: Registry, tmp_path: Path
) -> None:
    members = [discord.member(f"M{number}") for number in range(3)]
    with mortal(discord, tmp_path) as process:
        doings = [member.asks("x") for member in members]
        for doing in doings:
            assert doing.answer()["type"] == 5
        process.kill()
        process.wait(60)
    with Linked(discord, registry.inbox, patience=Patience(foreign=0.1)) as bot:
        assert [shown(doing.reply()) for doing in doings] == ["answered commanded"] * 3
    assert len(bot.handled) == 3
    assert len(discord.calls(CALLBACK)) == 3
    assert [call.status for call in discord.calls(EDIT)] == [200] * 3
    assert registry.inbox.waiting(PLATFORM, str(APPLICATION)) == 0


def test_what_it_stored_and_did_not_defer_is_given_up(discord: FakeDiscord, registry: Registry, tmp_path: Path) -> None:
    anna = discord.member("Anna")
    with mortal(discord, tmp_path) as process:
        discord.faults.queue(Slow(30), method=CALLBACK)
        asked = anna.asks("x")
        waiting = registry.inbox.waiting
        discord.wait_until("it to be stored", lambda: waiting(PLATFORM, str(APPLICATION)) == 1)
        process.kill()
        process.wait(60)
    with Linked(discord, registry.inbox, patience=Patience(foreign=0.1)):
        discord.wait_until("an attempt", lambda: discord.calls(EDIT), 10)
    assert [call.result["code"] for call in discord.calls(EDIT)] == [10015]
    assert asked.interaction.answer is None
    assert registry.inbox.waiting(PLATFORM, str(APPLICATION)) == 0
