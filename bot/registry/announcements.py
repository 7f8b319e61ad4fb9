"""What happened to the statements since the store was last looked at: the difference, as events.

Only what the public may know: a statement under embargo does not exist until its hour, and then it is new. A
statement that vanished from the store is not announced, nor is one new that was here before: an older store put back
must not write to thousands of people. Statements are withdrawn by saying so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.registry.keys import digest
from indexer.statement import Standing, Statement, standing, superseded_from

FRESH = timedelta(days=7)
"""A statement that was released earlier than so long ago is no news: somebody filled an archive."""


class Happening(StrEnum):
    """What may happen to a statement."""

    NEW = "new"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Known:
    """A statement as it was last seen: where it stood, and a digest of each language's title and text."""

    standing: Standing
    digests: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that people may be told, once.

    `languages` are those whose text changed, or all of the statement's.
    """

    id: str
    happening: Happening
    statement: str
    topics: tuple[str, ...]
    languages: tuple[str, ...]
    at: datetime


def look(statements: Sequence[Statement], moment: datetime) -> dict[str, Known]:
    """What the public may know at `moment`, by id."""
    superseded = superseded_from(statements)
    seen = {s.id: Known(standing(s, moment, superseded.get(s.id)), _digests(s)) for s in statements}
    return {name: known for name, known in seen.items() if known.standing is not Standing.NOT_YET}


def compare(before: Mapping[str, Known], statements: Sequence[Statement], moment: datetime) -> list[Event]:
    """What happened since `before`, in the order of `statements`."""
    now = look(statements, moment)
    return [
        event
        for statement in statements
        if statement.id in now
        for event in _events(before.get(statement.id), now[statement.id], statement, moment)
    ]


def _events(before: Known | None, now: Known, statement: Statement, moment: datetime) -> Iterable[Event]:
    everywhere = tuple(now.digests)
    if before is None:
        if now.standing is Standing.IN_FORCE and statement.released > moment - FRESH:
            yield _event(Happening.NEW, statement, now, everywhere, moment)
        return
    if before.standing is not Standing.IN_FORCE:
        return
    changed = tuple(name for name, text in now.digests.items() if before.digests.get(name, text) != text)
    if now.standing is Standing.WITHDRAWN:
        yield _event(Happening.WITHDRAWN, statement, now, everywhere, moment)
    elif now.standing is Standing.SUPERSEDED:
        yield _event(Happening.SUPERSEDED, statement, now, everywhere, moment)
    elif now.standing is Standing.IN_FORCE and changed:
        yield _event(Happening.CORRECTED, statement, now, changed, moment)


def _event(
    happening: Happening, statement: Statement, now: Known, languages: tuple[str, ...], moment: datetime
) -> Event:
    # A text may be corrected more than once, also back; everything else happens to a statement once.
    name = f"{happening}:{statement.id}"
    if happening is Happening.CORRECTED:
        name += ":" + digest(*(now.digests[language] for language in languages), moment.isoformat())
    return Event(name, happening, statement.id, statement.topics, languages, moment)


def _digests(statement: Statement) -> dict[str, str]:
    return {version.language: digest(version.title, version.text) for version in statement.versions}
