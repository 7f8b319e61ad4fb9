"""The desk: a question in, a reply out.

Knows no platform, no user and no clock: the moment for which an answer must hold comes with the question. The
same snapshot serves a question from beginning to end, and all that is searched for is encoded together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.deciding import Search, decide, found_of, search, search_all
from bot.language import detect
from bot.phrasing import script, spelling
from bot.phrasing.leaning import bearing_of
from bot.phrasing.parting import MOST_QUESTIONS
from bot.reading import LANGUAGE, Asked, KnownBy, known_language, parts_of, read, readable
from bot.reply import Command, Empty, Greeting, Paused, Question, Reply, Several, TooLong, TooMany
from bot.retrieval import seek
from bot.wording import greeted_in
from indexer.encoding import EncodedQuestion, Encoder, ModelError
from indexer.golden import SAME_MODEL, agreement
from indexer.statement import Statement
from indexer.store import Library, Snapshot

LONGEST_QUESTION = 500
"""Code points; a longer text is not a question."""
_READ = 2000
"""Code points of such a text that are searched for all the same, so that its ranking can be told."""


_HAS_TO_DO = 0.45
"""The mean cosine, by weight, that a follow-up's own words need in what is found for it."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is searched for to answer one question: the text as a whole and, if it asks several, its parts.

    `count` is how many it asks; more than are answered together have no parts.
    """

    question: Question
    whole: Asked
    parts: tuple[Asked, ...]
    count: int

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(wording for asked in (self.whole, *self.parts) for wording in asked.wordings)


class Desk:
    """Answers questions from the store's current snapshot with one model."""

    def __init__(self, library: Library, encoder: Encoder) -> None:
        self._library = library
        self._encoder = encoder

    @property
    def library(self) -> Library:
        """The store that is answered from."""
        return self._library

    def snapshot(self) -> Snapshot:
        """The store's current snapshot."""
        return self._library.snapshot()

    def statements(self) -> tuple[Statement, ...]:
        """All statements of the current snapshot, in force or not."""
        return self.snapshot().contents.statements

    def respond(self, question: Question) -> Reply:
        """The reply to one question."""
        return self.respond_all([question])[0]

    def respond_all(self, questions: Sequence[Question]) -> list[Reply]:
        """Replies in the order of `questions`, which are encoded together."""
        snapshot = self.snapshot()
        if not self._library.paused():
            replies = replies_from(snapshot, questions, self._encoder.questions_by_token)
            if not self._library.paused():  # nor meanwhile: a pause holds for questions that are being thought over
                return replies
        return [paused(snapshot, question) for question in questions]


def replies_from(
    snapshot: Snapshot, questions: Sequence[Question], encode: Callable[[Sequence[str]], list[EncodedQuestion]]
) -> list[Reply]:
    """Replies from one snapshot, in the order of `questions`; all that is searched for is encoded together."""
    trimmed = [replace(question, text=readable(question.text)) for question in questions]
    replies: dict[int, Reply | None] = {i: without_search(snapshot, one) for i, one in enumerate(trimmed)}
    tasks = {i: task_of(snapshot, trimmed[i]) for i, reply in replies.items() if reply is None}
    texts = list(dict.fromkeys(text for task in tasks.values() for text in task.texts))
    encoded = dict(zip(texts, encode(texts) if texts else (), strict=True))
    first = _searched_first(snapshot, tasks.values(), encoded)
    for i, task in tasks.items():
        replies[i] = _answer(snapshot, task, encoded, first)
    return [reply for _, reply in sorted(replies.items()) if reply is not None]


def open_desk(root: Path, encoder: Encoder) -> Desk:
    """A desk over the store in `root`, which follows what is published there.

    Raises `StoreError`, or `ModelError` when the store was made with another model than `encoder`. A later version
    made with another model is not taken.
    """
    return Desk(Library(root, lambda snapshot: _take(snapshot, encoder)), encoder)


def _take(snapshot: Snapshot, encoder: Encoder) -> None:
    """Refuse a snapshot of another model; derive from one that is taken what the first question would wait for."""
    demand_same_model(snapshot, encoder)
    script.prepare(snapshot.contents.lexicon)
    spelling.prepare(snapshot.contents.lexicon)


def demand_same_model(snapshot: Snapshot, encoder: Encoder) -> None:
    """Raise `ModelError` when `snapshot` was made with another model than `encoder`."""
    made, own = snapshot.manifest.model, encoder.card
    if made.fingerprint != own.fingerprint:
        raise ModelError(
            f"the store was made with model {made.name} ({made.fingerprint[:12]}…), "
            f"this is {own.name} ({own.fingerprint[:12]}…); set VERBALE_MODEL or run 'verbale index'"
        )
    agreed = agreement(encoder, made.golden)
    if agreed < SAME_MODEL:
        raise ModelError(
            f"model {own.name} agrees with the store's only to {agreed:.4f}, not {SAME_MODEL}; "
            "run 'verbale index' on this machine"
        )


def paused(snapshot: Snapshot, question: Question) -> Paused:
    """What is replied to anything while the service is paused, in the language that an answer would have."""
    language = known_language(question.answer_in) or known_language(question.language)
    if language is None:
        start, supposed = readable(question.text)[:LONGEST_QUESTION], known_language(question.supposed)
        language = greeted_in(start) or detect(start, snapshot.contents.lexicon, supposed or LANGUAGE, supposed)
    return Paused(language, snapshot.contents.ministry)


