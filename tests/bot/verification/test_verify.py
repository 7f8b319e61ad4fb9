from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.findings import Altered, Change, Exact, NotFound, Similar, Source, TooMuch, TooShort, Verification
from bot.verification import LONGEST, verify
from indexer.statement import Standing
from indexer.store import Snapshot, open_snapshot
from indexer.vectors import Vectors
from tests.fakes.contents import STATEMENTS, make, publish_made, statement
from tests.fakes.encoder import FakeEncoder

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)

TREATY = (
    "Marenia signed the Treaty in 1997 and ratified it on 6 June 2001. It does not regard the “moratorium” as enough, "
    "unless every State keeps it.\n\nThe station’s data — 361 days in 2024 — are shared with 12 States. "
    "No State should test a weapon, whatever the yield."
)
KNOWLEDGE = (
    *STATEMENTS,
    statement(
        "treaty",
        {
            "en": TREATY,
            "fr": "La Marénie a signé le Traité en 1997 ; elle l’a ratifié le 6 juin 2001. Elle ne juge pas le "
            "moratoire suffisant, sauf si chaque État le respecte.",
            "ar": "وقّعت مارينيا المعاهدة عام 1997 وصدّقت عليها في 6 يونيو 2001. ولا تعدّ الوقف الاختياري كافياً.",
            "zh": "马雷尼亚于1997年签署《条约》，并于2001年6月6日批准该条约。任何国家都不应进行核试验。",
            "ru": "Марения подписала Договор в 1997 году и ратифицировала его 6 июня 2001 года. "
            "Мораторий не заменяет запрета.",
            "es": "Marenia firmó el Tratado en 1997 y lo ratificó el 6 de junio de 2001. La moratoria no basta.",
        },
        published=date(2025, 8, 29),
    ),
    statement(
        "treaty-2020",
        {"en": "Old words first. Marenia signed the Treaty in 1997 and ratified it on 6 June 2001. Old words last."},
        published=date(2020, 1, 1),
        withdrawn=date(2021, 1, 1),
    ),
    statement(
        "secret",
        {"en": "Forty ships will sail for the cape of Irel next spring."},
        published=date(2026, 5, 1),
        embargo=datetime(2026, 9, 1, 6, tzinfo=UTC),
    ),
)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    root = tmp_path_factory.mktemp("verify")
    publish_made(root, make(KNOWLEDGE))
    return open_snapshot(root)


def named(source: Source) -> tuple[str, str]:
    return source.entry.statement.id, source.version.language


def exact(found: Verification) -> Exact:
    assert isinstance(found, Exact), found
    for piece in (*found.slices, *found.whole):
        assert piece.text == found.source.version.text[piece.start : piece.end]
    return found


def altered(found: Verification) -> Altered:
    assert isinstance(found, Altered), found
    return found


def differences(found: Altered) -> list[tuple[str, str, str]]:
    return [(p.change.value, p.given.text, p.published.text) for p in found.pieces if p.change is not Change.KEPT]


