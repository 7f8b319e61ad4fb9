r"""The visible text of an HTML tree, block by block, as a browser lays it out and a person would copy it.

    <p>One<br>two</p><ul><li>three</ul>   →   "One\ntwo", "three"

White space is collapsed as browsers do; nothing else is changed. Style sheets are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from indexer.drafting.decoding import as_browsers_show

PARAGRAPH, LINE = 2, 1
CELLS = "  "
"""Between the cells of one row; the tab that a browser copies may not stand in a statement."""

_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption "
        "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol p plaintext "
        "pre search section summary table tbody td tfoot th thead tr ul xmp",
    )
)
_LINES = frozenset({"li", "dt", "dd", "tr", "thead", "tbody", "tfoot"})
_INVISIBLE = frozenset(
    re.findall(
        r"\w+",
        "area audio button canvas datalist embed head iframe input map meter noframes noscript object option param "
        "progress script select source style svg template textarea title track video",
    )
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_HIDDEN_CLASS = re.compile(
    r"(?:^|\s)(?:sr-only|visually-?hidden|screen-?reader(?:-text)?|d-none|hidden|hide)(?:\s|$)", re.I
)
_SPACE = re.compile(r"[ \t\n\r\f]+")
_LONGEST_CELL = 300


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A run of text between two breaks; `gap` (PARAGRAPH, LINE) is before it; `element` is the nearest block around."""

    text: str
    gap: int
    element: HtmlElement


def parsed(text: str) -> HtmlElement | None:
    """The tree of a page, None where there is nothing, or nothing that can be read to its end."""
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    return None if any(error.level_name == "FATAL" for error in parser.error_log) else tree


def blocks(root: HtmlElement, *, preserved: bool = False) -> list[Block]:
    """The blocks of visible text under `root`, in order; with `preserved` all white space counts, as in a Word file."""
    return list(_Layout(root, preserved).read())


def joined(found: list[Block]) -> str:
    """One text: paragraphs parted by a blank line, items of a list and rows of a table by a line end."""
    parts = []
    for number, block in enumerate(found):
        parts.append("" if number == 0 else "\n" * block.gap)
        parts.append(block.text)
    return "".join(parts)


class _Layout:
    """One walk over a tree, without recursion: hostile pages nest thousands deep."""

    def __init__(self, root: HtmlElement, preserved: bool) -> None:
        self.root = root
        self.preserved = preserved
        self.gap = PARAGRAPH
        self.line: list[tuple[str, bool]] = []
        """Pieces of the block so far, and whether their white space is preserved."""
        self.around: list[HtmlElement] = [root]
        self.pre = 0
        self.rows: list[HtmlElement] = []

    def read(self) -> Iterator[Block]:
        walk = etree.iterwalk(self.root, events=("start", "end"))
        for event, element in walk:
            if not isinstance(element.tag, str):
                self._add(element.tail if event == "end" else None)
            elif event == "start" and element is not self.root and invisible(element):
                walk.skip_subtree()
            elif event == "start":
                yield from self._enter(element)
            else:
                yield from self._leave(element)
        yield from self._flush(PARAGRAPH)

    def _enter(self, element: HtmlElement) -> Iterator[Block]:
        if element.tag == "br":
            self.line.append(("\n", True))
        elif element.tag in _BLOCKS:
            if self.rows:
                self._within_row(element)
            else:
                yield from self._boundary(element)
            self.around.append(element)
            self.pre += element.tag in ("pre", "listing", "xmp", "plaintext")
            if element.tag == "tr" and _holds_data(element):
                self.rows.append(element)
        self._add(element.text)

    def _leave(self, element: HtmlElement) -> Iterator[Block]:
        if element.tag in _BLOCKS and len(self.around) > 1 and self.around[-1] is element:
            if self.rows and self.rows[-1] is element:
                self.rows.pop()
            if not self.rows:
                yield from self._boundary(element)
            self.around.pop()
            self.pre -= element.tag in ("pre", "listing", "xmp", "plaintext")
        if element is not self.root:
            self._add(element.tail)

    def _boundary(self, element: HtmlElement) -> Iterator[Block]:
        nested = element.tag in ("ul", "ol", "dl") and any(e.tag == "li" for e in self.around)
        yield from self._flush(LINE if nested or element.tag in _LINES else PARAGRAPH)

    def _within_row(self, element: HtmlElement) -> None:
        """A row of data stays one line: room between two cells, a space between what stands within one."""
        if any(piece.strip() for piece, _ in self.line):
            self.line.append((CELLS, True) if element.tag in ("td", "th") else (" ", False))

    def _flush(self, gap: int) -> Iterator[Block]:
        paragraphs = _paragraphs(self.line)
        self.line = []
        for text in paragraphs:
            yield Block(text, self.gap, self.around[-1])
            self.gap = PARAGRAPH if len(paragraphs) > 1 else 0
        self.gap = max(self.gap, gap)

    def _add(self, text: str | None) -> None:
        if text:
            self.line.append((as_browsers_show(text), self.preserved or self.pre > 0))


def _paragraphs(pieces: list[tuple[str, bool]]) -> list[str]:
    """The pieces as text, parted at two line breaks or more; nothing where there is only white space."""
    text = ""
    for piece, exact in pieces:
        part = piece if exact else _SPACE.sub(" ", piece)
        # Of spaces that meet, the first one counts, and none does beside a line's ends.
        text += part[1:] if not exact and part[:1] == " " and text[-1:] in ("", " ", "\n") else part
    lines = [line.rstrip(" \t\f") for line in text.split("\n")]
    found = re.split(r"\n\n+", "\n".join(line if line.strip() else "" for line in lines).strip("\n"))
    return [paragraph for paragraph in found if paragraph]


def invisible(element: HtmlElement) -> bool:
    """Whether the element itself says that it is not shown."""
    if element.tag in _INVISIBLE or element.get("hidden") is not None:
        return True
    if element.tag == "dialog" and element.get("open") is None:
        return True
    shown_by_style = _HIDDEN_STYLE.search(element.get("style", "")) is None
    return not shown_by_style or _HIDDEN_CLASS.search(element.get("class", "")) is not None


def _holds_data(row: HtmlElement) -> bool:
    """Whether the row is one of a table of data, not of a table that only arranges a page."""
    table = next((e for e in row.iterancestors("table")), None)
    if table is None or table.find(".//table") is not None:
        return False
    rows = [[cell for cell in found if cell.tag in ("td", "th")] for found in table.iter("tr")]
    widths = {len(cells) for cells in rows}
    if len(rows) < 2 or max(widths) < 2:
        return False
    headed = table.find(".//th") is not None or table.find("caption") is not None
    even = len(widths) == 1
    small = all(len("".join(cell.itertext())) <= _LONGEST_CELL for cells in rows for cell in cells)
    return small and (headed or even)
