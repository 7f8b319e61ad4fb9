from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime

import pytest

from bot.catalogue import Entry
from bot.findings import Altered, Change, Exact, NotFound, Piece, Similar, Source, TooMuch, TooShort, Verification
from bot.rendering import Comparison, Fact, Heading, Item, Link, Message, Note, Passed, Quotation, verdict_as_json
from bot.rendering import verdict as rendered
from bot.reply import Slice
from bot.wording import LANGUAGES, right_to_left
from indexer.statement import Standing
from tests.fakes.desk import OLD_RIVER, RIVER


def source(
    language: str = "en",
    standing: Standing = Standing.IN_FORCE,
    until: date | datetime | None = None,
    successors: bool = False,
) -> Source:
    ended_by = None if standing is Standing.IN_FORCE else standing
    if standing is Standing.SUPERSEDED or successors:
        return Source(Entry(OLD_RIVER, standing, ended_by, until, (RIVER,)), OLD_RIVER.versions[0])
    version = RIVER.version(language)
    assert version is not None
    return Source(Entry(RIVER, standing, ended_by, until), version)


def cut(text: str, part: str, at: int = 0) -> Slice:
    start = text.index(part, at)
    return Slice(start, start + len(part), part)


def exact(found: Source, *quoted: str, **more: object) -> Exact:
    slices = tuple(cut(found.version.text, part) for part in quoted)
    whole = Exact(found.version.language, found, slices, slices, part=False)
    return replace(whole, **more)  # type: ignore[arg-type]  # a dictionary of the test's own


def facts(standing: str) -> tuple[Heading | Fact | Link, ...]:
    return (
        Fact("Issued by", "Ministry of Foreign Affairs"),
        Fact("Standing", standing),
        Fact("Language", "English"),
        Link("Source", "https://mfa.example/en/orda"),
    )


RIVER_HEADING = Heading("The border river Orda", "en")
FIRST = "The Orda belongs to both banks."


def test_an_exact_quotation_shows_the_statement_and_how_it_stands() -> None:
    assert rendered(exact(source(), FIRST)) == Message(
        "en",
        (
            Note("This is a quotation, word for word, from a published statement:"),
            RIVER_HEADING,
            Quotation((FIRST,), "en"),
            *facts("in force since 14 March 2026"),
        ),
    )


def test_part_of_a_sentence_is_shown_as_the_whole_and_followed_by_what_was_not_judged() -> None:
    told = source()
    found = exact(
        told,
        "belongs to both banks",
        whole=(cut(told.version.text, FIRST),),
        part=True,
        ignored=("The ministry says:",),
        others=(source(standing=Standing.SUPERSEDED, until=date(2026, 3, 14)),),
    )
    assert rendered(found).parts[0] == Note("The text quotes only part of a sentence. In full it reads:")
    assert [part for part in rendered(found).parts if isinstance(part, Quotation)] == [Quotation((FIRST,), "en")]
    assert rendered(found).parts[7:] == (
        Note("Not part of the quotation, not checked: The ministry says:"),
        Note("The same words also stand in:"),
        Item(
            "The Orda in 2019",
            "en",
            (
                "in force from 3 May 2019, replaced on 14 March 2026",
                "replaced by: The border river Orda",
                "English",
            ),
            "https://mfa.example/2019",
        ),
    )


@pytest.mark.parametrize(
    ("standing", "until", "warned", "stood"),
    [
        (
            Standing.SUPERSEDED,
            date(2026, 3, 14),
            "Please note: this statement has been replaced and is no longer the position of today.",
            ["in force from 3 May 2019, replaced on 14 March 2026", "replaced by: The border river Orda"],
        ),
        (
            Standing.WITHDRAWN,
            date(2026, 4, 1),
            "Please note: the ministry has withdrawn this statement.",
            ["in force from 14 March 2026, withdrawn on 1 April 2026"],
        ),
        (
            Standing.ENDED,
            date(2026, 4, 1),
            "Please note: this statement is no longer in force.",
            ["in force from 14 March 2026 to 1 April 2026"],
        ),
    ],
)
def test_what_is_not_in_force_is_said_before_the_words(
    standing: Standing, until: date, warned: str, stood: list[str]
) -> None:
    told = source(standing=standing, until=until)
    parts = rendered(exact(told, told.version.text)).parts
    assert parts[1] == Note(warned)
    assert isinstance(parts[2], Heading)
    assert [part.value for part in parts if isinstance(part, Fact) and part.label == "Standing"] == stood


