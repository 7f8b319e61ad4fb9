from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import cast

import pytest

from bot.catalogue import Catalogue, Entry, Page, Topic, page
from indexer.statement import Standing, Statement
from indexer.store import Snapshot
from tests.fakes.contents import STATEMENTS, Made, make, statement

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)

UNDER_EMBARGO = statement(
    "cod-2027",
    {"en": "Forty ships may catch cod."},
    published=date(2026, 5, 1),
    supersedes=("cod-2025",),
    embargo=datetime(2026, 9, 1, 6, tzinfo=UTC),
)


class Opened:
    """As much of a snapshot as a catalogue reads."""

    def __init__(self, made: Made) -> None:
        self.contents = made.contents


def catalogue(statements: Iterable[Statement] = STATEMENTS, moment: datetime = NOW) -> Catalogue:
    return Catalogue(cast("Snapshot", Opened(make(statements))), moment)


def ids(entries: Iterable[Entry]) -> list[str]:
    return [entry.statement.id for entry in entries]


def told(entry: Entry | None) -> tuple[object, ...]:
    assert entry is not None
    return entry.standing, entry.ended_by, entry.until, tuple(s.id for s in entry.successors)


@pytest.mark.parametrize(
    ("name", "stands"),
    [
        # Its term ran out before its successor came: the term ended it.
        ("cod-2024", (Standing.SUPERSEDED, Standing.ENDED, date(2024, 12, 31), ("cod-2025",))),
        ("cod-2025", (Standing.IN_FORCE, None, None, ())),
        (
            "orda-2019",
            (Standing.SUPERSEDED, Standing.SUPERSEDED, datetime(2026, 3, 14, tzinfo=UTC), ("orda-2026",)),
        ),
        ("orda-2026", (Standing.IN_FORCE, None, datetime(2027, 1, 1, 12, tzinfo=UTC), ())),
        (
            "visa-waiver",
            (Standing.WITHDRAWN, Standing.WITHDRAWN, datetime(2026, 2, 1, 9, 30, 0, 250_000, tzinfo=UTC), ()),
        ),
    ],
)
def test_an_entry_tells_how_a_statement_stands(name: str, stands: tuple[object, ...]) -> None:
    assert told(catalogue().find(name)) == stands


@pytest.mark.parametrize(
    ("moment", "stands"),
    [
        (datetime(2024, 12, 31, 23, 59, tzinfo=UTC), (Standing.IN_FORCE, None, date(2024, 12, 31), ())),
        (datetime(2025, 1, 1, tzinfo=UTC), (Standing.ENDED, Standing.ENDED, date(2024, 12, 31), ())),
        (datetime(2025, 3, 14, tzinfo=UTC), (Standing.SUPERSEDED, Standing.ENDED, date(2024, 12, 31), ("cod-2025",))),
    ],
)
def test_what_came_later_is_not_known_before(moment: datetime, stands: tuple[object, ...]) -> None:
    assert told(catalogue(moment=moment).find("cod-2024")) == stands


def test_a_withdrawal_to_come_is_not_told() -> None:
    early = catalogue(moment=datetime(2026, 1, 1, tzinfo=UTC))
    assert told(early.find("visa-waiver")) == (Standing.IN_FORCE, None, None, ())


