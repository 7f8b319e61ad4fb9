"""What one source gave: a text in one language and what is known of it. No I/O."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from indexer.drafting.languages import language_of
from indexer.files.characters import NEVER, mend_for, named, refused_in_value, shown
from indexer.statement import VerbaleError

_SHOWN = 40
_LOST = "\ufffd\ufffc"
_INSTEAD = {"\t": "    ", "\u2028": "\n", "\u2029": "\n"}
"""What a file can hold only escaped, so that people could no longer read it."""
_LEFT_OUT = "no statement may hold it, so it was left out"
_TOLD = 200


class UnreadableError(VerbaleError):
    """No text can be taken from what was fetched or named; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Material:
    """A text as published. Empty strings and None stand for what is not known; `to_do` is for whoever checks it.

    `said` is what the source says of its language, before `settled` decides; `alternates` are addresses by language.
    """

    text: str
    title: str = ""
    published: date | None = None
    issuer: str = ""
    source: str = ""
    language: str = ""
    said: tuple[str, ...] = ()
    alternates: tuple[tuple[str, str], ...] = ()
    to_do: tuple[str, ...] = ()


def settled(material: Material) -> Material:
    """With its language, and without the characters that no statement may hold, each of which is told."""
    language, doubt = language_of(material.text or material.title, material.said)
    text, told = without_refused(material.text, "text")
    title, more = without_refused(material.title, "title")
    doubts = [*material.to_do, *([doubt] if doubt else []), *told, *more]
    return replace(material, language=language, text=text, title=title, to_do=tuple(doubts))


def without_refused(text: str, what: str) -> tuple[str, list[str]]:
    """`text` as the checker takes it, and a sentence for each sort of character that had to go.

    A tab becomes spaces, a line or paragraph separator a line end, what hides or turns words goes. What stands for
    something lost (U+FFFD) stays: only a person can mend that.
    """
    told = []
    while (character := _next_refused(text)) is not None:
        at, times = text.index(character), text.count(character)
        often = "once, " if times == 1 else f"{times:,} times, first "
        where = f"{what}: {named(character)} stands {often}after {shown(text[max(0, at - _SHOWN) : at])}"
        if character in _LOST:
            told.append(f"{where}: {mend_for(character)}")
            break
        instead = _INSTEAD.get(character, "")
        done = f"it was written as {'spaces' if character == chr(9) else 'a line end'}" if instead else _LEFT_OUT
        told.append(f"{where}: {done}; compare")
        text = text.replace(character, instead)
    return text, told


def _next_refused(text: str) -> str | None:
    """A character that has to go; one that stands for something lost only when there is no other."""
    if (found := next((c for c in _INSTEAD if c in text), None)) is not None:
        return found
    if (found := next((c.group() for c in NEVER.finditer(text) if c.group() not in _LOST), None)) is not None:
        return found
    refused = refused_in_value(text)
    return None if refused is None else refused[1]


def shortened(text: str) -> str:
    """A text as a to-do shows it."""
    return shown(text.replace("\n", " "), _TOLD)
