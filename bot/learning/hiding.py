"""Figures that single nobody out: small ones are hidden, the others rounded, and no sum tells what is hidden.

Tables that count the same things in different ways have one total, so that a hidden figure can be narrowed down from
what the others show. How far is worked out exactly, by intervals: with one total, each table can be filled in whatever
way the others are. Where fewer than three values would be left for a hidden figure, all are rounded more coarsely.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Generic, TypeVar

FEWEST = 5
"""Smaller figures are hidden."""

_LEFT = 3
"""So many values must be possible for each hidden figure."""

Key = TypeVar("Key", bound=Hashable)
Interval = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Rounding:
    """To multiples of `step`; below `fewest` a figure is hidden."""

    step: int = 5

    @property
    def fewest(self) -> int:
        return max(FEWEST, (self.step + 1) // 2)

    def show(self, number: int) -> int | None:
        """`number` as it may be shown, or None: fewer than `fewest`, which may be none at all."""
        return None if number < self.fewest else (2 * number + self.step) // (2 * self.step) * self.step

    def possible(self, shown: int | None) -> Interval:
        """The smallest and the largest number that is shown so."""
        if shown is None:
            return 0, self.fewest - 1
        half = self.step / 2
        return max(self.fewest, int(-(-(shown - half) // 1))), int(-(-(shown + half) // 1)) - 1


@dataclass(frozen=True, slots=True)
class Table(Generic[Key]):
    """Figures as they may be shown, in order, None where hidden, and their total likewise."""

    rows: Mapping[Key, int | None]
    total: int | None


def rounding_for(tables: Sequence[Mapping[str, int]]) -> Rounding:
    """The finest rounding with which no hidden figure of any table can be worked out from all that is shown."""
    together: dict[int, list[list[int]]] = {}
    for table in filter(None, tables):  # one without rows is not shown
        together.setdefault(sum(table.values()), []).append(list(table.values()))
    for rounding in _roundings():
        if all(_is_safe(rounding, total, group) for total, group in together.items()):
            return rounding
    raise AssertionError  # at last everything is hidden


def shown(table: Mapping[Key, int], rounding: Rounding) -> Table[Key]:
    """A table as it may be shown."""
    return Table({key: rounding.show(number) for key, number in table.items()}, rounding.show(sum(table.values())))


def _roundings() -> Iterator[Rounding]:
    for power in count():
        for first in (5, 10, 20):
            yield Rounding(first * 10**power)


def _is_safe(rounding: Rounding, total: int, tables: Sequence[Sequence[int]]) -> bool:
    told = [[rounding.show(number) for number in table] for table in tables]
    lowest, highest = rounding.possible(rounding.show(total))
    bounds = []
    for table in told:
        intervals = [rounding.possible(number) for number in table]
        low, high = sum(low for low, _ in intervals), sum(high for _, high in intervals)
        lowest, highest = max(lowest, low), min(highest, high)
        bounds.append((low, high))
    for table, (low, high) in zip(told, bounds, strict=True):
        if None not in table:
            continue
        largest = rounding.fewest - 1
        left = min(largest, highest - low) - max(0, lowest - (high - largest)) + 1
        if left < _LEFT:
            return False
    return True
