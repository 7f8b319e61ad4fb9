"""What is published, for browsing: topics, statements, and how a position changed.

A catalogue is seen from one moment. What was not released then does not exist: not in lists, not in counts, and not
as the reason why something else ends. Loads no library, so that renderers may import it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from indexer.statement import Standing, Statement, standing, start_of

if TYPE_CHECKING:
    from indexer.store import Snapshot

PAGE = 8
"""Entries on one page."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A statement as it stands at the catalogue's moment.

    `ended_by` is what ended its force first: `ENDED` (its term ran out), `WITHDRAWN`, `SUPERSEDED`, or None while it is
    in force. `until` goes with it: the last day of its term (the instant, where it is a time), the day on which it was
    withdrawn or that on which its successor appeared; while it is in force, the end of its term, or None.
    """

    statement: Statement
    standing: Standing
    ended_by: Standing | None
    until: date | datetime | None
    successors: tuple[Statement, ...] = ()

    @property
    def since(self) -> date | datetime:
        """When the public could first read it, as published: a day, or an instant."""
        return _appeared(self.statement)


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic with its names per language; `in_force` and `published` count statements at the moment."""

    code: str
    names: Mapping[str, str]
    in_force: int
    published: int


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: page `number` of `pages`, both from 1, of `total` entries."""

    entries: tuple[Entry, ...]
    number: int
    pages: int
    total: int


def page(entries: Sequence[Entry], number: int = 1, size: int = PAGE) -> Page:
    """Page `number` of `entries`; the nearest there is when there are fewer pages."""
    pages = max(1, -(-len(entries) // size))
    number = min(max(1, number), pages)
    return Page(tuple(entries[(number - 1) * size : number * size]), number, pages, len(entries))


class Catalogue:
    """All that is published in `snapshot` at `moment`."""

    def __init__(self, snapshot: Snapshot, moment: datetime) -> None:
        self.moment = moment
        self.ministry = snapshot.contents.ministry
        self._visible = {s.id: s for s in snapshot.contents.statements if s.released <= moment}
        self._successors: dict[str, list[Statement]] = {}
        for statement in sorted(self._visible.values(), key=lambda s: (s.released, s.id)):
            for earlier in statement.supersedes:
                self._successors.setdefault(earlier, []).append(statement)

    def find(self, id: str) -> Entry | None:  # noqa: A002  # a statement's id is its name everywhere
        """The statement `id`, or None when nothing of that id is published."""
        statement = self._visible.get(id)
        return None if statement is None else self._entry(statement)

    def topics(self) -> tuple[Topic, ...]:
        """The topics of which anything is published, in the ministry's order, others after them by code."""
        counts: dict[str, list[int]] = {}
        for entry in map(self._entry, self._visible.values()):
            for code in set(entry.statement.topics):
                count = counts.setdefault(code, [0, 0])
                count[0] += entry.standing is Standing.IN_FORCE
                count[1] += 1
        named = self.ministry.topics
        codes = [*(c for c in named if c in counts), *sorted(c for c in counts if c not in named)]
        return tuple(Topic(c, named.get(c, {}), *counts[c]) for c in codes)

    def latest(self) -> tuple[Entry, ...]:
        """All statements in force, newest first."""
        return self._newest_first(self._visible.values())

    def of_topic(self, code: str) -> tuple[Entry, ...]:
        """The statements of a topic that are in force, newest first."""
        return self._newest_first(s for s in self._visible.values() if code in s.topics)

    def timeline(self, code: str) -> tuple[Entry, ...]:
        """All statements of a topic, in force or not, in the order in which they appeared."""
        return self._in_order(s for s in self._visible.values() if code in s.topics)

    def history(self, id: str) -> tuple[Entry, ...]:  # noqa: A002
        """The chain of a statement: what it replaced and what replaced it, however far, in order of appearance.

        Empty when nothing of that id is published.
        """
        chain: dict[str, Statement] = {}
        waiting = [id]
        while waiting:
            statement = self._visible.get(waiting.pop())
            if statement is not None and statement.id not in chain:
                chain[statement.id] = statement
                waiting += [*statement.supersedes, *(s.id for s in self._successors.get(statement.id, ()))]
        return self._in_order(chain.values())

    def resolve(self, name: str) -> Topic | Entry | None:
        """What a person calls `name`: a topic by its code or by its name in any language, or a statement by its id."""
        wanted = name.strip().casefold()
        for topic in self.topics():
            if wanted in {topic.code.casefold(), *(n.casefold() for n in topic.names.values())}:
                return topic
        return self.find(name.strip()) or self.find(wanted)

    def _newest_first(self, statements: Iterable[Statement]) -> tuple[Entry, ...]:
        return tuple(e for e in reversed(self._in_order(statements)) if e.standing is Standing.IN_FORCE)

    def _in_order(self, statements: Iterable[Statement]) -> tuple[Entry, ...]:
        return tuple(self._entry(s) for s in sorted(statements, key=lambda s: (s.released, s.id)))

    def _entry(self, statement: Statement) -> Entry:
        successors = tuple(self._successors.get(statement.id, ()))
        superseded = successors[0].released if successors else None
        now = standing(statement, self.moment, superseded)
        ends: list[tuple[datetime, Standing, date | datetime]] = []
        if statement.withdrawn is not None:
            ends.append((start_of(statement.withdrawn), Standing.WITHDRAWN, statement.withdrawn))
        if superseded is not None:
            ends.append((superseded, Standing.SUPERSEDED, _appeared(successors[0])))
        if statement.ends is not None and statement.valid_until is not None:
            ends.append((statement.ends, Standing.ENDED, statement.valid_until))
        past = [end for end in ends if end[0] <= self.moment]
        if not past:
            return Entry(statement, now, None, statement.valid_until)
        _, ended_by, until = min(past, key=lambda end: end[0])
        return Entry(statement, now, ended_by, until, successors)


def _appeared(statement: Statement) -> date | datetime:
    later = statement.embargo is not None and statement.released > start_of(statement.published)
    return statement.embargo if later and statement.embargo is not None else statement.published
