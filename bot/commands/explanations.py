"""An explanation of a reply, for staff: as plain lines in English, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from bot.frontends.screen import harmless
from bot.rendering import outcome_of

if TYPE_CHECKING:
    from bot.explaining import Explained, Explanation, LeftOut

_LIKELY = 0.05
_SENTENCE = 160
"""Code points of a sentence that are shown."""


def as_fields(told: Explanation) -> dict[str, Any]:
    """An explanation for programs: its fields, with the `outcome` in place of the reply."""
    fields = asdict(told)
    del fields["reply"]
    explained: dict[str, Any] = _plain({"outcome": outcome_of(told.reply), **fields})
    return explained


def _plain(value: Any) -> Any:
    """`value` with dates as ISO 8601 writes them."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date | datetime) else value


def as_lines(told: Explanation) -> str:
    """An explanation for a person at a terminal, where nothing in it can act."""
    return harmless("\n".join(_lines(told)) + "\n")


def _lines(told: Explanation) -> Iterator[str]:
    yield f"Question    {told.text}"
    yield f"Language    {told.language} ({told.known_by})"
    yield f"Outcome     {outcome_of(told.reply)}"
    yield f"In force    {told.moment:%Y-%m-%d %H:%M} UTC"
    for one in told.tried:
        yield f"Searched    {one.text}  {one.confidence:.3f}{'  taken' if one.taken else ''}"
    kinds = [f"{k.kind} {k.probability:.2f} (believed from {k.threshold:.2f})" for k in told.kinds]
    shown = [text for text, k in zip(kinds, told.kinds, strict=True) if k.probability >= _LIKELY]
    yield f"Kind        {', '.join(shown) or 'not judged'}"
    yield f"Thresholds  position {told.thresholds.position:.3f}, closest {told.thresholds.closest:.3f}"
    if told.fit is None:
        yield "Fit         none: the shipped confidence as it is"
    else:
        fit = told.fit
        yield f"Fit         {fit.slope:.3f} × logit {fit.intercept:+.3f}, from {fit.questions} questions of staff"
    for number, candidate in enumerate(told.candidates, 1):
        yield ""
        yield from _candidate(number, candidate)
    yield ""
    if told.left_out:
        yield "Left out, though among the best of all statements:"
        yield from map(_left_out, told.left_out)
    else:
        yield "Nothing that is not in force is among the best of all statements."


def _candidate(number: int, told: Explained) -> Iterator[str]:
    yield f"{number}. {told.id}: {told.title} ({told.language})"
    across = "" if told.same_language else ", across languages"
    yield f"   confidence {told.confidence:.3f} from right {told.right:.3f}, answerable {told.answerable:.3f}{across}"
    yield f"   score {told.score:.2f} from vectors {told.standard:.2f}, tokens {told.late:.2f}, words {told.words:.2f}"
    pieces = (f"{t.text} {t.strength:.2f} (weighs {t.weight:.2f})" for t in told.tokens)
    yield f"   question    {'; '.join(pieces) or 'not looked at token by token'}"
    for label, held in (("words held", True), ("not held", False)):
        terms = (f"{t.term} ({t.weight:.1f})" for t in told.terms if t.held is held)
        yield f"   {label:10}  {', '.join(terms) or '–'}"
    for sentence in told.sentences:
        text = " ".join(sentence.text.split())
        yield f"   {sentence.nearness:.2f} near   {text if len(text) <= _SENTENCE else text[: _SENTENCE - 1] + '…'}"
    yield f"   {'feature':14}{'value':>9}{'right: weight':>16}{'adds':>8}{'answerable: weight':>21}{'adds':>8}"
    for f in told.features:
        right = f"{f.right_weight:>16.3f}{f.right_adds:>+8.2f}"
        yield f"   {f.name:14}{f.value:>9.3f}{right}{f.answerable_weight:>21.3f}{f.answerable_adds:>+8.2f}"


def _left_out(told: LeftOut) -> str:
    when = "" if told.moment is None else f" {told.moment:%Y-%m-%d}"
    after = f", replaced by {', '.join(told.replaced_by)}" if told.replaced_by else ""
    return f"   rank {told.rank}, {told.confidence:.3f}  {told.id}: {told.title} ({told.ended_by}{when}{after})"
