"""RSS and Atom feeds: their entries. Entities, by which a small feed unpacks to a large one, are refused unread."""

from __future__ import annotations

import email.utils
import io
import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urljoin

import feedparser

from indexer.drafting.layout import blocks, parsed
from indexer.drafting.material import UnreadableError

_ROOT = re.compile(
    r"\s*(?:<\?xml[^>]*\?>\s*|<!--.*?-->\s*|<\?[^>]*\?>\s*|<!DOCTYPE[^>\[]*>\s*)*<(?:rss|feed|rdf:RDF)[\s>/]", re.S
)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_ENTITIES = re.compile(r"<!ENTITY|<!DOCTYPE[^>]*\[", re.I)
_ISO = re.compile(r"\s*([12][0-9]{3})-([01][0-9])-([0-3][0-9])(?![0-9])")
_HEAD = 5_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; `content` is HTML where the feed carries the whole text, else empty."""

    title: str
    link: str
    published: date | None
    language: str
    content: str


def is_feed(text: str) -> bool:
    """Whether this is a feed, by its first element."""
    return _ROOT.match(text[:_HEAD].removeprefix("\ufeff")) is not None or (
        _ENTITIES.search(text[:_HEAD]) is not None
        and re.search(r"<(?:rss|feed|rdf:RDF)[\s>/]", text[:_HEAD]) is not None
    )


def read_feed(text: str, url: str) -> tuple[Entry, ...]:
    """The entries, in the order of the feed, also of one that is not quite well formed.

    Raises:
        UnreadableError: it defines entities, or has no entry.

    """
    if _ENTITIES.search(text) is not None:
        raise UnreadableError("the feed defines XML entities, as no feed needs; it was not read")
    # The text is decoded already, so what its first line says of its encoding no longer holds.
    data = _DECLARATION.sub("", text.removeprefix("\ufeff")).encode("utf-8", "replace")
    headers = {"content-type": "application/xml; charset=utf-8"}
    try:
        found = feedparser.parse(
            io.BytesIO(data), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:  # its loose parser fails on crafted markup in whatever way it happens to
        raise UnreadableError(f"the feed is damaged ({type(error).__name__}); name a page instead") from error
    language = str(found.feed.get("language") or "")
    entries = tuple(_entry(entry, url, language) for entry in found.entries)
    if not entries:
        raise UnreadableError("the feed has no entry; name a page instead")
    return entries


def _entry(entry: feedparser.FeedParserDict, url: str, language: str) -> Entry:
    contents = entry.get("content") or []
    whole = next((c for c in contents if c.get("value")), None)
    content = "" if whole is None else str(whole["value"])
    if whole is not None and whole.get("type") == "text/plain":
        content = "".join(f"<p>{_escaped(part)}</p>" for part in re.split(r"\n\s*\n", content))
    link = str(entry.get("link") or "")
    linked = {str(one.get("href")) for one in entry.get("links", [])}
    link = link if link in linked or "://" in link else ""  # else it is the entry's id
    return Entry(
        " ".join(_plain(str(entry.get("title") or ""), str((entry.get("title_detail") or {}).get("type"))).split()),
        _absolute(url, link) if link else "",
        _day(str(entry.get("published") or "")),
        str((whole or {}).get("language") or language),
        content,
    )


def _absolute(url: str, link: str) -> str:
    try:
        return urljoin(url, link)
    except ValueError:
        return ""


def _plain(title: str, kind: str) -> str:
    """A title without the markup that it may hold."""
    if kind != "text/html" or ("<" not in title and "&" not in title):
        return title
    root = parsed(f"<body>{title}</body>")
    return title if root is None else " ".join(block.text for block in blocks(root))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")


def _day(text: str) -> date | None:
    """The day as the feed writes it, in whatever zone that is."""
    try:
        if (iso := _ISO.match(text)) is not None:
            return date(*map(int, iso.groups()))
        return email.utils.parsedate_to_datetime(text).date()
    except ValueError:
        return None
