"""When the public statements turn: instants in UTC, whatever clock shows the time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.tending.alarm import Alarm, alarm_of
from indexer import store
from indexer.loading import load
from tests.bot.tending.watched import NOON, Watched
from tests.indexer.folders import folder_of, good

BERLIN = ZoneInfo("Europe/Berlin")
SUMMER = datetime(2026, 3, 29, 1, tzinfo=UTC)
"""The instant at which Berlin's clocks go from 02:00 to 03:00."""
WINTER = datetime(2026, 10, 25, 1, tzinfo=UTC)
"""The instant at which Berlin's clocks go from 03:00 back to 02:00."""


def test_every_turn_of_every_statement(tmp_path: Path) -> None:
    folder = folder_of(
        tmp_path,
        {
            "a": good("a", published="2026-01-01", embargo="2026-03-29T01:30:00Z"),
            "b": good("b", published="2026-01-01", valid_until="2026-10-24"),
            "c": good("c", published="2026-01-01T07:00:00Z", withdrawn="2026-10-25T01:30:00Z"),
        },
    )
    alarm = alarm_of(located.statement for located in load(folder).statements if located.statement is not None)
    assert alarm.instants == (
        datetime(2026, 1, 1, tzinfo=UTC),
        datetime(2026, 1, 1, 7, tzinfo=UTC),
        datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
        datetime(2026, 10, 25, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    )


def test_stretches_begin_at_the_instant_itself() -> None:
    alarm = Alarm((NOON, NOON + timedelta(hours=1)))
    moments = [NOON - timedelta(microseconds=1), NOON, NOON + timedelta(minutes=59), NOON + timedelta(hours=1)]
    assert [alarm.stretch(moment) for moment in moments] == [0, 1, 1, 2]
    assert [alarm.next(moment) for moment in moments] == [NOON, alarm.instants[1], alarm.instants[1], None]
    assert alarm.next(NOON.astimezone(timezone(timedelta(hours=-11)))) == alarm.instants[1]
    assert (Alarm().stretch(NOON), Alarm().next(NOON)) == (0, None)


@pytest.mark.parametrize("turn", [SUMMER, WINTER])
@pytest.mark.parametrize("shift", range(-3600, 3601, 600))
def test_an_embargo_ends_to_the_second_across_a_change_of_clocks(tmp_path: Path, turn: datetime, shift: int) -> None:
    """The clock shows Berlin's time: an hour that is left out, and one that comes twice."""
    ends = turn + timedelta(seconds=shift)
    watched = Watched(tmp_path, {"a": good(), "b": good("b", embargo=f"{ends:%Y-%m-%dT%H:%M:%SZ}")})
    watched.now = (turn - timedelta(hours=2)).astimezone(BERLIN)
    watched.tick(changed=True)
    assert watched.live() == {"a"}
    for before in (3600, 60, 2, 1):
        watched.now = (ends - timedelta(seconds=before)).astimezone(BERLIN)
        watched.tick()
        assert watched.live() == {"a"}
        assert watched.keeper._sleep() == 1.0
    watched.now = (ends - timedelta(milliseconds=250)).astimezone(BERLIN)
    watched.tick()
    assert watched.keeper._sleep() == 0.25
    assert watched.live() == {"a"}
    watched.now = ends.astimezone(BERLIN)
    watched.tick()
    assert watched.live() == {"a", "b"}
    assert (watched.published, watched.prepared) == ([turn - timedelta(hours=2)], [ends])
    assert store.manifest_in_use(watched.root).built == ends
    for after in (1, 1800, 3600, 7200):
        watched.now = (ends + timedelta(seconds=after)).astimezone(BERLIN)
        watched.tick()
    assert (len(watched.published), len(watched.prepared)) == (1, 1)
