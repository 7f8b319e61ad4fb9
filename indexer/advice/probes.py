"""Staff's questions that tell nothing: answered in any case, or in no case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from indexer.advice.sorts import NO_QUESTION, NOT_IN_FORCE, SAME_AS_STATEMENTS
from indexer.advice.words import ends_as_question
from indexer.loading import Loaded
from indexer.questions import QUESTIONS_FILE, Asked
from indexer.snapshot import plainly
from indexer.statement import Problem, Standing, standing, superseded_from


def on_probes(loaded: Loaded, now: datetime) -> Iterator[Problem]:
    """Warnings about questions.yaml."""
    statements = {one.statement.id: one.statement for one in loaded.statements if one.statement is not None}
    superseded = superseded_from(statements.values())
    written = {plainly(q): s.id for s in statements.values() for v in s.versions for q in v.questions}
    told: set[str] = set()
    for asked in loaded.questions:
        if not ends_as_question(asked.text):
            yield NO_QUESTION.at(QUESTIONS_FILE, asked.line, _path(asked))
        if (own := written.get(plainly(asked.text))) is not None:
            yield SAME_AS_STATEMENTS.at(QUESTIONS_FILE, asked.line, _path(asked), id=own)
        statement = statements.get(asked.statement or "")
        if statement is None or statement.id in told:
            continue
        stands = standing(statement, now, superseded.get(statement.id))
        if stands not in (Standing.IN_FORCE, Standing.NOT_YET):
            told.add(statement.id)
            words = {"id": statement.id, "standing": stands.value}
            yield NOT_IN_FORCE.at(QUESTIONS_FILE, asked.line, f"answered.{statement.id}", **words)


def _path(asked: Asked) -> str:
    under = "unanswered" if asked.statement is None else f"answered.{asked.statement}"
    return f"{under}.{asked.language}"
