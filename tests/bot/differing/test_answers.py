"""Probes that two stores answer differently."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.differing import AnswerChange, answer_changes
from bot.probing import Probe
from indexer.encoding import EncodedQuestion
from indexer.questions import Asked
from indexer.snapshot import Snapshot
from indexer.statement import Statement
from indexer.store import open_snapshot
from tests.bot.desks import NOW, steady
from tests.fakes.contents import STATEMENTS, make, publish_made
from tests.fakes.encoder import FakeEncoder

COD = "How many ships may catch cod on the Selm bank?"
OWN = "Does the Orda belong to both banks?"
ASKED = (Asked(COD, "en", "cod-2025", 4), Asked("Who sang?", "en", None, 9))


@pytest.fixture(autouse=True)
def _steady(monkeypatch: pytest.MonkeyPatch) -> None:
    steady(monkeypatch)


def asking() -> tuple[Statement, ...]:
    """The made-up statements, of which one brings a question."""
    orda = STATEMENTS[4]
    first, *others = orda.versions
    return (*STATEMENTS[:4], replace(orda, versions=(replace(first, questions=(OWN,)), *others)), *STATEMENTS[5:])


def opened(root: Path, statements: Sequence[Statement]) -> Snapshot:
    publish_made(root, make(statements))
    return open_snapshot(root)


def test_only_those_that_differ_and_each_is_encoded_once(tmp_path: Path) -> None:
    before = opened(tmp_path / "a", asking())
    after = opened(tmp_path / "b", [s for s in asking() if s.id != "cod-2025"])
    encoded: list[str] = []
    steps: list[tuple[int, int]] = []

    def encode(texts: Sequence[str]) -> list[EncodedQuestion]:
        encoded.extend(texts)
        return FakeEncoder().questions_by_token(texts)

    found = answer_changes(before, after, ASKED, encode, NOW, lambda done, of: steps.append((done, of)))
    (change,) = found.changes
    assert change == AnswerChange(
        Probe(COD, "en", frozenset({"cod-2025"}), 4), change.before, change.after, was_right=True, right=None
    )
    assert (change.before.outcome, change.before.statements) == ("position", ("cod-2025",))
    assert change.after.statements == ()
    assert (found.asked, found.known, steps) == (3, 3, [(3, 3)])
    assert sorted(encoded) == sorted({COD, "Who sang?", OWN})


def test_a_question_within_a_statement_that_staff_ask_too_counts_once(tmp_path: Path) -> None:
    store = opened(tmp_path / "a", asking())
    asked = (Asked(OWN, "en", "orda-2026", 2),)
    found = answer_changes(store, store, asked, FakeEncoder().questions_by_token, NOW, lambda *_: None)
    assert (found.changes, found.asked) == ((), 1)


def test_of_very_many_questions_within_statements_some_are_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.differing.answers.MOST", 3)
    orda = STATEMENTS[4]
    version = replace(orda.versions[0], questions=tuple(f"Does the Orda belong to bank {i}?" for i in range(10)))
    store = opened(tmp_path / "a", (replace(orda, versions=(version,), supersedes=()),))
    found = answer_changes(store, store, ASKED, FakeEncoder().questions_by_token, NOW, lambda *_: None)
    assert (found.asked, found.known) == (5, 12)
