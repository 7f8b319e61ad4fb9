"""Ten thousand corrupted stores: none is served, each is refused in one sentence, and nothing of it is parsed."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from indexer import store
from indexer.contents import TOKENS
from indexer.publishing import StoreError
from tests.fakes.contents import FIRST, make, publish_made
from tests.fakes.encoder import FakeEncoder

STORES = 10_000
REBUILD = "run 'verbale index' to build it anew"


def corrupted(good: bytes, kind: str, random: np.random.Generator) -> bytes:
    """`good` with one bit flipped, a block of 4 KiB zeroed, a byte of its first 64 changed, or its end cut off."""
    bad = bytearray(good)
    match kind:
        case "bit":
            bad[int(random.integers(len(bad)))] ^= 1 << int(random.integers(8))
        case "block":
            at = int(random.integers(max(1, len(bad) - 4096)))
            bad[at : at + 4096] = bytes(len(bad[at : at + 4096]))
        case "header":
            bad[int(random.integers(min(64, len(bad))))] ^= int(random.integers(1, 256))
        case "cut":
            del bad[int(random.integers(len(bad))) :]
    return bytes(bad)


def refusals(root: Path, folder: Path, path: Path, good: bytes, bad: bytes) -> Iterator[str]:
    """The messages, any of which is right for `path` holding `bad` instead of `good`."""
    was, now = (hashlib.sha256(data).hexdigest()[:12] for data in (good, bad))
    if path.name == "current":
        yield f"the store's {path} says {bad[:90]!r}, not a version and its hash; {REBUILD}"
        named = bad.partition(b" ")[0].decode("ascii", "replace")
        if named != folder.name:
            missing = root / named / "manifest.json"
            yield f"the store's {missing} cannot be read (No such file or directory); {REBUILD}"
        else:
            manifest = folder / "manifest.json"
            found, stated = folder.name[-12:], bad.partition(b" ")[2][:12].decode("ascii", "replace")
            yield f"{manifest} has SHA-256 {found}…, the store's pointer says {stated}…; {REBUILD}"
    elif path.name == "manifest.json":
        yield f"{path} has SHA-256 {now}…, the store's pointer says {was}…; {REBUILD}"
    elif len(bad) != len(good):
        yield f"{path} has {len(bad)} bytes, its manifest says {len(good)}; {REBUILD}"
    else:
        yield f"{path} has SHA-256 {now}…, its manifest says {was}…; {REBUILD}"


def _overwrite(path: Path, data: bytes) -> None:
    """In place: some file systems wait for the disk when a file is cut to nothing and written again."""
    with path.open("r+b") as file:
        file.write(data)
        file.truncate()


def test_no_corrupted_store_is_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make()
    folder = tmp_path / publish_made(tmp_path, made)
    paths = [tmp_path / "current", *sorted(folder.iterdir())]
    assert len(paths) == 14
    whole = {path: path.read_bytes() for path in paths}
    parsed = []
    monkeypatch.setattr(store, "_parse_index", lambda *_: parsed.append(1))
    monkeypatch.setattr(store, "from_files", lambda *_: parsed.append(1))
    random = np.random.default_rng(20260501)
    done: Counter[tuple[str, str]] = Counter()
    while done.total() < STORES:
        path = paths[done.total() % len(paths)]
        kind = str(random.choice(["bit", "block", "header", "cut"]))
        good = whole[path]
        bad = corrupted(good, kind, random)
        if bad == good:
            continue  # the block was zero before
        _overwrite(path, bad)
        with pytest.raises(StoreError) as refused:
            store.open_snapshot(tmp_path)
        assert str(refused.value) in refusals(tmp_path, folder, path, good, bad)
        _overwrite(path, good)
        done[path.name, kind] += 1
    assert len(done) == 14 * 4
    assert min(done.values()) > 120
    assert parsed == []


def test_the_same_bytes_written_again_are_served(tmp_path: Path) -> None:
    """The test above could not fail if a store that was touched were refused for that."""
    made = make()
    folder = tmp_path / publish_made(tmp_path, made)
    for path in [tmp_path / "current", *sorted(folder.iterdir())]:
        path.write_bytes(path.read_bytes())
        snapshot = store.open_snapshot(tmp_path)
        assert snapshot.contents.statements == made.contents.statements
        assert snapshot.search(made.vectors[2], 1)[1].tolist() == [2]


def test_tokens_of_another_store_are_refused(tmp_path: Path) -> None:
    """Of the same size, under the same name: only the hash tells them apart."""
    mine = tmp_path / "mine" / publish_made(tmp_path / "mine", make()) / TOKENS
    other = make(encoder=FakeEncoder("other"))
    theirs = tmp_path / "theirs" / publish_made(tmp_path / "theirs", other) / TOKENS
    good, bad = mine.read_bytes(), theirs.read_bytes()
    assert len(good) == len(bad)
    theirs.replace(mine)
    with pytest.raises(StoreError) as refused:
        store.open_snapshot(tmp_path / "mine")
    was, now = (hashlib.sha256(data).hexdigest()[:12] for data in (good, bad))
    assert str(refused.value) == f"{mine} has SHA-256 {now}…, its manifest says {was}…; {REBUILD}"


@pytest.mark.parametrize("fate", ["removed", "replaced", "swept"])
def test_tokens_in_use_outlast_their_file(tmp_path: Path, fate: str) -> None:
    """They are mapped, not read: what becomes of the file's name must not change what an open store says."""
    made = make()
    folder = tmp_path / publish_made(tmp_path, made)
    snapshot = store.open_snapshot(tmp_path)
    match fate:
        case "removed":
            (folder / TOKENS).unlink()
        case "replaced":
            (folder / "beside").write_bytes(bytes((folder / TOKENS).stat().st_size))
            (folder / "beside").replace(folder / TOKENS)
        case "swept":
            for day in range(1, 5):
                publish_made(tmp_path, made, FIRST + timedelta(days=day))
            assert not folder.exists()
    np.testing.assert_array_equal(snapshot.contents.late.codes, made.contents.late.codes)


def test_tokens_in_use_cannot_be_written_to(tmp_path: Path) -> None:
    publish_made(tmp_path, make())
    with pytest.raises(ValueError, match="read-only"):
        store.open_snapshot(tmp_path).contents.late.codes[0, 0] = 1
