"""Questions and replies as values: what a front-end gives to the desk, and the closed union that it gets back.

Contains no logic and no I/O. Every renderer matches on `Reply` and ends in `assert_never`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from indexer.statement import Ministry, Statement, Version


@dataclass(frozen=True, slots=True)
class Question:
    """What a citizen asks, without who asks.

    `language`, that of the text, is an ISO 639-1 code when the front-end knows it, else None and the desk finds it;
    `answer_in` is the language to answer in where that is another. `as_of` is the moment for which the answer must
    hold, in UTC; `dated` says that the citizen chose it, so that the reply names it.
    """

    text: str
    as_of: datetime
    language: str | None = None
    answer_in: str | None = None
    dated: bool = False


@dataclass(frozen=True, slots=True)
class Slice:
    """A piece of a version's text: `text == version.text[start:end]`, in code points."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Match:
    """One statement that the search found, in the version that is shown, with the slices that answer.

    `confidence` is the calibrated probability (0..1) that this statement answers the question.
    `replaces` are the statements that this one superseded, as they stand in the store.
    """

    statement: Statement
    version: Version
    confidence: float
    quote: tuple[Slice, ...]
    replaces: tuple[Statement, ...] = ()

    @property
    def translated(self) -> bool:
        """Whether the version shown is another than the original."""
        return self.version.language != self.statement.original


@dataclass(frozen=True, slots=True)
class Found:
    """What every reply that searched carries: the ranking, best first, and the language to speak in.

    `matches` is for evaluation and for staff; a front-end shows of it only what the reply's kind allows.
    `language` is the citizen's; `as_of` is set where the citizen chose the moment.
    """

    language: str
    confidence: float
    matches: tuple[Match, ...]
    ministry: Ministry
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """`found.matches[0]` answers and is presented as the ministry's position."""

    found: Found


@dataclass(frozen=True, slots=True)
class Closest:
    """Nothing published answers for certain; the `listed` come close. They are listed, never presented."""

    found: Found
    listed: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class NoPosition:
    """Nothing published answers."""

    found: Found


@dataclass(frozen=True, slots=True)
class Greeting:
    """A greeting, not a question: the reply says what the bot is for."""

    language: str
    ministry: Ministry


@dataclass(frozen=True, slots=True)
class Empty:
    """No letter and no digit in the text: the reply asks for a question."""

    language: str


@dataclass(frozen=True, slots=True)
class TooLong:
    """Longer than a question may be: `length` and `limit` are code points."""

    language: str
    length: int
    limit: int


@dataclass(frozen=True, slots=True)
class Command:
    """Text that looks like a command, which no front-end took: the reply points to the help."""

    language: str
    name: str


Reply = Position | Closest | NoPosition | Greeting | Empty | TooLong | Command
