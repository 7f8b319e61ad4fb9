"""Words: what each language's text is matched by, and scores against BM25 written out."""

from __future__ import annotations

import io
import json
import math
import re
import zipfile

import numpy as np
import pytest

from indexer import lexicon
from indexer.lexicon import Lexicon, Words, tokens
from indexer.statement import VerbaleError

K1, B = 1.5, 0.75


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("en", "The Ministry's fishers were fishing", "ministri fisher fish"),
        (
            "en",
            "co-operation, U.K. and 12.5 km² in 2025-03-14",
            "co oper u.k 12 5 km2 2025 03 14".replace("u.k", "u k"),
        ),
        ("en", "fish fish FISH", "fish fish fish"),
        ("en", "the and of", ""),
        ("en", "… — 🌊", ""),
        ("en", "", ""),
        ("en", "ﬁshing ＦＩＳＨ", "fish fish"),
        ("fr", "L’eau de l'Orda", "eau orda"),
        ("fr", "les pêcheurs ont pêché", "pêcheur pêch"),
        ("fr", "E\u0301tats États ÉTATS", "état état état"),
        ("es", "¿Qué pescarán los pescadores?", "pesc pescador"),
        ("es", "Perú PERÚ Peru, año", "peru peru peru año"),
        ("ru", "ещё еще", ""),
        ("ru", "Ёлка елка", "елк елк"),
        ("ru", "министерства Министерство", "министерств министерств"),
        ("ar", "الصَّيْدُ الصيد الصـــيد", "صيد صيد صيد"),
        ("de", "Straße STRASSE Straßen", "strass strass strass"),
        ("tr", "Isparta", "ispar"),
        ("he", "שָׁלוֹם שלום", "שלום שלום"),
        ("hi", "मंत्रालय मंत्रालय", "मंत्रालय मंत्रालय"),
        ("bn", "মন্ত্রণালয়।", "মন্ত্রণালয়"),
        ("vi", "Vie\u0302\u0323t Việt", "việt việt"),
        ("xx", "Foo_bar Foos", "foo bar foos"),
        ("zh", "外交部公布立场。", "外交 交部 部公 公布 布立 立场"),
        ("zh", "水", "水"),
        ("zh", "2025年cod鱼", "2025 cod 年 鱼"),
        ("ja", "ビザ発給", "ビザ ザ発 発給"),
        ("ja", "ﾋﾞｻﾞ", "ビザ"),
        ("ko", "외교부는 발표", "외교 교부 부는 발표"),
        ("ko", "외교부".encode().decode(), "외교 교부"),
        ("th", "วีซ่า 12", "12 วี ีซ ซ่ ่า"),
        ("km", "ក្រសួង", "ក្ ្រ រស សួ ួង"),
    ],
)
def test_tokens(language: str, text: str, wanted: str) -> None:
    assert tokens(text, language) == wanted.split()


TEXTS = [
    ("en", "Twelve ships may catch cod on the Selm bank"),
    ("fr", "Douze navires peuvent pêcher la morue, cod"),
    ("en", "Herring may be caught; herring stays open to ships, ships, ships of all flags"),
    ("en", "No visa is needed"),
    ("ru", "Двенадцать судов могут ловить треску"),
    ("en", "…"),
    ("zh", "十二艘船可以捕捞鳕鱼"),
    ("fr", "Aucun visa n'est exigé des navires"),
]
LEXICON = Lexicon.build([text for _, text in TEXTS], [language for language, _ in TEXTS])
ROWS = {"en": [0, 2, 3, 5], "fr": [1, 7], "ru": [4], "zh": [6]}


def words(lexicon: Lexicon, language: str) -> Words:
    found = lexicon.words(language)
    assert found is not None
    return found


def lucene(question: str, language: str) -> list[float]:
    """BM25 as Lucene has it, term by term: idf x tf / (tf + k1 (1 - b + b length / mean length))."""
    texts = [tokens(TEXTS[row][1], language) for row in ROWS[language]]
    mean = sum(map(len, texts)) / len(texts)
    scores = []
    for told in texts:
        score = 0.0
        for term in tokens(question, language):
            holding = sum(term in other for other in texts)
            if holding == 0:
                continue
            idf = math.log(1 + (len(texts) - holding + 0.5) / (holding + 0.5))
            times = told.count(term)
            score += idf * times / (times + K1 * (1 - B + B * len(told) / mean))
        scores.append(score)
    return scores


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "Which ships may catch cod?"),
        ("en", "ships ships herring"),
        ("en", "visa for a unicorn"),
        ("fr", "Un visa pour les navires ?"),
        ("ru", "Какие суда ловят треску?"),
        ("zh", "捕捞鳕鱼的船"),
    ],
)
def test_scores_equal_bm25_written_out(language: str, question: str) -> None:
    found = words(LEXICON, language)
    assert found.rows.tolist() == ROWS[language]
    wanted = lucene(question, language)
    assert max(wanted) > 0
    np.testing.assert_allclose(found.scores(tokens(question, language)), wanted, rtol=1e-5, atol=1e-7)


