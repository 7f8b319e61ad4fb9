"""What one version of the store is: its manifest, and all that it holds beside the index. As values, and as files.

Knows no FAISS and no folder: bytes come in and go out. What was read is checked against what its manifest states.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer import records
from indexer.centring import Space
from indexer.expected import Expected
from indexer.kinds import Kinds
from indexer.late import Late, TokenSpace
from indexer.lexicon import Lexicon
from indexer.publishing import StoreError
from indexer.statement import Ministry, Passage, Statement
from indexer.tokens import width

FORMAT = 2
TOKENS = "tokens.2bit"
"""The one file that is mapped, not read: it is most of a store."""
REBUILD = "run 'verbale index' to build it anew"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Confidence from which a reply presents a position, and from which it lists what comes close."""

    position: float
    closest: float


@dataclass(frozen=True, slots=True)
class Model:
    """Which model made the vectors; `golden` is its golden vectors, packed by `indexer.golden.pack_golden`."""

    name: str
    fingerprint: str
    dimension: int
    precision: str
    golden: str


@dataclass(frozen=True, slots=True)
class FileRecord:
    """What a file of a version must be, byte for byte."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Fit:
    """How a store's confidence differs from the shipped one: ``slope * logit + intercept``, from so many `questions`.

    `basis` names the shipped numbers that it was fitted to.
    """

    basis: str
    slope: float
    intercept: float
    questions: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What one version of the store is. `knowledge` is the digest of the folder it was built from.

    `fit` is None where the shipped confidence was taken as it is.
    """

    format: int
    built: datetime
    knowledge: str
    model: Model
    thresholds: Thresholds
    statements: int
    passages: int
    sentences: int
    index: str
    files: Mapping[str, FileRecord]
    fit: Fit | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """What a version holds beside its index, before it is written and after it was read.

    `sentence_spans[i]` are the sentences of `passages[i]` as slices of the version's text; `sentences` (their number,
    dim) are the sentences' vectors, all of passage 0 first. `expected` says how near vectors come by chance;
    `kinds` tells what sort of question is asked, None where that was not learnt.
    """

    ministry: Ministry
    statements: tuple[Statement, ...]
    passages: tuple[Passage, ...]
    sentences: npt.NDArray[np.float16]
    sentence_spans: tuple[tuple[tuple[int, int], ...], ...]
    space: Space
    lexicon: Lexicon
    expected: Expected
    late: Late
    kinds: Kinds | None = None


_SPOKEN = tuple[Ministry, tuple[Statement, ...]]


def encode_manifest(manifest: Manifest) -> bytes:
    """The bytes of `manifest.json`."""
    return records.encode(manifest, Manifest)


def decode_manifest(folder: Path, raw: bytes) -> Manifest:
    """The manifest of the version in `folder`. Raises `StoreError` when it is none, or of another format."""
    try:
        stated = json.loads(raw)["format"]
        if stated != FORMAT:
            raise StoreError(
                f"the store in {folder} has format {stated!r}, this program reads format {FORMAT}; {REBUILD}"
            )
        manifest: Manifest = records.decode(raw, Manifest)
        return manifest
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise StoreError(f"{folder / 'manifest.json'} is no manifest of format {FORMAT}; {REBUILD}") from error


def to_files(contents: Contents) -> dict[str, bytes]:
    """File name → content. Raises `StoreError` when the sentences' vectors are not finite unit rows."""
    demand_unit_rows(contents.sentences, "sentence")
    passages = [
        [p.statement, p.language, p.start, p.end, spans]
        for p, spans in zip(contents.passages, contents.sentence_spans, strict=True)
    ]
    files = {
        "sentences.f16": np.ascontiguousarray(contents.sentences, np.float16).tobytes(),
        "passages.json": json.dumps(passages).encode(),
        "statements.json": records.encode((contents.ministry, contents.statements), _SPOKEN),
        "space.npz": contents.space.to_bytes(),
        "expected.json": contents.expected.to_bytes(),
        TOKENS: np.ascontiguousarray(contents.late.codes).tobytes(),
        "token_counts.u16": contents.late.counts.astype("<u2").tobytes(),
        "token_space.npz": contents.late.space.to_bytes(),
        "token_expected.json": contents.late.expected.to_bytes(),
    }
    if contents.kinds is not None:
        files["kinds.npz"] = contents.kinds.to_bytes()
    return files | contents.lexicon.to_files()


