"""A message and the buttons under it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.rendering import Message, Note
from bot.wording import Wording


@dataclass(frozen=True, slots=True)
class Button:
    """A button that sends `data` back, opens `link`, or starts a search in some chat with the words `search`.

    `data` is `bot.views.buttons.Data.written`. Not every platform has the search.
    """

    text: str
    data: str | None = None
    link: str | None = None
    search: str | None = None


Keyboard = tuple[tuple[Button, ...], ...]
"""Rows of buttons, from the top."""


@dataclass(frozen=True, slots=True)
class View:
    """A message and the buttons under it. `again` is `Data.written` of a button that shows the same, where one can."""

    message: Message
    keyboard: Keyboard = ()
    again: str | None = None


def told(words: Wording, *sentences: str) -> View:
    """Sentences of the bot's own, without buttons."""
    return View(Message(words.language, tuple(map(Note, sentences))))
