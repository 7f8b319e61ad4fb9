"""Going back: the pointer and the note that keeps the watch from publishing the same folder again."""

from __future__ import annotations

import errno
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from indexer import store
from indexer.publishing import StoreError, exclusively
from indexer.rollback import Hold, Kept, hold_in, kept, roll_back
from tests.fakes.contents import FIRST, STATEMENTS, make, publish_made

NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)
DAYS = [FIRST + timedelta(days=day) for day in range(3)]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def names(root: Path) -> list[str]:
    """Three versions, of one, two and three statements."""
    return [publish_made(root, make(STATEMENTS[: day + 1]), at) for day, at in enumerate(DAYS)]


def test_back_to_the_version_before(root: Path, names: list[str]) -> None:
    library = store.Library(root, lambda snapshot: None)
    assert roll_back(root, None, "abc", NOW) == Hold(names[1], names[2], "abc", NOW)
    assert library.snapshot().version == names[1]
    assert len(store.open_snapshot(root).contents.statements) == 2
    assert hold_in(root) == Hold(names[1], names[2], "abc", NOW)
    assert kept(root) == (Kept(names[2], DAYS[2], 3), Kept(names[0], DAYS[0], 1))
    assert roll_back(root, None, "abc", NOW).version == names[0]


def test_of_two_versions_of_one_second_the_one_written_first_is_before(tmp_path: Path) -> None:
    """Their names end with digests, in either order."""
    orders = set()
    for count in range(2, 7):
        root = tmp_path / str(count)
        first, second = (publish_made(root, make(STATEMENTS[:n]), NOW) for n in (count - 1, count))
        orders.add(first < second)
        assert roll_back(root, None, "abc", NOW).version == first
    assert orders == {True, False}


def test_to_a_named_version_and_forward_again(root: Path, names: list[str]) -> None:
    assert roll_back(root, names[0], "abc", NOW).version == names[0]
    assert store.open_snapshot(root).version == names[0]
    assert roll_back(root, names[2], "abc", NOW).before == names[0]
    assert store.open_snapshot(root).version == names[2]


def test_a_publication_ends_the_hold(root: Path, names: list[str]) -> None:
    roll_back(root, None, "abc", NOW)
    publish_made(root, make(STATEMENTS[:4]), DAYS[2] + timedelta(days=1))
    assert hold_in(root) is None


def test_without_a_rollback_nothing_is_held(root: Path, names: list[str]) -> None:
    assert hold_in(root) is None
    (root / "rolled-back").write_bytes(b"{half")
    assert hold_in(root) is None


def test_what_cannot_be_gone_back_to(root: Path, names: list[str]) -> None:
    def told(version: str | None) -> str:
        with pytest.raises(StoreError) as refused:
            roll_back(root, version, "abc", NOW)
        return str(refused.value)

    assert told(names[2]) == f"version {names[2]} is the one in use; there are: {names[0]}, {names[1]}"
    assert told("yesterday") == f"there is no version yesterday in {root}; there are: {names[0]}, {names[1]}"
    assert told("../elsewhere") == f"there is no version ../elsewhere in {root}; there are: {names[0]}, {names[1]}"
    manifest = root / names[1] / "manifest.json"
    manifest.write_bytes(manifest.read_bytes() + b" ")
    assert told(None) == (
        f"the manifest of version {names[1]} is not the one that it was published with; "
        "name another one, or run 'verbale index'"
    )
    vectors = root / names[0] / "vectors.faiss"
    vectors.write_bytes(vectors.read_bytes()[:-1])
    assert told(names[0]).startswith(f"{vectors} has ")
    assert store.open_snapshot(root).version == names[2]
    assert hold_in(root) is None


def test_of_the_only_version_there_is_nothing_before(tmp_path: Path) -> None:
    only = publish_made(tmp_path, make())
    with pytest.raises(StoreError) as refused:
        roll_back(tmp_path, None, "abc", NOW)
    assert str(refused.value) == f"there is no version before {only} in {tmp_path}; it has no other"


def test_without_a_store(tmp_path: Path) -> None:
    root = tmp_path / "stroe"
    with pytest.raises(StoreError) as refused:
        roll_back(root, None, "abc", NOW)
    assert str(refused.value) == f"there is no store in {root}; run 'verbale index'"
    assert not root.exists()
    assert kept(tmp_path) == ()


def test_not_while_an_indexer_writes(root: Path, names: list[str]) -> None:
    with exclusively(root), pytest.raises(StoreError) as refused:
        roll_back(root, None, "abc", NOW)
    assert (
        str(refused.value)
        == f"another 'verbale index', or 'verbale watch', is writing to {root}; wait for it, then try again"
    )


@pytest.mark.parametrize("call", ["fsync", "replace", "rename"])
@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_disk_that_fails_leaves_one_or_the_other(
    root: Path, names: list[str], monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    """The note first, then the pointer: whatever fails, no reader sees a torn store, and nothing old is held."""
    true, left = getattr(os, call), [number]

    def failing(*arguments: object, **named: object) -> object:
        left[0] -= 1
        if left[0] == 0:
            raise OSError(errno.EIO, "Input/output error")
        return true(*arguments, **named)

    with monkeypatch.context() as patched:
        patched.setattr(os, call, failing)
        try:
            roll_back(root, None, "abc", NOW)
            refused = ""
        except StoreError as error:
            refused = str(error)
    in_use = store.open_snapshot(root).version
    held = hold_in(root)
    if left[0] > 0:  # there was no such call
        assert (refused, in_use, held) == ("", names[1], Hold(names[1], names[2], "abc", NOW))
    elif in_use == names[2]:
        assert held is None
        assert refused == (
            f"the store in {root} could not be rolled back (Input/output error); "
            f"version {names[2]} is still in use; mend that and try again"
        )
    else:
        assert held == Hold(names[1], names[2], "abc", NOW)
        assert refused == (
            f"version {names[1]} in {root} is in use, but the disk did not confirm that it will outlast a power cut "
            "(Input/output error); check the disk, then run 'verbale rollback' again"
        )
    roll_back(root, names[0], "abc", NOW)
    assert store.open_snapshot(root).version == names[0]
