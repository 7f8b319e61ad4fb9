"""What every front-end turns into its own form: a message is parts, and parts hold plain text, never markup.

Each front-end escapes or styles for its own platform. What is quoted is handed on as it was published.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.findings import Change

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


@dataclass(frozen=True, slots=True)
class Passed:
    """Words of a comparison, with the white space after them: what became of them, and the words themselves.

    `REPLACED` does not occur: it is `MISSING` published words followed by `ADDED` ones of the given text.
    """

    change: Change
    text: str

    @property
    def marked(self) -> str:
        """The words between marks: ``[-missing-]``, ``{+added+}``, else as they are."""
        words = self.text.rstrip()
        space = self.text[len(words) :]
        if self.change is Change.MISSING:
            return f"[-{words}-]{space}"
        return f"{{+{words}+}}{space}" if self.change is Change.ADDED else self.text


@dataclass(frozen=True, slots=True)
class Comparison:
    """A given text against a published one, in `language`, in order. `marked` tells it without colour."""

    pieces: tuple[Passed, ...]
    language: str

    @property
    def marked(self) -> str:
        """The pieces as one text: ``[-published words that are missing-] {+words that were added+}``."""
        return "".join(piece.marked for piece in self.pieces)


Part = Heading | Quotation | Fact | Link | Note | Item | Comparison


@dataclass(frozen=True, slots=True)
class Message:
    """The parts of one reply, in the order of reading; the bot's own words are in `language`."""

    language: str
    parts: tuple[Part, ...]