def test_a_term_to_come_and_a_late_withdrawal_are_told() -> None:
    valid = rendered(exact(source(until=date(2027, 1, 1)), FIRST))
    assert Fact("Standing", "in force since 14 March 2026, valid until 1 January 2027") in valid.parts
    ended = replace(source(), entry=Entry(RIVER, Standing.WITHDRAWN, Standing.ENDED, date(2026, 4, 1)))
    told = [part.value for part in rendered(exact(ended, FIRST)).parts if isinstance(part, Fact)]
    assert told[1:3] == ["in force from 14 March 2026 to 1 April 2026", "later withdrawn"]


GIVEN = "the Orda belongs to no bank […] Each may take half of it now"
PUBLISHED = RIVER.versions[0].text


def piece(change: Change, given: str, published: str, at: int) -> Piece:
    empty = Slice(at, at, "")
    there = cut(PUBLISHED, published) if published else Slice(89, 89, "")
    return Piece(change, cut(GIVEN, given) if given else empty, there)


ALTERED = Altered(
    "en",
    source(),
    (
        piece(Change.KEPT, "the Orda belongs to", "The Orda belongs to", 0),
        piece(Change.REPLACED, "no bank", "both banks", 0),
        piece(Change.OMITTED, "[…]", "Talks began in 2024.", 0),
        piece(Change.KEPT, "Each", "Each", 0),
        piece(Change.MISSING, "", "side", 36),
        piece(Change.KEPT, "may take half of", "may take half of", 0),
        piece(Change.REPLACED, "it", "its water", 0),
        piece(Change.ADDED, "now", "", 0),
    ),
    2 / 3,
)


def test_an_altered_text_is_compared_word_by_word() -> None:
    message = rendered(ALTERED)
    comparison = Comparison(
        (
            Passed(Change.KEPT, "the Orda belongs to "),
            Passed(Change.MISSING, "both banks "),
            Passed(Change.ADDED, "no bank "),
            Passed(Change.OMITTED, "[…] "),
            Passed(Change.KEPT, "Each "),
            Passed(Change.MISSING, "side "),
            Passed(Change.KEPT, "may take half of "),
            Passed(Change.MISSING, "its water "),
            Passed(Change.ADDED, "it "),
            Passed(Change.ADDED, "now"),
        ),
        "en",
    )
    assert message == Message(
        "en",
        (
            Note(
                "This is not a verbatim quotation. 66 % of the words follow a published statement; "
                "the differences are marked:"
            ),
            comparison,
            Note("[-…-] is published and missing here; {+…+} is not in the published text."),
            RIVER_HEADING,
            *facts("in force since 14 March 2026"),
        ),
    )
    assert comparison.marked == (
        "the Orda belongs to [-both banks-] {+no bank+} […] Each [-side-] may take half of [-its water-] {+it+} {+now+}"
    )


def test_the_differences_are_never_rounded_away_and_long_ones_are_shortened() -> None:
    long = "x" * 500
    altered = replace(ALTERED, share=0.9999, pieces=(Piece(Change.MISSING, Slice(0, 0, ""), Slice(0, 500, long)),))
    parts = rendered(altered).parts
    assert isinstance(parts[0], Note)
    assert " 99 % " in parts[0].text
    assert parts[1] == Comparison((Passed(Change.MISSING, "x" * 200 + " […] " + "x" * 200),), "en")
    words = "both banks " * 50
    altered = replace(altered, pieces=(Piece(Change.MISSING, Slice(0, 0, ""), Slice(0, 549, words.strip())),))
    (shown,) = (part for part in rendered(altered).parts if isinstance(part, Comparison))
    half = ("both banks " * 18).strip()
    assert shown.pieces[0].text == f"{half} […] {half}"


def test_chinese_pieces_stand_without_spaces() -> None:
    told = source("zh")
    text = told.version.text
    pieces = (
        Piece(Change.KEPT, Slice(0, 4, "谈判始于"), cut(text, "谈判始于")),
        Piece(Change.REPLACED, Slice(4, 8, "2025"), cut(text, "2024")),
        Piece(Change.KEPT, Slice(8, 9, "年"), cut(text, "年")),
    )
    comparison = rendered(Altered("zh", told, pieces, 0.8)).parts[1]
    assert isinstance(comparison, Comparison)
    assert comparison.marked == "谈判始于[-2024-] {+2025+}年"


