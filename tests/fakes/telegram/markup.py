"""Telegram's HTML, read as its servers read it: text and entities, or a refusal.

Stricter in one thing: where Telegram drops formatting in silence (a quotation within a quotation, anything within
code), this refuses, so that a test sees it. Offsets and lengths are UTF-16 units, as in the Bot API.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

LONGEST = 4096
_SIMPLE = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "code": "code", "pre": "pre", "blockquote": "blockquote", "a": "text_link", "span": "spoiler",
    "tg-emoji": "custom_emoji",
}  # fmt: skip
_ATTRIBUTES = {
    "a": r'href="([^"]*)"',
    "span": r'class="tg-spoiler"',
    "code": r'class="language-([^"]*)"',
    "blockquote": r"expandable",
    "tg-emoji": r'emoji-id="([0-9]+)"',
}
_PIECE = re.compile(
    r"<(/?)([a-zA-Z0-9-]*)\s*([^<>]*?)\s*>|&(?:lt|gt|amp|quot|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});|[^<&]+|[<&]"
)
_FOUND = (
    ("bot_command", re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?")),
    ("mention", re.compile(r"(?<!\w)(?<!/)@[A-Za-z0-9_]{3,32}")),
    ("url", re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)»]")),
)


class RefusalError(Exception):
    """What the Bot API says instead of a result."""

    def __init__(self, description: str, code: int = 400, **parameters: int) -> None:
        super().__init__(description)
        self.description = description
        self.code = code
        self.parameters = parameters


@dataclass(slots=True)
class _Open:
    tag: str
    offset: int
    entity: Json | None


@dataclass(slots=True)
class _Reader:
    text: list[str] = field(default_factory=list)
    length: int = 0
    stack: list[_Open] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)

    def write(self, text: str) -> None:
        self.text.append(text)
        self.length += units(text)

    def open(self, tag: str, attributes: str, where: int) -> None:
        if tag not in _SIMPLE:
            raise _unparsed(f'Unsupported start tag "{tag}" at byte offset {where}')
        above = [opened.tag for opened in self.stack]
        if "code" in above or ("pre" in above and tag != "code") or (tag == "blockquote" and tag in above):
            raise _unparsed(f'Tag "{tag}" is not allowed within "{above[-1]}" at byte offset {where}')
        self.stack.append(_Open(tag, self.length, self._entity(tag, attributes, where)))

    def _entity(self, tag: str, attributes: str, where: int) -> Json | None:
        given = re.fullmatch(_ATTRIBUTES.get(tag, "$"), attributes) if attributes else None
        if (attributes and given is None) or (tag in ("span", "tg-emoji") and given is None):
            raise _unparsed(f'Tag "{tag}" has unsupported attributes at byte offset {where}')
        entity: Json = {"type": _SIMPLE[tag]}
        if tag == "a":
            entity["url"] = html.unescape(given[1]) if given else ""
            return entity if re.fullmatch(r"(?:https?|tg)://[^\s]+", entity["url"]) else None
        if tag == "tg-emoji" and given:
            entity["custom_emoji_id"] = given[1]
        if tag == "blockquote" and given:
            entity["type"] = "expandable_blockquote"
        if tag == "code" and self.stack and self.stack[-1].tag == "pre" and self.stack[-1].entity:
            if given:
                self.stack[-1].entity["language"] = given[1]
            return None
        return entity

    def close(self, tag: str, where: int) -> None:
        if not self.stack:
            raise _unparsed(f"Unexpected end tag at byte offset {where}")
        opened = self.stack.pop()
        if tag != opened.tag:
            raise _unparsed(f'Unmatched end tag at byte offset {where}, expected "</{opened.tag}>", found "</{tag}>"')
        if opened.entity is not None and self.length > opened.offset:
            # In front: of two that mark the same, the inner is closed first and stands behind the outer.
            self.entities.insert(0, opened.entity | {"offset": opened.offset, "length": self.length - opened.offset})


def units(text: str) -> int:
    """The length of `text` in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, entity: Json) -> str:
    """The part of `text` that `entity` marks."""
    raw = text.encode("utf-16-le", "surrogatepass")
    return raw[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2].decode("utf-16-le", "surrogatepass")


def _unparsed(why: str) -> RefusalError:
    return RefusalError(f"Bad Request: can't parse entities: {why}")


def parse_html(source: str) -> tuple[str, list[Json]]:
    """Text and entities of `source`, not yet trimmed. Raises `RefusalError`."""
    reader = _Reader()
    for piece in _PIECE.finditer(source):
        where = len(source[: piece.start()].encode("utf-8", "surrogatepass"))
        if piece[2] is None:
            if piece[0] == "<":
                raise _unparsed(f'Unsupported start tag "" at byte offset {where}')
            reader.write(html.unescape(piece[0]) if piece[0].startswith("&") and len(piece[0]) > 1 else piece[0])
        elif piece[1]:
            reader.close(piece[2].lower(), where)
        else:
            reader.open(piece[2].lower(), piece[3], where)
    if reader.stack:
        raise _unparsed(f'Can\'t find end tag corresponding to start tag "{reader.stack[-1].tag}"')
    return "".join(reader.text), sorted(reader.entities, key=lambda e: (e["offset"], -e["length"]))


def formatted(source: str, parse_mode: str | None, entities: list[Json] | None = None) -> tuple[str, list[Json]]:
    """What a message shows: trimmed text within the limit, with its entities. Raises `RefusalError`."""
    if not isinstance(source, str):
        raise RefusalError("Bad Request: message text must be a string")
    if parse_mode is None:
        text, marked = source, list(entities or [])
    elif parse_mode.upper() == "HTML":
        text, marked = parse_html(source)
    else:
        raise RefusalError("Bad Request: unsupported parse_mode")
    before = units(text) - units(text.lstrip())
    text = text.strip()
    if not text:
        raise RefusalError("Bad Request: message text is empty")
    if units(text) > LONGEST:
        raise RefusalError("Bad Request: message is too long")
    whole = units(text)
    kept = []
    for entity in marked:
        start = max(0, entity["offset"] - before)
        length = min(whole, entity["offset"] - before + entity["length"]) - start
        if length > 0:
            kept.append(entity | {"offset": start, "length": length})
    plain = [found for found in noticed(text) if not any(_overlap(found, entity) for entity in kept)]
    return text, sorted(kept + plain, key=lambda e: (e["offset"], -e["length"]))[:100]


def _overlap(one: Json, other: Json) -> bool:
    """Whether a link or code already stands where something was noticed."""
    apart = one["offset"] + one["length"] <= other["offset"] or other["offset"] + other["length"] <= one["offset"]
    return not apart and other["type"] in ("text_link", "code", "pre", "url", "mention", "bot_command")


def noticed(text: str) -> list[Json]:
    """Commands, mentions and links that Telegram itself marks."""
    return [
        {"type": kind, "offset": units(text[: found.start()]), "length": units(found[0])}
        for kind, pattern in _FOUND
        for found in pattern.finditer(text)
    ]
