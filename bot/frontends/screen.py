"""Messages as lines on a terminal, or as plain lines for a pipe.

On a terminal: at most `WIDEST` columns, colours (none under NO_COLOR), clickable addresses. For a pipe:
no wrapping, no colour, no escape code. Nothing that a text contains can act on the terminal.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO, assert_never

from rich.cells import cell_len
from rich.console import Console
from rich.style import Style
from rich.text import Text

from bot.findings import Change
from bot.rendering import Comparison, Fact, Heading, Item, Link, Message, Note, Part, Quotation
from bot.wording import right_to_left, wording

WIDEST = 100
# Below this, an aligned right edge and columns of labels cost more room than they give order.
WIDE = 60

_BAR = Style(color="cyan")
_LABEL = Style(dim=True)
_NOTE = Style()
_STRONG = Style(bold=True)
_MISSING = Style(color="red")
_ADDED = Style(color="green")

# What stays on one line: a word, or a Chinese or Japanese character with the marks that cling to it.
_WIDE_CHARACTER = "\u2e80-\u2fff\u3005-\u3007\u3021-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_OPENING = "\u3008\u300a\u300c\u300e\u3010\u3014\uff08\uff3b\uff5b\u201c\u2018"
_CLOSING = (
    "\u3001\u3002\u3009\u300b\u300d\u300f\u3011\u3015\u201d\u2019\u2026\u2014"
    "\uff01\uff09\uff0c\uff1a\uff1b\uff1f\uff3d\uff5d"
)
_UNIT = re.compile(f"[{_OPENING}]*[{_WIDE_CHARACTER}][{_CLOSING}]*|[^ {_WIDE_CHARACTER}]+")

_TIGHT = {
    (Heading, Quotation),
    (Heading, Note),
    (Note, Fact),
    (Note, Link),
    (Fact, Fact),
    (Fact, Link),
    (Link, Fact),
    (Link, Link),
}

_ISOLATES = {0x2066: None, 0x2067: None, 0x2068: None, 0x2069: None}


def harmless(text: str) -> str:
    """The text with everything that could act on a terminal shown as U+FFFD; line feeds stay."""
    return "".join(c if c == "\n" or not _acts(c) else " " if c == "\t" else "\ufffd" for c in text)


def _acts(character: str) -> bool:
    # Overrides of direction could show an address as another one; isolates only enclose and may stay.
    return unicodedata.category(character) in {"Cc", "Cs"} or "\u202a" <= character <= "\u202e"


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` cells, each a slice of it; a longer word keeps its own line."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        start = end = 0
        for unit in _UNIT.finditer(paragraph):
            if end > start and cell_len(paragraph[start : unit.end()]) > width:
                lines.append(paragraph[start:end])
                start = unit.start()
            end = unit.end()
        lines.append(paragraph[start:end])
    return lines


class Screen:
    """Writes messages to `stdout`; `live` says whether a person looks at a terminal there.

    `width` is for a terminal that cannot be asked.
    """

    def __init__(self, stdout: TextIO, *, live: bool, width: int | None = None) -> None:
        self.live = live
        self._console = Console(
            file=stdout,
            force_terminal=live,
            color_system="auto" if live else None,
            width=width,
            markup=False,
            emoji=False,
            highlight=False,
        )

    @property
    def width(self) -> int:
        """Columns to write in, asked anew each time: people resize their windows."""
        return max(20, min(WIDEST, self._console.width))

    def show(self, message: Message) -> None:
        """Write the message and an empty line after it."""
        layout = _Live(message, self.width) if self.live else _Plain(message)
        before: Part | None = None
        for part in message.parts:
            if before is not None and (type(before), type(part)) not in _TIGHT:
                self._write(Text())
            for line in layout.lines(part):
                self._write(line)
            before = part
        self._write(Text())

    @contextmanager
    def waiting(self, text: str) -> Iterator[None]:
        """A spinner while something takes its time; nothing for a pipe."""
        if not self.live:
            yield
            return
        spinner = self._console.status(Text(harmless(text)), spinner="dots")
        try:
            spinner.start()  # Ctrl-C may come while it starts, and rich would leave it turning over the prompt
            yield
        finally:
            spinner.stop()

    def _write(self, line: Text) -> None:
        # Our own wrapping knows Chinese; rich shall neither wrap nor crop, so that an address stays whole.
        self._console.print(line, soft_wrap=True)
        self._console.file.flush()


class _Plain:
    """Lines for a pipe: a text's own lines and no others; quoted lines start with ``> ``."""

    def __init__(self, message: Message) -> None:
        self._words = wording(message.language)

    def lines(self, part: Part) -> Iterator[Text]:
        return map(Text, harmless("\n".join(self._texts(part))).split("\n"))

    def _texts(self, part: Part) -> Iterator[str]:
        match part:
            case Heading(text) | Note(text):
                yield text
            case Quotation():
                yield from (f"> {line}" for line in part.text.split("\n"))
            case Comparison():
                yield from (f"> {line}" for line in part.marked.split("\n"))
            case Fact(label, value) | Link(label, value):
                yield self._words.say("fact", label=label, value=value).translate(_ISOLATES)
            case Item(title, _, details, address):
                yield f"- {title}"
                if details:
                    yield f"  {' · '.join(details)}".translate(_ISOLATES)
                yield f"  {address}"
            case _:
                assert_never(part)


