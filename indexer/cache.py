"""Passages and questions that were embedded before, so that a build embeds only what changed.

An SQLite file beside the store's versions, keyed by model, text and the cuts between its sentences. It is
worth nothing: a damaged file is thrown away, a damaged entry counts as missing, and where no file can be
written the build does without.
"""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import TypeVar

import numpy as np

from indexer.encoding import Encoded, EncodedQuestion, ModelCard
from indexer.statement import Span
from indexer.tokens import Codes, width
from indexer.vectors import Vectors

_TABLE = (
    "CREATE TABLE IF NOT EXISTS texts (key BLOB PRIMARY KEY, crc INTEGER NOT NULL, rows BLOB NOT NULL, "
    "tokens BLOB NOT NULL, counts BLOB NOT NULL) WITHOUT ROWID"
)
_Parts = tuple[bytes, bytes, bytes]
"""``rows``, ``tokens`` and ``counts`` of an entry.

Of a passage: its vector and its sentences'; the codes of its tokens; how many each sentence has. Of a question: its
vector and its tokens'; nothing; the tokens' slices.
"""
E = TypeVar("E")

_FORM = "5"
"""Change it when what is made of a text changes though the model does not."""
_FIND = "SELECT crc, rows, tokens, counts FROM texts WHERE key = ?"
_ROOM = 4
"""How many times the entries in use the cache may hold before the others are dropped."""
_LEAST = 1000
"""So many entries are always kept, however few are in use."""


def key(card: ModelCard, role: str, text: str, spans: Sequence[Span] = ()) -> bytes:
    """What a text's vectors depend on.

    `role` is ``passage``, ``question``, or ``vector``: that of a question without its tokens.
    """
    of = "\0".join((_FORM, card.fingerprint, card.precision, role, repr(tuple(spans)), text))
    return hashlib.sha256(of.encode("utf-8", "surrogatepass")).digest()


