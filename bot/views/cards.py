"""Statements as messages with buttons: found by a question, chosen from a list, whole, in other languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import assert_never

from bot.catalogue import Entry
from bot.rendering import Fact, Heading, Item, Link, Message, Note, Part, Quotation, presented
from bot.rendering.browsing import entry_item, standing_of
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
    Refusal,
    Reply,
    Several,
    TooLong,
    TooMany,
)
from bot.views.buttons import MOST_KEYS, Action, Data, key_of, short
from bot.views.keyboard import Button, Keyboard, View
from bot.wording import Wording
from indexer.statement import Standing, Version

_OPENING = 900
"""Code points of a text that is shown when nothing in particular was asked; to the end of a paragraph."""
_ALSO = 0.15
"""Another statement is offered beside a position if it answers at least so probably."""


def keyboard_of(reply: Reply, words: Wording, *, private: bool) -> Keyboard:
    """The buttons under a reply. Whether it helped is asked only where nobody else can press."""
    match reply:
        case Position(found):
            return _position(found.matches[0], _beside(reply), words, private=private)
        case Closest(_, listed):
            return _shows(((m.statement.id, m.version.title) for m in listed), words)
        case Several(_, parts):
            matches = (m for _, part in parts for m in (part.listed if isinstance(part, Closest) else presented(part)))
            return _shows(((m.statement.id, m.version.title) for m in matches), words)
        case Former(_, _, _, _, successor) if successor is not None:
            return _shows([(successor.id, successor.best_version(words.language).title)], words)
        case Former() | NoPosition() | Refusal() | TooMany() | TooLong() | Greeting() | Empty() | Command() | Paused():
            return ()
        case _:
            assert_never(reply)


def _beside(reply: Position) -> tuple[str, ...]:
    """The short forms of other statements that match, those that answer about as probably first."""
    others = reply.found.matches[1 : MOST_KEYS + 1]
    return tuple(key_of(m.statement.id) for m in others if m.confidence >= _ALSO)


def _position(shown: Match, others: tuple[str, ...], words: Wording, *, private: bool) -> Keyboard:
    key = (key_of(shown.statement.id),)
    version = shown.version
    first = []
    if sum(len(s.text) for s in shown.quote) < len(version.text.strip()):
        first.append(_whole_button(key, version.language, words))
    first += _languages_button(shown.statement.versions, key, words)
    rows = [tuple(first)] if first else []
    if others:
        rows.append((Button(words.say("button-others"), Data(Action.OTHERS, words.language, others).written),))
    if private:
        yes, no = (Data(action, words.language, key).written for action in (Action.YES, Action.NO))
        rows.append((Button(words.say("button-yes"), yes), Button(words.say("button-no"), no)))
    return tuple(rows)


def _shows(named: Iterable[tuple[str, str]], words: Wording) -> Keyboard:
    """A button for each statement, once."""
    return tuple((show_button(name, title, words),) for name, title in dict(named).items())


def show_button(name: str, title: str, words: Wording) -> Button:
    """A button that shows the statement `name`."""
    return Button(short(title), Data(Action.SHOW, words.language, (key_of(name),)).written)


def _whole_button(key: tuple[str, ...], language: str, words: Wording) -> Button:
    return Button(words.say("button-whole"), Data(Action.WHOLE, words.language, key, language).written)


def _languages_button(versions: Sequence[Version], key: tuple[str, ...], words: Wording) -> list[Button]:
    if len(versions) < 2:
        return []
    return [Button(words.say("button-languages"), Data(Action.LANGUAGES, words.language, key).written)]


def without_feedback(keyboard: Keyboard) -> Keyboard:
    """The buttons but for those that ask whether an answer helped."""
    rows = (tuple(b for b in row if (b.data or "")[:1] not in (Action.YES, Action.NO)) for row in keyboard)
    return tuple(row for row in rows if row)


def card(entry: Entry, version: Version, words: Wording) -> Message:
    """A statement that was chosen by name. Of a withdrawn one the words are not shown."""
    return Message(words.language, tuple(_card(entry, version, words)))


def _card(entry: Entry, version: Version, words: Wording) -> Iterator[Part]:
    yield from _cautions(entry, words)
    yield Heading(version.title, version.language)
    if entry.standing is not Standing.WITHDRAWN:
        yield Quotation((opening(version.text),), version.language)
    yield from _source(entry, version, words)


def _cautions(entry: Entry, words: Wording) -> Iterator[Part]:
    match entry.standing:
        case Standing.WITHDRAWN:
            yield Note(words.say("verify-withdrawn"))
        case Standing.SUPERSEDED:
            yield Note(words.say("verify-superseded"))
        case Standing.ENDED:
            yield Note(words.say("verify-ended"))
        case Standing.IN_FORCE | Standing.NOT_YET:
            pass


def _source(entry: Entry, version: Version, words: Wording) -> Iterator[Part]:
    yield Fact(words.say("label-issuer"), entry.statement.issuer)
    if entry.standing is Standing.IN_FORCE:
        yield Fact(words.say("label-date"), words.moment(entry.statement.published))
    else:
        yield from (Fact(words.say("label-standing"), told) for told in standing_of(entry, words))
    yield Fact(words.say("label-language"), words.language_name(version.language))
    yield Link(words.say("label-source"), version.source)
    if version.language != entry.statement.original:
        original = words.language_name(entry.statement.original)
        yield Note(words.say("official-translation", original=original))


def card_keyboard(entry: Entry, version: Version, words: Wording) -> Keyboard:
    """The buttons under a chosen statement: what replaced it, the whole of it, its other languages."""
    successors = _shows(((s.id, s.best_version(words.language).title) for s in entry.successors), words)
    if entry.standing is Standing.WITHDRAWN:
        return successors
    key = (key_of(entry.statement.id),)
    row = []
    if len(opening(version.text)) < len(version.text.strip()):
        row.append(_whole_button(key, version.language, words))
    row += _languages_button(entry.statement.versions, key, words)
    return (*successors, tuple(row)) if row else successors


def version_button(entry: Entry, version: Version, words: Wording) -> Button:
    """A button that shows a statement in the language of `version`, called by that."""
    data = Data(Action.VERSION, words.language, (key_of(entry.statement.id),), version.language)
    return Button(words.language_name(version.language), data.written)


def languages(entry: Entry, words: Wording) -> View:
    """The languages of a statement, each with its title and a button that shows the statement in it."""
    versions = entry.statement.versions
    parts: tuple[Part, ...] = (
        Note(words.say("languages-lead")),
        *(Item(v.title, v.language, (words.language_name(v.language),), v.source) for v in versions),
    )
    buttons = tuple(version_button(entry, version, words) for version in versions)
    return View(Message(words.language, parts), tuple(buttons[i : i + 3] for i in range(0, len(buttons), 3)))


def whole(entry: Entry, version: Version, words: Wording) -> Message:
    """All of a version's text, with its source."""
    caution = tuple(_cautions(entry, words))
    quotation = Quotation((version.text,), version.language)
    source = tuple(_source(entry, version, words))
    return Message(words.language, (*caution, Heading(version.title, version.language), quotation, *source))


def listing(entries: Sequence[Entry], lead: str, words: Wording) -> View:
    """Statements as a list, with a button for each."""
    items = (entry_item(entry, words) for entry in entries)
    return View(Message(words.language, (Note(lead), *items)), entry_buttons(entries, words))


def entry_buttons(entries: Sequence[Entry], words: Wording) -> Keyboard:
    """A button for each statement, under its title."""
    return _shows(((e.statement.id, e.statement.best_version(words.language).title) for e in entries), words)


def opening(text: str) -> str:
    """The beginning of a text, a slice of it: whole paragraphs, at least one, up to `_OPENING` code points."""
    body = text.strip()
    if len(body) <= _OPENING:
        return body
    ends = [found.start() for found in re.finditer(r"\s*\n\s*\n|\s*\Z", body)]
    fitting = [end for end in ends if 0 < end <= _OPENING]
    return body[: fitting[-1] if fitting else next(end for end in ends if end > 0)]