def test_unknown_words_score_nothing() -> None:
    found = words(LEXICON, "en")
    assert found.scores(["unicorn", "наяда"]).tolist() == [0, 0, 0, 0]
    assert found.scores([]).tolist() == [0, 0, 0, 0]
    assert found.scores([]).dtype == np.float32
    assert found.postings("unicorn") is None


def test_postings_and_weights() -> None:
    found = words(LEXICON, "en")
    held = found.postings("ship")
    assert held is not None
    assert sorted(held[0].tolist()) == [0, 1]
    assert found.weight("ship") == pytest.approx(math.log(1 + 2.5 / 2.5))
    assert found.weight("visa") == pytest.approx(math.log(1 + 3.5 / 1.5))
    assert found.weight("unicorn") == pytest.approx(math.log(1 + 4.5 / 0.5))


def test_terms_are_numbered_by_where_they_first_stand() -> None:
    """And not by the order of a set, which is another in every process: one folder makes one store, byte for byte."""
    texts = [tokens(TEXTS[row][1], "en") for row in ROWS["en"]]
    found = words(LEXICON, "en")
    assert list(found.vocabulary) == list(dict.fromkeys(term for text in texts for term in text))
    assert list(found.vocabulary.values()) == list(range(len(found.vocabulary)))


def test_terms_of_what_was_published_are_kept_and_none_of_a_question() -> None:
    Lexicon.build(["Two ships may catch herring."], ["en"])
    kept = lexicon._terms.cache_info()
    again = Lexicon.build(["Two ships may catch herring."], ["en"])
    assert again.importance("My passport number is 4711", "en", [(0, 2), (3, 11)]).shape == (2,)
    words(again, "en").scores(tokens("My passport number is 4711", "en"))
    found = lexicon._terms.cache_info()
    assert (found.currsize, found.hits, found.misses) == (kept.currsize, kept.hits + 1, kept.misses)


def test_one_languages_words_never_score_anothers_rows() -> None:
    """`cod` stands in a French row and `visa` in both languages: each index knows its own rows only."""
    assert LEXICON.languages == ("en", "fr", "ru", "zh")
    assert words(LEXICON, "en").scores(["cod"]).nonzero()[0].tolist() == [0]
    assert words(LEXICON, "fr").scores(["cod"]).nonzero()[0].tolist() == [0]
    assert words(LEXICON, "fr").scores(["ship"]).tolist() == [0, 0]
    assert words(LEXICON, "ru").scores(["visa"]).tolist() == [0]
    assert LEXICON.words("ar") is None
    rows = sorted(row for language in LEXICON.languages for row in words(LEXICON, language).rows.tolist())
    assert rows == list(range(len(TEXTS)))


@pytest.mark.parametrize("texts", [[""], ["…", "the of"], ["", "", "—"]])
def test_texts_without_words(texts: list[str]) -> None:
    lexicon = Lexicon.from_files(Lexicon.build(texts, ["en"] * len(texts)).to_files())
    assert words(lexicon, "en").scores(["fish"]).tolist() == [0] * len(texts)
    assert words(lexicon, "en").rows.tolist() == list(range(len(texts)))


def test_no_texts() -> None:
    assert Lexicon.from_files(Lexicon.build([], []).to_files()).languages == ()


def test_round_trip_without_pickle() -> None:
    files = LEXICON.to_files()
    assert sorted(files) == ["words.json", "words.npz"]
    again = Lexicon.from_files(files)
    assert again.languages == LEXICON.languages
    for language in LEXICON.languages:
        old, new = words(LEXICON, language), words(again, language)
        assert new.vocabulary == old.vocabulary
        for name in ("rows", "indptr", "indices", "data"):
            np.testing.assert_array_equal(getattr(new, name), getattr(old, name))
            assert getattr(new, name).dtype == getattr(old, name).dtype
    assert again.to_files()["words.json"] == files["words.json"]
    with zipfile.ZipFile(io.BytesIO(files["words.npz"])) as archive:
        for name in archive.namelist():
            header = archive.read(name)[:128]
            assert header[:6] == b"\x93NUMPY"
            assert b"'descr': '|O'" not in header


def test_arrays_with_pickled_objects_are_refused() -> None:
    buffer = io.BytesIO()
    parts: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.object_]]] = {
        f"en.{name}": np.array([{}], dtype=object) for name in ("rows", "indptr", "indices", "data")
    }
    np.savez(buffer, allow_pickle=True, **parts)
    with pytest.raises(ValueError, match="Object arrays cannot be loaded when allow_pickle=False"):
        Lexicon.from_files({"words.npz": buffer.getvalue(), "words.json": b'{"en": ["a"]}'})


