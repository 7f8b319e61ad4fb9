"""Probe questions that two snapshots answer differently."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.probing import (
    Answer,
    Encode,
    Probe,
    answers,
    can_be_right,
    is_right,
    only_slips,
    staff_probes,
    standing_in,
    statement_probes,
)
from indexer.encoding import EncodedQuestion
from indexer.questions import Asked
from indexer.snapshot import Snapshot

MOST = 500
"""So many of the questions within statements are asked, chosen by hash; staff's own are all asked."""
_BATCH = 32

Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """A probe whose outcome or presented statement differs; `was_right` and `right` hold both against the probe.

    None where no answer can be right: the store has none of the probe's statements in force. `slipped` is that of
    `bot.probing.only_slips`.
    """

    probe: Probe
    before: Answer
    after: Answer
    was_right: bool | None
    right: bool | None
    slipped: bool = False

    @property
    def worse(self) -> bool:
        """Whether it was answered rightly and has turned wrong."""
        return self.was_right is True and self.right is False and not self.slipped


@dataclass(frozen=True, slots=True)
class Answers:
    """`asked` of `known` probes were put to both; `why_not` says why none was, where that is so."""

    changes: tuple[AnswerChange, ...]
    asked: int
    known: int
    why_not: str = ""


def no_answers(why: str) -> Answers:
    """Nothing could be asked."""
    return Answers((), 0, 0, why)


def answer_changes(
    before: Snapshot, after: Snapshot, asked: Iterable[Asked], encode: Encode, now: datetime, told: Told
) -> Answers:
    """What the two answer differently at `now`: questions `asked` by staff, and those within their statements.

    Where they are one and the same, nothing is encoded nor asked.
    """
    staff = staff_probes(asked)
    own = {(p.language, p.text) for p in staff}
    within = {(p.language, p.text): p for s in (before, after) for p in statement_probes(s.contents.statements)}
    others = [probe for key, probe in within.items() if key not in own]
    chosen = sorted(others, key=lambda p: hashlib.sha256(p.text.encode()).digest())[:MOST]
    probes = [*staff, *sorted(chosen, key=lambda p: (min(p.statements), p.language))]
    if before is after:
        return Answers((), len(probes), len(staff) + len(others))
    stood_for, stands_for = standing_in(before, now), standing_in(after, now)
    remembered = _remembering(encode)
    changes: list[AnswerChange] = []
    for first in range(0, len(probes), _BATCH):
        batch = probes[first : first + _BATCH]
        pairs = zip(answers(before, batch, remembered, now), answers(after, batch, remembered, now), strict=True)
        for probe, (old, new) in zip(batch, pairs, strict=True):
            if (old.outcome, old.statements) != (new.outcome, new.statements):
                was_right, right = _right(probe, old, stood_for), _right(probe, new, stands_for)
                slipped = was_right is True and only_slips(probe, old, new, stands_for)
                changes.append(AnswerChange(probe, old, new, was_right, right, slipped))
        told(first + len(batch), len(probes))
    return Answers(tuple(changes), len(probes), len(staff) + len(others))


def _right(probe: Probe, answer: Answer, stands_for: Mapping[str, frozenset[str]]) -> bool | None:
    return is_right(probe, answer, stands_for) if can_be_right(probe, stands_for) else None


def _remembering(encode: Encode) -> Encode:
    """Each text is encoded once for both."""
    known: dict[str, EncodedQuestion] = {}

    def remembered(texts: Sequence[str]) -> list[EncodedQuestion]:
        fresh = [text for text in texts if text not in known]
        if fresh:
            known.update(zip(fresh, encode(fresh), strict=True))
        return [known[text] for text in texts]

    return remembered
