"""The desk: a question in, a reply out. One embedding, one search, one reply.

Knows no platform, no user and no clock: the moment for which an answer must hold comes with the question. The
same snapshot serves a question from beginning to end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bot.confidence import confidence, shipped
from bot.language import detect
from bot.quoting import quote
from bot.reply import Closest, Command, Empty, Found, Greeting, Match, NoPosition, Position, Question, Reply, TooLong
from bot.retrieval import Candidate, Ranking, rank
from bot.wording import greeted_in, is_language, primary
from indexer.embedding import SAME_MODEL, Encoder, ModelError, agreement
from indexer.statement import Statement
from indexer.store import Library, Snapshot, Thresholds
from indexer.vectors import Vectors

LONGEST_QUESTION = 500
"""Code points; a longer text is not a question."""

_LISTED = 5
_RANKED = 10
_LANGUAGE = "en"  # spoken when a text has no language at all


class Desk:
    """Answers questions from the store's current snapshot with one model."""

    def __init__(self, library: Library, encoder: Encoder) -> None:
        self._library = library
        self._encoder = encoder

    def statements(self) -> tuple[Statement, ...]:
        """All statements of the current snapshot, in force or not."""
        return self._library.snapshot().contents.statements

    def respond(self, question: Question) -> Reply:
        """The reply to one question."""
        return self.respond_all([question])[0]

    def respond_all(self, questions: Sequence[Question]) -> list[Reply]:
        """Replies in the order of `questions`, which are encoded together."""
        snapshot = self._library.snapshot()
        trimmed = [_readable(question.text).strip() for question in questions]
        languages = [_known(question.language) for question in questions]
        spoken = [_known(question.answer_in) for question in questions]
        replies = {i: _without_search(snapshot, text, spoken[i] or languages[i]) for i, text in enumerate(trimmed)}
        searched = [i for i, reply in replies.items() if reply is None]
        rows = self._encoder.questions([trimmed[i] for i in searched]) if searched else None
        for row, i in enumerate(searched):
            assert rows is not None
            asked = replace(questions[i], text=trimmed[i], language=languages[i], answer_in=spoken[i])
            replies[i] = answer(snapshot, asked, rows[row : row + 1])
        return [reply for _, reply in sorted(replies.items()) if reply is not None]


def open_desk(root: Path, encoder: Encoder) -> Desk:
    """A desk over the store in `root`, which follows what is published there.

    Raises `StoreError`, or `ModelError` when the store was made with another model than `encoder`. A later version
    made with another model is not taken.
    """
    return Desk(Library(root, lambda snapshot: _demand_same_model(snapshot, encoder)), encoder)


def _demand_same_model(snapshot: Snapshot, encoder: Encoder) -> None:
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


def _readable(text: str) -> str:
    """`text` with a question mark for what is no character: half of a surrogate pair stops a model."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _known(language: str | None) -> str | None:
    """The ISO 639-1 code of what a front-end says the language is; None when that is none."""
    code = primary(language or "")
    return code if is_language(code) else None


def _without_search(snapshot: Snapshot, text: str, known: str | None) -> Reply | None:
    """The reply to what needs no search, or None."""
    language = known or _LANGUAGE
    if not any(map(str.isalnum, text)):
        return Empty(language)
    if len(text) > LONGEST_QUESTION:
        spoken = known or detect(text[:LONGEST_QUESTION], snapshot.contents.lexicon, _LANGUAGE)
        return TooLong(spoken, len(text), LONGEST_QUESTION)
    if text.startswith("/"):
        return Command(language, text.split()[0])
    greeted = greeted_in(text)
    if greeted is not None:
        return Greeting(known or greeted, snapshot.contents.ministry)
    return None


def answer(snapshot: Snapshot, question: Question, row: Vectors) -> Reply:
    """Search and decide for one question whose vector, as the model gives it, is `row` (1, dim)."""
    contents = snapshot.contents
    language = question.language or detect(question.text, contents.lexicon, _LANGUAGE)
    spoken = question.answer_in or language
    placed = contents.space.place_questions(row, language)[0]
    ranking = rank(snapshot, placed, question.text, language, question.as_of)
    matches = tuple(
        _match(snapshot, ranking, i, candidate, spoken, placed)
        for i, candidate in enumerate(ranking.candidates[:_RANKED])
    )
    sure = matches[0].confidence if matches else 0.0
    as_of = question.as_of if question.dated else None
    return decide(Found(spoken, sure, matches, contents.ministry, as_of), snapshot.manifest.thresholds)


def decide(found: Found, thresholds: Thresholds) -> Reply:
    """Which of the three outcomes a ranking has."""
    if found.matches and found.confidence >= thresholds.position:
        return Position(found)
    listed = tuple(m for m in found.matches if m.confidence >= thresholds.closest)[:_LISTED]
    return Closest(found, listed) if listed else NoPosition(found)


def _match(
    snapshot: Snapshot, ranking: Ranking, place: int, candidate: Candidate, language: str, question: Vectors
) -> Match:
    statement = snapshot.contents.statements[candidate.statement]
    version = statement.best_version(language)
    shown = snapshot.place(candidate.statement, version.language)
    return Match(
        statement=statement,
        version=version,
        confidence=confidence(ranking, place, shipped(), snapshot.manifest.fit),
        quote=quote(snapshot, shown, version, question),
        replaces=_replaced(snapshot, statement),
    )


def _replaced(snapshot: Snapshot, statement: Statement) -> tuple[Statement, ...]:
    return tuple(snapshot.by_id[earlier] for earlier in statement.supersedes if earlier in snapshot.by_id)
