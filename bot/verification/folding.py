"""The form in which two texts are compared: what typing and typography change is folded away, words are not.

Folded are white space (all of it goes), invisible characters, the typography of quotation marks and dashes,
compatibility forms (NFKC), case, Arabic vowel signs and tatweel. `strictly` keeps the case.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from indexer.statement import Span

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Scripts without spaces between words, as a character class's inside."""
_VOWELS = "\u064b-\u0652\u0657-\u065f\u0670\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
_INVISIBLE = (
    "\u00ad\u034f\u061c\u0640\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff"
)
QUOTES = "\"'`\u00b4\u00ab\u00bb\u02bc\u2018-\u201f\u2032\u2033\u2039\u203a\u300c-\u300f\u301d-\u301f\uff02\uff07\uff40"
"""Quotation marks and apostrophes, as a character class's inside."""
_DASHES = "\\-\u2010-\u2015\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d"

_QUOTE = re.compile(f"[{QUOTES}]")
_DASH = re.compile(f"[{_DASHES}]")
_GONE = re.compile(f"[{_VOWELS}{_INVISIBLE}]")
_RUN = re.compile("''+|--+")
_VOWEL = re.compile(f"[{_VOWELS}]")
# What composes under NFKC stays together: a character with the marks after it, and Korean letters.
_CLUSTER = re.compile(f"[\u1100-\u11ff]+|.[\u0300-\u036f{_VOWELS}\u0653-\u0656\u3099\u309a]*", re.S)

_LETTERS = rf"[^\W_{UNSPACED}]"
_TOKEN = re.compile(
    rf"(?P<gap>[\[(（【]\s*(?:…+|\.{{3,}})\s*[\])）】]|…+|\.{{3,}}|。{{3,}})"
    rf"|(?P<word>\d+(?:[.,٫٬]\d+)+"
    rf"|{_LETTERS}+(?:[{_VOWELS}{_INVISIBLE}\u0300-\u036f\u0653-\u0656'\u2019\u02bc]+{_LETTERS}+)*[{_VOWELS}\u0300-\u036f]*"
    rf"|[{UNSPACED}])"
    rf"|[^\s{_INVISIBLE}{_VOWELS}]"
)


def strictly(text: str) -> str:
    """`text` folded, but for its case."""
    text = _DASH.sub("-", _QUOTE.sub("'", text))
    text = _GONE.sub("", unicodedata.normalize("NFKC", text))
    return _RUN.sub(lambda run: run[0][0], "".join(text.split()))


def fold(text: str) -> str:
    """`text` in the form in which it is searched."""
    return strictly(text).casefold()


_key = lru_cache(100_000)(fold)


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text that knows its way back: its character i came from ``original[starts[i]:ends[i]]``."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    @staticmethod
    def of(original: str) -> Folded:
        text: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        for cluster in _CLUSTER.finditer(original):
            for character in _key(cluster[0]):
                if character in "'-" and text and text[-1] == character:
                    ends[-1] = cluster.end()
                    continue
                text.append(character)
                starts.append(cluster.start())
                ends.append(cluster.end())
        return Folded("".join(text), starts, ends)

    def span(self, start: int, end: int) -> Span:
        """The slice of the original that gave ``text[start:end]``, which is not empty."""
        return self.starts[start], self.ends[end - 1]


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a character of an unspaced script, or a mark: ``text[start:end]``. `key` is what is compared.

    `word` is False for punctuation; `gap` says that the token marks words left out.
    """

    start: int
    end: int
    key: str
    word: bool
    gap: bool = False


def tokens(text: str) -> list[Token]:
    """The words and marks of `text`, in order; white space and invisible characters lie between them."""
    found = []
    for match in _TOKEN.finditer(text):
        gap = match["gap"] is not None
        key = "…" if gap else _key(match[0])
        if key:
            found.append(Token(match.start(), match.end(), key, match["word"] is not None, gap))
    return found


_SINGLE = re.compile(f"[{UNSPACED}]")


def is_unspaced(character: str) -> bool:
    """Whether the first character belongs to a script without spaces between words."""
    return _SINGLE.match(character) is not None


def weight(found: Sequence[Token]) -> float:
    """How many words these are; three characters of an unspaced script count as two."""
    words = [t for t in found if t.word]
    characters = sum(is_unspaced(t.key) for t in words)
    return len(words) - characters + 2 * characters / 3


def agree(given: str, published: str, *, first: bool) -> bool:
    """Whether two slices that fold alike are the same writing.

    The case of the first letter may differ where `first`; vowel signs may be absent from either, not contradict.
    """
    one, other = strictly(given), strictly(published)
    if one[1:] != other[1:] or (one[:1] != other[:1] and not (first and one[:1].casefold() == other[:1].casefold())):
        return False
    if _VOWEL.search(given) is None or _VOWEL.search(published) is None:
        return True
    signs = zip(_signs(given), _signs(published), strict=False)
    return all(not a or not b or a <= b or b <= a for a, b in signs)


def _signs(text: str) -> list[set[str]]:
    """The vowel signs on each letter."""
    signs: list[set[str]] = []
    for character in unicodedata.normalize("NFKC", text):
        if _VOWEL.match(character):
            if signs:
                signs[-1].add(character)
        elif not character.isspace() and _GONE.match(character) is None:
            signs.append(set())
    return signs
