"""Dates and times in UTC, in exactly two written forms: ``2025-03-14`` and ``2025-03-14T09:30:00Z``."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime

from indexer.files.characters import shown
from indexer.files.mistakes import BAD_DATE, FAR_YEAR, NO_SUCH_DAY, AmissError

PATTERN = "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?$"
EXAMPLE = "2025-03-14 or 2025-03-14T09:30:00Z"

_EXACT = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T([0-9]{2}):([0-9]{2}):([0-9]{2})Z)?", re.ASCII)
_YEAR_FIRST = re.compile(r"([0-9]{4})[-./]([0-9]{1,2})[-./]([0-9]{1,2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})\.\s?([0-9]{1,2})\.\s?([0-9]{4})")
_IN_WORDS = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%B %d %Y", "%Y%m%d")


def read_moment(value: str) -> date | datetime:
    """The date, or the time in UTC.

    Raises:
        AmissError: in any other form, or for a day that does not exist; a likely right form is named.

    """
    found = _EXACT.fullmatch(value)
    if found is None:
        raise AmissError(BAD_DATE, value=shown(value), example=_likely(value) or EXAMPLE)
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    if not 1800 <= year <= 2999:
        raise AmissError(FAR_YEAR, year=year)
    try:
        if found.group(4) is None:
            return date(year, month, day)
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        raise AmissError(NO_SUCH_DAY, value=shown(value), reason=_reason(year, month, day)) from None


def written(moment: date | datetime) -> str:
    """The moment in the form that `read_moment` reads."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return moment.isoformat()


def _reason(year: int, month: int, day: int) -> str:
    if not 1 <= month <= 12:
        return "a year has 12 months"
    days = calendar.monthrange(year, month)[1]
    if not 1 <= day <= days:
        return f"{calendar.month_name[month]} {year} has {days} days"
    return "a day has 24 hours of 60 minutes of 60 seconds"


def _likely(value: str) -> str | None:
    """The right form of what is nearly right, where only one reading is possible."""
    if len(value) > 40:
        return None
    if (found := _YEAR_FIRST.fullmatch(value)) is not None:
        year, month, day = found.groups()
    elif (found := _DAY_FIRST.fullmatch(value)) is not None:
        day, month, year = found.groups()
    else:
        return _likely_time(value) or _likely_in_words(value)
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _likely_time(value: str) -> str | None:
    if not re.match("[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]", value):
        return None
    try:
        moment = datetime.fromisoformat(value.replace(" ", "T", 1))
    except ValueError:
        return None
    if moment.tzinfo is None:
        return written(moment.replace(tzinfo=UTC)) + " if that is UTC"
    return written(moment)


def _likely_in_words(value: str) -> str | None:
    for form in _IN_WORDS:
        try:
            return datetime.strptime(value, form).replace(tzinfo=UTC).date().isoformat()
        except ValueError:
            continue
    return None
