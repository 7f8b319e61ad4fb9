"""Questions asked once more with their answers taken out: is the bot less sure when the right statement is missing?

The topic is still there, the answer is not; that is the hardest thing to notice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from bot.desk import best, task_of, tried, without_search
from bot.reading import readable
from bot.reply import Question
from indexer.encoding import Encoder
from indexer.store import Snapshot


def confidences_without(
    snapshot: Snapshot, encoder: Encoder, questions: Sequence[Question], left_out: Sequence[frozenset[str]]
) -> list[float]:
    """The confidence (0..1) in the best that each of `questions` finds among what is in force but `left_out`, by id."""
    trimmed = [replace(question, text=readable(question.text)) for question in questions]
    asked = [None if without_search(snapshot, one) else task_of(snapshot, one).whole for one in trimmed]
    texts = list(dict.fromkeys(wording for one in asked if one is not None for wording in one.wordings))
    encoded = dict(zip(texts, encoder.questions_by_token(texts) if texts else (), strict=True))
    found: list[float] = []
    for question, one, without in zip(trimmed, asked, left_out, strict=True):
        if one is None:
            found.append(0.0)
            continue
        kept = np.array([s.id not in without for s in snapshot.contents.statements], bool)
        pool = snapshot.in_force(question.as_of) & kept
        found.append(best(tried(snapshot, one, question.as_of, encoded, pool)).best)
    return found
