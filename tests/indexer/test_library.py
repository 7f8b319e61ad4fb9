"""The library: a new version is taken at the next call, a bad one never."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from indexer import store
from indexer.statement import VerbaleError
from tests.fakes.contents import (
    FIRST,
    SECOND,
    STATEMENTS,
    THIRD,
    make,
    publish_files,
    publish_made,
)

REBUILD = "run 'verbale index' to build it anew"


def _library(root: Path, accept: Callable[[store.Snapshot], None] = lambda _: None) -> store.Library:
    publish_made(root, make(STATEMENTS[:2]))
    return store.Library(root, accept)


def _ids(snapshot: store.Snapshot) -> list[str]:
    return [s.id for s in snapshot.contents.statements]


def test_a_new_version_is_seen_at_the_next_call_and_the_old_one_still_answers(tmp_path: Path) -> None:
    library = _library(tmp_path)
    old = library.snapshot()
    assert library.snapshot() is old
    for built in (SECOND, THIRD, THIRD + timedelta(days=1), THIRD + timedelta(days=2)):
        publish_made(tmp_path, make(), built)
        assert library.snapshot().manifest.built == built
    assert not (tmp_path / old.version).exists()
    made = make(STATEMENTS[:2])
    assert _ids(old) == ["cod-2024", "cod-2025"]
    assert old.search(made.vectors[2], 1)[1].tolist() == [2]
    np.testing.assert_array_equal(old.contents.sentences, made.contents.sentences)
    assert library.trouble is None


def test_a_bad_version_is_not_taken_and_a_good_one_clears_the_trouble(tmp_path: Path) -> None:
    library = _library(tmp_path)
    bad = tmp_path / publish_made(tmp_path, make(), SECOND) / "vectors.faiss"
    bad.write_bytes(bad.read_bytes()[:-1])
    size = bad.stat().st_size
    for _ in range(2):
        assert _ids(library.snapshot()) == ["cod-2024", "cod-2025"]
        assert str(library.trouble) == f"{bad} has {size} bytes, its manifest says {size + 1}; {REBUILD}"
    publish_made(tmp_path, make(), THIRD)
    assert _ids(library.snapshot()) == [s.id for s in STATEMENTS]
    assert library.trouble is None


def test_a_version_that_is_not_accepted_is_not_taken_nor_tried_again(tmp_path: Path) -> None:
    asked: list[datetime] = []

    def accept(snapshot: store.Snapshot) -> None:
        asked.append(snapshot.manifest.built)
        if snapshot.manifest.built == SECOND:
            raise VerbaleError("the store was made with another model")

    library = _library(tmp_path, accept)
    publish_made(tmp_path, make(), SECOND)
    for _ in range(3):
        assert library.snapshot().manifest.built == FIRST
        assert str(library.trouble) == "the store was made with another model"
    publish_made(tmp_path, make(), THIRD)
    assert library.snapshot().manifest.built == THIRD
    assert library.trouble is None
    assert asked == [FIRST, SECOND, THIRD]


def test_a_library_does_not_start_on_what_is_not_accepted(tmp_path: Path) -> None:
    def accept(_: store.Snapshot) -> None:
        raise VerbaleError("another model")

    with pytest.raises(VerbaleError, match=r"^another model$"):
        _library(tmp_path, accept)


def test_a_pointer_that_is_gone_for_a_while_is_a_trouble_for_that_while(tmp_path: Path) -> None:
    library = _library(tmp_path)
    pointer = tmp_path / "current"
    pointer.rename(tmp_path / "away")
    assert _ids(library.snapshot()) == ["cod-2024", "cod-2025"]
    assert str(library.trouble) == f"there is no store in {tmp_path}; run 'verbale index'"
    (tmp_path / "away").rename(pointer)
    assert _ids(library.snapshot()) == ["cod-2024", "cod-2025"]
    assert library.trouble is None


def test_a_manifest_that_cannot_be_parsed_is_a_trouble_and_no_crash(tmp_path: Path) -> None:
    library = _library(tmp_path)
    version = publish_files(tmp_path, {}, b"[]", SECOND)
    assert _ids(library.snapshot()) == ["cod-2024", "cod-2025"]
    path = tmp_path / version / "manifest.json"
    assert str(library.trouble) == f"{path} is no manifest of format 2; {REBUILD}"


def test_many_questions_at_once_open_a_new_version_once(tmp_path: Path) -> None:
    asked: list[datetime] = []
    library = _library(tmp_path, lambda snapshot: asked.append(snapshot.manifest.built))
    publish_made(tmp_path, make(), SECOND)
    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(lambda _: library.snapshot(), range(64)))
    assert {id(snapshot) for snapshot in seen} == {id(library.snapshot())}
    assert library.snapshot().manifest.built == SECOND
    assert asked == [FIRST, SECOND]
