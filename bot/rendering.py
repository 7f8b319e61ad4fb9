"""Replies as parts that every front-end can turn into its own form, and as JSON.

Parts hold plain text, never markup: each front-end escapes or styles for its own platform. What is quoted
is handed on as it was published.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any, assert_never

from bot.reply import (
    Closest,
    Command,
    Empty,
    Found,
    Greeting,
    Match,
    NoPosition,
    Position,
    Reply,
    Slice,
    TooLong,
)
from bot.wording import Wording, same_language, wording
from indexer.statement import Ministry, Statement, Version

GAP = " […] "


@dataclass(frozen=True, slots=True)
class Heading:
    """A statement's title or a ministry's name, in `language`."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Quotation:
    """Published words: each piece is a slice of the version's text; between pieces something is left out."""

    pieces: tuple[str, ...]
    language: str

    @property
    def text(self) -> str:
        """The pieces as one text, with `GAP` where something is left out."""
        return GAP.join(self.pieces)


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled value: ``Date: 14 March 2026``."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Link:
    """A labelled address, to be shown bare."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence of the bot's own."""

    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list: a title in `language`, what is said of it, and an address."""

    title: str
    language: str
    details: tuple[str, ...]
    address: str


Part = Heading | Quotation | Fact | Link | Note | Item


@dataclass(frozen=True, slots=True)
class Message:
    """The parts of one reply, in the order of reading; the bot's own words are in `language`."""

    language: str
    parts: tuple[Part, ...]


def render(reply: Reply) -> Message:
    """What a citizen sees of `reply`, in the citizen's language or else in English."""
    words = wording(reply.found.language if isinstance(reply, Position | Closest | NoPosition) else reply.language)
    return Message(words.language, tuple(_parts(reply, words)))


def _parts(reply: Reply, words: Wording) -> Iterator[Part]:
    match reply:
        case Position(found):
            yield from _dated(found, words)
            yield from _position(found, words)
        case Closest(found, listed):
            yield from _dated(found, words)
            yield Note(words.say("closest-lead"))
            yield from (_item(match.statement, match.version, words) for match in listed)
            yield from _elsewhere(found.ministry, words)
        case NoPosition(found):
            yield from _dated(found, words)
            yield Note(words.say("no-position"))
            yield from _elsewhere(found.ministry, words)
        case Greeting(_, ministry):
            yield Heading(words.of(ministry.name), words.language)
            yield Note(words.say("service"))
            yield Note(words.say("how-to-ask"))
        case Empty():
            yield Note(words.say("empty"))
        case TooLong(_, length, limit):
            yield Note(words.say("too-long", length=length, limit=limit))
        case Command(_, name):
            yield Note(words.say("unknown-command", name=f"/{name.lstrip('/')}"))
        case _:
            assert_never(reply)


def _dated(found: Found, words: Wording) -> Iterator[Part]:
    """Of which day the reply speaks, in UTC, where the citizen chose it."""
    if found.as_of is not None:
        yield Note(words.say("as-of", date=words.moment(found.as_of.astimezone(UTC).date())))


def _position(found: Found, words: Wording) -> Iterator[Part]:
    shown = found.matches[0]
    statement, version = shown.statement, shown.version
    yield Note(words.say("position-lead"))
    yield Heading(version.title, version.language)
    yield Quotation(pieces_of(version, shown.quote), version.language)
    yield Fact(words.say("label-issuer"), statement.issuer)
    yield Fact(words.say("label-date"), words.moment(statement.published))
    yield Fact(words.say("label-language"), words.language_name(version.language))
    yield Link(words.say("label-source"), version.source)
    original = words.language_name(statement.original)
    if shown.translated:
        yield Note(words.say("official-translation", original=original))
    elif not same_language(version.language, found.language):
        wanted = words.language_name(found.language)
        yield Note(words.say("no-translation", language=wanted, original=original))
    for earlier in shown.replaces:
        title = earlier.best_version(found.language).title
        yield Note(words.say("replaces", date=words.moment(earlier.published), title=title))


