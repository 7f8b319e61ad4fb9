"""The whole sentences around slices of a version, as the store cut them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.statement import Span, Version
from indexer.store import Place, Snapshot

_ENDED = re.compile(r"""[.!?…。！？؟۔।]['"»”’)\]）」』〉》]*\s*\Z|\n\s*\Z""")


def whole_sentences(
    snapshot: Snapshot, place: Place, version: Version, spans: Sequence[Span]
) -> tuple[list[Span], bool]:
    """The sentences of `version`, at `place`, that `spans` come from, and whether these leave out words of them."""
    sentences = _sentences(snapshot, place, version.text)
    found: list[Span] = []
    part = False
    for start, end in spans:
        touched = [s for s in sentences if s[0] < end and start < s[1]] or [(start, end)]
        first, last = min(start, touched[0][0]), max(end, touched[-1][1])
        left_out = version.text[first:start] + version.text[end:last]
        part = part or any(map(str.isalnum, left_out))
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found, part


def _sentences(snapshot: Snapshot, place: Place, text: str) -> list[Span]:
    """All sentences of a version; one that was cut between two passages is one again."""
    sentences: list[Span] = []
    for row in range(place.first, place.last):
        for number, (start, end) in enumerate(snapshot.contents.sentence_spans[row]):
            raw = text[start:end]
            trimmed = (start + len(raw) - len(raw.lstrip()), start + len(raw.rstrip()))
            if trimmed[0] >= trimmed[1]:
                continue
            if number == 0 and sentences and _ENDED.search(text[sentences[-1][0] : start]) is None:
                trimmed = (sentences.pop()[0], trimmed[1])
            sentences.append(trimmed)
    return sentences
