"""Staff's probe questions, `questions.yaml`: which statement must answer a question, or that none may.

    answered:
      blue-hake-quota-2025:
        en: [How many tonnes of hake may be caught next year?]
    unanswered:
      en: [Who will win the elections in Kestria?]

No store holds them: they tell, before a store is published, whether it answers as it should.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.files.mistakes import ASKED_TWICE
from indexer.files.parsing import Entries, Items, Node, Value
from indexer.files.reading import Reading
from indexer.files.schema import QUESTIONS
from indexer.statement import Problem

QUESTIONS_FILE = Path("questions.yaml")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in `language`, written on `line`; `statement` must answer it, or, where that is None, none may."""

    text: str
    language: str
    statement: str | None
    line: int


def read_questions(data: bytes) -> tuple[tuple[Asked, ...], tuple[Problem, ...]]:
    """The questions in the bytes of questions.yaml, in its order, and every problem; with a problem, no question.

    One question may stand under several statements: then any of them may answer it.
    """
    reading = Reading(QUESTIONS_FILE, data)
    values = reading.root(QUESTIONS)
    if values is None or not isinstance(reading.node, Entries):
        return (), tuple(reading.problems)
    asked = tuple(_asked(reading.node))
    first: dict[tuple[str, str], Asked] = {}
    for one in asked:
        before = first.setdefault((one.language, one.text), one)
        if before is not one and (before.statement == one.statement or None in (before.statement, one.statement)):
            reading.add(ASKED_TWICE, one.line, _path(one), first=before.line)
    return (() if reading.problems else asked), tuple(reading.problems)


def _asked(root: Entries) -> Iterator[Asked]:
    for key, statement, below in _groups(root):
        if isinstance(below, Entries):
            for language, (_, listed) in below.entries.items():
                for item in listed.items if isinstance(listed, Items) else ():
                    if isinstance(item, Value):
                        yield Asked(item.text, language, statement if key == "answered" else None, item.line)


def _groups(root: Entries) -> Iterator[tuple[str, str, Node]]:
    """Each map of languages, with the statement that it stands under."""
    for key, (_, node) in root.entries.items():
        if key == "unanswered":
            yield key, "", node
        elif key == "answered" and isinstance(node, Entries):
            yield from ((key, statement, below) for statement, (_, below) in node.entries.items())


def _path(asked: Asked) -> str:
    under = "unanswered" if asked.statement is None else f"answered.{asked.statement}"
    return f"{under}.{asked.language}"
