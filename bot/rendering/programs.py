"""Replies to questions as JSON, for programs. The shapes are stable: scripts and evaluations depend on them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, assert_never

from bot.reply import (
    Closest,
    Command,
    Empty,
    Former,
    Greeting,
    Match,
    NoPosition,
    Paused,
    Position,
    Refusal,
    Reply,
    Searched,
    Several,
    TooLong,
    TooMany,
)
from bot.wording import wording
from indexer.statement import Standing, start_of


def outcome_of(reply: Reply) -> str:
    """The `outcome` of a JSON reply."""
    match reply:
        case Position():
            return "position"
        case Closest():
            return "closest"
        case NoPosition():
            return "none"
        case Refusal(_, reason):
            return reason.value
        case Former():
            return "superseded"
        case Several():
            return "several"
        case TooMany():
            return "too-many"
        case TooLong():
            return "too-long"
        case Greeting():
            return "greeting"
        case Empty():
            return "empty"
        case Command():
            return "command"
        case Paused():
            return "paused"
        case _:
            assert_never(reply)


def as_json(reply: Reply, took_ms: float) -> dict[str, Any]:
    """A reply for programs: `outcome`, `confidence` (0..1), `statements` (best first), what goes with it, `took_ms`.

    `statements` holds the whole ranking whatever the outcome; `start` and `end` count code points. `as_of`, in UTC, is
    there only where the reply speaks of a chosen moment. `signpost` goes with a refusal that knows where to turn,
    `former` with a statement no longer in force, `replies` with several questions, each as a reply of its own.
    """
    return {**_told(reply), "took_ms": round(took_ms, 1)}


def _told(reply: Reply) -> dict[str, Any]:
    if not isinstance(reply, Searched):
        return {"outcome": outcome_of(reply), "confidence": 0.0, "statements": []}
    found = reply.found
    return {
        "outcome": outcome_of(reply),
        **({} if found.as_of is None else {"as_of": iso(found.as_of)}),
        "confidence": float(found.confidence),
        "statements": [{**_shown(m), "quote": _quoted(m)} for m in found.matches],
        **_more(reply),
    }


def _more(reply: Searched) -> dict[str, Any]:
    match reply:
        case Refusal(found, _, signpost) if signpost is not None:
            named = next((name for name, known in found.ministry.signposts.items() if known == signpost), None)
            label = wording(found.language).of(signpost.label)
            known = {} if named is None else {"id": named}
            return {"signpost": {**known, "label": label, "link": signpost.link, "phone": signpost.phone}}
        case Former(_, match, _, standing, successor):
            shown = _shown(match)
            del shown["confidence"]
            ended = {"until": iso(last_day(reply)), "standing": standing.value}
            replaced = {"replaced_by": None if successor is None else successor.id}
            return {"former": {**shown, **ended, **replaced, "quote": _quoted(match)}}
        case Several(_, parts):
            return {"replies": [{"question": question, **_told(part)} for question, part in parts]}
        case Position() | Closest() | NoPosition() | Refusal() | TooMany() | TooLong():
            return {}
        case _:
            assert_never(reply)


def last_day(former: Former) -> date | datetime:
    """Until when a former statement stood: the last day of its term, or the day on which its successor appeared.

    An instant, where that is what was published.
    """
    term = former.match.statement.valid_until
    if former.standing is Standing.ENDED and term is not None:
        return term
    whole_day = former.until == start_of(former.until.astimezone(UTC).date())
    return former.until.astimezone(UTC).date() if whole_day else former.until


def _shown(match: Match) -> dict[str, Any]:
    return {
        "id": match.statement.id,
        "confidence": float(match.confidence),
        "title": match.version.title,
        "language": match.version.language,
        "published": iso(match.statement.published),
        "source": match.version.source,
    }


def _quoted(match: Match) -> list[dict[str, Any]]:
    return [{"start": s.start, "end": s.end, "text": s.text} for s in match.quote]


def iso(moment: date | datetime) -> str:
    """A date as it is; a time in UTC, as ``2026-03-14T09:30:00Z``."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return moment.isoformat()
