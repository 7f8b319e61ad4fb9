"""Questions of which the kind is known: what the classifier of `indexer.kinds` learns from.

They are those of `kinds.jsonl`, where each line asks for one kind in six languages, the staff's own questions, which
are `ordinary`, and the signposts' questions, which are `remit`. So that not the subject but what is asked of it
decides, some lines are frames: ``{}`` stands for a subject, and each is filled with topics and titles of the knowledge
at hand.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from indexer.centring import Space
from indexer.statement import Knowledge, Ministry
from indexer.vectors import Vectors

Encode = Callable[[Sequence[str]], Vectors]
"""Unit rows (n, dim) of one or more texts that ask, as the model gives them."""

_FILLINGS = 6
_OWN = 500  # questions of staff; more cost time and add little


class QuestionKind(StrEnum):
    """What is asked. `PAST` and `LATEST` are answered from another time; the others but `ORDINARY` are refused.

    `REMIT` yields to a statement presented as the position: whoever asks what an emergency travel document costs
    is near the passport office's questions, and is answered all the same. The others do not yield.
    """

    ORDINARY = "ordinary"
    OPINION = "opinion"
    PREDICTION = "prediction"
    PRIVATE = "private"
    OTHER_STATE = "other-state"
    REMIT = "remit"
    PAST = "past"
    LATEST = "latest"


@dataclass(frozen=True, slots=True)
class Example:
    """A question whose kind is known. Examples of one `group` are left out together in cross-validation.

    An empty group is never left out. `hard` ones were written for the purpose, ordinary ones as near misses.
    """

    text: str
    language: str
    kind: QuestionKind
    group: str = ""
    hard: bool = False


@dataclass(frozen=True, slots=True)
class Examples:
    """Examples, and their vectors in the store's space, row by row."""

    told: tuple[Example, ...]
    rows: Vectors

    @property
    def kinds(self) -> npt.NDArray[np.str_]:
        return np.array([str(e.kind) for e in self.told])


def place(space: Space, encode: Encode, told: Sequence[Example]) -> Examples:
    """The examples with their vectors."""
    rows = encode([e.text for e in told])
    return Examples(tuple(told), space.place_each(rows, [e.language for e in told]))


def gather(public: Knowledge) -> list[Example]:
    """All that the classifier learns from: written examples, filled frames, questions of staff and of signposts."""
    subjects = _subjects(public)
    told: list[Example] = []
    for line in files("indexer").joinpath("kinds.jsonl").read_text(encoding="utf-8").splitlines():
        read: dict[str, str] = json.loads(line)
        kind, group = QuestionKind(read.pop("kind")), read.pop("subject")
        for language, text in read.items():
            if "{}" in text:
                chosen = sorted(subjects.get(language, ()), key=lambda s, t=read["en"]: hashed(t + s))[:_FILLINGS]
                told.extend(Example(text.replace("{}", subject), language, kind) for subject in chosen)
            else:
                told.append(Example(text, language, kind, group, hard=True))
    asked = [(s.id, v.language, q) for s in public.statements for v in s.versions for q in v.questions]
    told.extend(
        Example(q, language, QuestionKind.ORDINARY, name)
        for name, language, q in sorted(asked, key=lambda one: hashed("".join(one)))[:_OWN]
    )
    told.extend(
        Example(text, language, QuestionKind.REMIT, f"signpost {name}")
        for name, language, text in signpost_texts(public.ministry)
    )
    return told


def signpost_texts(ministry: Ministry) -> list[tuple[str, str, str]]:
    """(signpost, language, text) of each label and question of the signposts."""
    return [
        (name, language, text)
        for name, signpost in ministry.signposts.items()
        for texts in ({k: (label,) for k, label in signpost.label.items()}, signpost.questions)
        for language, several in texts.items()
        for text in several
    ]


def _subjects(public: Knowledge) -> dict[str, list[str]]:
    """What frames are filled with, by language: names of topics, titles of statements."""
    found: dict[str, list[str]] = {}
    for names in public.ministry.topics.values():
        for language, name in names.items():
            found.setdefault(language, []).append(name)
    for statement in public.statements:
        for version in statement.versions:
            found.setdefault(version.language, []).append(version.title)
    return {language: sorted(set(names)) for language, names in found.items()}


def hashed(text: str) -> bytes:
    """What puts texts in an order that has nothing to do with them, the same on every machine."""
    return hashlib.sha256(text.encode()).digest()
