"""Build a knowledge folder, hold it against staff's questions, and publish it: what `index` and `watch` do.

A store that answers a question of questions.yaml wrongly which the one in use answers rightly is not published; what
has only slipped (`bot.probing.only_slips`) is told. A question whose
statement is not in force, nor replaced by one that is, judges nothing: no position on it can be right. Where the
statement was replaced, a position on its successor is right, so that an embargo that ends by night is not held up by a
question that still names the predecessor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.probing import Answer, Probe, answers, can_be_right, is_right, only_slips, staff_probes, standing_in
from bot.refit import WRONG, Refit
from indexer.build import Candidate, Progress, Report, build
from indexer.encoding import Encoder
from indexer.publishing import Written
from indexer.questions import QUESTIONS_FILE
from indexer.statement import VerbaleError

_IF_A_SLIP = "if that was a slip, put the file back; what is withdrawn keeps its file"


@dataclass(frozen=True, slots=True)
class Judged:
    """A question of staff and its answer by the new store.

    `before` is the answer of the store in use, asked only where the new one is not right; `was_right` judges it.
    `slipped`: what staff said still stands first, no longer as a position.
    """

    probe: Probe
    before: Answer | None
    after: Answer
    right: bool
    was_right: bool
    slipped: bool = False

    @property
    def worse(self) -> bool:
        """Whether it was answered rightly and would turn wrong."""
        return self.was_right and not self.right and not self.slipped

    def __str__(self) -> str:
        """On one line, as `verbale check` tells a problem."""
        wanted = "one of " if len(self.probe.statements) > 1 else ""
        told = f"{wanted}{', '.join(sorted(self.probe.statements))}" if self.probe.statements else "none"
        before = "" if self.before is None else f"before {self.before.shown}, "
        line = f"{QUESTIONS_FILE}:{self.probe.line}: {self.probe.language}: {self.probe.text}"
        return f"{line} (answered by {told}): {before}now {self.after.shown}"


class TurnedWorseError(VerbaleError):
    """Questions of staff that the store in use answers rightly would turn wrong; nothing was published."""

    def __init__(self, worse: Sequence[Judged]) -> None:
        count = "1 question" if len(worse) == 1 else f"{len(worse)} questions"
        verb = "is" if len(worse) == 1 else "are"
        super().__init__(
            f"{count} of {QUESTIONS_FILE} that {verb} answered rightly today would turn wrong; nothing was published. "
            f"Mend the statements, or {QUESTIONS_FILE} where the new answer is right, or publish all the same by "
            "'verbale index --allow-worse'"
        )
        self.worse = tuple(worse)


@dataclass(frozen=True, slots=True)
class Published:
    """What was done. `judged` are staff's questions that judge something; empty where nothing had changed.

    `idle` is the number of those that judge nothing: neither their statement nor what replaced it is in force.
    """

    report: Report
    judged: tuple[Judged, ...]
    idle: int = 0

    @property
    def gone(self) -> str:
        """What nobody is shown any more because its file is gone, in a sentence; empty where all are there."""
        if not self.report.gone:
            return ""
        return f"no longer in the folder, so shown to nobody: {', '.join(self.report.gone)}; {_IF_A_SLIP}"

    @property
    def wrong(self) -> tuple[Judged, ...]:
        """Questions that the store does not answer as staff said."""
        return tuple(one for one in self.judged if not one.right)


def publish_folder(
    folder: Path,
    root: Path,
    encoder: Encoder,
    now: datetime,
    progress: Progress,
    wrong: float = WRONG,
    *,
    allow_worse: bool = False,
    waiting: Sequence[Written] | None = None,
) -> Published:
    """Publish the knowledge in `folder` to the store in `root`, unless a question of staff turns wrong.

    `wrong` is the share of positions that may be wrong. Raises what `indexer.build.build` raises, and
    `TurnedWorseError` unless `allow_worse`; the version in use then stays. With `waiting` the build is one made ahead.
    """
    judged: list[Judged] = []
    asked: list[Probe] = []

    def approve(candidate: Candidate) -> None:
        if candidate.questions:
            progress("staff's questions", 0, len(candidate.questions))
            asked.extend(staff_probes(candidate.questions))
            judged.extend(judge(candidate))
        if (worse := [one for one in judged if one.worse]) and not allow_worse:
            raise TurnedWorseError(worse)

    report = build(folder, root, encoder, Refit(wrong), now, progress, approve, waiting)
    return Published(report, tuple(judged), len(asked) - len(judged))


def judge(candidate: Candidate) -> list[Judged]:
    """Each question of staff that judges something, as the store in use and the new one answer it."""
    stands_for = standing_in(candidate.after, candidate.now)
    probes = [probe for probe in staff_probes(candidate.questions) if can_be_right(probe, stands_for)]
    after = answers(candidate.after, probes, candidate.encode, candidate.now)
    rights = [is_right(probe, answer, stands_for) for probe, answer in zip(probes, after, strict=True)]
    # What is right cannot have turned worse, so the store in use is asked the others only.
    wrong = [probe for probe, right in zip(probes, rights, strict=True) if not right]
    earlier: dict[Probe, Answer] = {}
    if candidate.before is not None and wrong:
        told = answers(candidate.before, wrong, candidate.encode, candidate.now)
        earlier = dict(zip(wrong, told, strict=True))
    # A position on what was replaced since was right then.
    accepted = {name: found | {name} for name, found in stands_for.items()}
    judged: list[Judged] = []
    for probe, answer, right in zip(probes, after, rights, strict=True):
        old = earlier.get(probe)
        was_right = old is not None and is_right(probe, old, accepted)
        slipped = was_right and old is not None and only_slips(probe, old, answer, stands_for)
        judged.append(Judged(probe, old, answer, right, was_right, slipped))
    return judged
