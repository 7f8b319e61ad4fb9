"""What is said of something that happened to a statement: to a person who asked for it, or in a channel."""

from __future__ import annotations

from collections.abc import Iterator

from bot.catalogue import Catalogue, Entry
from bot.registry.announcements import Event, Happening
from bot.rendering import Message, Note, Part
from bot.rendering.browsing import entry_item
from bot.views import cards
from bot.views.keyboard import Button, Keyboard, View
from bot.wording import Wording, wording
from indexer.statement import Standing, Version


def tell(catalogue: Catalogue, statement: str, happening: Happening, language: str | None) -> View | None:
    """To a person, with the buttons of the statement's card; None where it is no longer true."""
    entry = catalogue.find(statement)
    if entry is None:
        return None
    words = wording(language)
    parts = tuple(_parts(entry, happening, words))
    if not parts:
        return None
    version = entry.statement.best_version(words.language)
    end = Note(words.say("news-end"))
    return View(Message(words.language, (*parts, end)), cards.card_keyboard(entry, version, words))


def post(catalogue: Catalogue, event: Event, language: str | None = None) -> View | None:
    """In a channel, in `language` or else as it was first written; None where it is no longer true.

    Of a correction of translations alone the corrected one is shown, in a channel with a language only its own. The
    buttons are links: a channel's readers have no conversation with the bot.
    """
    entry = catalogue.find(event.statement)
    if entry is None:
        return None
    shown = entry.statement.best_version(language or entry.statement.original)
    if event.happening is Happening.CORRECTED and shown.language not in event.languages:
        other = [v for v in entry.statement.versions if v.language in event.languages]
        if language is not None or not other:
            return None
        shown = other[0]
    words = wording(language or shown.language)
    parts = tuple(_posted(catalogue, entry, event.happening, shown, words))
    return View(Message(words.language, parts), _sources(entry, words)) if parts else None


def _posted(catalogue: Catalogue, entry: Entry, happening: Happening, shown: Version, words: Wording) -> Iterator[Part]:
    """Nothing of what was replaced: the statement that replaces it says so."""
    in_force = entry.standing is Standing.IN_FORCE
    if happening is Happening.NEW and in_force:
        yield from (Note(words.say("news-new")), *cards.card(entry, shown, words).parts)
        for earlier in filter(None, map(catalogue.find, entry.statement.supersedes)):
            title = earlier.statement.best_version(words.language).title
            yield Note(words.say("replaces", date=words.moment(earlier.statement.published), title=title))
    elif happening is Happening.CORRECTED and in_force:
        yield from (Note(words.say("news-posted-corrected")), *cards.card(entry, shown, words).parts)
    elif happening is Happening.WITHDRAWN and entry.standing is Standing.WITHDRAWN:
        yield from (Note(words.say("news-posted-withdrawn")), entry_item(entry, words))


def _parts(entry: Entry, happening: Happening, words: Wording) -> Iterator[Part]:
    """Nothing where the statement stands otherwise by now: then there is an event of its own."""
    card = cards.card(entry, entry.statement.best_version(words.language), words).parts
    in_force = entry.standing is Standing.IN_FORCE
    match happening:
        case Happening.NEW if in_force:
            yield from (Note(words.say("news-new")), *card)
        case Happening.CORRECTED if in_force:
            yield from (Note(words.say("news-corrected")), *card)
        case Happening.WITHDRAWN if entry.standing is Standing.WITHDRAWN:
            yield from (Note(words.say("news-withdrawn")), entry_item(entry, words))
        case Happening.SUPERSEDED if entry.standing is Standing.SUPERSEDED:
            yield from (Note(words.say("news-superseded")), entry_item(entry, words))
        case _:
            pass


def _sources(entry: Entry, words: Wording) -> Keyboard:
    """A button for each language, which opens the statement where the ministry published it."""
    buttons = tuple(Button(words.language_name(v.language), link=v.source) for v in entry.statement.versions)
    return tuple(buttons[i : i + 3] for i in range(0, len(buttons), 3))
