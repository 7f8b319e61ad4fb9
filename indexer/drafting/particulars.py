"""What a page says of itself: title, day, issuer, language, address, other languages; and how sure that is.

Read from JSON-LD, meta elements, `time` elements and headings; what two of them say differently is told, not settled.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlElement

from indexer.drafting.days import guessed_day, iso_day
from indexer.drafting.layout import blocks
from indexer.drafting.signs import around, is_links, is_zone, squashed
from indexer.files.characters import shown

_ARTICLES = frozenset(
    re.findall(
        r"\w+",
        "Article NewsArticle Report PressRelease AnalysisNewsArticle WebPage BlogPosting Statement GovernmentArticle "
        "ReportageNewsArticle AskPublicNewsArticle BackgroundNewsArticle OpinionNewsArticle",
    )
)
_PUBLISHED = (
    "article:published_time",
    "og:published_time",
    "datepublished",
    "dcterms.issued",
    "dcterms.date",
    "dc.date.issued",
    "dc.date",
    "date",
    "publication_date",
    "pubdate",
)
_ISSUERS = ("dcterms.publisher", "dc.publisher", "publisher", "og:site_name", "dcterms.creator", "dc.creator")
_DEEPEST = 20
_PARAGRAPH = 60
_LONGEST_TITLE = 300
_SPACE = re.compile(r"[ \t\n\r\f]+")
_PARTS = re.compile(r"\s+[|·•»–—-]\s+|\s*\|\s*")


@dataclass(frozen=True, slots=True)
class Particulars:
    """What was found, empty or None where nothing was; `doubts` are sentences for whoever checks it.

    `languages` are the page's own statements of its language; `alternates` are addresses by language, in the page's
    order; `body` is the text in JSON-LD, for pages that show theirs only by script.
    """

    title: str
    published: date | None
    issuer: str
    languages: tuple[str, ...]
    source: str
    alternates: tuple[tuple[str, str], ...]
    body: str
    doubts: tuple[str, ...]


def particulars(root: HtmlElement, url: str) -> Particulars:
    """What the page at `url` (empty for a file) says of itself."""
    data = next(_json_ld(root), {})
    metas = dict(_metas(root))
    doubts: list[str] = []
    return Particulars(
        _title(root, metas, data, doubts),
        _published(root, metas, data, doubts),
        _issuer(metas, data),
        tuple(_languages(root, metas, data)),
        _source(root, url, doubts),
        tuple(_alternates(root, url)),
        _line(data.get("articleBody"), keep=True),
        tuple(doubts),
    )


def _metas(root: HtmlElement) -> Iterator[tuple[str, str]]:
    """Names, in lower case, with their contents; of equal names the first one counts."""
    told = set()
    for meta in root.iter("meta"):
        name = (
            meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv") or ""
        ).lower()
        content = _line(meta.get("content"))
        if name and content and name not in told:
            told.add(name)
            yield name, content


def _json_ld(root: HtmlElement) -> Iterator[dict[str, object]]:
    """The objects that describe an article, those of a finer type before mere web pages."""
    found: list[dict[str, object]] = []
    for script in root.iter("script"):
        if "ld+json" in script.get("type", "").lower() and script.text:
            try:
                found.extend(_objects(json.loads(script.text, strict=False), 0))
            except (ValueError, RecursionError):
                continue
    yield from sorted(found, key=lambda told: "WebPage" in _types(told))


def _objects(node: object, depth: int) -> Iterator[dict[str, object]]:
    if depth < _DEEPEST and isinstance(node, list):
        for item in node:
            yield from _objects(item, depth + 1)
    elif depth < _DEEPEST and isinstance(node, dict):
        if _ARTICLES & _types(node):
            yield node
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _objects(node.get(key), depth + 1)


def _types(node: dict[str, object]) -> set[str]:
    types = node.get("@type", [])
    return {t for t in (types if isinstance(types, list) else [types]) if isinstance(t, str)}


def _line(value: object, *, keep: bool = False) -> str:
    """A string on one line, or as it is; empty for anything else."""
    if not isinstance(value, str):
        return ""
    return value.strip() if keep else _SPACE.sub(" ", value).strip()


def _title(root: HtmlElement, metas: dict[str, str], data: dict[str, object], doubts: list[str]) -> str:
    """The heading that is seen; which one that is, the page's data tell."""
    head = root.find(".//head/title")
    whole = "" if head is None else _line("".join(head.itertext()))
    told = [t for t in (_line(data.get("headline")), metas.get("og:title", ""), metas.get("dcterms.title", "")) if t]
    named = [*told, whole, *_PARTS.split(whole)]
    body = root.find("body")
    seen = [] if body is None else [b for b in blocks(body) if b.element.tag == "h1" or not is_links(b)]
    # What stands in a menu or a box beside the text may be called alike, but comes last.
    inner = sorted(seen, key=lambda block: any(map(is_zone, around(block))))
    short = [block for block in inner if len(block.text) <= _LONGEST_TITLE]
    headings = [block for block in short if block.element.tag in ("h1", "h2", "h3")]
    agreed = [b for b in headings if any(_alike(b.text, name) for name in named)] or [
        b for b in (*headings, *short) if any(_alike(b.text, name) for name in told) or _is_most_of(b.text, whole)
    ]
    firsts = [block for block in headings if block.element.tag == "h1"]
    if agreed or firsts:
        best = (agreed or firsts)[0]
        if not agreed and len(firsts) > 1:
            doubts.append(f"title: the page has {len(firsts)} headings; this is the first one")
        return best.text.replace("\n", " ")
    if told:
        doubts.append("title: it is in the page's data, not on the page; compare")
        return told[0]
    first = next((n for n, block in enumerate(seen) if len(block.text) > _PARAGRAPH), len(seen))
    if above := [block for block in headings if block in seen[:first]]:
        doubts.append("title: it is the first heading on the page; compare")
        return above[0].text.replace("\n", " ")
    if whole:
        doubts.append("title: it is the browser window's; take out what does not belong to it")
    return whole


