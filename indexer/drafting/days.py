"""The day on which a page was published, as it is written: in ISO form, or guessed from the page's words."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime

import htmldate

_MONTHS = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
    *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
)
_SPANISH = re.compile(
    rf"\b([0-3]?[0-9])\.?º? de ({'|'.join(_MONTHS)}|setiembre) del? ([12][0-9]{{3}})\b", re.IGNORECASE
)
_CHINESE = re.compile(r"([12][0-9]{3}) ?年 ?([01]?[0-9]) ?月 ?([0-3]?[0-9]) ?日")


def iso_day(text: str) -> date | None:
    """The day of an ISO date or time, as written there."""
    found = re.match(r"\s*([12][0-9]{3})-([01][0-9])-([0-3][0-9])(?![0-9])", text)
    compact = re.fullmatch(r"\s*([12][0-9]{3})([01][0-9])([0-3][0-9])\s*", text)
    parts = found or compact
    return None if parts is None else _day(*map(int, parts.groups()))


def guessed_day(page: str) -> date | None:
    """The likely day in a page's HTML, None where it names no day."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its parsers of dates warn of what they cannot read
        found = iso_day(htmldate.find_date(page, original_date=True, extensive_search=True) or "")
    if found is not None and (found.month, found.day) != (1, 1):
        return found
    # It makes 1 January of a bare year, and reads no day in these two languages.
    return next(_in_words(page), None)


def _in_words(page: str) -> Iterator[date]:
    for match in _SPANISH.finditer(page):
        day, month, year = match.groups()
        name = month.lower().replace("setiembre", "septiembre")
        if (known := _day(int(year), _MONTHS.index(name) + 1, int(day))) is not None:
            yield known
    for match in _CHINESE.finditer(page):
        if (known := _day(*map(int, match.groups()))) is not None:
            yield known


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return datetime(year, month, day).date()
    except ValueError:
        return None
