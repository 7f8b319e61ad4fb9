"""Pages as Discord takes them: one container of texts and rows of buttons, within Discord's limits.

A button's `custom_id` is ``nv:`` and `Data.written`, with ``#3`` behind it where it turns to the third page of what
the data shows. It means the same after a restart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import discord
from discord import ui
from pydantic.dataclasses import dataclass

from bot.frontends.discord.markup import units
from bot.views.buttons import read
from bot.views.cards import without_feedback
from bot.views.keyboard import Button, Keyboard

Payload = dict[str, Any]
"""A part of a request or an answer, as JSON has it."""

EVERYONE = "everyone"
"""What the button carries that shows a private reply to all; behind a dot what tells the state of what is published."""
HELD = "held"
"""What the buttons carry that turn the pages of a reply held in memory; behind a dot its name."""

TEXTS = 12
"""Texts and lines on one page, so that there is room for as many buttons."""
_COMPONENTS, _ROW, _LABEL, _LABELS, _URL = 40, 5, 80, 900, 512
_PREFIX = "nv:"
_CUSTOM = re.compile(rf"{_PREFIX}([A-Za-z0-9_.-]{{1,80}})(?:#([1-9][0-9]{{0,3}}))?")
_FLAGS = discord.MessageFlags(components_v2=True, suppress_embeds=True).value
_PRIVATE = discord.MessageFlags(ephemeral=True).value


@dataclass(frozen=True, slots=True)
class Page:
    """What one message shows: markdown texts, with a line drawn where there is None, over rows of buttons.

    `accent` is the colour of the edge, 0xRRGGBB. A button's data is what its `custom_id` has behind ``nv:``.
    """

    texts: tuple[str | None, ...]
    keyboard: Keyboard = ()
    accent: int | None = None


def pressed(custom_id: str) -> tuple[str, int | None] | None:
    """What a button carries, `Data.written`, `EVERYONE` or `HELD`, and the page that it turns to; None for no button
    of ours.
    """
    found = _CUSTOM.fullmatch(custom_id)
    if found is None or not (shows_to_all(found[1]) or held(found[1]) or read(found[1])):
        return None
    return found[1], None if found[2] is None else int(found[2])


def shows_to_all(written: str | None) -> bool:
    """Whether a button that carries this shows a private reply to everyone."""
    return written is not None and written.partition(".")[0] == EVERYONE


def held(written: str | None) -> str | None:
    """The name of the reply in memory of which a button that carries this turns the pages."""
    kind, _, name = (written or "").partition(".")
    return name if kind == HELD and name else None


def turned(written: str, page: int) -> str:
    """The data of a button that turns to a page of what `written` shows."""
    return f"{written}#{page}"


def rows_of(keyboard: Keyboard) -> Keyboard:
    """The same buttons as Discord takes them: five in a row, each once, none that it has no form for."""
    seen: set[str] = set()
    rows = []
    for row in keyboard:
        fitting = [button for button in row if _is_new(button, seen)]
        rows += [tuple(fitting[i : i + _ROW]) for i in range(0, len(fitting), _ROW)]
    return tuple(rows)


def _is_new(button: Button, seen: set[str]) -> bool:
    name = button.data or button.link
    if name is None or name in seen or (button.data is None and units(name) > _URL):
        return False
    seen.add(name)
    return True


def fitting(keyboard: Keyboard, *, beside: Keyboard = ()) -> int:
    """How many rows of `keyboard` fit under `TEXTS` texts and the rows `beside`."""
    room = _COMPONENTS - 1 - TEXTS - sum(1 + len(row) for row in beside)
    letters = _LABELS - sum(units(button.text) for row in beside for button in row)
    for number, row in enumerate(keyboard):
        room -= 1 + len(row)
        letters -= sum(min(units(button.text), _LABEL) for button in row)
        if room < 0 or letters < 0:
            return number
    return len(keyboard)


def view(page: Page) -> ui.LayoutView:
    """The page as discord.py has it; its buttons call nothing."""
    container = ui.Container[ui.LayoutView](accent_colour=page.accent)
    for text in page.texts:
        container.add_item(ui.Separator() if text is None else ui.TextDisplay(text))
    for row in page.keyboard:
        container.add_item(ui.ActionRow(*map(_button, row)))
    return ui.LayoutView(timeout=None).add_item(container)


def _button(button: Button) -> ui.Button[Any]:
    label = button.text if units(button.text) <= _LABEL else button.text[: _LABEL // 2 - 1] + "…"
    if button.data is None:
        return ui.Button(label=label, url=button.link)
    return ui.Button(label=label, custom_id=_PREFIX + button.data)


def payload(page: Page, *, private: bool = False) -> Payload:
    """The body of a request that shows the page to all, or to one person only. It pings nobody."""
    return {
        "components": view(page).to_components(),  # type: ignore[no-untyped-call]  # discord.py's own
        "flags": _FLAGS | (_PRIVATE if private else 0),
        "allowed_mentions": discord.AllowedMentions.none().to_dict(),
    }


def shown(components: Iterable[Mapping[str, Any]]) -> Page:
    """The page of a message of the bot's own, from its components as Discord tells them with a press.

    Buttons that are not of this bot are left out.
    """
    texts: list[str | None] = []
    rows = []
    accent = None
    for part in _flat(components):
        kind = discord.ComponentType(part["type"])
        if kind is discord.ComponentType.container:
            accent = part.get("accent_color")
        elif kind is discord.ComponentType.text_display:
            texts.append(part["content"])
        elif kind is discord.ComponentType.separator:
            texts.append(None)
        elif kind is discord.ComponentType.action_row:
            rows.append(tuple(button for told in part["components"] if (button := _told(told)) is not None))
    return Page(tuple(texts), tuple(row for row in rows if row), accent)


def _flat(components: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for part in components:
        yield part
        if part["type"] == discord.ComponentType.container.value:
            yield from part["components"]


def _told(told: Mapping[str, Any]) -> Button | None:
    label, name, url = str(told.get("label") or ""), told.get("custom_id"), told.get("url")
    if name is None:
        return None if url is None else Button(label, link=url)
    return Button(label, data=name.removeprefix(_PREFIX)) if pressed(name) else None


def for_everyone(page: Page) -> Page:
    """A private reply as all may see it: without what only the one person can answer or turn."""
    rows = (tuple(filter(_for_all, row)) for row in without_feedback(page.keyboard))
    return Page(page.texts, tuple(row for row in rows if row), page.accent)


def _for_all(button: Button) -> bool:
    return not (shows_to_all(button.data) or held((button.data or "").partition("#")[0]))
