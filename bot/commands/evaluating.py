"""The command that measures quality: evaluate."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.opening import model_of, root_of
from bot.commands.terminal import progress_bar
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.desk import Desk
    from bot.evaluation import Labelled
    from bot.reply import Question, Reply
    from indexer.embedding import Embedder

_BATCH = 256
Progress = Callable[[str, int, int], None]


def evaluate(chosen: argparse.Namespace, settings: Settings) -> int:
    """Measure quality with questions whose answers are known; also, if asked, with their answers taken out."""
    from bot.desk import open_desk
    from bot.evaluation import figures, judge, leniently, read_questions, table
    from bot.reply import Question
    from indexer.pausing import pause_in
    from indexer.statement import VerbaleError

    labelled = read_questions(chosen.questions)
    root = root_of(chosen, settings)
    if (paused := pause_in(root)) is not None:
        raise VerbaleError(f"the service is {paused}; its replies tell nothing until 'verbale resume'")
    model = model_of(root, settings)
    desk = open_desk(root, model)
    now = datetime.now(UTC)
    _demand_labels(chosen.questions, labelled, {s.id for s in desk.statements()})
    questions = [Question(q.text, now, q.language) for q in labelled]
    strict_without: Sequence[float] = ()
    lenient_without: Sequence[float] = ()
    with progress_bar() as progress:
        replies = _ask(desk, questions, progress)
        if chosen.without_answer:
            lenient_right = leniently(labelled, desk.statements())
            strict_without = _without(desk, model, questions, [q.right for q in labelled], progress)
            lenient_without = _without(desk, model, questions, lenient_right, progress)
    judged = judge(labelled, replies, desk.statements())
    strict = figures(judged, without=strict_without)
    lenient = figures(judged, lenient=True, without=lenient_without)
    if chosen.json:
        print(json.dumps({"strict": asdict(strict), "lenient": asdict(lenient)}))
    else:
        print(table(strict, lenient))
    return 0


def _demand_labels(file: Path, labelled: Sequence[Labelled], known: set[str]) -> None:
    """Refuse labels that name nothing, whose figures would look like figures; tell of those that name nothing here."""
    from bot.evaluation import QuestionsError

    named = {name for question in labelled for name in question.right}
    if not named:
        raise QuestionsError(f'{file}: no question has an answer; write its ids under "statements", as in README.md')
    unknown = sorted(named - known)
    if len(unknown) == len(named):
        raise QuestionsError(f"{file}: the store has no statement {unknown[0]}, nor any that is named; name its store")
    if unknown:
        print(f"verbale: {file} names {len(unknown)} statements that the store lacks: {unknown[0]} …", file=sys.stderr)


def _ask(desk: Desk, questions: Sequence[Question], progress: Progress) -> list[Reply]:
    replies: list[Reply] = []
    for first in range(0, len(questions), _BATCH):
        replies += desk.respond_all(questions[first : first + _BATCH])
        progress("asking", len(replies), len(questions))
    return replies


def _without(
    desk: Desk, model: Embedder, questions: Sequence[Question], right: Sequence[frozenset[str]], progress: Progress
) -> list[float]:
    """The confidence in each answerable question whose answers were taken out."""
    from bot.omission import confidences_without

    answerable = [(question, names) for question, names in zip(questions, right, strict=True) if names]
    snapshot = desk.snapshot()
    found: list[float] = []
    for first in range(0, len(answerable), _BATCH):
        asked, left_out = zip(*answerable[first : first + _BATCH], strict=True)
        found += confidences_without(snapshot, model, asked, left_out)
        progress("asking without the answer", len(found), len(answerable))
    return found
