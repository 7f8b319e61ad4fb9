"""The words of the house as values: statements, versions, passages, problems.

Contains no I/O and needs the standard library only; everything else may import this module.
All moments are compared as timezone-aware datetimes in UTC; a bare date means a whole day in UTC.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path

Span = tuple[int, int]
"""A slice (start, end) of a text, in code points."""


class VerbaleError(Exception):
    """An operator's mistake or a broken environment; the message says what to do."""


class Kind(StrEnum):
    """What sort of publication a statement is."""

    POSITION = "position"
    STATEMENT = "statement"
    PRESS_RELEASE = "press-release"
    ANSWER = "answer"
    SPEECH = "speech"
    COMMUNIQUE = "communique"
    NOTICE = "notice"


class Standing(StrEnum):
    """Where a statement stands at one moment; only `IN_FORCE` may be shown as today's position."""

    IN_FORCE = "in-force"
    NOT_YET = "not-yet"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


def start_of(moment: date | datetime) -> datetime:
    """The first instant of a date, or the time itself, in UTC."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC)
    return datetime.combine(moment, time(), UTC)


def end_of(moment: date | datetime) -> datetime:
    """The first instant after a date (a last day counts whole), or the time itself, in UTC."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC)
    if moment == date.max:
        return datetime.max.replace(tzinfo=UTC)  # "for ever", as some write it; no day comes after
    return start_of(moment) + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Version:
    """A statement's text in one language, exactly as published."""

    language: str
    title: str
    text: str
    source: str
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One published position. Its `id` is its identity for ever; all versions are one statement."""

    id: str
    kind: Kind
    original: str
    issuer: str
    published: date | datetime
    versions: tuple[Version, ...]
    topics: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    valid_until: date | datetime | None = None
    withdrawn: date | datetime | None = None
    embargo: date | datetime | None = None

    @property
    def released(self) -> datetime:
        """The first instant at which the public may see the statement."""
        published = start_of(self.published)
        return published if self.embargo is None else max(published, start_of(self.embargo))

    @property
    def ends(self) -> datetime | None:
        """The first instant at which the statement is no longer valid, if it ever ends."""
        return None if self.valid_until is None else end_of(self.valid_until)

    def version(self, language: str) -> Version | None:
        """The version in `language`, or None."""
        return next((v for v in self.versions if v.language == language), None)

    def best_version(self, language: str) -> Version:
        """The version in `language`, else the original."""
        found = self.version(language) or self.version(self.original)
        if found is None:
            raise VerbaleError(f"statement {self.id} has no version in its original language {self.original}")
        return found


def superseded_from(statements: Iterable[Statement]) -> dict[str, datetime]:
    """For each superseded id, the instant at which the first of its successors was released.

    A successor that was later withdrawn or ended does not bring its predecessor back: a ministry
    that wants an old position in force again publishes it again.
    """
    moments: dict[str, datetime] = {}
    for statement in statements:
        for earlier in statement.supersedes:
            moments[earlier] = min(statement.released, moments.get(earlier, statement.released))
    return moments


def turning_points(statements: Iterable[Statement]) -> list[datetime]:
    """Every instant at which one of `statements` comes into force or goes out of it, sorted."""
    moments: set[datetime] = set()
    for statement in statements:
        moments.add(statement.released)  # of itself, and of what it supersedes
        if statement.ends is not None:
            moments.add(statement.ends)
        if statement.withdrawn is not None:
            moments.add(start_of(statement.withdrawn))
    return sorted(moments)


def standing(statement: Statement, moment: datetime, superseded: datetime | None = None) -> Standing:
    """Where `statement` stands at `moment`; `superseded` is its entry of `superseded_from`, if any."""
    if moment < statement.released:
        return Standing.NOT_YET
    if statement.withdrawn is not None and moment >= start_of(statement.withdrawn):
        return Standing.WITHDRAWN
    if superseded is not None and moment >= superseded:
        return Standing.SUPERSEDED
    if statement.ends is not None and moment >= statement.ends:
        return Standing.ENDED
    return Standing.IN_FORCE


@dataclass(frozen=True, slots=True)
class Signpost:
    """Where to turn with what is not this ministry's remit; `questions` are examples of it, by language."""

    label: Mapping[str, str]
    link: str
    phone: str | None = None
    questions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach a human at the ministry."""

    link: str
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Ministry:
    """Who speaks: names per language, the hosts that sources may point to, where else to turn."""

    name: Mapping[str, str]
    hosts: tuple[str, ...]
    contact: Contact | None = None
    topics: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    signposts: Mapping[str, Signpost] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Passage:
    """A slice `text[start:end]` (code points) of one version's text: the unit of retrieval.

    `statement` is the position of the statement in the store's tuple of statements.
    """

    statement: int
    language: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake in the knowledge folder: where it is, what was found, and what to write instead.

    `file` is relative to the knowledge folder; `line` counts from 1; `field` is a dotted path such
    as ``versions.fr.source``, empty when the whole file is meant.
    """

    file: Path
    line: int
    field: str
    found: str
    mend: str

    def __str__(self) -> str:
        where = f"{self.field}: " if self.field else ""
        return f"{self.file}:{self.line}: {where}{self.found}; {self.mend}"


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All statements of a ministry, sorted by id."""

    ministry: Ministry
    statements: tuple[Statement, ...]
