"""Moments as the tables hold them: whole milliseconds since 1970 UTC, exactly."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_STEP = timedelta(milliseconds=1)


def milliseconds(moment: datetime) -> int:
    """Since 1970; what is finer is dropped."""
    return (moment - _BEGINNING) // _STEP


def moment_of(stored: int) -> datetime:
    """The moment in UTC."""
    return _BEGINNING + stored * _STEP


def day_of(moment: datetime) -> str:
    """The day in UTC, as ``YYYY-MM-DD``."""
    return moment.astimezone(UTC).date().isoformat()