class Cache:
    """Encoded passages and questions by `key`; open it in a ``with`` statement.

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
            self._database = self._begun_anew()

    def __enter__(self) -> Cache:
        return self

    def __exit__(self, failure: object, *_: object) -> None:
        if failure is None:
            self._drop_unused()
        self._database.close()

    def find(self, keys: Iterable[bytes]) -> dict[bytes, Encoded]:
        """The passages of `keys` that are there and whole."""
        return self._find(keys, self._passage)

    def find_questions(self, keys: Iterable[bytes]) -> dict[bytes, EncodedQuestion]:
        """The questions of `keys` that are there and whole."""
        return self._find(keys, lambda parts: _question(parts, self._dimension))

    def keep(self, entries: Mapping[bytes, Encoded]) -> None:
        """Add `entries`, but those that are not finite: kept, they would spoil every build to come."""
        self._keep({k: (np.vstack([e.passage[None, :], e.sentences]), e.tokens, e.counts) for k, e in entries.items()})

    def keep_questions(self, entries: Mapping[bytes, EncodedQuestion]) -> None:
        """The same for questions, whose tokens are kept as float32: they are few, and are not coded."""
        none = np.zeros(0, np.uint8)
        self._keep(
            {
                k: (np.vstack([e.vector[None, :], e.tokens]), none, [cut for span in e.spans for cut in span])
                for k, e in entries.items()
            }
        )

    def _find(self, keys: Iterable[bytes], unpacked: Callable[[_Parts], E | None]) -> dict[bytes, E]:
        found: dict[bytes, E] = {}
        try:
            found.update(_read(self._database, keys, unpacked))
        except sqlite3.DatabaseError:
            # What cannot be read is embedded again; left as it is, the file would cost that at every build.
            self._database.close()
            self._database = self._begun_anew()
        self._in_use.update(found)
        return found

    def _keep(self, entries: Mapping[bytes, tuple[Vectors, Codes, Sequence[int]]]) -> None:
        packed = []
        for entry, (rows, tokens, counts) in entries.items():
            if np.isfinite(rows).all():
                parts = (rows.astype(np.float32).tobytes(), tokens.tobytes(), np.array(counts, "<u4").tobytes())
                packed.append((entry, _crc(entry, *parts), *parts))
        self._in_use.update(entries)
        try:
            with self._database:
                self._database.executemany("INSERT OR REPLACE INTO texts VALUES (?, ?, ?, ?, ?)", packed)
        except sqlite3.DatabaseError:
            self._throw_away()

    def _passage(self, parts: _Parts) -> Encoded | None:
        rows, tokens, counts = parts
        told = tuple(np.frombuffer(counts, "<u4").tolist())
        if len(rows) != 4 * self._dimension * (1 + len(told)) or len(tokens) != width(self._dimension) * sum(told):
            return None
        vectors = np.frombuffer(rows, np.float32).reshape(-1, self._dimension)
        return Encoded(
            vectors[0], vectors[1:], np.frombuffer(tokens, np.uint8).reshape(-1, width(self._dimension)), told
        )

    def _drop_unused(self) -> None:
        try:
            (held,) = self._database.execute("SELECT count(*) FROM texts").fetchone()
            if held <= max(_ROOM * len(self._in_use), _LEAST):
                return
            held_keys = [k for (k,) in self._database.execute("SELECT key FROM texts")]
            unused = [(k,) for k in held_keys if k not in self._in_use]
            with self._database:
                self._database.executemany("DELETE FROM texts WHERE key = ?", unused)
        except sqlite3.DatabaseError:
            self._throw_away()

    def _begun_anew(self) -> sqlite3.Connection:
        """A new file in place of a damaged one; in memory where none can be made."""
        self._throw_away()
        try:
            return _open(self._path)
        except sqlite3.DatabaseError:
            return _open(Path(":memory:"))

    def _throw_away(self) -> None:
        """After a full disk or damage: the build does not depend on the file, the next one starts it anew."""
        with suppress(OSError):
            self._path.unlink(missing_ok=True)
            self._path.with_name(f"{self._path.name}-journal").unlink(missing_ok=True)


def questions_in(path: Path, dimension: int, keys: Iterable[bytes]) -> dict[bytes, EncodedQuestion]:
    """Those of the questions `keys` that the cache at `path` has.

    Only reads: what is there stays, used or not; a file that is missing or damaged has none.
    """
    found: dict[bytes, EncodedQuestion] = {}
    try:
        database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        database.text_factory = bytes
        with closing(database):
            found.update(_read(database, keys, lambda parts: _question(parts, dimension)))
    except sqlite3.DatabaseError:
        pass
    return found


def _read(
    database: sqlite3.Connection, keys: Iterable[bytes], unpacked: Callable[[_Parts], E | None]
) -> Iterator[tuple[bytes, E]]:
    for wanted in keys:
        entry = database.execute(_FIND, (wanted,)).fetchone()
        if entry is None or not all(isinstance(part, bytes) for part in entry[1:]):
            continue
        # The key is in the sum: a damaged tree may lead to another's entry.
        if _crc(wanted, *entry[1:]) == entry[0] and (made := unpacked(entry[1:])) is not None:
            yield wanted, made


def _question(parts: _Parts, dimension: int) -> EncodedQuestion | None:
    rows, _, cuts = parts
    if len(rows) != 4 * dimension * (1 + len(cuts) // 8):
        return None
    vectors = np.frombuffer(rows, np.float32).reshape(-1, dimension)
    spans = np.frombuffer(cuts, "<u4").reshape(-1, 2).tolist()
    return EncodedQuestion(vectors[0], vectors[1:], tuple((a, b) for a, b in spans))


def _crc(*parts: bytes) -> int:
    total = 0
    for part in parts:
        total = zlib.crc32(part, total)
    return total


def _open(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path)
    database.text_factory = bytes  # a damaged entry may be a text that is none
    try:
        database.execute(_TABLE)
    except sqlite3.DatabaseError:
        database.close()
        raise
    return database
