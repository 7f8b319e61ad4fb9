from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.reading import Asked, KnownBy, known_language, parts_of, read, readable
from bot.reply import Question
from tests.bot.phrasing.lexicons import EMPTY, SIX

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def asked(text: str, language: str | None = None, before: str | None = None, supposed: str | None = None) -> Asked:
    return read(text, Question(text, NOW, language, supposed=supposed), SIX, before)


class TestRead:
    @pytest.mark.parametrize(
        ("text", "language"),
        [
            ("Does Marenia oppose the death penalty?", "en"),
            ("La Marénie s'oppose-t-elle à la peine de mort ?", "fr"),
            ("¿Se opone Marenia a la pena de muerte?", "es"),
            ("Выступает ли Марения против смертной казни?", "ru"),
            ("هل تعارض مارينيا عقوبة الإعدام؟", "ar"),
            ("马雷尼亚反对死刑吗？", "zh"),
        ],
    )
    def test_a_plain_question_is_searched_for_as_it_stands(self, text: str, language: str) -> None:
        assert asked(text) == Asked(text, language, (text,), KnownBy.DETECTED)

    def test_a_language_that_is_given_is_not_detected(self) -> None:
        text = "Does Marenia oppose the death penalty?"
        assert asked(text, "de-AT") == Asked(text, "de", (text,), KnownBy.GIVEN)

    def test_a_language_that_is_supposed_is_only_a_hint(self) -> None:
        assert asked("Does Marenia oppose the death penalty?", supposed="ru").language == "en"
        assert (asked("visa", supposed="es").language, asked("visa", supposed="en").language) == ("es", "en")

    def test_a_typo_is_mended_in_a_second_wording(self) -> None:
        text = "Are snactions against ships lifted?"
        assert asked(text) == Asked(text, "en", (text, "Are sanctions against ships lifted?"), KnownBy.DETECTED)

    def test_what_leans_is_also_searched_for_with_the_question_before(self) -> None:
        before = "What does a visa cost?"
        assert asked("and for ships?", before=before).wordings == ("and for ships?", f"{before} and for ships?")
        alone = "Does Marenia oppose the death penalty?"
        assert asked(alone, before=before).wordings == (alone,)

    def test_russian_in_latin_letters_is_read_as_russian(self) -> None:
        found = asked("sanktsii protiv Zarvii")
        assert (found.text, found.language, found.known_by) == ("sanktsii protiv Zarvii", "ru", KnownBy.SCRIPT)
        assert found.wordings[0] == "санкции против зарвии"

    def test_also_where_the_front_end_says_that_it_is_russian(self) -> None:
        found = asked("sanktsii protiv Zarvii", "ru")
        assert (found.wordings[0], found.known_by) == ("санкции против зарвии", KnownBy.GIVEN)

    def test_but_not_where_it_says_that_it_is_french(self) -> None:
        found = asked("sanktsii protiv Zarvii", "fr")
        assert (found.wordings[0], found.language) == ("sanktsii protiv Zarvii", "fr")

    def test_a_store_without_words(self) -> None:
        text = "Does Marenia oppose the death penalty?"
        assert read(text, Question(text, NOW), EMPTY) == Asked(text, "en", (text,), KnownBy.DETECTED)


def test_parts_are_the_questions_as_written() -> None:
    assert parts_of(" What does a visa cost?  And who pays for it? ") == (
        "What does a visa cost?",
        "And who pays for it?",
    )
    assert parts_of("What does a visa cost") == ("What does a visa cost",)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("  \n Who? \u2003", "Who?"),
        ("half \ud83d of a character", "half ? of a character"),
        ("", ""),
        ("e\u0301", "e\u0301"),
    ],
)
def test_a_text_becomes_readable(text: str, read: str) -> None:
    assert readable(text) == read


@pytest.mark.parametrize(
    ("given", "code"),
    [("fr", "fr"), ("fr-CA", "fr"), ("FR_fr.UTF-8", "fr"), ("klingon", None), ("", None), (None, None)],
)
def test_the_code_of_a_language(given: str | None, code: str | None) -> None:
    assert known_language(given) == code
