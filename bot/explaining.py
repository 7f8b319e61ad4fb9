"""Why a question got its reply, for staff: what was searched for, what matched, what it counted, what was left out.

Everything is taken from the search that the reply came from, done once more; nothing here decides anything.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np

from bot.catalogue import Catalogue
from bot.confidence import Calibrator, features, shipped
from bot.deciding import Search, search
from bot.desk import best, task_of, tried
from bot.quoting import nearness
from bot.reading import Asked, KnownBy, readable
from bot.reply import Question, Reply, Searched, Several
from bot.retrieval import Candidate
from indexer.encoding import Encoder
from indexer.kinds import QuestionKind
from indexer.lexicon import tokens
from indexer.statement import Standing, Version
from indexer.store import Fit, Snapshot, Thresholds

CANDIDATES = 3
_SENTENCES = 3
_LEFT_OUT = 10
"""Among so many best of all statements, in force or not, those that were left out are named."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One wording that was searched for, and the confidence in the best that it found."""

    text: str
    confidence: float
    taken: bool


@dataclass(frozen=True, slots=True)
class KindShare:
    """How probably the question is of a kind, and from where that kind is believed."""

    kind: QuestionKind
    probability: float
    threshold: float


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the question: its share of the question's weight, and the cosine of the nearest token found."""

    text: str
    weight: float
    strength: float


@dataclass(frozen=True, slots=True)
class Term:
    """A stem that BM25 looks for: its weight, and whether the version holds it."""

    term: str
    weight: float
    held: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the version, ``text == version.text[start:end]``, and how near it is to the question."""

    start: int
    end: int
    text: str
    nearness: float


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature of the confidence: its value, and for "right" and "answerable" its weight and what it adds to each."""

    name: str
    value: float
    right_weight: float
    right_adds: float
    answerable_weight: float
    answerable_adds: float


