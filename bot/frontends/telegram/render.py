"""Messages in Telegram's form: parts of a reply as HTML that its servers take, cut into messages that they take."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

from bot.findings import Change
from bot.frontends.telegram.markup import LONGEST, Block, Run, cut, html, length, pack, units
from bot.rendering import GAP, Comparison, Fact, Heading, Item, Link, Message, Note, Part, Passed, Quotation
from bot.wording import Wording, wording

_NUMBERED = 16
"""Units kept free for the number of a message that is one of several."""
_ISOLATES = dict.fromkeys(range(0x2066, 0x206A))
_TAGS = {Change.MISSING: "s", Change.ADDED: "u"}


def pages(message: Message) -> tuple[str, ...]:
    """The HTML of each message that it takes to show all of `message`, numbered where there are several."""
    blocks = list(_blocks(message))
    if length(blocks) <= LONGEST:
        return (html(blocks),)
    packed = pack(blocks, LONGEST - _NUMBERED)
    numbers = (Block((Run(f"({place}/{len(packed)})"),)) for place in range(1, len(packed) + 1))
    return tuple(html([*page, number]) for page, number in zip(packed, numbers, strict=True))


def single(message: Message, room: int = LONGEST) -> str:
    """The HTML of one message: of a quotation that is too long for it the end is left out, which `GAP` shows.

    What stands behind the quotation is kept, because it names the source.
    """
    blocks = list(_blocks(message))
    excess = length(blocks) - room
    if excess > 0:
        longest = max((p for p in message.parts if isinstance(p, Quotation)), key=lambda q: len(q.text), default=None)
        parts = tuple(_shortened(p, excess) if isinstance(p, Quotation) and p is longest else p for p in message.parts)
        blocks = list(_blocks(replace(message, parts=parts)))
    return html(pack(blocks, room)[0])


def _shortened(quotation: Quotation, excess: int) -> Quotation:
    """The quotation, shorter by at least `excess` units, cut where a sentence ends if one does."""
    room = units(quotation.text) - excess - len(GAP)
    pieces: list[str] = []
    for piece in quotation.pieces:
        if units(piece) <= room:
            pieces.append(piece)
            room -= units(piece) + len(GAP)
            continue
        if room > 0:
            pieces.append(piece[: cut(piece, room)[0]])
        break
    return replace(quotation, pieces=(*pieces, ""))


def _blocks(message: Message) -> Iterator[Block]:
    words = wording(message.language)
    before: Part | None = None
    for part in message.parts:
        yield Block(tuple(_runs(part, words)), isinstance(part, Quotation | Comparison), _close(before, part))
        before = part


def _close(before: Part | None, part: Part) -> bool:
    """Whether `part` stands on the line after `before`, without an empty one."""
    if isinstance(part, Fact | Link):
        return isinstance(before, Fact | Link)
    return isinstance(part, Quotation | Comparison) and isinstance(before, Heading)


def _runs(part: Part, words: Wording) -> Iterator[Run]:
    match part:
        case Heading(text):
            yield Run(text, "b")
        case Quotation():
            yield Run(part.text.strip())
        case Fact(label, value):
            yield Run(words.say("fact", label=label, value=value))
        case Link(label, address):
            # A mark of direction right behind an address would be taken for a part of it.
            yield Run(words.say("fact", label=label, value=address).translate(_ISOLATES))
        case Note(text):
            yield Run(text)
        case Item(title, _, details, address):
            yield from (Run("• "), Run(title, "b"))
            yield from (Run(f"\n{line}") for line in (" · ".join(details), address) if line)
        case Comparison(pieces):
            yield from map(_compared, pieces)
        case _:
            assert_never(part)


def _compared(piece: Passed) -> Run:
    return Run(Comparison((piece,), "").marked, _TAGS.get(piece.change, ""))
