"""What the verification of a text found: as a message for people, and as JSON for programs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, assert_never

from bot.findings import (
    Altered,
    Change,
    Exact,
    NotFound,
    Piece,
    Similar,
    Source,
    TooMuch,
    TooShort,
    Verification,
)
from bot.rendering.browsing import entry_as_json, entry_item, standing_of
from bot.rendering.parts import GAP, Comparison, Fact, Heading, Link, Message, Note, Part, Passed, Quotation
from bot.rendering.replies import pieces_of
from bot.reply import Slice
from bot.wording import Wording, wording
from indexer.statement import Standing

_LONGEST = 400
"""Of a longer passage that is missing only both ends are shown; code points."""


def verdict(found: Verification) -> Message:
    """What a citizen sees of `found`, in the citizen's language or else in English."""
    words = wording(found.language)
    return Message(words.language, tuple(_parts(found, words)))


def _parts(found: Verification, words: Wording) -> Iterator[Part]:
    match found:
        case Exact(_, source, slices, whole, part):
            # Of part of a sentence the whole comes first: what was left out may be the "not".
            yield Note(words.say("verify-part") if part else words.say("verify-exact"))
            yield from _source(source, words, pieces_of(source.version, whole if part else slices))
            yield from _ignored(found.ignored, words)
            if found.others:
                yield Note(words.say("verify-others"))
                yield from (entry_item(other.entry, words) for other in found.others)
        case Altered(_, source, pieces, share):
            # Never a hundred: what differs must not be rounded away.
            yield Note(words.say("verify-altered", share=min(99, int(share * 100))))
            yield Comparison(tuple(_passed(pieces)), source.version.language)
            yield Note(words.say("verify-marks"))
            yield from _source(source, words, ())
            yield from _ignored(found.ignored, words)
        case Similar(_, sources):
            yield Note(words.say("verify-similar"))
            yield from (entry_item(source.entry, words) for source in sources)
        case NotFound():
            yield Note(words.say("verify-not-found"))
        case TooShort(_, least, characters):
            yield Note(words.say("verify-too-short", words=least, characters=characters))
        case TooMuch(_, length, limit):
            yield Note(words.say("verify-too-long", length=length, limit=limit))
        case _:
            assert_never(found)


def _source(source: Source, words: Wording, quoted: tuple[str, ...]) -> Iterator[Part]:
    """What the statement is and how it stands; first of all that it must not be taken for today's position."""
    entry, version = source.entry, source.version
    match entry.standing:
        case Standing.WITHDRAWN:
            yield Note(words.say("verify-withdrawn"))
        case Standing.SUPERSEDED:
            yield Note(words.say("verify-superseded"))
        case Standing.ENDED:
            yield Note(words.say("verify-ended"))
        case Standing.IN_FORCE | Standing.NOT_YET:
            pass  # the latter is never published, so never found
    yield Heading(version.title, version.language)
    if quoted:
        yield Quotation(quoted, version.language)
    yield Fact(words.say("label-issuer"), entry.statement.issuer)
    yield from (Fact(words.say("label-standing"), told) for told in standing_of(entry, words))
    yield Fact(words.say("label-language"), words.language_name(version.language))
    yield Link(words.say("label-source"), version.source)


def _ignored(ignored: Sequence[str], words: Wording) -> Iterator[Part]:
    for text in ignored:
        yield Note(words.say("verify-ignored", text=_short(text)))


def _short(text: str) -> str:
    """Both ends of a long text, cut between words where it has any."""
    if len(text) <= _LONGEST:
        return text
    first, last = text[: _LONGEST // 2], text[-_LONGEST // 2 :]
    return re.sub(r"\s+\S*\Z", "", first) + GAP + re.sub(r"\A\S*\s+", "", last)


def _passed(pieces: Sequence[Piece]) -> Iterator[Passed]:
    """The pieces in the order of reading, each with the white space that stood after it in either text."""
    for piece, after in [*pairwise(pieces), (pieces[-1], None)]:
        apart = after is not None and (
            after.given.start > piece.given.end or after.published.start > piece.published.end
        )
        space = " " if apart else ""
        published, given = _short(piece.published.text), piece.given.text
        match piece.change:
            case Change.KEPT:
                yield Passed(Change.KEPT, given + space)
            case Change.OMITTED:
                yield Passed(Change.OMITTED, GAP.strip() + space)
            case Change.MISSING:
                yield Passed(Change.MISSING, published + space)
            case Change.ADDED:
                yield Passed(Change.ADDED, given + space)
            case Change.REPLACED:
                yield Passed(Change.MISSING, published + " ")
                yield Passed(Change.ADDED, given + space)
            case _:
                assert_never(piece.change)


def verdict_as_json(found: Verification, took_ms: float) -> dict[str, Any]:
    """A verification for programs: `outcome`, what goes with it, `took_ms`; `start` and `end` count code points.

    `given` are slices of the text that was verified, `published` and all others of the version's.
    """
    return {"outcome": outcome(found), **_told(found), "took_ms": round(took_ms, 1)}


def outcome(found: Verification) -> str:
    """The `outcome` of a verification in JSON and in metrics."""
    match found:
        case Exact():
            return "exact"
        case Altered():
            return "altered"
        case Similar():
            return "similar"
        case NotFound():
            return "not-found"
        case TooShort():
            return "too-short"
        case TooMuch():
            return "too-long"
        case _:
            assert_never(found)


def _told(found: Verification) -> dict[str, Any]:
    match found:
        case Exact():
            return {
                "statement": _source_as_json(found.source),
                "quote": [_slice(s) for s in found.slices],
                "part": found.part,
                "whole": [_slice(s) for s in found.whole],
                "ignored": list(found.ignored),
                "others": [_source_as_json(s) for s in found.others],
            }
        case Altered():
            return {
                "statement": _source_as_json(found.source),
                "share": round(found.share, 4),
                "pieces": [
                    {"change": p.change.value, "given": _slice(p.given), "published": _slice(p.published)}
                    for p in found.pieces
                ],
                "ignored": list(found.ignored),
            }
        case Similar():
            return {"statements": [_source_as_json(s) for s in found.sources]}
        case TooShort():
            return {"least_words": found.words, "least_characters": found.characters}
        case TooMuch():
            return {"length": found.length, "limit": found.limit}
        case NotFound():
            return {}
        case _:
            assert_never(found)


def _source_as_json(source: Source) -> dict[str, Any]:
    return entry_as_json(source.entry, source.version.language)


def _slice(piece: Slice) -> dict[str, Any]:
    return {"start": piece.start, "end": piece.end, "text": piece.text}
