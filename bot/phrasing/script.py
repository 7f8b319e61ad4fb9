"""A question in the letters of another script, read in its own: Russian or Arabic in Latin letters, the wrong keyboard.

The store's lexicon decides: a reading holds when clearly more of the text are words that statements use, or words
of the closed classes, than in the text as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from bot.phrasing import arabic, cyrillic
from bot.phrasing.folding import folded
from bot.phrasing.known import WORD, is_known, share_known
from bot.phrasing.particles import light
from indexer.lexicon import Lexicon, Words, tokens

_CLEARLY = 0.25
_LEAST_SHARE = 0.5
_LEAST_LETTERS = 4
_MOSTLY = 0.8
_LONGEST_WORD = 40
_LEAST_STEM = 3
_WORDS_A_SIGN = 6
_LEAST_MISFIT = 3

_LATIN_LANGUAGES = ("en", "fr", "es")
_LATIN = re.compile(r"[a-zß-ɏ]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_ENGLISH_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_RUSSIAN_KEYS = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_TYPED = re.compile(r"[^\s?!]+")

Keys = dict[str, list[str]]
_keys: WeakKeyDictionary[Lexicon, dict[str, Keys]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Reading:
    """`text`, folded, in the script of `language`; `share` (0..1) of its letters are in words that are known."""

    text: str
    language: str
    share: float


def prepare(lexicon: Lexicon) -> None:
    """Sort the Russian and Arabic words of `lexicon` by their keys, 4 s a million; else the first question does."""
    for language in ("ru", "ar"):
        if lexicon.words(language):
            _known_by_key(lexicon, language)


def in_own_script(text: str, lexicon: Lexicon) -> Reading | None:
    """The reading that fits the store's words clearly better than `text` as it stands; None when none does."""
    plain = folded(text)
    languages = {*_LATIN_LANGUAGES, *lexicon.languages}
    readings: list[Reading] = []
    if _is_mostly(_LATIN, plain):
        if lexicon.words("ru"):
            readings.append(_reading(plain, lexicon, "ru"))
            readings.append(_on_keys(plain, _ENGLISH_KEYS, _RUSSIAN_KEYS, lexicon, "ru"))
        if lexicon.words("ar") and _is_chat(plain, lexicon, languages):
            readings.append(_reading(plain, lexicon, "ar"))
    elif _is_mostly(_CYRILLIC, plain) and lexicon.words("en"):
        readings.append(_on_keys(plain, _RUSSIAN_KEYS, _ENGLISH_KEYS, lexicon, "en"))
    best = max(readings, key=lambda reading: reading.share, default=None)
    if best is None or best.share < _LEAST_SHARE:
        return None
    stands = max(share_known(plain, lexicon, language) for language in languages)
    return best if best.share >= stands + _CLEARLY else None


def _is_mostly(letter: re.Pattern[str], text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= _LEAST_LETTERS and sum(map(bool, map(letter.match, letters))) >= _MOSTLY * len(letters)


def _is_chat(text: str, lexicon: Lexicon, languages: Collection[str]) -> bool:
    """Whether enough words of `text` are written as only the chat alphabet does: consonants alone fit too much."""
    words = WORD.findall(text)
    foreign = [word for word in words if not any(is_known(word, lexicon, language) for language in languages)]
    return arabic.signs(foreign) * _WORDS_A_SIGN >= len(words)


def _on_keys(text: str, pressed: str, meant: str, lexicon: Lexicon, language: str) -> Reading:
    """`text` as the same keys write it on another keyboard."""
    layout = str.maketrans(pressed, meant)
    typed = _TYPED.sub(lambda m: m[0].translate(layout), text)
    return Reading(typed, language, share_known(folded(typed), lexicon, language))


def _reading(text: str, lexicon: Lexicon, language: str) -> Reading:
    """`text` word by word; what cannot be read stays (Arabic) or is spelt (Russian)."""
    read = _russian if language == "ru" else _arabic
    if language == "ar":
        text = arabic.joined(text)
    pieces: list[str] = []
    known = total = position = 0
    for match in WORD.finditer(text):
        word = match[0]
        if word.isdigit():
            continue
        found = read(word, lexicon) if len(word) <= _LONGEST_WORD else None
        total += len(word)
        known += 0 if found is None else len(word)
        pieces += text[position : match.start()], found or (cyrillic.spelt(word) if language == "ru" else word)
        position = match.end()
    return Reading("".join([*pieces, text[position:]]), language, known / max(1, total))


def _russian(word: str, lexicon: Lexicon) -> str | None:
    """A Russian word that the store knows, for one in Latin letters; None when there is none."""
    plain = cyrillic.spelt(word)
    if is_known(plain, lexicon, "ru"):
        return plain
    known = _known_by_key(lexicon, "ru")
    for end in range(len(word), _LEAST_STEM - 1, -1):
        for key in cyrillic.keys_of(word[:end]):
            for stem in known.get(key, ()):
                if end == len(word):
                    return stem
                inflected = stem + cyrillic.spelt(word[end:])
                if tokens(inflected, "ru") == [stem]:
                    return inflected
    return None


def _arabic(word: str, lexicon: Lexicon) -> str | None:
    """An Arabic word that the store knows, for one of the chat alphabet; None when there is none."""
    if word in arabic.CHAT:
        return arabic.CHAT[word]
    known = _known_by_key(lexicon, "ar")
    index = lexicon.words("ar")
    assert index is not None
    found = {
        (arabic.misfit(heard, stem) + arabic.cost(before, after), -_held(index, stem), stem, before, after)
        for core, before, after in arabic.cores_of(word)
        for key, heard in arabic.sounds_of(core)
        for stem in known.get(key, ())
    }
    if not found:
        return None
    misfit, _, stem, before, after = min(found)
    if misfit > max(_LEAST_MISFIT, len(word)):
        return None
    written = (before + stem + after, before + stem, stem + after, stem)
    return next((w for w in written if tokens(w, "ar")[-1:] == [stem]), stem)


def _held(index: Words, term: str) -> int:
    found = index.postings(term)
    return 0 if found is None else len(found[0])


def _known_by_key(lexicon: Lexicon, language: str) -> Keys:
    made = _keys.setdefault(lexicon, {})
    if language not in made:
        index = lexicon.words(language)
        words = [] if index is None else [*index.vocabulary, *light(language)]
        keys: Keys = {}
        key_of = cyrillic.key_of if language == "ru" else arabic.key_of
        for word in words:
            if word.isalpha():
                keys.setdefault(key_of(word), []).append(word)
        made[language] = keys
    return made[language]
