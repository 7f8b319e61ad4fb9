"""A page as material: its own text where it shows one, else the one in its data."""

from __future__ import annotations

from indexer.drafting.article import Article, article
from indexer.drafting.layout import CELLS, joined, parsed
from indexer.drafting.material import Material, UnreadableError, shortened
from indexer.drafting.particulars import particulars
from indexer.drafting.signs import around

MOST_ELEMENTS = 20_000
LONGEST_PAGE = 4_000_000
"""Characters, scripts and styles included; a ministry's page has tens of thousands, and hundreds of elements."""

_MOST_TOLD = 8
_FEWEST = 20


def read_page(text: str, url: str) -> Material:
    """What stands on the page at `url`, empty for a file.

    Raises:
        UnreadableError: it shows no text, or cannot be read to its end.

    """
    root = parsed(text)
    if root is None:
        raise UnreadableError("the page cannot be read to its end; copy its text by hand (verbale new)")
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS or len(text) > LONGEST_PAGE:
        raise UnreadableError("the page is far larger than a statement; name the page of one text alone")
    about = particulars(root, url)
    found = article(root, about.title)
    shown_text = joined(list(found.blocks))
    to_do = list(about.doubts)
    if about.body and len(shown_text) < len(about.body) / 2:
        shown_text = about.body
        to_do.append("text: the page shows it only by a script; it was taken from the page's data; compare")
    else:
        to_do.extend(_doubts(found))
    if sum(map(str.isalnum, shown_text)) < _FEWEST:
        raise UnreadableError("the page shows no text without scripts; copy its text by hand (verbale new)")
    return Material(
        shown_text,
        title=about.title,
        published=about.published,
        issuer=about.issuer,
        source=about.source,
        said=about.languages,
        alternates=about.alternates,
        to_do=tuple(to_do),
    )


def _doubts(found: Article) -> list[str]:
    """What a person should compare with the page, one sentence each."""
    doubts = []
    if not found.sure:
        doubts.append("text: which part of the page it is was not certain; compare")
    doubts.extend(_listed("text: taken, though it may not belong to it", found.kept))
    doubts.extend(_listed("text: left out, though it may belong to it", found.left))
    tags = {element.tag for block in found.blocks for element in around(block)}
    if "ol" in tags:
        doubts.append("text: the page numbers a list; such numbers are no part of its text; write them if they matter")
    quoted = [q for block in found.blocks for q in block.element.iter("q")]
    if quoted:
        doubts.append("text: the page shows quotation marks that are no part of its text; write them")
    if "table" in tags and any(CELLS in block.text for block in found.blocks):
        doubts.append("text: it holds a table; each of its rows is one line; compare")
    return doubts


def _listed(what: str, texts: tuple[str, ...]) -> list[str]:
    told = [f"{what}: {shortened(text)}" for text in texts[:_MOST_TOLD]]
    if len(texts) > _MOST_TOLD:
        told.append(f"{what}: {len(texts) - _MOST_TOLD} more; compare the whole")
    return told
