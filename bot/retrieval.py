"""From a question's vector and words to a ranking of statements in force.

One search of vectors, one of words. A version is scored by the mean of three similarities (its best passage, its
best sentence, the mean of its passages), in standard deviations above what chance gives for its language and the
question's; where enough of the pool speaks the question's language, BM25 is added for versions in that language, and
for no others: words shared across languages are mostly names. The best thirty are looked at token by token. A
statement counts once, by its best version. The weights were chosen on one half of the development questions; the
ablation in tests/benchmarks/README.md says what each brings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from indexer.encoding import EncodedQuestion
from indexer.lexicon import tokens
from indexer.statement import Span
from indexer.store import Snapshot
from indexer.vectors import Vectors

_NEAREST = 200  # passages taken from the index
_WORDIEST = 50  # versions taken from the words
_PROMISING = 60  # versions whose sentences are looked at
_LATE = 30  # statements whose tokens are looked at
_LATE_VERSIONS = 2  # of each, its best versions
_LATE_PASSAGES = 6  # of each, its passages nearest to the question
_DEEPEST = 20  # statements ranked

_WORDS_WEIGH = 1.1
_LATE_WEIGHS = 2.0
"""What BM25 and late interaction count for against the vectors' similarity, all in standard deviations."""
_LEAST_SHARE = 1 / 3
"""Below this share of the pool in the question's language, words count nothing; above, by the share squared."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Sought:
    """A question as it is searched for: its vector (dim,) and its tokens (t, dim), placed in the store's spaces.

    `spans` are the tokens' slices of `text`, `weights` (t,) what each of them counts, in sum 1.
    """

    text: str
    language: str
    vector: Vectors
    tokens: Vectors
    spans: tuple[Span, ...]
    weights: Floats


@dataclass(frozen=True, slots=True)
class Candidate:
    """One statement of the ranking, by its best version (`place`, a number in `Snapshot.places`).

    `similarity` is the mean of `passage`, `sentence` and `whole` (cosines), `standard` the same in standard deviations
    above what chance gives for this pair of languages. `late` is the weighted mean, over the question's tokens, of the
    nearest token of the version's best passage, in such deviations; `strengths` (t,) are for each token of the question
    the cosine of the nearest token of the version. `words` is BM25 in standard deviations above the pool's mean,
    `coverage` the share (0..1) of the question's word weight that the version holds; both are 0 for a version in
    another language than the question's. `score` is what ranks.
    """

    statement: int
    place: int
    score: float
    similarity: float
    standard: float
    passage: float
    sentence: float
    whole: float
    late: float
    strengths: tuple[float, ...]
    words: float
    coverage: float
    same_language: bool


@dataclass(frozen=True, slots=True)
class Ranking:
    """Statements in force, best first, with what of the question the confidence needs.

    `weights` are those of the question's tokens, as in `Sought`.
    """

    candidates: tuple[Candidate, ...]
    terms: int
    share: float
    weights: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class _Words:
    """BM25 of all versions (places,) in standard deviations, its raw sums, and the weights of the question's terms."""

    z: Floats
    coverage: Floats
    share: float
    terms: int


def seek(snapshot: Snapshot, text: str, language: str, encoded: EncodedQuestion) -> Sought:
    """A question, `encoded` by the model that made the store, ready to be ranked for."""
    contents = snapshot.contents
    return Sought(
        text,
        language,
        contents.space.place_questions(encoded.vector[None, :], language)[0],
        contents.late.space.place_question(encoded.tokens, language),
        encoded.spans,
        contents.lexicon.importance(text, language, encoded.spans),
    )


def rank(snapshot: Snapshot, sought: Sought, as_of: datetime) -> Ranking:
    """Rank the statements in force at `as_of`."""
    return rank_among(snapshot, sought, snapshot.in_force(as_of))