@pytest.mark.parametrize(
    ("text", "source", "quoted"),
    [
        ("Marenia signed the Treaty in 1997", ("treaty", "en"), "Marenia signed the Treaty in 1997"),
        ("marenia signed the\nTreaty  in 1997.", ("treaty", "en"), "Marenia signed the Treaty in 1997"),
        ("the station's data -- 361 days in 2024", ("treaty", "en"), "The station’s data — 361 days in 2024"),
        ('does not regard the "moratorium" as enough', ("treaty", "en"), "does not regard the “moratorium” as enough"),
        (
            "does not regard the « moratorium » as enough",
            ("treaty", "en"),
            "does not regard the “moratorium” as enough",
        ),
        ("elle l'a ratifié le 6 juin 2001", ("treaty", "fr"), "elle l’a ratifié le 6 juin 2001"),
        ("le Traité en 1997\u00a0; elle l’a ratifié", ("treaty", "fr"), "le Traité en 1997 ; elle l’a ratifié"),
        ("وقعت مارينيا المعاهدة عـام 1997", ("treaty", "ar"), "وقّعت مارينيا المعاهدة عام 1997"),
        ("ولا تعدّ الوقف الاختياري كافيا", ("treaty", "ar"), "ولا تعدّ الوقف الاختياري كافياً"),
        ("马雷尼亚于 1997 年签署《条约》", ("treaty", "zh"), "马雷尼亚于1997年签署《条约》"),
        ("１９９７年签署《条约》", ("treaty", "zh"), "1997年签署《条约》"),
        ("не заменяет запрета. Мораторий", None, ""),
        ("ратифицировала его 6 июня 2001 года", ("treaty", "ru"), "ратифицировала его 6 июня 2001 года"),
        ("Marenia firmo\u0301 el Tratado en 1997", ("treaty", "es"), "Marenia firmó el Tratado en 1997"),
        # Parts of words are no words.
        ("arenia signed the Treaty in 199", None, ""),
        ("Marenia Signed the Treaty in 1997", None, ""),
    ],
)
def test_exact_is_the_same_words_however_typed(
    snapshot: Snapshot, text: str, source: tuple[str, str] | None, quoted: str
) -> None:
    found = verify(snapshot, text, NOW)
    if source is None:
        assert not isinstance(found, Exact)
        return
    found = exact(found)
    assert (named(found.source), [s.text for s in found.slices]) == (source, [quoted])
    assert found.language == source[1]
    assert found.ignored == ()


@pytest.mark.parametrize(
    ("text", "ignored"),
    [
        ("“Marenia signed the Treaty in 1997”", ()),
        ("According to the ministry: “Marenia signed the Treaty in 1997.”", ("According to the ministry:",)),
        ("Selon le ministère : « Marenia signed the Treaty in 1997 »", ("Selon le ministère :",)),
        (
            "Marenia signed the Treaty in 1997.\n— Ministry of Foreign Affairs, 2025",
            ("Ministry of Foreign Affairs, 2025",),
        ),
        ("Marenia signed the Treaty in 1997 (https://mfa.example/en/treaty)", ("(https://mfa.example/en/treaty)",)),
        ("It is false that “Marenia signed the Treaty in 1997”", ("It is false that",)),
    ],
)
def test_what_stands_around_a_quotation_is_named_and_not_judged(
    snapshot: Snapshot, text: str, ignored: tuple[str, ...]
) -> None:
    found = exact(verify(snapshot, text, NOW))
    assert [s.text for s in found.slices] == ["Marenia signed the Treaty in 1997"]
    assert found.ignored == ignored


def test_words_around_quotation_marks_that_were_published_too_are_judged(snapshot: Snapshot) -> None:
    """The quotation marks are the statement's own, and what was changed stands outside them."""
    text = "The Orda belongs to both banks, says: “Each side may take half of its water.”"
    assert [d[1] for d in differences(altered(verify(snapshot, text, NOW)))] == [", says: “"]
    text = "The Orda belongs to no banks 🌊. Talks began in 2025: “Each side may take half of its water.”"
    assert differences(altered(verify(snapshot, text, NOW))) == [
        ("replaced", "no", "both"),
        ("replaced", "2025: “", "2024."),
    ]


@pytest.mark.parametrize("gap", ["[…]", "[...]", "…", "...", "(...)", "[ … ]"])
def test_slices_in_order_with_a_mark_between_are_exact(snapshot: Snapshot, gap: str) -> None:
    found = exact(verify(snapshot, f"Marenia signed the Treaty {gap} are shared with 12 States", NOW))
    assert [s.text for s in found.slices] == ["Marenia signed the Treaty", "are shared with 12 States"]
    assert [s.text for s in found.whole] == [
        "Marenia signed the Treaty in 1997 and ratified it on 6 June 2001.",
        "The station’s data — 361 days in 2024 — are shared with 12 States.",
    ]


