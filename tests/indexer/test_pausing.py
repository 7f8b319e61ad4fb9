"""The kill switch: what makes and ends it, and what it does on a disk that is full or gone."""

from __future__ import annotations

import errno
import json
import os
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from indexer import pausing
from indexer.pausing import LONGEST_REASON, NoReasonError, Pause, Switch, pause, pause_in, resume
from indexer.publishing import StoreError
from indexer.store import Library
from tests.fakes.contents import make, publish_made

NOW = datetime(2026, 11, 22, 15, 0, 5, tzinfo=UTC)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    publish_made(tmp_path / "store", make())
    return tmp_path / "store"


def test_a_pause_is_there_at_once_and_says_since_when_and_why(root: Path) -> None:
    switch = Switch(root)
    assert (switch.paused(), pause_in(root)) == (False, None)
    pause(root, "  a wrong\n figure in orda-2026  ", NOW.astimezone(timezone(timedelta(hours=5))))
    assert switch.paused() is True
    assert pause_in(root) == Pause(NOW, "a wrong figure in orda-2026")
    assert str(pause_in(root)) == "paused since 2026-11-22T15:00:05Z: a wrong figure in orda-2026"
    assert (root / "paused").stat().st_mode & 0o777 == 0o644  # the bot may be another user
    assert sorted(p.name for p in root.iterdir() if p.name.startswith(".")) == [".lock"]


def test_a_pause_ends_once(root: Path) -> None:
    pause(root, "x", NOW)
    switch = Switch(root)
    assert switch.paused() is True
    assert resume(root) is True
    assert switch.paused() is False
    assert resume(root) is False


def test_a_second_pause_replaces_the_first(root: Path) -> None:
    pause(root, "one", NOW)
    pause(root, "two", NOW + timedelta(hours=1))
    assert pause_in(root) == Pause(NOW + timedelta(hours=1), "two")


@pytest.mark.parametrize("reason", ["", " \n", "…", "\u200b"])
def test_a_pause_without_a_reason_is_refused(root: Path, reason: str) -> None:
    with pytest.raises(NoReasonError) as refused:
        pause(root, reason, NOW)
    assert str(refused.value) == (
        "no reason was given, so nothing was paused; say in a few words why, for those who end it"
    )
    assert pause_in(root) is None


def test_a_long_reason_is_cut(root: Path) -> None:
    pause(root, "é" * 2000, NOW)
    assert pause_in(root) == Pause(NOW, "é" * LONGEST_REASON)


@pytest.mark.parametrize("content", [b"", b"\xff", b"[]", b'{"since": 5, "reason": "x"}', b"[" * 9000])
def test_whatever_the_file_says_it_pauses(root: Path, content: bytes) -> None:
    (root / "paused").write_bytes(content)
    assert Switch(root).paused() is True
    assert pause_in(root) == Pause(None, "")
    assert str(pause_in(root)) == "paused: no reason can be read"


def test_a_link_that_leads_nowhere_pauses_too(root: Path) -> None:
    (root / "paused").symlink_to(root / "nowhere")
    assert Switch(root).paused() is True
    assert pause_in(root) == Pause(None, "")


def test_a_store_that_is_not_there_is_no_store_that_was_paused(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as refused:
        pause(tmp_path / "stroe", "x", NOW)
    assert str(refused.value) == (
        f"there is no store in {tmp_path / 'stroe'}, so nothing was paused; name the right one (VERBALE_STORE)"
    )


def test_nor_one_that_was_resumed(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as refused:
        resume(tmp_path / "stroe")
    assert str(refused.value) == (
        f"there is no store in {tmp_path / 'stroe'}, so nothing was resumed; name the right one (VERBALE_STORE)"
    )


def test_a_full_disk_does_not_keep_it_from_pausing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(pausing, "put", full)
    pause(root, "x", NOW)
    assert Switch(root).paused() is True
    assert (root / "paused").read_bytes() == b""


def test_who_cannot_pause_is_told_that_nothing_was(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(pausing, "put", refuse)
    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(StoreError) as refused:
        pause(root, "x", NOW)
    assert str(refused.value) == (
        f"{root / 'paused'} cannot be made (Read-only file system), so nothing was paused; end the services themselves"
    )


def test_a_disk_that_went_away_leaves_it_as_it_was_seen_last(root: Path) -> None:
    switch, other = Switch(root), Switch(root)
    pause(root, "x", NOW)
    assert switch.paused() is True
    root.rename(root.with_name("gone"))
    assert (switch.paused(), other.paused()) == (True, False)
    root.with_name("gone").rename(root)
    resume(root)
    assert switch.paused() is False


def test_a_library_looks_at_it(root: Path) -> None:
    library = Library(root, lambda snapshot: None)
    assert library.paused() is False
    pause(root, "x", NOW)
    assert library.paused() is True
    assert json.loads((root / "paused").read_text()) == {"since": "2026-11-22T15:00:05+00:00", "reason": "x"}
