from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import cast

import pytest

from bot.catalogue import Catalogue
from bot.registry.announcements import Event, Happening
from bot.views import news
from bot.views.completing import Choice, statements, topics
from bot.views.keyboard import View
from bot.wording import Wording, wording
from indexer.statement import Statement, Version
from indexer.store import Snapshot
from tests.bot.messages import texts
from tests.fakes.contents import Made, make
from tests.fakes.desk import ARCTIC, OLD_RIVER, RIVER

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
ON_TOPIC = replace(RIVER, topics=("border-river",))
WITHDRAWN = replace(ARCTIC, withdrawn=datetime(2026, 5, 1, 9, tzinfo=UTC))
EN = wording("en")


class Opened:
    """As much of a snapshot as a catalogue reads."""

    def __init__(self, made: Made) -> None:
        self.contents = made.contents


def catalogue(*published: Statement) -> Catalogue:
    return Catalogue(cast("Snapshot", Opened(make(published))), NOW)


def leads(view: object) -> list[str]:
    assert isinstance(view, View)
    return texts(view.message)[:2]


@pytest.mark.parametrize(
    ("happening", "statement", "told"),
    [
        (Happening.NEW, "orda-2026", ["New statement:", "The border river Orda"]),
        (
            Happening.CORRECTED,
            "orda-2026",
            [
                "The text of a statement that you were shown has been corrected. It now reads:",
                "The border river Orda",
            ],
        ),
    ],
)
def test_a_person_is_told_with_the_card(happening: Happening, statement: str, told: list[str]) -> None:
    view = news.tell(catalogue(OLD_RIVER, ON_TOPIC), statement, happening, "en")
    assert view is not None
    assert texts(view.message)[:2] == told
    assert texts(view.message)[-1] == "You receive this because you asked for it; /unsubscribe or /forget ends it."
    assert [b.text for row in view.keyboard for b in row] == ["Other languages"]


def test_what_is_withdrawn_or_replaced_is_named_and_not_quoted() -> None:
    published = catalogue(OLD_RIVER, ON_TOPIC, WITHDRAWN)
    for happening, name, lead in (
        (Happening.WITHDRAWN, "arctic", "The ministry has withdrawn a statement that you were shown:"),
        (Happening.SUPERSEDED, "orda-2019", "A statement that you were shown has been replaced:"),
    ):
        view = news.tell(published, name, happening, "en")
        assert view is not None
        lines = texts(view.message)
        assert (lines[0], len(lines)) == (lead, 3)
        assert all(">" not in line for line in lines)


@pytest.mark.parametrize("happening", list(Happening))
def test_what_is_no_longer_so_or_gone_is_not_told(happening: Happening) -> None:
    """A statement that is replaced is not new, not corrected and not withdrawn; one in force is not replaced."""
    published = catalogue(OLD_RIVER, ON_TOPIC)
    name = "orda-2026" if happening in (Happening.SUPERSEDED, Happening.WITHDRAWN) else "orda-2019"
    assert news.tell(published, name, happening, "en") is None
    assert news.post(published, event(happening, name)) is None
    assert news.tell(published, "gone", happening, "en") is None
    assert news.post(published, event(happening, "gone")) is None


def event(happening: Happening, name: str, *languages: str) -> Event:
    return Event(f"{happening}:{name}", happening, name, (), languages, NOW)


def test_in_a_channel_it_is_told_of_nobody_what_they_were_shown() -> None:
    published = catalogue(OLD_RIVER, ON_TOPIC, WITHDRAWN)
    new = news.post(published, event(Happening.NEW, "orda-2026"))
    corrected = news.post(published, event(Happening.CORRECTED, "orda-2026", "en"))
    withdrawn = news.post(published, event(Happening.WITHDRAWN, "arctic"), "en")
    assert leads(new) == ["New statement:", "The border river Orda"]
    assert new is not None
    assert texts(new.message)[-1] == "Replaces the position of 3 May 2019: The Orda in 2019"
    assert leads(corrected) == [
        "The text of a statement has been corrected. It now reads:",
        "The border river Orda",
    ]
    assert leads(withdrawn)[0] == "The ministry has withdrawn a statement:"
    assert news.post(published, event(Happening.SUPERSEDED, "orda-2019")) is None, "the statement that replaces it is"


@pytest.mark.parametrize(
    ("corrected", "channel", "told"),
    [
        (("en", "fr"), None, "The border river Orda"),
        (("zh", "fr"), None, "Le fleuve frontalier Orda"),
        (("fr",), "fr", "Le fleuve frontalier Orda"),
        (("fr",), "ru", None),
        ((), None, None),
    ],
)
def test_a_channel_is_told_of_the_correction_that_it_can_show(
    corrected: tuple[str, ...], channel: str | None, told: str | None
) -> None:
    view = news.post(catalogue(OLD_RIVER, ON_TOPIC), event(Happening.CORRECTED, "orda-2026", *corrected), channel)
    assert (None if view is None else leads(view)[1]) == told


