"""The real entry point as a process: polling, webhook, a missing token, kill -9, and what must be found nowhere."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.logbook import EVENTS, Fields
from tests.bot.frontends.telegram.program import Program, free_port
from tests.conftest import CHECKOUT
from tests.fakes.contents import make, publish_made
from tests.fakes.telegram import TOKEN, FakeTelegram, Fault, Person, bad_gateway, internal

COD = "Which ships may catch cod on the Selm bank?"
KILLS = int(os.environ.get("VERBALE_TEST_KILLS", "2"))
"""How often the process is killed with questions in flight; by hand also 100 times."""
PASSPORT = "XP4711canary0815"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    publish_made(tmp_path / "store", make())
    return tmp_path


def test_it_answers_by_polling_and_ends_when_told(folder: Path) -> None:
    with FakeTelegram() as telegram:
        anna = telegram.person("Anna")
        with Program(telegram, folder) as program:
            anna.says(COD)
            (answer,) = anna.hears()
            assert "cod-2025 (en)" in answer["text"]
            assert json.loads(program.fetch("readyz"))["ready"] is True
            assert program.fetch("livez") == "alive\n"
            assert program.figure("verbale_questions_total", platform="telegram") == 1
        assert program.process.returncode == 0
        anna.says(COD)
        anna.hears_nothing(0.2)
        with Program(telegram, folder):
            anna.hears()
        assert telegram.breaches == []


def test_it_answers_by_webhook(folder: Path) -> None:
    port, secret = free_port(), "a-secret-of-the-webhook"
    public, listen = f"http://127.0.0.1:{port}/telegram", f"127.0.0.1:{port}"
    with FakeTelegram() as telegram:
        anna = telegram.person("Anna")
        anna.says("Said before anybody listened.")
        with Program(telegram, folder, telegram_webhook=public, telegram_webhook_secret=secret, telegram_listen=listen):
            anna.hears()
            anna.says(COD)
            assert "cod-2025 (en)" in anna.hears()[0]["text"]
            assert telegram.world.hook.secret == secret
        assert telegram.breaches == []


def refused(folder: Path, **settings: str) -> str:
    """What the program says that does not start."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VERBALE_")}
    given = {"telegram_loopback": "1", **settings}
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "telegram", "--store", str(folder / "store")],
        env=kept | {"PYTHONPATH": str(CHECKOUT)} | {f"VERBALE_{name.upper()}": value for name, value in given.items()},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    (line,) = ended.stderr.splitlines()
    told = json.loads(line)
    assert (told["event"], told["level"]) == ("ended", "critical")
    return str(told["message"])


def test_without_a_token_it_says_what_to_do(folder: Path) -> None:
    assert refused(folder) == (
        "there is no token for Telegram; set VERBALE_TELEGRAM_TOKEN, or VERBALE_TELEGRAM_TOKEN_FILE to its file"
    )


def test_a_token_that_telegram_does_not_take_is_told_before_the_model_is_loaded(folder: Path) -> None:
    """No model is here, so that loading one would be what is told."""
    with FakeTelegram() as telegram:
        other = f"{telegram.token[:-4]}1234"
        assert refused(folder, telegram_token=other, telegram_api=telegram.base) == (
            "Telegram does not accept the bot's token; put the one that @BotFather shows in VERBALE_TELEGRAM_TOKEN"
            " or VERBALE_TELEGRAM_TOKEN_FILE"
        )


@pytest.mark.parametrize("fault", [bad_gateway(), None])
def test_a_telegram_that_is_not_reached_ends_nothing_before_the_model_is_loaded(
    folder: Path, fault: Fault | None
) -> None:
    with FakeTelegram() as telegram:
        if fault is not None:
            telegram.faults.queue(fault, method="getMe")
        api = telegram.base if fault is not None else f"http://127.0.0.1:{free_port()}"
        told = refused(folder, telegram_token=telegram.token, telegram_api=api, model="none")
    assert told == (
        "no model at none: run 'verbale model' to unpack the default one, "
        "or name a folder, or NAME@REVISION of a model in the local hub cache, in VERBALE_MODEL"
    )


