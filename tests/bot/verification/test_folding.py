from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.verification.folding import Folded, agree, fold, strictly, tokens, weight

WRITING = st.text(
    st.sampled_from("aB éÉ’'\"“«–—-.…\n\u00a0\u202f\u00adßﬁ½ЁёЙ\u0306йكتَبًّلا\u0640آا\u0653中文。「」１\u200e"),
    max_size=40,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("No  cod\nmay be\u00a0caught", "no cod may be caught"),
        ("the “Selm” bank", "the «\u202fSelm\u202f» bank"),
        ("l’Orda", "l'Orda"),
        ("2024–2025", "2024 - 2025"),
        ("nuclear\u2011test", "nuclear-test"),
        ("a — b", "a -- b"),
        ("the ﬁrst", "the first"),
        ("１２ 吨", "12吨"),
        ("cafe\u0301", "café"),
        ("co\u00adoperation", "cooperation"),
        ("وقّعت مارينيا", "وقعت مـــارينيا"),
        ("«边界»河流 属于两岸", "“边界”河流属于两岸"),
        ("وإ\u0644ى", "وإلى"),
    ],
)
def test_typing_and_typography_fold_away(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("may be caught", "may not be caught"),
        ("12,400", "12.400"),
        ("12 ships", "13 ships"),
        ("ships, and", "ships and"),
        ("Мир", "мор"),
        ("属于两岸", "不属于两岸"),
        ("آل", "ال"),
    ],
)
def test_words_numbers_and_marks_do_not(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(WRITING)
def test_a_folded_text_knows_its_way_back(text: str) -> None:
    """Folding the slice that a folded slice came from gives at least that slice again."""
    folded = Folded.of(text)
    assert folded.text == fold(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    for i in range(len(folded.text)):
        start, end = folded.span(i, i + 1)
        assert 0 <= start < end <= len(text)
        assert folded.text[i] in fold(text[start:end])


@given(WRITING, WRITING)
def test_white_space_between_two_texts_does_not_matter(one: str, other: str) -> None:
    assert fold(f"{one} {other}") == fold(f"{one}\n\u2003{other}")


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("No cod, may be.", ["no", "cod", ",", "may", "be", "."]),
        ("l’Orda don't", ["l'orda", "don't"]),
        ("12,400 t; 1.8 and 2,", ["12,400", "t", ";", "1.8", "and", "2", ","]),
        ("12 400", ["12", "400"]),
        ("于1997年签署。", ["于", "1997", "年", "签", "署", "。"]),
        ("وقّعت مارينيا", ["وقعت", "مارينيا"]),
        ("one […] two (...) three… four ... five", ["one", "…", "two", "…", "three", "…", "four", "…", "five"]),
        ("«quoted»", ["'", "quoted", "'"]),
        (" \u200b\u00ad\u0640\n", []),
    ],
)
def test_tokens_are_words_numbers_characters_and_marks(text: str, keys: list[str]) -> None:
    assert [t.key for t in tokens(text)] == keys


@given(WRITING)
def test_between_tokens_nothing_is_lost(text: str) -> None:
    found = tokens(text)
    assert [t.start for t in found] == sorted(t.start for t in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    at = 0
    for start, end in [*((t.start, t.end) for t in found), (len(text), len(text))]:
        assert fold(text[at:start]) == ""
        at = end


@pytest.mark.parametrize(
    ("text", "words"), [("No cod, may be.", 4), ("边界河流属于", 4), ("于1997年", 1 + 4 / 3), ("...", 0)]
)
def test_three_unspaced_characters_weigh_two_words(text: str, words: float) -> None:
    assert weight(tokens(text)) == pytest.approx(words)


@pytest.mark.parametrize(
    ("given_", "published", "first", "same"),
    [
        ("no cod", "No cod", True, True),
        ("no cod", "No cod", False, False),
        ("No Cod", "No cod", True, False),
        ("NO COD", "No cod", True, False),
        ("كتب", "كَتَبَ", True, True),
        ("كَتب", "كَتَبَ", True, True),
        ("كُتب", "كَتَبَ", True, False),
        ("نهر ، أوردا", "نهرٌ، أوردا", True, True),
    ],
)
def test_case_counts_but_for_the_first_letter_and_vowel_signs_may_be_absent(
    given_: str, published: str, first: bool, same: bool
) -> None:
    assert agree(given_, published, first=first) is same


def test_the_case_is_what_strict_folding_keeps() -> None:
    assert strictly("The “Selm” Bank") == "The'Selm'Bank"
    assert fold("The “Selm” Bank") == "the'selm'bank"