def test_a_mark_where_nothing_is_left_out_makes_no_gap(snapshot: Snapshot) -> None:
    found = exact(verify(snapshot, "Marenia signed the Treaty […] in 1997 and ratified it", NOW))
    assert [s.text for s in found.slices] == ["Marenia signed the Treaty in 1997 and ratified it"]


@pytest.mark.parametrize(
    "text",
    [
        "are shared with 12 States […] Marenia signed the Treaty",  # not in order
        "Marenia […] does […] test […] weapon",  # a mosaic of words
        "Marenia signed the Treaty … Talks began in 2024",  # of two statements
    ],
)
def test_slices_that_are_no_quotation(snapshot: Snapshot, text: str) -> None:
    assert not isinstance(verify(snapshot, text, NOW), Exact)


@pytest.mark.parametrize(
    ("text", "part", "whole"),
    [
        (
            "No State should test a weapon, whatever the yield.",
            False,
            "No State should test a weapon, whatever the yield.",
        ),
        (
            "No State should test a weapon, whatever the yield",
            False,
            "No State should test a weapon, whatever the yield.",
        ),
        ("State should test a weapon", True, "No State should test a weapon, whatever the yield."),
        (
            "It does not regard the “moratorium” as enough",
            True,
            "It does not regard the “moratorium” as enough, unless every State keeps it.",
        ),
        ("国家都不应进行核试验", True, "任何国家都不应进行核试验。"),
    ],
)
def test_a_part_of_a_sentence_is_told_with_the_whole(snapshot: Snapshot, text: str, part: bool, whole: str) -> None:
    found = exact(verify(snapshot, text, NOW))
    assert (found.part, [s.text for s in found.whole]) == (part, [whole])


@pytest.mark.parametrize(
    ("text", "source", "shown"),
    [
        (
            "No cod may be caught on the Selm bank in 2025.",
            ("cod-2024", "en"),
            [("replaced", "2025", "2024")],
        ),
        ("It does regard the “moratorium” as enough", ("treaty", "en"), [("missing", "", "not")]),
        (
            "Marenia signed the Treaty in 1997 and never ratified it on 6 June 2001",
            ("treaty", "en"),
            [("added", "never", "")],
        ),
        (
            "Tharos signed the Treaty in 1997 and ratified it on 6 June 2001",
            ("treaty", "en"),
            [("replaced", "Tharos", "Marenia")],
        ),
        (
            "MARENIA SIGNED the Treaty in 1997",
            ("treaty", "en"),
            [("replaced", "MARENIA SIGNED", "Marenia signed")],
        ),
        ("马雷尼亚于1998年签署《条约》", ("treaty", "zh"), [("replaced", "1998", "1997")]),
        ("任何国家都应进行核试验", ("treaty", "zh"), [("missing", "", "不")]),
        ("وتعدّ الوقف الاختياري كافياً", ("treaty", "ar"), [("replaced", "وتعدّ", "تعدّ")]),
        ("Мораторий вполне заменяет запрет на всё", None, []),
        (
            "Марения подписала Договор в 1997 году и ратифицировала его 6 июля 2001 года",
            ("treaty", "ru"),
            [("replaced", "июля", "июня")],
        ),
        ("Elle juge le moratoire suffisant, sauf si chaque État le respecte", ("treaty", "fr"), [
            ("missing", "", "ne"), ("missing", "", "pas"),
        ]),
        ("Marenia firmó el Tratado en 1979 y lo ratificó", ("treaty", "es"), [("replaced", "1979", "1997")]),
        (
            "No State should test a weapon: whatever the yield",
            ("treaty", "en"),
            [("replaced", ":", ",")],
        ),
    ],
)  # fmt: skip
def test_what_was_changed_is_shown_word_by_word(
    snapshot: Snapshot, text: str, source: tuple[str, str] | None, shown: list[tuple[str, str, str]]
) -> None:
    found = verify(snapshot, text, NOW)
    if source is None:
        assert isinstance(found, Similar), found
        return
    found = altered(found)
    assert (named(found.source), differences(found)) == (source, shown)


