"""No hidden figure can be worked out: compared with going through every table that could be behind what is shown."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import product

import pytest

from bot.learning.hiding import Rounding, rounding_for, shown


@pytest.mark.parametrize(
    ("number", "told"),
    [(0, None), (4, None), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (1002, 1000), (1003, 1005)],
)
def test_figures_are_rounded_to_fives_and_small_ones_hidden(number: int, told: int | None) -> None:
    assert Rounding().show(number) == told


@pytest.mark.parametrize("step", [5, 10, 20, 50, 100])
def test_what_is_possible_behind_a_shown_figure_is_what_is_shown_so(step: int) -> None:
    rounding = Rounding(step)
    behind: dict[int | None, list[int]] = {}
    for number in range(12 * step):
        behind.setdefault(rounding.show(number), []).append(number)
    for told, numbers in list(behind.items())[:-1]:
        assert rounding.possible(told) == (numbers[0], numbers[-1])


def test_a_table_is_shown_with_its_total() -> None:
    table = shown({"en": 41, "fr": 3, "ru": 8}, Rounding())
    assert dict(table.rows) == {"en": 40, "fr": None, "ru": 10}
    assert table.total == 50


def test_what_a_total_would_tell_is_rounded_more_coarsely() -> None:
    """17 and four times 4 make 33, shown as 15, 35 and four hidden ones: at most 17 and 16, so that each must be 4."""
    assert rounding_for([{"a": 17, "b": 4, "c": 4, "d": 4, "e": 4}]).step == 10
    assert rounding_for([{"a": 16, "b": 4, "c": 4, "d": 4, "e": 4}]).step == 5
    assert rounding_for([{}, {"none": 0}]).step == 5


def behind(told: Sequence[int | None], rounding: Rounding) -> Iterator[tuple[int, ...]]:
    ranges = [rounding.possible(number) for number in told]
    return product(*(range(low, high + 1) for low, high in ranges))


def test_for_each_hidden_figure_three_values_are_possible_by_brute_force() -> None:
    """All ways to fill in two tables of one total, for three hundred pairs of tables that chance makes."""
    chance = random.Random(7)
    coarser = hidden = 0
    for _ in range(300):
        first = [chance.choice((0, 1, 2, 3, 4, 6, 13, 17)) for _ in range(chance.randint(1, 4))]
        total = sum(first)
        cut = chance.randint(0, total)
        second = [cut, total - cut]
        rounding = rounding_for([dict(zip("abcd", first, strict=False)), dict(zip("xy", second, strict=True))])
        if rounding.step > 10:
            continue  # too many to go through
        coarser += rounding.step > 5
        tables = [[rounding.show(number) for number in table] for table in (first, second)]
        whole = rounding.show(total)
        possible = [[t for t in behind(table, rounding) if rounding.show(sum(t)) == whole] for table in tables]
        totals = {sum(t) for t in possible[0]} & {sum(t) for t in possible[1]}
        for table, ways in zip(tables, possible, strict=True):
            for place, number in enumerate(table):
                if number is None:
                    hidden += 1
                    assert len({way[place] for way in ways if sum(way) in totals}) >= 3
    assert hidden > 200
    assert coarser > 2