def test_similar_statements_are_listed_and_not_quoted() -> None:
    found = Similar("fr", (source("fr"), source(standing=Standing.SUPERSEDED, until=date(2026, 3, 14))))
    assert rendered(found) == Message(
        "fr",
        (
            Note("Aucune déclaration publiée ne contient ces mots. Celles-ci traitent d'un sujet proche\u00a0:"),
            Item(
                "Le fleuve frontalier Orda",
                "fr",
                ("en vigueur depuis le 14 mars 2026", "français"),
                "https://mfa.example/fr/orda",
            ),
            Item(
                "The Orda in 2019",
                "en",
                (
                    "en vigueur à partir du 3 mai 2019, remplacée le 14 mars 2026",
                    "remplacée par\u00a0: Le fleuve frontalier Orda",
                    "anglais",
                ),
                "https://mfa.example/2019",
            ),
        ),
    )


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (NotFound("en"), "These words were found in no published statement."),
        (
            TooShort("en", 4, 6),
            "At least 4 words are needed to recognise a quotation (6 characters in Chinese).",
        ),
        (TooMuch("en", 20_001, 20_000), "The text has 20,001 characters; at most 20,000 can be checked."),
        (NotFound("zh"), "未在任何已发布的声明中找到这些文字。"),
        (NotFound("de"), "These words were found in no published statement."),
    ],
)
def test_what_is_no_finding_is_one_sentence(found: Verification, told: str) -> None:
    assert rendered(found).parts == (Note(told),)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_is_told_in_every_language(language: str) -> None:
    """The verdict comes first; no sentence is that of another language, and none has a hole."""
    findings: list[Verification] = [
        exact(source(language), source(language).version.text, language=language),
        replace(ALTERED, language=language),
        Similar(language, (source(language),)),
        NotFound(language),
        TooShort(language, 4, 6),
        TooMuch(language, 20_001, 20_000),
    ]
    first = [rendered(found).parts[0] for found in findings]
    assert len(set(first)) == len(findings)
    english = [rendered(replace(found, language="en")).parts[0] for found in findings]
    assert language == "en" or not set(first) & set(english)
    for found in findings:
        for part in rendered(found).parts:
            text = part.text if isinstance(part, Note) else ""
            assert "None" not in text
            assert ("\u2068" in text) <= right_to_left(language)


class TestJson:
    def test_exact(self) -> None:
        told = verdict_as_json(exact(source(), FIRST, ignored=("“",)), 1.26)
        quote = [{"start": 0, "end": 31, "text": FIRST}]
        assert told == {
            "outcome": "exact",
            "statement": {
                "id": "orda-2026",
                "title": "The border river Orda",
                "language": "en",
                "source": "https://mfa.example/en/orda",
                "standing": "in-force",
                "from": "2026-03-14",
                "until": None,
                "ended_by": None,
                "replaced_by": [],
            },
            "quote": quote,
            "part": False,
            "whole": quote,
            "ignored": ["“"],
            "others": [],
            "took_ms": 1.3,
        }

    def test_altered(self) -> None:
        told = verdict_as_json(ALTERED, 0.0)
        assert list(told) == ["outcome", "statement", "share", "pieces", "ignored", "took_ms"]
        assert (told["outcome"], told["share"]) == ("altered", 0.6667)
        assert told["pieces"][1] == {
            "change": "replaced",
            "given": {"start": 20, "end": 27, "text": "no bank"},
            "published": {"start": 20, "end": 30, "text": "both banks"},
        }
        assert [p["change"] for p in told["pieces"]] == [p.change.value for p in ALTERED.pieces]

    @pytest.mark.parametrize(
        ("found", "told"),
        [
            (NotFound("en"), {"outcome": "not-found", "took_ms": 0.0}),
            (TooShort("en", 4, 6), {"outcome": "too-short", "least_words": 4, "least_characters": 6, "took_ms": 0.0}),
            (TooMuch("en", 9, 8), {"outcome": "too-long", "length": 9, "limit": 8, "took_ms": 0.0}),
        ],
    )
    def test_the_others(self, found: Verification, told: dict[str, object]) -> None:
        assert verdict_as_json(found, 0.0) == told

    def test_similar_tells_how_each_stands(self) -> None:
        superseded = source(standing=Standing.SUPERSEDED, until=date(2026, 3, 14))
        told = verdict_as_json(Similar("en", (superseded,)), 0.0)
        assert told["statements"] == [
            {
                "id": "orda-2019",
                "title": "The Orda in 2019",
                "language": "en",
                "source": "https://mfa.example/2019",
                "standing": "superseded",
                "from": "2019-05-03",
                "until": "2026-03-14",
                "ended_by": "superseded",
                "replaced_by": ["orda-2026"],
            }
        ]
        assert json.loads(json.dumps(told)) == told
