from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.reply import Earlier
from bot.serving.house import Visitor
from bot.serving.memory import EDITED, FOLLOWED, Memory


def test_what_was_said_is_forgotten_after_ten_minutes() -> None:
    now = datetime(2026, 6, 1, tzinfo=UTC)
    memory = Memory(lambda: now)
    memory.remember(Visitor(1, 2, private=False), 3, "Whose is it?", (4, 5))
    memory.lean(1, 2, Earlier("Whose is it?"), (4, 5))
    now += FOLLOWED - timedelta(seconds=1)
    assert memory.earlier(1, 2, None, alone=True) == Earlier("Whose is it?")
    assert memory.earlier(1, 2, 5, alone=False) == Earlier("Whose is it?")
    now += timedelta(seconds=1)
    assert memory.earlier(1, 2, None, alone=True) is None
    assert memory.earlier(1, 2, 5, alone=False) is None
    assert memory.answer(1, 3) is not None
    now += EDITED
    assert memory.answer(1, 3) is None


def test_in_a_place_of_many_only_what_the_person_said_is_forgotten() -> None:
    memory = Memory(lambda: datetime(2026, 6, 1, tzinfo=UTC))
    ada, bob = Visitor(1, 2, private=False), Visitor(1, 3, private=False)
    for visitor, question, answer in ((ada, 10, 11), (bob, 20, 21)):
        memory.noting(visitor, question, "Whose is it?", Earlier("Whose is it?"))([answer])
    memory.noting(Visitor(8, 2, private=False), 30, "And elsewhere?", Earlier("And elsewhere?"))([31])
    assert memory.first_time(1, 21)
    memory.forget(ada)
    assert (memory.answer(1, 10), memory.answer(8, 30)) == (None, None)
    assert (memory.earlier(1, 2, None, alone=True), memory.earlier(1, 2, 11, alone=False)) == (None, None)
    assert memory.earlier(8, 2, 31, alone=False) is None
    assert memory.answer(1, 20) is not None
    assert memory.earlier(1, 3, None, alone=True) == memory.earlier(1, 3, 21, alone=False) == Earlier("Whose is it?")
    assert not memory.first_time(1, 21), "Bob has said already whether it helped"


def test_in_a_chat_of_their_own_all_is_forgotten() -> None:
    memory = Memory(lambda: datetime(2026, 6, 1, tzinfo=UTC))
    assert memory.first_time(2, 21)
    memory.forget(Visitor(2, 2, private=True))
    assert memory.first_time(2, 21)
