"""One text against one version: are they the same words, and if not, where do they differ?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.findings import Change, Piece
from bot.reply import Slice
from bot.verification.alignment import Range, Step, align
from bot.verification.folding import Folded, Token, agree, is_unspaced, weight
from indexer.statement import Span

_SLICE = 2.0
"""Between marks of omission stand at least so many words, or the text is no quotation but a mosaic."""
_SLICES = 40
"""Of at most so many slices a quotation may be made."""
_TRIES = 50
"""A slice that stands so often in a version is looked for no further."""


def segments(text: str, given: Sequence[Token]) -> list[str] | None:
    """The parts of the quotation `given` (tokens of `text`) between its marks of omission.

    None when they cannot be a quotation: too short a part, or too many.
    """
    parts = [list(group) for gap, group in groupby(given, key=lambda t: t.gap) if not gap]
    if not parts or len(parts) > _SLICES or (len(parts) > 1 and min(map(weight, parts)) < _SLICE):
        return None
    return [text[part[0].start : part[-1].end] for part in parts]


def locate(parts: Sequence[str], folded: Sequence[str], version: str, text: Folded) -> list[Span] | None:
    """Slices of `version` that are `parts`, in order and not overlapping, or None.

    `folded` are the parts, `text` the version, folded. Slices begin and end where words do.
    """
    spans: list[Span] = []
    at = 0
    for number, (part, sought) in enumerate(zip(parts, folded, strict=True)):
        for _ in range(_TRIES):
            at = text.text.find(sought, at)
            if at < 0:
                return None
            span = text.span(at, at + len(sought))
            # After a mark of omission a sentence may be joined with a small letter, as at the beginning.
            if _at_words(version, span) and agree(part, version[slice(*span)], first=True):
                break
            at += 1
        else:
            return None
        at += len(sought)
        if number and not any(map(str.isalnum, version[spans[-1][1] : span[0]])):
            spans[-1] = (spans[-1][0], span[1])  # what is marked as left out is nothing
        else:
            spans.append(span)
    return spans


def _at_words(text: str, span: Span) -> bool:
    return not any(0 < cut < len(text) and _inside_word(text[cut - 1], text[cut]) for cut in span)


def _inside_word(left: str, right: str) -> bool:
    return left.isalnum() and right.isalnum() and not is_unspaced(left) and not is_unspaced(right)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The differences of a text from a version; `share` (0..1) of its words are the version's, but for case.

    `kept` are the given words that are, in order, without white space at their ends.
    """

    pieces: tuple[Piece, ...]
    share: float
    kept: tuple[Token, ...]


def compare(text: str, given: Sequence[Token], version: str, published: Sequence[Token]) -> Comparison | None:
    """The tokens `given` of `text` against those `published` in `version`; None when no run of words is common."""
    steps = align(given, published)
    if not steps:
        return None
    kept = [t for s in steps if s.change is Change.KEPT for t in given[slice(*s.given)] if t.word]
    spoken = weight(given)
    changed = list(_grouped(_written(text, given, version, published, steps), given))
    pieces: list[Piece] = []
    here, there = given[0].start, published[changed[0].published[0]].start if changed else 0
    for step in changed:
        one, other = _slice(text, given, step.given, here), _slice(version, published, step.published, there)
        pieces.append(Piece(step.change, one, other))
        here, there = one.end, other.end
    return Comparison(tuple(pieces), weight(kept) / spoken if spoken else 0.0, tuple(kept))


def _slice(text: str, found: Sequence[Token], span: Range, at: int) -> Slice:
    """The slice that the tokens of a range span; for an empty range the empty slice at `at`."""
    if span[0] == span[1]:
        return Slice(at, at, "")
    start, end = found[span[0]].start, found[span[1] - 1].end
    return Slice(start, end, text[start:end])


def _written(
    text: str, given: Sequence[Token], version: str, published: Sequence[Token], steps: Sequence[Step]
) -> Iterator[Step]:
    """The steps, where a kept word that is written otherwise counts as replaced."""
    first = True
    for step in steps:
        if step.change is not Change.KEPT:
            first = any(t.gap for t in given[slice(*step.given)]) or first
            yield step
            continue
        for i, j in zip(range(*step.given), range(*step.published), strict=True):
            one, other = given[i], published[j]
            same = agree(text[one.start : one.end], version[other.start : other.end], first=first)
            yield Step(Change.KEPT if same else Change.REPLACED, (i, i + 1), (j, j + 1))
            first = False


def _grouped(steps: Iterator[Step], given: Sequence[Token]) -> Iterator[Step]:
    """Neighbouring steps as one: kept words, and differences, which are shown in one piece."""
    runs = [(kept, list(run)) for kept, run in groupby(steps, key=lambda s: s.change is Change.KEPT)]
    for kept, run in _smoothed(runs, given):
        ours, theirs = (run[0].given[0], run[-1].given[1]), (run[0].published[0], run[-1].published[1])
        if kept:
            yield Step(Change.KEPT, ours, theirs)
            continue
        gaps = [i for i in range(*ours) if given[i].gap]
        if gaps:
            if gaps[0] > ours[0]:
                yield Step(Change.ADDED, (ours[0], gaps[0]), (theirs[0], theirs[0]))
            yield Step(Change.OMITTED, (gaps[0], gaps[-1] + 1), theirs)
            if gaps[-1] + 1 < ours[1]:
                yield Step(Change.ADDED, (gaps[-1] + 1, ours[1]), (theirs[1], theirs[1]))
        elif ours[0] == ours[1]:
            yield Step(Change.MISSING, ours, theirs)
        else:
            yield Step(Change.ADDED if theirs[0] == theirs[1] else Change.REPLACED, ours, theirs)


def _smoothed(runs: Sequence[tuple[bool, list[Step]]], given: Sequence[Token]) -> list[tuple[bool, list[Step]]]:
    """`runs`, where one character of an unspaced script that chance kept between two differences is no kept word."""
    smooth: list[tuple[bool, list[Step]]] = []
    for number, (kept, run) in enumerate(runs):
        alone = kept and len(run) == 1 and 0 < number < len(runs) - 1 and is_unspaced(given[run[0].given[0]].key)
        if smooth and smooth[-1][0] == (kept and not alone):
            smooth[-1][1].extend(run)
        else:
            smooth.append((kept and not alone, list(run)))
    return smooth
