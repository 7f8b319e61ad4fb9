"""What people and programs are shown, made from values: messages of parts, and JSON. Knows no platform."""

from __future__ import annotations

from bot.rendering.browsing import entry_as_json, history, listed, timeline, topic_as_json, topics, unknown
from bot.rendering.parts import (
    GAP,
    Comparison,
    Fact,
    Heading,
    Item,
    Link,
    Message,
    Note,
    Part,
    Passed,
    Quotation,
)
from bot.rendering.programs import as_json, outcome_of
from bot.rendering.replies import pieces_of, presented, render, sources
from bot.rendering.verifying import verdict, verdict_as_json

__all__ = [
    "GAP",
    "Comparison",
    "Fact",
    "Heading",
    "Item",
    "Link",
    "Message",
    "Note",
    "Part",
    "Passed",
    "Quotation",
    "as_json",
    "entry_as_json",
    "history",
    "listed",
    "outcome_of",
    "pieces_of",
    "presented",
    "render",
    "sources",
    "timeline",
    "topic_as_json",
    "topics",
    "unknown",
    "verdict",
    "verdict_as_json",
]
