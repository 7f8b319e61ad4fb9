"""Sentences and passages: partitions of any text, ends where the six languages end their sentences."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sentencex
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.checking import knowledge
from indexer.loading import load
from indexer.passages import LONGEST_SENTENCE, PASSAGE_UNITS, is_partition, passages, sentences, units

ROOT = Path(__file__).parents[2]
EVAL = ROOT.parent / "shared" / "eval"
TOKENIZER = ROOT / ".model" / "multilingual-e5-small" / "tokenizer.json"
WINDOW = 512

unpacked = pytest.mark.skipif(not TOKENIZER.is_file(), reason="the model is not unpacked: make index")


def cut(text: str, language: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, language)]


@cache
def tokenizer() -> Any:
    from tokenizers import Tokenizer

    loaded = Tokenizer.from_file(str(TOKENIZER))
    loaded.no_truncation()
    return loaded


def longest(pieces: list[str]) -> int:
    """Tokens of the longest piece as the model sees it: with its prefix and both marks."""
    return max((len(e.ids) for e in tokenizer().encode_batch([f"passage: {p}" for p in pieces])), default=0)


def sample() -> Iterator[tuple[str, str]]:
    for statement in knowledge(load(ROOT / "knowledge")).statements:
        for version in statement.versions:
            yield version.language, version.text


def evaluation(name: str) -> Iterator[tuple[str, str]]:
    with (EVAL / name / "statements.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            yield from json.loads(line)["versions"].items()


def check_texts(texts: Iterator[tuple[str, str]]) -> set[str]:
    """Asserts what holds for every real text; the languages met."""
    met = set()
    pieces = []
    for language, text in texts:
        met.add(language)
        told, kept = sentences(text, language), passages(text, language)
        assert is_partition(text, told), text
        assert is_partition(text, kept), text
        assert "".join(text[a:b] for a, b in told) == text
        assert "".join(text[a:b] for a, b in kept) == text
        pieces += [text[a:b] for a, b in kept]
        # A passage ends inside a sentence only where that sentence is too long for any passage.
        ends = {end for _, end in told}
        for _, end in kept:
            a, b = next((a, b) for a, b in told if a < end <= b)
            assert end in ends or len(text[a:b].strip()) > 500 or units(text[a:b].strip()) > LONGEST_SENTENCE
    assert max(units(p.strip()) for p in pieces) <= LONGEST_SENTENCE
    if TOKENIZER.is_file():
        assert longest(pieces) <= WINDOW
    return met


def test_every_text_of_the_sample() -> None:
    assert check_texts(sample()) == {"ar", "en", "es", "fr", "ru", "zh"}


@pytest.mark.skipif(not EVAL.is_dir(), reason="the folder shared/eval is not beside the repository")
@pytest.mark.parametrize(
    ("name", "languages"), [("uk", {"en"}), ("ch", {"de", "en", "fr", "it"}), ("xq", {"en"}), ("sq", {"en"})]
)
def test_every_text_of_an_evaluation_set(name: str, languages: set[str]) -> None:
    assert check_texts(evaluation(name)) == languages


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("en", ["Is it planned? ", "No. ", "The Ministry has no such plan."]),
        ("en", ["He studies art. ", "She does too."]),
        ("en", ["They met in Oct. 2025. ", "Talks go on."]),
        ("en", ["One paragraph.\n\n", "mfa.example holds the next."]),
        ("en", ["The U.S. Treasury paid. ", "We thank it."]),
        ("en", ["It costs 3.5 million. ", "All of it is paid."]),
        ("en", ["Really?! ", "Yes! ", "Fine."]),
        ("fr", ["Il a dit non. ", "Nous aussi."]),
        ("fr", ["L'attente est de 40 min. ", "Le guichet ferme ensuite."]),
        ("fr", ["M.\u00a0J.\u00a0P. Lind est parti. ", "Il reviendra."]),
        ("es", ["¿Firman? ", "¡Sí! ", "Firman hoy."]),
        ("ru", ["Они ушли. ", "Мы остались."]),
        ("ar", ["هل وقعتم؟ ", "نعم. ", "ثم غادرنا."]),
        ("zh", ["谁签署？", "我们！", "签署了。"]),
        ("zh", ["两岸共有。\n\n", "会谈开始。"]),
    ],
)
def test_sentences_end(language: str, wanted: list[str]) -> None:
    assert cut("".join(wanted), language) == wanted


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("en", ['He said "We agree." ', "Then he left."]),
        ("en", ["She said “We agree.” ", "Then she left."]),
        ("en", ["'It is over.' ", "They left."]),
        ("en", ["(It ended.) Then they left. ", "We stayed."]),
        ("en", ["We agree [see the annex.] They left."]),
        ("fr", ["Il a dit : « Nous signons. Demain. » ", "Puis il est parti."]),
        ("fr", ["Il a dit\u00a0: «\u00a0Nous signons.\u00a0» ", "Puis il est parti."]),
        ("es", ["Dijo: «Firmamos.» ", "Luego se fue."]),
        ("es", ["Dijo: “Firmamos”. ", "Luego se fue."]),
        ("ru", ["Он сказал: «Подпишем.» ", "Потом ушёл."]),
        ("ru", ["«Когда?» — спросил он. ", "Потом ушёл."]),
        ("ar", ["قال: «وقعنا.» ", "ثم غادر."]),
        ("zh", ["他说：“我们签署。”", "然后他走了。"]),
        ("zh", ["他说：『好！』", "然后走了。"]),
        ("zh", ["《条约》签署了。", "「好。」", "他说。"]),
    ],
)
def test_quotes_and_brackets_stay_with_their_sentence(language: str, wanted: list[str]) -> None:
    assert cut("".join(wanted), language) == wanted


@pytest.mark.parametrize(("text", "count"), [("abc d", 5), ("ab外交", 8), ("กข", 6), ("한국", 6), ("", 0)])
def test_units(text: str, count: int) -> None:
    assert units(text) == count


def test_passages_fill_up_and_keep_paragraphs_together() -> None:
    sentence = "The river rises at the bridge and falls at the mill, day by day. "  # 65 units
    assert passages(sentence * 20, "en") == ((0, 650), (650, 1300))
    paragraph = sentence * 5 + "\n\n"  # 327 units: less than half a passage
    assert passages(paragraph * 2, "en") == ((0, 654),)
    paragraph = sentence * 6 + "\n\n"  # 392 units: more than half, so the passage ends with it
    assert passages(paragraph * 2, "en") == ((0, 392), (392, 784))
    assert passages("", "en") == ()


def test_a_sentence_that_is_too_long_is_cut_after_white_space() -> None:
    text = "word " * 400
    assert passages(text, "en") == ((0, 900), (900, 1800), (1800, 2000))
    assert passages("外" * 700, "zh") == ((0, 300), (300, 600), (600, 700))


@pytest.mark.parametrize(
    ("spans", "holds"),
    [
        (((0, 2), (2, 4)), True),
        (((0, 2), (3, 4)), False),
        (((0, 3), (2, 4)), False),
        (((1, 4),), False),
        (((0, 3),), False),
        ((), False),
    ],
)
def test_is_partition(spans: tuple[tuple[int, int], ...], holds: bool) -> None:
    assert is_partition("abcd", spans) is holds
    assert is_partition("", ()) is True
    assert is_partition("", ((0, 0),)) is False


class PanicException(BaseException):
    """Named as Rust's."""


