"""The front-end under what goes wrong: floods, redelivery, broken updates, Telegram's faults, a store that changes."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.frontends.telegram.endpoints import address_of
from bot.settings import SettingsError, read
from indexer.statement import VerbaleError
from tests.bot.frontends.telegram.served import LAKE, QUESTION, STATEMENTS, Served, prepared
from tests.fakes.contents import FIRST
from tests.fakes.desk import RIVER
from tests.fakes.telegram import FakeTelegram, Json, Person, Reset, bad_gateway, flood, internal


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram() as fake:
        yield fake
        assert fake.breaches == []


def texts(person: Person) -> list[str]:
    return [message["text"] for message in person.from_bot]


def answered(person: Person, count: int = 1) -> list[Json]:
    return person.hears(count, seconds=60)


def test_each_update_is_answered_once_however_often_it_is_delivered(telegram: FakeTelegram, tmp_path: Path) -> None:
    telegram.redelivers(lambda number: 1 + number % 5)
    people = [telegram.person(f"P{n}") for n in range(10)]
    with Served(telegram, tmp_path):
        for number, person in enumerate(people):
            person.says(QUESTION if number % 2 else LAKE)
        for person in people:
            answered(person)
        telegram.waits_until_taken(20)
        people[0].hears_nothing(0.5)
    assert [len(texts(person)) for person in people] == [1] * 10


def test_updates_that_cannot_be_read_hurt_only_themselves(telegram: FakeTelegram, tmp_path: Path) -> None:
    broken = (
        '{"update_id": {id}, "message": {"text": "no chat"}}',
        '{"update_id": {id}, "message": "no message"}',
        '{"update_id": {id}, "message": {"message_id": 1, "date": "late", "chat": {"id": 1, "type": "private"}}}',
        '{"update_id": {id}, "callback_query": []}',
        '{"update_id": {id}, "inline_query": {"id": 1}}',
        '{"update_id": {id}}',
        '{"update_id": {id}, "something_new": {"chat": {"id": 5}}}',
    )
    anna = telegram.person("Anna")
    with Served(telegram, tmp_path) as served:
        for raw in broken:
            telegram.delivers(raw)
            anna.says(QUESTION)
        answered(anna, len(broken))
        telegram.waits_until_taken()
        anna.hears_nothing(0.2)
        assert served.registry().inbox.dead("telegram") == {}


def test_what_fails_for_ever_is_apologised_for_and_kept_without_content(
    telegram: FakeTelegram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.registry.inbox.BACKOFF", (timedelta(), timedelta()))
    desk = prepared()
    desk.fails("Break.", RuntimeError("Break."))
    anna = telegram.person("Anna", language="fr")
    with Served(telegram, tmp_path, desk=desk) as served:
        anna.says("Break.")
        assert answered(anna)[0]["text"] == (
            "Votre message n'a pas pu recevoir de réponse en raison d'une panne technique."
            " Veuillez réessayer plus tard."
        )
        assert served.registry().inbox.dead("telegram") == {("message", "RuntimeError"): 1}
        anna.says(QUESTION)
        answered(anna)


def test_every_question_is_answered_through_a_third_of_faults(telegram: FakeTelegram, tmp_path: Path) -> None:
    people = [telegram.person(f"P{n}") for n in range(30)]
    faults = (internal(), bad_gateway(), flood(1), Reset(), Reset(done=True))
    with Served(telegram, tmp_path) as served:
        people[0].says("Hello")
        answered(people[0])
        telegram.faults.rate(0.3, faults, seed=7, methods={"sendMessage", "sendChatAction"})
        for person in people:
            person.says(QUESTION)
        telegram.waits_until_taken(20)
        telegram.wait_until(
            "the inbox to be empty",
            lambda: served.registry().inbox.waiting("telegram", telegram.token.partition(":")[0]) == 0,
            180,
        )
        telegram.faults.rate(0, (), seed=7)
    struck = [fault for method, fault in telegram.faults.struck if method == "sendMessage"]
    heard = [len(texts(person)) for person in people]
    heard[0] -= 1
    # What may have arrived is sent once more and no oftener: a reply is lost where neither of the two arrived.
    assert 0 <= heard.count(0) <= struck.count(Reset()) // 2
    assert 0 <= sum(heard) - len(people) + heard.count(0) <= struck.count(Reset(done=True))


def test_who_asks_too_much_is_told_then_ignored_and_others_are_served(telegram: FakeTelegram, tmp_path: Path) -> None:
    anna, boris = telegram.person("Anna"), telegram.person("Boris")
    with Served(telegram, tmp_path, limit_person="3/minute", limit_strikes="2 per 10 minutes"):
        for _ in range(10):
            anna.says(QUESTION)
        boris.says(QUESTION)
        answered(boris)
        answered(anna, 5)
        anna.hears_nothing(0.5)
    told = "That was too many messages in a short time. Please wait a minute."
    assert [text == told for text in texts(anna)] == [False] * 3 + [True] * 2


def test_the_store_may_change_under_full_load(telegram: FakeTelegram, tmp_path: Path) -> None:
    people = [telegram.person(f"P{n}") for n in range(10)]
    with Served(telegram, tmp_path) as served:
        done = threading.Event()

        def swap() -> None:
            for number in range(1, 21):
                served.republish(STATEMENTS, FIRST + timedelta(seconds=number))
            done.set()

        swapping = threading.Thread(target=swap)
        swapping.start()
        asked = 0
        while not done.is_set():
            asked += 1
            for person in people:
                person.says(QUESTION if asked % 2 else "/latest")
            for person in people:
                answered(person)
        swapping.join()
        for person in people:
            person.says("/latest")
            answered(person)
    assert [len(texts(person)) for person in people] == [asked + 1] * 10
    assert {t.splitlines()[0] for p in people for t in texts(p)} == {
        "A published statement says:",
        "Statements in force, newest first:",
    }


def test_a_group_that_moved_is_answered_where_it_is_now(telegram: FakeTelegram, tmp_path: Path) -> None:
    anna = telegram.person("Anna")
    group = telegram.group("Harbour", supergroup=False)
    with Served(telegram, tmp_path):
        telegram.faults.queue(flood(1), method="sendMessage")
        anna.says(f"/ask {QUESTION}", into=group)
        moved = group.migrates()
        (answer,) = moved.hears()
        assert answer["text"].startswith("A published statement says:")


def test_a_person_who_blocked_the_bot_stops_nothing(telegram: FakeTelegram, tmp_path: Path) -> None:
    anna, boris = telegram.person("Anna"), telegram.person("Boris")
    with Served(telegram, tmp_path) as served:
        anna.says(QUESTION)
        anna.blocks()
        boris.says(QUESTION)
        answered(boris)
        telegram.wait_until(
            "the inbox to be empty",
            lambda: served.registry().inbox.waiting("telegram", telegram.token.partition(":")[0]) == 0,
        )


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (
            {"telegram_webhook": "https://bot.example/x", "telegram_listen": "8443"},
            "VERBALE_TELEGRAM_LISTEN must be a host and a port, such as 127.0.0.1:8443",
        ),
        (
            {"telegram_webhook": "https://bot.example"},
            "VERBALE_TELEGRAM_WEBHOOK needs a path, such as https://bot.ministry.example/telegram",
        ),
    ],
)
def test_a_webhook_that_cannot_be_is_refused(settings: dict[str, str], told: str, tmp_path: Path) -> None:
    environment = {f"VERBALE_{name.upper()}": value for name, value in settings.items()}
    with pytest.raises(SettingsError) as error:
        address_of(read(environment, tmp_path))
    assert str(error.value) == told


def test_a_token_that_telegram_does_not_know_ends_it(telegram: FakeTelegram, tmp_path: Path) -> None:
    served = Served(telegram, tmp_path, telegram_token="7000000002:AAAnotherCanaryTokenThatMustNotShow")
    with pytest.raises(VerbaleError) as error, served:
        served.ends()
    assert str(error.value).startswith("Telegram does not accept the bot's token;")
    assert json.dumps(str(error.value)).find("Canary") == -1


def test_where_more_ask_than_can_be_answered_in_time_some_are_told_so(telegram: FakeTelegram, tmp_path: Path) -> None:
    desk = prepared()
    desk.takes(0.03)
    people = [telegram.person(f"P{n}") for n in range(130)]
    with Served(telegram, tmp_path, desk=desk):
        for number, person in enumerate(people):
            person.says(f"{QUESTION} {number}")
        for person in people:
            answered(person)
        people[0].hears_nothing(0.2)
    busy = "The service is receiving very many questions at the moment and could not answer yours."
    told = [text.startswith(busy) for person in people for text in texts(person)]
    assert len(told) == 130
    assert 0 < sum(told) < 40


def test_a_shorter_answer_takes_back_what_is_left_of_the_longer_one(telegram: FakeTelegram, tmp_path: Path) -> None:
    desk = prepared()
    sentence = "The Orda belongs to both banks."
    long = replace(RIVER, versions=(replace(RIVER.versions[0], text=f"{sentence} " * 200 + "End."),))
    desk.presents("At length?", long, f"{sentence} " * 200 + "End.")
    anna = telegram.person("Anna")
    with Served(telegram, tmp_path, desk=desk):
        said = anna.says("At length?")
        first, second = (deepcopy(message) for message in anna.hears(2))
        assert (first["text"][-5:], second["text"][-5:]) == ("(1/2)", "(2/2)")
        assert "reply_markup" not in first
        anna.edits(said, QUESTION)
        edited = anna.sees_edited(first)
        assert quoted_alone(edited["text"]) == sentence
        telegram.wait_until("the second page to go", lambda: len(anna.from_bot) == 1)
        anna.edits(said, "At length?")
        assert len(anna.sees_edited(edited)["text"]) > 3000
        assert answered(anna)[0]["text"].endswith("(2/2)")


def quoted_alone(text: str) -> str:
    """The line behind the title."""
    return text.splitlines()[3]
