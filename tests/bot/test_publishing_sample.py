"""The sample, edited as staff edit it, with the real model: what is told beforehand, refused and published."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from bot.differing import answer_changes, statement_changes
from bot.magnets import Looked, look_for_magnets
from bot.publishing import TurnedWorseError, publish_folder
from indexer.embedding import Embedder
from indexer.loading import load
from indexer.store import open_snapshot
from tests.conftest import SAMPLE, TODAY

QUESTION = "Is Selm part of Marenia?"
SELM = f"  selm-status-2023:\n    en:\n      - {QUESTION}\n    ru:\n      - Каков статус Сельма?\n"


def about_something_else(source: str) -> str:
    """A statement whose every paragraph tells of parliament, and which brings no question."""
    lines = [line for line in source.splitlines() if not line.startswith("      - ") and line.strip() != "questions:"]
    told = ["      Parliament meets on Mondays." if line.startswith("      ") else line for line in lines]
    return "\n".join("    title: Parliament" if line.startswith("    title:") else line for line in told) + "\n"


@pytest.fixture
def root(sample_store: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sample_store, tmp_path / "store"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SAMPLE, tmp_path / "knowledge"))


def test_an_edit_that_answers_worse_is_refused_until_staff_say_that_it_is_right(
    root: Path, folder: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = open_snapshot(root)
    path = folder / "statements" / "recognition" / "selm-status-2023.yaml"
    path.write_text(about_something_else(path.read_text(encoding="utf-8")), "utf-8")
    moment = TODAY + timedelta(hours=1)
    with pytest.raises(TurnedWorseError) as refused:
        publish_folder(folder, root, embedder, moment, lambda *_: None)
    told = [(one.probe.language, one.before and one.before.statements) for one in refused.value.worse]
    assert told == [("en", ("selm-status-2023",)), ("ru", ("selm-status-2023",))]
    assert [one.after.statements for one in refused.value.worse] == [(), ()]
    assert open_snapshot(root).version == live.version

    questions = (folder / "questions.yaml").read_text(encoding="utf-8")
    said = questions.replace(SELM, "").replace("unanswered:\n  en:\n", f"unanswered:\n  en:\n    - {QUESTION}\n")
    (folder / "questions.yaml").write_text(said, "utf-8")
    done = publish_folder(folder, root, embedder, moment, lambda *_: None)
    assert ([str(one) for one in done.wrong], len(done.judged)) == ([], 48)
    new = open_snapshot(root)
    assert new.version == done.report.version
    assert [(c.id, c.what.value) for c in statement_changes(live, new, moment)] == [("selm-status-2023", "edited")]
    asked = tuple(q for q in load(folder).questions if q.text == QUESTION)
    monkeypatch.setattr("bot.differing.answers.MOST", 0)  # the questions within statements take their time
    (change,) = answer_changes(live, new, asked, embedder.questions_by_token, moment, lambda *_: None).changes
    assert (change.probe.text, change.was_right, change.right) == (QUESTION, False, True)


def test_the_sample_has_no_magnet_and_its_questions_are_answered(root: Path, folder: Path, embedder: Embedder) -> None:
    assert look_for_magnets(load(folder), root, TODAY) == Looked(())
