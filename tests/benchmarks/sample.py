"""The sample ministry's examination: 300 plain questions and 300 adversarial ones, 50 of each in each language.

``python -m tests.benchmarks.sample``. They were written from the statements alone, before anything was tuned; one half
(by hash of the id) was then looked at, the other is what counts. A plain question is answered rightly when the
position is one of its statements. An adversarial one is answered wrongly when any other statement is presented: a false
premise and an altered quotation may be answered with the statement that says it right.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from bot.desk import Desk, open_desk
from bot.rendering import outcome_of, presented
from bot.reply import Question, Reply, Several
from tests.benchmarks.sets import SAMPLE, SCRATCH, model, snapshot

FOLDER = Path(__file__).parent / "sample"
TODAY = datetime(2026, 11, 22, 12, tzinfo=UTC)
PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Examined:
    """A question of the examination: `right` are the statements that answer; none means that none does."""

    id: str
    text: str
    language: str
    kind: str
    right: frozenset[str]

    @property
    def tuned_on(self) -> bool:
        return hashlib.sha256(self.id.encode()).digest()[0] % 2 == 0


def read_sample() -> list[Examined]:
    """All questions, language by language."""
    lines = (line for file in sorted(FOLDER.glob("*.jsonl")) for line in file.read_text(encoding="utf-8").splitlines())
    return [
        Examined(e["id"], e["question"], e["language"], e["kind"], frozenset(e["statements"]))
        for e in map(json.loads, lines)
    ]


def result(question: Examined, reply: Reply) -> str:
    """`right`, `wrong`, or the outcome of a reply that presents nothing."""
    shown = [match.statement.id for match in presented(reply)]
    if any(statement not in question.right for statement in shown):
        return "wrong"
    return "right" if shown else outcome_of(reply)


def main() -> None:
    encoder = model()
    snapshot(SAMPLE, encoder)
    desk = open_desk(SCRATCH / SAMPLE / "store", encoder)
    asked = read_sample()
    replies = desk.respond_all([Question(q.text, TODAY, supposed=q.language) for q in asked])
    for label, some in (
        ("kept half", [(q, r) for q, r in zip(asked, replies, strict=True) if not q.tuned_on]),
        ("all", list(zip(asked, replies, strict=True))),
    ):
        _report(label, some)
    _but_for_one_word(desk)


def _but_for_one_word(desk: Desk) -> None:
    """Ask what staff wrote in the statements again, with a word left out."""
    snapshot, chance = desk.library.snapshot(), Random(1)
    asked: list[Examined] = []
    for statement, holds in zip(snapshot.contents.statements, snapshot.in_force(TODAY), strict=True):
        for version in statement.versions if holds else ():
            for question in version.questions:
                words = question.split()
                if len(words) > 4:
                    del words[chance.randrange(len(words))]
                    right = frozenset((statement.id,))
                    asked.append(Examined("", " ".join(words), version.language, "staff", right))
    replies = desk.respond_all([Question(q.text, TODAY, supposed=q.language) for q in asked])
    found = Counter(result(q, r) for q, r in zip(asked, replies, strict=True))
    print(f"\nstaff's {len(asked)} questions less a word: right {found['right']}, wrong {found['wrong']}")


def _report(label: str, some: Sequence[tuple[Examined, Reply]]) -> None:
    kinds = sorted({q.kind for q, _ in some}, key=lambda kind: (kind != PLAIN, kind))
    print(
        f"\n{label}\n\n| kind | questions | position, right | position, wrong | other outcomes |\n" + "| --- " * 5 + "|"
    )
    for kind in kinds:
        found = Counter(result(q, r) for q, r in some if q.kind == kind)
        others = ", ".join(f"{name} {n}" for name, n in found.most_common() if name not in ("right", "wrong"))
        print(f"| {kind} | {sum(found.values())} | {found['right']} | {found['wrong']} | {others} |")
    plain = [(q, r) for q, r in some if q.kind == PLAIN]
    tempting = [(q, r) for q, r in some if q.kind != PLAIN]
    first, five = _recall(plain, 1), _recall(plain, 5)
    print(
        f"\nplain: answered rightly {_share(plain, 'right'):.3f}, wrongly {_share(plain, 'wrong'):.3f}; "
        f"right statement first {first:.3f}, in the first five {five:.3f}. "
        f"adversarial: wrong position {_share(tempting, 'wrong'):.3f}"
    )
    by_language = {q.language: [(p, r) for p, r in plain if p.language == q.language] for q, _ in plain}
    print(
        "plain answered rightly by language: "
        + ", ".join(f"{x} {_share(n, 'right'):.2f}" for x, n in by_language.items())
    )


def _share(some: Sequence[tuple[Examined, Reply]], wanted: str) -> float:
    return sum(result(q, r) == wanted for q, r in some) / len(some)


def _recall(some: Sequence[tuple[Examined, Reply]], depth: int) -> float:
    hits = [
        any(m.statement.id in q.right for m in r.found.matches[:depth])
        for q, r in some
        if not isinstance(r, Several) and hasattr(r, "found")
    ]
    return sum(hits) / len(hits)


if __name__ == "__main__":
    main()
