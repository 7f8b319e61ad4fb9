"""Text for Telegram: pieces with a little markup, cut to the length of a message, written as HTML.

Telegram counts UTF-16 units of what is shown, markup not counted. A cut falls at the end of a paragraph, else of a
line, a sentence, a word; only white space at a cut is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape

LONGEST = 4096
"""UTF-16 units of one message."""

EXPANDABLE = 700
"""A quotation of more units than these is folded until somebody opens it."""

_ENDS = (
    re.compile(r"\n\s*\n"),
    re.compile(r"\n"),
    re.compile(r"""[.!?…؟۔]['"»”’)\]]*(?=\s)|[。！？]['"»”’）」』]*"""),
    re.compile(r"\s"),
)
"""Ends of paragraphs, lines, sentences, words; the best come first."""

_LEAST_FILLED = 3
"""A cut leaves at least a third of the room filled, so that a late word is better than an early paragraph."""


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one style: `tag` is b, i, s, u or none."""

    text: str
    tag: str = ""

    @property
    def html(self) -> str:
        shown = escape(self.text, quote=False)
        return f"<{self.tag}>{shown}</{self.tag}>" if self.tag else shown


@dataclass(frozen=True, slots=True)
class Block:
    """Runs that belong together; `quoted` as a quotation. `close` to the block before it: no empty line between."""

    runs: tuple[Run, ...]
    quoted: bool = False
    close: bool = False

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    @property
    def units(self) -> int:
        return units(self.text)

    @property
    def html(self) -> str:
        inner = "".join(run.html for run in self.runs if run.text)
        if not self.quoted:
            return inner
        return f"<blockquote{' expandable' if self.units > EXPANDABLE else ''}>{inner}</blockquote>"


def units(text: str) -> int:
    """The length of `text` as Telegram counts it."""
    return len(text) + sum(character > "\uffff" for character in text)


def within(text: str, room: int) -> int:
    """How many characters of `text` fit into `room` units."""
    if len(text) <= room and units(text) <= room:
        return len(text)
    used = 0
    for number, character in enumerate(text):
        used += 2 if character > "\uffff" else 1
        if used > room:
            return number
    return len(text)


def cut(text: str, room: int) -> tuple[int, int]:
    """Where to cut `text`, which is longer than `room` units: the end of the first piece, the beginning of the next."""
    most = within(text, room)
    for pattern in _ENDS:
        ends = [found.start() + len(found[0].rstrip()) for found in pattern.finditer(text, 0, most + 1)]
        fitting = [end for end in ends if most // _LEAST_FILLED <= end <= most]
        if fitting:
            rest = text[fitting[-1] :]
            return fitting[-1], fitting[-1] + len(rest) - len(rest.lstrip())
    return most, most


def divide(block: Block, room: int) -> tuple[Block, Block]:
    """`block`, which is longer than `room` units, as two."""
    first, second = cut(block.text, room)
    return replace(block, runs=_part(block.runs, 0, first)), replace(
        block, runs=_part(block.runs, second, len(block.text)), close=False
    )


def _part(runs: Iterable[Run], start: int, end: int) -> tuple[Run, ...]:
    parts = []
    at = 0
    for run in runs:
        text = run.text[max(0, start - at) : max(0, end - at)]
        if text:
            parts.append(replace(run, text=text))
        at += len(run.text)
    return tuple(parts)


def pack(blocks: Sequence[Block], room: int = LONGEST) -> list[list[Block]]:
    """The blocks as messages of at most `room` units each; a block is cut only where it is longer than a message."""
    messages: list[list[Block]] = [[]]
    for block in blocks:
        rest = block
        while rest.text.strip():
            left = room - length([*messages[-1], replace(rest, runs=())])
            if rest.units <= left:
                messages[-1].append(rest)
                break
            if rest.units > room and left >= room // _LEAST_FILLED:
                first, rest = divide(rest, left)
                messages[-1].append(first)
            messages.append([])
    return [message for message in messages if message]


def length(blocks: Sequence[Block]) -> int:
    """Units of a message made of `blocks`."""
    return sum(block.units for block in blocks) + sum(len(_between(block)) for block in blocks[1:])


def html(blocks: Sequence[Block]) -> str:
    """A message made of `blocks`."""
    return "".join((_between(block) if number else "") + block.html for number, block in enumerate(blocks))


def _between(block: Block) -> str:
    return "\n" if block.close else "\n\n"
