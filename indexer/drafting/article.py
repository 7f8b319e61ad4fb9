"""Which blocks of a page are the text that was published, and which are the page around it.

Trafilatura recognises the text but drops and joins some of it; so it only says where the text is. What is taken are the
page's own blocks, whole, and whatever the two ways do not agree about is told.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import trafilatura
from lxml import etree
from lxml.html import HtmlElement

from indexer.drafting.layout import Block, blocks
from indexer.drafting.signs import (
    around,
    is_byline,
    is_dateline,
    is_heading,
    is_imprint,
    is_links,
    is_main,
    is_short,
    is_zone,
    squashed,
)

_LONG = 25  # letters: what is shorter may stand anywhere, and counts only as a whole line
_TOLD = 60
_CORE = 0.85
_MARKED = 0.6
_MOST = 0.8
_ABOVE = 0.35
_FIRST = 4  # blocks below a title among which its date is looked for
_LAST = 3
_LONGEST_IMPRINT = 120


@dataclass(frozen=True, slots=True)
class Article:
    """The blocks of the text, in order.

    `kept` are those among them that were not recognised as text, `left` texts that were recognised, and yet were not
    taken; `sure` is False where nothing was recognised and the page's main part was taken instead.
    """

    blocks: tuple[Block, ...]
    kept: tuple[str, ...]
    left: tuple[str, ...]
    sure: bool


def article(root: HtmlElement, title: str) -> Article:
    """The text of the page; its `title` is not part of it, nor are lines that only tell date, author or address."""
    body = root.find("body")
    found = blocks(root if body is None else body)
    page = _Page(found, _recognised(root))
    container = page.container()
    inside = [block for block in found if container in around(block) and not page.in_zone(block, container)]
    taken = _without_edges(inside, page, title)
    following = set(map(id, taken))
    taken = [block for block in taken if not _heads_nothing(block, page, taken, following)]
    chosen, within = set(map(id, taken)), set(map(id, inside))
    left = [
        block.text
        for block in found
        if id(block) not in chosen
        and page.hit(block)
        and squashed(block.text) != squashed(title)
        and (not is_dateline(block) if id(block) in within else page.is_missed(block, container))
    ]
    kept = [block.text for block in taken if page.sure and not page.hit(block)]
    return Article(tuple(taken), tuple(kept), tuple(left), page.sure)


def _without_edges(inside: Sequence[Block], page: _Page, title: str) -> list[Block]:
    """Without the title, what stands above it, the date below it, and links and imprints at the end."""
    wanted = squashed(title)
    at = next((n for n, block in enumerate(inside) if wanted and squashed(block.text) == wanted), -1)
    above = sum(len(block.text) for block in inside[: max(0, at)] if page.hit(block) and not is_links(block))
    whole = sum(len(block.text) for block in inside if page.hit(block))
    rest = list(inside[at + 1 :] if above <= _ABOVE * whole else inside)
    rest = [block for block in rest if squashed(block.text) != wanted and not is_byline(block)]
    head = next((n for n, block in enumerate(rest) if not is_short(block) and not is_dateline(block)), len(rest))
    last = max((n for n in range(min(head, _FIRST)) if is_dateline(rest[n])), default=-1)
    rest = rest[last + 1 :]
    while rest and is_links(rest[-1]):
        rest.pop()
    while rest and is_links(rest[0]):
        rest.pop(0)
    end = next((n for n in range(max(0, len(rest) - _LAST), len(rest)) if is_imprint(rest[n])), len(rest))
    return rest[:end] if all(len(block.text) < _LONGEST_IMPRINT for block in rest[end:]) else rest


def _heads_nothing(block: Block, page: _Page, taken: Sequence[Block], chosen: Collection[int]) -> bool:
    """Whether it heads, by its mark or by its place, only what was not taken: what follows it on the page."""
    after = page.order[id(block)] + 1
    if not is_short(block) or after == len(page.blocks) or id(page.blocks[after]) in chosen:
        return False
    if is_heading(block) and not page.hit(block):
        return True
    follows = set(around(page.blocks[after]))
    common = next(element for element in around(block) if element in follows)
    return not any(other is not block and common in around(other) for other in taken)


class _Page:
    """A page's blocks, and which of them were recognised as text."""

    def __init__(self, found: Sequence[Block], recognised: str) -> None:
        self.blocks = found
        self.lines = {squashed(line) for line in recognised.split("\n")}
        self.whole = squashed(recognised)
        self.sure = bool(self.whole)
        self.order = {id(block): number for number, block in enumerate(found)}
        self.hits = {id(block): len(block.text) for block in found if self._is_hit(block)}
        self.zones: dict[HtmlElement, bool] = {}
        self.all = self._under(found)
        self.sum = sum(self.hits.values())

    def hit(self, block: Block) -> bool:
        return id(block) in self.hits

    def is_missed(self, block: Block, container: HtmlElement) -> bool:
        """Whether a block outside that was recognised is to be told: not if it stands in a part of its own."""
        letters = len(squashed(block.text))
        if self.in_zone(block, None):
            return container in around(block) and letters >= _TOLD
        return letters >= _LONG

    def _is_hit(self, block: Block) -> bool:
        text = squashed(block.text)
        return text in self.whole if len(text) >= _LONG else text in self.lines and text != ""

    def _under(self, found: Sequence[Block]) -> dict[HtmlElement, int]:
        """How many characters of recognised text stand under each element."""
        total: dict[HtmlElement, int] = {}
        for block in found:
            if weight := self.hits.get(id(block), 0):
                for element in around(block):
                    total[element] = total.get(element, 0) + weight
        return total

    def container(self) -> HtmlElement:
        """The element around the text: around most of what was recognised, and then as far as it pays to look."""
        total = self._under([block for block in self.blocks if not self.in_zone(block, None)])
        if not total:
            return self._main_part()
        whole = max(total.values())
        core = self._main_part().getroottree().getroot()
        while (below := next((e for e in core if total.get(e, 0) >= _CORE * whole), None)) is not None:
            core = below
        marked = [e for e in core.iter("article", "main", "div", "section") if is_main(e)]
        core = next((e for e in reversed(marked) if total.get(e, 0) >= _MARKED * whole), core)
        chosen = core
        for outer in () if is_main(core) else core.iterancestors():
            gained, extra = self._gain(outer, chosen)
            named = outer.tag == "article" or "articleBody" in outer.get("itemprop", "")
            if named or (gained and gained >= extra):
                chosen = outer
            if is_main(outer):
                break
        return chosen

    def _gain(self, outer: HtmlElement, inner: HtmlElement) -> tuple[int, int]:
        """Recognised and other text, in characters, that `outer` has and `inner` has not; zones and titles aside."""
        gained = extra = 0
        for block in self.blocks:
            elements = around(block)
            if outer in elements and inner not in elements and not self.in_zone(block, outer):
                weight = self.hits.get(id(block), 0)
                gained += weight
                extra += len(block.text) if not weight and not is_heading(block) and not is_byline(block) else 0
        return gained, extra

    def _main_part(self) -> HtmlElement:
        root = self.blocks[0].element.getroottree().getroot() if self.blocks else etree.Element("html")
        for path in (".//article", ".//main", ".//*[@role='main']", ".//body"):
            if (found := root.find(path)) is not None:
                return found
        return root

    def in_zone(self, block: Block, outside: HtmlElement | None) -> bool:
        """Whether the block stands in a part that is not text, below `outside`."""
        for element in around(block):
            if element is outside:
                return False
            if element not in self.zones:
                # What holds nearly all that was recognised is text, whatever it is called.
                most = 0 < _MOST * self.sum <= self.all.get(element, 0)
                self.zones[element] = is_zone(element) and not most
            if self.zones[element]:
                return True
        return False


def _recognised(root: HtmlElement) -> str:
    """What trafilatura takes for the text, as lines; empty when it recognises none."""
    page = etree.tostring(root, encoding="unicode", method="html")
    found = trafilatura.extract(
        page, output_format="txt", include_comments=False, include_tables=True, favor_recall=True, deduplicate=False
    )
    return found or ""
