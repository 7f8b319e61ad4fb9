"""What changes for citizens between two stores: statements, their standing and wording, and answers to probes.

Knows no folder and no terminal: two snapshots come in, a value goes out. `shown` tells it to people and programs.
"""

from __future__ import annotations

from bot.differing.answers import AnswerChange, Answers, answer_changes, no_answers
from bot.differing.statements import FieldChange, StatementChange, TextChange, What, ministry_changes, statement_changes
from bot.differing.whole import Difference, difference

__all__ = [
    "AnswerChange",
    "Answers",
    "Difference",
    "FieldChange",
    "StatementChange",
    "TextChange",
    "What",
    "answer_changes",
    "difference",
    "ministry_changes",
    "no_answers",
    "statement_changes",
]
