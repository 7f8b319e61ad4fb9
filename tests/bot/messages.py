"""Messages as lines, to be compared."""

from __future__ import annotations

from bot.rendering import Fact, Heading, Item, Link, Message, Note, Quotation


def texts(message: Message) -> list[str]:
    """All that a message says, part by part, one line each."""
    lines: list[str] = []
    for part in message.parts:
        match part:
            case Heading(text) | Note(text):
                lines.append(text)
            case Quotation():
                lines.append(f"> {part.text}")
            case Fact(label, value) | Link(label, value):
                lines.append(f"{label} | {value}")
            case Item(title, _, details, address):
                lines.append(" | ".join((title, *details, address)))
    return [line.replace("\u2068", "").replace("\u2069", "") for line in lines]
