"""What is counted and kept for learning afterwards, in both sorts of database."""

from __future__ import annotations

import base64
import sqlite3
import struct
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.registry.counting import CHATS, LONGER, SERVERS, SUBSCRIBERS, Asked, Reach, Showing, Timing, within
from bot.registry.keys import Keys
from bot.registry.opening import Registry, Retention
from bot.registry.people import ALL, Place
from bot.registry.questions import VOTED_DOWN, Kept
from tests.bot.registry.conftest import Clock

DAY = date(2026, 6, 1)
HERE = Place("telegram", "1", "4242")


def test_a_question_is_counted_with_its_time_what_was_shown_and_its_chat(registry: Registry) -> None:
    shown = (("orda", "fr"), ("cod", "en"))
    registry.counts.asked("telegram", "fr", Asked("several", "river", 0.2, shown, "chat-1"))
    registry.counts.asked("telegram", "fr", Asked("position", "river", 0.2, shown[:1], "chat-1"))
    registry.counts.asked("telegram", "en", Asked("none", "", 99, (), "chat-2"))
    registry.counts.asked("discord", "en", Asked("none", "", 0.0, (), "chat-1"))
    registry.counts.question("telegram", "en", "closest")
    assert [(t.platform, t.language, t.outcome, t.topic, t.count) for t in registry.counts.questions(DAY)] == [
        ("discord", "en", "none", "", 1),
        ("telegram", "en", "closest", "", 1),
        ("telegram", "en", "none", "", 1),
        ("telegram", "fr", "position", "river", 1),
        ("telegram", "fr", "several", "river", 1),
    ]
    assert registry.counts.timings(DAY) == [
        Timing("2026-06-01", "discord", 50, 1),
        Timing("2026-06-01", "telegram", LONGER, 1),
        Timing("2026-06-01", "telegram", 250, 2),
    ]
    assert registry.counts.showings(DAY) == [
        Showing("2026-06-01", "telegram", "en", "cod", 1),
        Showing("2026-06-01", "telegram", "fr", "orda", 2),
    ]
    assert registry.counts.reach(DAY) == [
        Reach("2026-06-01", "discord", CHATS, 1),
        Reach("2026-06-01", "telegram", CHATS, 2),
    ]


@pytest.mark.parametrize(("seconds", "bound"), [(0.0, 50), (0.05, 50), (0.0501, 100), (10.0, 10000), (10.1, LONGER)])
def test_a_time_is_counted_by_the_next_bound(seconds: float, bound: int) -> None:
    assert within(seconds) == bound


def test_a_chat_counts_once_a_day_and_once_more_after_a_restart(
    url: str, opened: Callable[..., Registry], clock: Clock
) -> None:
    before = opened(url)
    for _ in range(3):
        before.counts.asked("telegram", "en", Asked("none", chat="chat"))
    clock.passes(days=1)
    before.counts.asked("telegram", "en", Asked("none", chat="chat"))
    opened(url).counts.asked("telegram", "en", Asked("none", chat="chat"))
    assert [(r.day, r.count) for r in before.counts.reach(DAY)] == [("2026-06-01", 1), ("2026-06-02", 2)]
    assert [r.day for r in before.counts.reach(DAY, DAY)] == ["2026-06-01"]


def test_who_subscribes_is_measured_and_the_last_measure_of_a_day_stands(registry: Registry) -> None:
    ada, bob = registry.keys.person("telegram", 1), registry.keys.person("telegram", 2)
    registry.people.subscribe(ada, HERE, ALL, "en")
    registry.people.subscribe(ada, HERE, "fishing", "en")
    registry.counts.measure()
    registry.people.subscribe(bob, HERE, ALL, "en")
    registry.counts.measure()
    registry.counts.gauge("discord", SERVERS, 3)
    assert registry.counts.reach(DAY) == [
        Reach("2026-06-01", "discord", SERVERS, 3),
        Reach("2026-06-01", "telegram", SUBSCRIBERS, 2),
    ]


class TestQuestions:
    def test_they_come_back_by_day(self, registry: Registry, clock: Clock) -> None:
        registry.questions.keep("en", "none", "Why […]?")
        clock.passes(days=1)
        registry.questions.keep("zh", VOTED_DOWN, "为什么[…]？")
        read = registry.questions.read(DAY)
        assert sorted(read.kept, key=lambda kept: kept.day) == [
            Kept("2026-06-01", "en", "none", "Why […]?"),
            Kept("2026-06-02", "zh", "voted-down", "为什么[…]？"),
        ]
        assert read.unreadable == 0
        assert [kept.language for kept in registry.questions.read(DAY, DAY).kept] == ["en"]

    def test_what_was_sealed_with_a_secret_that_is_gone_is_counted_as_unreadable(
        self, url: str, opened: Callable[..., Registry]
    ) -> None:
        old = opened(url)
        old.questions.keep("en", "none", "an old question")
        other = "another secret, also of this test alone"
        opened(url, Keys(other, "a secret of this test and of no one else"))
        new = opened(url, Keys(other))
        new.questions.keep("en", "none", "a new question")
        read = new.questions.read(DAY)
        assert [kept.text for kept in read.kept] == ["a new question"]
        assert read.unreadable == 1

    def test_no_row_tells_who_when_or_in_what_order(
        self, tmp_path: Path, opened: Callable[..., Registry], clock: Clock
    ) -> None:
        """Not even the seal: Fernet writes its time, in seconds, before what is sealed."""
        file = tmp_path / "registry.sqlite"
        registry = opened(f"sqlite:///{file}")
        for number in range(20):
            registry.questions.keep("en", "none", f"whatever {chr(97 + number)}")
            clock.passes(minutes=7)
        with sqlite3.connect(file) as connection:
            columns = [row[1] for row in connection.execute("PRAGMA table_info(questions)")]
            rows = connection.execute("SELECT * FROM questions").fetchall()
            with pytest.raises(sqlite3.OperationalError, match="no such column: rowid"):
                connection.execute("SELECT rowid FROM questions")
        connection.close()
        assert columns == ["id", "day", "language", "outcome", "text"]
        assert {row[1:4] for row in rows} == {("2026-06-01", "en", "none")}
        midnight = int(datetime(2026, 6, 1, tzinfo=UTC).timestamp())
        assert {struct.unpack(">Q", base64.urlsafe_b64decode(row[4])[1:9])[0] for row in rows} == {midnight}
        assert b"whatever" not in file.read_bytes() + file.with_name("registry.sqlite-wal").read_bytes()
        asked = [registry.keys.unseal(row[4]).decode() for row in rows]
        assert asked != sorted(asked)

    def test_they_are_deleted_after_their_time_and_counts_after_theirs(self, registry: Registry, clock: Clock) -> None:
        registry.questions.keep("en", "none", "a question")
        registry.counts.asked("telegram", "en", Asked("position", "t", 0.1, (("orda", "en"),), "chat"))
        kept = []
        for days in (30, 1, 1063, 2):
            clock.passes(days=days)
            kept.append({name: count for name, count in registry.enforce(Retention()).items() if count})
        assert kept == [{}, {"questions": 1}, {}, {"tallies": 1, "timings": 1, "showings": 1, "reach": 1}]