def test_a_vocabulary_that_does_not_fit_is_refused() -> None:
    files = LEXICON.to_files()
    terms: dict[str, list[str]] = json.loads(files["words.json"])
    terms["fr"] += ["unicorn"]
    with pytest.raises(VerbaleError) as refused:
        Lexicon.from_files(files | {"words.json": json.dumps(terms).encode()})
    assert str(refused.value) == "the words of language fr do not fit their vocabulary; run 'verbale index'"


# --- what each word of a question counts

SHIPS = [f"Ship {i} may catch cod." for i in range(30)] + ["Ship 30 may catch narwhal.", "Die Schiffe und das Meer."]
COUNTED = Lexicon.build(SHIPS, ["en"] * 31 + ["de"])


def spans_of(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"\S+", text)]


def inverse(rows: int, holding: int) -> float:
    """Logarithm of one more than the share, where fewer than four holding rows tell nothing more."""
    return math.log(1 + rows / (holding + 4))


def test_importance_by_hand() -> None:
    """Of 31 rows all hold `ship`, 30 `cod`, one `narwhal`, none `unicorn`; `the` is a stop word, `—` no word."""
    text = "the ship narwhal cod unicorn —"
    raw = [0.1 * inverse(31, 0), inverse(31, 31), inverse(31, 1), inverse(31, 30), inverse(31, 0), 0.1 * inverse(31, 0)]
    found = COUNTED.importance(text, "en", spans_of(text))
    np.testing.assert_allclose(found, np.array(raw) / sum(raw), rtol=1e-5)
    assert found.dtype == np.float32


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "May ship 3 catch the narwhal?"),
        ("de", "Die Schiffe und das Meer"),
        ("fr", "le navire"),
        ("en", "the of"),
    ],
)
def test_importance_adds_up_to_one(language: str, text: str) -> None:
    assert float(COUNTED.importance(text, language, spans_of(text)).sum()) == pytest.approx(1, abs=1e-6)


def test_only_stop_words_count_the_same() -> None:
    np.testing.assert_allclose(COUNTED.importance("the and of", "en", spans_of("the and of")), 1 / 3, rtol=1e-6)


def test_parts_of_a_word_count_as_the_word_does() -> None:
    """`narwh` and `al` are two tokens of a model, and both stand for the one word."""
    whole = COUNTED.importance("cod narwhal", "en", [(0, 3), (4, 11)])
    parts = COUNTED.importance("cod narwhal", "en", [(0, 3), (4, 9), (9, 11)])
    assert parts[1] == parts[2]
    assert parts[1] / parts[0] == pytest.approx(whole[1] / whole[0])


@pytest.mark.parametrize(
    ("text", "apart", "both"),
    [("cod narwhal", [(0, 3), (4, 11)], [(0, 3), (0, 11)]), ("narwhal cod", [(0, 7), (8, 11)], [(0, 11), (8, 11)])],
)
def test_a_slice_over_two_words_counts_as_the_rarer(
    text: str, apart: list[tuple[int, int]], both: list[tuple[int, int]]
) -> None:
    np.testing.assert_array_equal(COUNTED.importance(text, "en", apart), COUNTED.importance(text, "en", both))


def test_in_a_language_without_rows_all_words_count_the_same() -> None:
    text = "le navire pêche des narvals"
    np.testing.assert_allclose(
        COUNTED.importance(text, "fr", spans_of(text)), np.array([0.1, 1, 1, 0.1, 1]) / 3.2, rtol=1e-5
    )


def test_without_slices_nothing_counts() -> None:
    assert COUNTED.importance("cod", "en", []).shape == (0,)


def test_chinese_slices_count_by_the_pairs_that_they_have_a_part_in() -> None:
    """`鳕鱼` stands in one row of nine, `捕捞` in all: of `捕捞鳕鱼` the last two signs are the rare ones."""
    lexicon = Lexicon.build(["船可以捕捞鳕鱼。", *["船可以捕捞鲱。"] * 8], ["zh"] * 9)
    text = "捕捞鳕鱼？"
    found = lexicon.importance(text, "zh", [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5)])
    rare = inverse(9, 1)
    # Of 捞 the rare pair 捞鳕, of 鳕 both 捞鳕 and 鳕鱼, of the question mark nothing.
    raw = np.array([inverse(9, 9), rare, rare, rare, 0.1 * inverse(9, 0)])
    np.testing.assert_allclose(found, raw / raw.sum(), rtol=1e-5)
    np.testing.assert_allclose(lexicon.importance("捕捞", "zh", [(0, 2), (0, 1)]), [0.5, 0.5], rtol=1e-6)
