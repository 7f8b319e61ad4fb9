"""Follow-ups: whether a question leans on the one before it, told from its text alone.

A question leans when it names too little of its own to be answered: it joins on ("and for students?"), points back
("does it apply to minors?") or only asks ("since when?"). How much it names is counted in content words, each weighed
by how few statements hold it; short lists of closed-class words tell joining and pointing in the six languages. In
another language nothing leans: what is content and what is not is unknown there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.phrasing.folding import folded
from bot.phrasing.particles import ASKING, ASKING_UNSPACED, JOINING, LIGHT_UNSPACED, POINTING, POINTING_UNSPACED, light
from indexer.lexicon import Lexicon, tokens

_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_CJK = re.compile(r"[\u3400-\u9fff]+")
_PARTS = re.compile("['-]")
_YEAR = re.compile(r"[12]\d{3}")
_CHARACTERS_A_WORD = 2.5
_CLOSED_UNSPACED = re.compile(
    "|".join(sorted((*JOINING["zh"], *POINTING_UNSPACED, *ASKING_UNSPACED, *LIGHT_UNSPACED), key=len, reverse=True))
)
_JOINING_NAMES = 3
_POINTING_NAMES = 2
_COMMON = 0.8
"""A question of one content word that so many statements hold is no topic: "who decided", "where do I apply"."""


@dataclass(frozen=True, slots=True)
class Bearing:
    """What of a question tells whether it stands alone.

    `named`: content words, years left out; `weight`: the sum of their weights, each 0..1, 1 for a word that no
    statement or one alone holds.
    """

    joins: bool
    points: bool
    asks: bool
    function_words: int
    named: int
    weight: float


def leans(text: str, lexicon: Lexicon, language: str) -> bool:
    """Whether `text` may need the question before it: if so, the desk ranks it both alone and `together`."""
    bearing = bearing_of(text, lexicon, language)
    if bearing.named == 0:
        return bearing.joins or bearing.points or bearing.asks or bearing.function_words > 0
    if bearing.joins:
        return bearing.named <= _JOINING_NAMES
    if bearing.points:
        return bearing.named <= _POINTING_NAMES
    return bearing.named == 1 and bearing.function_words > 0 and (not bearing.asks or bearing.weight < _COMMON)


def together(earlier: str, text: str) -> str:
    """What to search for when `text` leans on the question `earlier`: one after the other."""
    return f"{earlier.strip()} {text.strip()}"


def bearing_of(text: str, lexicon: Lexicon, language: str) -> Bearing:
    """Measure one question."""
    plain = folded(text).strip(' ¿¡"«“-–—…')
    if language == "zh":
        return _unspaced(plain, lexicon)
    words = _WORD.findall(plain)
    closed = light(language)
    content = [word for word in words if not _is_light(word, closed) and not _YEAR.fullmatch(word)]
    terms = sorted({term for word in content for term in tokens(word, language)})
    pointing = POINTING.get(language, frozenset())
    return Bearing(
        joins=_joins(plain, words, language),
        points=any(part in pointing for word in words for part in (word, *_PARTS.split(word))),
        asks=any(word in ASKING.get(language, ()) for word in words),
        function_words=sum(_is_light(word, closed) for word in words),
        named=len(terms),
        weight=sum(_weights(terms, lexicon, language)),
    )


def _is_light(word: str, closed: frozenset[str]) -> bool:
    """Whether `word` is of a closed class, or made of such by hyphen and elision ("est-ce", "qu'il")."""
    parts = _PARTS.split(word)
    return word in closed or (len(parts) > 1 and all(part in closed or len(part) == 1 for part in parts))


def _joins(plain: str, words: list[str], language: str) -> bool:
    opening = f"{' '.join(words)} "
    if any(opening.startswith(f"{joining} ") for joining in JOINING.get(language, ())):
        return True
    # Arabic writes its "and" on to the next word.
    return language == "ar" and bool(words) and words[0].startswith("و") and _is_joined(words[0][1:])


def _is_joined(word: str) -> bool:
    return word in light("ar") or word.startswith(("ال", "لل", "بال", "إذا"))


def _unspaced(plain: str, lexicon: Lexicon) -> Bearing:
    """The bearing of a Chinese question: what is left of it without the closed classes is what it names."""
    left = _CLOSED_UNSPACED.sub(" ", "".join(_CJK.findall(plain)))
    named = int(len(left.replace(" ", "")) / _CHARACTERS_A_WORD)
    weights = _weights(tokens(left, "zh"), lexicon, "zh")
    return Bearing(
        joins=plain.startswith(JOINING["zh"]) or plain.rstrip("?。!").endswith("呢"),
        points=any(word in plain for word in POINTING_UNSPACED),
        asks=any(word in plain for word in ASKING_UNSPACED),
        function_words=left.count(" "),
        named=named,
        weight=named * sum(weights) / max(1, len(weights)),
    )


def _weights(terms: Sequence[str], lexicon: Lexicon, language: str) -> list[float]:
    """For each term its inverse document frequency, as a share of the highest."""
    index = lexicon.words(language)
    if index is None:
        return [1.0] * len(terms)
    most = index.weight("")
    return [index.weight(term) / most for term in terms]
