"""Quotations made from published versions, as they are and changed in one known way.

    for case in mutations(snapshot, seed=0):
        verify(snapshot, case.text, TODAY)      # should be `case.expected`, and show `case.lost` and `case.put`

Slices begin and end at words and are at least `WORDS` words long (`CHARACTERS` characters where words are not spaced).
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from indexer.statement import Version
from indexer.store import Snapshot

WORDS, CHARACTERS = 9, 18

NEGATIONS = {
    "en": r"\b(?:not|no|never|neither|nor)\b",
    "fr": r"\b(?:pas|aucun|aucune|ni|jamais)\b",
    "es": r"\b(?:no|ni|ningún|ninguna|nunca)\b",
    "ru": r"\b(?:не|ни|нет)\b",
    "ar": r"\b(?:لا|لم|لن|ليس|ليست)\b",
    "zh": r"[不未无没]",
}
PREFIXES = {
    "en": "According to the ministry: ",
    "fr": "Selon le ministère : ",
    "es": "Según el ministerio: ",
    "ru": "По данным министерства: ",
    "ar": "وفقا للوزارة: ",
    "zh": "据外交部称：",
}


@dataclass(frozen=True)
class Case:
    """`lost` and `put` are what a word-by-word comparison must show as published, and as given instead."""

    kind: str
    expected: str
    text: str
    statement: str
    language: str
    lost: str = ""
    put: str = ""


def mutations(snapshot: Snapshot, moment: datetime, seed: int = 0) -> Iterator[Case]:
    """Up to nine cases of every version that is public at `moment`."""
    dice = random.Random(seed)
    for statement in snapshot.contents.statements:
        if statement.released <= moment:
            for version in statement.versions:
                yield from _of(statement.id, version, dice)


def _of(name: str, version: Version, dice: random.Random) -> Iterator[Case]:
    language, text = version.language, version.text
    words = [m.span() for m in re.finditer(r"[^\W\d]|\d+" if language == "zh" else r"\w+", text)]
    long = CHARACTERS if language == "zh" else WORDS

    def cut(least: int = 0, most: int | None = None) -> tuple[int, int]:
        """A slice's first and last word."""
        most = len(words) if most is None else most
        first = dice.randrange(least, max(least + 1, most - 2 * long))
        return first, min(most - 1, first + dice.randrange(long, 2 * long))

    def slice_of(first: int, last: int) -> str:
        return text[words[first][0] : words[last][1]]

    def case(kind: str, expected: str, given: str, lost: str = "", put: str = "") -> Case:
        return Case(kind, expected, given, name, language, lost, put)

    plain = slice_of(*cut())
    yield case("exact", "Exact", plain)
    yield case("retyped", "Exact", _retyped(plain, dice))
    yield case("framed", "Exact", f"{PREFIXES[language]}“{slice_of(*cut())}”\n— {version.source}")
    middle = len(words) // 2
    one, other = cut(0, middle - 1), cut(middle + 1)
    yield case("joined with a mark", "Exact", f"{slice_of(*one)} […] {slice_of(*other)}")
    yield case("joined", "Altered", f"{slice_of(*one)} {slice_of(*other)}")
    first, last = cut()
    changed = dice.randrange(first + 1, last)
    start, end = words[changed]
    foreign = {"ru": "верблюд", "ar": "جمل", "zh": "驼"}.get(language, "camel")
    yield case(
        "word changed",
        "Altered",
        text[words[first][0] : start] + foreign + text[end : words[last][1]],
        text[start:end],
        foreign,
    )
    changes = (("number changed", r"\d+(?:[.,]\d+)*", "77"), ("negation dropped", NEGATIONS[language], ""))
    for kind, pattern, put in changes:
        found = list(re.finditer(pattern, text))
        if found:
            yield case(kind, "Altered", *_without(text, words, dice.choice(found), put, long))


def _without(
    text: str, words: list[tuple[int, int]], found: re.Match[str], put: str, long: int
) -> tuple[str, str, str]:
    """Text around a match with `put` in its place, what is lost, what is put."""
    at = next(i for i, (_, end) in enumerate(words) if end > found.start())
    first = max(0, min(at - long // 2, len(words) - 1 - long))
    last = min(len(words) - 1, first + long)
    after = text[found.end() : max(found.end(), words[last][1])]
    return text[words[first][0] : found.start()] + put + (after if put else after.lstrip()), found[0], put


def _retyped(text: str, dice: random.Random) -> str:
    """As another hand or programme would write the same: white space, quotation marks, dashes, vowel signs."""
    text = re.sub("[\u064b-\u0652]", "", text).replace("’", "'").replace("–", "-").replace("—", "–")
    text = text.replace("\u00a0", " ").replace("\u202f", " ").replace("“", "«").replace("”", "»")
    spaces = [m.start() for m in re.finditer(" ", text)]
    for at in dice.sample(spaces, min(2, len(spaces))):
        text = text[:at] + dice.choice(["\n", "\u00a0", "\t"]) + text[at + 1 :]
    return text[:1].swapcase() + text[1:]
