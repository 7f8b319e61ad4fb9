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

from bot.words import Words, words_of
from indexer.encoding import EncodedQuestion
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
_TOGETHER = 500  # questions ranked together

_WORDS_WEIGH = 1.1
_LATE_WEIGHS = 2.0
"""What BM25 and late interaction count for against the vectors' similarity, all in standard deviations."""
_LEAST_SHARE = 1 / 3
"""Below this share of the pool in the question's language, words count nothing; above, by the share squared."""

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]


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
class _Listed:
    """Versions worth scoring for `sought`, before their tokens are looked at; all arrays (n,) are in one order.

    `places` are their numbers; `similarity` to `score` are as in `Candidate`. `chosen` are numbers of those among them
    that are looked at token by token, `rows` (m,) their passages, one version's after another's, `starts` where each
    version's begin.
    """

    sought: Sought
    words: Words
    places: Numbers
    similarity: Floats
    passage: Floats
    sentence: Floats
    whole: Floats
    standard: Floats
    score: Floats
    chosen: Numbers
    rows: Numbers
    starts: Numbers


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
    return rank_all(snapshot, [sought], snapshot.in_force(as_of))[0]


def rank_all(snapshot: Snapshot, questions: Sequence[Sought], pool: npt.NDArray[np.bool_]) -> list[Ranking]:
    """Rank the statements of `pool` (statements,) for each question: together in half the time."""
    rankings: list[Ranking] = []
    for first in range(0, len(questions), _TOGETHER):
        listed = [_listed(snapshot, sought, pool) for sought in questions[first : first + _TOGETHER]]
        nearest = snapshot.nearest_tokens([(one.rows, one.sought.tokens) for one in listed])
        rankings.extend(_ranked(snapshot, one, near) for one, near in zip(listed, nearest, strict=True))
    return rankings


def _listed(snapshot: Snapshot, sought: Sought, pool: npt.NDArray[np.bool_]) -> _Listed:
    allowed = pool[snapshot.statement_of]
    words = words_of(snapshot, sought.text, sought.language, allowed, int(pool.sum()))
    places = _candidates(snapshot, sought.vector, words, allowed)
    if len(places) == 0:
        none = np.zeros(0, np.float32)
        return _Listed(sought, words, places, none, none, none, none, none, none, places, places, places)
    languages = _languages(snapshot, places)
    weight = _WORDS_WEIGH * words.share**2 if words.share >= _LEAST_SHARE else 0.0
    passage, whole = _by_passages(snapshot, sought.vector, places)
    expected = snapshot.contents.expected
    promising = expected.standard((passage + whole) / 2, sought.language, languages) + weight * words.z[places]
    best = np.argsort(-promising, kind="stable")[:_PROMISING]
    places, passage, whole = places[best], passage[best], whole[best]
    sentence = _by_sentences(snapshot, sought.vector, places)
    similarity: Floats = (passage + sentence + whole) / np.float32(3)
    standard = expected.standard(similarity, sought.language, _languages(snapshot, places))
    score: Floats = standard + weight * words.z[places]
    chosen = _worth_tokens(snapshot.statement_of[places], score)
    rows, starts = _rows_to_read(snapshot, sought, places[chosen])
    return _Listed(sought, words, places, similarity, passage, sentence, whole, standard, score, chosen, rows, starts)


def _ranked(snapshot: Snapshot, listed: _Listed, nearest: Floats) -> Ranking:
    """The ranking of what is `listed`; `nearest` (m, t) is that of `Snapshot.nearest_tokens` for its rows."""
    sought, words, places = listed.sought, listed.words, listed.places
    late, strengths = _by_tokens(snapshot, listed, nearest)
    score = listed.score.copy()
    score[listed.chosen] += _LATE_WEIGHS * late
    best: dict[int, Candidate] = {}
    for at in np.argsort(-score[listed.chosen], kind="stable"):
        i = int(listed.chosen[at])
        place = int(places[i])
        number = int(snapshot.statement_of[place])
        if number in best:
            continue
        best[number] = Candidate(
            statement=number,
            place=place,
            score=float(score[i]),
            similarity=float(listed.similarity[i]),
            standard=float(listed.standard[i]),
            passage=float(listed.passage[i]),
            sentence=float(listed.sentence[i]),
            whole=float(listed.whole[i]),
            late=float(late[at]),
            strengths=tuple(strengths[at].tolist()),
            words=float(words.z[place]),
            coverage=float(words.coverage[place]),
            same_language=snapshot.places[place].language == sought.language,
        )
        if len(best) == _DEEPEST:
            break
    weights = tuple(sought.weights.tolist()) if best else ()
    return Ranking(tuple(best.values()), words.terms, words.share, weights)