def from_files(files: Mapping[str, bytes], mapped: npt.NDArray[np.uint8], manifest: Manifest) -> Contents:
    """The inverse of `to_files`; `mapped` are the bytes of `TOKENS`.

    Raises whatever its parsers do: the caller says which store it was.
    """
    listed = json.loads(files["passages.json"])
    ministry, statements = records.decode(files["statements.json"], _SPOKEN)
    return Contents(
        ministry=ministry,
        statements=statements,
        passages=tuple(Passage(s, language, start, end) for s, language, start, end, _ in listed),
        sentences=np.frombuffer(files["sentences.f16"], np.float16).reshape(-1, manifest.model.dimension),
        sentence_spans=tuple(tuple((a, b) for a, b in spans) for *_, spans in listed),
        space=Space.from_bytes(files["space.npz"]),
        lexicon=Lexicon.from_files(files),
        expected=Expected.from_bytes(files["expected.json"]),
        late=Late(
            mapped.reshape(-1, width(manifest.model.dimension)),
            np.frombuffer(files["token_counts.u16"], "<u2"),
            TokenSpace.from_bytes(files["token_space.npz"]),
            Expected.from_bytes(files["token_expected.json"]),
        ),
        kinds=Kinds.from_bytes(files["kinds.npz"]) if "kinds.npz" in files else None,
    )


def demand_fit(contents: Contents, index_shape: tuple[int, int], manifest: Manifest) -> None:
    """Refuse what does not fit together: numbers stated and found, slices and their texts, rows of another length.

    `index_shape` is (passages, dim) of the index that lies beside. Raises `StoreError`.
    """
    words = [contents.lexicon.words(language) for language in contents.lexicon.languages]
    for what, stated, found in (
        ("dimensions", manifest.model.dimension, index_shape[1]),
        ("dimensions of its space", manifest.model.dimension, len(contents.space.whitening)),
        ("vectors of passages", manifest.passages, index_shape[0]),
        ("passages", manifest.passages, len(contents.passages)),
        ("statements", manifest.statements, len(contents.statements)),
        ("vectors of sentences", manifest.sentences, len(contents.sentences)),
        ("sentences", manifest.sentences, sum(map(len, contents.sentence_spans))),
        ("sentences with tokens", manifest.sentences, len(contents.late.counts)),
        ("tokens", int(contents.late.counts.sum(dtype=np.int64)), len(contents.late.codes)),
        ("dimensions of its token space", manifest.model.dimension, len(contents.late.space.damping)),
        (
            "versions with words",
            sum(len(s.versions) for s in contents.statements),
            sum(len(w.rows) for w in words if w),
        ),
    ):
        if stated != found:
            raise StoreError(f"the store has {found} {what}, it should have {stated}; {REBUILD}")
    if contents.kinds is not None:
        for rows in (contents.kinds.weights, *contents.kinds.signposts.values()):
            if rows.shape[1] != manifest.model.dimension:
                raise StoreError(f"the store's kinds of questions have {rows.shape[1]} dimensions; {REBUILD}")
    _demand_order(contents)
    demand_unit_rows(contents.sentences, "sentence")


def demand_unit_rows(rows: npt.NDArray[Any], of: str) -> None:
    """Refuse NaN, zero and any other length than 1: one huge row would win every search."""
    with np.errstate(over="ignore", invalid="ignore"):
        lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows, dtype=np.float32))
    wrong = np.flatnonzero(~(np.abs(lengths - 1) <= 1e-3))
    if len(wrong):
        raise StoreError(
            f"the vector of {of} {wrong[0]} has length {lengths[wrong[0]]:.6g}, not 1; "
            "see that the model is whole ('verbale model'), then run 'verbale index'"
        )


def _demand_order(contents: Contents) -> None:
    """Passages follow the order of statements, versions and text, and their sentences lie within them in order."""
    texts = ((n, v) for n, s in enumerate(contents.statements) for v in s.versions)
    places = {(n, v.language): (place, len(v.text)) for place, (n, v) in enumerate(texts)}
    before = (0, 0)
    for row, (passage, spans) in enumerate(zip(contents.passages, contents.sentence_spans, strict=True)):
        place, length = places.get((passage.statement, passage.language), (-1, 0))
        here = (place, passage.start)
        cuts = [passage.start, *(cut for span in spans for cut in span), passage.end]
        if here < before or passage.start < 0 or passage.end > length or cuts != sorted(cuts):
            raise StoreError(f"passage {row} of the store does not lie where it should in its statement; {REBUILD}")
        before = here
