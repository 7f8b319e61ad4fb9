"""The watch's lock, and who may see it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.tending import record
from indexer.publishing import StoreError


def test_a_lock_tells_that_a_watch_lives_and_falls_with_it(tmp_path: Path) -> None:
    root = tmp_path / "store"
    assert record.runs(root) is False
    before = os.umask(0o077)
    try:
        with record.alone(root):
            assert record.runs(root) is True
            assert (root / ".watch").stat().st_mode & 0o777 == 0o644
            with pytest.raises(StoreError) as refused, record.alone(root):
                pass
            assert str(refused.value) == f"another 'verbale watch' keeps the store in {root}; end that one first"
            assert record.runs(root) is True
    finally:
        os.umask(before)
    assert record.runs(root) is False
    with record.alone(root):
        pass


def test_a_folder_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "store").write_bytes(b"a file")
    with pytest.raises(StoreError) as refused, record.alone(tmp_path / "store"):
        pass
    assert str(refused.value) == (
        f"the store's folder {tmp_path / 'store'} cannot be written (File exists); mend that and try again"
    )


def test_without_a_record_there_is_no_heartbeat(tmp_path: Path) -> None:
    assert record.heartbeat(tmp_path) is None
    record.touch(tmp_path)
    assert list(tmp_path.iterdir()) == []
