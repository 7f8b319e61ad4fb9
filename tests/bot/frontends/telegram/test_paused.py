"""A running front-end, paused and resumed: whatever is asked, pressed or searched, nothing published is shown."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest

from bot.desk import open_desk
from indexer.pausing import pause, resume
from indexer.rollback import roll_back
from tests.bot.frontends.telegram.served import QUESTION, STATEMENTS, Served
from tests.bot.frontends.telegram.test_announce import fresh, later
from tests.bot.test_paused import WORDS
from tests.fakes.contents import make, publish_made
from tests.fakes.desk import RIVER, FakeDesk
from tests.fakes.encoder import FakeEncoder
from tests.fakes.telegram import FakeTelegram, Person

NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram() as fake:
        yield fake
        assert fake.breaches == []


def served(telegram: FakeTelegram, folder: Path) -> Served:
    """With a real desk over the store."""
    publish_made(folder / "store", make(STATEMENTS))
    desk = open_desk(folder / "store", FakeEncoder())
    return Served(telegram, folder, desk=cast("FakeDesk", desk))


def said(person: Person, text: str) -> str:
    person.says(text)
    (message,) = person.hears()
    return str(message["text"])


def test_nothing_published_is_shown_while_paused(telegram: FakeTelegram, tmp_path: Path) -> None:
    anna = telegram.person("Anna", language="en")
    with served(telegram, tmp_path) as front:
        before = said(anna, QUESTION)
        assert not before.startswith(WORDS["en"])
        anna.says("/latest")
        (latest,) = anna.hears()
        pause(front.store, "a wrong figure in orda-2026", NOW)
        assert said(anna, QUESTION).startswith(WORDS["en"])
        assert said(anna, "À qui appartient le fleuve frontalier ?").startswith(WORDS["fr"])
        for command in ("/latest", "/topics", "/history", "/verify The Orda belongs to both banks.", "/about"):
            told = said(anna, command)
            assert told.startswith(WORDS["en"]), command
            assert "Orda" not in told
            assert "a wrong figure" not in told
        press = anna.presses(RIVER.versions[0].title, latest)
        assert press.answer()["text"] == WORDS["en"]
        for words in ("", "the river", QUESTION):
            assert anna.types_inline(words).results() == []
        assert said(anna, "/privacy").startswith("Your questions are deleted")
        resume(front.store)
        assert said(anna, QUESTION) == before
        assert len(anna.types_inline("").results()) == len(STATEMENTS) - 1  # one is superseded


def test_news_are_held_and_not_lost(telegram: FakeTelegram, tmp_path: Path) -> None:
    anna = telegram.person("Anna", language="en")
    with served(telegram, tmp_path) as front:
        anna.says("/subscribe")
        (panel,) = anna.hears()
        anna.presses("All topics", panel).answer()
        front.observed()
        pause(front.store, "x", NOW)
        time.sleep(2.1)  # whoever had looked before has told what there was
        front.republish((*STATEMENTS, fresh()), later(60))
        anna.hears_nothing(4)
        resume(front.store)
        (told,) = anna.hears()
        assert told["text"].startswith("New statement:\n\norda-talks (en)")


def test_a_rollback_is_seen_soon(telegram: FakeTelegram, tmp_path: Path) -> None:
    anna = telegram.person("Anna", language="en")
    with served(telegram, tmp_path) as front:
        before = said(anna, "/latest")
        front.republish((*STATEMENTS, replace(fresh(), published=RIVER.published)), later(60))
        front.takes_up(later(60))
        wrong = said(anna, "/latest")
        assert "orda-talks (en)" in wrong
        roll_back(front.store, None, "", NOW)
        begun = time.monotonic()
        while (now := said(anna, "/latest")) != before:
            assert time.monotonic() - begun < 60
        assert "orda-talks (en)" not in now
