from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.reply import Earlier
from bot.serving.memory import EDITED, FOLLOWED, Memory


def test_what_was_said_is_forgotten_after_ten_minutes() -> None:
    now = datetime(2026, 6, 1, tzinfo=UTC)
    memory = Memory(lambda: now)
    memory.remember(1, 3, "Whose is it?", (4, 5))
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
