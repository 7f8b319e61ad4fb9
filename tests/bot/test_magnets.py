"""A passage that attracts questions which it does not answer, found from the store and its cache alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.magnets import NOT_KNOWN, NOT_THE_SAME, Looked, look_for_magnets
from bot.publishing import publish_folder
from indexer.loading import load
from indexer.store import Thresholds
from tests.bot.desks import STEADY, steady
from tests.fakes.encoder import FakeEncoder
from tests.indexer.folders import folder_of, good

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
WORDS = ("cod", "herring", "mackerel", "sprat", "hake")
ALL = "Who may fish for cod, herring, mackerel, sprat and hake off Selvara, and what is the quota for fish?"


@pytest.fixture(autouse=True)
def _steady(monkeypatch: pytest.MonkeyPatch) -> None:
    steady(monkeypatch)
    monkeypatch.setattr("bot.magnets.shipped", lambda: STEADY)
    monkeypatch.setattr("bot.refit.Refit.__call__", lambda self, snapshot, encode, now: (None, Thresholds(0.5, 0.2)))
    monkeypatch.setattr("indexer.build.fit", lambda *_: None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files: dict[str, str | bytes] = {"all": good("all").replace("The Orda rises.", ALL)}
    for number in range(12):
        files[f"s{number}"] = good(f"s{number}").replace(
            "The Orda rises.", f"Report {number} tells of bridge {number}."
        )
    made = folder_of(tmp_path, files)
    lines = "".join(f"    - Who may fish for {word} off Selvara, and what is the quota?\n" for word in WORDS)
    (made / "questions.yaml").write_text(f"unanswered:\n  en:\n{lines}")
    publish_folder(made, tmp_path / "store", FakeEncoder(), NOW, lambda *_: None)
    return made


def test_it_is_named_with_what_it_attracts(folder: Path, tmp_path: Path) -> None:
    looked = look_for_magnets(load(folder), tmp_path / "store", NOW)
    assert looked.why_not == ""
    assert [str(w) for w in looked.warnings] == [
        "statements/all.yaml:10: versions.en.text: 5 of 5 probe questions that are not for it would be answered with "
        'it, such as "Who may fish for cod off Selvara, and what is the quota?"; '
        f'see what in this passage attracts them: "{ALL}"'
    ]


def test_what_staff_meant_it_to_answer_is_no_fault(folder: Path, tmp_path: Path) -> None:
    path = folder / "questions.yaml"
    path.write_text(path.read_text().replace("unanswered:\n", "answered:\n all:\n").replace("\n  en:", "\n  en:"))
    assert look_for_magnets(load(folder), tmp_path / "store", NOW) == Looked(())


def test_a_store_of_another_folder_or_day_is_not_looked_at(folder: Path, tmp_path: Path) -> None:
    root = tmp_path / "store"
    assert look_for_magnets(load(folder), tmp_path / "none", NOW) == Looked((), NOT_THE_SAME)
    (folder / "statements" / "s3.yaml").write_text(good("s3"))
    assert look_for_magnets(load(folder), root, NOW + timedelta(days=1)) == Looked((), NOT_THE_SAME)


def test_without_the_cache_nothing_is_known(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "store" / "cache.sqlite").unlink()
    assert look_for_magnets(load(folder), tmp_path / "store", NOW) == Looked((), NOT_KNOWN)
    assert not (tmp_path / "store" / "cache.sqlite").exists()


def test_looking_changes_nothing(folder: Path, tmp_path: Path) -> None:
    """Closing a cache drops what was not used; a check uses few of its entries."""
    cache = tmp_path / "store" / "cache.sqlite"
    before = cache.read_bytes()
    look_for_magnets(load(folder), tmp_path / "store", NOW)
    assert cache.read_bytes() == before
