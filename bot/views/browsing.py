"""Topics, latest statements and histories, page by page, with the buttons that turn pages and show statements."""

from __future__ import annotations

from collections.abc import Sequence

from bot import rendering
from bot.catalogue import Catalogue, Entry, Topic, page
from bot.rendering import Message, Note
from bot.rendering.browsing import name_of
from bot.views.buttons import Action, Data, key_of, short
from bot.views.cards import entry_buttons
from bot.views.keyboard import Button, Keyboard, View
from bot.wording import Wording

_TOPICS = 12
"""Topics on one page, two in a row."""


def topics(catalogue: Catalogue, words: Wording, number: int = 1, *, histories: bool = False) -> View:
    """The topics, each a button with the number of statements in force; with `histories` it opens the topic's."""
    found = catalogue.topics()
    if not found:
        return View(Message(words.language, (Note(words.say("topics-none")),)))
    pages = -(-len(found) // _TOPICS)
    number = min(max(1, number), pages)
    shown = found[(number - 1) * _TOPICS : number * _TOPICS]
    action = Action.TIMELINE if histories else Action.TOPIC
    buttons = tuple(
        Button(
            short(words.say("topic-count", name=name_of(topic, words), count=topic.in_force)),
            Data(action, words.language, (key_of(topic.code),)).written,
        )
        for topic in shown
    )
    rows = tuple(buttons[i : i + 2] for i in range(0, len(buttons), 2))
    turning = Data(Action.HISTORIES if histories else Action.TOPICS, words.language)
    lead = words.say("histories-choose") if histories else words.say("topics-choose")
    return View(Message(words.language, (Note(lead),)), (*rows, *_turns(turning, number, pages, words)))


def topic(catalogue: Catalogue, words: Wording, chosen: Topic, number: int = 1) -> View:
    """A page of what is in force on a topic, newest first."""
    shown = page(catalogue.of_topic(chosen.code), number)
    key = (key_of(chosen.code),)
    other = Button(words.say("button-history"), Data(Action.TIMELINE, words.language, key).written)
    keyboard = (
        *entry_buttons(shown.entries, words),
        *_turns(Data(Action.TOPIC, words.language, key), shown.number, shown.pages, words),
        (other, _all_topics(words)),
    )
    return View(rendering.listed(shown, words.language, chosen), keyboard)


def latest(catalogue: Catalogue, words: Wording, number: int = 1) -> View:
    """A page of what is in force, newest first."""
    shown = page(catalogue.latest(), number)
    turns = _turns(Data(Action.LATEST, words.language), shown.number, shown.pages, words)
    return View(rendering.listed(shown, words.language), (*entry_buttons(shown.entries, words), *turns))


def timeline(catalogue: Catalogue, words: Wording, chosen: Topic, number: int = 1) -> View:
    """A page of all that was published on a topic, the oldest first."""
    shown = page(catalogue.timeline(chosen.code), number)
    key = (key_of(chosen.code),)
    keyboard = (
        *entry_buttons(shown.entries, words),
        *_turns(Data(Action.TIMELINE, words.language, key), shown.number, shown.pages, words),
    )
    told = rendering.timeline(chosen, shown.entries, words.language)
    return View(_footed(told, shown.number, shown.pages, words), keyboard)


def chain(catalogue: Catalogue, words: Wording, entry: Entry, number: int = 1) -> View:
    """A page of what a statement replaced and what replaced it, the oldest first."""
    shown = page(catalogue.history(entry.statement.id), number)
    turning = Data(Action.CHAIN, words.language, (key_of(entry.statement.id),))
    told = rendering.history(entry, shown.entries, words.language)
    turns = _turns(turning, shown.number, shown.pages, words)
    return View(_footed(told, shown.number, shown.pages, words), (*entry_buttons(shown.entries, words), *turns))


def chosen_topic(found: Sequence[Topic], key: str) -> Topic | None:
    """The topic whose code's short form is `key`."""
    return next((topic for topic in found if key_of(topic.code) == key), None)


def _footed(message: Message, number: int, pages: int, words: Wording) -> Message:
    if pages < 2:
        return message
    return Message(message.language, (*message.parts, Note(words.say("page", number=number, pages=pages))))


def _all_topics(words: Wording) -> Button:
    return Button(words.say("button-topics"), Data(Action.TOPICS, words.language).written)


def _turns(data: Data, number: int, pages: int, words: Wording) -> Keyboard:
    """Buttons to the page before and the page after, where there are any."""
    row = []
    if number > 1:
        row.append(Button(words.say("button-back"), _at(data, number - 1)))
    if number < pages:
        row.append(Button(words.say("button-on"), _at(data, number + 1)))
    return (tuple(row),) if row else ()


def _at(data: Data, number: int) -> str:
    return Data(data.action, data.language, data.keys, str(number)).written