def _is_most_of(text: str, whole: str) -> bool:
    """Whether the window's title holds the text, and not much more than the site's name besides."""
    return squashed(text) in squashed(whole) and len(squashed(text)) >= max(4, 0.4 * len(squashed(whole)))


def _alike(text: str, name: str) -> bool:
    return squashed(text) == squashed(name) != ""


def _published(root: HtmlElement, metas: dict[str, str], data: dict[str, object], doubts: list[str]) -> date | None:
    """The day as the page writes it: a time of its own zone would be another day in UTC."""
    told = {"JSON-LD": iso_day(_line(data.get("datePublished")))}
    told |= {f"meta {name}": iso_day(metas[name]) for name in _PUBLISHED if name in metas}
    told |= {"time": next(_times(root), None)}
    known = {name: day for name, day in told.items() if day is not None}
    if known:
        first = next(iter(known.values()))
        if others := sorted({f"{day} ({name})" for name, day in known.items() if day != first}):
            doubts.append(f"published: the page also says {', '.join(others)}; compare")
        return first
    guessed = guessed_day(etree.tostring(root, encoding="unicode", method="html"))
    if guessed is not None:
        doubts.append("published: the day is guessed from the page's text; compare")
    return guessed


def _times(root: HtmlElement) -> Iterator[date]:
    """The days of `time` elements; those that say that they tell the publication before those that do not."""
    marked = [
        e
        for e in root.iter("time", "meta", "span", "div", "p")
        if "datePublished" in e.get("itemprop", "") or (e.tag == "time" and e.get("pubdate") is not None)
    ]
    areas = [e for path in (".//article", ".//main", ".//body") if (e := root.find(path)) is not None]
    plain = list(areas[0].iter("time")) if areas else []
    for element in (*marked, *plain):
        day = iso_day(element.get("datetime") or element.get("content") or "")
        if day is not None:
            yield day


def _issuer(metas: dict[str, str], data: dict[str, object]) -> str:
    for key in ("author", "publisher", "creator", "sourceOrganization"):
        for node in _listed(data.get(key)):
            if isinstance(node, dict) and "Person" not in _types(node) and (name := _line(node.get("name"))):
                return name
    return next((metas[name] for name in _ISSUERS if name in metas), "")


def _listed(node: object) -> list[object]:
    return node if isinstance(node, list) else [node]


def _languages(root: HtmlElement, metas: dict[str, str], data: dict[str, object]) -> Iterator[str]:
    body = root.find("body")
    spoken = (
        root.get("lang"),
        root.get("{http://www.w3.org/XML/1998/namespace}lang"),
        root.get("xml:lang"),
        None if body is None else body.get("lang"),
        metas.get("content-language"),
        metas.get("og:locale"),
        metas.get("dcterms.language"),
        _line(data.get("inLanguage")),
    )
    for value in spoken:
        code = re.split("[-_,]", (value or "").strip().lower())[0]
        if re.fullmatch("[a-z]{2}", code):
            yield code


def _source(root: HtmlElement, url: str, doubts: list[str]) -> str:
    """The address that the page gives as its own, if it is of the same host; else the one that was fetched."""
    for link in root.iter("link"):
        if "canonical" in link.get("rel", "").lower().split() and link.get("href"):
            canonical = _absolute(url, link.get("href"))
            if not canonical:
                continue
            if not url or urlsplit(canonical).hostname == urlsplit(url).hostname:
                return canonical
            doubts.append(f"source: the page calls itself {shown(canonical, 150)}; compare")
    return urldefrag(url)[0]


def _alternates(root: HtmlElement, url: str) -> Iterator[tuple[str, str]]:
    """One address for each other language that the page links to as itself."""
    told: set[str] = set()
    for link in root.iter("link", "a"):
        language = (link.get("hreflang") or "").lower()
        code = re.split("[-_]", language)[0]
        is_version = link.tag == "a" or "alternate" in link.get("rel", "").lower().split()
        address = _absolute(url, link.get("href") or "")
        if is_version and re.fullmatch("[a-z]{2}", code) and address and code not in told:
            told.add(code)
            yield code, address


def _absolute(url: str, href: str) -> str:
    try:
        address = urldefrag(urljoin(url, href.strip()))[0]
        return address if urlsplit(address).scheme in ("http", "https") else ""
    except ValueError:
        return ""
