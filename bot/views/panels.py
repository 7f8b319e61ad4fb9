"""Choosing: the language, what to be told of."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.catalogue import Topic
from bot.rendering import Message, Note
from bot.rendering.browsing import name_of
from bot.views.buttons import Action, Data, key_of, short
from bot.views.keyboard import Button, View
from bot.wording import LANGUAGES, Wording

AUTOMATIC = "auto"
ON, OFF = "on", "off"
PANEL, LIST = "panel", "list"
"""Under which of the two messages a button about a topic stands; without a topic it is about all."""

_OWN_NAMES = {"en": "English", "fr": "Français", "es": "Español", "ru": "Русский", "ar": "العربية", "zh": "中文"}
_CHOSEN = "✓ "


def language(words: Wording, chosen: str | None) -> View:
    """The languages to choose from; `chosen` is None while each question is answered in its own."""
    told = (
        words.say("language-automatic")
        if chosen is None
        else words.say("language-fixed", language=words.language_name(chosen))
    )
    buttons = [
        Button(_marked(_OWN_NAMES[code], code == chosen), Data(Action.SPEAK, words.language, (), code).written)
        for code in LANGUAGES
    ]
    rows = tuple(tuple(buttons[i : i + 3]) for i in range(0, len(buttons), 3))
    automatic = Data(Action.SPEAK, words.language, (), AUTOMATIC).written
    last = (Button(_marked(words.say("button-automatic"), chosen is None), automatic),)
    return View(_message(words, told, words.say("language-choose")), (*rows, last))


def subscriptions(
    topics: Sequence[Topic], words: Wording, subscribed: Collection[str], *, everything: bool, corrections: bool
) -> View:
    """What a person is told of; each button changes one thing and shows how it stands."""
    lead = words.say("subscribe-lead")
    rows: list[tuple[Button, ...]] = [
        (_toggle(words.say("button-all-topics"), words, everything, ()),),
    ]
    buttons = [
        _toggle(name_of(topic, words), words, topic.code in subscribed, (key_of(topic.code),)) for topic in topics
    ]
    rows += [tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2)]
    change = Data(Action.CORRECTIONS, words.language, (), OFF if corrections else ON).written
    rows.append((Button(_marked(words.say("button-corrections"), corrections), change),))
    return View(_message(words, lead, words.say("subscribe-corrections")), tuple(rows))


def unsubscribing(topics: Sequence[Topic], words: Wording, subscribed: Collection[str], *, everything: bool) -> View:
    """What can be ended; a topic that has no statement any more is ended with all."""
    if not subscribed and not everything:
        return View(_message(words, words.say("unsubscribe-none")))
    rows: list[tuple[Button, ...]] = [
        (Button(short(name_of(t, words)), Data(Action.UNSUBSCRIBE, words.language, (key_of(t.code),), LIST).written),)
        for t in topics
        if t.code in subscribed
    ]
    all_of_them = Data(Action.UNSUBSCRIBE, words.language, (), LIST).written
    rows.append((Button(words.say("button-unsubscribe-all"), all_of_them),))
    return View(_message(words, words.say("unsubscribe-lead")), tuple(rows))


def _toggle(text: str, words: Wording, on: bool, keys: tuple[str, ...]) -> Button:
    action = Action.UNSUBSCRIBE if on else Action.SUBSCRIBE
    return Button(_marked(text, on), Data(action, words.language, keys, PANEL).written)


def _marked(text: str, on: bool) -> str:
    return _CHOSEN + short(text) if on else short(text)


def _message(words: Wording, *told: str) -> Message:
    return Message(words.language, tuple(Note(text) for text in told))
