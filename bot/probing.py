"""Probe questions: what a store answers to questions whose answer staff have said, asked as a citizen would ask.

Staff's own stand in `questions.yaml`; those that a statement brings along count as probes, too. Only a position counts
as an answer: right is a position on one of a probe's statements, or, where none may answer, no position. What was right
and is now listed first, hardly less surely, has slipped; it has not turned wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.desk import replies_from
from bot.rendering import outcome_of, presented
from bot.reply import Closest, Question, Reply, Searched
from indexer.encoding import EncodedQuestion
from indexer.questions import Asked
from indexer.snapshot import Snapshot
from indexer.statement import Statement

SLIP = 0.1
"""So much less sure a store may be of what staff said, and yet not have turned wrong."""

Encode = Callable[[Sequence[str]], list[EncodedQuestion]]


@dataclass(frozen=True, slots=True)
class Probe:
    """A question in `language` that one of `statements` answers, or none when they are empty.

    `line` is that of questions.yaml, 0 for a question that stands within a statement.
    """

    text: str
    language: str
    statements: frozenset[str]
    line: int = 0

    @property
    def by_staff(self) -> bool:
        """Whether it stands in questions.yaml."""
        return self.line > 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a store answers: the reply's outcome, the statements that it presents as positions, and how sure it is.

    `first` is the first of those that it lists as coming close.
    """

    outcome: str
    statements: tuple[str, ...]
    confidence: float
    first: str | None = None

    @property
    def shown(self) -> str:
        """On one line: ``position orda-2026 (0.93)``, ``closest, first orda-2026 (0.84)``."""
        listed = "" if self.first is None else f", first {self.first}"
        return " ".join((self.outcome + listed, *self.statements, f"({self.confidence:.2f})"))


def staff_probes(asked: Iterable[Asked]) -> tuple[Probe, ...]:
    """Staff's questions, each once, with all the statements that may answer it."""
    found: dict[tuple[str, str], Probe] = {}
    for one in asked:
        named = frozenset() if one.statement is None else frozenset((one.statement,))
        before = found.get((one.language, one.text), Probe(one.text, one.language, named, one.line))
        found[one.language, one.text] = Probe(one.text, one.language, before.statements | named, before.line)
    return tuple(found.values())


def statement_probes(statements: Iterable[Statement]) -> tuple[Probe, ...]:
    """The questions within `statements`, each once, with all the statements that hold it."""
    found: dict[tuple[str, str], Probe] = {}
    for statement in statements:
        for version in statement.versions:
            for text in version.questions:
                known = found.get((version.language, text))
                named = frozenset((statement.id,)) | (known.statements if known else frozenset())
                found[version.language, text] = Probe(text, version.language, named)
    return tuple(found.values())


def answers(snapshot: Snapshot, probes: Sequence[Probe], encode: Encode, now: datetime) -> tuple[Answer, ...]:
    """What `snapshot` answers to each of `probes`, as published at `now`."""
    questions = [Question(probe.text, now, probe.language) for probe in probes]
    return tuple(map(answer_of, replies_from(snapshot, questions, encode)))


def answer_of(reply: Reply) -> Answer:
    """A reply as an answer to a probe."""
    sure = reply.found.confidence if isinstance(reply, Searched) else 0.0
    first = reply.listed[0].statement.id if isinstance(reply, Closest) else None
    return Answer(outcome_of(reply), tuple(match.statement.id for match in presented(reply)), float(sure), first)


def can_be_right(probe: Probe, stands_for: Mapping[str, frozenset[str]]) -> bool:
    """Whether any answer can be: one of the probe's statements, or what replaced it, is in force."""
    return not probe.statements or any(stands_for.get(name) for name in probe.statements)


def is_right(probe: Probe, answer: Answer, stands_for: Mapping[str, frozenset[str]]) -> bool:
    """Whether `answer` is what staff said; `stands_for` is that of `standing_in`."""
    return bool(_accepted(probe, stands_for) & set(answer.statements)) if probe.statements else not answer.statements


def only_slips(probe: Probe, before: Answer, after: Answer, stands_for: Mapping[str, frozenset[str]]) -> bool:
    """Whether what was right is still found first, though a little less surely, and no longer as a position.

    The threshold is fitted to the folder: with every statement that comes or goes it moves by a hundredth or two.
    """
    near = after.confidence >= before.confidence - SLIP
    return near and bool(before.statements) and after.first in _accepted(probe, stands_for)


def _accepted(probe: Probe, stands_for: Mapping[str, frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*(stands_for.get(name, frozenset()) for name in probe.statements))


def standing_in(snapshot: Snapshot, now: datetime) -> dict[str, frozenset[str]]:
    """For each statement, those in force at `now` that stand for it: itself, else what replaced it, by whatever steps.

    Empty for a statement that ended or was withdrawn and has no successor: no position can be right then.
    """
    statements = snapshot.contents.statements
    in_force = {s.id for s, now_valid in zip(statements, snapshot.in_force(now), strict=True) if now_valid}
    successors: dict[str, list[str]] = {}
    for statement in statements:
        if statement.released <= now:
            for earlier in statement.supersedes:
                successors.setdefault(earlier, []).append(statement.id)
    return {s.id: frozenset(_in_force(s.id, in_force, successors)) for s in statements}


def _in_force(name: str, in_force: set[str], successors: Mapping[str, list[str]]) -> set[str]:
    found, seen, waiting = set(), {name}, [name]
    while waiting:
        one = waiting.pop()
        if one in in_force:
            found.add(one)
            continue
        later = [s for s in successors.get(one, ()) if s not in seen]
        seen.update(later)
        waiting += later
    return found
