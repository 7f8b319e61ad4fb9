from __future__ import annotations

import time

import pytest

from bot.phrasing.script import Reading, in_own_script, prepare
from tests.bot.phrasing.lexicons import EMPTY, ENGLISH, SIX


def read(text: str) -> tuple[str, str] | None:
    found = in_own_script(text, SIX)
    return None if found is None else (found.text, found.language)


@pytest.mark.parametrize(
    ("scheme", "text"),
    [
        ("BGN", "skolko stoit viza na devyanosto dney?"),
        ("GOST", "skol'ko stoit viza na devyanosto dnej?"),
        ("chat", "skolko stoit viza na devjanosto dnej?"),
        ("sounds", "skolko stoit viza na devianosto dnei?"),
    ],
)
def test_russian_is_read_from_any_romanisation(scheme: str, text: str) -> None:
    found = read(text)
    assert found is not None, scheme
    text_read, language = found
    assert language == "ru"
    assert text_read.split()[:5] == ["сколько", "стоит", "виза", "на", "девяносто"]


@pytest.mark.parametrize("written", ["4to zapre6eno sudam zarvii", "chto zapreshcheno sudam zarvii"])
def test_a_russian_word_that_no_statement_uses_is_spelt_in_cyrillic(written: str) -> None:
    assert read(written) == ("что запрешено судам зарвии" if "6" in written else "что запрещено судам зарвии", "ru")


def test_the_russian_keyboard_is_read_from_latin_keys_and_the_english_from_cyrillic_ones() -> None:
    assert read("crjkmrj cnjbn dbpf?") == ("сколько стоит виза?", "ru")
    assert read("рщц ьгср вщуы ф мшыф сщые?") == ("how much does a visa cost?", "en")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hal to3ared marinia 3oqobat al e3dam?", "هل تعارض"),
        ("mata yo7zar el sayd?", "متى يحظر"),
        ("hal tadfa3 al wizara at3ab al mo7ami?", "هل تدفع"),
    ],
)
def test_arabic_of_the_chat_alphabet_is_read_by_its_consonants(text: str, expected: str) -> None:
    found = read(text)
    assert found is not None
    assert found[1] == "ar"
    assert found[0].startswith(expected)


def test_an_arabic_reading_in_full() -> None:
    assert in_own_script("mata yo7zar el sayd?", SIX) == Reading("متى يحظر الصيد?", "ar", 1.0)


@pytest.mark.parametrize(
    "text",
    [
        "How much blue hake may be caught on the Lomen Bank?",
        "Is the death penalty opposed by Marenia in all cases?",
        "Quel est le prix du visa pour quatre-vingt-dix jours ?",
        "¿Cuánto cuesta el visado para noventa días?",
        "Сколько стоит виза?",
        "هل تعارض مارينيا عقوبة الإعدام؟",
        "签证费用是多少？",
        "Ignazio Cassis besucht die Schule in Chur und den Kanton Tessin",
        "Il consigliere federale incontra a Roma il ministro",
        "Who did Internet2 partner with?",
        "Kedvezmény a diákoknak, ha külföldön tanulnak",
        "visa",
        "Abcd 2024 2025 2026",
        "hm",
        "2024?",
        "",
    ],
)
def test_what_is_in_its_own_script_or_in_none_of_ours_stays(text: str) -> None:
    assert in_own_script(text, SIX) is None


@pytest.mark.parametrize("text", ["skolko stoit viza?", "hal to3ared marinia 3oqobat al e3dam?"])
def test_nothing_is_read_in_a_language_that_no_statement_is_in(text: str) -> None:
    assert in_own_script(text, ENGLISH) is None
    assert in_own_script(text, EMPTY) is None


@pytest.mark.parametrize("text", ["a" * 500, "a-" * 250, "ab3 " * 125, "shch" * 125, "'" * 500, "al-" * 160])
def test_no_text_takes_long(text: str) -> None:
    prepare(SIX)
    started = time.thread_time()
    in_own_script(text, SIX)
    assert time.thread_time() - started < 3
