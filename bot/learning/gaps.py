"""What was asked in vain: stripped questions grouped by meaning, each group with the statements that come nearest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from bot.deciding import search
from bot.learning.grouping import ALIKE, grouped
from bot.learning.stripping import GAP
from bot.registry.questions import Kept
from bot.retrieval import seek
from indexer.encoding import Encoder
from indexer.store import Snapshot
from indexer.vectors import Vectors

_NEAREST = 3
_LONGEST = 300
"""Code points of an example."""


@dataclass(frozen=True, slots=True)
class Near:
    """A statement in force that comes near, and how sure it is (0..1) to answer."""

    statement: str
    title: str
    language: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Gap:
    """`count` questions that mean about the same; `example` is the one nearest to their centre, stripped.

    `languages` and `outcomes` count them, the most frequent first.
    """

    count: int
    languages: Mapping[str, int]
    outcomes: Mapping[str, int]
    example: str
    language: str
    nearest: tuple[Near, ...]


def gaps_of(
    kept: Sequence[Kept], snapshot: Snapshot, encoder: Encoder, moment: datetime, alike: float = ALIKE
) -> tuple[Gap, ...]:
    """The gaps, those asked about most first; nothing of a day or of an order is in them.

    Raises what the encoder raises.
    """
    if not kept:
        return ()
    kept = sorted(kept, key=lambda one: (one.language, one.text))
    groups = grouped(_vectors(kept, snapshot, encoder), alike)
    examples = [kept[group[0]] for group in groups]
    nearest = _nearest(examples, snapshot, encoder, moment)
    return tuple(
        Gap(
            count=len(group),
            languages=_counted(kept[i].language for i in group),
            outcomes=_counted(kept[i].outcome for i in group),
            example=example.text if len(example.text) <= _LONGEST else example.text[:_LONGEST] + "…",
            language=example.language,
            nearest=near,
        )
        for group, example, near in zip(groups, examples, nearest, strict=True)
    )


def _vectors(kept: Sequence[Kept], snapshot: Snapshot, encoder: Encoder) -> Vectors:
    """Unit rows (n, dim) in the store's space; equal texts are encoded once."""
    texts = list(dict.fromkeys(_sought(one.text) for one in kept))
    row_of = dict(zip(texts, encoder.questions(texts), strict=True))
    space = snapshot.contents.space
    rows = [space.place_questions(row_of[_sought(one.text)][None, :], one.language)[0] for one in kept]
    return np.stack(rows)


def _nearest(
    examples: Sequence[Kept], snapshot: Snapshot, encoder: Encoder, moment: datetime
) -> list[tuple[Near, ...]]:
    texts = [_sought(one.text) for one in examples]
    found = []
    for one, text, encoded in zip(examples, texts, encoder.questions_by_token(texts), strict=True):
        searched = search(snapshot, seek(snapshot, text, one.language, encoded), moment)
        near = []
        for candidate, sure in list(zip(searched.ranking.candidates, searched.sure, strict=True))[:_NEAREST]:
            statement = snapshot.contents.statements[candidate.statement]
            version = statement.best_version(one.language)
            near.append(Near(statement.id, version.title, version.language, sure))
        found.append(tuple(near))
    return found


def _sought(text: str) -> str:
    """The text without its gaps, which mean nothing."""
    return " ".join(text.replace(GAP, " ").split())


def _counted(values: Any) -> dict[str, int]:
    return dict(sorted(Counter(values).items(), key=lambda pair: (-pair[1], pair[0])))


def gap_as_json(gap: Gap) -> dict[str, Any]:
    """A gap as `verbale gaps --json` prints it."""
    return {
        "count": gap.count,
        "languages": dict(gap.languages),
        "outcomes": dict(gap.outcomes),
        "example": gap.example,
        "language": gap.language,
        "nearest": [
            {"id": n.statement, "title": n.title, "language": n.language, "confidence": round(n.confidence, 4)}
            for n in gap.nearest
        ],
    }
