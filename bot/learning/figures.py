"""What was counted over some days, put together for a report: exact here, hidden and rounded in `bot.learning.page`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from bot.registry.counting import CHATS, LONGER, SERVERS, SUBSCRIBERS, WITHIN, Counts, Reach

ANSWERED = ("position", "closest")
"""Outcomes that show something published as an answer, or as near to one."""

_MOST_DAYS = 62
"""Of more days the weeks are shown."""

Row = TypeVar("Row")
Key = TypeVar("Key", str, int)


@dataclass(frozen=True, slots=True)
class Period:
    """Both days are in it."""

    since: date
    until: date

    @property
    def by_week(self) -> bool:
        return (self.until - self.since).days >= _MOST_DAYS

    def starts(self) -> list[str]:
        """The first day of each step, a day or a week (of which the first may be short), as ISO dates."""
        step = 7 if self.by_week else 1
        days = (self.until - self.since).days + 1
        return [(self.since + timedelta(days=n)).isoformat() for n in range(0, days, step)]

    def start_of(self, day: str) -> str:
        """The first day of the step that a day is in."""
        if not self.by_week:
            return day
        gone = (date.fromisoformat(day) - self.since).days
        return (self.since + timedelta(days=gone // 7 * 7)).isoformat()


@dataclass(frozen=True, slots=True)
class Reached:
    """Of one platform: chats that asked on the busiest day and, rounded, on an average one; the last known others."""

    platform: str
    chats: int
    busiest: int
    subscribers: int | None
    servers: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Exact counts. `days` to `outcomes` count the same questions; an empty topic stands for no statement presented."""

    period: Period
    days: Mapping[str, int]
    platforms: Mapping[str, int]
    languages: Mapping[str, int]
    topics: Mapping[str, int]
    outcomes: Mapping[str, int]
    within: Mapping[int, int]
    statements: Mapping[str, int]
    helped: int
    missed: int
    missing: Mapping[str, int]
    reached: tuple[Reached, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What may be counted, asked for or not: a row that is left out would tell that nobody did."""

    platforms: tuple[str, ...]
    languages: tuple[str, ...]
    topics: tuple[str, ...]
    outcomes: tuple[str, ...]


def figures_of(counts: Counts, period: Period, known: Known) -> Figures:
    """What was counted in `period`.

    Raises `RegistryError`.
    """
    tallies = counts.questions(period.since, period.until)
    answers = counts.answers(period.since, period.until)
    timings = counts.timings(period.since, period.until)
    showings = counts.showings(period.since, period.until)
    within = _added(timings, lambda row: row.within, lambda row: row.count)
    return Figures(
        period=period,
        days=_added(tallies, lambda r: period.start_of(r.day), lambda r: r.count, period.starts()),
        platforms=_added(tallies, lambda r: r.platform, lambda r: r.count, known.platforms),
        languages=_added(tallies, lambda r: r.language, lambda r: r.count, known.languages),
        topics=_added(tallies, lambda r: r.topic, lambda r: r.count, ("", *known.topics)),
        outcomes=_added(tallies, lambda r: r.outcome, lambda r: r.count, known.outcomes),
        within={bound: within.get(bound, 0) for bound in (*WITHIN, LONGER)},
        statements=_largest(_added(showings, lambda r: r.statement, lambda r: r.count)),
        helped=sum(row.helped for row in answers),
        missed=sum(row.missed for row in answers),
        missing=_largest(_added(answers, lambda r: r.statement, lambda r: r.missed)),
        reached=_reached(counts.reach(period.since, period.until), period),
    )


def _added(
    rows: Sequence[Row], key: Callable[[Row], Key], number: Callable[[Row], int], known: Iterable[Key] = ()
) -> dict[Key, int]:
    found = Counter(dict.fromkeys(known, 0))
    for row in rows:
        found[key(row)] += number(row)
    return dict(found)


def _largest(table: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(table.items(), key=lambda pair: (-pair[1], pair[0])))


def _reached(rows: Sequence[Reach], period: Period) -> tuple[Reached, ...]:
    days = (period.until - period.since).days + 1
    found = []
    for platform in sorted({row.platform for row in rows}):
        of = {what: [r.count for r in rows if (r.platform, r.what) == (platform, what)] for what in
              (CHATS, SUBSCRIBERS, SERVERS)}  # fmt: skip
        last = {what: of[what][-1] if of[what] else None for what in (SUBSCRIBERS, SERVERS)}
        mean = round(sum(of[CHATS]) / days)
        found.append(Reached(platform, mean, max(of[CHATS], default=0), last[SUBSCRIBERS], last[SERVERS]))
    return tuple(found)
