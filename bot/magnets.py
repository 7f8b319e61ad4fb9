"""Passages that attract questions which they do not answer, found with the store in use and what its build cached.

Asked are the questions that staff wrote, those in statements without the help of being known by heart. A quick search
by meaning finds the statements that come near too often; only for these is the whole search done that a citizen's
question gets.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from bot.confidence import confidences, shipped
from bot.probing import Probe, staff_probes, standing_in, statement_probes
from bot.quoting import nearness
from bot.retrieval import rank, seek
from indexer.advice.sorts import MAGNET
from indexer.build import describes
from indexer.cache import key, questions_in
from indexer.encoding import EncodedQuestion, ModelCard
from indexer.files.characters import shown
from indexer.loading import Loaded, Located
from indexer.snapshot import Snapshot
from indexer.statement import Problem
from indexer.store import StoreError, open_snapshot

NOT_THE_SAME = "the store in use was not built from this folder as it is; after the next 'verbale index' they are"
NOT_KNOWN = "the store's cache does not know the questions: run 'verbale index', then check again"

SHARE = 0.01
"""Of all probes, so many may be answered with a passage that is not meant before it is a magnet."""
LEAST = 2
_KNOWN = 0.5
"""The share of the probes that must be in the cache; withdrawn statements' questions, for one, are not."""


@dataclass(frozen=True, slots=True)
class Magnet:
    """A statement's passage `text` in `language` that would answer `drawn`, of `asked` probes, though it should not."""

    statement: str
    language: str
    text: str
    drawn: tuple[Probe, ...]
    asked: int


@dataclass(frozen=True, slots=True)
class Looked:
    """Warnings of magnets; `why_not` says why they were not looked for, where that is so."""

    warnings: tuple[Problem, ...]
    why_not: str = ""


def look_for_magnets(loaded: Loaded, root: Path, now: datetime) -> Looked:
    """Warnings about the folder `loaded`, from the store in `root` if that was built from it. Loads no model."""
    try:
        snapshot = open_snapshot(root)
    except StoreError:
        return Looked((), NOT_THE_SAME)
    if not describes(snapshot.manifest, loaded, now):
        return Looked((), NOT_THE_SAME)
    made = snapshot.manifest.model
    card = ModelCard(made.name, made.fingerprint, made.dimension, made.precision)
    probes = (*staff_probes(loaded.questions), *statement_probes(snapshot.contents.statements))
    keys = {probe.text: key(card, "question", probe.text) for probe in probes}
    cached = questions_in(root / "cache.sqlite", made.dimension, keys.values())
    encoded = {text: cached[at] for text, at in keys.items() if at in cached}
    known = [probe for probe in probes if probe.text in encoded]
    if len(known) < _KNOWN * len(probes):
        return Looked((), NOT_KNOWN)
    files = {located.file.stem: located for located in loaded.statements}
    return Looked(tuple(_warning(magnet, files[magnet.statement]) for magnet in magnets(snapshot, known, encoded, now)))


def _warning(magnet: Magnet, located: Located) -> Problem:
    return MAGNET.at(
        located.file,
        located.line("versions", magnet.language, "text"),
        f"versions.{magnet.language}.text",
        count=len(magnet.drawn),
        of=magnet.asked,
        example=shown(magnet.drawn[0].text, 100),
        passage=shown(magnet.text, 100),
    )


def magnets(
    snapshot: Snapshot, probes: Sequence[Probe], encoded: Mapping[str, EncodedQuestion], now: datetime
) -> tuple[Magnet, ...]:
    """The magnets among statements in force at `now`, the strongest first; `encoded` are the probes' texts."""
    stands_for = standing_in(snapshot, now)
    right = [frozenset().union(*(stands_for.get(name, frozenset()) for name in p.statements)) for p in probes]
    most = max(LEAST, int(SHARE * len(probes)) + 1)
    nearest = [_nearest(snapshot, probe, encoded[probe.text]) for probe in probes]
    counts = Counter(name for name, own in zip(nearest, right, strict=True) if name not in own)
    drawn: dict[tuple[str, str, str], list[Probe]] = {}
    for probe, own, name in zip(probes, right, nearest, strict=True):
        if name not in own and counts[name] >= most:
            found = _presented(snapshot, probe, encoded[probe.text], now)
            if found is not None and found[0] not in own:
                drawn.setdefault(found, []).append(probe)
    strong = [Magnet(*where, tuple(asked), len(probes)) for where, asked in drawn.items() if len(asked) >= most]
    return tuple(sorted(strong, key=lambda m: (-len(m.drawn), m.statement)))


def _nearest(snapshot: Snapshot, probe: Probe, encoded: EncodedQuestion) -> str:
    """The statement of the passage that is nearest by meaning."""
    placed = snapshot.contents.space.place_questions(encoded.vector[None, :], probe.language)[0]
    _, rows = snapshot.search(placed, 1)
    passage = snapshot.contents.passages[int(rows[0])]
    return snapshot.contents.statements[passage.statement].id


def _presented(
    snapshot: Snapshot, probe: Probe, encoded: EncodedQuestion, now: datetime
) -> tuple[str, str, str] | None:
    """The statement that would be presented, its language and the passage that is quoted first, or None."""
    sought = seek(snapshot, probe.text, probe.language, encoded)
    ranking = rank(snapshot, sought, now)
    sure = confidences(ranking, shipped(), snapshot.manifest.fit)
    if not sure or sure[0] < snapshot.manifest.thresholds.position:
        return None
    number = ranking.candidates[0].statement
    statement = snapshot.contents.statements[number]
    version = statement.best_version(probe.language)
    place = snapshot.place(number, version.language)
    sentence = place.first_sentence + int(np.argmax(nearness(snapshot, place, sought)))
    passage = snapshot.contents.passages[int(np.searchsorted(snapshot.sentence_offsets, sentence, "right")) - 1]
    return statement.id, version.language, version.text[passage.start : passage.end]