@pytest.mark.parametrize("api", ["", "https://api.telegram.org", "https://127.0.0.1.example", "http://192.0.2.1:8081"])
def test_where_only_this_machine_may_be_asked_no_other_sees_the_token(folder: Path, api: str) -> None:
    """The address from the settings, or the one that holds without."""
    assert refused(folder, telegram_token=TOKEN, telegram_api=api) == (
        "in tests only a server on this machine is asked; set VERBALE_TELEGRAM_API to a fake"
    )


@pytest.mark.parametrize("kill", range(KILLS))
def test_killed_with_questions_in_flight_it_answers_each_and_counts_what_may_be_seen_twice(
    folder: Path, kill: int
) -> None:
    dice = random.Random(kill)
    with FakeTelegram() as telegram:
        people = [telegram.person(f"P{n}") for n in range(40)]
        with Program(telegram, folder) as program:
            for number, person in enumerate(people):
                person.says(f"{COD} ({number})")
            telegram.wait_until("the first answer", lambda: any(p.from_bot for p in people))
            time.sleep(dice.random() * 0.1)
            program.kill()
        left = program.unanswered()
        with Program(telegram, folder) as healing:
            telegram.wait_until("every answer", lambda: all(p.from_bot for p in people), 20)
            ends = time.monotonic() + 60
            while healing.unanswered():
                assert time.monotonic() < ends, "something stays in the inbox"
                time.sleep(0.1)
            again = healing.figure("verbale_sends_total", event="again")
        twice = sum(len(person.from_bot) - 1 for person in people)
        print(f"killed with {left} questions in flight: {again:.0f} sent again, {twice} seen twice")
        assert left > 0
        assert twice <= again


def test_no_token_and_nothing_that_a_person_writes_is_found_anywhere(folder: Path) -> None:
    with FakeTelegram() as telegram:
        telegram.faults.queue(internal(), bad_gateway(), method="sendMessage")
        anna = telegram.person(f"Anna{PASSPORT}")
        with Program(telegram, folder, log_level="debug") as program:
            talk(anna, telegram)
            metrics = program.fetch("metrics") + program.fetch("readyz")
            program.kill()  # so that whatever stands in the database stays there
        written = {"metrics": metrics.encode()} | {
            str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()
        }
    assert {"log.jsonl", ".registry/registry.sqlite"} <= written.keys()
    secret = telegram.token.partition(":")[2]
    for name, content in written.items():
        for canary in (PASSPORT, PASSPORT.lower(), secret, str(anna.id)):
            assert canary.encode() not in content, f"{canary} stands in {name}"
    assert b"failed for the" in written["log.jsonl"]
    lines = [json.loads(line) for line in written["log.jsonl"].splitlines()]
    assert {line["event"] for line in lines} - set(EVENTS) == set()
    assert {"serving", "store-in-use", "update-failed"} <= {line["event"] for line in lines}
    told = {
        "time",
        "level",
        "event",
        "service",
        "program",
        "logger",
        "message",
        "trace",
    } | Fields.__annotations__.keys()
    assert {name for line in lines for name in line} - told == set()


def talk(anna: Person, telegram: FakeTelegram) -> None:
    """Everything that carries a person's words, some of it broken."""
    said = anna.says(f"My passport is {PASSPORT}, may I fish cod?")
    anna.hears()
    anna.edits(said, f"Is {PASSPORT} my passport?")
    for broken in ({"message": {"text": PASSPORT}}, {"message": PASSPORT}, {"callback_query": {"data": PASSPORT}}):
        telegram.delivers('{"update_id": {id}, ' + json.dumps(broken)[1:])
    anna.says(f"/verify The holder of passport {PASSPORT} may catch cod on the Selm bank.")
    anna.hears()
    anna.says(f"/history {PASSPORT}")
    anna.hears()
    anna.says(f"/{PASSPORT}")
    anna.hears()
    anna.types_inline(f"cod {PASSPORT}").answer()
    anna.says("/subscribe")
    (panel,) = anna.hears()
    anna.presses("All topics", panel).answer()
    anna.sends_back(PASSPORT, panel).answer()
    telegram.waits_until_taken()
    time.sleep(0.5)
