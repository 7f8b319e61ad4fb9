from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from bot.learning import grouping
from bot.learning.grouping import grouped
from indexer.embedding import Embedder
from indexer.store import open_snapshot
from indexer.vectors import Vectors, unit

ALIKE = Path(__file__).with_name("alike.jsonl")


def around(centres: int, each: int, spread: float, seed: int = 3) -> Vectors:
    """Unit rows (centres * each, 64) that lie around orthogonal centres, those of one centre together."""
    chance = np.random.default_rng(seed)
    rows = np.repeat(np.eye(64, dtype=np.float32)[:centres], each, axis=0)
    noise = chance.standard_normal(rows.shape, np.float32) / np.float32(8)
    return unit(rows + np.float32(spread) * noise)


def test_what_is_near_is_one_group_and_the_largest_is_first() -> None:
    rows = around(3, 4, 0.3)[[0, 4, 5, 8, 9, 10, 11, 6]]
    assert [sorted(group) for group in grouped(rows)] == [[3, 4, 5, 6], [1, 2, 7], [0]]


def test_the_first_of_a_group_is_the_nearest_to_its_centre() -> None:
    rows = unit(np.array([[1, 0.6], [1, 0], [1, -0.5]], np.float32))
    assert grouped(rows) == [[1, 2, 0]]


def test_none_and_one() -> None:
    assert grouped(np.zeros((0, 64), np.float32)) == []
    assert grouped(around(1, 1, 0.0)) == [[0]]


def test_more_than_are_grouped_at_once_give_the_same_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = around(12, 20, 0.5)[np.random.default_rng(5).permutation(240)]
    whole = {frozenset(group) for group in grouped(rows)}
    monkeypatch.setattr(grouping, "_AT_ONCE", 50)
    assert {frozenset(group) for group in grouped(rows)} == whole
    assert len(whole) == 12


def test_paraphrases_in_six_languages_are_grouped(embedder: Embedder, sample_store: Path) -> None:
    """The threshold was chosen on the groups with even numbers; these are the others, and the whole."""
    rows = [json.loads(line) for line in ALIKE.read_text(encoding="utf-8").splitlines()]
    space = open_snapshot(sample_store).contents.space
    vectors = embedder.questions([row["text"] for row in rows])
    placed = np.stack(
        [space.place_questions(v[None, :], row["language"])[0] for v, row in zip(vectors, rows, strict=True)]
    )
    odd = [i for i, row in enumerate(rows) if row["group"] % 2]
    precision, recall = agreement([[odd[i] for i in group] for group in grouped(placed[odd])], rows, odd)
    assert precision >= 0.98
    assert recall >= 0.8
    precision, recall = agreement(grouped(placed), rows, list(range(len(rows))))
    assert precision >= 0.95
    assert recall >= 0.85


def agreement(groups: list[list[int]], rows: list[dict[str, int]], numbers: list[int]) -> tuple[float, float]:
    """Of pairs of questions: the share that are rightly together, and the share of those that should be that are."""
    together = {pair for group in groups for pair in combinations(sorted(group), 2)}
    right = {pair for pair in combinations(numbers, 2) if rows[pair[0]]["group"] == rows[pair[1]]["group"]}
    return len(together & right) / len(together), len(together & right) / len(right)
