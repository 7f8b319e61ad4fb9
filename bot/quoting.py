"""Which sentences of a version to quote, as slices of its text.

A short version is quoted whole. Of a longer one: the sentence nearest to the question, the second nearest if it is
almost as near, each with its paragraph when that is short, else with its neighbours; and always the first sentence,
because a detail without the statement it belongs to can say the opposite ("a permit costs 12", "foreigners need none").
Whole sentences always; every slice is cut out of the version's text, never composed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from bot.reply import Slice
from bot.retrieval import Sought
from indexer.statement import Span, Version
from indexer.store import Place, Snapshot
from indexer.vectors import Vectors

_SHORT_PARAGRAPH = 4
"""A paragraph of at most so many sentences is quoted whole."""
_SHORT_VERSION = (5, 800)
"""So is a version of at most so many sentences and code points."""
_TOKENS = 0.85
"""The share of late interaction in how near a sentence comes; the rest is the cosine of the whole."""
_ALMOST = 0.05
"""A second sentence is quoted whose cosine is at most so much below the nearest one's."""

_ENDED = re.compile(r"""[.!?…。！？؟۔।]['"»”’)\]）」』〉》]*\s*\Z|\n\s*\Z""")


def quote(snapshot: Snapshot, place: Place, version: Version, sought: Sought) -> tuple[Slice, ...]:
    """The slices of `version`, which is at `place`, that answer best what is `sought`, in order."""
    rows = [snapshot.contents.sentence_spans[row] for row in range(place.first, place.last)]
    spans = [_trimmed(version.text, span) for row in rows for span in row]
    if not spans:
        return (_slice(version, (0, len(version.text))),)
    whole = _whole(version.text, rows)
    if len(whole) <= _SHORT_VERSION[0] and whole[-1][1] - whole[0][0] <= _SHORT_VERSION[1]:
        return (_slice(version, (whole[0][0], whole[-1][1])),)
    near = nearness(snapshot, place, sought)
    first, second = np.argsort(-near, kind="stable")[:2]
    chosen = [first, second] if near[first] - near[second] <= _ALMOST else [first]
    found = [whole[0], *(_surroundings(version.text, whole, spans[i]) for i in chosen)]
    return tuple(_slice(version, span) for span in _joined(version.text, found))


def nearness(snapshot: Snapshot, place: Place, sought: Sought) -> Vectors:
    """How near each sentence of a version comes to what is sought (sentences,).

    Mostly late interaction, which finds the sentence that names what is asked for; a little the cosine of the sentence
    as a whole, which finds the one that speaks of it (tests/benchmarks/quoting.py).
    """
    vectors = snapshot.contents.sentences[place.first_sentence : place.last_sentence].astype(np.float32)
    by_token = snapshot.sentence_strengths(place, sought.tokens) @ sought.weights
    near: Vectors = _TOKENS * by_token + (1 - _TOKENS) * (vectors @ sought.vector)
    return near


def _surroundings(text: str, whole: Sequence[Span], best: Span) -> Span:
    """The paragraph around the sentence `best` when it is short, else the sentence with its neighbours."""
    start, end = paragraph(text, best)
    inside = [i for i, (a, b) in enumerate(whole) if a < end and b > start]
    if len(inside) > _SHORT_PARAGRAPH:
        at = next(i for i, (a, b) in enumerate(whole) if a <= best[0] and best[1] <= b)
        inside = [i for i in inside if abs(i - at) <= 1]
        start, end = whole[inside[0]][0], whole[inside[-1]][1]
    # A line may end within a sentence, as in a table.
    return min(start, whole[inside[0]][0]), max(end, whole[inside[-1]][1])


def _joined(text: str, spans: Sequence[Span]) -> list[Span]:
    """`spans` in the text's order; those that overlap, or have only white space between them, are one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def paragraph(text: str, span: Span) -> Span:
    """The paragraph around `span`, which has no white space at its ends: up to the line ends on both sides."""
    start = text.rfind("\n", 0, span[0]) + 1
    end = text.find("\n", span[1])
    return start, len(text) if end < 0 else end


def _whole(text: str, rows: Sequence[Sequence[Span]]) -> list[Span]:
    """The sentences of a version's passages; one that was cut in two between passages is one again."""
    whole: list[Span] = []
    for row in rows:
        for number, span in enumerate(row):
            start, end = _trimmed(text, span)
            if number == 0 and whole and _ENDED.search(text[whole[-1][0] : start]) is None:
                start = whole.pop()[0]
            whole.append((start, end))
    return whole


def _trimmed(text: str, span: Span) -> Span:
    """`span` without the white space at its ends."""
    raw = text[span[0] : span[1]]
    return span[0] + len(raw) - len(raw.lstrip()), span[0] + len(raw.rstrip())


def _slice(version: Version, span: Span) -> Slice:
    start, end = _trimmed(version.text, span)
    return Slice(start, end, version.text[start:end])
