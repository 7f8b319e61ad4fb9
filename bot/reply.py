"""Questions and replies as values: what a front-end gives to the desk, and the closed union that it gets back.

Contains no logic and no I/O. Every renderer matches on `Reply` and ends in `assert_never`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from indexer.statement import Ministry, Signpost, Standing, Statement, Version


@dataclass(frozen=True, slots=True)
class Earlier:
    """The question before, which a follow-up may lean on, and the id of the statement that answered it, if one did."""

    text: str
    statement: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What a citizen asks, without who asks.

    `language`, that of the text, is an ISO 639-1 code when the front-end knows it, else None and the desk finds it;
    `supposed` is what the front-end supposes it to be, from its menus, say. `answer_in` is the language to answer in
    where that is another. `as_of` is the moment for which the answer must hold, in UTC; `dated` says that the citizen
    chose it, so that the reply names it. `follows` is the question before, where there was one shortly before.
    """

    text: str
    as_of: datetime
    language: str | None = None
    answer_in: str | None = None
    dated: bool = False
    supposed: str | None = None
    follows: Earlier | None = None


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


class Reason(StrEnum):
    """Why a question is refused whatever is published; values are outcomes of a JSON reply."""

    OPINION = "opinion"
    PREDICTION = "prediction"
    PRIVATE = "private"
    OTHER_STATE = "other-state"
    NOT_OUR_REMIT = "not-our-remit"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Asks for what no statement of this ministry can say; `signpost` is where to turn instead, if that is known."""

    found: Found
    reason: Reason
    signpost: Signpost | None = None


@dataclass(frozen=True, slots=True)
class Former:
    """Only a statement that is no longer in force answers: `match`, shown as such.

    It stood until `until`; `standing` says why no longer (ended or superseded); `replaced_by` is what superseded it.
    """

    found: Found
    match: Match
    until: datetime
    standing: Standing
    replaced_by: Statement | None = None


@dataclass(frozen=True, slots=True)
class Several:
    """Several questions in one text, each answered: `parts` are the questions as written and their replies.

    `found` is what the whole text finds as one question.
    """

    found: Found
    parts: tuple[tuple[str, Reply], ...]


@dataclass(frozen=True, slots=True)
class TooMany:
    """More questions in one text than are answered together: `count` of them, `limit` at most."""

    found: Found
    count: int
    limit: int


@dataclass(frozen=True, slots=True)
class Greeting:
    """A greeting, not a question: the reply says what the bot is for."""

    language: str
    ministry: Ministry


@dataclass(frozen=True, slots=True)
class Empty:
    """No letter in the text: the reply asks for a question."""

    language: str


@dataclass(frozen=True, slots=True)
class TooLong:
    """Longer than a question may be: `length` and `limit` are code points. `found` is what its beginning finds."""

    found: Found
    length: int
    limit: int


@dataclass(frozen=True, slots=True)
class Command:
    """Text that looks like a command, which no front-end took: the reply points to the help."""

    language: str
    name: str


@dataclass(frozen=True, slots=True)
class Paused:
    """Staff have paused the service: nothing published is shown, whatever is asked. Their reason stays theirs."""

    language: str
    ministry: Ministry


Searched = Position | Closest | NoPosition | Refusal | Former | Several | TooMany | TooLong
"""Replies that searched: all have `found`."""

Reply = Searched | Greeting | Empty | Command | Paused
