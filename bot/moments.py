"""The time that a question speaks of: "in 2019", "as of March 2021", in any language that writes years in figures.

Only what is written in figures is taken, in Western, Arabic-Indic, Persian or Devanagari digits; whether a question
asks about an earlier time at all is not decided here.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta

# Chinese writes a year between its characters, Russian may write its г. right behind one.
_YEAR = re.compile(r"(?<![^\W\u3400-\u9fff])(?<![./,-])(\d{4})(?!\d|[./,-]\d|/|(?!年|г\b)[^\W\d])")
_DATE = re.compile(r"(?<!\d)(\d{4})[-./年](\d{1,2})(?:[-./月](\d{1,2})日?)?(?!\d)")
_DAY_FIRST = re.compile(r"(?<![\d./-])(\d{1,2})[./](\d{1,2})[./](\d{4})(?!\d)")
_FIRST = 1900


def moment_of(text: str, now: datetime) -> datetime | None:
    """The last instant of the latest past period that `text` names; None when it names none that is over at `now`.

    A period is a year, a month or a day. The end is taken, because what was said in a year was in force at its end.
    """
    plain = "".join(str(unicodedata.digit(c)) if c.isdigit() and c.isdecimal() else c for c in text)
    ends = [_end_of(int(y), int(m), int(d)) for d, m, y in _DAY_FIRST.findall(plain)]
    plain = _DAY_FIRST.sub(" ", plain)
    ends += [_end_of(int(y), int(m), int(d) if d else None) for y, m, d in _DATE.findall(plain)]
    ends += [_end_of(int(year), None, None) for year in _YEAR.findall(_DATE.sub(" ", plain)) if int(year) >= _FIRST]
    past = [end for end in ends if end is not None and end < now]
    return max(past, default=None)


def _end_of(year: int, month: int | None, day: int | None) -> datetime | None:
    try:
        if month is None:
            following = datetime(year + 1, 1, 1, tzinfo=UTC)
        elif day is None:
            following = (datetime(year, month, 1, tzinfo=UTC) + timedelta(days=31)).replace(day=1)
        else:
            following = datetime(year, month, day, tzinfo=UTC) + timedelta(days=1)
    except ValueError:
        return None
    return following - timedelta(microseconds=1)