def test_the_share_counts_words(snapshot: Snapshot) -> None:
    found = altered(verify(snapshot, "No cod may be caught on the Selm bank in 2025.", NOW))
    assert found.share == pytest.approx(10 / 11)
    assert altered(verify(snapshot, "MARENIA SIGNED the Treaty in 1997", NOW)).share == 1.0


def test_pieces_follow_each_other_in_both_texts(snapshot: Snapshot) -> None:
    text = "Marenia signed it in 1997 and has ratified the Treaty on 6 June; it does regard a moratorium as enough"
    found = altered(verify(snapshot, text, NOW))
    for slices, whole in (
        ([p.given for p in found.pieces], text),
        ([p.published for p in found.pieces], found.source.version.text),
    ):
        at = slices[0].start
        for piece in slices:
            assert whole[piece.start : piece.end] == piece.text
            assert not whole[at : piece.start].strip()
            at = piece.end
    assert "".join(p.given.text for p in found.pieces).replace(" ", "") == text.replace(" ", "")


def test_slices_joined_without_a_mark_are_altered(snapshot: Snapshot) -> None:
    text = "Marenia signed the Treaty in 1997. No State should test a weapon, whatever the yield."
    found = altered(verify(snapshot, text, NOW))
    assert found.share == 1.0
    ((change, given, published),) = differences(found)
    assert (change, given) == ("missing", "")
    assert published.startswith("and ratified it on 6 June 2001")


def test_a_marked_omission_in_an_altered_text_is_no_difference_of_its_own(snapshot: Snapshot) -> None:
    text = "Marenia signed the Treaty in 1998 […] No State should test a weapon, whatever the yield."
    found = altered(verify(snapshot, text, NOW))
    assert [(c, g) for c, g, _ in differences(found)] == [("added", "1998"), ("omitted", "[…]")]


class TestStanding:
    """Quotations of what is no longer in force are found, and told to be that."""

    @pytest.mark.parametrize(
        ("text", "name", "stands"),
        [
            ("No cod may be caught on the Selm bank in 2024.", "cod-2024", Standing.SUPERSEDED),
            ("Орда принадлежит нам. Переговоров нет.", "orda-2019", Standing.SUPERSEDED),
            ("No visa is needed for thirty days.", "visa-waiver", Standing.WITHDRAWN),
            ("Twelve ships may catch cod on the Selm bank.", "cod-2025", Standing.IN_FORCE),
        ],
    )
    def test_of_any_standing(self, snapshot: Snapshot, text: str, name: str, stands: Standing) -> None:
        found = exact(verify(snapshot, text, NOW))
        assert (found.source.entry.statement.id, found.source.entry.standing) == (name, stands)

    def test_at_the_moment(self, snapshot: Snapshot) -> None:
        text = "No cod may be caught on the Selm bank in 2024."
        early = exact(verify(snapshot, text, datetime(2025, 2, 1, tzinfo=UTC)))
        assert (early.source.entry.standing, early.source.entry.successors) == (Standing.ENDED, ())

    def test_what_is_in_force_comes_first_and_the_others_are_named(self, snapshot: Snapshot) -> None:
        found = exact(verify(snapshot, "Marenia signed the Treaty in 1997 and ratified it on 6 June 2001.", NOW))
        assert named(found.source) == ("treaty", "en")
        assert [named(other) for other in found.others] == [("treaty-2020", "en")]

    @pytest.mark.parametrize(
        "text",
        [
            "Forty ships will sail for the cape of Irel next spring.",
            "Fifty ships will sail for the cape of Irel next spring.",
        ],
    )
    def test_under_embargo_nothing_is_found_by_any_way(self, snapshot: Snapshot, text: str) -> None:
        for encoder in (None, FakeEncoder()):
            found = verify(snapshot, text, NOW, "en", encoder)
            sources = found.sources if isinstance(found, Similar) else ()
            assert isinstance(found, Similar | NotFound)
            assert "secret" not in {source.entry.statement.id for source in sources}
        released = datetime(2026, 9, 1, 6, tzinfo=UTC)
        assert isinstance(verify(snapshot, text, released), Exact | Altered)


