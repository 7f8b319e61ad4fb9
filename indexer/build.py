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
from indexer.assembling import assemble
from indexer.cache import Cache, key
from indexer.cached import ReadCache, demand_unit_rows, questions, vectors_alone
from indexer.checking import check, knowledge
from indexer.encoding import Encoded, EncodedQuestion, Encoder
from indexer.golden import GOLDEN_TEXTS, pack_golden
from indexer.kinds import fit
from indexer.lexicon import Lexicon
from indexer.loading import Loaded, load
from indexer.publishing import StoreError, Written, exclusively, publish, write
from indexer.questions import Asked
from indexer.slicing import Sliced, probe_questions, slice_up
from indexer.statement import Knowledge, Problem, VerbaleError
from indexer.vectors import Vectors

SLICING = 7
"""Raise it when passages or what is embedded of them change, so that stores are built anew."""

_KEPT_TOGETHER = 2048
"""Passages after which the cache is written: a build that is killed has lost no more."""


Encode = Callable[[Sequence[str]], list[EncodedQuestion]]
"""Texts that ask, encoded by the build's model, in their order."""


class Refitting(Protocol):
    """Fits a store's confidence to its knowledge; `basis` names the numbers that it starts from."""

    @property
    def basis(self) -> str: ...

    def __call__(
        self, snapshot: store.Snapshot, encode: Encode, now: datetime
    ) -> tuple[store.Fit, store.Thresholds]: ...


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is about to be published: `after`; `before` is what is in use, None where there is none that compares.

    A store that another model made does not compare. `questions` are staff's; `encode` is the build's model and cache.
    """

    before: store.Snapshot | None
    after: store.Snapshot
    questions: tuple[Asked, ...]
    encode: Encode
    now: datetime


Approving = Callable[[Candidate], None]
"""Raises a `VerbaleError` to keep what is in use."""

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
    """What a build did. `embargoed` are ids not released yet; `embedded` passages were not in the cache.

    `written` is what is still to be put in use, where a build was made ahead. `gone` are ids of the version in use that
    the folder does not name any more.
    """

    version: str
    changed: bool
    statements: int
    embargoed: tuple[str, ...]
    passages: int
    embedded: int
    written: Written | None = None
    gone: tuple[str, ...] = ()


def build(
    folder: Path,
    root: Path,
    encoder: Encoder,
    confidence: store.Thresholds | Refitting,
    now: datetime,
    progress: Progress,
    approve: Approving = lambda candidate: None,
    waiting: Sequence[Written] | None = None,
) -> Report:
    """Publish the knowledge in `folder` to the store in `root`, unless the version in use already says the same.

    Statements not yet released at `now` are left out altogether. `confidence` gives the thresholds, as they are or
    fitted to what is built; `approve` sees the whole before it is written. Raises `KnowledgeError`, `StoreError`,
    `ModelError`, or what `approve` raises; the version in use then stays.

    With `waiting`, which may be none, a build is made ahead: it follows the last of those, is put in use by nobody, and
    leaves nothing in the cache.
    """
    with exclusively(root, waiting or ()):
        loaded = load(folder)
        if problems := check(loaded):
            raise KnowledgeError(problems)
        whole = knowledge(loaded)
        public = Knowledge(whole.ministry, tuple(s for s in whole.statements if s.released <= now))
        embargoed = tuple(s.id for s in whole.statements if s.released > now)
        if not public.statements:
            raise VerbaleError(f"no statement in {folder} is public yet; a store without statements answers nothing")
        digest = _digest(loaded.digest, public)
        in_use = _in_use(root, waiting)
        if in_use is not None and _says_the_same(in_use.manifest, digest, encoder, confidence):
            return Report(in_use.version, False, len(public.statements), embargoed, in_use.manifest.passages, 0)
        with ThreadPoolExecutor(1) as background:
            model = background.submit(lambda: encoder.card)  # mostly imports: they overlap with the slicing
            sliced = slice_up(public)
            lexicon = _lexicon(public)
            card = model.result()
        with (Cache if waiting is None else ReadCache)(root / "cache.sqlite", card.dimension) as cache:
            encoded, embedded = _embed(sliced, encoder, cache, progress)
            asked, languages = probe_questions(public)
            probes = questions(asked, encoder, cache)
            contents, vectors = assemble(public, sliced, encoded, probes, languages, lexicon)
            if not isinstance(confidence, store.Thresholds):
                progress("kinds of questions", 0, 1)
                kinds = fit(contents.space, lambda texts: vectors_alone(texts, encoder, cache), public)
                contents = replace(contents, kinds=kinds)
            golden = pack_golden(np.stack([q.vector for q in questions(GOLDEN_TEXTS, encoder, cache)]))
            files, index = store.to_files(contents, vectors)
            made_by = store.Model(card.name, card.fingerprint, card.dimension, card.precision, golden)
            manifest = _manifest(contents, files, index, digest, made_by, now)
            encode = partial(questions, encoder=encoder, cache=cache)
            after = _sure(store.unpublished(contents, vectors, manifest), confidence, encode, now)
            before = in_use if in_use and in_use.manifest.model.fingerprint == card.fingerprint else None
            approve(Candidate(before, after, loaded.questions, encode, now))
        raw = store.encode_manifest(after.manifest)
        stamp = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        written = None
        if waiting is None:
            version = publish(root, stamp, files, raw, lambda made: _verify(made, raw, vectors))
        else:
            written = write(root, stamp, files, raw, lambda made: _verify(made, raw, vectors))
            version = written.version
        gone = _gone(in_use, whole)
        return Report(version, True, len(public.statements), embargoed, len(sliced.passages), embedded, written, gone)


def _gone(in_use: store.Snapshot | None, whole: Knowledge) -> tuple[str, ...]:
    before = () if in_use is None else in_use.contents.statements
    return tuple(sorted({s.id for s in before} - {s.id for s in whole.statements}))


def _sure(
    snapshot: store.Snapshot, confidence: store.Thresholds | Refitting, encode: Encode, now: datetime
) -> store.Snapshot:
    """`snapshot` with its thresholds, fitted to it where they are to be."""
    if isinstance(confidence, store.Thresholds):
        return snapshot.with_manifest(replace(snapshot.manifest, thresholds=confidence))
    fitted, thresholds = confidence(snapshot, encode, now)
    return snapshot.with_manifest(replace(snapshot.manifest, fit=fitted, thresholds=thresholds))


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


def describes(manifest: store.Manifest, loaded: Loaded, now: datetime) -> bool:
    """Whether a store was built from what is `loaded`, as far as that is public at `now`."""
    if loaded.ministry is None or check(loaded):
        return False
    whole = knowledge(loaded)
    public = Knowledge(whole.ministry, tuple(s for s in whole.statements if s.released <= now))
    return manifest.knowledge == _digest(loaded.digest, public)


def _in_use(root: Path, waiting: Sequence[Written] | None) -> store.Snapshot | None:
    """What the new version follows."""
    try:
        return store.open_written(waiting[-1]) if waiting else store.open_snapshot(root)
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


def _lexicon(public: Knowledge) -> Lexicon:
    """Words of whole versions: row i is the i-th version, statements in order and versions within them."""
    versions = [v for s in public.statements for v in s.versions]
    return Lexicon.build(["\n".join((v.title, v.text)) for v in versions], [v.language for v in versions])


def _embed(sliced: Sliced, encoder: Encoder, cache: Cache, progress: Progress) -> tuple[list[Encoded], int]:
    """All passages encoded, and how many of them were not in the cache."""
    card = encoder.card
    keys = [key(card, "passage", t, s) for t, s in zip(sliced.texts, sliced.spans, strict=True)]
    found = cache.find(keys)
    missing = list({k: i for i, k in enumerate(keys) if k not in found}.items())
    for first in range(0, len(missing), _KEPT_TOGETHER):
        part = missing[first : first + _KEPT_TOGETHER]
        made = encoder.passages(
            [sliced.texts[i] for _, i in part],
            [sliced.spans[i] for _, i in part],
            partial(_report, progress, first, len(missing)),
        )
        demand_unit_rows(encoder, np.vstack([np.vstack([e.passage, e.sentences]) for e in made]))
        fresh = {k: e for (k, _), e in zip(part, made, strict=True)}
        cache.keep(fresh)
        found |= fresh
    return [found[k] for k in keys], len(missing)


def _report(progress: Progress, before: int, of: int, done: int, _: int) -> None:
    progress("embedding", before + done, of)


def _verify(made: Path, manifest: bytes, vectors: Vectors) -> None:
    """Open what was written as a reader would, and ask it for some of its own rows."""
    snapshot = store.load(made, manifest)
    for row in np.linspace(0, len(vectors) - 1, min(50, len(vectors)), dtype=int):
        _, found = snapshot.search(vectors[row], 1)
        # Not its number but its vector is compared: two statements may hold one passage.
        if len(found) != 1 or not np.allclose(vectors[found[0]], vectors[row], atol=1e-3):
            raise StoreError("the written index does not find its own passages; nothing was published")