class _Live:
    """Lines for a terminal of `width` columns.

    Terminals differ in bidirectional text: some reorder a line, some show it in the order of storage. A text
    is therefore written in the order of storage, never reversed, and a right-to-left line is set to the
    right edge. The isolates that Fluent puts around values in an Arabic sentence stay: where a terminal
    reorders, they keep a title in Latin letters or a number from tearing the sentence apart, and elsewhere
    they take no room. Published text and addresses get none: they must be copied as they are.
    """

    def __init__(self, message: Message, width: int) -> None:
        self._language = message.language
        self._words = wording(message.language)
        self._width = width
        labels = [cell_len(harmless(part.label)) for part in message.parts if isinstance(part, Fact | Link)]
        self._column = max(labels, default=0) + 2

    def lines(self, part: Part) -> Iterator[Text]:
        match part:
            case Heading(text, language):
                yield from self._block(text, language, _STRONG)
            case Note(text):
                yield from self._block(text, self._language, _NOTE)
            case Quotation(_, language):
                yield from self._quotation(part.text, language)
            case Comparison(_, language):
                yield from self._quotation(part.marked, language, part)
            case Fact(label, value):
                yield from self._labelled(label, value, _NOTE)
            case Link(label, address):
                yield from self._labelled(label, address, _linked(address))
            case Item(title, _, details, address):
                yield from self._item(title, " · ".join(details), address)
            case _:
                assert_never(part)

    def _block(self, text: str, language: str, style: Style, indent: str = "") -> Iterator[Text]:
        for line in wrap(harmless(text), self._width - len(indent)):
            yield self._set(Text(line, style), language, indent)

    def _set(self, line: Text, language: str, indent: str = "") -> Text:
        """The line behind its indent, or before it at the right edge."""
        if not right_to_left(language):
            return Text.assemble(indent, line)
        room = self._width - line.cell_len - len(indent) if self._width >= WIDE else 0
        return Text.assemble(" " * max(0, room), line)

    def _quotation(self, text: str, language: str, compared: Comparison | None = None) -> Iterator[Text]:
        whole = harmless(text)
        coloured = Text(whole) if compared is None else _coloured(compared)
        at = 0
        for line in wrap(whole, self._width - 2):
            at = whole.index(line, at)
            shown = coloured[at : at + len(line)] if line else Text()
            at += len(line)
            if right_to_left(language) and self._width >= WIDE:
                yield Text.assemble(self._set(shown, language, "  "), (" ▐", _BAR))
            else:
                yield Text.assemble(("▌ ", _BAR), shown)

    def _labelled(self, label: str, value: str, style: Style) -> Iterator[Text]:
        if right_to_left(self._language) or self._width < WIDE:
            yield from self._pair(label, value, style)
            return
        name = harmless(label)
        for line in wrap(harmless(value), self._width - self._column):
            yield Text.assemble((name + " " * (self._column - cell_len(name)), _LABEL), (line, style))
            name = ""

    def _pair(self, label: str, value: str, style: Style) -> Iterator[Text]:
        """`Label: value`, with an address on a line of its own, where no other script can disturb it."""
        whole = self._words.say("fact", label=label, value="" if style.link else value)
        yield from self._block(whole.translate(_ISOLATES).rstrip(), self._language, _LABEL if style.link else _NOTE)
        if style.link:
            yield self._set(Text(harmless(value), style), self._language)

    def _item(self, title: str, details: str, address: str) -> Iterator[Text]:
        """All of an item at the edge where the list's language starts, whatever the title is written in."""
        indent = "  "
        for number, line in enumerate(self._block(title, self._language, _STRONG, indent)):
            yield self._marked(line) if number == 0 else line
        if details:
            yield from self._block(details.translate(_ISOLATES), self._language, _LABEL, indent)
        yield self._set(Text(harmless(address), _linked(address)), self._language, indent)

    def _marked(self, line: Text) -> Text:
        if right_to_left(self._language):
            return Text.assemble(line, (" •", _BAR))
        return Text.assemble(("• ", _BAR), line[2:])


def _coloured(compared: Comparison) -> Text:
    """The comparison with its marks, which stay: not everybody tells red from green."""
    styles = {Change.MISSING: _MISSING, Change.ADDED: _ADDED}
    return Text.assemble(*((harmless(p.marked), styles.get(p.change, _NOTE)) for p in compared.pieces))


def _linked(address: str) -> Style:
    """An underlined address, clickable (OSC 8) where it is one of the web's."""
    safe = address.startswith(("https://", "http://")) and address == harmless(address)
    return Style(color="blue", underline=True, link=address if safe else None)
