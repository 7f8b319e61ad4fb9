"""Statements that replaced the same one and are both in force: citizens are shown either as the position of today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from indexer.advice.sorts import REPLACES_TOO
from indexer.advice.standing import InForce
from indexer.statement import Problem


def rivals(standing: Sequence[InForce]) -> Iterator[Problem]:
    """For each but the first that supersedes a statement: the one before it that does so, too."""
    heirs: dict[str, list[InForce]] = defaultdict(list)
    for one in sorted(standing, key=lambda one: (one.statement.released, one.statement.id)):
        for earlier in one.statement.supersedes:
            heirs[earlier].append(one)
    for earlier, found in heirs.items():
        for before, one in pairwise(found):
            located = one.located
            yield REPLACES_TOO.at(
                located.file, located.line("supersedes"), "supersedes", earlier=earlier, other=before.statement.id
            )
