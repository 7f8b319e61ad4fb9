"""Publishing undisturbed, and disturbed from within; `faults/` kills it and fails every system call."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from indexer import store
from indexer.publishing import StoreError, exclusively, publish, put_in_use, sweep, versions, write
from indexer.statement import VerbaleError
from tests.fakes.contents import FIRST, SECOND, make, publish_files, publish_made

FILES = {"a.json": b"{}", "b.npz": bytes(range(256)) * 100}
STAMP = "20260501T083000Z"


def tree(root: Path) -> dict[str, bytes]:
    """Every file under `root` but the lock, by its relative path."""
    found = {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}
    found.pop(".lock", None)
    return found


def test_a_version_is_a_folder_and_a_pointer_to_it(tmp_path: Path) -> None:
    root = tmp_path / "deep" / "store"
    seen: list[dict[str, bytes]] = []

    with exclusively(root):
        version = publish(root, STAMP, FILES, b"manifest", lambda made: seen.append(tree(made)))
    digest = hashlib.sha256(b"manifest").hexdigest()
    assert version == f"{STAMP}-{digest[:12]}"
    assert tree(root) == {
        "current": f"{version} {digest}\n".encode(),
        f"{version}/a.json": FILES["a.json"],
        f"{version}/b.npz": FILES["b.npz"],
        f"{version}/manifest.json": b"manifest",
    }
    assert seen == [{**FILES, "manifest.json": b"manifest"}]
    assert (root / version).stat().st_mode & 0o777 == 0o755  # the bot may be another user


def test_three_versions_are_kept(tmp_path: Path) -> None:
    names = [publish_files(tmp_path, FILES, b"m", FIRST + timedelta(days=day)) for day in range(6)]
    assert list(versions(tmp_path)) == names[3:]
    assert store.current(tmp_path).startswith(names[5])


def test_the_version_in_use_is_never_swept(tmp_path: Path) -> None:
    """The clock was set back: what was published last has the oldest name."""
    later = [publish_files(tmp_path, FILES, b"m", FIRST + timedelta(days=day)) for day in range(1, 4)]
    earlier = publish_files(tmp_path, FILES, b"m", FIRST)
    assert list(versions(tmp_path)) == [earlier, *later[1:]]
    assert store.current(tmp_path).startswith(earlier)
    sweep(tmp_path, earlier)
    assert list(versions(tmp_path)) == [earlier, *later[1:]]


def test_what_is_not_ours_is_not_swept(tmp_path: Path) -> None:
    kept = tmp_path / "1999-before-the-election"
    kept.mkdir()
    (kept / "manifest.json").write_bytes(b"m")
    (tmp_path / "20200101T000000Z-0123456789ab").write_bytes(b"a file")
    for day in range(5):
        publish_files(tmp_path, FILES, b"m", FIRST + timedelta(days=day))
    assert (kept / "manifest.json").read_bytes() == b"m"
    assert (tmp_path / "20200101T000000Z-0123456789ab").read_bytes() == b"a file"


def test_a_version_that_lost_its_manifest_is_swept_like_any(tmp_path: Path) -> None:
    names = [publish_files(tmp_path, FILES, b"m", FIRST + timedelta(days=day)) for day in range(3)]
    (tmp_path / names[0] / "manifest.json").unlink()
    publish_files(tmp_path, FILES, b"m", FIRST + timedelta(days=3))
    assert not (tmp_path / names[0]).exists()


def test_leftovers_are_swept_at_the_start(tmp_path: Path) -> None:
    publish_files(tmp_path, FILES, b"m")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "precious").write_bytes(b"1")
    (tmp_path / ".new-abc").mkdir()
    (tmp_path / ".new-abc" / "a.json").write_bytes(b"half")
    (tmp_path / ".new-current").write_bytes(b"half a poin")
    (tmp_path / ".new-link").symlink_to(elsewhere)
    with exclusively(tmp_path):
        assert list(tmp_path.glob(".new-*")) == []
    assert (elsewhere / "precious").read_bytes() == b"1"


def test_the_same_version_again_leaves_the_folder_untouched(tmp_path: Path) -> None:
    """Readers of the version in use must not see it go and come."""
    version = publish_files(tmp_path, FILES, b"m")
    before = (tmp_path / version).stat().st_ino
    assert publish_files(tmp_path, FILES, b"m") == version
    assert (tmp_path / version).stat().st_ino == before
    assert list(tmp_path.glob(".new-*")) == []


@pytest.mark.parametrize("damage", ["changed", "missing", "pointed away"])
def test_the_same_version_again_mends_a_damaged_one(tmp_path: Path, damage: str) -> None:
    version = publish_files(tmp_path, FILES, b"m")
    whole = tree(tmp_path)
    if damage == "changed":
        (tmp_path / version / "b.npz").write_bytes(b"half")
    elif damage == "missing":
        (tmp_path / version / "b.npz").unlink()
    else:
        (tmp_path / "current").unlink()
    assert publish_files(tmp_path, FILES, b"m") == version
    assert tree(tmp_path) == whole


def test_what_is_written_beforehand_is_its_writers_alone_until_it_is_put_in_use(tmp_path: Path) -> None:
    with exclusively(tmp_path):
        before = publish(tmp_path, "20260430T083000Z", FILES, b"before", lambda _: None)
        written = write(tmp_path, STAMP, FILES, b"manifest", lambda _: None)
    assert written.folder.stat().st_mode & 0o777 == 0o700
    assert (versions(tmp_path), store.current(tmp_path).split()[0]) == ((before,), before)
    with exclusively(tmp_path, [written]):
        assert put_in_use(tmp_path, written) == written.version
    assert (tmp_path / written.version).stat().st_mode & 0o777 == 0o755
    assert versions(tmp_path) == (before, written.version)
    assert store.current(tmp_path) == f"{written.version} {hashlib.sha256(b'manifest').hexdigest()}\n"
    assert not written.folder.exists()


def test_what_is_written_beforehand_is_swept_by_whoever_does_not_know_of_it(tmp_path: Path) -> None:
    with exclusively(tmp_path):
        before = publish(tmp_path, "20260430T083000Z", FILES, b"before", lambda _: None)
        written = write(tmp_path, STAMP, FILES, b"manifest", lambda _: None)
    with exclusively(tmp_path, [written]):
        assert written.folder.is_dir()
    with exclusively(tmp_path):
        assert not written.folder.exists()
        with pytest.raises(StoreError) as refused:
            put_in_use(tmp_path, written)
    assert str(refused.value) == (
        f"the new version could not be written to {tmp_path} (No such file or directory); "
        "the one in use was left as it was; mend that and run 'verbale index' again"
    )
    assert store.current(tmp_path).split()[0] == before


def test_what_the_disk_gives_back_differently_is_not_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish_files(tmp_path, FILES, b"m")
    whole = tree(tmp_path)
    fsync = os.fsync

    def lose(handle: int) -> None:
        if os.fstat(handle).st_size == len(FILES["b.npz"]):
            os.pwrite(handle, b"\0\0", 4096)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", lose)
    with pytest.raises(StoreError) as refused:
        publish_files(tmp_path, FILES, b"n", SECOND)
    assert str(refused.value) == "b.npz read back differs from what was written; check the disk, then try again"
    assert tree(tmp_path) == whole


def test_what_does_not_verify_is_not_published(tmp_path: Path) -> None:
    publish_files(tmp_path, FILES, b"m")
    whole = tree(tmp_path)

    def verify(_: Path) -> None:
        raise VerbaleError("the written index does not find its own passages")

    with pytest.raises(VerbaleError, match=r"^the written index does not find its own passages$"):
        publish_files(tmp_path, FILES, b"n", SECOND, verify)
    assert tree(tmp_path) == whole


class FailAt:
    """Calls `inner`, but raises ENOSPC at the `number`-th call."""

    def __init__(self, inner: Callable[..., Any], number: int) -> None:
        self._inner = inner
        self._left = number
        self.failed = False

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        self._left -= 1
        if self._left == 0:
            self.failed = True
            raise OSError(errno.ENOSPC, "No space left on device")
        return self._inner(*arguments, **named)


# Three files, the folder, the root, the pointer: six are synced before the pointer moves, and the root once after.
@pytest.mark.parametrize("number", range(1, 8))
def test_a_sync_that_fails_abandons_the_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    publish_files(tmp_path, FILES, b"m")
    pointer = store.current(tmp_path)
    failing = FailAt(os.fsync, number)
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", failing)
        with pytest.raises(StoreError) as refused:
            publish_files(tmp_path, FILES, b"n", SECOND)
    assert failing.failed
    if number < 7:
        assert str(refused.value) == (
            f"the new version could not be written to {tmp_path} (No space left on device); "
            "the one in use was left as it was; mend that and run 'verbale index' again"
        )
        assert store.current(tmp_path) == pointer
    else:
        assert str(refused.value) == (
            f"the new version in {tmp_path} is in use, but the disk did not confirm that it will outlast a power cut "
            "(No space left on device); check the disk, then run 'verbale index' again"
        )
        assert store.current(tmp_path).startswith("20260502T083000Z-")
    assert list(tmp_path.glob(".new-[!c]*")) == []
    third = publish_files(tmp_path, FILES, b"o", SECOND + timedelta(days=1))
    assert store.current(tmp_path).startswith(third)
    assert list(tmp_path.glob(".new-*")) == []


@pytest.mark.parametrize("call", ["listdir", "rename"])
def test_a_sweep_that_fails_does_not_fail_the_publication(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    for day in range(3):
        publish_files(tmp_path, FILES, b"m", FIRST + timedelta(days=day))
    # Renames: the version, the pointer, and then the version that is swept.
    failing = FailAt(getattr(os, call), {"listdir": 1, "rename": 3}[call])
    with exclusively(tmp_path), monkeypatch.context() as patched:
        patched.setattr(os, call, failing)
        version = publish(tmp_path, "20270101T000000Z", FILES, b"m", lambda _: None)
    assert failing.failed
    assert store.current(tmp_path).startswith(version)
    assert len(versions(tmp_path)) == 4
    publish_files(tmp_path, FILES, b"m", FIRST + timedelta(days=400))
    assert len(versions(tmp_path)) == 3


def test_a_second_indexer_is_told_to_wait(tmp_path: Path) -> None:
    with exclusively(tmp_path):
        with pytest.raises(StoreError) as refused, exclusively(tmp_path):
            pass
        assert (
            str(refused.value)
            == f"another 'verbale index', or 'verbale watch', is writing to {tmp_path}; wait for it, then try again"
        )
    with exclusively(tmp_path):
        pass


def test_a_second_indexer_sweeps_nothing_of_the_first(tmp_path: Path) -> None:
    with exclusively(tmp_path):
        (tmp_path / ".new-mine").mkdir()
        with pytest.raises(StoreError), exclusively(tmp_path):
            pass
        assert (tmp_path / ".new-mine").is_dir()


def test_the_lock_is_given_back_when_a_build_fails(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), exclusively(tmp_path):
        raise KeyboardInterrupt
    with exclusively(tmp_path):
        pass


def test_a_folder_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    root = tmp_path / "store"
    root.write_bytes(b"a file")
    for path, why in ((root, "File exists"), (root / "inner", "Not a directory")):
        with pytest.raises(StoreError) as refused, exclusively(path):
            pass
        assert str(refused.value) == f"the store's folder {path} cannot be written ({why}); mend that and try again"


def test_a_disk_without_locks_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(StoreError) as refused, exclusively(tmp_path):
        pass
    assert str(refused.value) == (
        f"the store's folder {tmp_path} cannot be locked (No locks available); put it on a disk that has locks"
    )


def test_what_is_published_is_what_a_reader_opens(tmp_path: Path) -> None:
    version = publish_made(tmp_path, make())
    snapshot = store.open_snapshot(tmp_path)
    assert snapshot.version == version
    assert snapshot.manifest.built == FIRST
