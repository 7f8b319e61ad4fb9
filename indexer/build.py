"""From a knowledge folder to a published store: load, check, slice, embed, write, verify, publish."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np

from indexer import store
from indexer.cache import Cache, key
from indexer.centring import Space
from indexer.checking import check, knowledge
from indexer.embedding import GOLDEN_TEXTS, Encoded, Encoder, ModelError, pack_golden
from indexer.lexicon import Lexicon
from indexer.loading import load
from indexer.passages import passages, sentences
from indexer.publishing import StoreError, exclusively, publish
from indexer.statement import Knowledge, Passage, Problem, Span, VerbaleError
from indexer.vectors import Vectors

SLICING = 4
"""Raise it when passages or what is embedded of them change, so that stores are built anew."""

_PSEUDO_QUESTIONS = 100
_KEPT_TOGETHER = 2048
"""Passages after which the cache is written: a build that is killed has lost no more."""
_ENOUGH_QUESTIONS = 20


class Refitting(Protocol):
    """Fits a store's confidence to its knowledge; `basis` names the numbers that it starts from."""

    @property
    def basis(self) -> str: ...

    def __call__(
        self, snapshot: store.Snapshot, encode: Callable[[Sequence[str]], Vectors], now: datetime
    ) -> tuple[store.Fit, store.Thresholds]: ...


Progress = Callable[[str, int, int], None]
"""Called with the stage's name, and how many of how many are done in it."""


class KnowledgeError(VerbaleError):
    """The knowledge folder holds mistakes; nothing was built."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        count = f"{len(problems)} problem" + ("" if len(problems) == 1 else "s")
        super().__init__(f"{count} in the knowledge folder; nothing was built. 'verbale check' shows them")
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did. `embargoed` are ids not released yet; `embedded` passages were not in the cache."""

    version: str
    changed: bool
    statements: int
    embargoed: tuple[str, ...]
    passages: int
    embedded: int


@dataclass(frozen=True, slots=True)
class Sliced:
    """A knowledge cut up: for passage i its place, the text to embed, and its sentences as slices of that text."""

    passages: tuple[Passage, ...]
    texts: tuple[str, ...]
    spans: tuple[tuple[Span, ...], ...]


def build(
    folder: Path,
    root: Path,
    encoder: Encoder,
    confidence: store.Thresholds | Refitting,
    now: datetime,
    progress: Progress,
) -> Report:
    """Publish the knowledge in `folder` to the store in `root`, unless the version in use already says the same.

    Statements not yet released at `now` are left out altogether. `confidence` gives the thresholds, as they are or
    fitted to what is built. Raises `KnowledgeError`, `StoreError`, `ModelError`; the version in use then stays.
    """
    with exclusively(root):
        loaded = load(folder)
        if problems := check(loaded):
            raise KnowledgeError(problems)
        whole = knowledge(loaded)
        public = Knowledge(whole.ministry, tuple(s for s in whole.statements if s.released <= now))
        embargoed = tuple(s.id for s in whole.statements if s.released > now)
        if not public.statements:
            raise VerbaleError(f"no statement in {folder} is public yet; a store without statements answers nothing")
        digest = _digest(loaded.digest, public)
        in_use = _in_use(root)
        if in_use is not None and _says_the_same(in_use.manifest, digest, encoder, confidence):
            return Report(in_use.version, False, len(public.statements), embargoed, in_use.manifest.passages, 0)
        with ThreadPoolExecutor(1) as background:
            model = background.submit(lambda: encoder.card)  # mostly imports: they overlap with the slicing
            sliced = slice_up(public)
            lexicon = _lexicon(public)
            card = model.result()
        with Cache(root / "cache.sqlite", card.dimension) as cache:
            encoded, golden, space, embedded = _embed(sliced, public, encoder, cache, progress)
            contents, vectors = _contents(public, sliced, encoded, space, lexicon)
            files, index = store.to_files(contents, vectors)
            made_by = store.Model(card.name, card.fingerprint, card.dimension, card.precision, golden)
            manifest = _manifest(contents, files, index, digest, made_by, now)
            fit, thresholds = None, confidence
            if not isinstance(thresholds, store.Thresholds):
                snapshot = store.unpublished(contents, vectors, manifest)
                fit, thresholds = thresholds(snapshot, lambda texts: _questions(texts, encoder, cache), now)
        raw = store.encode_manifest(replace(manifest, fit=fit, thresholds=thresholds))
        stamp = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        version = publish(root, stamp, files, raw, lambda made: _verify(made, raw, vectors))
        return Report(version, True, len(public.statements), embargoed, len(sliced.passages), embedded)


