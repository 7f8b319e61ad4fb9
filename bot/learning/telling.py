"""What the report says: figures put into words and bars. From here on no figure is exact."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from bot.learning.figures import ANSWERED, Figures
from bot.learning.gaps import Gap
from bot.learning.hiding import Rounding, rounding_for
from bot.learning.labels import outcomes, reached
from bot.registry.counting import LONGER
from bot.wording import Wording
from indexer.statement import Ministry, Statement

PLATFORMS = {"telegram": "Telegram", "discord": "Discord"}

_NO_QUESTION = frozenset(("greeting", "command", "empty", "paused"))
_LISTED = 20
_LOCALES = {"en": "en_GB", "ar": "ar_EG"}
_NONE = "–"


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a table: a name, a number as text, and its length, 0..100 of the largest; None where it is hidden."""

    name: str
    number: str
    length: int | None
    share: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A section with a table of bars; a `series` runs along time and is drawn as a picture, too.

    `few` names in a sentence what has no row because it is hidden.
    """

    id: str
    title: str
    column: str
    bars: tuple[Bar, ...]
    note: str = ""
    series: bool = False
    summary: str = ""
    few: str = ""

    @property
    def shares(self) -> bool:
        """Whether the numbers are parts of a whole."""
        return any(bar.share for bar in self.bars)


@dataclass(frozen=True, slots=True)
class ToldGap:
    """A gap as it may be shown."""

    asked: str
    example: str
    language: str
    nearest: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose statements the report is of, by id; `gaps` are None where no question is kept. `made` is now."""

    ministry: Ministry
    statements: Mapping[str, Statement]
    gaps: Sequence[Gap] | None
    made: datetime


@dataclass(frozen=True, slots=True)
class Report:
    """All sentences and figures of the page, in order."""

    ministry: str
    period: str
    made: str
    rounded: str
    brief: tuple[tuple[str, str], ...]
    charts: tuple[Chart, ...]
    reach: tuple[Bar, ...]
    gaps: tuple[ToldGap, ...] | None = field(default=None)


def report_of(figures: Figures, subject: Subject, words: Wording) -> Report:
    """The report, in the language of `words`."""
    return _Telling(figures, subject, words).report()


