"""Signs by which a block of a page shows that it is not part of the text: its names, its links, its few words."""

from __future__ import annotations

import re
import unicodedata

from lxml.html import HtmlElement

from indexer.drafting.layout import Block

_TAGS = frozenset({"nav", "aside", "footer", "form", "menu", "dialog", "figure", "figcaption", "button", "search"})
_ROLES = frozenset(
    {"navigation", "complementary", "contentinfo", "banner", "search", "dialog", "alertdialog", "menu", "toolbar"}
)
_WORDS = frozenset(
    re.findall(
        r"\w+",
        "share sharing sharedaddy addtoany addthis social socials breadcrumb breadcrumbs cookie cookies consent gdpr "
        "related relatedposts recommended sidebar menu nav navbar navigation footer comments comment newsletter "
        "subscribe print toolbar tools tags taglist pager pagination skip banner advert ads promo caption feedback "
        "rating modal popup toc readmore masthead about boilerplate",
    )
)
_BYLINES = frozenset(
    re.findall(r"\w+", "date dateline byline author authors meta metadata published pubdate time timestamp posted info")
)
_NAME = re.compile(r"[a-z]+|[A-Z][a-z]*")
_LONGEST_BYLINE = 120
_LONGEST_DATELINE = 60
_YEAR = re.compile(r"(?<!\d)(?:1[89]|2[01])\d\d(?!\d)")
_ENDS = re.compile(r"[.!?…。！？؟।:;,]\W*$")
_SENTENCE = re.compile(r"[.!?…。！？؟।]\W*$")
_IMPRINT = re.compile(
    r"https?://|©|^\W*(?:printed|retrieved|source|imprimé|fuente|impreso|источник|напечатано|المصدر|来源|打印|责任编辑)\b",
    re.I,
)


def is_zone(element: HtmlElement) -> bool:
    """Whether the element says by tag, role, class or id that what it holds surrounds the text."""
    if element.tag in ("body", "html", "main", "article"):
        return False
    named = element.tag in _TAGS or element.get("role", "") in _ROLES
    return named or not _WORDS.isdisjoint(_names(element))


def is_main(element: HtmlElement) -> bool:
    """Whether the element says that it holds the page's own text."""
    named = element.tag in ("article", "main") or element.get("role") == "main"
    return named or "articleBody" in element.get("itemprop", "")


def is_heading(block: Block) -> bool:
    """Whether it is marked as a heading."""
    return block.element.tag in ("h1", "h2", "h3", "h4", "h5", "h6")


def is_byline(block: Block) -> bool:
    """Whether the block is marked as telling when, and by whom, the text was published."""
    if len(block.text) > _LONGEST_BYLINE or is_heading(block):
        return False
    times = "".join("".join(time.itertext()) for time in block.element.iter("time"))
    if times and len(squashed(times)) * 2 >= len(squashed(block.text)):
        return True
    near = [e for e in around(block)[:3] if e.tag not in ("body", "article", "main")]
    named = any(not _BYLINES.isdisjoint(_names(element)) for element in near)
    return named and (any(map(str.isdigit, block.text)) or _SENTENCE.search(block.text) is None)


def is_dateline(block: Block) -> bool:
    """Whether the block looks like a date, a place perhaps, and no more; only below a title does that mean anything."""
    return (
        len(block.text) <= _LONGEST_DATELINE
        and _YEAR.search(_in_ascii(block.text)) is not None
        and _ENDS.search(block.text) is None
        and not is_heading(block)
    )


def is_short(block: Block) -> bool:
    """Whether the block is too short for a paragraph, and no sentence."""
    return len(block.text) <= _LONGEST_DATELINE and _SENTENCE.search(block.text) is None


def _in_ascii(text: str) -> str:
    """The text with all digits as the ASCII ones."""
    return "".join(str(unicodedata.digit(c, c)) for c in text)


def is_imprint(block: Block) -> bool:
    """Whether the block looks like what print layouts put below a text: its address, its printing, its rights."""
    return len(block.text) <= _LONGEST_BYLINE and _IMPRINT.search(block.text) is not None


def is_links(block: Block) -> bool:
    """Whether nearly all of it leads elsewhere."""
    if block.element.tag == "body":
        return False
    if any(element.tag == "a" for element in around(block)):
        return True
    linked = sum(len(squashed("".join(link.itertext()))) for link in block.element.iter("a"))
    return linked > 0 and linked >= 0.8 * len(squashed("".join(block.element.itertext())))


def squashed(text: str) -> str:
    """Letters and digits only, in one case: what two renderings of one text have in common."""
    return "".join(filter(str.isalnum, text.casefold()))


def around(block: Block) -> tuple[HtmlElement, ...]:
    """The block's element and all that hold it, from the inside."""
    return (block.element, *block.element.iterancestors())


def _names(element: HtmlElement) -> set[str]:
    """The words of its class and id."""
    text = f"{element.get('class', '')} {element.get('id', '')}"
    return {word.lower() for word in _NAME.findall(text)}