@dataclass(frozen=True, slots=True)
class Explained:
    """A candidate, in the version that matched.

    `score` ranks; `standard`, `late` and `words` are what it is made of. `right` and `answerable` are the probabilities
    that `confidence` is made of, before it is scaled and fitted to the store.
    """

    id: str
    title: str
    language: str
    confidence: float
    same_language: bool
    score: float
    standard: float
    late: float
    words: float
    right: float
    answerable: float
    features: tuple[Feature, ...]
    tokens: tuple[Token, ...]
    terms: tuple[Term, ...]
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A statement that would be at `rank` (from 1) if all were ranked, and why it is not in the pool.

    `ended_by` and `moment`: what ended its force, and when; or that it is not yet out, and when it will be.
    """

    id: str
    title: str
    rank: int
    confidence: float
    ended_by: Standing
    moment: date | datetime | None
    replaced_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """One question and its reply, explained. `kinds` are empty where the store was not taught any."""

    text: str
    language: str
    known_by: KnownBy
    reply: Reply
    moment: datetime
    tried: tuple[Tried, ...]
    kinds: tuple[KindShare, ...]
    thresholds: Thresholds
    fit: Fit | None
    candidates: tuple[Explained, ...]
    left_out: tuple[LeftOut, ...]


def explain(snapshot: Snapshot, encoder: Encoder, question: Question, reply: Reply) -> tuple[Explanation, ...]:
    """Why `question` got `reply` from `snapshot`: one explanation for each question in it, none for what asks nothing.

    `encoder` is the model that made the store.
    """
    if not isinstance(reply, Searched):
        return ()
    task = task_of(snapshot, replace(question, text=readable(question.text)))
    asked = task.parts or (task.whole,)
    replies = [part for _, part in reply.parts] if isinstance(reply, Several) else [reply]
    pairs = zip(asked, replies, strict=True)
    return tuple(_explain(snapshot, encoder, one, told, question.as_of) for one, told in pairs)


def _explain(snapshot: Snapshot, encoder: Encoder, asked: Asked, reply: Reply, now: datetime) -> Explanation:
    encoded = dict(zip(asked.wordings, encoder.questions_by_token(asked.wordings), strict=True))
    searches = tried(snapshot, asked, now, encoded)
    taken = best(searches)
    moment = reply.found.as_of if isinstance(reply, Searched) and reply.found.as_of is not None else now
    # A question about an earlier time was answered from another pool.
    found = taken if moment == now else search(snapshot, taken.sought, moment)
    return Explanation(
        text=asked.text,
        language=asked.language,
        known_by=asked.known_by,
        reply=reply,
        moment=moment,
        tried=tuple(Tried(one.sought.text, one.best, one is taken) for one in searches),
        kinds=_kinds(snapshot, found),
        thresholds=snapshot.manifest.thresholds,
        fit=snapshot.manifest.fit,
        candidates=tuple(_explained(snapshot, found, i) for i in range(len(found.sure[:CANDIDATES]))),
        left_out=_left_out(snapshot, found),
    )


def _kinds(snapshot: Snapshot, found: Search) -> tuple[KindShare, ...]:
    """The kinds of questions, likeliest first."""
    kinds = snapshot.contents.kinds
    if kinds is None:
        return ()
    shares = kinds.probabilities(found.sought.vector[None, :])[0].tolist()
    told = (KindShare(*one) for one in zip(QuestionKind, shares, kinds.thresholds.tolist(), strict=True))
    return tuple(sorted(told, key=lambda one: -one.probability))


def _explained(snapshot: Snapshot, found: Search, number: int) -> Explained:
    candidate = found.ranking.candidates[number]
    statement = snapshot.contents.statements[candidate.statement]
    version = statement.best_version(snapshot.places[candidate.place].language)
    calibrator = shipped().same if candidate.same_language else shipped().across
    values = features(found.ranking, number)
    pieces = zip(found.sought.spans, found.sought.weights.tolist(), candidate.strengths, strict=False)
    return Explained(
        id=statement.id,
        title=version.title,
        language=version.language,
        confidence=found.sure[number],
        same_language=candidate.same_language,
        score=candidate.score,
        standard=candidate.standard,
        late=candidate.late,
        words=candidate.words,
        right=_probability(calibrator.of(calibrator.right, values)),
        answerable=_probability(calibrator.of(calibrator.answerable, values)),
        features=_features(calibrator, values),
        tokens=tuple(Token(found.sought.text[a:b], weight, strength) for (a, b), weight, strength in pieces),
        terms=_terms(snapshot, found, candidate),
        sentences=_sentences(snapshot, found, candidate, version),
    )


def _features(calibrator: Calibrator, values: Mapping[str, float]) -> tuple[Feature, ...]:
    """Those that weigh in the calibrator, in its order."""
    told = []
    for i, name in enumerate(calibrator.features):
        standardised = (values[name] - calibrator.means[i]) / calibrator.scales[i]
        right, answerable = calibrator.right.weights[i], calibrator.answerable.weights[i]
        told.append(Feature(name, values[name], right, right * standardised, answerable, answerable * standardised))
    return tuple(told)


def _terms(snapshot: Snapshot, found: Search, candidate: Candidate) -> tuple[Term, ...]:
    """What BM25 looks for, heaviest first; nothing for a version in another language, where words do not count."""
    index = snapshot.contents.lexicon.words(found.sought.language)
    if index is None or not candidate.same_language:
        return ()
    told = []
    for term in sorted(set(tokens(found.sought.text, found.sought.language))):
        postings = index.postings(term)
        held = postings is not None and candidate.place in index.rows[postings[0]]
        told.append(Term(term, index.weight(term), held))
    return tuple(sorted(told, key=lambda one: -one.weight))


def _sentences(snapshot: Snapshot, found: Search, candidate: Candidate, version: Version) -> tuple[Sentence, ...]:
    """The sentences of a version that come nearest, nearest first."""
    place = snapshot.places[candidate.place]
    spans = [span for row in range(place.first, place.last) for span in snapshot.contents.sentence_spans[row]]
    near = nearness(snapshot, place, found.sought)
    nearest = np.argsort(-near, kind="stable")[:_SENTENCES]
    told = ((*spans[i], float(near[i])) for i in nearest)
    return tuple(Sentence(start, end, version.text[start:end], value) for start, end, value in told)


def _left_out(snapshot: Snapshot, found: Search) -> tuple[LeftOut, ...]:
    """Of the best of all statements those not in force, with the reason. What is under embargo is in no store."""
    statements = snapshot.contents.statements
    whole = search(snapshot, found.sought, found.moment, np.full(len(statements), True))
    in_force = snapshot.in_force(found.moment)
    catalogue = Catalogue(snapshot, found.moment)
    told = []
    for rank, (candidate, sure) in enumerate(zip(whole.ranking.candidates, whole.sure, strict=True), 1):
        if in_force[candidate.statement] or rank > _LEFT_OUT:
            continue
        statement = statements[candidate.statement]
        title = statement.best_version(found.sought.language).title
        entry = catalogue.find(statement.id)
        if entry is None or entry.ended_by is None:
            told.append(LeftOut(statement.id, title, rank, sure, Standing.NOT_YET, statement.released))
        else:
            after = tuple(s.id for s in entry.successors)
            told.append(LeftOut(statement.id, title, rank, sure, entry.ended_by, entry.until, after))
    return tuple(told)


def _probability(logit: float) -> float:
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, logit))))
