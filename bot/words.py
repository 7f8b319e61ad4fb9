"""How much of a question's words each version of the store holds, by BM25: one search of words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indexer.lexicon import Floats, tokens
from indexer.store import Snapshot


@dataclass(frozen=True, slots=True)
class Words:
    """BM25 `z` of all versions (places,) in standard deviations, and the `coverage` (0..1) of the question's weight.

    `share` (0..1) of the pool is in the question's language; the question has `terms` different words.
    """

    z: Floats
    coverage: Floats
    share: float
    terms: int


def words_of(snapshot: Snapshot, text: str, language: str, allowed: npt.NDArray[np.bool_], in_force: int) -> Words:
    """Search the words of `text` in the versions in `language`; what is not `allowed` (places,) has a `z` of 0."""
    count = len(snapshot.places)
    z = np.zeros(count, np.float32)
    coverage = np.zeros(count, np.float32)
    terms = sorted(set(tokens(text, language)))
    index = snapshot.contents.lexicon.words(language)
    if index is None or not terms:
        return Words(z, coverage, 0.0, len(terms))
    total = 0.0
    held = np.zeros(len(index.rows), np.float32)
    for term in terms:
        weight = index.weight(term)
        total += weight
        found = index.postings(term)
        if found is not None:
            held[found[0]] += weight
    scores = index.scores(terms)
    pool = scores[allowed[index.rows]]
    if len(pool):
        z[index.rows] = (scores - pool.mean()) / (pool.std() + 1e-6)
    coverage[index.rows] = held / total
    z[~allowed] = 0
    return Words(z, coverage, len(pool) / max(1, in_force), len(terms))