def broken(language: str, text: str) -> list[str]:
    raise PanicException("end byte index 3 is not a char boundary")


def losing(language: str, text: str) -> list[str]:
    return [text[1:]]


@pytest.mark.parametrize("segment", [broken, losing])
def test_a_segmenter_that_fails_leaves_the_full_stops(
    monkeypatch: pytest.MonkeyPatch, segment: Callable[[str, str], list[str]]
) -> None:
    monkeypatch.setattr(sentencex, "segment", segment)
    wanted = ["It rises. ", "“It falls!” ", "Mr. Lind left.\n\n", "谁？", "我们。"]
    assert cut("".join(wanted), "en") == wanted


def test_an_interrupt_in_the_segmenter_is_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(language: str, text: str) -> list[str]:
        raise KeyboardInterrupt

    monkeypatch.setattr(sentencex, "segment", interrupted)
    with pytest.raises(KeyboardInterrupt):
        sentences("It rises.", "en")


LANGUAGES = st.sampled_from(["en", "fr", "es", "ru", "ar", "zh", "ja", "th", "de", "tlh"])
CHARACTERS = st.characters(exclude_categories=["Cs"])
MARKS = st.sampled_from(
    [
        ". ",
        "? ",
        "! ",
        "。",
        "؟ ",
        "\n",
        "\n\n",
        "\u00a0",
        "\u3000",
        "\u2028",
        "J. ",
        "U.S. ",
        "Mr. ",
        "»",
        "”",
        ")",
        "🌊",
        "外",
        "ﷺ",
    ]
)
TEXTS = st.one_of(
    st.text(CHARACTERS),
    st.lists(st.one_of(MARKS, st.text(CHARACTERS, max_size=8)), max_size=60).map("".join),
    st.text(st.characters(categories=["Zs", "Zl", "Zp", "Cc"])),
    st.builds(lambda piece, times: piece * times, st.text(CHARACTERS, min_size=1, max_size=6), st.integers(200, 1200)),
)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(TEXTS, LANGUAGES)
def test_any_text_is_partitioned(text: str, language: str) -> None:
    assert is_partition(text, sentences(text, language))
    found = passages(text, language)
    assert is_partition(text, found)
    assert all(units(text[a:b].strip()) <= max(PASSAGE_UNITS, LONGEST_SENTENCE) for a, b in found)


@unpacked
@settings(max_examples=200, deadline=None, derandomize=True)
@given(TEXTS, LANGUAGES)
def test_no_passage_of_any_text_exceeds_the_window(text: str, language: str) -> None:
    assert longest([text[a:b] for a, b in passages(text, language)]) <= WINDOW


@unpacked
@pytest.mark.parametrize(
    "piece",
    [
        "q",
        "qZ",
        "z9",
        "外",
        "😀",
        "ﷺ",
        "⑴",
        "é",
        "ሀ",
        "က",
        "가나다",
        "\ue000",
        "%§",
        "a b ",
        "Ж",
        "ةَ",
        "\u0301",
        "👨‍👩‍👧",
        "x. ",
        "1,",
        "Donau",
    ],
)
def test_one_huge_word_of_anything_fits_the_window_in_pieces(piece: str) -> None:
    text = piece * 3000
    found = passages(text, "en")
    assert is_partition(text, found)
    assert len(found) > 3
    assert longest([text[a:b] for a, b in found]) <= WINDOW


def test_compatibility_forms_count_as_what_they_stand_for() -> None:
    """One code point of it is eighteen letters: 27 of them are what 486 letters are."""
    assert len(unicodedata.normalize("NFKC", "ﷺ")) == 18
    assert passages("ﷺ" * 60, "ar") == ((0, 27), (27, 54), (54, 60))
