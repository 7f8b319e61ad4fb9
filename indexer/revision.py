"""Two wordings of a text, word by word: what stayed, what went, what came. Every character counts, blanks too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from rapidfuzz.distance import Indel

# A number with its marks, a word, a run of blanks, a line end, a mark; in scripts without spaces each character.
_TOKENS = re.compile(
    r"\d+(?:[.,:]\d+)+|[^\W\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]+|\n|[^\S\n]+|.", re.DOTALL
)
_WORD = 20
_LINES = re.compile(r"[^\n]+|\n+")


class Fate(StrEnum):
    """What became of a piece of the earlier wording."""

    KEPT = "kept"
    GONE = "gone"
    COME = "come"


@dataclass(frozen=True, slots=True)
class Revised:
    """A piece of a revision: kept and gone ones, joined, are the earlier wording, kept and come ones the later."""

    fate: Fate
    text: str


def revision(before: str, after: str) -> tuple[Revised, ...]:
    """The way from `before` to `after`: first by lines, then by words within the lines that differ."""
    old, new = _LINES.findall(before), _LINES.findall(after)
    found: list[Revised] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Revised(Fate.KEPT, "".join(old[i1:i2])))
        else:
            found.extend(_by_words("".join(old[i1:i2]), "".join(new[j1:j2])))
    return tuple(_joined(found))


def condensed(pieces: Sequence[Revised], around: int = 80) -> tuple[Revised, ...]:
    """The pieces for a reader: of what was kept, `around` code points beside a change; blanks that changed, visible."""
    told = []
    for number, piece in enumerate(pieces):
        text = piece.text
        if piece.fate is Fate.KEPT:
            text = _shortened(text, around, first=number == 0, last=number == len(pieces) - 1)
        elif text.isspace():
            text = _visible(text)
        told.append(Revised(piece.fate, text))
    return tuple(told)


def marked(pieces: Sequence[Revised], around: int = 80) -> str:
    """The pieces, condensed, as one text: ``[-gone-]``, ``{+come+}``."""
    marks = {Fate.KEPT: ("", ""), Fate.GONE: ("[-", "-]"), Fate.COME: ("{+", "+}")}
    return "".join(marks[p.fate][0] + p.text + marks[p.fate][1] for p in condensed(pieces, around))


def _by_words(before: str, after: str) -> Iterator[Revised]:
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    steps = [
        (op.tag, old[op.src_start : op.src_end], new[op.dest_start : op.dest_end]) for op in Indel.opcodes(old, new)
    ]
    gone: list[str] = []
    come: list[str] = []
    for number, (tag, ours, theirs) in enumerate(steps):
        # Blanks alone between two differences would chop a rewritten passage into single words.
        between = tag == "equal" and 0 < number < len(steps) - 1 and all(t.isspace() for t in ours)
        if tag == "equal" and not between:
            yield from _difference(gone, come)
            gone, come = [], []
            yield Revised(Fate.KEPT, "".join(ours))
        else:
            gone += ours
            come += theirs
    yield from _difference(gone, come)


def _difference(gone: Sequence[str], come: Sequence[str]) -> Iterator[Revised]:
    if gone:
        yield Revised(Fate.GONE, "".join(gone))
    if come:
        yield Revised(Fate.COME, "".join(come))


def _joined(pieces: Sequence[Revised]) -> Iterator[Revised]:
    """Neighbours of one fate as one piece."""
    held: Revised | None = None
    for piece in pieces:
        if held is not None and held.fate is piece.fate:
            held = Revised(held.fate, held.text + piece.text)
            continue
        if held is not None:
            yield held
        held = piece
    if held is not None:
        yield held


def _shortened(text: str, around: int, *, first: bool, last: bool) -> str:
    head, tail = ("" if first else text[:around]), ("" if last else text[-around:])
    if len(text) <= len(head) + len(tail) + around // 2:
        return text
    # Between words, where there are any.
    if (cut := head.rfind(" ", len(head) - _WORD)) > 0:
        head = head[: cut + 1]
    if 0 <= (cut := tail.find(" ", 0, _WORD)) < len(tail) - 1:
        tail = tail[cut:]
    return f"{head}[…]{tail}"


def _visible(blanks: str) -> str:
    return "".join({"\n": "¶", " ": "␣"}.get(c, f"U+{ord(c):04X}") for c in blanks)
