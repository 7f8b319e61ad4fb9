"""One open version of the store, ready to be searched. Its index comes from `indexer.store`, which knows FAISS."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.contents import Contents, Manifest
from indexer.lexicon import tokens
from indexer.statement import Statement, start_of, superseded_from
from indexer.vectors import Vectors


@dataclass(frozen=True, slots=True)
class Place:
    """One version's rows: passages ``first`` up to ``last``, and its sentences among all sentences likewise."""

    statement: int
    language: str
    first: int
    last: int
    first_sentence: int
    last_sentence: int


class Snapshot:
    """One open, immutable version of the store.

    `token_offsets` are where each sentence's tokens begin. `places` lists all versions, statements in order and
    versions within them, as the lexicon's rows do; `statement_of` (places,) are their statements. `by_id` finds a
    statement.
    """

    def __init__(self, version: str, manifest: Manifest, contents: Contents, index: Any) -> None:
        self.version = version
        self.manifest = manifest
        self.contents = contents
        self._index = index
        self.superseded = superseded_from(contents.statements)
        self.sentence_offsets = np.cumsum([0, *(len(s) for s in contents.sentence_spans)])
        self.token_offsets = np.cumsum([0, *contents.late.counts.tolist()])
        self.places = _places(contents, self.sentence_offsets)
        self.place_of = np.repeat(np.arange(len(self.places)), [p.last - p.first for p in self.places])
        self.statement_of = np.array([p.statement for p in self.places], np.int64)
        self.by_id = {s.id: s for s in contents.statements}
        self._by_version = {(p.statement, p.language): p for p in self.places}
        self._starts, self._ends = _terms(contents.statements, self.superseded)

    def with_manifest(self, manifest: Manifest) -> Snapshot:
        """The same contents under another manifest."""
        return Snapshot(self.version, manifest, self.contents, self._index)

    @cached_property
    def lengths(self) -> Vectors:
        """(places,) the length of the sum of each version's passage vectors; 1 for a version without passages."""
        return _lengths(self._index, self.places)

    @cached_property
    def asked(self) -> dict[str, frozenset[int]]:
        """For each question that staff wrote down, as `plainly` puts it, the statements that it was written for."""
        found: dict[str, set[int]] = {}
        for number, statement in enumerate(self.contents.statements):
            for version in statement.versions:
                for question in version.questions:
                    found.setdefault(plainly(question), set()).add(number)
        return {question: frozenset(numbers) for question, numbers in found.items()}

    @cached_property
    def asked_terms(self) -> dict[str, tuple[tuple[frozenset[str], int], ...]]:
        """By language, the terms of each question that staff wrote down, and the statement it was written for."""
        found: dict[str, list[tuple[frozenset[str], int]]] = {}
        for number, statement in enumerate(self.contents.statements):
            for version in statement.versions:
                told = found.setdefault(version.language, [])
                told += [(frozenset(tokens(question, version.language)), number) for question in version.questions]
        return {language: tuple(told) for language, told in found.items()}

    def in_force(self, moment: datetime) -> npt.NDArray[np.bool_]:
        """(statements,) which of them are in force at `moment`."""
        instant = _microseconds(moment)
        mask: npt.NDArray[np.bool_] = (self._starts <= instant) & (instant < self._ends)
        return mask

    def formerly_in_force(self, moment: datetime) -> npt.NDArray[np.bool_]:
        """(statements,) which have ended or were superseded by `moment`; not those that were withdrawn."""
        instant = _microseconds(moment)
        withdrawn = [s.withdrawn is not None and start_of(s.withdrawn) <= moment for s in self.contents.statements]
        mask: npt.NDArray[np.bool_] = (self._ends <= instant) & (self._starts <= instant) & ~np.array(withdrawn)
        return mask

    def place(self, statement: int, language: str) -> Place:
        """Where the version of a statement in a language lies."""
        return self._by_version[statement, language]

    def search(self, question: Vectors, depth: int) -> tuple[Vectors, npt.NDArray[np.int64]]:
        """Similarities and rows, each (n,), of the `depth` passages nearest to one unit row (dim,) of the space."""
        similarities, rows = self._index.search(question[None, :], min(depth, len(self.contents.passages)))
        real = rows[0] >= 0  # FAISS fills up with -1, which Python would read as the last row
        return similarities[0][real], rows[0][real]

    def passage_vectors(self, rows: Sequence[int] | npt.NDArray[np.int64]) -> Vectors:
        """Unit rows (n, dim) of the passages `rows`."""
        found: Vectors = self._index.reconstruct_batch(np.asarray(rows, np.int64))
        return found

    def token_similarities(self, rows: npt.NDArray[np.int64], question: Vectors) -> list[Vectors]:
        """For each of the passages `rows`, cosines (tokens, t) with a question's placed tokens (t, dim)."""
        late, passages = self.contents.late, self.contents.passages
        found: dict[int, Vectors] = {}
        for language in {passages[row].language for row in rows}:
            members = [int(row) for row in rows if passages[row].language == language]
            ranges = [self._tokens_of(row) for row in members]
            near = late.space.similarities(np.concatenate([late.codes[a:b] for a, b in ranges]), language, question)
            ends = np.cumsum([0, *(b - a for a, b in ranges)])
            found |= {row: near[ends[i] : ends[i + 1]] for i, row in enumerate(members)}
        return [found[int(row)] for row in rows]

    def nearest_tokens(self, wanted: Sequence[tuple[npt.NDArray[np.int64], Vectors]]) -> list[Vectors]:
        """For each question, given as passages (n,) and its placed tokens (t, dim), the cosine of each nearest token.

        (n, t) each; -1 for a passage without tokens. A passage's tokens are unpacked once for all that want it.
        """
        late = self.contents.late
        found = [np.full((len(rows), len(asked)), -1, np.float32) for rows, asked in wanted]
        asking: dict[int, list[tuple[int, int]]] = {}
        for number, (rows, _) in enumerate(wanted):
            for at, row in enumerate(rows.tolist()):
                asking.setdefault(row, []).append((number, at))
        for row, by in asking.items():
            first, last = self._tokens_of(row)
            if first == last:
                continue
            together = np.concatenate([wanted[number][1] for number, _ in by])
            language = self.contents.passages[row].language
            near = late.space.similarities(late.codes[first:last], language, together).max(axis=0)
            end = 0
            for number, at in by:
                own = found[number][at]
                own[:] = near[end : end + len(own)]
                end += len(own)
        return found

    def sentence_strengths(self, place: Place, question: Vectors) -> Vectors:
        """For each sentence of a version, the cosine of its nearest token to each of a question's (sentences, t).

        A sentence without tokens, and a version without passages, has nothing that is near: zeros.
        """
        if place.first == place.last:
            return np.zeros((0, len(question)), np.float32)
        near = np.concatenate(self.token_similarities(np.arange(place.first, place.last), question))
        starts = self.token_offsets[place.first_sentence : place.last_sentence + 1] - self._tokens_of(place.first)[0]
        strengths = np.zeros((len(starts) - 1, len(question)), np.float32)
        told = np.diff(starts) > 0
        if told.any():
            strengths[told] = np.maximum.reduceat(near, starts[:-1][told])
        return strengths

    def _tokens_of(self, row: int) -> tuple[int, int]:
        """Where the tokens of a passage lie among all."""
        first, last = self.sentence_offsets[row], self.sentence_offsets[row + 1]
        return int(self.token_offsets[first]), int(self.token_offsets[last])


