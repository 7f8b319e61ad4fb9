"""Words: BM25 over versions, one index per language, each tokenised as its language needs.

Scores come from bm25s (Lucene's variant, k1 1.5, b 0.75); stems from Snowball where it has a stemmer; Chinese,
Japanese, Korean and Thai are cut into pairs of characters. Only this copy for search is normalised; what is
served never is. Saved as plain arrays and JSON, without pickle.
"""

from __future__ import annotations

import io
import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from typing import Any

import bm25s
import bm25s.stopwords
import numpy as np
import numpy.typing as npt
import Stemmer

from indexer.statement import VerbaleError

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int32]

_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
# Marks that no letter class of `re` holds: accents that do not compose, and the vowel signs of Indian scripts.
_JOINED = "\u0300-\u036f\u064b-\u065f\u0900-\u0963\u0966-\u0dff"
_WORD = re.compile(rf"[{_UNSPACED}]+|[^\W_{_UNSPACED}]+(?:[{_JOINED}]+[^\W_{_UNSPACED}]*)*")
# Arabic vowel signs and the stretching tatweel, Hebrew points.
_MARKS = re.compile("[\u064b-\u065f\u0670\u0640\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]")

_STEMMERS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish",
    "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "ne": "nepali", "nl": "dutch", "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip
_STOP_WORDS: dict[str, Iterable[str]] = {
    "en": bm25s.stopwords.STOPWORDS_EN_PLUS,
    "de": bm25s.stopwords.STOPWORDS_GERMAN,
    "fr": bm25s.stopwords.STOPWORDS_FRENCH,
    "es": bm25s.stopwords.STOPWORDS_SPANISH,
    "it": bm25s.stopwords.STOPWORDS_ITALIAN,
    "pt": bm25s.stopwords.STOPWORDS_PORTUGUESE,
    "nl": bm25s.stopwords.STOPWORDS_DUTCH,
    "ru": bm25s.stopwords.STOPWORDS_RUSSIAN,
    "sv": bm25s.stopwords.STOPWORDS_SWEDISH,
    "da": bm25s.stopwords.STOPWORDS_DANISH,
    "no": bm25s.stopwords.STOPWORDS_NORWEGIAN,
    "tr": bm25s.stopwords.STOPWORDS_TURKISH,
}

_FLOOR = 4.0
_STOP_WORD_COUNTS = 0.1
"""What a stop word counts in late interaction, against 1 for a word that nothing else has."""
_REMEMBERED = 4096
"""So many versions' terms are kept for the next build of the process: an edit changes few."""


@cache
def _stemmer(language: str) -> Any:
    return Stemmer.Stemmer(_STEMMERS[language], 30_000)


@cache
def _stop_words(language: str) -> frozenset[str]:
    return frozenset(_STOP_WORDS.get(language, ()))


def tokens(text: str, language: str) -> list[str]:
    """The words of `text` as they are matched: folded, without stop words, stemmed; pairs where words are not spaced.

    The order is kept and repeats stay. Safe in threads as long as no two use one language's stemmer at once: the
    desk answers one question at a time.
    """
    folded = _MARKS.sub("", unicodedata.normalize("NFKC", text).casefold())
    if language == "ru":
        folded = folded.replace("ё", "е")  # most write е for it, the list of stop words does too
    stop = _stop_words(language)
    plain: list[str] = []
    pairs: list[str] = []
    for word in _WORD.findall(folded):
        if re.match(f"[{_UNSPACED}]", word):
            pairs.extend(word[i : i + 2] for i in range(max(1, len(word) - 1)))
        elif word not in stop:
            plain.append(word)
    if language in _STEMMERS:
        plain = _stemmer(language).stemWords(plain)
    return plain + pairs


