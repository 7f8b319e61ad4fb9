"""A difference as people and programs read it: a message for the terminal, JSON, and Markdown for a comment.

Staff read it, so it is in English; what is published stands in its own language.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.differing.answers import AnswerChange
from bot.differing.statements import FieldChange, StatementChange, TextChange, What
from bot.differing.whole import Difference
from bot.findings import Change
from bot.probing import Answer
from bot.rendering import Comparison, Fact, Heading, Message, Note, Part, Passed
from indexer.questions import QUESTIONS_FILE
from indexer.revision import Fate, condensed
from indexer.statement import Standing

_VERDICTS = {True: ", right", False: ", wrong", None: ""}
_CHANGES = {Fate.KEPT: Change.KEPT, Fate.GONE: Change.MISSING, Fate.COME: Change.ADDED}


def summary(difference: Difference) -> str:
    """How much differs, in a sentence."""
    statements, answers = difference.statements, difference.answers
    told = "1 statement differs" if len(statements) == 1 else f"{len(statements) or 'No'} statements differ"
    if difference.ministry:
        told += "; ministry.yaml differs"
    if answers.why_not:
        return f"{told}. No question was asked: {answers.why_not}."
    asked = f"{answers.asked}" if answers.asked == answers.known else f"{answers.asked} (of {answers.known})"
    number = len(answers.changes)
    plural = "" if answers.known == 1 else "s"
    told += f"; of {asked} probe question{plural} {number or 'none'} {'is' if number < 2 else 'are'} answered otherwise"
    worse = [one.probe for one in answers.changes if one.worse]
    told += f", {len(worse)} of them wrongly now." if worse else "."
    return told + _in_the_way(sum(probe.by_staff for probe in worse))


def _in_the_way(questions: int) -> str:
    """What so many questions of staff that turn wrong mean."""
    if not questions:
        return ""
    verb, them = ("stands", "it is") if questions == 1 else ("stand", "they are")
    way = f"until {them} mended, or 'verbale index --allow-worse' is said"
    return f" {questions} of these {verb} in {QUESTIONS_FILE}: nothing is published {way}."


def held_back(difference: Difference) -> str:
    """What is not compared yet, in a sentence; empty where nothing waits."""
    named = ", ".join(f"{name} until {released:%Y-%m-%dT%H:%M:%SZ}" for name, released in difference.waiting)
    return f"Held back: {named}. With --as-of, such a time tells what changes then." if named else ""


def message(difference: Difference) -> Message:
    """For the terminal."""
    return Message("en", tuple(_parts(difference)))


def _parts(difference: Difference) -> Iterator[Part]:
    yield Note(f"From {difference.before} to {difference.after}. {summary(difference)}")
    if held := held_back(difference):
        yield Note(held)
    yield from (_fact(field) for field in general_fields(difference))
    for change in difference.statements:
        yield Heading(change.title, change.language)
        yield Note(f"{change.id}: {fate_of(change)}")
        yield from (_fact(field) for field in change.fields)
        for text in change.texts:
            if change.what not in (What.ADDED, What.GONE):
                yield Note(f"{text.language}, {text.field}:")
                pieces = condensed(text.pieces)
                yield Comparison(tuple(Passed(_CHANGES[p.fate], p.text) for p in pieces), text.language)
    for answer in difference.answers.changes:
        yield Heading(answer.probe.text, answer.probe.language)
        yield Note(f"to be answered by {wanted(answer)}")
        yield Fact("before", f"{answer.before.shown}{_VERDICTS[answer.was_right]}")
        yield Fact("after", f"{answer.after.shown}{_VERDICTS[answer.right]}")


def fate_of(change: StatementChange) -> str:
    """What became of a statement, and since when it stands otherwise: ``superseded by b``, ``added, in force (fr)``."""
    by = f" by {', '.join(change.by)}" if change.by else ""
    languages = ", ".join(dict.fromkeys(text.language for text in change.texts))
    told = f"{change.what}{by}"
    if change.what is What.ADDED:
        return f"{told}, {_spoken(change.after)} ({languages})"
    if change.what is What.GONE:
        return f"{told}, was {_spoken(change.before)} ({languages})"
    return told


def _spoken(standing: Standing | None) -> str:
    return "" if standing is None else standing.value.replace("-", " ")


def wanted(change: AnswerChange) -> str:
    """What must answer a probe, and who says so."""
    probe = change.probe
    named = " or ".join(sorted(probe.statements)) or "nothing"
    return f"{named} ({QUESTIONS_FILE}:{probe.line})" if probe.by_staff else f"{named} (its own question)"


def general_fields(difference: Difference) -> Iterator[FieldChange]:
    """What belongs to no statement."""
    for field in difference.ministry:
        yield FieldChange(f"ministry.yaml, {field.field}", field.before, field.after)
    before, after = difference.thresholds
    if before != after:
        yield FieldChange("confidence from which a position is presented", f"{before:.2f}", f"{after:.2f}")


def _fact(field: FieldChange) -> Fact:
    return Fact(field.field, f"{field.before or '–'} → {field.after or '–'}")


def as_json(difference: Difference) -> dict[str, Any]:
    """For programs; `pieces` joined without those that came are the earlier wording, without those gone the later."""
    answers = difference.answers
    return {
        "same": difference.same,
        "before": difference.before,
        "after": difference.after,
        "moment": difference.moment.isoformat().replace("+00:00", "Z"),
        "waiting": [
            {"id": name, "released": released.isoformat().replace("+00:00", "Z")}
            for name, released in difference.waiting
        ],
        "thresholds": {"before": difference.thresholds[0], "after": difference.thresholds[1]},
        "ministry": [_field_as_json(field) for field in difference.ministry],
        "statements": [_statement_as_json(change) for change in difference.statements],
        "questions": {
            "asked": answers.asked,
            "known": answers.known,
            "why_not": answers.why_not or None,
            "changed": [_answer_as_json(change) for change in answers.changes],
        },
    }


def _statement_as_json(change: StatementChange) -> dict[str, Any]:
    return {
        "id": change.id,
        "title": change.title,
        "language": change.language,
        "what": change.what.value,
        "before": None if change.before is None else change.before.value,
        "after": None if change.after is None else change.after.value,
        "by": list(change.by),
        "fields": [_field_as_json(field) for field in change.fields],
        "texts": [_text_as_json(text) for text in change.texts],
    }


def _field_as_json(field: FieldChange) -> dict[str, str]:
    return {"field": field.field, "before": field.before, "after": field.after}


def _text_as_json(text: TextChange) -> dict[str, Any]:
    pieces = [{"fate": piece.fate.value, "text": piece.text} for piece in text.pieces]
    return {"language": text.language, "field": text.field, "pieces": pieces}


def _answer_as_json(change: AnswerChange) -> dict[str, Any]:
    probe = change.probe
    return {
        "question": probe.text,
        "language": probe.language,
        "statements": sorted(probe.statements),
        "line": probe.line or None,
        "before": _side_as_json(change.before, right=change.was_right),
        "after": _side_as_json(change.after, right=change.right),
    }


def _side_as_json(answer: Answer, *, right: bool | None) -> dict[str, Any]:
    sure = round(answer.confidence, 4)
    return {"outcome": answer.outcome, "statements": list(answer.statements), "confidence": sure, "right": right}
