"""Which statements a warning may speak of: those that are in force, or will be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from indexer.loading import Loaded, Located
from indexer.statement import Standing, Statement, standing, superseded_from


@dataclass(frozen=True, slots=True)
class InForce:
    """A statement with its file; `replaced` are the languages of each statement that it supersedes."""

    located: Located
    statement: Statement
    replaced: Mapping[str, frozenset[str]]


def in_force(loaded: Loaded, now: datetime) -> tuple[InForce, ...]:
    """The statements that are in force at `now` or released later, by id."""
    found = [(one, one.statement) for one in loaded.statements if one.statement is not None]
    superseded = superseded_from(statement for _, statement in found)
    languages = {s.id: frozenset(v.language for v in s.versions) for _, s in found}
    return tuple(
        InForce(located, s, {name: languages[name] for name in s.supersedes if name in languages})
        for located, s in sorted(found, key=lambda pair: pair[1].id)
        if standing(s, now, superseded.get(s.id)) in (Standing.IN_FORCE, Standing.NOT_YET)
    )
