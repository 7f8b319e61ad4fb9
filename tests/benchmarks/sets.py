"""The development sets as stores: imported and built once, under `.benchmarks/`."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.evaluation import Labelled, read_questions
from bot.refit import Refit
from bot.retrieval import Ranking, rank, seek
from indexer.build import build
from indexer.embedding import Embedder
from indexer.importing import import_statements
from indexer.store import Snapshot, open_snapshot

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "eval"
SCRATCH = ROOT / ".benchmarks"
MODEL = ROOT / ".model" / "multilingual-e5-small"
NAMES = ("uk", "ch", "xq", "sq")
SAMPLE = "sample"


@dataclass(frozen=True, slots=True)
class Asked:
    """A development question with what the search found for it."""

    question: Labelled
    ranking: Ranking
    ids: tuple[str, ...]

    @property
    def first_is_right(self) -> bool:
        return bool(self.ids) and self.ids[0] in self.question.right


def model() -> Embedder:
    """The default model, as unpacked by `make`; ends the program where it or the sets are absent."""
    if not SHARED.is_dir():
        sys.exit(f"the development sets are not in {SHARED.relative_to(ROOT.parent)}, beside the repository")
    return Embedder(str(MODEL))


def folder(name: str) -> Path:
    """The knowledge folder of a development set, imported once."""
    if name == SAMPLE:
        return ROOT / "knowledge"
    made = SCRATCH / name / "knowledge"
    if not made.is_dir():
        import_statements(SHARED / name / "statements.jsonl", made)
    return made


def snapshot(name: str, encoder: Embedder) -> Snapshot:
    """The store of a development set, built where it is not up to date."""
    store = SCRATCH / name / "store"

    def show(stage: str, done: int, total: int) -> None:
        print(f"\r{name}: {stage} {done} of {total}", end="" if done < total else "\n", file=sys.stderr)

    build(folder(name), store, encoder, Refit(), datetime.now(UTC), show)
    return open_snapshot(store)


def questions(name: str) -> list[Labelled]:
    """The questions of a development set."""
    return read_questions(SHARED / name / "questions.jsonl")


def for_tuning(question: Labelled) -> bool:
    """Whether a question belongs to the half that may be tuned on; the other half is for reporting."""
    return hashlib.sha256(question.id.encode()).digest()[0] % 2 == 0


def ask(snapshot: Snapshot, encoder: Embedder, asked: Sequence[Labelled]) -> list[Asked]:
    """The ranking of each question."""
    now = datetime.now(UTC)
    found = []
    for question, one in zip(asked, encoder.questions_by_token([q.text for q in asked]), strict=True):
        sought = seek(snapshot, question.text, question.language or "en", one)
        ranking = rank(snapshot, sought, now)
        ids = tuple(snapshot.contents.statements[c.statement].id for c in ranking.candidates)
        found.append(Asked(question, ranking, ids))
    return found