def rank_among(snapshot: Snapshot, sought: Sought, pool: npt.NDArray[np.bool_]) -> Ranking:
    """Rank the statements of `pool` (statements,)."""
    allowed = pool[snapshot.statement_of]
    words = _words(snapshot, sought.text, sought.language, allowed, int(pool.sum()))
    places = _candidates(snapshot, sought.vector, words, allowed)
    if len(places) == 0:
        return Ranking((), words.terms, words.share)
    languages = [snapshot.places[p].language for p in places]
    weight = _WORDS_WEIGH * words.share**2 if words.share >= _LEAST_SHARE else 0.0
    passage, whole = _by_passages(snapshot, sought.vector, places)
    expected = snapshot.contents.expected
    promising = expected.standard((passage + whole) / 2, sought.language, languages) + weight * words.z[places]
    chosen = np.argsort(-promising, kind="stable")[:_PROMISING]
    places, passage, whole, languages = places[chosen], passage[chosen], whole[chosen], [languages[i] for i in chosen]
    sentence = _by_sentences(snapshot, sought.vector, places)
    similarity = (passage + sentence + whole) / 3
    standard = expected.standard(similarity, sought.language, languages)
    score = standard + weight * words.z[places]
    chosen = _worth_tokens(snapshot.statement_of[places], score)
    late, strengths = _by_tokens(snapshot, sought, places[chosen])
    score[chosen] += _LATE_WEIGHS * late
    best: dict[int, Candidate] = {}
    for at in np.argsort(-score[chosen], kind="stable"):
        i = int(chosen[at])
        place = int(places[i])
        number = int(snapshot.statement_of[place])
        if number in best:
            continue
        best[number] = Candidate(
            statement=number,
            place=place,
            score=float(score[i]),
            similarity=float(similarity[i]),
            standard=float(standard[i]),
            passage=float(passage[i]),
            sentence=float(sentence[i]),
            whole=float(whole[i]),
            late=float(late[at]),
            strengths=tuple(strengths[at].tolist()),
            words=float(words.z[place]),
            coverage=float(words.coverage[place]),
            same_language=languages[i] == sought.language,
        )
        if len(best) == _DEEPEST:
            break
    return Ranking(tuple(best.values()), words.terms, words.share, tuple(sought.weights.tolist()))


def _worth_tokens(statements: npt.NDArray[np.int64], score: Floats) -> npt.NDArray[np.int64]:
    """Which versions are looked at token by token: the best of each of the best statements."""
    chosen: list[int] = []
    of: dict[int, int] = {}
    for i in np.argsort(-score, kind="stable"):
        number = int(statements[i])
        if number not in of and len(of) == _LATE:
            break
        of[number] = of.get(number, 0) + 1
        if of[number] <= _LATE_VERSIONS:
            chosen.append(int(i))
    return np.array(chosen, np.int64)


def _by_tokens(snapshot: Snapshot, sought: Sought, places: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
    """For each of `places`: its best passage by late interaction, standardised (n,), and its tokens' cosines (n, t).

    Nothing (zeros) for a question in a language whose tokens have no known centre: it would do harm (`xq` in Russian,
    R@1 .82 to .68).
    """
    if len(sought.tokens) == 0 or sought.language not in snapshot.contents.late.space.questions:
        return np.zeros(len(places), np.float32), np.zeros((len(places), 0), np.float32)
    rows, of = [], []
    for number, p in enumerate(places):
        place = snapshot.places[p]
        own = np.arange(place.first, place.last)
        if len(own) > _LATE_PASSAGES:
            near = snapshot.passage_vectors(own) @ sought.vector
            own = own[np.sort(np.argsort(-near, kind="stable")[:_LATE_PASSAGES])]
        rows.extend(own.tolist())
        of.extend([number] * len(own))
    nearest = np.stack(
        [near.max(axis=0, initial=-1.0) for near in snapshot.token_similarities(np.array(rows), sought.tokens)]
    )
    starts = np.flatnonzero(np.diff(of, prepend=-1))
    late = np.maximum.reduceat(nearest @ sought.weights, starts)
    languages = [snapshot.places[p].language for p in places]
    standard = snapshot.contents.late.expected.standard(late, sought.language, languages)
    strengths: Floats = np.maximum.reduceat(nearest, starts, axis=0)
    return standard, strengths


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
