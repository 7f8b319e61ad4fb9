"""From a version's text to sentences and passages: slices at sentence ends that together are the whole text.

Sentence ends come from `sentencex`; the repairs are ours: an end after a known abbreviation or before a lower-case
letter is none, and closing quotes stay with what they close. Offsets are Unicode code points. Joined in order, the
sentences of a text, and likewise its passages, are the text: nothing is lost and nothing overlaps (overlap was
measured and did not help, see tests/benchmarks/README.md).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

import sentencex

from indexer.abbreviations import stands_open
from indexer.statement import Span

PASSAGE_UNITS = 700
"""The length that a passage is filled up to, in units: see `units`."""

LONGEST_SENTENCE = 900
"""A sentence of more units is cut at a word boundary, so that no passage outgrows the model's window."""

MOST_TOKENS = 500
"""The model's window of 512, less two marks, the three tokens of the prefix, and some for what is not foreseen."""

_WIDE = re.compile(r"[\u0e00-\u0e7f\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")
# What tokens join: words of ordinary length, numbers, white space; and how much less than one token a letter makes.
_JOINED = (
    (re.compile(r"(?<![0-9a-z])[a-z]{4,30}(?![0-9a-z])"), 0.4),
    (
        re.compile(r"(?<![а-яёα-ωא-תء-ي])(?:[а-яё]{4,30}|[α-ω]{4,30}|[א-ת]{4,30}|[ء-ي]{4,30})(?![0-9а-яёα-ωא-תء-ي])"),
        0.3,
    ),
    (re.compile(r"(?<![a-z])[0-9]{4,}(?![a-z])"), 0.5),
    (re.compile(r"\s+(?=[^\W_])"), 0.8),
)

_BREAKS = re.compile(r"[^\S\n]")
_END = re.compile(r"[.!?…。！？؟।]+[^\w\s]*\s*")
_CLOSERS = re.compile(r"[)\]}»”’」』》）】〉]+\s*")
_AFTER_SPEECH = re.compile(r"\s*[—–-]\s*[^\W\d_]")
_ALIKE = 40  # code points before an end that decide about it


def units(text: str) -> int:
    """The length of `text` in units of about a quarter of a token: a wide character (Chinese, Thai …) counts three."""
    return len(text) + 2 * len(_WIDE.findall(text))


def most_tokens(text: str) -> float:
    """More tokens than the packaged model makes of `text`, unless its words are such as no language has.

    A token is at least one code point of the compatibility form (NFKC). Measured on random letters in words of usual
    length: 0.6 tokens each (Latin) or 0.7 (others), random digits 0.4; prose makes half of that. What is longer all the
    same, `indexer.embedding` refuses by name.
    """
    joined = sum(share * sum(map(len, runs.findall(text))) for runs, share in _JOINED)
    return len(unicodedata.normalize("NFKC", text)) - joined


def sentences(text: str, language: str) -> tuple[Span, ...]:
    """The sentences of `text`, in order, each with the white space that follows it; their join is `text`."""
    spans: list[Span] = []
    for start, end in _segmented(text, language):
        if spans:
            first = spans[-1][0]
            closers = _CLOSERS.match(text, start, end)
            if closers is not None and not text[start - 1].isspace():
                start = closers.end()
                spans[-1] = (first, start)
                if start == end:
                    continue
            if _continues(text, spans[-1], text[start:end], language):
                spans[-1] = (first, end)
                continue
        spans.append((start, end))
    return tuple(spans)


def _segmented(text: str, language: str) -> list[Span]:
    """The pieces that `sentencex` finds, as slices; by full stops alone where it fails."""
    if not text.strip():
        return [(0, len(text))] if text else []
    # sentencex 1.0 takes white space to be one byte long: it panics at a no-break space before an initial.
    plain = _BREAKS.sub(" ", text)
    try:
        pieces = list(sentencex.segment(language, plain))
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # Rust's; it cannot be imported and is no Exception
            raise
        pieces = []
    if "".join(pieces) != plain:
        ends = sorted({0, *(m.end() for m in _END.finditer(text)), len(text)})
        return list(pairwise(ends))
    spans: list[Span] = []
    position = 0
    for piece in pieces:
        spans.append((position, position + len(piece)))
        position += len(piece)
    return [span for span in spans if span[0] < span[1]]


def _continues(text: str, previous: Span, piece: str, language: str) -> bool:
    """Whether `piece` belongs to the sentence before it."""
    following = piece.lstrip()
    before = text[max(previous[0], previous[1] - _ALIKE) : previous[1]]
    if not following or not text[previous[0] : previous[1]].strip():
        return True
    if "\n" in before[len(before.rstrip()) :]:
        return False
    if following[0].islower():
        return True
    spoken = _AFTER_SPEECH.match(following)
    if spoken is not None and spoken[0][-1].islower():
        return True
    return stands_open(before, following, language)


def passages(text: str, language: str, limit: int = PASSAGE_UNITS) -> tuple[Span, ...]:
    """`text` cut into passages of whole sentences, filled up to `limit` units; their join is `text`.

    A passage ends early at the end of a paragraph when it is at least half full, so that paragraphs stay together.
    """
    found: list[Span] = []
    for start, end in _bounded(text, sentences(text, language)):
        if found:
            first, last = found[-1]
            filled = units(text[first:last].strip())
            fits = filled + units(text[start:end].strip()) <= limit and _fits(text[first:end].strip())
            paragraph_ends = "\n" in text[last - 1 : last] and filled * 2 >= limit
            if fits and not paragraph_ends:
                found[-1] = (first, end)
                continue
        found.append((start, end))
    return tuple(found)


def _bounded(text: str, spans: Sequence[Span]) -> list[Span]:
    """`spans`, those that are too long for the model cut at the last white space before the limit."""
    bounded: list[Span] = []
    for start, end in spans:
        while not _fits(text[start:end].strip()):
            cut = _cut(text, start, end)
            bounded.append((start, cut))
            start = cut
        bounded.append((start, end))
    return bounded


def _fits(piece: str) -> bool:
    """Whether the model's window takes `piece` whole; most need no counting."""
    if len(piece) <= MOST_TOKENS and piece.isascii():
        return True
    return len(piece) <= LONGEST_SENTENCE and units(piece) <= LONGEST_SENTENCE and most_tokens(piece) <= MOST_TOKENS


def _cut(text: str, start: int, end: int) -> int:
    """Where to end the piece that starts at `start`: within the limit, after white space if there is any."""
    reach = start
    room = LONGEST_SENTENCE
    while reach < end and room > 0:
        room -= 3 if _WIDE.match(text[reach]) else 1
        reach += 1
    while (excess := most_tokens(text[start:reach]) / MOST_TOKENS) > 1:
        reach = start + int((reach - start) / excess)
    for position in range(reach, start + (reach - start) // 2, -1):
        if text[position - 1].isspace():
            return position
    return reach


def is_partition(text: str, spans: Sequence[Span]) -> bool:
    """Whether `spans` are, in order and without gap or overlap, the whole of `text`."""
    if not text:
        return not spans
    return (
        bool(spans) and spans[0][0] == 0 and spans[-1][1] == len(text) and all(a[1] == b[0] for a, b in pairwise(spans))
    )
