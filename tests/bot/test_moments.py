from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.moments import moment_of

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def until(year: int, month: int = 1, day: int = 1) -> datetime:
    """The last instant before that day."""
    return datetime(year, month, day, tzinfo=UTC) - timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        pytest.param("What was the position in 2019?", until(2020), id="en"),
        pytest.param("Quelle était la position en 2019 ?", until(2020), id="fr"),
        pytest.param("¿Cuál era la posición en 2019?", until(2020), id="es"),
        pytest.param("Какой была позиция в 2019 году?", until(2020), id="ru"),
        pytest.param("Позиция 2019г. по Арктике", until(2020), id="ru, г. at once"),
        pytest.param("Позиция за 2018-й и 2019г", until(2020), id="ru, г at the end"),
        pytest.param("ما كان الموقف في عام ٢٠١٩؟", until(2020), id="ar, Arabic-Indic digits"),
        pytest.param("ما كان الموقف في عام 2019؟", until(2020), id="ar, Western digits"),
        pytest.param("موضع در سال ۲۰۱۹ چه بود؟", until(2020), id="fa"),
        pytest.param("२०१९ में क्या स्थिति थी?", until(2020), id="hi"),
        pytest.param("2019年的立场是什么？", until(2020), id="zh"),
        pytest.param("在2019年有什么立场？", until(2020), id="zh, within a sentence"),
        pytest.param("2021年3月的立场", until(2021, 4), id="zh, a month"),
        pytest.param("2021年3月14日的立场", until(2021, 3, 15), id="zh, a day"),
        pytest.param("as of 2021-03", until(2021, 4), id="a month"),
        pytest.param("as of 2021-12", until(2022), id="December"),
        pytest.param("as of 2021-03-14", until(2021, 3, 15), id="a day"),
        pytest.param("as of 2021/3/14", until(2021, 3, 15), id="a day with strokes"),
        pytest.param("on 14.03.2021", until(2021, 3, 15), id="a day, day first"),
        pytest.param("on 1/2/2021", until(2021, 2, 2), id="a day, day first, with strokes"),
        pytest.param("on 31.12.2025", until(2026), id="the last day of a year"),
        pytest.param("between 2017 and 2019", until(2020), id="the latest of two"),
        pytest.param("in 2019 and in 2031", until(2020), id="the latest that is over"),
        pytest.param("(2019)", until(2020), id="in brackets"),
        pytest.param("in 2019, and before", until(2020), id="before a comma"),
        pytest.param("in 2019.", until(2020), id="at the end of a sentence"),
    ],
)
def test_a_time_that_is_over(text: str, moment: datetime) -> None:
    assert moment_of(text, NOW) == moment


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("What was the position?", id="none"),
        pytest.param("in 2026", id="this year is not over"),
        pytest.param("in 2026-06", id="nor is this month"),
        pytest.param("on 2026-06-01", id="nor this day"),
        pytest.param("in 2040", id="to come"),
        pytest.param("resolution 1325", id="too early for a year of ours"),
        pytest.param("12,019 tonnes, 2,019 ships, 1.2019", id="other numbers"),
        pytest.param("form A2019, 2019kg, 20190", id="part of a word or of a longer number"),
        pytest.param("2021-13 and 2021-02-30", id="no such month, no such day"),
        pytest.param("30.02.2021", id="no such day, day first"),
        pytest.param("in the year ②⓪①⑨", id="digits that are no figures"),
    ],
)
def test_no_time_that_is_over(text: str) -> None:
    assert moment_of(text, NOW) is None


def test_a_day_is_over_with_its_last_instant() -> None:
    midnight = datetime(2021, 3, 15, tzinfo=UTC)
    assert moment_of("on 2021-03-14", midnight) == until(2021, 3, 15)
    assert moment_of("on 2021-03-14", until(2021, 3, 15)) is None


def test_the_last_year_that_dates_know() -> None:
    assert moment_of("in 9999", datetime.max.replace(tzinfo=UTC)) is None
