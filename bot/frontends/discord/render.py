"""Messages in Discord's form: the parts of a reply as pages of markdown, and buttons to turn these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import assert_never

from bot.findings import Change
from bot.frontends.discord.layout import EVERYONE, TEXTS, Page, fitting, rows_of, turned
from bot.frontends.discord.markup import Block, Run, Style, divide
from bot.rendering import GAP, Comparison, Fact, Heading, Item, Link, Message, Note, Part, Passed, Quotation
from bot.rendering.cutting import LEAST_FILLED
from bot.views.keyboard import Button, Keyboard, View
from bot.wording import Wording, right_to_left, wording

ROOM = 3000
"""UTF-16 units of text on one page, three screens of a phone; Discord takes 4,000 with all that is around it."""

_ACCENT = 0x1F4E79
"""The edge of what quotes; what does not has none."""
_NUMBERED, _JOINED = 32, 4
"""Units kept free for the number of a page, and for what stands between two blocks."""
_STYLES = {Change.MISSING: Style.STRUCK, Change.ADDED: Style.BOLD}
_ADDRESS = "\x00"
_FIRST_STRONG, _END = "\u2068", "\u2069"


def pages(view: View) -> tuple[Page, ...]:
    """The pages that it takes to show all of `view`, numbered where there are several; the last have the buttons.

    As messages one after another: in a thread, or where there is no room for anything but one.
    """
    packed = _packed(view.message)
    rows = rows_of(view.keyboard)
    under = [Keyboard()] * (len(packed) - 1) + [rows[: fitting(rows)]]
    rest = rows[fitting(rows) :]
    while rest:
        under.append(rest[: fitting(rest)])
        rest = rest[fitting(rest) :]
    texts = packed + [[]] * (len(under) - len(packed))
    accent = _accent(view.message)
    return tuple(
        Page(_texts(blocks, number, len(under)), keyboard, accent)
        for number, (blocks, keyboard) in enumerate(zip(texts, under, strict=True), 1)
    )


def page(view: View, written: str, number: int = 1) -> Page:
    """One page of all of `view`, with buttons to the pages before and after.

    Every page of a long quotation names its source, and has the view's own buttons; those that find no room stand on
    pages at the end. `written` is the `Data.written` that shows the same view again. A number that is too high shows
    the last page.
    """
    packed = _framed(view.message)
    rows = rows_of(view.keyboard)
    # As wide as they get: where these fit, those of any page do.
    widest = turns(written, 2, 3, wording(view.message.language))
    same = rows[: fitting(rows, beside=widest)]
    rest = rows[len(same) :]
    under = [same] * len(packed)
    while rest:
        own = rest[: fitting(rest, beside=widest)]
        under.append(own)
        rest = rest[len(own) :]
    number = min(max(1, number), len(under))
    blocks = packed[number - 1] if number <= len(packed) else []
    row = turns(written, number, len(under), wording(view.message.language))
    return Page(_texts(blocks, number, len(under)), (*row, *under[number - 1]), _accent(view.message))


def for_one(shown: Page, words: Wording, state: str = "") -> Page:
    """A private reply with the button that shows it to all, where there is room for it."""
    row = (Button(words.say("button-everyone"), f"{EVERYONE}.{state}" if state else EVERYONE),)
    fits = fitting((*shown.keyboard, row)) > len(shown.keyboard)
    return replace(shown, keyboard=(*shown.keyboard, row)) if fits else shown


def single(view: View) -> Page:
    """One page, for what is told to many at once: of a quotation that is too long the end is left out, shown by `GAP`.

    What stands behind the quotation is kept, because it names the source. A list too long for a page loses its end.
    """
    message = view.message
    excess = sum(block.units + _JOINED for block in _blocks(message)) - (ROOM - _NUMBERED)
    if excess > 0:
        longest = max((p for p in message.parts if isinstance(p, Quotation)), key=lambda q: len(q.text), default=None)
        if longest is not None:
            cut = _shortened(longest, excess)
            message = replace(message, parts=tuple(cut if p is longest else p for p in message.parts))
    rows = rows_of(view.keyboard)
    first, *more = _packed(message)
    shown = [*first, Block((Run(GAP.strip()),))] if more else first
    return Page(_texts(shown, 1, 1), rows[: fitting(rows)], _accent(message))


def _shortened(quotation: Quotation, excess: int) -> Quotation:
    """The quotation, shorter by at least `excess` units, cut where a sentence ends if one does."""
    whole = Block((Run(quotation.text.strip()),), quoted=True)
    room = max(ROOM // LEAST_FILLED // 4, whole.units - excess - len(GAP))
    kept = divide(whole, room)[0].text if whole.units > room else whole.text
    return Quotation((kept.removesuffix(GAP.strip()).rstrip(), ""), quotation.language)


def turns(written: str, number: int, count: int, words: Wording) -> Keyboard:
    """Buttons to the page before and the page after, where there are any."""
    row = []
    if number > 1:
        row.append(Button(words.say("button-back"), turned(written, number - 1)))
    if number < count:
        row.append(Button(words.say("button-on"), turned(written, number + 1)))
    return (tuple(row),) if row else ()


def _accent(message: Message) -> int | None:
    return _ACCENT if any(isinstance(part, Quotation | Comparison) for part in message.parts) else None


def _framed(message: Message) -> list[list[Block]]:
    """The one quotation as pages, each with all that stands around it; where that is not so, as `_packed`."""
    blocks = list(_blocks(message))
    around = sum(block.units + _JOINED for block in blocks if not block.quoted)
    quoted = [place for place, block in enumerate(blocks) if block.quoted]
    if len(quoted) != 1 or around > ROOM // 2:
        return _packed(message)
    before, rest, after = blocks[: quoted[0]], blocks[quoted[0]], blocks[quoted[0] + 1 :]
    room = ROOM - _NUMBERED - around - _JOINED
    framed = []
    while rest.units > room:
        first, rest = divide(rest, room)
        framed.append([*before, first, *after])
    return [*framed, [*before, rest, *after]] if rest.text.strip() or not framed else framed


def _packed(message: Message) -> list[list[Block]]:
    """The blocks as pages; a block is divided only where it is longer than a page."""
    room = ROOM - _NUMBERED
    packed: list[list[Block]] = [[]]
    left = room
    for block in _blocks(message):
        rest = block
        while rest.text.strip():
            if packed[-1] and (rest.units + _JOINED > left or _crowded(packed[-1])):
                if rest.units + _JOINED > room and left >= room // LEAST_FILLED and not _crowded(packed[-1]):
                    first, rest = divide(rest, left - _JOINED)
                    packed[-1].append(first)
                packed.append([])
                left = room
            elif rest.units + _JOINED > left:
                first, rest = divide(rest, left - _JOINED)
                packed[-1].append(first)
                packed.append([])
                left = room
            else:
                packed[-1].append(rest)
                left -= rest.units + _JOINED
                break
    return [blocks for blocks in packed if blocks] or [[]]


def _crowded(blocks: Sequence[Block]) -> bool:
    """Whether a page has so many texts and lines that one more, the number of the page with it, is too many."""
    return len(_joined(blocks)) > TEXTS - 4


def _texts(blocks: Sequence[Block], number: int, count: int) -> tuple[str | None, ...]:
    """The texts of a page; small print under them says which of how many it is."""
    texts = _joined(blocks)
    if count > 1:
        texts.append(f"-# ({number}/{count})")
    return tuple(texts)


def _joined(blocks: Sequence[Block]) -> list[str | None]:
    """A text for each quotation, and for all between that is read in one direction."""
    texts: list[str | None] = []
    before: Block | None = None
    for block in blocks:
        if before is None or block.quoted or before.quoted or block.right != before.right or block.apart:
            if block.apart and texts:
                texts.append(None)
            texts.append(block.markdown)
        else:
            texts[-1] = f"{texts[-1]}{_between(block)}{block.markdown}"
        before = block
    return texts


def _between(block: Block) -> str:
    return "\n" if block.close else "\n\n"


def _blocks(message: Message) -> Iterator[Block]:
    words = wording(message.language)
    before: Part | None = None
    headed = False
    for part in message.parts:
        language = part.language if isinstance(part, Heading | Quotation | Comparison) else message.language
        heading = isinstance(part, Heading)
        yield Block(
            tuple(_runs(part, words)),
            quoted=isinstance(part, Quotation | Comparison),
            close=_close(before, part),
            apart=heading and headed,
            right=right_to_left(language),
        )
        before, headed = part, headed or heading


def _close(before: Part | None, part: Part) -> bool:
    """Whether `part` stands on the line after `before`, without an empty one."""
    return isinstance(part, Fact | Link) and isinstance(before, Fact | Link)


def _runs(part: Part, words: Wording) -> Iterable[Run]:
    match part:
        case Heading(text):
            return (Run(text.strip(), Style.BOLD),)
        case Quotation():
            return (Run(part.text.strip()),)
        case Fact(label, value):
            return (Run(words.say("fact", label=label, value=value)),)
        case Link(label, address):
            before, _, after = words.say("fact", label=label, value=_ADDRESS).partition(_ADDRESS)
            return (Run(before), Run(address, Style.LINK), Run(after))
        case Note(text):
            return (Run(text),)
        case Item():
            return _item(part, words)
        case Comparison(pieces):
            return _compared(pieces)
        case _:
            assert_never(part)


def _item(item: Item, words: Wording) -> Iterator[Run]:
    """A title that is read in the other direction is kept apart from what stands around it."""
    other = right_to_left(item.language) != right_to_left(words.language)
    yield Run("• " + _FIRST_STRONG * other)
    yield Run(item.title.strip(), Style.BOLD)
    yield Run(_END * other)
    if item.details:
        yield Run("\n" + " · ".join(item.details))
    if item.address:
        yield Run("\n")
        yield Run(item.address, Style.LINK)


def _compared(pieces: Iterable[Passed]) -> Iterator[Run]:
    """Each style as one run, for marks of two that touch would be read as others."""
    marked = ((_STYLES.get(piece.change, Style.PLAIN), Comparison((piece,), "").marked) for piece in pieces)
    for style, group in groupby(marked, key=lambda one: one[0]):
        text = "".join(told for _, told in group)
        words = text.rstrip()
        yield Run(words, style)
        yield Run(text[len(words) :])