def without_search(snapshot: Snapshot, question: Question) -> Reply | None:
    """The reply to what needs no search, or None."""
    known = known_language(question.answer_in) or known_language(question.language)
    language = known or known_language(question.supposed) or LANGUAGE
    text = question.text
    if not any(map(str.isalpha, text)):
        return Empty(language)
    if text.startswith("/") and len(text) <= LONGEST_QUESTION:
        return Command(language, text.split()[0])
    greeted = greeted_in(text)
    if greeted is not None:
        return Greeting(known or greeted, snapshot.contents.ministry)
    return None


def task_of(snapshot: Snapshot, question: Question) -> Task:
    """What to search for; the question's text is `readable` and not one that needs no search."""
    lexicon = snapshot.contents.lexicon
    text = question.text
    if len(text) > LONGEST_QUESTION:
        language = known_language(question.language) or detect(text[:LONGEST_QUESTION], lexicon, LANGUAGE)
        known_by = KnownBy.DETECTED if known_language(question.language) is None else KnownBy.GIVEN
        return Task(question, Asked(text, language, (text[:_READ],), known_by), (), 1)
    parts = parts_of(text)
    before = None if question.follows is None else question.follows.text
    whole = read(text, question, lexicon, before)
    if not 1 < len(parts) <= MOST_QUESTIONS:
        return Task(question, whole, (), len(parts))
    earlier = (before, *parts[:-1])
    supposed = replace(question, supposed=whole.language)  # a short part's own letters tell less
    asked = tuple(read(part, supposed, lexicon, one) for part, one in zip(parts, earlier, strict=True))
    return Task(question, whole, asked, len(parts))


def _searched_first(
    snapshot: Snapshot, tasks: Iterable[Task], encoded: Mapping[str, EncodedQuestion]
) -> dict[tuple[Asked, datetime], Search]:
    """The searches for the first wording of all that is asked, those for one moment together."""
    by_moment: dict[datetime, dict[Asked, None]] = {}
    for task in tasks:
        by_moment.setdefault(task.question.as_of, {}).update(dict.fromkeys((task.whole, *task.parts)))
    found: dict[tuple[Asked, datetime], Search] = {}
    for moment, asked in by_moment.items():
        sought = [seek(snapshot, one.wordings[0], one.language, encoded[one.wordings[0]]) for one in asked]
        searches = search_all(snapshot, sought, moment)
        found |= dict(zip(((one, moment) for one in asked), searches, strict=True))
    return found


def _answer(
    snapshot: Snapshot,
    task: Task,
    encoded: Mapping[str, EncodedQuestion],
    first: Mapping[tuple[Asked, datetime], Search],
) -> Reply:
    question = task.question
    language = known_language(question.answer_in) or task.whole.language

    def surest(asked: Asked) -> Search:
        known = first[asked, question.as_of]
        return best(tried(snapshot, asked, question.as_of, encoded, first=known))

    found = surest(task.whole)
    if len(question.text) > LONGEST_QUESTION:
        return TooLong(found_of(snapshot, found, language), len(question.text), LONGEST_QUESTION)
    if task.count > MOST_QUESTIONS:
        return TooMany(found_of(snapshot, found, language), task.count, MOST_QUESTIONS)
    if not task.parts:
        return decide(snapshot, found, language, question.as_of, question.dated)
    replies = []
    for asked in task.parts:
        part = surest(asked)
        spoken = known_language(question.answer_in) or asked.language
        replies.append((asked.text, decide(snapshot, part, spoken, question.as_of, question.dated)))
    return Several(found_of(snapshot, found, language), tuple(replies))


def tried(
    snapshot: Snapshot,
    asked: Asked,
    moment: datetime,
    encoded: Mapping[str, EncodedQuestion],
    pool: npt.NDArray[np.bool_] | None = None,
    first: Search | None = None,
) -> tuple[Search, ...]:
    """A search for each wording of a question in turn, up to the first that finds a position.

    `first` is that for the first wording, where it is known already.
    """
    searches: list[Search] = []
    own = asked.wordings[0]
    named = bearing_of(own, snapshot.contents.lexicon, asked.language).named  # none in "since when?"
    for wording in asked.wordings:
        if first is None or wording != own:
            sought = seek(snapshot, wording, asked.language, encoded[wording])
            found = search(snapshot, sought, moment, pool)
        else:
            found = first
        follows = searches and wording.endswith(own) and named
        if follows and not _answers_the_end(found, len(own)):
            continue
        searches.append(found)
        if searches[-1].best >= snapshot.manifest.thresholds.position:
            break
    return tuple(searches)


def _answers_the_end(found: Search, length: int) -> bool:
    """Whether what was found has to do with the last `length` code points that were sought, too.

    A follow-up is searched for behind the question before it, which alone would find its own answer again.
    """
    sought = found.sought
    own = np.array([start >= len(sought.text) - length for start, _ in sought.spans], bool)
    if not found.ranking.candidates or not own.any():
        return bool(found.ranking.candidates)
    strengths = np.array(found.ranking.candidates[0].strengths)
    return bool(sought.weights[own] @ strengths[own] >= _HAS_TO_DO * sought.weights[own].sum())


def best(searches: Sequence[Search]) -> Search:
    """The search that is surest; of equal ones the first, which is nearest to what was written."""
    return max(searches, key=lambda one: one.best)