def _worth_tokens(statements: Numbers, score: Floats) -> Numbers:
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


def _rows_to_read(snapshot: Snapshot, sought: Sought, places: Numbers) -> tuple[Numbers, Numbers]:
    """Of each of `places` the passages to look at token by token, one place's after another's, and where each begins.

    None for a question in a language whose tokens have no known centre: it would do harm (`xq` in Russian, R@1 .82 to
    .68).
    """
    rows: list[int] = []
    starts: list[int] = []
    if len(sought.tokens) > 0 and sought.language in snapshot.contents.late.space.questions:
        for p in places:
            place = snapshot.places[p]
            own = np.arange(place.first, place.last)
            if len(own) > _LATE_PASSAGES:
                near = snapshot.passage_vectors(own) @ sought.vector
                own = own[np.sort(np.argsort(-near, kind="stable")[:_LATE_PASSAGES])]
            starts.append(len(rows))
            rows.extend(own.tolist())
    return np.array(rows, np.int64), np.array(starts, np.int64)


def _by_tokens(snapshot: Snapshot, listed: _Listed, nearest: Floats) -> tuple[Floats, Floats]:
    """For each of the chosen: its best passage by late interaction, standardised (n,), and its tokens' cosines (n, t).

    Nothing (zeros) where no passage was to be looked at.
    """
    if len(listed.rows) == 0:
        none = np.zeros(len(listed.chosen), np.float32)
        return none, none.reshape(-1, 1)[:, :0]
    late = np.maximum.reduceat(nearest @ listed.sought.weights, listed.starts)
    languages = _languages(snapshot, listed.places[listed.chosen])
    standard = snapshot.contents.late.expected.standard(late, listed.sought.language, languages)
    strengths: Floats = np.maximum.reduceat(nearest, listed.starts, axis=0)
    return standard, strengths


def _languages(snapshot: Snapshot, places: Numbers) -> list[str]:
    return [snapshot.places[p].language for p in places]


def _candidates(snapshot: Snapshot, question: Vectors, words: Words, allowed: npt.NDArray[np.bool_]) -> Numbers:
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
    places: Numbers = np.union1d(near, wordy[z[wordy] > 0])
    return places[[snapshot.places[p].last > snapshot.places[p].first for p in places]]


def _by_passages(snapshot: Snapshot, question: Vectors, places: Numbers) -> tuple[Vectors, Vectors]:
    """For each of `places`: cosine of its best passage, and of the sum of its passages."""
    rows, starts = _joined([(snapshot.places[p].first, snapshot.places[p].last) for p in places])
    similarities = snapshot.passage_vectors(rows) @ question
    whole = np.add.reduceat(similarities, starts) / snapshot.lengths[places]
    return np.maximum.reduceat(similarities, starts), whole.astype(np.float32)


def _by_sentences(snapshot: Snapshot, question: Vectors, places: Numbers) -> Vectors:
    """For each of `places`: cosine of its best sentence."""
    rows, starts = _joined([(snapshot.places[p].first_sentence, snapshot.places[p].last_sentence) for p in places])
    best: Vectors = np.maximum.reduceat(snapshot.contents.sentences[rows].astype(np.float32) @ question, starts)
    return best


def _joined(ranges: Sequence[tuple[int, int]]) -> tuple[Numbers, Numbers]:
    """All numbers of the `ranges`, one range after another, and where each begins in them."""
    firsts = np.array([first for first, _ in ranges], np.int64)
    counts = np.array([last - first for first, last in ranges], np.int64)
    starts = np.cumsum(counts) - counts
    return np.arange(counts.sum()) + np.repeat(firsts - starts, counts), starts
