"""The figures of `verbale evaluate` on every development set, over all questions and over the half kept for reporting.

``python -m tests.benchmarks.quality`` (``make benchmark``) prints a table for README.md beside this file.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.desk import open_desk
from bot.evaluation import Figures, Judged, Labelled, figures, judge
from bot.omission import confidences_without
from bot.refit import probes_of
from bot.reply import Question, Reply
from indexer.embedding import Embedder
from tests.benchmarks.sets import NAMES, SAMPLE, SCRATCH, for_tuning, model, questions, snapshot

COLUMNS = (
    "recall_at_1",
    "recall_at_5",
    "auroc",
    "auroc_without_answer",
    "coverage_at_90",
    "coverage_at_95",
    "wrong_positions",
    "calibration_error",
)
HEADS = (
    *("set", "questions", "labels", "R@1", "R@5", "AUROC", "with against without answer", "coverage at 90 %"),
    *("at 95 %", "wrong positions (of)", "calibration error"),
)


def main() -> None:
    """Ask every question of every set and print the table."""
    encoder = model()
    print(f"| {' | '.join(HEADS)} |\n{'| --- ' * len(HEADS)}|")
    for name in NAMES:
        statements = snapshot(name, encoder).contents.statements
        desk = open_desk(SCRATCH / name / "store", encoder)
        asked = questions(name)
        now = datetime.now(UTC)
        replies: list[Reply] = desk.respond_all([Question(q.text, now, q.language) for q in asked])
        judged = judge(asked, replies, statements)
        answerable = [q for q in asked if q.right]
        left = [Question(q.text, now, q.language) for q in answerable]
        sure = confidences_without(desk.snapshot(), encoder, left, [q.right for q in answerable])
        without = {q.id: one for q, one in zip(answerable, sure, strict=True)}
        groups = {"all": asked, "kept half": [q for q in asked if not for_tuning(q)]}
        if name == "xq":
            groups |= {f"all in {x}": [q for q in asked if q.language == x] for x in ("en", "es", "ru")}
        by_id = {q.id: j for q, j in zip(asked, judged, strict=True)}
        for label, some in groups.items():
            for lenient in (False, True) if name == "uk" else (False,):
                taken_out = [] if lenient else [without[q.id] for q in some if q.right]
                print(_row(f"{name}, {label}", [by_id[q.id] for q in some], taken_out, lenient=lenient), flush=True)
    _sample(encoder)


def _sample(encoder: Embedder) -> None:
    """The sample's staff questions, all answerable; its confidence was fitted to them, its words lack them."""
    store = snapshot(SAMPLE, encoder)
    now = datetime.now(UTC)
    probes = probes_of(store, now)
    ids = [s.id for s in store.contents.statements]
    asked = [Labelled(str(i), p.text, p.language, frozenset({ids[p.statement]})) for i, p in enumerate(probes)]
    desk = open_desk(SCRATCH / SAMPLE / "store", encoder)
    replies = desk.respond_all([Question(q.text, now, q.language) for q in asked])
    print(_row("the sample's staff questions", judge(asked, replies, store.contents.statements), (), lenient=False))


def _row(label: str, judged: list[Judged], without: Sequence[float], *, lenient: bool) -> str:
    found: Figures = figures(judged, lenient=lenient, without=without)
    numbers = []
    for column in COLUMNS:
        value = getattr(found, column)
        shown = "–" if value is None else f"{value:.3f}"
        numbers.append(f"{shown} ({found.positions})" if column == "wrong_positions" else shown)
    return f"| {label} | {found.questions} | {'lenient' if lenient else 'strict'} | {' | '.join(numbers)} |"


if __name__ == "__main__":
    main()
