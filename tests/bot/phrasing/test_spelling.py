from __future__ import annotations

import random

import pytest
from rapidfuzz.distance import OSA

from bot.phrasing import spelling
from bot.phrasing.spelling import _nearest, _shelf, corrected
from indexer.lexicon import Lexicon
from tests.bot.phrasing.lexicons import EMPTY, SIX


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Are snactions against ships lifted?", "Are sanctions against ships lifted?"),
        ("en", "Is a pasport needed?", "Is a passport needed?"),
        ("en", "death penaltty", "death penalty"),
        ("en", "What about Marrenia?", "What about marenia?"),
        ("fr", "la limite de captture du merlu", "la limite de capture du merlu"),
        ("es", "el limite de la merluzza", "el limite de la merluza"),
        ("ru", "какие санкцци против судов", "какие санкци против судов"),
        ("ar", "رسوم التأشيررة", "رسوم التأشيرة"),
    ],
)
def test_a_word_one_edit_from_one_known_word_becomes_it(language: str, text: str, expected: str) -> None:
    assert corrected(text, SIX, language) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Is fishing open to vessels of other states?"),
        ("en", "Who is Singh, and where is Lomer?"),
        ("en", "What about Austria, Iran, Mauritania and Malta?"),
        ("en", "visx hakw"),
        ("en", "passport2 abc-passsport3"),
        ("fr", "Une limite de vitesse est-elle prévue pour les navires ?"),
        ("es", "¿Hay límites de velocidad para los buques?"),
        ("ru", "Кто устанавливает правила для рыбаков?"),
        ("ar", "هل تدفع الوزارة تكاليف السفر؟"),
        ("zh", "签证费用是多小？"),
    ],
)
def test_sound_words_names_and_short_words_stay(language: str, text: str) -> None:
    assert corrected(text, SIX, language) == text


def test_without_statements_or_without_a_dictionary_nothing_is_replaced() -> None:
    hungarian = Lexicon.build(["A halászati kvóta csökkent."], ["hu"])
    assert corrected("halászati kvótta", hungarian, "hu") == "halászati kvótta"
    assert corrected("a pasport", EMPTY, "en") == "a pasport"


def test_of_two_words_as_near_the_far_oftener_one_is_meant_else_none() -> None:
    texts = ["The zarvon."] * 5 + ["The zarvin."]
    even = ["The zarvon.", "The zarvin."]
    assert corrected("zarven", Lexicon.build(texts, ["en"] * 6), "en") == "zarvon"
    assert corrected("zarven", Lexicon.build(even, ["en"] * 2), "en") == "zarven"


def test_the_nearest_is_what_comparing_with_every_word_finds() -> None:
    rng = random.Random(7)
    letters = "abcde"
    words = sorted({"".join(rng.choices(letters, k=rng.randint(4, 7))) for _ in range(300)})
    lexicon = Lexicon.build([" ".join(words)], ["xx"])
    index = lexicon.words("xx")
    assert index is not None
    shelf = _shelf(lexicon, "xx")
    for _ in range(200):
        word = "".join(rng.choices(letters, k=rng.randint(4, 7)))
        near = sorted((OSA.distance(word, w), w) for w in words if w[0] == word[0] and OSA.distance(word, w) <= 2)
        clear = near and (len(near) == 1 or near[1][0] > near[0][0])
        assert _nearest(word, 2, shelf, index) == (near[0][1] if clear else None)


def test_no_dictionary_is_read_where_every_word_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(language: str) -> frozenset[str]:
        raise AssertionError(language)

    monkeypatch.setattr(spelling, "_dictionary", read)
    assert corrected("Is the death penalty a sanction?", SIX, "en") == "Is the death penalty a sanction?"
    with pytest.raises(AssertionError, match=r"^en$"):
        corrected("Is the death penaltty a sanction?", SIX, "en")
