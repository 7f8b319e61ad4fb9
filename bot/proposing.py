"""What would change for citizens if a knowledge folder were published; nothing is.

The folder is built into a place of its own, `.proposed` beside the live store, from which nobody answers. What was
built there stays, so that the next look builds and embeds only what changed since, and nothing where nothing did.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bot.desk import demand_same_model
from bot.differing import Difference, answer_changes, difference, no_answers
from bot.refit import Refit
from indexer.build import Progress, build, describes
from indexer.cache import Cache, key, questions_in
from indexer.encoding import EncodedQuestion, Encoder, ModelCard
from indexer.loading import Loaded, load
from indexer.publishing import StoreBusyError
from indexer.snapshot import Snapshot
from indexer.store import open_snapshot, open_version

PROPOSED = ".proposed"
_CACHE, _ASKED = "cache.sqlite", "asked.sqlite"


def propose(
    folder: Path, root: Path, encoder: Encoder, wrong: float, now: datetime, progress: Progress, *, keep: bool = True
) -> Difference:
    """The live store in `root`, held against what `folder` would make of it at `now`.

    `wrong` is the share of positions that may be wrong. Nothing is kept without `keep`: what is not released yet shall
    lie nowhere. Raises what `indexer.build.build` raises.
    """
    loaded = load(folder)
    before = open_snapshot(root)
    with _place(root) if keep else _nowhere() as place:
        after = before if _says(before, loaded, encoder, wrong, now) else None
        if after is None:
            after = _built(folder, root, place, encoder, wrong, now, progress)
        if before.manifest.model.fingerprint != after.manifest.model.fingerprint:
            answers = no_answers("the two stores were made with different models")
        else:
            with Cache(place / _ASKED, after.manifest.model.dimension) as cache:
                encoding = _Encoding(after, encoder, cache, (place / _CACHE, root / _CACHE))
                told = partial(progress, "asking")
                answers = answer_changes(before, after, loaded.questions, encoding, now, told)
        return replace(difference(before, after, answers, now), after=str(folder), waiting=_waiting(loaded, now))


def _waiting(loaded: Loaded, now: datetime) -> tuple[tuple[str, datetime], ...]:
    read = (located.statement for located in loaded.statements if located.statement is not None)
    found = [(s.id, s.released.astimezone(UTC)) for s in read if s.released > now]
    return tuple(sorted(found, key=lambda pair: (pair[1], pair[0])))


def _says(live: Snapshot, loaded: Loaded, encoder: Encoder, wrong: float, now: datetime) -> bool:
    """Whether the live store is what would be built."""
    made = live.manifest
    return (
        made.fit is not None
        and made.fit.basis == Refit(wrong).basis
        and made.model.fingerprint == encoder.fingerprint
        and describes(made, loaded, now)
    )


@contextmanager
def _nowhere() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="verbale-") as scratch:
        yield Path(scratch)


@contextmanager
def _place(root: Path) -> Iterator[Path]:
    """Where is built: beside the store where that can be written, else where nothing stays."""
    kept = root.absolute().parent / PROPOSED
    place = kept / root.absolute().name
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        (kept / ".gitignore").write_text("*\n", encoding="ascii")
    except OSError:
        with _nowhere() as scratch:
            yield scratch
        return
    yield place


def _built(
    folder: Path, root: Path, place: Path, encoder: Encoder, wrong: float, now: datetime, progress: Progress
) -> Snapshot:
    with suppress(OSError):
        if (root / _CACHE).stat().st_mtime > _changed(place / _CACHE):
            shutil.copyfile(root / _CACHE, place / _CACHE)
    try:
        report = build(folder, place, encoder, Refit(wrong), now, progress)
        return open_version(place / report.version)
    except StoreBusyError:  # somebody else looks at the same moment
        with _nowhere() as scratch:
            return _built(folder, root, scratch, encoder, wrong, now, progress)


def _changed(file: Path) -> float:
    return file.stat().st_mtime if file.exists() else 0.0


class _Encoding:
    """Questions encoded, from a cache where one has them; the model is loaded, and judged, for what none has."""

    def __init__(self, store: Snapshot, encoder: Encoder, cache: Cache, others: Sequence[Path]) -> None:
        made = store.manifest.model
        self._card = ModelCard(made.name, made.fingerprint, made.dimension, made.precision)
        self._store = store
        self._encoder = encoder
        self._cache = cache
        self._others = others
        self._judged = False

    def __call__(self, texts: Sequence[str]) -> list[EncodedQuestion]:
        keys = [key(self._card, "question", text) for text in texts]
        found = self._cache.find_questions(keys)
        fresh: dict[bytes, EncodedQuestion] = {}
        for other in self._others:
            lacking = [k for k in keys if k not in found and k not in fresh]
            fresh |= questions_in(other, self._card.dimension, lacking) if lacking else {}
        missing = {k: t for k, t in zip(keys, texts, strict=True) if k not in found and k not in fresh}
        if missing:
            if not self._judged:
                demand_same_model(self._store, self._encoder)
                self._judged = True
            fresh |= zip(missing, self._encoder.questions_by_token(list(missing.values())), strict=True)
        if fresh:
            self._cache.keep_questions(fresh)
        found |= fresh
        return [found[k] for k in keys]
