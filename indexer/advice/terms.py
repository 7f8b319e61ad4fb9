"""Statements that will soon end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from indexer.advice.sorts import ENDING
from indexer.advice.standing import InForce
from indexer.files.dates import written
from indexer.statement import Problem

SOON = timedelta(days=31)


def ending(standing: Sequence[InForce], now: datetime) -> Iterator[Problem]:
    """Those whose last day lies within a month."""
    for one in standing:
        last = one.statement.valid_until
        if last is not None and one.statement.ends is not None and one.statement.ends <= now + SOON:
            yield ENDING.at(one.located.file, one.located.line("valid_until"), "valid_until", date=written(last))