@dataclass(frozen=True, slots=True)
class Words:
    """One language's BM25 index: for each term the rows that hold it and what it adds to their score.

    `rows` (n,) are the store's rows of this language; `indptr` (terms + 1,), `indices` and `data` are the
    columns of a sparse matrix of n rows: term t adds ``data[k]`` to row ``rows[indices[k]]`` for k from
    ``indptr[t]`` up to ``indptr[t + 1]``.
    """

    rows: Rows
    vocabulary: Mapping[str, int]
    indptr: npt.NDArray[np.int64]
    indices: Rows
    data: Floats

    @staticmethod
    def build(rows: Sequence[int], texts: Sequence[Sequence[str]]) -> Words:
        """Index `texts` (tokens), which are the store's `rows`."""
        if not any(texts):  # bm25s divides by their mean length
            none = np.zeros(0, np.int32)
            return Words(np.asarray(rows, np.int32), {}, np.zeros(1, np.int64), none, none.astype(np.float32))
        # Numbered here, by where each first stands: bm25s takes a set's order, another in every process.
        vocabulary = {term: number for number, term in enumerate(dict.fromkeys(chain.from_iterable(texts)))}
        index = bm25s.BM25(method="lucene")
        numbers = [[vocabulary[term] for term in text] for text in texts]
        index.index((numbers, vocabulary), create_empty_token=False, show_progress=False)
        return Words(
            np.asarray(rows, np.int32),
            vocabulary,
            np.asarray(index.scores["indptr"], np.int64),
            np.asarray(index.scores["indices"], np.int32),
            np.asarray(index.scores["data"], np.float32),
        )

    def postings(self, term: str) -> tuple[Rows, Floats] | None:
        """Positions in `rows` that hold `term`, and their scores for it."""
        column = self.vocabulary.get(term)
        if column is None:
            return None
        span = slice(self.indptr[column], self.indptr[column + 1])
        return self.indices[span], self.data[span]

    def weight(self, term: str) -> float:
        """Inverse document frequency as BM25 has it; a term that no row holds weighs most."""
        found = self.postings(term)
        holding = 0 if found is None else len(found[0])
        return float(np.log(1 + (len(self.rows) - holding + 0.5) / (holding + 0.5)))

    def importance(self, term: str) -> float:
        """Inverse document frequency with a floor, below which rarity tells nothing more."""
        found = self.postings(term)
        holding = 0 if found is None else len(found[0])
        return float(np.log1p(len(self.rows) / (holding + _FLOOR)))

    def scores(self, terms: Sequence[str]) -> Floats:
        """BM25 scores (n,) of all rows of this language, in the order of `rows`."""
        total = np.zeros(len(self.rows), np.float32)
        for term in terms:
            found = self.postings(term)
            if found is not None:
                total[found[0]] += found[1]
        return total


@lru_cache(_REMEMBERED)
def _terms(text: str, language: str) -> tuple[str, ...]:
    """The `tokens` of what was published; those of what citizens ask are never kept."""
    return tuple(map(sys.intern, tokens(text, language)))


class Lexicon:
    """The words of a store, language by language."""

    def __init__(self, languages: Mapping[str, Words]) -> None:
        self._languages = dict(languages)

    @staticmethod
    def build(texts: Sequence[str], languages: Sequence[str]) -> Lexicon:
        """Index `texts[i]`, in `languages[i]`, as row i."""
        by_language: dict[str, list[int]] = {}
        for row, language in enumerate(languages):
            by_language.setdefault(language, []).append(row)
        return Lexicon(
            {
                language: Words.build(rows, [_terms(texts[row], language) for row in rows])
                for language, rows in sorted(by_language.items())
            }
        )

    def words(self, language: str) -> Words | None:
        """The index of one language, or None when no row is in it."""
        return self._languages.get(language)

    def importance(self, text: str, language: str, spans: Sequence[tuple[int, int]]) -> Floats:
        """How much each of the slices `spans` of a question counts, (n,), in sum 1: rare words much, stop words little.

        In a language that no row is in, all words but stop words count the same.
        """
        words = self.words(language)
        rare = 1.0 if words is None else float(np.log1p(len(words.rows) / _FLOOR))
        weights = np.full(len(spans), _STOP_WORD_COUNTS * rare, np.float32)
        for match in _WORD.finditer(text):
            for i, (start, end) in enumerate(spans):
                if start >= match.end() or end <= match.start():
                    continue
                whole = match.group()
                if re.match(f"[{_UNSPACED}]", whole):  # no words, but pairs: those that the slice has a part in
                    whole = text[max(match.start(), start - 1) : min(match.end(), end + 1)]
                terms = tokens(whole, language)
                weight = rare if words is None else max(map(words.importance, terms), default=0.0)
                weights[i] = max(weights[i], weight if terms else 0.0)
        total: Floats = weights / max(float(weights.sum()), 1e-6)
        return total

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self._languages)

    def to_files(self) -> dict[str, bytes]:
        """File name → content."""
        arrays: dict[str, npt.NDArray[Any]] = {}
        vocabularies: dict[str, list[str]] = {}
        for language, words in self._languages.items():
            for name in ("rows", "indptr", "indices", "data"):
                arrays[f"{language}.{name}"] = getattr(words, name)
            vocabularies[language] = sorted(words.vocabulary, key=words.vocabulary.__getitem__)
        buffer = io.BytesIO()
        np.savez(buffer, allow_pickle=False, **arrays)
        return {
            "words.npz": buffer.getvalue(),
            "words.json": json.dumps(vocabularies, ensure_ascii=False).encode("utf-8"),
        }

    @staticmethod
    def from_files(files: Mapping[str, bytes]) -> Lexicon:
        """The inverse of `to_files`. The caller has checked that the bytes are those that were written."""
        vocabularies: dict[str, list[str]] = json.loads(files["words.json"])
        languages: dict[str, Words] = {}
        with np.load(io.BytesIO(files["words.npz"]), allow_pickle=False) as arrays:
            for language, terms in vocabularies.items():
                part = {name: arrays[f"{language}.{name}"] for name in ("rows", "indptr", "indices", "data")}
                if len(part["indptr"]) < len(terms) + 1:
                    raise VerbaleError(
                        f"the words of language {language} do not fit their vocabulary; run 'verbale index'"
                    )
                languages[language] = Words(vocabulary={term: i for i, term in enumerate(terms)}, **part)
        return Lexicon(languages)
