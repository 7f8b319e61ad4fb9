"""From a citizen on Telegram to the page that staff read: the whole front-end, a real database, a real store."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.registry.counting import CHATS
from bot.wording import wording
from tests.bot.frontends.telegram.served import LAKE, QUESTION, Served
from tests.fakes.telegram import FakeTelegram

IN_VAIN = "Why was my cousin Thaddeus Whitcombe refused at the border?"


def until(true: Callable[[], object]) -> None:
    ends = time.monotonic() + 60
    while not true():
        assert time.monotonic() < ends, "it did not happen in time"
        time.sleep(0.05)


@pytest.mark.parametrize("switched_on", [True, False])
def test_questions_asked_in_vain_are_kept_where_that_is_switched_on(tmp_path: Path, *, switched_on: bool) -> None:
    with FakeTelegram() as telegram, Served(telegram, tmp_path, log_questions="1" if switched_on else "") as served:
        anna, boris = telegram.person("Anna"), telegram.person("Boris")
        for person, text in ((anna, IN_VAIN), (boris, LAKE), (anna, QUESTION)):
            person.says(text)
            (answer,) = person.hears()
        anna.presses("This does not", answer).answer()
        registry = served.registry()
        today = datetime.now(UTC).date()
        if switched_on:
            until(lambda: len(registry.questions.read(today).kept) == 2)
        kept = {(one.language, one.outcome, one.text) for one in registry.questions.read(date(2020, 1, 1)).kept}
        wanted = {
            ("en", "none", "Why was my cousin […] refused at the border?"),
            ("en", "voted-down", QUESTION),
        }
        assert kept == (wanted if switched_on else set())
        counts = registry.counts
        assert {t.outcome: t.count for t in counts.questions(today)} == {"none": 1, "closest": 1, "position": 1}
        assert sum(t.count for t in counts.timings(today)) == 3
        assert [(s.statement, s.count) for s in counts.showings(today)] == [("orda-2026", 1)]
        assert [r.count for r in counts.reach(today) if r.what == CHATS] == [2]
        anna.says("/privacy")
        (told,) = anna.hears()
        assert ("are kept for 30 days" in told["text"]) is switched_on
        registry.close()
        name = "bot-description-kept" if switched_on else "bot-description"
        until(lambda: telegram.world.described.get(("description", "")) == wording("en").say(name))