def _manifest(
    contents: store.Contents,
    files: Mapping[str, bytes],
    index: str,
    digest: str,
    model: store.Model,
    now: datetime,
) -> store.Manifest:
    """The manifest but for its confidence: until that is known, nothing is presented."""
    return store.Manifest(
        format=store.FORMAT,
        built=now.astimezone(UTC),
        knowledge=digest,
        model=model,
        thresholds=store.Thresholds(1.0, 1.0),
        statements=len(contents.statements),
        passages=len(contents.passages),
        sentences=len(contents.sentences),
        index=index,
        files={n: store.FileRecord(hashlib.sha256(d).hexdigest(), len(d)) for n, d in sorted(files.items())},
    )


def _digest(folder_digest: str, public: Knowledge) -> str:
    """What decides whether a build is needed: the folder, which of it is public by now, and how it is cut."""
    ids = "\n".join(s.id for s in public.statements)
    return hashlib.sha256(f"{SLICING}\n{folder_digest}\n{ids}".encode()).hexdigest()


def _in_use(root: Path) -> store.Snapshot | None:
    try:
        return store.open_snapshot(root)
    except StoreError:
        return None  # none yet, or damaged: either way a new one is built


def _says_the_same(
    manifest: store.Manifest, digest: str, encoder: Encoder, confidence: store.Thresholds | Refitting
) -> bool:
    if isinstance(confidence, store.Thresholds):
        same_confidence = manifest.fit is None and manifest.thresholds == confidence
    else:
        same_confidence = manifest.fit is not None and manifest.fit.basis == confidence.basis
    same_model = manifest.model.fingerprint == encoder.fingerprint
    return same_model and manifest.knowledge == digest and same_confidence


def slice_up(public: Knowledge) -> Sliced:
    """Cut every version into passages. Slices without a letter or digit are kept in the text but not embedded."""
    places: list[Passage] = []
    texts: list[str] = []
    spans: list[tuple[Span, ...]] = []
    for number, statement in enumerate(public.statements):
        for version in statement.versions:
            ends = sentences(version.text, version.language)
            for start, end in passages(version.text, version.language):
                inside = [(max(a, start), min(b, end)) for a, b in ends if a < end and b > start]
                told = tuple((a - start, b - start) for a, b in inside if any(map(str.isalnum, version.text[a:b])))
                if told:
                    places.append(Passage(number, version.language, start, end))
                    texts.append(version.text[start:end])
                    spans.append(told)
    return Sliced(tuple(places), tuple(texts), tuple(spans))


def _lexicon(public: Knowledge) -> Lexicon:
    """Words of whole versions: row i is the i-th version, statements in order and versions within them."""
    versions = [v for s in public.statements for v in s.versions]
    return Lexicon.build(["\n".join((v.title, v.text)) for v in versions], [v.language for v in versions])


def _embed(
    sliced: Sliced, public: Knowledge, encoder: Encoder, cache: Cache, progress: Progress
) -> tuple[list[Encoded], str, Space, int]:
    """Vectors of all passages, the packed golden vectors, the space, and how many passages were not in the cache."""
    keys = [key(encoder.card, "passage", t, s) for t, s in zip(sliced.texts, sliced.spans, strict=True)]
    found = cache.find(keys)
    missing = list({k: i for i, k in enumerate(keys) if k not in found}.items())
    for first in range(0, len(missing), _KEPT_TOGETHER):
        part = missing[first : first + _KEPT_TOGETHER]
        made = encoder.passages(
            [sliced.texts[i] for _, i in part],
            [sliced.spans[i] for _, i in part],
            partial(_report, progress, first, len(missing)),
        )
        _demand_unit_rows(encoder, np.vstack([np.vstack([e.passage, e.sentences]) for e in made]))
        fresh = {k: e for (k, _), e in zip(part, made, strict=True)}
        cache.keep(fresh)
        found |= fresh
    encoded = [found[k] for k in keys]
    asked, languages = probe_questions(public)
    rows_asked = _questions([*GOLDEN_TEXTS, *asked], encoder, cache)
    golden, questions = rows_asked[: len(GOLDEN_TEXTS)], rows_asked[len(GOLDEN_TEXTS) :]
    space = Space.of(
        np.stack([e.passage for e in encoded]), [p.language for p in sliced.passages], questions, languages
    )
    return encoded, pack_golden(golden), space, len(missing)


