"""Which words are ordinary in a language, which are names of persons, and which name countries, languages and days.

Frequencies come from pyspellchecker (whose Spanish words are dictionary forms, to which simplemma leads back), Russian
words and names from pymorphy3's dictionary, names of the other languages from Faker's lists, countries from Babel. All
of it is on this machine; a language takes up to a second to load and some megabytes, so that nothing is loaded before
the first question is kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from functools import cache, lru_cache
from importlib import import_module
from itertools import product

from babel import Locale, UnknownLocaleError
from pymorphy3 import MorphAnalyzer
from simplemma import lemmatize
from spellchecker import SpellChecker

from bot.phrasing.folding import folded

FUNCTION = 300
"""A word that only so many words are more frequent than carries no name, however it is written."""

COMMON = 3000
"""A word that only so many are more frequent than is an ordinary word first, and a name second."""

_ORDINARY = {"en": 45_000, "fr": 60_000, "es": 60_000, "ar": 60_000, "ru": 20_000}
"""So many of the most frequent words are ordinary; what is rarer is as likely a surname."""

_LIKELY = 0.25
"""The share of a Russian word's readings that must be a name's."""

_LOCALES = {
    "ar": ("ar_AA", "ar_DZ", "ar_SA", "ar_PS"),
    "": (
        *("en", "en_US", "en_GB", "en_IE", "en_IN", "en_KE", "en_NG", "en_PK", "fr_FR", "fr_BE", "fr_DZ"),
        *(
            "es_ES",
            "es_MX",
            "es_AR",
            "es_CO",
            "es_CL",
            "de_DE",
            "it_IT",
            "pt_BR",
            "tr_TR",
            "pl_PL",
            "vi_VN",
            "zh_CN",
            "zh_TW",
        ),
    ),
}
_FIRST = ("first_names", "first_names_male", "first_names_female", "first_romanized_names")
_LAST = ("last_names", "unisex_last_names", "last_romanized_names")

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u064b-\u065f\u0670])*")
_CYRILLIC = re.compile("[\u0430-\u044f\u0451]+")
_ALIF = str.maketrans("أإآٱىة", "اااايه")


def words_of(text: str) -> list[str]:
    """The runs of letters in a text, as `plain` puts them."""
    return [plain(match[0]) for match in _WORD.finditer(text)]


def plain(word: str) -> str:
    """The form in which words are compared here: as `folded`, without accents, and with one form of alif."""
    parted = unicodedata.normalize("NFKD", folded(word).replace("й", "\u0439"))
    bare = "".join(c for c in parted if not unicodedata.combining(c) or c == "\u0306")
    return unicodedata.normalize("NFKC", bare).translate(_ALIF)


@cache
def ranks(language: str) -> dict[str, int]:
    """Ordinary words, each with how many are more frequent; empty for a language without a list."""
    if language not in _ORDINARY:
        return {}
    counted = SpellChecker(language=language, distance=1).word_frequency.dictionary
    found: dict[str, int] = {}
    for rank, word in enumerate(sorted(counted, key=lambda w: (-counted[w], w))[: _ORDINARY[language]]):
        found.setdefault(plain(word), rank)
    return found


@cache
def _names(script: str, lists: tuple[str, ...]) -> frozenset[str]:
    found: set[str] = set()
    for locale, name in product(_LOCALES[script], lists):
        provider = import_module(f"faker.providers.person.{locale}").Provider
        written_down = getattr(provider, name, ())
        for written in written_down if isinstance(written_down, Collection) else ():
            found.update(word for word in words_of(written) if len(word) > 1)
    return frozenset(found)


@cache
def surnames_unspaced() -> frozenset[str]:
    """Chinese surnames, of one or two characters."""
    provider = import_module("faker.providers.person.zh_CN").Provider
    return frozenset(provider.last_names)


@cache
def _russian() -> MorphAnalyzer:
    return MorphAnalyzer(lang="ru")


@lru_cache(maxsize=50_000)
def is_name(word: str, language: str) -> bool:
    """Whether `word`, as `plain` puts it, is a person's name of any sort; in Arabic also with what is joined on."""
    if language == "ru" and _CYRILLIC.fullmatch(word):
        readings = _russian().parse(word)
        named = sum(p.score for p in readings if {"Name", "Surn", "Patr"} & p.tag.grammemes)
        return bool(named >= _LIKELY)
    if language == "ar":
        return any(form in _names("ar", _FIRST + _LAST) for form in joined(word))
    return word in _names("", _FIRST + _LAST)


def is_first_name(word: str, language: str) -> bool:
    """Whether `word` is a first name; where the two cannot be told apart, whether it is a name."""
    return is_name(word, language) if language in ("ar", "ru") else word in _names("", _FIRST)


@lru_cache(maxsize=50_000)
def rank(written: str, language: str) -> int | None:
    """How many words are more frequent than a word as it is written; None for one that is not ordinary."""
    known, word = ranks(language), plain(written)
    if language == "es" and word not in known:
        return known.get(plain(lemmatize(written.casefold(), lang="es")))
    if language == "ar":
        return min((known[form] for form in joined(word) if form in known), default=None)
    if language == "ru" and word not in known and _CYRILLIC.fullmatch(word) and _russian().word_is_known(word):
        return len(known)
    return known.get(word)


def joined(word: str) -> tuple[str, ...]:
    """An Arabic word, and what is left of it without "and" or "so", then "in" or "to", then the article."""
    forms = [word]
    for prefixes in (("و", "ف"), ("ب", "ل"), ("ال",)):
        for form in tuple(forms):
            forms += [form[len(p) :] for p in prefixes if form.startswith(p) and len(form) >= len(p) + 3]
    forms += ["ال" + form[2:] for form in tuple(forms) if form.startswith("لل") and len(form) > 4]
    return tuple(dict.fromkeys(forms))


@cache
def places(language: str) -> frozenset[str]:
    """Words of countries', languages', months' and days' names, as `plain` puts them; in Chinese the names whole."""
    try:
        locale = Locale.parse(language)
    except (ValueError, UnknownLocaleError):
        return frozenset()
    named = [name for code, name in locale.territories.items() if code.isalpha()]
    named += [name for code, name in locale.languages.items() if len(code) == 2]
    named += locale.months["format"]["wide"].values()
    named += locale.days["format"]["wide"].values()
    if language == "zh":
        return frozenset(named)
    found: set[str] = set()
    for name in named:
        words = [word for word in words_of(name) if len(word) > 3 or language == "ar"]
        # Jordan is a country first; Pierre, of Saint-Pierre-et-Miquelon, is a person.
        found.update(word for word in words if len(words_of(name)) == 1 or not is_name(word, language))
    return frozenset(found)


@lru_cache(maxsize=50_000)
def is_place(word: str, language: str) -> bool:
    """Whether `word` names a country and the like, or is derived from such a name: Iraqi, российский."""
    return any(word.startswith(stem) for stem in _stems(language).get(word[:4], ()))


@cache
def _stems(language: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for word in places(language):
        stem = word[: max(4, len(word) - 2)] if len(word) > 4 else word
        found[word[:4]] = (*found.get(word[:4], ()), stem)
    return found
