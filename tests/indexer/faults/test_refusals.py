"""Stores that are not served: each is refused in one sentence, which is compared whole."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from indexer import publishing, records, store
from indexer.publishing import StoreError
from indexer.vectors import Vectors
from tests.fakes.contents import (
    SECOND,
    STATEMENTS,
    THIRD,
    Made,
    make,
    manifest_of,
    publish_files,
    publish_made,
)
from tests.fakes.encoder import FakeEncoder

REBUILD = "run 'verbale index' to build it anew"


def _spoilt(rows: Vectors, row: int, value: float) -> Vectors:
    spoilt = rows.copy()
    spoilt[row] = value
    return spoilt


LENGTHS = [(np.nan, "nan"), (np.inf, "inf"), (0.0, "0"), (1e30, "inf"), (1.0, "8")]


@pytest.mark.parametrize(("value", "length"), LENGTHS)
def test_a_row_of_another_length_is_refused_at_build(value: float, length: str) -> None:
    made = make()
    message = "see that the model is whole ('verbale model'), then run 'verbale index'"
    with pytest.raises(StoreError) as refused:
        store.to_files(made.contents, _spoilt(made.vectors, 4, value))
    assert str(refused.value) == f"the vector of passage 4 has length {length}, not 1; {message}"
    with np.errstate(over="ignore"):
        sentences = _spoilt(made.contents.sentences.astype(np.float32), 17, value).astype(np.float16)
    with pytest.raises(StoreError) as refused:
        store.to_files(dataclasses.replace(made.contents, sentences=sentences), made.vectors)
    assert str(refused.value) == f"the vector of sentence 17 has length {length}, not 1; {message}"


@pytest.mark.parametrize(("value", "length"), LENGTHS)
@pytest.mark.parametrize("flat_limit", [100, 1])
def test_a_row_of_another_length_is_refused_at_load(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: float, length: str, flat_limit: int
) -> None:
    made = make()
    with monkeypatch.context() as blind:
        blind.setattr(store, "demand_unit_rows", lambda *_: None)
        blind.setattr(store, "recall", lambda *_: 1.0)
        publish_made(tmp_path, Made(made.contents, _spoilt(made.vectors, 4, value), made.model), flat_limit=flat_limit)
    with pytest.raises(StoreError, match=f"^the vector of passage 4 has length {length}, not 1; "):
        store.open_snapshot(tmp_path)


# --- stores that are not ours to serve

Change = Callable[[dict[str, bytes], dict[str, object]], None]


def _publish_changed(root: Path, change: Change) -> Path:
    """Publish a store whose files and manifest were changed first, with hashes that fit; returns its folder."""
    made = make()
    files, _ = store.to_files(made.contents, made.vectors)
    raw: dict[str, object] = {}
    change(files, raw)
    stated = json.loads(store.encode_manifest(manifest_of(made, files))) | raw
    return root / publish_files(root, files, json.dumps(stated).encode())


def _refusal(root: Path) -> str:
    with pytest.raises(StoreError) as refused:
        store.open_snapshot(root)
    message = str(refused.value)
    assert "\n" not in message
    assert "'verbale index'" in message
    return message


@pytest.mark.parametrize("stated", [0, 1, 3, "2", None, [2]])
def test_another_format_is_refused(tmp_path: Path, stated: object) -> None:
    folder = _publish_changed(tmp_path, lambda _, raw: raw.update(format=stated))
    assert _refusal(tmp_path) == (
        f"the store in {folder} has format {stated!r}, this program reads format 2; {REBUILD}"
    )


@pytest.mark.parametrize("manifest", [b"", b"{", b"[]", b"null", b"{}", b'{"format": 2}', b"\xff", b"[" * 100_000])
def test_what_is_no_manifest_is_refused(tmp_path: Path, manifest: bytes) -> None:
    version = publish_files(tmp_path, {}, manifest)
    path = tmp_path / version / "manifest.json"
    assert _refusal(tmp_path) == f"{path} is no manifest of format 2; {REBUILD}"


@pytest.mark.parametrize("dimension", [32, 128])
def test_another_dimension_is_refused(tmp_path: Path, dimension: int) -> None:
    model = make().model
    other = json.loads(records.encode(dataclasses.replace(model, dimension=dimension), store.Model))
    _publish_changed(tmp_path, lambda _, raw: raw.update(model=other))
    assert _refusal(tmp_path) == f"the store has 64 dimensions, it should have {dimension}; {REBUILD}"


def test_a_space_of_another_dimension_is_refused(tmp_path: Path) -> None:
    small = make(encoder=FakeEncoder(dimension=32)).contents.space.to_bytes()
    _publish_changed(tmp_path, lambda files, _: files.update({"space.npz": small}))
    assert _refusal(tmp_path) == f"the store has 32 dimensions of its space, it should have 64; {REBUILD}"


def test_a_token_space_of_another_dimension_is_refused(tmp_path: Path) -> None:
    small = make(encoder=FakeEncoder(dimension=32)).contents.late.space.to_bytes()
    _publish_changed(tmp_path, lambda files, _: files.update({"token_space.npz": small}))
    assert _refusal(tmp_path) == f"the store has 32 dimensions of its token space, it should have 64; {REBUILD}"


def test_tokens_and_their_counts_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    """One token, of 16 bytes, more or less; one sentence more; the counts of another store."""
    late = make().contents.late
    tokens, counts = late.codes.tobytes(), late.counts.astype("<u2").tobytes()
    total = len(late.codes)
    others = make(STATEMENTS[:2]).contents.late.counts.astype("<u2").tobytes()
    for name, data, message in (
        ("tokens.2bit", tokens + bytes(16), f"{total + 1} tokens, it should have {total}"),
        ("tokens.2bit", tokens[:-16], f"{total - 1} tokens, it should have {total}"),
        ("token_counts.u16", counts + b"\1\0", "19 sentences with tokens, it should have 18"),
        ("token_counts.u16", others, f"{len(others) // 2} sentences with tokens, it should have 18"),
    ):
        _publish_changed(tmp_path, lambda files, _, name=name, data=data: files.update({name: data}))  # type: ignore[misc]  # bound at once
        assert _refusal(tmp_path) == f"the store has {message}; {REBUILD}"


@pytest.mark.parametrize(
    ("count", "message"),
    [
        ("passages", "the store has 11 vectors of passages, it should have 12"),
        ("statements", "the store has 6 statements, it should have 12"),
        ("sentences", "the store has 18 vectors of sentences, it should have 12"),
    ],
)
def test_another_count_is_refused(tmp_path: Path, count: str, message: str) -> None:
    _publish_changed(tmp_path, lambda _, raw: raw.update({count: 12}))
    assert _refusal(tmp_path) == f"{message}; {REBUILD}"


def _passages(change: Callable[[list[list[object]]], None]) -> Change:
    def changed(files: dict[str, bytes], _: dict[str, object]) -> None:
        listed = json.loads(files["passages.json"])
        change(listed)
        files["passages.json"] = json.dumps(listed).encode()

    return changed


@pytest.mark.parametrize(
    ("change", "row"),
    [
        (lambda listed: listed[3].__setitem__(3, 999), 3),  # ends beyond its text
        (lambda listed: listed[0].__setitem__(2, -1), 0),
        (lambda listed: listed[2].__setitem__(2, -1), 2),
        (lambda listed: listed.reverse(), 1),
        (lambda listed: listed[5].__setitem__(1, "en"), 5),  # a slice beyond the English text
        (lambda listed: listed[5].__setitem__(1, "de"), 5),  # no such version
        (lambda listed: listed[10].__setitem__(0, 6), 10),  # no such statement
        (lambda listed: listed[2][4].reverse(), 2),
        (lambda listed: listed[0][4][0].__setitem__(0, 500), 0),
    ],
)
def test_a_slice_outside_its_text_is_refused(
    tmp_path: Path, change: Callable[[list[list[object]]], None], row: int
) -> None:
    _publish_changed(tmp_path, _passages(change))
    message = f"passage {row} of the store does not lie where it should in its statement; {REBUILD}"
    assert _refusal(tmp_path) == message


def test_words_of_other_statements_are_refused(tmp_path: Path) -> None:
    others = make(STATEMENTS[:2]).contents.lexicon.to_files()
    _publish_changed(tmp_path, lambda files, _: files.update(others))
    assert _refusal(tmp_path) == f"the store has 3 versions with words, it should have 9; {REBUILD}"


@pytest.mark.parametrize("name", sorted(store.to_files(make().contents, make().vectors)[0]))
def test_a_file_that_fits_its_hash_and_is_nonsense_is_refused(tmp_path: Path, name: str) -> None:
    folder = _publish_changed(tmp_path, lambda files, _: files.update({name: b"nonsense!"}))
    message = _refusal(tmp_path)
    assert message.startswith(f"the files in {folder} are as their manifest says, yet cannot be parsed (")


@pytest.mark.parametrize("name", sorted(store.to_files(make().contents, make().vectors)[0]))
def test_a_manifest_without_a_file_is_refused(tmp_path: Path, name: str) -> None:
    folder = _publish_changed(tmp_path, lambda files, _: files.__delitem__(name))
    assert _refusal(tmp_path) == (
        f"the files in {folder} are as their manifest says, yet cannot be parsed (KeyError: '{name}'); {REBUILD}"
    )


@pytest.mark.parametrize("name", ["manifest.json", *sorted(store.to_files(make().contents, make().vectors)[0])])
def test_a_missing_file_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / publish_made(tmp_path, make()) / name
    path.unlink()
    assert _refusal(tmp_path) == f"the store's {path} cannot be read (No such file or directory); {REBUILD}"


@pytest.mark.parametrize("name", ["../elsewhere", "/etc/passwd", "..", ".", "", "a/b", "a\nb", "a\0b", ".hidden", "a."])
def test_a_manifest_that_points_out_of_its_folder_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "elsewhere").write_bytes(b"secret")
    made = make()
    files, _ = store.to_files(made.contents, made.vectors)
    manifest = dataclasses.replace(
        manifest_of(made, files), files={name: store.FileRecord("0" * 64, 6), **manifest_of(made, files).files}
    )
    folder = tmp_path / publish_files(tmp_path, files, store.encode_manifest(manifest))
    assert _refusal(tmp_path) == f"the manifest in {folder} lists {name!r}, which is no file's plain name; {REBUILD}"


def test_a_file_that_the_manifest_does_not_list_is_not_read(tmp_path: Path) -> None:
    folder = tmp_path / publish_made(tmp_path, make())
    (folder / "words.de.npz").write_bytes(b"nonsense")
    (folder / "outside").symlink_to("/dev/zero")
    assert store.open_snapshot(tmp_path).contents.statements == STATEMENTS


@pytest.mark.parametrize("name", ["manifest.json", "vectors.faiss", "statements.json", "tokens.2bit"])
def test_a_link_in_a_version_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / publish_made(tmp_path, make()) / name
    path.rename(tmp_path / "moved")
    path.symlink_to(tmp_path / "moved")
    assert _refusal(tmp_path) == f"the store's {path} cannot be read (it is a symbolic link); {REBUILD}"


@pytest.mark.parametrize("name", ["manifest.json", "vectors.faiss", "tokens.2bit"])
def test_a_pipe_or_folder_in_a_version_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / publish_made(tmp_path, make()) / name
    path.unlink()
    os.mkfifo(path)
    assert _refusal(tmp_path) == f"the store's {path} is no plain file; {REBUILD}"
    path.unlink()
    path.mkdir()
    assert _refusal(tmp_path) == f"the store's {path} cannot be read (Is a directory); {REBUILD}"


def test_a_version_that_is_a_link_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / publish_made(tmp_path, make())
    folder.rename(tmp_path / "moved")
    folder.symlink_to(tmp_path / "moved")
    assert _refusal(tmp_path) == f"the store's {folder} is a symbolic link, not a folder; {REBUILD}"


def test_no_store_is_said_so(tmp_path: Path) -> None:
    for root in (tmp_path, tmp_path / "none"):
        assert _refusal(root) == f"there is no store in {root}; run 'verbale index'"


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\n",
        b"20260501T083000Z-0123456789ab\n",
        b"../../etc-0123456789ab " + b"0" * 64 + b"\n",
        b"20260501T083000Z-0123456789ab " + b"0" * 64,
        b"20260501T083000Z-0123456789ab " + b"0" * 64 + b"\n\n",
        b"20260501T083000Z-0123456789AB " + b"0" * 64 + b"\n",
        "٢٠٢٦٠٥٠١T083000Z-0123456789ab ".encode() + b"0" * 64 + b"\n",
    ],
)
def test_a_pointer_that_names_no_version_is_refused(tmp_path: Path, line: bytes) -> None:
    publish_made(tmp_path, make())
    (tmp_path / "current").write_bytes(line)
    assert _refusal(tmp_path) == (
        f"the store's {tmp_path / 'current'} says {line[:90]!r}, not a version and its hash; {REBUILD}"
    )


def test_a_pointer_to_another_manifest_is_refused(tmp_path: Path) -> None:
    first = publish_made(tmp_path, make())
    second = publish_made(tmp_path, make(), SECOND)
    line = (tmp_path / "current").read_text()
    (tmp_path / "current").write_text(line.replace(second, first))
    found, wanted = first[-12:], second[-12:]
    assert _refusal(tmp_path) == (
        f"{tmp_path / first / 'manifest.json'} has SHA-256 {found}…, the store's pointer says {wanted}…; {REBUILD}"
    )


def test_a_version_published_and_swept_while_it_is_opened_gives_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twice over: the reader follows the pointer for as long as it moves."""
    publish_made(tmp_path, make())
    moves = [SECOND, THIRD]
    read = publishing.read_exactly

    def overtaken(path: Path, mend: str, size: int | None = None) -> bytes:
        if path.name == "vectors.faiss" and moves:
            publish_made(tmp_path, make(), moves.pop(0))
            path.unlink()
        return read(path, mend, size)

    monkeypatch.setattr(store, "read_exactly", overtaken)
    assert store.open_snapshot(tmp_path).manifest.built == THIRD
