"""Several questions in one text, each a slice of it.

A question ends with its question mark (of any script), or with its line where the next line is another question or
another item of a list. What is said before a question belongs to it; what is said after the last one belongs to that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from bot.phrasing.particles import ASKING, ASKING_UNSPACED
from indexer.statement import Span

MOST_QUESTIONS = 3
"""What the desk answers at once."""

_MARKS = re.compile(r"[!.…！。]*[?؟？⁇⁈⁉‽\u037e][?؟？⁇⁈⁉‽\u037e!.…！。]*[)\]}»”’」』）】\"']*")
# Where a question mark ends no question: in an address, in quotation marks, in brackets.
_SHELTERED = re.compile(
    r"\b(?:https?://|www\.)\S+|\"[^\"]{0,200}\"|“[^”]{0,200}”|„[^“”]{0,200}[“”]|«[^»]{0,200}»|「[^」]{0,200}」"
    r"|『[^』]{0,200}』|《[^》]{0,200}》|\([^()]{0,200}\)|（[^（）]{0,200}）|(?<!\w)‘[^’]{0,200}’"
)
_ITEM = re.compile(
    r"^[^\S\n]*(?:[-–—•*·▪]|\(?[0-9٠-٩]{1,2}[.)）、．:]|[①-⑨]|[一二三四五六七八九][、.．])(?=[^\d\n])", re.M
)
_INLINE_ITEM = re.compile(r"(?:(?<=\s)|^)\(?([1-9])\)\s?")
_SENTENCE_END = re.compile(r"[.!?…。！？؟]\s+|\n")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_WIDE = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]")
_OPENING = frozenset().union(*ASKING.values())
_LEAST_WORDS = 2
_LEAST_WIDE = 3


def questions_in(text: str) -> tuple[Span, ...]:
    """The questions of `text` in order, as slices without white space around them; one where nothing parts them.

    Each has at least two words (three characters in a script without spaces); a shorter one stays with the one before.
    Empty for a text of white space. May be more than `MOST_QUESTIONS`: the caller says so to who asks.
    """
    items = set(_before_items(text))
    cuts = sorted({0, *_after_marks(text), *items, *_between_lines(text), len(text)})
    found: list[Span] = []
    for start, end in pairwise(cuts):
        piece = text[start:end]
        if not piece.strip():
            continue
        asks = start in items or _MARKS.search(piece) is not None or _asks(piece)
        if found and not (asks and _is_whole(piece) and _is_whole(text[slice(*found[-1])])):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return tuple(_trimmed(text, span) for span in found)


def _after_marks(text: str) -> Iterator[int]:
    sheltered = [m.span() for m in _SHELTERED.finditer(text)]
    for mark in _MARKS.finditer(text):
        if any(start < mark.start() < end for start, end in sheltered):
            continue
        following = text[mark.end() : mark.end() + 1]
        # fish?And is two questions; page?id=3 is none, nor is a mark before a comma.
        if following.isspace() or following.isupper() or _WIDE.match(following) or not following.isascii():
            yield mark.end()


def _before_items(text: str) -> Iterator[int]:
    """Where the items of a list begin, from the second on: in lines, or 1) 2) … within one.

    What lists the objects of one question ("Which of these are allowed: …") is no list of questions.
    """
    items = list(_ITEM.finditer(text))
    if len(items) < 2:
        items = list(_INLINE_ITEM.finditer(text))
        # (1) … (2) within a sentence counts its parts.
        if not items or [int(item[1]) for item in items] != list(range(1, len(items) + 1)):
            return
        if text[: items[0].start()].strip()[-1:] not in ("", ":", "："):
            return
    if _asks(_SENTENCE_END.split(text[: items[0].start()].strip())[-1]):
        return
    yield from (item.start() for item in items[1:])


def _between_lines(text: str) -> Iterator[int]:
    """Where a line that asks follows a line that asks."""
    start, asked = 0, False
    for line in text.splitlines(keepends=True):
        asks = _asks(line)
        if asks and asked:
            yield start
        if line.strip():
            asked = asks and line.rstrip()[-1] not in ":："
        start += len(line)


def _asks(text: str) -> bool:
    """Whether `text` is worded as a question, with or without its mark."""
    plain = _ITEM.sub("", text).strip(" \t\n¿¡\"'«“(-")
    if any(word in plain for word in ASKING_UNSPACED):
        return True
    word = _WORD.match(plain)
    return word is not None and word[0].casefold().replace("’", "'") in _OPENING


def _is_whole(text: str) -> bool:
    return len(_WORD.findall(_WIDE.sub(" ", text))) >= _LEAST_WORDS or len(_WIDE.findall(text)) >= _LEAST_WIDE


def _trimmed(text: str, span: Span) -> Span:
    piece = text[slice(*span)]
    start = span[0] + len(piece) - len(piece.lstrip())
    return start, start + len(piece.strip())