class _Telling:
    def __init__(self, figures: Figures, subject: Subject, words: Wording) -> None:
        self._figures = figures
        self._subject = subject
        self._words = words
        self._locale = _LOCALES.get(words.language, words.language)
        self._outcomes = outcomes(words)
        self._votes = {"helped": figures.helped, "missed": figures.missed}
        within = {str(bound): number for bound, number in figures.within.items()}
        same = (figures.days, figures.platforms, figures.languages, figures.topics, figures.outcomes)
        self._rounding: Rounding = rounding_for((*same, within, self._votes))

    def report(self) -> Report:
        words, figures = self._words, self._figures
        since, until = words.moment(figures.period.since), words.moment(figures.period.until)
        step, fewest = self._decimal(self._rounding.step), self._decimal(self._rounding.fewest)
        return Report(
            ministry=words.of(self._subject.ministry.name),
            period=words.say("report-period", since=since, until=until),
            made=words.say("report-made", date=words.moment(self._subject.made.date())),
            rounded=words.say("report-rounded", step=step, fewest=fewest),
            brief=self._brief(),
            charts=tuple(chart for chart in self._charts() if chart.bars),
            reach=self._reach(),
            gaps=None if self._subject.gaps is None else self._gaps(self._subject.gaps),
        )

    def _brief(self) -> tuple[tuple[str, str], ...]:
        words, outcomes = self._words, self._figures.outcomes
        asked = {name: number for name, number in outcomes.items() if name not in _NO_QUESTION}
        answered = {name: number for name, number in asked.items() if name in ANSWERED}
        return (
            (words.say("report-questions"), self._number(sum(outcomes.values()))),
            (words.say("report-answered"), self._share(answered, asked)),
            (words.say("report-half-within"), self._within(0.5)),
            (words.say("report-most-within"), self._within(0.95)),
            (words.say("report-helped"), self._share({"helped": self._votes["helped"]}, self._votes)),
        )

    def _charts(self) -> Iterable[Chart]:
        words, figures = self._words, self._figures
        votes = {words.say("report-vote-helped"): figures.helped, words.say("report-vote-missed"): figures.missed}
        by_week, by_day = words.say("report-by-week"), words.say("report-by-day")
        title, column = by_week if figures.period.by_week else by_day, words.say("report-day")
        yield self._chart("days", title, column, figures.days, self._day, series=True)
        title, column = words.say("report-by-outcome"), words.say("report-outcome")
        yield self._folded(self._chart("outcomes", title, column, figures.outcomes, self._outcome))
        title, column = words.say("report-by-platform"), words.say("report-platform")
        yield self._chart("platforms", title, column, figures.platforms, _platform, ranked=True)
        title, column = words.say("report-by-language"), words.say("report-language")
        yield self._chart("languages", title, column, figures.languages, words.language_name, ranked=True)
        title, column = words.say("report-by-topic"), words.say("report-topic")
        yield self._chart("topics", title, column, figures.topics, self._topic, ranked=True)
        yield self._listed("statements", words.say("report-statements"), figures.statements)
        title, column = words.say("report-votes"), words.say("report-vote")
        yield self._chart("votes", title, column, votes if sum(votes.values()) else {}, str)
        yield self._listed("missing", words.say("report-missing"), figures.missing)
        timed = figures.within if sum(figures.within.values()) else {}
        yield self._chart("times", words.say("report-times"), words.say("report-time"), timed, self._bound)

    def _chart(
        self,
        name: str,
        title: str,
        column: str,
        table: Mapping[str, int] | Mapping[int, int],
        called: Callable[..., str],
        *,
        series: bool = False,
        ranked: bool = False,
    ) -> Chart:
        shown = {key: self._rounding.show(number) for key, number in table.items()}
        if ranked:  # by what is shown: an order by the exact numbers would tell of them
            shown = dict(sorted(shown.items(), key=lambda pair: (-(pair[1] or 0), called(pair[0]))))
        whole = sum(number or 0 for number in shown.values())
        largest = max((number or 0 for number in shown.values()), default=0)
        bars = tuple(
            Bar(
                called(key),
                self._told(number),
                None if number is None else round(100 * number / largest),
                "" if number is None or series else self._percent(number / whole),
            )
            for key, number in shown.items()
        )
        words = self._words
        peak = max(shown, key=lambda key: shown[key] or 0, default=None) if largest else None
        summary = words.say("report-peak", name=called(peak), number=self._decimal(largest)) if peak is not None else ""
        return Chart(name, title, column, bars, series=series, summary=summary)

    def _folded(self, chart: Chart) -> Chart:
        """With one sentence in place of the rows that are hidden: a dozen of them would fill a phone."""
        names = [bar.name for bar in chart.bars if bar.length is None]
        if len(names) < 2 or len(names) == len(chart.bars):
            return chart
        told = self._words.say(
            "report-few",
            fewest=self._decimal(self._rounding.fewest),
            names=format_list(names, locale=self._locale),
        )
        return replace(chart, bars=tuple(bar for bar in chart.bars if bar.length is not None), few=told)

    def _listed(self, name: str, title: str, table: Mapping[str, int]) -> Chart:
        """The statements with the largest numbers; those that would be hidden are left out."""
        large = {key: number for key, number in table.items() if self._rounding.show(number) is not None}
        some = dict(list(large.items())[:_LISTED])
        chart = self._chart(name, title, self._words.say("report-statement"), some, self._statement, ranked=True)
        bars = tuple(Bar(bar.name, bar.number, bar.length) for bar in chart.bars)
        note = self._words.say("report-listed", fewest=self._decimal(self._rounding.fewest))
        return Chart(name, chart.title, chart.column, bars, note)

    def _reach(self) -> tuple[Bar, ...]:
        rows, named = [], reached(self._words)
        for of in self._figures.reached:
            numbers = {"chats": of.chats, "busiest": of.busiest, "subscribers": of.subscribers, "servers": of.servers}
            for what, number in numbers.items():
                if number is not None:
                    label = f"{_platform(of.platform)}: {named[what]}"
                    rows.append(Bar(label, self._number(number), None))
        return tuple(rows)

    def _gaps(self, gaps: Sequence[Gap]) -> tuple[ToldGap, ...]:
        """Those that were asked about often enough; of the languages those in which they were."""
        told = []
        for gap in gaps[:_LISTED]:
            if self._rounding.show(gap.count) is None:
                continue
            often = [code for code, number in gap.languages.items() if self._rounding.show(number) is not None]
            languages = ", ".join(map(self._words.language_name, often)) or _NONE
            near = tuple(self._statement(one.statement) for one in gap.nearest)
            asked = self._words.say("report-gap-asked", number=self._number(gap.count), languages=languages)
            told.append(ToldGap(asked, gap.example, gap.language, near))
        return tuple(told)

    def _within(self, share: float) -> str:
        """The bound within which so many questions were answered, as far as the shown figures tell."""
        shown = {bound: self._rounding.show(number) or 0 for bound, number in self._figures.within.items()}
        whole, so_far = sum(shown.values()), 0
        for bound, number in shown.items():
            so_far += number
            if whole and so_far >= share * whole:
                return self._bound(bound)
        return _NONE

    def _share(self, part: Mapping[str, int], whole: Mapping[str, int]) -> str:
        """The share that the shown figures tell, without decimals."""
        all_of_it = sum(self._rounding.show(number) or 0 for number in whole.values())
        some = sum(self._rounding.show(number) or 0 for number in part.values())
        return self._percent(some / all_of_it) if all_of_it else _NONE

    def _number(self, number: int) -> str:
        return self._told(self._rounding.show(number))

    def _told(self, shown: int | None) -> str:
        if shown is None:
            return self._words.say("report-fewer", fewest=self._decimal(self._rounding.fewest))
        return self._decimal(shown)

    def _decimal(self, number: float) -> str:
        return format_decimal(number, locale=self._locale)

    def _percent(self, share: float) -> str:
        return format_percent(share, format="0 %" if self._words.language in ("fr", "es", "ru") else "0%",
                              locale=self._locale)  # fmt: skip

    def _day(self, day: str) -> str:
        return self._words.moment(date.fromisoformat(day))

    def _outcome(self, name: str) -> str:
        return self._outcomes.get(name, name)

    def _topic(self, code: str) -> str:
        if not code:
            return self._words.say("report-topic-none")
        return self._words.of(self._subject.ministry.topics.get(code, {})) or code

    def _statement(self, name: str) -> str:
        found = self._subject.statements.get(name)
        return name if found is None else found.best_version(self._words.language).title

    def _bound(self, bound: int) -> str:
        if bound == LONGER:
            return self._words.say("report-longer")
        return self._words.say("report-within", seconds=self._decimal(bound / 1000))


def _platform(name: str) -> str:
    return PLATFORMS.get(name, name)
