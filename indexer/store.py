"""The store: what the indexer publishes and the bot reads. The one module that knows FAISS.

Layout of a store's folder::

    current                    one line: the name of the version in use, and the SHA-256 of its manifest
    <version>/manifest.json    what the version is, and the SHA-256 and size of every other file in it
    <version>/…                vectors.faiss  sentences.f16  tokens.2bit  passages.json  …
    cache.sqlite               the indexer's own: vectors of passages already embedded
    paused                     there while staff have paused the service
    rolled-back                which version staff went back to, and from which state of the folder
    watch.json                 how the last build of 'verbale watch' went

A version is written once, under a temporary name, and never changed; `current` is replaced by a rename. A
reader therefore sees the old version or the new one. FAISS has no checksum and its parser trusts its input, so
every byte is hashed before any parser sees it.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from indexer.contents import (
    FORMAT,
    REBUILD,
    TOKENS,
    Contents,
    FileRecord,
    Fit,
    Manifest,
    Model,
    Thresholds,
    decode_manifest,
    demand_fit,
    demand_unit_rows,
    encode_manifest,
    from_files,
)
from indexer.contents import to_files as contents_to_files
from indexer.pausing import Switch
from indexer.publishing import POINTER, VERSION, StoreError, Written, map_exactly, read_exactly
from indexer.snapshot import Place, Snapshot, plainly
from indexer.statement import VerbaleError
from indexer.vectors import Vectors

__all__ = [
    "FLAT_LIMIT",
    "FORMAT",
    "Contents",
    "FileRecord",
    "Fit",
    "Library",
    "Manifest",
    "Model",
    "Place",
    "Snapshot",
    "StoreError",
    "Thresholds",
    "current",
    "encode_manifest",
    "load",
    "manifest_in_use",
    "open_snapshot",
    "plainly",
    "recall",
    "to_files",
]

FLAT_LIMIT = 100_000
"""Up to so many passages the index is exact; above, it is a graph (HNSW) whose recall is checked at build."""
LEAST_RECALL = 0.99

_LINE = re.compile(rf"({VERSION}) ([0-9a-f]{{64}})\n".encode())
_FILE = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")
_INDEX = "vectors.faiss"


def to_files(contents: Contents, vectors: Vectors, flat_limit: int = FLAT_LIMIT) -> tuple[dict[str, bytes], str]:
    """File name → content, and the kind of index; row i of `vectors` (passages, dim) is that of `contents.passages[i]`.

    Raises `StoreError` when they, or the sentences' vectors, are not finite unit rows.
    """
    demand_unit_rows(vectors, "passage")
    index, kind = _index(vectors, flat_limit)
    return {_INDEX: faiss.serialize_index(index).tobytes(), **contents_to_files(contents)}, kind


def _index(rows: Vectors, flat_limit: int) -> tuple[Any, str]:
    """An exact index, or above `flat_limit` rows a graph whose recall was checked against the exact one."""
    flat = faiss.IndexFlatIP(rows.shape[1])
    flat.add(rows)
    if len(rows) <= flat_limit:
        return flat, "flat"
    graph = faiss.IndexHNSWFlat(rows.shape[1], 32, faiss.METRIC_INNER_PRODUCT)
    graph.hnsw.efConstruction = 200
    graph.hnsw.efSearch = 256
    graph.add(rows)
    probes = rows[np.random.default_rng(0).choice(len(rows), min(200, len(rows)), replace=False)]
    found = recall(graph, flat, probes)
    if found < LEAST_RECALL:
        return flat, f"flat (a graph would find only {found:.3f} of the nearest)"
    return graph, "hnsw"


def unpublished(contents: Contents, vectors: Vectors, manifest: Manifest) -> Snapshot:
    """A snapshot of what is not written yet, for what must be measured before it is."""
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    return Snapshot("unpublished", manifest, contents, index)


def recall(index: Any, exact: Any, probes: Vectors, depth: int = 10) -> float:
    """The share of the `depth` nearest rows by `exact` that `index` finds too, or others exactly as near."""
    wanted, _ = exact.search(probes, min(depth, exact.ntotal))
    found, _ = index.search(probes, min(depth, exact.ntotal))
    return float(np.mean(found >= wanted[:, -1:] - 1e-6))


def current(root: Path) -> str:
    """The content of the pointer file: it changes whenever another version is published.

    Raises `StoreError` when there is no store yet.
    """
    return _pointer(root).decode("ascii")


def _pointer(root: Path) -> bytes:
    if not os.path.lexists(root / POINTER):
        raise StoreError(f"there is no store in {root}; run 'verbale index'")
    line = read_exactly(root / POINTER, REBUILD)
    if _LINE.fullmatch(line) is None:
        raise StoreError(f"the store's {root / POINTER} says {line[:90]!r}, not a version and its hash; {REBUILD}")
    return line


def open_snapshot(root: Path) -> Snapshot:
    """Open the version in use, having checked every byte of it. Raises `StoreError`."""
    line = _pointer(root)
    while True:
        try:
            return _open(root, line)
        except StoreError:
            again = _pointer(root)
            if again == line:
                raise
            line = again  # an indexer published and swept while we read


def open_version(folder: Path) -> Snapshot:
    """Open one version, in use or not, by its own folder. Raises `StoreError`.

    Its name ends in the beginning of its manifest's hash; without the pointer that is what the manifest is held to.
    """
    if re.fullmatch(VERSION, folder.name) is None or folder.is_symlink() or not folder.is_dir():
        raise StoreError(f"{folder} is no version of a store; 'verbale index' makes them")
    raw = read_exactly(folder / "manifest.json", REBUILD)
    if not folder.name.endswith(hashlib.sha256(raw).hexdigest()[:12]):
        raise StoreError(f"the manifest in {folder} is not the one that its name tells of; {REBUILD}")
    return load(folder, raw)


def open_written(written: Written) -> Snapshot:
    """Open a version that is not in use yet. Raises `StoreError`."""
    return load(written.folder, read_exactly(written.folder / "manifest.json", REBUILD))


def manifest_in_use(root: Path) -> Manifest:
    """The manifest of the version in use, checked against the pointer; its files are not read. Raises `StoreError`."""
    return decode_manifest(*_raw_manifest(root, _pointer(root)))


def _open(root: Path, line: bytes) -> Snapshot:
    return load(*_raw_manifest(root, line))


def _raw_manifest(root: Path, line: bytes) -> tuple[Path, bytes]:
    """The folder that a pointer's line names, and the bytes of its manifest, which have the hash that the line says."""
    match = _LINE.fullmatch(line)
    assert match is not None
    version, wanted = match[1].decode(), match[2].decode()
    folder = root / version
    if folder.is_symlink():
        raise StoreError(f"the store's {folder} is a symbolic link, not a folder; {REBUILD}")
    raw = read_exactly(folder / "manifest.json", REBUILD)
    if hashlib.sha256(raw).hexdigest() != wanted:
        raise StoreError(
            f"{folder / 'manifest.json'} has SHA-256 {hashlib.sha256(raw).hexdigest()[:12]}…, "
            f"the store's pointer says {wanted[:12]}…; {REBUILD}"
        )
    return folder, raw


