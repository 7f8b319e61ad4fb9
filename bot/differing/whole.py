"""The whole difference between two snapshots."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.differing.answers import Answers
from bot.differing.statements import FieldChange, StatementChange, ministry_changes, statement_changes
from indexer.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Difference:
    """What changes from the version `before` to `after`, as things stand at `moment`.

    `thresholds` are the confidences from which a position is presented, before and after. `waiting` are statements that
    the later one leaves out until they are released, soonest first.
    """

    before: str
    after: str
    moment: datetime
    statements: tuple[StatementChange, ...]
    ministry: tuple[FieldChange, ...]
    thresholds: tuple[float, float]
    answers: Answers
    waiting: tuple[tuple[str, datetime], ...] = ()

    @property
    def same(self) -> bool:
        """Whether citizens are told the same as before."""
        return not (self.statements or self.ministry or self.answers.changes)


def difference(before: Snapshot, after: Snapshot, answers: Answers, moment: datetime) -> Difference:
    """Hold two snapshots against each other; `answers` comes from `answer_changes`, which takes longer."""
    return Difference(
        before.version,
        after.version,
        moment,
        statement_changes(before, after, moment),
        ministry_changes(before.contents.ministry, after.contents.ministry),
        (before.manifest.thresholds.position, after.manifest.thresholds.position),
        answers,
    )
