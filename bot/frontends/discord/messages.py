"""What stands in a message that somebody points at, read from what Discord tells of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.frontends.discord.markup import QUOTED


def text_of(message: Mapping[str, Any]) -> str:
    """What stands in a message, as it was written: its text, else its displays and embeds, else what it forwards."""
    shown = [*_displays(message.get("components") or []), *_embedded(message.get("embeds") or [])]
    found = [part for part in (message.get("content") or "", *shown) if part]
    if not found:
        found = [text_of(one["message"]) for one in message.get("message_snapshots") or []]
    return "\n".join(found).strip()


def quoted_by(message: Mapping[str, Any]) -> str:
    """What stands as a quotation in a message of the bot's, without what it says of it; still marked."""
    shown = _displays(message.get("components") or [])
    return "\n\n".join(text for text in shown if text.startswith(QUOTED))


def _displays(components: list[Any]) -> Iterator[str]:
    for part in components:
        if isinstance(part.get("content"), str):
            yield part["content"]
        yield from _displays(part.get("components") or [])


def _embedded(embeds: list[Any]) -> Iterator[str]:
    for embed in embeds:
        if embed.get("type", "rich") == "rich":
            yield from (embed[name] for name in ("title", "description") if isinstance(embed.get(name), str))