def plainly(text: str) -> str:
    """The words of a question without case, punctuation and white space."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


def _places(contents: Contents, offsets: npt.NDArray[np.int64]) -> tuple[Place, ...]:
    """Where each version's passages and sentences lie; a version's passages stand together."""
    ranges: dict[tuple[int, str], tuple[int, int]] = {}
    for row, passage in enumerate(contents.passages):
        first, _ = ranges.get((passage.statement, passage.language), (row, row))
        ranges[passage.statement, passage.language] = (first, row + 1)
    places = []
    last = 0
    for number, statement in enumerate(contents.statements):
        for version in statement.versions:
            first, last = ranges.get((number, version.language), (last, last))
            places.append(Place(number, version.language, first, last, int(offsets[first]), int(offsets[last])))
    return tuple(places)


def _lengths(index: Any, places: Sequence[Place]) -> Vectors:
    sums = [index.reconstruct_n(p.first, p.last - p.first).sum(axis=0) for p in places if p.last > p.first]
    found = iter(np.linalg.norm(np.stack(sums), axis=1) if sums else ())
    return np.array([next(found) if p.last > p.first else 1.0 for p in places], np.float32)


def _terms(
    statements: Sequence[Statement], superseded: Mapping[str, datetime]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """(statements,) microseconds since 1970 from which, and up to which, each is in force."""
    starts = [_microseconds(s.released) for s in statements]
    ends = []
    for s in statements:
        withdrawn = None if s.withdrawn is None else start_of(s.withdrawn)
        limits = [_microseconds(m) for m in (s.ends, withdrawn, superseded.get(s.id)) if m is not None]
        ends.append(min(limits, default=np.iinfo(np.int64).max))
    return np.array(starts, np.int64), np.array(ends, np.int64)


def _microseconds(moment: datetime) -> int:
    """Since 1970, exactly: seconds as a float would blur an instant far in the future."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
