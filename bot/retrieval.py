"""From a question's vector and words to a ranking of statements in force.

One search of vectors, one of words. A version is scored by the mean of three similarities (its best passage, its
best sentence, the mean of its passages); where enough of the pool speaks the question's language, BM25 is added
for versions in that language, and for no others: words shared across languages are mostly names. A statement
counts once, by its best version. The weights were chosen on one half of the development questions; the ablation
in tests/benchmarks/README.md says what each brings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from indexer.lexicon import tokens
from indexer.store import Snapshot
from indexer.vectors import Vectors

_NEAREST = 200  # passages taken from the index
_WORDIEST = 50  # versions taken from the words
_PROMISING = 60  # versions whose sentences are looked at
_DEEPEST = 20  # statements ranked

_SIMILARITY_SPREAD = 0.09
"""Standard deviation of a version's similarity over a pool; .07 to .09 in all development sets."""
_WORDS = 0.9
_LEAST_SHARE = 1 / 3
"""Below this share of the pool in the question's language, words count nothing; above, by the share squared."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One statement of the ranking, by its best version (`place`, a number in `Snapshot.places`).

    `similarity` is the mean of `passage`, `sentence` and `whole` (cosines); `words` is BM25 in standard deviations
    above the pool's mean, `coverage` the share (0..1) of the question's word weight that the version holds; both are
    0 for a version in another language than the question's. `score` is what ranks.
    """

    statement: int
    place: int
    score: float
    similarity: float
    passage: float
    sentence: float
    whole: float
    words: float
    coverage: float
    same_language: bool


@dataclass(frozen=True, slots=True)
class Ranking:
    """Statements in force, best first, with what of the question the confidence needs."""

    candidates: tuple[Candidate, ...]
    terms: int
    share: float


@dataclass(frozen=True, slots=True)
class _Words:
    """BM25 of all versions (places,) in standard deviations, its raw sums, and the weights of the question's terms."""

    z: Floats
    coverage: Floats
    share: float
    terms: int


def rank(snapshot: Snapshot, question: Vectors, text: str, language: str, as_of: datetime) -> Ranking:
    """Rank the statements in force at `as_of` for a question: its unit row (dim,) in the store's space, and text."""
    in_force = snapshot.in_force(as_of)
    allowed = in_force[snapshot.statement_of]
    words = _words(snapshot, text, language, allowed, int(in_force.sum()))
    places = _candidates(snapshot, question, words, allowed)
    if len(places) == 0:
        return Ranking((), words.terms, words.share)
    weight = _WORDS * words.share**2 if words.share >= _LEAST_SHARE else 0.0
    bonus = weight * words.z[places]
    passage, whole = _by_passages(snapshot, question, places)
    promising = np.argsort(-((passage + whole) / 2 / _SIMILARITY_SPREAD + bonus), kind="stable")[:_PROMISING]
    places, passage, whole, bonus = places[promising], passage[promising], whole[promising], bonus[promising]
    sentence = _by_sentences(snapshot, question, places)
    similarity = (passage + sentence + whole) / 3
    score = similarity / _SIMILARITY_SPREAD + bonus
    best: dict[int, Candidate] = {}
    for i in np.argsort(-score, kind="stable"):
        place = int(places[i])
        number = int(snapshot.statement_of[place])
        if number in best:
            continue
        best[number] = Candidate(
            statement=number,
            place=place,
            score=float(score[i]),
            similarity=float(similarity[i]),
            passage=float(passage[i]),
            sentence=float(sentence[i]),
            whole=float(whole[i]),
            words=float(words.z[place]),
            coverage=float(words.coverage[place]),
            same_language=snapshot.places[place].language == language,
        )
        if len(best) == _DEEPEST:
            break
    return Ranking(tuple(best.values()), words.terms, words.share)


def _words(snapshot: Snapshot, text: str, language: str, allowed: npt.NDArray[np.bool_], in_force: int) -> _Words:
    count = len(snapshot.places)
    z = np.zeros(count, np.float32)
    coverage = np.zeros(count, np.float32)
    terms = sorted(set(tokens(text, language)))
    index = snapshot.contents.lexicon.words(language)
    if index is None or not terms:
        return _Words(z, coverage, 0.0, len(terms))
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
    return _Words(z, coverage, len(pool) / max(1, in_force), len(terms))


def _candidates(
    snapshot: Snapshot, question: Vectors, words: _Words, allowed: npt.NDArray[np.bool_]
) -> npt.NDArray[np.int64]:
    """Versions in force worth scoring: those of the nearest passages and those with most of the words."""
    depth = _NEAREST
    while True:
        _, rows = snapshot.search(question, depth)
        near = np.unique(snapshot.place_of[rows])
        near = near[allowed[near]]
        if len(np.unique(snapshot.statement_of[near])) >= _DEEPEST or depth >= len(snapshot.contents.passages):
            break
        depth *= 4
    z = np.where(allowed, words.z, -np.inf)
    count = min(_WORDIEST, len(z))
    wordy = np.argpartition(-z, count - 1)[:count]
    places: npt.NDArray[np.int64] = np.union1d(near, wordy[z[wordy] > 0])
    return places[[snapshot.places[p].last > snapshot.places[p].first for p in places]]


def _by_passages(snapshot: Snapshot, question: Vectors, places: npt.NDArray[np.int64]) -> tuple[Vectors, Vectors]:
    """For each of `places`: cosine of its best passage, and of the sum of its passages."""
    rows, starts = _joined([(snapshot.places[p].first, snapshot.places[p].last) for p in places])
    similarities = snapshot.passage_vectors(rows) @ question
    whole = np.add.reduceat(similarities, starts) / snapshot.lengths[places]
    return np.maximum.reduceat(similarities, starts), whole.astype(np.float32)


def _by_sentences(snapshot: Snapshot, question: Vectors, places: npt.NDArray[np.int64]) -> Vectors:
    """For each of `places`: cosine of its best sentence."""
    rows, starts = _joined([(snapshot.places[p].first_sentence, snapshot.places[p].last_sentence) for p in places])
    best: Vectors = np.maximum.reduceat(snapshot.contents.sentences[rows].astype(np.float32) @ question, starts)
    return best


def _joined(ranges: Sequence[tuple[int, int]]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """All numbers of the `ranges`, one range after another, and where each begins in them."""
    firsts = np.array([first for first, _ in ranges], np.int64)
    counts = np.array([last - first for first, last in ranges], np.int64)
    starts = np.cumsum(counts) - counts
    return np.arange(counts.sum()) + np.repeat(firsts - starts, counts), starts
