from __future__ import annotations

import pytest

from bot.language import detect
from indexer.lexicon import Lexicon

EMPTY = Lexicon({})
SPOKEN = Lexicon.build(
    [
        "The catch limit for blue hake on the Lomen Bank was lowered.",
        "La limite de capture du merlu bleu a été abaissée.",
        "Предельный улов голубого хека снижен.",
        "Die Fangmenge für blauen Seehecht wurde gesenkt.",
    ],
    ["en", "fr", "ru", "de"],
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How much blue hake may be caught on the Lomen Bank?", "en"),
        ("Quelle quantité de merlu bleu peut-on capturer ?", "fr"),
        ("¿Cuánta merluza azul pueden capturar los buques?", "es"),
        ("Сколько голубого хека можно выловить?", "ru"),
        ("ما هو موقف الوزارة من الصيد في الضفة؟", "ar"),
        ("文物出口许可证的费用是多少？", "zh"),
    ],
)
def test_the_six_languages_are_known_to_any_store(text: str, language: str) -> None:
    assert detect(text, EMPTY, "xx") == language
    assert detect(text, SPOKEN, "xx") == language


def test_a_language_of_the_store_is_known_beyond_the_six() -> None:
    question = "Wie viel Seehecht darf gefangen werden, und warum wurde die Menge gesenkt?"
    assert detect(question, SPOKEN, "en") == "de"


@pytest.mark.parametrize(("text", "language"), [("blue hake", "en"), ("merlu bleu", "fr"), ("улов хека", "ru")])
def test_of_what_is_possible_the_language_whose_statements_have_the_words_wins(text: str, language: str) -> None:
    assert detect(text, SPOKEN, "xx") == language


@pytest.mark.parametrize("text", ["", "2024", "🙂", "?!"])
def test_a_text_of_no_language_gets_the_default(text: str) -> None:
    assert detect(text, SPOKEN, "ru") == "ru"
    assert detect(text, SPOKEN, "en") == "en"


@pytest.mark.parametrize("word", ["sanctions", "visa", "transit"])
def test_a_word_of_two_languages_is_of_the_one_in_which_the_ministry_uses_it(word: str) -> None:
    english = Lexicon.build([f"The {word} matter.", "Le fleuve."], ["en", "fr"])
    french = Lexicon.build(["The river.", f"Le {word}."], ["en", "fr"])
    assert detect(word, english, "xx") == "en"
    assert detect(word, french, "xx") == "fr"


@pytest.mark.parametrize(("text", "language"), [("Marenia", "es"), ("Marenia", "en"), ("visa sanctions", "fr")])
def test_what_a_front_end_supposes_decides_between_languages_that_are_alike(text: str, language: str) -> None:
    assert detect(text, EMPTY, "xx", language) == language


@pytest.mark.parametrize("supposed", ["en", "es", "fr", "ar"])
def test_what_a_front_end_supposes_is_no_command(supposed: str) -> None:
    assert detect("Quelle quantité de merlu bleu peut-on capturer ?", SPOKEN, "xx", supposed) == "fr"
    assert detect("Сколько голубого хека можно выловить?", SPOKEN, "xx", supposed) == "ru"
    assert detect("2024?", SPOKEN, "xx", supposed) == "xx"


def test_of_languages_as_likely_the_one_of_most_statements_wins() -> None:
    mostly_french = Lexicon.build(["Le port de Sélvara."] + ["Le fleuve."] * 40 + ["The port."], ["fr"] * 41 + ["en"])
    mostly_english = Lexicon.build(["The port of Selvara."] + ["The river."] * 40 + ["Le port."], ["en"] * 41 + ["fr"])
    assert detect("port", mostly_french, "xx") == "fr"
    assert detect("port", mostly_english, "xx") == "en"
