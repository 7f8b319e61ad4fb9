"""Words and languages: what a reader does not see, and what came in by copying."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from indexer.advice.sorts import FOLDED, FOREIGN_WORD, MIXED_WORD, NO_QUESTION, OTHER_LANGUAGE
from indexer.advice.standing import InForce
from indexer.drafting.languages import language_of
from indexer.files.characters import shown
from indexer.files.parsing import Items, Value
from indexer.loading import Located
from indexer.statement import Problem, Version

_WORD = re.compile(r"[^\W\d_]+")
_READ = 1_000
_NAMES = {"LATIN", "CYRILLIC", "GREEK"}
"""Alphabets whose letters are taken for each other's."""
# Letters that look like Latin ones, in the scripts that have them.
_LIKE_LATIN = frozenset("АВЕЅІЈКМНОРСТУХЬЗабвеѕіјкмнорстухԁӏԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧνοριυχ")
_ENDS = "?？؟;"
"""The Greek question mark is a semicolon."""
_CLOSING = " \t\u00a0\u200f\u200e\"'”’»›」』)]"


def on_words(standing: Sequence[InForce]) -> Iterator[Problem]:
    """Warnings about the wording of each version."""
    for one in standing:
        for version in one.statement.versions:
            yield from _language(one.located, version)
            yield from _letters(one.located, version)
            yield from _form(one.located, version)


def _language(located: Located, version: Version) -> Iterator[Problem]:
    found, _ = language_of(version.text[:_READ])
    if found and found != version.language and not _alike(found, version.language):
        line = located.line("versions", version.language, "text")
        words = {"found": found, "language": version.language}
        yield OTHER_LANGUAGE.at(located.file, line, f"versions.{version.language}.text", **words)


def _alike(one: str, other: str) -> bool:
    """Languages that a detector takes for each other though whole texts are given."""
    return any(
        {one, other} <= group for group in ({"id", "ms"}, {"bs", "hr", "sr"}, {"no", "nb", "nn", "da"}, {"zh", "ja"})
    )


def _letters(located: Located, version: Version) -> Iterator[Problem]:
    latin = _scripts(version.text) == {"LATIN"} or _is_mostly_latin(version.text)
    told: set[str] = set()
    for field, words in (("title", version.title), ("text", version.text)):
        _, node = dict(located.versions())[version.language].get(field, (0, None))
        first = located.line("versions", version.language, field)
        for found in _WORD.finditer(words):
            word = found.group()
            scripts = _scripts(word)
            if word in told or not scripts:
                continue
            line = first
            if isinstance(node, Value) and node.block:
                line = node.line + 1 + words.count("\n", 0, found.start())
            path = f"versions.{version.language}.{field}"
            if len(scripts) > 1:
                told.add(word)
                names = " and ".join(sorted(name.capitalize() for name in scripts))
                yield MIXED_WORD.at(located.file, line, path, word=shown(word), letters=names)
            elif latin and "LATIN" not in scripts and set(word) <= _LIKE_LATIN:
                told.add(word)
                yield FOREIGN_WORD.at(located.file, line, path, word=shown(word), letters=min(scripts).capitalize())


def _scripts(word: str) -> set[str]:
    """Those of the three alphabets that its letters are from."""
    if word.isascii():
        return {"LATIN"} if any(map(str.isalpha, word)) else set()
    names = (unicodedata.name(letter, "").partition(" ")[0] for letter in word if letter.isalpha())
    return {name for name in names if name in _NAMES}


def _is_mostly_latin(text: str) -> bool:
    letters = [c for c in text[:_READ] if c.isalpha()]
    return sum(unicodedata.name(c, "").startswith("LATIN") for c in letters) > 0.8 * len(letters)


def _form(located: Located, version: Version) -> Iterator[Problem]:
    entries = dict(located.versions())[version.language]
    line, node = entries.get("text", (0, None))
    if isinstance(node, Value) and node.folded:
        yield FOLDED.at(located.file, line, f"versions.{version.language}.text")
    _, listed = entries.get("questions", (0, None))
    for item in listed.items if isinstance(listed, Items) else ():
        if isinstance(item, Value) and not ends_as_question(item.text):
            yield NO_QUESTION.at(located.file, item.line, f"versions.{version.language}.questions")


def ends_as_question(text: str) -> bool:
    """Whether a question mark of any script ends it, or its last sentence but one: "What now? Tell me." asks, too."""
    return text.rstrip(_CLOSING).endswith(tuple(_ENDS)) or any(mark in text for mark in "?？؟")
