"""Where a text that is too long for one message is cut, on any platform."""

from __future__ import annotations

import re
import unicodedata

LEAST_FILLED = 3
"""A cut leaves at least a third of the room filled, so that a late word is better than an early paragraph."""

_ENDS = (
    re.compile(r"\n\s*\n"),
    re.compile(r"\n"),
    re.compile(r"""[.!?…؟۔]['"»”’)\]]*(?=\s)|[。！？]['"»”’）」』]*"""),
    re.compile(r"\s"),
)
"""Ends of paragraphs, lines, sentences, words; the best come first."""
_JOINERS = "\u200c\u200d"
_LONGEST_CLUSTER = 32


def cut(text: str, most: int) -> tuple[int, int]:
    """Where to cut `text`, of which `most` characters may stay: the end of the first piece, the beginning of the next.

    Between them there is nothing but white space.
    """
    for pattern in _ENDS:
        ends = [found.start() + len(found[0].rstrip()) for found in pattern.finditer(text, 0, most + 1)]
        fitting = [end for end in ends if max(1, most // LEAST_FILLED) <= end <= most]
        if fitting:
            rest = text[fitting[-1] :]
            return fitting[-1], fitting[-1] + len(rest) - len(rest.lstrip())
    whole = _whole(text, most)
    return whole, whole


def _whole(text: str, most: int) -> int:
    """The last place up to `most` that parts no character from what is set upon it or joined to it."""
    for place in range(most, max(1, most - _LONGEST_CLUSTER), -1):
        if not _clings(text, place):
            return place
    return most


def _clings(text: str, place: int) -> bool:
    after = text[place : place + 1]
    joined = after in _JOINERS or text[place - 1] == "\u200d" or "\U0001f3fb" <= after <= "\U0001f3ff"
    return bool(after) and (joined or unicodedata.category(after).startswith("M"))
