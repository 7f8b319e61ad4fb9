"""A folder watched for real: by the kernel's notices, and by comparison where they fail."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from time import sleep

import pytest

from bot.tending import folder as folder_module
from bot.tending.folder import Folder, signature
from tests.indexer.folders import folder_of, good


@contextmanager
def watching(folder: Path) -> Iterator[Event]:
    """An event that is set at each change."""
    source, changed = Folder(folder), Event()
    source.start(changed.set)
    try:
        sleep(0.3)  # the kernel's watches are set by now
        yield changed
    finally:
        source.stop()
    assert source._thread is not None
    assert not source._thread.is_alive()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return folder_of(tmp_path, {"a": good(), "deep/b": good("b")})


def test_each_sort_of_change_wakes(folder: Path) -> None:
    statements = folder / "statements"
    with watching(folder) as changed:
        for change in (
            lambda: (statements / "a.yaml").write_text(good(title="New")),
            lambda: (statements / "c.yaml").write_text(good("c")),
            lambda: (statements / "c.yaml").rename(statements / "deep" / "c.yaml"),
            lambda: (statements / "deep" / "b.yaml").unlink(),
            lambda: (folder / "ministry.yaml").write_text("x"),
            lambda: (statements / "new").mkdir(),
            lambda: (statements / "new" / "d.yaml").write_text(good("d")),
        ):
            sleep(0.1)
            changed.clear()
            change()
            assert changed.wait(60)


def test_nothing_wakes_without_a_change(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_module, "COMPARED_S", 0.1)
    with watching(folder) as changed:
        assert not changed.wait(1)


def test_a_folder_put_in_its_place_is_seen(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_module, "COMPARED_S", 0.2)
    with watching(folder) as changed:
        shutil.copytree(folder, folder.with_name("next"))
        folder.rename(folder.with_name("old"))
        folder.with_name("next").rename(folder)
        assert changed.wait(60)
        sleep(0.5)
        changed.clear()
        (folder / "statements" / "a.yaml").write_text(good(title="New"))
        assert changed.wait(60)


def test_a_folder_that_comes_later_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(folder_module, "COMPARED_S", 0.1)
    with watching(tmp_path / "knowledge") as changed:
        sleep(0.3)
        assert not changed.is_set()
        folder_of(tmp_path, {"a": good()})
        assert changed.wait(60)
    assert len(caplog.messages) == 1
    assert caplog.messages[0].startswith(f"the folder {tmp_path / 'knowledge'} is compared only, not watched: ")


def test_without_the_kernels_notices_comparison_sees_all(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("inotify watch limit reached")

    monkeypatch.setattr(folder_module, "watch", refuse)
    monkeypatch.setattr(folder_module, "COMPARED_S", 0.1)
    with watching(folder) as changed:
        (folder / "statements" / "a.yaml").write_text(good(title="New"))
        assert changed.wait(60)


def test_a_signature_tells_an_edit_that_keeps_size_and_time(folder: Path) -> None:
    """As a version control system may leave it: another file under the name, of the same size and time."""
    file = folder / "statements" / "a.yaml"
    before, status = signature(folder), file.stat()
    beside = folder / "statements" / "beside"
    beside.write_text(file.read_text().replace("rises", "falls"))
    os.utime(beside, ns=(status.st_atime_ns, status.st_mtime_ns))
    beside.replace(file)
    assert signature(folder) != before
    assert signature(folder) == signature(folder)
    assert signature(folder / "none") == signature(folder / "none")
