from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.registry.announcements import Event, Happening, compare, look
from indexer.statement import Statement
from tests.fakes.contents import statement

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
TODAY = date(2026, 6, 1)
OLD = statement("orda-2019", {"ru": "Орда наша.", "en": "The Orda is ours."}, published=date(2019, 5, 3))
NEW = statement("orda-2026", {"en": "The Orda is everybody's."}, published=TODAY, supersedes=("orda-2019",))


def happened(
    before: Sequence[Statement], after: Sequence[Statement], then: datetime = NOW, now: datetime = NOW
) -> list[tuple[str, str, tuple[str, ...]]]:
    """Happening, statement and languages of each event."""
    return [(e.happening.value, e.statement, e.languages) for e in compare(look(before, then), after, now)]


def with_text(made: Statement, language: str, text: str) -> Statement:
    versions = tuple(replace(v, text=text) if v.language == language else v for v in made.versions)
    return replace(made, versions=versions)


def test_an_event_in_full() -> None:
    made = statement("cod", {"fr": "Douze.", "en": "Twelve."}, published=TODAY)
    assert compare(look([OLD], NOW), [OLD, made], NOW) == [
        Event("new:cod", Happening.NEW, "cod", ("border-river",), ("fr", "en"), NOW)
    ]


def test_nothing_happens_to_what_stays_as_it_is() -> None:
    assert happened([OLD, NEW], [OLD, NEW]) == []


def test_a_successor_is_new_and_ends_the_one_before() -> None:
    assert happened([OLD], [OLD, NEW]) == [
        ("superseded", "orda-2019", ("ru", "en")),
        ("new", "orda-2026", ("en",)),
    ]


@pytest.mark.parametrize(
    ("after", "events"),
    [
        (with_text(OLD, "en", "The Orda is ours!"), [("corrected", "orda-2019", ("en",))]),
        (replace(OLD, versions=OLD.versions[:1]), []),
        (replace(OLD, versions=(*OLD.versions, NEW.versions[0].__class__("fr", "t", "x", "https://s"))), []),
        (replace(OLD, versions=OLD.versions[::-1]), []),
        (replace(OLD, topics=("fishing",)), []),
        (replace(OLD, withdrawn=TODAY), [("withdrawn", "orda-2019", ("ru", "en"))]),
        (replace(with_text(OLD, "en", "?"), withdrawn=TODAY), [("withdrawn", "orda-2019", ("ru", "en"))]),
        (replace(OLD, valid_until=date(2026, 5, 31)), []),
    ],
    ids=["text", "version gone", "version added", "order", "topics", "withdrawn", "withdrawn and changed", "ended"],
)
def test_what_a_change_is(after: Statement, events: list[tuple[str, str, tuple[str, ...]]]) -> None:
    assert happened([OLD], [after]) == events


def test_a_title_is_text_too() -> None:
    versions = (replace(OLD.versions[0], title="!"), OLD.versions[1])
    assert happened([OLD], [replace(OLD, versions=versions)]) == [("corrected", "orda-2019", ("ru",))]


class TestTime:
    """The store stays the same, and something happens all the same."""

    def test_an_embargo_ends(self) -> None:
        held = replace(NEW, embargo=datetime(2026, 6, 1, 18, tzinfo=UTC))
        both = [OLD, held]
        assert happened([OLD], both) == [], "under embargo it does not exist, nor end anything"
        at = datetime(2026, 6, 1, 18, tzinfo=UTC)
        assert happened(both, both, now=at) == [
            ("superseded", "orda-2019", ("ru", "en")),
            ("new", "orda-2026", ("en",)),
        ]

    def test_a_day_of_withdrawal_comes(self) -> None:
        leaving = replace(OLD, withdrawn=date(2026, 6, 2))
        assert happened([OLD], [leaving]) == []
        assert happened([leaving], [leaving], now=datetime(2026, 6, 2, tzinfo=UTC)) == [
            ("withdrawn", "orda-2019", ("ru", "en"))
        ]


class TestCalm:
    """What must not write to thousands of people."""

    def test_an_archive_is_no_news(self) -> None:
        archive = [statement(f"old-{n}", {"en": "x"}, published=date(2026, 5, 25)) for n in range(3)]
        assert happened([OLD], [OLD, *archive]) == []
        fresh = statement("fresh", {"en": "x"}, published=date(2026, 5, 26))
        assert happened([OLD], [OLD, fresh]) == [("new", "fresh", ("en",))]

    def test_an_older_store_put_back_says_nothing(self) -> None:
        assert happened([OLD, NEW], [OLD]) == []

    def test_a_change_of_what_is_not_in_force_is_nobody_s_business(self) -> None:
        assert happened([OLD, NEW], [with_text(OLD, "en", "!"), NEW]) == []
        gone = replace(OLD, withdrawn=date(2026, 1, 1))
        assert happened([gone], [replace(OLD, valid_until=None)]) == []


def test_what_is_not_yet_released_is_not_seen() -> None:
    later = statement("later", {"en": "x"}, published=date(2026, 6, 2))
    assert list(look([OLD, later], NOW)) == ["orda-2019"]
