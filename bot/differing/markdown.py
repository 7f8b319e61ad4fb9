"""A difference as Markdown, ready for a comment on a proposed change.

What was published or asked stands in code only, where nothing in it acts: no mention, no link, no picture, no HTML.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence

from bot.differing.answers import AnswerChange
from bot.differing.shown import fate_of, general_fields, held_back, summary, wanted
from bot.differing.statements import FieldChange, StatementChange, What
from bot.differing.whole import Difference
from bot.probing import Answer
from indexer.revision import marked

LONGEST = 60_000
"""Code points; a comment on the usual platforms takes some more."""
_WIDTH = 100
"""Characters of a line in a fence, where no platform breaks lines; what goes on is indented."""


def markdown(difference: Difference, longest: int = LONGEST) -> str:
    """At most `longest` code points; what does not fit is counted at the end."""
    blocks = [
        "### What changes for citizens",
        summary(difference),
        *filter(None, [held_back(difference)]),
        *_fields(tuple(general_fields(difference))),
        *(_statement(change) for change in difference.statements),
    ]
    rows = [_row(change) for change in difference.answers.changes]
    head = "\n".join(
        ("#### Answers", "", "| question | must be answered by | before | after |", "| --- | --- | --- | --- |")
    )
    table = [head, *rows] if rows else []
    kept, left = _fitting(blocks, table, longest - 200)
    if left:
        kept += f"\n\n{left} more changes do not fit here; `verbale diff` shows all."
    return kept + "\n"


def _fitting(blocks: Sequence[str], table: Sequence[str], room: int) -> tuple[str, int]:
    """Blocks and rows, in order, as far as there is room; and how many were left out."""
    text, left = "", 0
    for number, (block, apart) in enumerate([*((b, "\n\n") for b in blocks), *((r, "\n") for r in table)]):
        between = "" if not text else "\n\n" if number == len(blocks) else apart
        if left or len(text) + len(between) + len(block) > room:
            left += 1
        else:
            text += between + block
    return text, left


def _fields(fields: Sequence[FieldChange]) -> Iterator[str]:
    if fields:
        yield "\n".join(f"- {f.field}: {_code(f.before or '–')} → {_code(f.after or '–')}" for f in fields)


def _statement(change: StatementChange) -> str:
    lines = [f"#### {_code(change.title)}", "", f"`{change.id}`: {fate_of(change)}"]
    lines += (part for block in _fields(change.fields) for part in ("", block))
    if change.what not in (What.ADDED, What.GONE):
        for text in change.texts:
            lines += ["", f"{text.language}, {text.field}:", "", _fenced(marked(text.pieces))]
    return "\n".join(lines)


def _row(change: AnswerChange) -> str:
    cells = (
        f"{_code(change.probe.text)} ({change.probe.language})",
        wanted(change),
        _told(change.before, right=change.was_right),
        _told(change.after, right=change.right),
    )
    return f"| {' | '.join(cells)} |"


def _told(answer: Answer, *, right: bool | None) -> str:
    return f"**wrong:** {answer.shown}" if right is False else answer.shown


def _code(text: str) -> str:
    """A code span; a bar would end a table's cell even there."""
    ticks = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{space}{text}{space}{ticks}".replace("\n", " ").replace("|", "\\|")


def _fenced(text: str) -> str:
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    lines = "\n".join(map(_broken, text.split("\n")))
    return f"{fence}\n{lines}\n{fence}"


def _broken(line: str) -> str:
    if len(line) <= _WIDTH:
        return line
    return textwrap.fill(
        line, _WIDTH, subsequent_indent="  ", break_on_hyphens=False, expand_tabs=False, replace_whitespace=False
    )