def _elsewhere(ministry: Ministry, words: Wording) -> Iterator[Part]:
    contact = ministry.contact
    if contact is not None:
        yield Note(words.say("ask-ministry"))
        yield Link(words.say("label-website"), contact.link)
        if contact.email is not None:
            yield Fact(words.say("label-email"), contact.email)
        if contact.phone is not None:
            yield Fact(words.say("label-phone"), contact.phone)
    if ministry.signposts:
        yield Note(words.say("elsewhere"))
    for signpost in ministry.signposts.values():
        details = () if signpost.phone is None else (signpost.phone,)
        yield Item(words.of(signpost.label), words.language, details, signpost.link)


def _item(statement: Statement, version: Version, words: Wording, *remarks: str) -> Item:
    details = (words.moment(statement.published), words.language_name(version.language), *remarks)
    return Item(version.title, version.language, details, version.source)


def sources(reply: Reply) -> Message:
    """Every statement that `reply` named, as a list; what a position replaces is listed as replaced."""
    match reply:
        case Position(found):
            words, named, replaced = wording(found.language), found.matches[:1], found.matches[0].replaces
        case Closest(found, listed):
            words, named, replaced = wording(found.language), listed, ()
        case NoPosition(found):
            words, named, replaced = wording(found.language), (), ()
        case Greeting(language) | Empty(language) | TooLong(language) | Command(language):
            words, named, replaced = wording(language), (), ()
        case _:
            assert_never(reply)
    items: list[Part] = [_item(match.statement, match.version, words) for match in named]
    for earlier in replaced:
        version = earlier.best_version(words.language)
        items.append(_item(earlier, version, words, words.say("sources-replaced")))
    return Message(words.language, tuple(items) or (Note(words.say("sources-none")),))


def pieces_of(version: Version, quote: tuple[Slice, ...]) -> tuple[str, ...]:
    """The quote as slices of the version's text, in the order given.

    Slices with nothing but white space between them become one, white space included, so that a gap
    stands only where words are left out.
    """
    if not quote:
        return ()
    spans = [[quote[0].start, quote[0].end]]
    for before, after in pairwise(quote):
        if before.end <= after.start and not version.text[before.end : after.start].strip():
            spans[-1][1] = after.end
        else:
            spans.append([after.start, after.end])
    return tuple(version.text[start:end] for start, end in spans)


def outcome_of(reply: Reply) -> str:
    """The `outcome` of a JSON reply."""
    match reply:
        case Position():
            return "position"
        case Closest():
            return "closest"
        case NoPosition():
            return "none"
        case Greeting():
            return "greeting"
        case Empty():
            return "empty"
        case TooLong():
            return "too-long"
        case Command():
            return "command"
        case _:
            assert_never(reply)


def as_json(reply: Reply, took_ms: float) -> dict[str, Any]:
    """A reply for programs: `outcome`, `confidence` (0..1), `statements` (best first), `took_ms`.

    `statements` holds the whole ranking whatever the outcome; `start` and `end` count code points. `as_of`, in
    UTC, is there only where the citizen chose the moment.
    """
    found = reply.found if isinstance(reply, Position | Closest | NoPosition) else None
    dated = {} if found is None or found.as_of is None else {"as_of": _iso(found.as_of)}
    return {
        "outcome": outcome_of(reply),
        **dated,
        "confidence": 0.0 if found is None else float(found.confidence),
        "statements": [] if found is None else [_match_as_json(match) for match in found.matches],
        "took_ms": round(took_ms, 1),
    }


def _match_as_json(match: Match) -> dict[str, Any]:
    return {
        "id": match.statement.id,
        "confidence": float(match.confidence),
        "title": match.version.title,
        "language": match.version.language,
        "published": _iso(match.statement.published),
        "source": match.version.source,
        "quote": [{"start": s.start, "end": s.end, "text": s.text} for s in match.quote],
    }


def _iso(moment: date | datetime) -> str:
    """A date as it is; a time in UTC, as ``2026-03-14T09:30:00Z``."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return moment.isoformat()
