"""Replies to questions as messages for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC
from itertools import pairwise
from typing import assert_never

from bot.rendering.parts import Fact, Heading, Item, Link, Message, Note, Part, Quotation
from bot.rendering.programs import last_day
from bot.reply import (
    Closest,
    Command,
    Empty,
    Former,
    Greeting,
    Match,
    NoPosition,
    Paused,
    Position,
    Reason,
    Refusal,
    Reply,
    Searched,
    Several,
    Slice,
    TooLong,
    TooMany,
)
from bot.wording import Wording, same_language, wording
from indexer.statement import Ministry, Signpost, Standing, Statement, Version

Answer = Position | Closest | NoPosition | Former | Refusal
"""What one question gets that was searched for."""


def render(reply: Reply, *, alone: bool = True) -> Message:
    """What a citizen sees of `reply`, in the citizen's language or else in English.

    Unless the citizen is `alone` with it, it repeats nothing that the citizen wrote: what stands there is read as the
    ministry's words.
    """
    words = _words(reply)
    return Message(words.language, tuple(_parts(reply, words, alone=alone)))


def presented(reply: Reply) -> tuple[Match, ...]:
    """The statements that a reply presents as positions of the moment that it is about."""
    if isinstance(reply, Position):
        return reply.found.matches[:1]
    return tuple(m for _, part in reply.parts for m in presented(part)) if isinstance(reply, Several) else ()


def _words(reply: Reply) -> Wording:
    return wording(reply.found.language if isinstance(reply, Searched) else reply.language)


def _parts(reply: Reply, words: Wording, *, alone: bool) -> Iterator[Part]:
    match reply:
        case Position() | Closest() | NoPosition() | Former() | Refusal():
            yield from _answer(reply, words)
            yield from _elsewhere([reply], words)
        case Several(_, parts):
            yield Note(words.say("several-lead"))
            for number, (question, part) in enumerate(parts, 1):
                own = _words(part)
                yield Heading(question, own.language) if alone else Heading(f"{number}.", words.language)
                yield from _answer(part, own) if isinstance(part, Answer) else _parts(part, own, alone=alone)
            yield from _elsewhere([part for _, part in parts if isinstance(part, Answer)], words)
        case TooMany(_, count, limit):
            yield Note(words.say("too-many", count=count, limit=limit))
        case TooLong(_, length, limit):
            yield Note(words.say("too-long", length=length, limit=limit))
        case Greeting(_, ministry):
            yield Heading(words.of(ministry.name), words.language)
            yield Note(words.say("service"))
            yield Note(words.say("how-to-ask"))
        case Empty():
            yield Note(words.say("empty"))
        case Command(_, name):
            yield Note(words.say("unknown-command", name=f"/{name.lstrip('/')}"))
        case Paused(_, ministry):
            yield Note(words.say("paused"))
            yield from _contact(ministry, words)
        case _:
            assert_never(reply)


def _answer(reply: Answer, words: Wording) -> Iterator[Part]:
    """The reply to one question; where else to turn is said after it, once for all questions of a message."""
    found = reply.found
    if found.as_of is not None and not isinstance(reply, Former):  # which says itself until when it stood
        yield Note(words.say("as-of", date=words.moment(found.as_of.astimezone(UTC).date())))
    match reply:
        case Position():
            shown = found.matches[0]
            yield Note(words.say("position-lead"))
            yield from _quoted(shown, found.language, words)
            for earlier in shown.replaces:
                title = earlier.best_version(found.language).title
                yield Note(words.say("replaces", date=words.moment(earlier.published), title=title))
        case Closest(_, listed):
            yield Note(words.say("closest-lead"))
            yield from (item(match.statement, match.version, words) for match in listed)
        case NoPosition():
            yield Note(words.say("no-position"))
        case Former():
            yield from _former(reply, words)
        case Refusal(_, reason, signpost):
            yield Note(_refused(reason, words))
            if signpost is not None:
                yield Note(words.say("turn-to"))
                yield _signposted(signpost, words)
        case _:
            assert_never(reply)


def _quoted(shown: Match, language: str, words: Wording) -> Iterator[Part]:
    """A statement word for word, with where it comes from, for a reader of `language`."""
    statement, version = shown.statement, shown.version
    yield Heading(version.title, version.language)
    yield Quotation(pieces_of(version, shown.quote), version.language)
    yield Fact(words.say("label-issuer"), statement.issuer)
    yield Fact(words.say("label-date"), words.moment(statement.published))
    yield Fact(words.say("label-language"), words.language_name(version.language))
    yield Link(words.say("label-source"), version.source)
    original = words.language_name(statement.original)
    if shown.translated:
        yield Note(words.say("official-translation", original=original))
    elif not same_language(version.language, language):
        yield Note(words.say("no-translation", language=words.language_name(language), original=original))


def _former(reply: Former, words: Wording) -> Iterator[Part]:
    """First of all that it is no longer the position, until when it was, and why."""
    until = words.moment(last_day(reply))
    if reply.standing is Standing.SUPERSEDED:
        yield Note(words.say("former-superseded", until=until))
    else:
        yield Note(words.say("former-ended", until=until))
    yield from _quoted(reply.match, reply.found.language, words)
    successor = reply.replaced_by
    if successor is not None:
        yield Note(words.say("former-replaced-by"))
        yield item(successor, successor.best_version(reply.found.language), words)


def _refused(reason: Reason, words: Wording) -> str:
    match reason:
        case Reason.OPINION:
            return words.say("refused-opinion")
        case Reason.PREDICTION:
            return words.say("refused-prediction")
        case Reason.PRIVATE:
            return words.say("refused-private")
        case Reason.OTHER_STATE:
            return words.say("refused-other-state")
        case Reason.NOT_OUR_REMIT:
            return words.say("refused-remit")
        case _:
            assert_never(reason)


def _elsewhere(replies: Iterable[Answer], words: Wording) -> Iterator[Part]:
    """Where else to turn, but for a question that was answered or that names its own signpost."""
    left = [r for r in replies if not isinstance(r, Position) and not (isinstance(r, Refusal) and r.signpost)]
    if not left:
        return
    ministry = left[0].found.ministry
    yield from _contact(ministry, words)
    anywhere = (isinstance(r, NoPosition | Closest) or _beyond_remit(r) for r in left)
    if ministry.signposts and any(anywhere):
        yield Note(words.say("elsewhere"))
        yield from (_signposted(signpost, words) for signpost in ministry.signposts.values())


def _beyond_remit(reply: Answer) -> bool:
    return isinstance(reply, Refusal) and reply.reason is Reason.NOT_OUR_REMIT


def _contact(ministry: Ministry, words: Wording) -> Iterator[Part]:
    contact = ministry.contact
    if contact is None:
        return
    yield Note(words.say("ask-ministry"))
    yield Link(words.say("label-website"), contact.link)
    if contact.email is not None:
        yield Fact(words.say("label-email"), contact.email)
    if contact.phone is not None:
        yield Fact(words.say("label-phone"), contact.phone)


def _signposted(signpost: Signpost, words: Wording) -> Item:
    details = () if signpost.phone is None else (words.apart(signpost.phone),)
    return Item(words.of(signpost.label), words.language, details, signpost.link)


def item(statement: Statement, version: Version, words: Wording, *remarks: str) -> Item:
    """A statement as an entry of a list, in the given version."""
    details = (words.moment(statement.published), words.language_name(version.language), *remarks)
    return Item(version.title, version.language, details, version.source)


def sources(reply: Reply) -> Message:
    """Every statement that `reply` named, once, as a list; one that is no longer in force is listed as such."""
    words = _words(reply)
    items: list[Part] = list(dict.fromkeys(_named(reply, words)))
    return Message(words.language, tuple(items) or (Note(words.say("sources-none")),))


def _named(reply: Reply, words: Wording) -> Iterator[Item]:
    match reply:
        case Position(found):
            shown = found.matches[0]
            yield item(shown.statement, shown.version, words)
            for earlier in shown.replaces:
                yield item(earlier, earlier.best_version(found.language), words, words.say("sources-replaced"))
        case Closest(_, listed):
            yield from (item(match.statement, match.version, words) for match in listed)
        case Former(found, match, _, standing, successor):
            superseded = standing is Standing.SUPERSEDED
            remark = words.say("sources-replaced") if superseded else words.say("sources-ended")
            yield item(match.statement, match.version, words, remark)
            if successor is not None:
                yield item(successor, successor.best_version(found.language), words)
        case Several(_, parts):
            for _, part in parts:
                yield from _named(part, words)
        case NoPosition() | Refusal() | TooMany() | TooLong() | Greeting() | Empty() | Command() | Paused():
            pass
        case _:
            assert_never(reply)


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
