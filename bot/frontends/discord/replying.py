"""From views to steps: a reply to whoever asked, or to all who read the channel."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from bot.frontends.discord.definitions import commands
from bot.frontends.discord.events import Manner
from bot.frontends.discord.layout import Page, for_everyone
from bot.frontends.discord.render import for_one, page, pages
from bot.frontends.discord.steps import Fill, Follow, Remove, Step, reply
from bot.frontends.discord.visits import Visit
from bot.rendering import Comparison, Heading, Item, Note, Quotation
from bot.views.buttons import Action
from bot.views.keyboard import Keyboard, View, told
from bot.wording import Wording, wording

_TEXT = "\x00"
_COMMAND = re.compile(r"(?<![\w/])/([a-z]+)(?![\w/])")


def to_one(visit: Visit, view: View) -> tuple[Step, ...]:
    """A view for whoever asked, on as many pages as it takes."""
    return privately(visit, leaves(named(visit, view)))


def leaves(view: View) -> tuple[Page, ...]:
    """All pages of a view; of one that a button can show again the first, with buttons to the others."""
    found = pages(view)
    return found if view.again is None or len(found) < 2 else (page(view, view.again),)


def named(visit: Visit, view: View) -> View:
    """A view that calls commands by the names that the visitor's Discord shows, whatever language it speaks."""
    parts = (replace(p, text=_called(p.text, visit)) if isinstance(p, Note) else p for p in view.message.parts)
    return replace(view, message=replace(view.message, parts=tuple(parts)))


def _called(text: str, visit: Visit) -> str:
    names, locale = _names(), visit.origin.locale or ""
    return _COMMAND.sub(lambda found: f"/{names.get(found[1], {}).get(locale, found[1])}", text)


@cache
def _names() -> Mapping[str, Mapping[str, str]]:
    """The names of each command in Discord's locales, by the English one."""
    return {command["name"]: command["name_localizations"] for command in commands()}


def privately(visit: Visit, shown: Sequence[Page]) -> tuple[Step, ...]:
    """Pages for whoever asked; where a message's button was pressed, beside that message."""
    if visit.manner is Manner.CHANGE:
        return tuple(Follow(visit.hook, page, private=True) for page in shown)
    return reply(visit.hook, shown, private=visit.manner is Manner.ALONE)


def said(visit: Visit, words: Wording, *sentences: str) -> tuple[Step, ...]:
    """Sentences of the bot's own to whoever asked."""
    return to_one(visit, told(words, *sentences))


def span(words: Wording, seconds: int) -> str:
    """So many seconds in words: as minutes where they are whole ones."""
    minutes, rest = divmod(seconds, 60)
    return words.say("span-seconds", count=seconds) if rest or not minutes else words.say("span-minutes", count=minutes)


def shown(visit: Visit, view: View) -> tuple[Step, ...]:
    """A view for whoever asked, who may show it to all where that is allowed."""
    return privately(visit, [offered(visit, leaf, view) for leaf in leaves(named(visit, view))])


def offered(visit: Visit, leaf: Page, view: View) -> Page:
    """A page of `view` with the button that shows it to everyone, where it has something to show and somebody may."""
    if not (visit.showable and visit.state and tells(view)):
        return leaf
    return for_one(leaf, wording(view.message.language), visit.state)


def publicly(visit: Visit, view: View) -> tuple[Step, ...]:
    """A view for all. Whoever asked is told so, and asked there whether it helped, if `view` asks."""
    words = wording(view.message.language)
    note = replace(told(words, words.say("answered-below")), keyboard=_feedback(view.keyboard))
    first = Fill(visit.hook, pages(note)[0])
    return (first, *(Follow(visit.hook, for_everyone(leaf)) for leaf in leaves(view)))


def nothing(visit: Visit) -> tuple[Step, ...]:
    """No reply at all, where one was announced."""
    return () if visit.manner is Manner.CHANGE else (Remove(visit.hook),)


def tells(view: View) -> bool:
    """Whether a view may be seen by all: it tells of statements, and nothing in it is what somebody here wrote.

    Whatever stands in a message of the bot's is read as the ministry's.
    """
    parts = view.message.parts
    return any(isinstance(part, Heading | Quotation | Item) for part in parts) and not _repeats(view)


def _repeats(view: View) -> bool:
    """Whether the words that were to be verified stand in it."""
    before, _, _ = wording(view.message.language).say("verify-ignored", text=_TEXT).partition(_TEXT)
    return any(
        isinstance(part, Comparison) or (isinstance(part, Note) and part.text.startswith(before))
        for part in view.message.parts
    )


def _feedback(keyboard: Keyboard) -> Keyboard:
    rows = (tuple(b for b in row if (b.data or "")[:1] in (Action.YES, Action.NO)) for row in keyboard)
    return tuple(row for row in rows if row)
