"""What of a pasted text may be the quotation: around it stand quotation marks, who said it, and where it was read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.verification.folding import QUOTES, Token, weight
from indexer.statement import Span

LEAST = 4.0
"""So many words can be a quotation; in unspaced scripts six characters are four words."""
_LEAD = 20
"""At most so many words before a colon say who speaks."""
_OPENING = 300
"""A quotation mark that opens the quotation stands within the first so many code points."""

_LOOSE = frozenset(".,;:'-()[]{}<>|*•·#。、،؛\ufffd")
"""Marks at the ends of a quotation that belong to the sentence around it as often as to the quotation. Folded."""
_COLON = re.compile(r"\A\s*[^\n:：]*(?::(?=[\s\"“«„])|：)\s*")
_OPENS = re.compile(f"(?<!\\w)[{QUOTES}]")
_CLOSES = re.compile(f"[{QUOTES}](?!\\w)")
_SOURCE_LINE = re.compile(r"\s*(?:[-–—―(\[（【]|https?://|www\.|\w[\w ]{0,20}\s?[:：]\s*\S)[^\n]{0,300}", re.I)
_SOURCE_END = re.compile(r"\s[-–—―]{1,2}\s[^\n–—―]{1,160}\Z|[(（\[][^()（）\n]{1,160}[)）\]]\Z|https?://\S+\Z")


def frames(text: str, found: Sequence[Token]) -> list[tuple[int, int]]:
    """Ranges of the tokens `found` that may be the quotation, widest first; the last lies within all others.

    Marks that say nothing are left off at both ends. Empty when too little is left.
    """
    starts, ends = {0}, {len(text)}
    for start, end in _around(text, found):
        # What would leave nothing of the quotation does not stand around it: it is the text.
        if _enough(found, (max(start, *starts), min(end, *ends))):
            starts.add(start)
            ends.add(end)
    spans = sorted({(a, b) for a in starts for b in ends if a < b}, key=lambda s: s[0] - s[1])
    trimmed = dict.fromkeys(_trimmed(found, span) for span in spans)
    return [part for part in trimmed if weight(found[slice(*part)]) >= LEAST]


def _around(text: str, found: Sequence[Token]) -> Iterator[Span]:
    """What is left of the text without each of the things that may stand around a quotation, the surest first."""
    source = _before_source(text)
    yield 0, source
    opening = _OPENS.search(text, 0, _OPENING)
    closing = [m.start() for m in _CLOSES.finditer(text)]
    if opening is not None and closing and opening.end() < closing[-1]:
        yield opening.end(), closing[-1]
    colon = _COLON.search(text)
    if colon is not None and weight(_within(found, (0, colon.end()))) <= _LEAD:
        yield colon.end(), len(text)
    end = _SOURCE_END.search(text[:source].rstrip())
    if end is not None:
        yield 0, end.start()


def _enough(found: Sequence[Token], span: Span) -> bool:
    return weight(found[slice(*_trimmed(found, span))]) >= LEAST


def _before_source(text: str) -> int:
    """Where the last lines begin that only say where the text comes from; the text's length when there are none."""
    end = len(text)
    for _ in range(3):
        line = text.rfind("\n", 0, len(text[:end].rstrip())) + 1
        if line == 0 or _SOURCE_LINE.fullmatch(text[line:end].rstrip()) is None:
            break
        end = line
    return end


def _within(found: Sequence[Token], span: Span) -> list[Token]:
    return [t for t in found if span[0] <= t.start and t.end <= span[1]]


def _trimmed(found: Sequence[Token], span: Span) -> tuple[int, int]:
    """The range of tokens within `span`, without loose marks at its ends."""
    inside = [i for i, t in enumerate(found) if span[0] <= t.start and t.end <= span[1]]
    if not inside:
        return 0, 0
    first, last = inside[0], inside[-1] + 1
    while first < last and _loose(found[first]):
        first += 1
    while first < last and _loose(found[last - 1]):
        last -= 1
    return first, last


def _loose(token: Token) -> bool:
    return token.gap or (not token.word and token.key in _LOOSE)
