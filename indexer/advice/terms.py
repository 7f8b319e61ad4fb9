"""Statements that will soon end, or have not begun and do not say why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from indexer.advice.sorts import AHEAD, ENDING
from indexer.advice.standing import InForce
from indexer.files.dates import written
from indexer.statement import Problem, start_of

SOON = timedelta(days=31)


def ending(standing: Sequence[InForce], now: datetime) -> Iterator[Problem]:
    """Those whose last day lies within a month."""
    for one in standing:
        last = one.statement.valid_until
        if last is not None and one.statement.ends is not None and one.statement.ends <= now + SOON:
            yield ENDING.at(one.located.file, one.located.line("valid_until"), "valid_until", date=written(last))


def ahead(standing: Sequence[InForce], now: datetime) -> Iterator[Problem]:
    """Those that are hidden by a day of publication yet to come alone: most often its year is mistyped."""
    for one in standing:
        released, embargo = one.statement.released, one.statement.embargo
        if released > now and (embargo is None or start_of(embargo) < released):
            day = written(one.statement.published)
            yield AHEAD.at(one.located.file, one.located.line("published"), "published", date=day)
