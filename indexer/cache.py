"""Vectors of passages that were embedded before, so that a build embeds only what changed.

An SQLite file beside the store's versions, keyed by model, text and the cuts between its sentences. It is
worth nothing: a damaged file is thrown away, a damaged entry counts as missing, and where no file can be
written the build does without.
"""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from indexer.embedding import Encoded, ModelCard
from indexer.statement import Span

_TABLE = (
    "CREATE TABLE IF NOT EXISTS encoded (key BLOB PRIMARY KEY, crc INTEGER NOT NULL, rows BLOB NOT NULL) WITHOUT ROWID"
)
_ROOM = 4
"""How many times the entries in use the cache may hold before the others are dropped."""
_LEAST = 1000
"""So many entries are always kept, however few are in use."""


def key(card: ModelCard, role: str, text: str, spans: Sequence[Span] = ()) -> bytes:
    """What the vectors of a text depend on; `role` is ``passage`` or ``question``."""
    of = "\0".join((card.fingerprint, card.precision, role, repr(tuple(spans)), text))
    return hashlib.sha256(of.encode("utf-8", "surrogatepass")).digest()


class Cache:
    """Passages' vectors by `key`; open it in a ``with`` statement.

    What was found or kept between opening and closing is in use. Closing drops the rest when the cache has outgrown
    it, unless the ``with`` statement was left by an error.
    """

    def __init__(self, path: Path, dimension: int) -> None:
        self._dimension = dimension
        self._path = path
        self._in_use: set[bytes] = set()
        try:
            self._database = _open(path)
        except sqlite3.DatabaseError:
            self._throw_away()
            try:
                self._database = _open(path)
            except sqlite3.DatabaseError:
                self._database = _open(Path(":memory:"))

    def __enter__(self) -> Cache:
        return self

    def __exit__(self, failure: object, *_: object) -> None:
        if failure is None:
            self._drop_unused()
        self._database.close()

    def find(self, keys: Iterable[bytes]) -> dict[bytes, Encoded]:
        """The entries of `keys` that are there and whole."""
        found: dict[bytes, Encoded] = {}
        try:
            for wanted in keys:
                entry = self._database.execute("SELECT crc, rows FROM encoded WHERE key = ?", (wanted,)).fetchone()
                if entry is not None and self._is_whole(*entry):
                    rows = np.frombuffer(entry[1], np.float32).reshape(-1, self._dimension)
                    found[wanted] = Encoded(rows[0], rows[1:])
        except sqlite3.DatabaseError:
            pass  # what cannot be read is embedded again
        self._in_use.update(found)
        return found

    def keep(self, entries: Mapping[bytes, Encoded]) -> None:
        """Add `entries`, but those that are not finite: kept, they would spoil every build to come."""
        packed = []
        for entry, encoded in entries.items():
            rows = np.vstack([encoded.passage[None, :], encoded.sentences]).astype(np.float32)
            if np.isfinite(rows).all():
                packed.append((entry, zlib.crc32(rows.tobytes()), rows.tobytes()))
        self._in_use.update(entries)
        try:
            with self._database:
                self._database.executemany("INSERT OR REPLACE INTO encoded VALUES (?, ?, ?)", packed)
        except sqlite3.DatabaseError:
            self._throw_away()

    def _is_whole(self, crc: object, rows: object) -> bool:
        fits = isinstance(rows, bytes) and len(rows) > 0 and len(rows) % (4 * self._dimension) == 0
        return fits and zlib.crc32(rows) == crc  # type: ignore[arg-type]  # `fits` says that they are bytes

    def _drop_unused(self) -> None:
        try:
            (held,) = self._database.execute("SELECT count(*) FROM encoded").fetchone()
            if held <= max(_ROOM * len(self._in_use), _LEAST):
                return
            held_keys = [k for (k,) in self._database.execute("SELECT key FROM encoded")]
            unused = [(k,) for k in held_keys if k not in self._in_use]
            with self._database:
                self._database.executemany("DELETE FROM encoded WHERE key = ?", unused)
        except sqlite3.DatabaseError:
            self._throw_away()

    def _throw_away(self) -> None:
        """After a full disk or damage: the build does not depend on the file, the next one starts it anew."""
        with suppress(OSError):
            self._path.unlink(missing_ok=True)
            self._path.with_name(f"{self._path.name}-journal").unlink(missing_ok=True)


def _open(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path)
    try:
        database.execute(_TABLE)
    except sqlite3.DatabaseError:
        database.close()
        raise
    return database