def test_a_channel_reads_the_original_or_its_own_language_and_its_buttons_are_links() -> None:
    published = catalogue(ARCTIC, ON_TOPIC)
    original = news.post(published, event(Happening.NEW, "arctic"))
    chosen = news.post(published, event(Happening.NEW, "orda-2026"), "fr")
    assert original is not None
    assert chosen is not None
    assert (original.message.language, chosen.message.language) == ("ru", "fr")
    assert texts(chosen.message)[1] == "Le fleuve frontalier Orda"
    links = [(button.data, button.link) for row in chosen.keyboard for button in row]
    assert links == [(None, version.source) for version in RIVER.versions]
    assert [len(row) for row in chosen.keyboard] == [3, 3]


class TestCompleting:
    def published(self, *more: Statement) -> Catalogue:
        return catalogue(OLD_RIVER, ON_TOPIC, ARCTIC, *more)

    @pytest.mark.parametrize(
        ("typed", "found"),
        [
            ("", ["orda-2026", "arctic"]),
            ("river", ["orda-2026"]),
            ("ORDA border", ["orda-2026"]),
            ("fleuve", ["orda-2026"]),
            ("арктика", ["arctic"]),
            ("arct", ["arctic"]),
            ("river arctic", []),
        ],
    )
    def test_statements_by_words_of_a_title_in_any_language_or_by_id(self, typed: str, found: list[str]) -> None:
        assert [choice.value for choice in statements(self.published(), EN, typed)] == found

    def test_the_reader_s_title_is_shown(self) -> None:
        assert statements(self.published(), wording("fr"), "river") == (
            Choice("Le fleuve frontalier Orda", "orda-2026"),
        )

    def test_those_that_begin_as_typed_come_first_and_there_are_no_more_than_fit(self) -> None:
        named = [replace(ARCTIC, id=f"s{n:02}", versions=(_titled(f"About the north {n}"),)) for n in range(30)]
        first = replace(ARCTIC, id="first", versions=(_titled("The north"),))
        found = statements(self.published(first, *named), EN, "the north")
        assert (len(found), found[0]) == (25, Choice("The north", "first"))

    def test_a_long_id_is_given_in_its_short_form(self) -> None:
        long = replace(ARCTIC, id="a" * 101, versions=(_titled("Long"),))
        ((name, value),) = [(c.name, c.value) for c in statements(self.published(long), EN, "Long")]
        assert (name, len(value)) == ("Long", 12)

    def test_topics(self) -> None:
        assert topics(self.published(), wording("fr"), "river") == (Choice("Fleuve frontalier", "border-river"),)
        assert topics(self.published(), EN, "moon") == ()


def _titled(title: str) -> Version:
    return Version("ru", title, "Text.", "https://mfa.example/x")


def test_a_date_is_written_for_those_alone_that_need_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked at every letter, and a date takes longer than all else."""
    named = [_called(f"On part {n}", f"part-{n}", date(2026, 1, n)) for n in range(1, 9)]
    same = [_called("On the talks", f"talks-{n}", date(2026, 2, n)) for n in (1, 2)]
    written: list[date] = []

    def moment(words: Wording, told: date) -> str:
        written.append(told)
        return f"day {told.day}"

    monkeypatch.setattr(Wording, "moment", moment)
    told = statements(catalogue(*named, *same), EN, "talks")
    assert [one.name for one in told] == ["On the talks · day 2", "On the talks · day 1"]
    assert sorted(written) == [date(2026, 2, 1), date(2026, 2, 2)]


def test_statements_that_look_the_same_bear_their_dates() -> None:
    begun = "On the talks about the border river Orda and on the shares of its water in the years to come, in two parts"
    long = [_called(f"{begun}: part {n}", f"part-{n}", date(2026, 1, n)) for n in (1, 2)]
    same = [_called("On the talks", f"talks-{n}", date(2026, 2, 3)) for n in (1, 2)]
    alone = _called("On fish", "fish", date(2026, 3, 1))
    told = statements(catalogue(*long, *same, alone), EN, "on")
    assert sorted((one.value, one.name) for one in told) == [
        ("fish", "On fish"),
        (
            "part-1",
            "On the talks about the border river Orda and on the shares of its water in the yea… · 1 January 2026",
        ),
        (
            "part-2",
            "On the talks about the border river Orda and on the shares of its water in the yea… · 2 January 2026",
        ),
        ("talks-1", "On the talks · 3 February 2026 · talks-1"),
        ("talks-2", "On the talks · 3 February 2026 · talks-2"),
    ]
    assert max(len(one.name) for one in told) <= 100


def _called(title: str, name: str, published: date) -> Statement:
    versions = (Version("en", title, "Talks.", f"https://mfa.example/{name}"),)
    return replace(RIVER, id=name, supersedes=(), published=published, versions=versions)