class TestEmbargo:
    """A statement under embargo leaves no trace, not even in what it will replace."""

    def test_before_its_release(self) -> None:
        with_it, without = catalogue([*STATEMENTS, UNDER_EMBARGO]), catalogue(STATEMENTS)
        assert with_it.find("cod-2027") is None
        assert with_it.resolve("cod-2027") is None
        assert with_it.history("cod-2027") == ()
        assert with_it.latest() == without.latest()
        assert with_it.topics() == without.topics()
        assert with_it.timeline("border-river") == without.timeline("border-river")
        assert with_it.of_topic("border-river") == without.of_topic("border-river")
        assert with_it.history("cod-2025") == without.history("cod-2025")
        assert told(with_it.find("cod-2025")) == (Standing.IN_FORCE, None, None, ())

    def test_after_its_release(self) -> None:
        later = catalogue([*STATEMENTS, UNDER_EMBARGO], datetime(2026, 9, 1, 6, tzinfo=UTC))
        assert ids(later.history("cod-2024")) == ["cod-2024", "cod-2025", "cod-2027"]
        released = datetime(2026, 9, 1, 6, tzinfo=UTC)
        assert told(later.find("cod-2025")) == (Standing.SUPERSEDED, Standing.SUPERSEDED, released, ("cod-2027",))
        entry = later.find("cod-2027")
        assert entry is not None
        assert entry.since == released

    def test_a_topic_of_nothing_else_is_no_topic(self) -> None:
        assert catalogue([UNDER_EMBARGO]).topics() == ()


def test_topics_come_in_the_ministrys_order_with_counts() -> None:
    found = catalogue().topics()
    assert found == (Topic("border-river", {"en": "Border river", "fr": "Fleuve frontalier"}, in_force=3, published=6),)


def test_a_topic_without_a_name_comes_after_those_with_one() -> None:
    others = [
        Statement(**{f: getattr(s, f) for f in Statement.__slots__} | {"topics": topics})
        for s, topics in zip(STATEMENTS, (("zoo", "art"), ("art",), ("border-river",), (), ("art",), ()), strict=True)
    ]
    assert [(t.code, t.in_force, t.published) for t in catalogue(others).topics()] == [
        ("border-river", 1, 1),
        ("art", 2, 3),
        ("zoo", 0, 1),
    ]


def test_lists_are_newest_first_and_timelines_oldest_first() -> None:
    assert ids(catalogue().latest()) == ["orda-2026", "empty-title", "cod-2025"]
    assert ids(catalogue().of_topic("border-river")) == ["orda-2026", "empty-title", "cod-2025"]
    assert ids(catalogue().of_topic("nothing")) == []
    assert ids(catalogue().timeline("border-river")) == [
        "orda-2019",
        "cod-2024",
        "cod-2025",
        "empty-title",
        "visa-waiver",
        "orda-2026",
    ]


@pytest.mark.parametrize("name", ["a", "b", "c", "d"])
def test_a_history_is_the_whole_chain_from_any_of_its_statements(name: str) -> None:
    """Two positions became one, which another replaced; the order is that of appearance."""
    chain = [
        statement("d", {"en": "Fourth."}, published=date(2025, 1, 1), supersedes=("c",)),
        statement("c", {"en": "Third."}, published=date(2024, 1, 1), supersedes=("a", "b")),
        statement("b", {"en": "Second."}, published=date(2023, 1, 1)),
        statement("a", {"en": "First."}, published=date(2022, 1, 1), supersedes=("gone",)),
        statement("other", {"en": "Another."}),
    ]
    assert ids(catalogue(chain).history(name)) == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("border-river", "border-river"),
        ("Border River", "border-river"),
        (" FLEUVE frontalier ", "border-river"),
        ("cod-2025", "cod-2025"),
        ("COD-2025", "cod-2025"),
        ("river", None),
        ("", None),
    ],
)
def test_a_person_names_a_topic_or_a_statement(name: str, found: str | None) -> None:
    resolved = catalogue().resolve(name)
    match resolved:
        case Topic(code):
            assert code == found
        case Entry(statement_):
            assert statement_.id == found
        case None:
            assert found is None


@pytest.mark.parametrize(
    ("number", "shown", "is_"),
    [(1, slice(0, 2), 1), (3, slice(4, 5), 3), (0, slice(0, 2), 1), (-7, slice(0, 2), 1), (9, slice(4, 5), 3)],
)
def test_pages(number: int, shown: slice, is_: int) -> None:
    entries = catalogue().timeline("border-river")[:5]
    assert page(entries, number, 2) == Page(entries[shown], is_, 3, 5)


def test_an_empty_list_has_one_empty_page() -> None:
    assert page((), 3) == Page((), 1, 1, 0)