def _report(progress: Progress, before: int, of: int, done: int, _: int) -> None:
    progress("embedding", before + done, of)


def _questions(texts: Sequence[str], encoder: Encoder, cache: Cache) -> Vectors:
    """Vectors (n, dim) of texts that ask, from the cache where it has them."""
    keys = [key(encoder.card, "question", text) for text in texts]
    found = cache.find(keys)
    missing = {k: t for k, t in zip(keys, texts, strict=True) if k not in found}
    if missing:
        none = np.zeros((0, encoder.card.dimension), np.float32)
        rows = encoder.questions(list(missing.values()))
        _demand_unit_rows(encoder, rows)
        made = {k: Encoded(row, none) for k, row in zip(missing, rows, strict=True)}
        cache.keep(made)
        found |= made
    return np.stack([found[k].passage for k in keys])


def _demand_unit_rows(encoder: Encoder, rows: Vectors) -> None:
    """Refuse, before it is cached, what a broken model gives: one row that is no number spoils every centre."""
    if not np.isfinite(rows).all() or (np.abs(np.linalg.norm(rows, axis=1) - 1) > 1e-3).any():
        raise ModelError(
            f"the model {encoder.card.name} gives vectors that are not of unit length; nothing was published; "
            "try another precision, or unpack the model anew"
        )


def probe_questions(public: Knowledge) -> tuple[list[str], list[str]]:
    """Texts whose mean stands for what all questions of a language share, and their languages.

    Where staff wrote enough questions, those; else also sentences of the statements, which come close. The choice
    goes by hash, so that one changed statement changes few of them.
    """
    written: dict[str, list[str]] = {}
    told: dict[str, list[str]] = {}
    for statement in public.statements:
        for version in statement.versions:
            written.setdefault(version.language, []).extend(version.questions)
            ends = sentences(version.text, version.language)
            told.setdefault(version.language, []).extend(version.text[a:b].strip() for a, b in ends)
    texts: list[str] = []
    languages: list[str] = []
    for language, candidates in sorted(told.items()):
        chosen = sorted(set(written[language]))
        if len(chosen) < _ENOUGH_QUESTIONS:
            plain = {t for t in candidates if any(map(str.isalnum, t)) and len(t) <= 300}
            chosen += sorted(plain, key=lambda t: hashlib.sha256(t.encode()).digest())[:_PSEUDO_QUESTIONS]
        texts += chosen
        languages += [language] * len(chosen)
    return texts, languages


def _contents(
    public: Knowledge, sliced: Sliced, encoded: Sequence[Encoded], space: Space, lexicon: Lexicon
) -> tuple[store.Contents, Vectors]:
    languages = [p.language for p in sliced.passages]
    vectors = space.place_passages(np.stack([e.passage for e in encoded]), languages)
    by_sentence = [language for language, e in zip(languages, encoded, strict=True) for _ in e.sentences]
    rows = space.place_passages(np.concatenate([e.sentences for e in encoded]), by_sentence)
    spans = tuple(
        tuple((p.start + a, p.start + b) for a, b in told)
        for p, told in zip(sliced.passages, sliced.spans, strict=True)
    )
    contents = store.Contents(
        public.ministry, public.statements, sliced.passages, rows.astype(np.float16), spans, space, lexicon
    )
    return contents, vectors


def _verify(made: Path, manifest: bytes, vectors: Vectors) -> None:
    """Open what was written as a reader would, and ask it for some of its own rows."""
    snapshot = store.load(made, manifest)
    for row in np.linspace(0, len(vectors) - 1, min(50, len(vectors)), dtype=int):
        _, found = snapshot.search(vectors[row], 1)
        # Not its number but its vector is compared: two statements may hold one passage.
        if len(found) != 1 or not np.allclose(vectors[found[0]], vectors[row], atol=1e-3):
            raise StoreError("the written index does not find its own passages; nothing was published")
