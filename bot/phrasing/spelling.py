"""Typos: a word that neither the store nor a dictionary knows, replaced by the one known word that is clearly nearest.

For the search only; what a citizen wrote is never shown to anybody as if it were otherwise. The lexicon holds stems:
the stem of a word is compared, and its ending kept. Without a dictionary of the language nothing is replaced: a store
of some dozens of statements knows too few words to tell a typo from a word that it lacks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from weakref import WeakKeyDictionary

from babel import Locale, UnknownLocaleError
from rapidfuzz import process
from rapidfuzz.distance import OSA
from spellchecker import SpellChecker

from bot.phrasing.folding import folded
from bot.phrasing.known import is_known
from indexer.lexicon import Lexicon, Words, tokens

_LEAST_LETTERS = 5
_LEAST_LETTERS_OF_A_NAME = 7
_TWO_IN_THE_STEM_FROM = 9
"""One edit may change the stem by two. Two edits of a word are not mended: that replaced three times as many sound
words and answered no more questions."""
_OFTENER = 3
"""Of two words equally near, the one that so many times as many statements hold is clearly meant."""

_WORD = re.compile(r"(?<!\w)[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u064b-\u065f\u0670])*+(?!\w)")
_ALIF = str.maketrans("أإآ", "ااا")
Shelf = dict[tuple[str, int], list[str]]

_shelves: WeakKeyDictionary[Lexicon, dict[str, Shelf]] = WeakKeyDictionary()


def prepare(lexicon: Lexicon) -> None:
    """Read the dictionaries and sort the words of `lexicon`, half a second a language; else the first question pays."""
    for language in lexicon.languages:
        if _dictionary(language):
            _shelf(lexicon, language)
            _places(language)


def corrected(text: str, lexicon: Lexicon, language: str) -> str:
    """`text` with each word that is a typo of a known one replaced by it, in lower case; else `text` itself."""
    index = lexicon.words(language)
    if index is None or not _has_dictionary(language):
        return text

    def mend(match: re.Match[str]) -> str:
        return _mended(match[0], lexicon, index, language) or match[0]

    return _WORD.sub(mend, text)


def _mended(word: str, lexicon: Lexicon, index: Words, language: str) -> str | None:
    least = _LEAST_LETTERS_OF_A_NAME if word[0].isupper() else _LEAST_LETTERS
    plain = folded(word)
    if len(plain) < least or is_known(plain, lexicon, language) or plain in _places(language):
        return None
    stems = tokens(plain, language)
    if len(stems) != 1 or stems[0] in _dictionary(language):
        return None
    stem = stems[0]
    nearest = _nearest(stem, 2 if len(plain) >= _TWO_IN_THE_STEM_FROM else 1, _shelf(lexicon, language), index)
    if nearest is None:
        return None
    return _respelt(plain, stem, nearest, language)


def _respelt(plain: str, stem: str, nearest: str, language: str) -> str | None:
    """The word one edit from `plain` whose stem is `nearest`; its ending is kept where that makes one."""
    if plain.startswith(stem):
        kept = nearest + plain[len(stem) :]
        if OSA.distance(kept, plain) == 1 and tokens(kept, language) == [nearest]:
            return kept
    start = nearest[: max(3, len(nearest) - 3)]
    for word in _edits(plain, sorted(set(nearest))):
        # Cheap before dear: stemming may change the last letters of a stem, or an alif, and little else.
        if start in word.translate(_ALIF) and tokens(word, language) == [nearest]:
            return word
    return None


def _edits(word: str, letters: Sequence[str]) -> Iterator[str]:
    """All that one edit makes of `word` and that begins as it does: two letters changed about, one left out, put in."""
    for i in range(1, len(word)):
        yield word[:i] + word[i + 1 : i + 2] + word[i] + word[i + 2 :]
        yield word[:i] + word[i + 1 :]
        for letter in letters:
            yield word[:i] + letter + word[i + 1 :]
            yield word[:i] + letter + word[i:]
    yield from (word + letter for letter in letters)


def _nearest(stem: str, edits: int, shelf: Shelf, index: Words) -> str | None:
    """The known stem within `edits` of `stem`, when only one is as near, or one far oftener than the others."""
    near: list[tuple[int, int, str]] = []
    for length in range(len(stem) - edits, len(stem) + edits + 1):
        choices = shelf.get((stem[0], length), ())
        for known, distance, _ in process.extract(stem, choices, scorer=OSA.distance, score_cutoff=edits, limit=None):
            found = index.postings(known)
            near.append((int(distance), -(0 if found is None else len(found[0])), known))
    if not near:
        return None
    near.sort()
    distance, held, known = near[0]
    clear = len(near) == 1 or near[1][0] > distance or -held >= _OFTENER * -near[1][1]
    return known if clear else None


def _shelf(lexicon: Lexicon, language: str) -> Shelf:
    """Known stems by first letter and length."""
    made = _shelves.setdefault(lexicon, {})
    if language not in made:
        shelf: Shelf = {}
        index = lexicon.words(language)
        for word in () if index is None else index.vocabulary:
            if word.isalpha():
                shelf.setdefault((word[0], len(word)), []).append(word)
        made[language] = shelf
    return made[language]


@cache
def _places(language: str) -> frozenset[str]:
    """The words of the names of states in `language`, case-folded: one that no statement names is no typo."""
    try:
        names = Locale.parse(language).territories.values()
    except (ValueError, UnknownLocaleError):
        return frozenset()
    return frozenset(folded(word) for name in names for word in _WORD.findall(name))


@cache
def _has_dictionary(language: str) -> bool:
    """Known without reading it, which takes half a second."""
    return language in SpellChecker.languages()


@cache
def _dictionary(language: str) -> frozenset[str]:
    """The stems of a dictionary of `language`; none where there is no dictionary."""
    if not _has_dictionary(language):
        return frozenset()
    words = SpellChecker(language).word_frequency.words()
    return frozenset(tokens(" ".join(words), language))
