"""When the set of public statements turns by itself: an embargo ends, a term runs out. To the second, in UTC.

Nothing is counted down. Whoever asks says what time it is, and is told in which stretch between two turns that lies: a
clock that is set, forward or back, a machine that slept and a change to summer time are all the same to it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from indexer.statement import Statement, turning_points


@dataclass(frozen=True, slots=True)
class Alarm:
    """The instants, sorted, in UTC."""

    instants: tuple[datetime, ...] = ()

    def stretch(self, now: datetime) -> int:
        """Which stretch `now` lies in: how many of the instants have come."""
        return bisect_right(self.instants, now.astimezone(UTC))

    def next(self, now: datetime) -> datetime | None:
        """The first instant after `now`."""
        number = self.stretch(now)
        return self.instants[number] if number < len(self.instants) else None


def alarm_of(statements: Iterable[Statement]) -> Alarm:
    """For all turns of `statements`, those under embargo among them."""
    return Alarm(tuple(moment.astimezone(UTC) for moment in turning_points(statements)))
