"""Ten thousand corrupted stores: none is served, each is refused in one sentence, and nothing of it is parsed."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from indexer import store
from indexer.publishing import StoreError
from tests.fakes.contents import make, publish_made

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
    assert len(paths) == 9
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
    assert len(done) == 9 * 4
    assert min(done.values()) > 200
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