def load(folder: Path, raw_manifest: bytes) -> Snapshot:
    """Open the version in `folder` whose manifest is `raw_manifest`, already checked by the caller.

    Only files that the manifest lists are read. Raises `StoreError`.
    """
    manifest = decode_manifest(folder, raw_manifest)
    files = {n: _checked(folder, n, r) for n, r in manifest.files.items() if n != TOKENS}
    try:
        mapped = _mapped(folder, manifest.files[TOKENS])
        index = _parse_index(files[_INDEX])
        contents = from_files(files, mapped, manifest)
        demand_fit(contents, (index.ntotal, index.d), manifest)
        demand_unit_rows(index.reconstruct_n(0, index.ntotal), "passage")
    except VerbaleError:
        raise
    except Exception as error:  # every parser below has failures of its own
        raise StoreError(
            f"the files in {folder} are as their manifest says, yet cannot be parsed "
            f"({type(error).__name__}: {str(error).strip().partition(chr(10))[0][:200]}); {REBUILD}"
        ) from error
    return Snapshot(folder.name, manifest, contents, index)


def _checked(folder: Path, name: str, record: FileRecord) -> bytes:
    if _FILE.fullmatch(name) is None:
        raise StoreError(f"the manifest in {folder} lists {name!r}, which is no file's plain name; {REBUILD}")
    data = read_exactly(folder / name, REBUILD, record.size)
    _demand_hash(folder / name, hashlib.sha256(data).hexdigest(), record)
    return data


def _mapped(folder: Path, record: FileRecord) -> npt.NDArray[np.uint8]:
    data = map_exactly(folder / TOKENS, REBUILD, record.size)
    _demand_hash(folder / TOKENS, hashlib.sha256(data).hexdigest(), record)
    return np.frombuffer(data, np.uint8)


def _demand_hash(path: Path, found: str, record: FileRecord) -> None:
    if found != record.sha256:
        raise StoreError(f"{path} has SHA-256 {found[:12]}…, its manifest says {record.sha256[:12]}…; {REBUILD}")


def _parse_index(data: bytes) -> Any:
    """The index in checked bytes; the limits keep its parser from asking for more memory than they can mean."""
    faiss.set_deserialization_vector_byte_limit(4 * len(data))
    faiss.set_deserialization_loop_limit(len(data))
    return faiss.deserialize_index(np.frombuffer(data, np.uint8))


class Library:
    """The snapshot in use, exchanged when another version is published; a bad one never replaces a good one.

    `accept` is called with each snapshot before it is taken and refuses it by raising `VerbaleError`. What was
    refused, or could not be opened, is reported in `trouble` and not tried again.
    """

    def __init__(self, root: Path, accept: Callable[[Snapshot], None]) -> None:
        self._root = root
        self._accept = accept
        self._changing = Lock()
        self._switch = Switch(root)
        self._line = current(root)
        self._snapshot = open_snapshot(root)
        accept(self._snapshot)
        self.trouble: VerbaleError | None = None

    def paused(self) -> bool:
        """Whether staff have paused what answers from this store. Costs one look at a name."""
        return self._switch.paused()

    def snapshot(self) -> Snapshot:
        """The newest good snapshot. Costs one small read, or the opening of a version just published."""
        with self._changing:
            try:
                known, self._line = self._line, ""  # a pointer that cannot be read now is followed once it can
                self._line = current(self._root)
                if self._line != known:
                    fresh = open_snapshot(self._root)
                    self._accept(fresh)
                    self._snapshot, self.trouble = fresh, None
            except VerbaleError as error:
                self.trouble = error
            return self._snapshot
