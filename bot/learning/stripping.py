"""A question without names, numbers and addresses: what is left when only words stay that are sure to tell of nobody.

No list knows all names, so it is asked the other way round. A word stays if it is ordinary in its language, or if the
ministry uses it, or if it names a country; and it goes all the same if it is a person's name, is written as one, or
stands where one is introduced. Whatever holds a digit or an @ goes as a whole. In doubt a word goes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.learning import unspaced
from bot.learning.vocabulary import COMMON, FUNCTION, is_first_name, is_name, is_place, places, plain, rank, words_of
from indexer.store import Contents

GAP = "[…]"
"""What stands for something that was there."""

_MARK = "\ufffc"
_NO_TEXT = re.compile("[\ufffc\ud800-\udfff]")
_OTHER = "[^\\W\u3400-\u9fff\uf900-\ufaff]"
_TELLING = re.compile(
    rf"\S+://\S+|www\.\S+|(?:{_OTHER}|[.+-])*@(?:{_OTHER}|[.-])+|(?:{_OTHER}|-)+(?:\.(?:{_OTHER}|-)+)*\.{_OTHER}{{2,}}"
    rf"|[+#№]?(?:{_OTHER}|[./:#()-])*\d(?:{_OTHER}|[./:#()-])*"
)
_WORD = re.compile(
    r"[^\W\d_\u3400-\u9fff\uf900-\ufaff](?:[^\W\d_\u3400-\u9fff\uf900-\ufaff]|[\u0300-\u036f\u064b-\u0670])*"
)
_BETWEEN = re.compile(rf"{_MARK}(?:[\s'’·.,:/()«»\"#№+_-]*{_MARK})+")
_SENTENCE = re.compile(r"(?:^|[.!?¿¡…:;؟\n])[\s\"«“‘'(¿¡—-]*$")

_LEADS = {
    "en": "name is|named|called|mr|mrs|ms|miss|dr|prof|captain|sir|madam",
    "fr": "appelle|nomme|nom est|m|mr|mme|mlle|monsieur|madame|docteur|dr|capitaine|maitre",
    "es": "llamo|nombre es|senor|senora|senorita|sr|sra|don|dona|doctor|doctora|dr|capitan",
    "ru": "зовут|имя|фамилия|господин|госпожа|гражданин|гражданка|доктор|капитан",
    "ar": "اسمي|اسمه|اسمها|يدعي|السيد|السيده|الدكتور|الدكتوره|القبطان|الاستاذ|انا",
}
_STREETS = {
    "fr": "rue|avenue|boulevard|chemin|impasse|allee|quai",
    "es": "calle|avenida|plaza|carrera|paseo|barrio",
    "ru": "улица|улице|улицы|ул|проспект|проспекте|переулок|переулке|площадь",
    "ar": "شارع|حي|طريق|زقاق",
}
_ALI = re.compile("علي$")
"""The name Ali, which is compared as the word "on" is, and written as that is in some countries."""

_AFTER = 3
"""So many words after such a lead go, up to the first of those that join others."""


@dataclass(frozen=True, slots=True)
class Stripped:
    """What is left, with `GAP` for each thing that is not, and how many words that carry a meaning are."""

    text: str
    words: int


@dataclass(frozen=True, slots=True)
class _Word:
    plain: str
    start: int
    end: int
    capital: bool
    opens: bool
    rank: int | None
    name: bool


class Stripper:
    """Knows the ministry's own words, which stay: `titles` (of statements, topics, the ministry) and `texts`."""

    def __init__(self, titles: Iterable[str], texts: Iterable[str]) -> None:
        titles = tuple(titles)
        self._titled = frozenset(word for title in titles for word in words_of(title))
        self._used = self._titled | frozenset(word for text in texts for word in words_of(text))
        self._grams = unspaced.grams(titles)

    def strip(self, text: str, language: str) -> Stripped:
        """`text`, which is in `language`, without what may tell of a person."""
        text = unicodedata.normalize("NFC", _NO_TEXT.sub(" ", text))
        text = _TELLING.sub(_MARK, text)
        words = _words(text, language)
        gone = self._gone(words, text, language)
        spans = [(word.start, word.end) for word, goes in zip(words, gone, strict=True) if goes]
        spans += unspaced.going(text, self._grams)
        left = _without(text, spans)
        kept = sum(1 for word, goes in zip(words, gone, strict=True) if not goes and not _joins(word))
        kept += sum(len(run) // 2 for run in unspaced.RUN.findall(left))
        return Stripped(_BETWEEN.sub(_MARK, left).replace(_MARK, GAP), kept)

    def _gone(self, words: Sequence[_Word], text: str, language: str) -> list[bool]:
        flat = not any(word.capital for word in words if not word.opens)
        named = [self._is_named(word, flat, language) for word in words]
        for i, word in enumerate(words):
            before = words[i - 1] if i else None
            if before is None or named[i] or not named[i - 1] or not _touch(text, before, word):
                continue
            if _has_case(language) and not flat:
                named[i] = word.capital  # a surname that is a word, a first name that is a country
            else:
                rare = word.rank is None or word.rank >= (FUNCTION if word.name else COMMON // 3)
                named[i] = rare and word.plain not in self._titled
        for i in range(len(words) - 1, 0, -1):
            before = words[i - 1]
            if named[i] and words[i].capital and before.capital and _touch(text, before, words[i]):
                named[i - 1] = named[i - 1] or (not _joins(before) and is_place(before.plain, language))
        for i in _led(words, text, language):
            named[i] = True
        return [goes or self._is_strange(word, language) for goes, word in zip(named, words, strict=True)]

    def _is_named(self, word: _Word, flat: bool, language: str) -> bool:
        if _joins(word):
            return False
        if word.name and word.plain not in self._titled and not (word.capital and word.plain in places(language)):
            if word.capital or language == "ru":
                return True
            doubtful = language == "ar" or (flat and is_first_name(word.plain, language))
            return word.rank is None or word.rank >= (COMMON // 3 if doubtful else COMMON)
        return word.capital and not word.opens and not self._is_own(word, language)

    def _is_own(self, word: _Word, language: str) -> bool:
        return word.plain in self._used or is_place(word.plain, language)

    def _is_strange(self, word: _Word, language: str) -> bool:
        """Whether it is neither ordinary nor the ministry's own."""
        mere = language == "fr" and word.plain == "t" and not word.capital  # va-t-il
        return word.rank is None and not mere and not self._is_own(word, language)


def stripper_of(contents: Contents) -> Stripper:
    """One that keeps the words of what is published or was, and of what a store's ministry and topics are called."""
    ministry = contents.ministry
    versions = [version for statement in contents.statements for version in statement.versions]
    named = [*ministry.name.values(), *(name for names in ministry.topics.values() for name in names.values())]
    return Stripper([*named, *(version.title for version in versions)], (version.text for version in versions))


def _words(text: str, language: str) -> list[_Word]:
    found = []
    for match in _WORD.finditer(text):
        written = plain(match[0])
        opens = _SENTENCE.search(text[: match.start()]) is not None
        capital = match[0][0].isupper()
        named = is_name(written, language)
        known = None if language == "ar" and _ALI.search(match[0]) else rank(match[0], language)
        found.append(_Word(written, *match.span(), capital, opens, known, named))
    return found


def _joins(word: _Word) -> bool:
    """Whether it is too frequent to name anybody, or a mere letter, as in "va-t-il"."""
    return (word.rank is not None and word.rank < FUNCTION) or (len(word.plain) == 1 and not word.capital)


def _has_case(language: str) -> bool:
    return language != "ar"


def _touch(text: str, one: _Word, other: _Word) -> bool:
    """Whether nothing but a space, a hyphen or an apostrophe stands between two words."""
    return re.fullmatch(r"[ '’.·-]{1,2}", text[one.end : other.start]) is not None


def _led(words: Sequence[_Word], text: str, language: str) -> list[int]:
    """The words that stand where a person or a street is named."""
    found = []
    for leads, most in ((_LEADS, _AFTER), (_STREETS, _AFTER)):
        for lead in filter(None, leads.get(language, "").split("|")):
            parts = lead.split()
            for i in range(len(words) - len(parts) + 1):
                if [word.plain for word in words[i : i + len(parts)]] == parts:
                    found += _following(words, text, i + len(parts), most)
    return found


def _following(words: Sequence[_Word], text: str, first: int, most: int) -> list[int]:
    found: list[int] = []
    for i in range(first, min(first + most, len(words))):
        if not _touch(text, words[i - 1], words[i]) or (_joins(words[i]) and found):
            break
        if not _joins(words[i]):
            found.append(i)
    return found


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    for start, end in sorted(set(spans), reverse=True):
        text = text[:start] + _MARK + text[end:]
    return text