class TestSimilar:
    PARAPHRASE = "cod ships, Selm bank: twelve, observer"

    def test_by_shared_words(self, snapshot: Snapshot) -> None:
        found = verify(snapshot, self.PARAPHRASE, NOW, "en")
        assert isinstance(found, Similar)
        assert named(found.sources[0]) == ("cod-2025", "en")

    def test_by_meaning_in_the_readers_language(self, snapshot: Snapshot) -> None:
        found = verify(snapshot, self.PARAPHRASE, NOW, "fr", FakeEncoder())
        assert isinstance(found, Similar)
        assert (found.language, named(found.sources[0])) == ("fr", ("cod-2025", "fr"))

    def test_an_encoder_is_asked_only_for_what_is_no_quotation(self, snapshot: Snapshot) -> None:
        class Refusing(FakeEncoder):
            def questions(self, texts: Sequence[str]) -> Vectors:
                raise AssertionError("asked")

        assert isinstance(verify(snapshot, "Marenia signed the Treaty in 1997", NOW, None, Refusing()), Exact)
        assert isinstance(verify(snapshot, "Marenia signed the Treaty in 1998", NOW, None, Refusing()), Altered)

    def test_nothing_near(self, snapshot: Snapshot) -> None:
        assert verify(snapshot, "Bake bread with flour, salt and yeast", NOW, "en") == NotFound("en")


@pytest.mark.parametrize(
    "text",
    ["", "  ", "?!", "three short words", "“No cod may”", "五个汉字啊", "12 12 12", "[…] […] […] […]", "\u200b" * 99],
)
def test_too_short_to_belong_to_anybody(snapshot: Snapshot, text: str) -> None:
    assert verify(snapshot, text, NOW, "en") == TooShort("en", 4, 6)


def test_six_chinese_characters_and_four_words_are_enough(snapshot: Snapshot) -> None:
    assert isinstance(verify(snapshot, "边界河流属于", NOW), Exact)
    assert isinstance(verify(snapshot, "No cod may be", NOW), Exact)


def test_a_text_that_is_too_long_is_not_judged(snapshot: Snapshot) -> None:
    assert verify(snapshot, "a" * (LONGEST + 1), NOW, "en") == TooMuch("en", 20_001, 20_000)


@pytest.mark.parametrize(
    "text",
    [
        "\udc80 No cod \ud800 may be caught",
        "\x00" * 5_000 + "No cod may be caught",
        "word" + " " * 19_000 + "and some words after it",
        "(" * 10_000 + "“" * 9_000,
        "a […] " * 3_000,
        "“a: ” — (" * 2_000,
        "http://a " * 2_000,
        "\ufdfa " * 9_000,
        "中" * 20_000,
        "e\u0301" + "\u0301" * 19_000 + " and some words after it",
        ("No cod may be caught " * 1_000)[:20_000],
    ],
)
def test_hostile_texts_are_told_something(snapshot: Snapshot, text: str) -> None:
    for encoder in (None, FakeEncoder()):
        found = verify(snapshot, text, NOW, "en", encoder)
        assert isinstance(found, Exact | Altered | Similar | NotFound | TooShort)
        assert found.language == "en"


def test_an_empty_store_finds_nothing(tmp_path: Path) -> None:
    publish_made(tmp_path, make([statement("dot", {"en": "Some."})]))
    assert verify(open_snapshot(tmp_path), "No cod may be caught", NOW, "en") == NotFound("en")
