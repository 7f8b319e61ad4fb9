"""The real entry point as a process: alone, beside Telegram, no token, kill -9, and what must be found nowhere."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.bot.frontends.discord.program import Program
from tests.conftest import CHECKOUT
from tests.fakes.contents import make, publish_made
from tests.fakes.discord import TOKEN, FakeDiscord, Member, Room, bad_gateway, shown
from tests.fakes.telegram import FakeTelegram

COD = "Which ships may catch cod on the Selm bank?"
KILLS = int(os.environ.get("VERBALE_TEST_KILLS", "1"))
"""How often the process is killed with questions in flight; by hand also 100 times."""
PASSPORT = "XP4711canary0815"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    publish_made(tmp_path / "store", make())
    return tmp_path


def test_both_platforms_in_one_process_answer_the_same_and_end_when_told(folder: Path) -> None:
    with FakeDiscord() as discord, FakeTelegram() as telegram:
        anna, boris = discord.member("Anna"), telegram.person("Boris")
        discord.server("Fishers")
        with Program(discord, folder, telegram=telegram) as program:
            reply = anna.asks(COD).reply()
            boris.says(COD)
            (answer,) = boris.hears()
            assert "cod-2025 (en)" in answer["text"]
            assert "**cod-2025 (en)**" in shown(reply)
            assert json.loads(program.fetch("readyz"))["platforms"] == {"discord": "serving", "telegram": "serving"}
            assert program.figure("verbale_questions_total", platform="telegram") == 1
            assert program.figure("verbale_questions_total", platform="discord") == 1
            assert program.figure("verbale_updates_total", platform="discord", event="received") == 1
            creates = discord.world.creates
        assert program.process.returncode == 0
        with Program(discord, folder) as program:
            assert "cod-2025 (en)" in shown(anna.asks(COD).reply())
            time.sleep(0.5)
        assert program.process.returncode == 0
        assert discord.world.creates == creates, "the commands were the same"
        assert (discord.breaches, discord.pings, telegram.breaches) == ([], [], [])


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({}, "there is no token for Discord; set VERBALE_DISCORD_TOKEN, or VERBALE_DISCORD_TOKEN_FILE to its file"),
        (
            {"discord_token": TOKEN},
            "in tests only a server on this machine is asked; set VERBALE_DISCORD_API to a fake",
        ),
    ],
)
def test_what_is_missing_is_told_before_anything_is_opened(folder: Path, settings: dict[str, str], told: str) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VERBALE_")}
    given = {"discord_loopback": "1", **settings}
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "discord", "--store", str(folder / "store")],
        env=kept | {"PYTHONPATH": str(CHECKOUT)} | {f"VERBALE_{name.upper()}": value for name, value in given.items()},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert told in ended.stderr.splitlines()[-1]
    assert TOKEN not in ended.stderr


@pytest.mark.parametrize("reached", [True, False])
def test_a_token_that_discord_does_not_take_is_told_before_the_model_is_loaded(folder: Path, reached: bool) -> None:
    """No model is here, so that loading one is what is told where Discord cannot say whose token it is."""
    with FakeDiscord() as discord:
        if not reached:
            discord.faults.queue(*(bad_gateway() for _ in range(9)), method="get_my_user")
        kept = {name: value for name, value in os.environ.items() if not name.startswith("VERBALE_")}
        given = {
            "VERBALE_DISCORD_TOKEN": f"{discord.token[:-4]}1234" if reached else discord.token,
            "VERBALE_DISCORD_API": discord.api,
            "VERBALE_DISCORD_GATEWAY": discord.gateway,
            "VERBALE_DISCORD_LOOPBACK": "1",
            "VERBALE_MODEL": "none",
        }
        ended = subprocess.run(
            [sys.executable, "-m", "bot", "discord", "--store", str(folder / "store")],
            env=kept | {"PYTHONPATH": str(CHECKOUT)} | given,
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=120,
        )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert json.loads(ended.stderr.splitlines()[-1])["message"] == (
        "Discord does not accept the bot's token; put the one that the Developer Portal shows in"
        " VERBALE_DISCORD_TOKEN or VERBALE_DISCORD_TOKEN_FILE"
        if reached
        else "no model at none: run 'verbale model' to unpack the default one, "
        "or name a folder, or NAME@REVISION of a model in the local hub cache, in VERBALE_MODEL"
    )


@pytest.mark.parametrize("kill", range(KILLS))
def test_killed_with_questions_in_flight_it_answers_each_and_counts_what_may_be_seen_twice(
    folder: Path, kill: int
) -> None:
    dice = random.Random(kill)
    with FakeDiscord() as discord:
        general = discord.server("Fishers").channel("general")
        people = [discord.member(f"P{number}", manages=True) for number in range(12)]
        with Program(discord, folder) as program:
            people[0].runs("/settings where", general, answers="public").reply()
            asked = [
                one.runs("/statement", general, title="cod-2025")
                if number % 2
                else one.asks(f"{COD} ({number})", general)
                for number, one in enumerate(people)
            ]
            for doing in asked:
                doing.answer()
            time.sleep(dice.random() * 0.1)
            program.kill()
        left = program.unanswered()
        with Program(discord, folder) as healing:
            for number, doing in enumerate(asked):
                doing.reply()
                if number % 2:  # a statement chosen by name is shown to all
                    doing.followups(1)
            ends = time.monotonic() + 60
            while healing.unanswered():
                assert time.monotonic() < ends, "something stays in the inbox"
                time.sleep(0.1)
            again = healing.figure("verbale_sends_total", event="again")
        twice = sum(max(0, len(doing.interaction.followups) - 1) for doing in asked)
        print(f"killed with {left} questions in flight: {again:.0f} sent again, {twice} seen twice")
        assert left > 0
        assert twice <= again


def test_no_token_and_nothing_that_a_member_writes_is_found_anywhere(folder: Path) -> None:
    with FakeDiscord() as discord:
        discord.faults.queue(bad_gateway(), method="update_original_webhook_message")
        anna = discord.member(f"Anna{PASSPORT}", manages=True)
        server = discord.server(f"Server{PASSPORT}")
        general = server.channel(f"general{PASSPORT}".lower())
        with Program(discord, folder, log_level="debug") as program:
            talk(anna, general, discord)
            metrics = program.fetch("metrics") + program.fetch("readyz")
            program.kill()  # so that whatever stands in the database stays there
        written = {"metrics": metrics.encode()} | {
            str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()
        }
        tokens = [interaction.token for interaction in discord.world.interactions.values()]
    assert {"log.jsonl", ".registry/registry.sqlite"} <= written.keys()
    ids = [str(one) for one in (anna.id, server.id, general.id, anna.direct.id)]
    for name, content in written.items():
        for canary in (PASSPORT, PASSPORT.lower(), TOKEN, TOKEN.rpartition(".")[2], *ids, *tokens):
            assert canary.encode() not in content, f"{canary} stands in {name}"


def talk(anna: Member, general: Room, discord: FakeDiscord) -> None:
    """Everything that carries a person's words, some of it broken."""
    anna.asks(f"My passport is {PASSPORT}, may I fish cod?").reply()
    anna.runs("/settings where", general, answers="public").reply()
    anna.runs("/settings announcements", general, channel=str(general.id)).reply()
    reply = anna.asks(f"{COD} {PASSPORT}", general, only_for_me=True).reply()
    anna.runs("/verify", text=f"The holder of passport {PASSPORT} may catch cod on the Selm bank.").reply()
    anna.runs("/history", topic=PASSPORT).reply()
    anna.uses("What is published on this?", anna.says(f"Is {PASSPORT} mine?", general)).reply()
    anna.types("/statement", focused="title", title=PASSPORT).choices()
    anna.sends_back(f"nv:{PASSPORT}", reply).reply()
    for broken in ({"id": "5", "data": PASSPORT}, {"id": PASSPORT}, {"id": "6", "token": PASSPORT, "type": 2}):
        discord.delivers("INTERACTION_CREATE", broken)
    time.sleep(0.5)
