"""From sources to drafts: files, pages, and the entries of feeds, each on its own; what fails hurts only itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from indexer.drafting.decoding import decoded
from indexer.drafting.drafts import Wishes, draft_fields, name_for, write_draft
from indexer.drafting.feeds import Entry, is_feed, read_feed
from indexer.drafting.fetching import LARGEST, Fetched, Fetcher, FetchError, size_of
from indexer.drafting.known import Holdings, bare
from indexer.drafting.material import Material, UnreadableError, settled
from indexer.drafting.pages import read_page
from indexer.drafting.pdf import read_pdf
from indexer.drafting.robots import Polite
from indexer.drafting.word import is_word, read_word
from indexer.loading import Loaded, load
from indexer.statement import VerbaleError

MOST_ENTRIES = 10
_MOST_VERSIONS = 12
_PAGES = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class Written:
    """A draft was written to `file`, relative to the knowledge folder; `to_do` is how many things it asks for."""

    source: str
    file: Path
    to_do: int


@dataclass(frozen=True, slots=True)
class Known:
    """Nothing was written: `file`, a draft or a statement, has this source or says the same already."""

    source: str
    file: Path
    draft: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was written, for this reason."""

    source: str
    reason: str


Outcome = Written | Known | Refused


def gather(
    sources: Sequence[str], folder: Path, wishes: Wishes, fetcher: Fetcher | Polite, limit: int = MOST_ENTRIES
) -> Iterator[Outcome]:
    """Write a draft for each source that is a page or a file, and for the first `limit` entries of each feed.

    Raises:
        VerbaleError: the knowledge folder cannot be read; whatever else fails is an outcome.

    """
    making = _Making(folder, load(folder), wishes, fetcher)
    for source in sources:
        try:
            if (known := making.known(source, source)) is not None:
                yield known
                continue
            found = _named(source, fetcher)
            text = decoded(found.data, found.declared) if _may_be_feed(found) else ""
            if is_feed(text):
                for entry in read_feed(text, found.url)[:limit]:
                    yield making.of_entry(entry, source)
            else:
                yield making.of(source, found)
        except VerbaleError as error:
            yield Refused(source, str(error))


def _named(source: str, fetcher: Fetcher | Polite) -> Fetched:
    """What an address leads to, or the bytes of a file, whose address is empty."""
    if "://" in source:
        return fetcher.fetch(source)
    try:
        with Path(source).open("rb") as opened:
            data = opened.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise UnreadableError(f"cannot read {source} ({reason}); name a file, or an address with https://") from error
    if len(data) > LARGEST:
        raise UnreadableError(f"{source} is larger than {size_of(LARGEST)}; name the file of one text alone")
    return Fetched("", "application/octet-stream", "", data)


def _may_be_feed(found: Fetched) -> bool:
    return not found.data.startswith((b"%PDF", b"PK")) and "xhtml" not in found.kind


def material_of(found: Fetched) -> Material:
    """What was fetched, or read from a file, as material; judged by its first bytes, for content types are often wrong.

    Raises:
        UnreadableError: no text can be taken from it.

    """
    if b"%PDF-" in found.data[:1024]:
        return settled(replace(read_pdf(found.data), source=found.url))
    if is_word(found.data):
        return settled(replace(read_word(found.data), source=found.url))
    binary = b"\0" in found.data[:1024] and not found.data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if binary or found.data.startswith(b"{\\rtf"):
        raise UnreadableError("this is neither a page nor a feed, a Word file (.docx) or a PDF; save it as one of them")
    text = decoded(found.data, found.declared)
    if found.kind == "text/plain" or "<" not in text:
        plain = "\n".join(line.rstrip() for line in text.strip("\n").split("\n"))
        if not any(map(str.isalnum, plain)):
            raise UnreadableError("there is no text in it; name another file or page")
        told = (
            "title: plain text has none; take it from the text",
            "text: it is plain text; join lines that belong together",
        )
        return settled(Material(plain, source=found.url, to_do=told))
    try:
        return settled(read_page(text, found.url))
    except VerbaleError:
        raise
    except Exception as error:  # strangers' markup meets three libraries here
        raise UnreadableError(f"the page cannot be read ({type(error).__name__}); copy its text by hand") from error


class _Making:
    """What is known while drafts are made: the folder's ids and sources grow with each."""

    def __init__(self, folder: Path, loaded: Loaded, wishes: Wishes, fetcher: Fetcher | Polite) -> None:
        self.folder = folder
        self.ministry = loaded.ministry
        self.wishes = wishes
        self.fetcher = fetcher
        self.holdings = Holdings(loaded)

    def of(self, source: str, found: Fetched) -> Outcome:
        """The outcome for a page or a document."""
        if (known := self.known(source, found.url)) is not None:
            return known
        original = material_of(found)
        if (known := self.known(source, original.source, original)) is not None:
            return known
        others, more = self._versions(original, found.url)
        return self._written(source, [original, *others], more)

    def of_entry(self, entry: Entry, feed: str) -> Outcome:
        """The outcome for an entry: of its page, else of what the feed carries of it."""
        source = entry.link or f"{feed}: {entry.title}"
        try:
            if (known := self.known(source, entry.link)) is not None:
                return known
            try:
                if not entry.link:
                    raise UnreadableError("the entry has no link")
                found = self.fetcher.fetch(entry.link)
                if (known := self.known(source, found.url)) is not None:
                    return known
                original = material_of(found)
                address = found.url
            except (FetchError, UnreadableError) as error:
                if not entry.content:
                    return Refused(source, str(error))
                original, address = self._carried(entry, str(error)), ""
            if (known := self.known(source, original.source, original)) is not None:
                return known
            others, more = self._versions(original, address)
            return self._written(source, [_compared(original, entry), *others], more)
        except VerbaleError as error:
            return Refused(source, str(error))

    def _carried(self, entry: Entry, why: str) -> Material:
        page = f"<html><head></head><body><article>{entry.content}</article></body></html>"
        found = read_page(page, entry.link)
        doubts = (f"text: it was taken from the feed, which may hold less than the page ({why})", *found.to_do)
        said = (entry.language[:2].lower(),) if entry.language else ()
        return settled(replace(found, title=entry.title, source=entry.link, said=said, alternates=(), to_do=doubts))

    def _versions(self, original: Material, url: str) -> tuple[list[Material], list[str]]:
        """The other languages of a page that was fetched, if they lead back to it; and what is to do about the rest."""
        found: list[Material] = []
        doubts: list[str] = []
        hosts = {urlsplit(url).hostname, *(() if self.ministry is None else self.ministry.hosts)}
        own = {bare(url), bare(original.source)}
        others = [
            (code, link) for code, link in original.alternates if code != original.language and bare(link) not in own
        ]
        for code, link in others[:_MOST_VERSIONS] if url else ():
            if urlsplit(link).hostname not in hosts:
                doubts.append(f"versions: {code} at {link} was not taken: it is on another host")
                continue
            try:
                other = material_of(self.fetcher.fetch(link, _PAGES))
            except VerbaleError as error:
                doubts.append(f"versions: {code} was not taken: {error}")
                continue
            back = {bare(address) for _, address in other.alternates}
            if not own & back:
                doubts.append(f"versions: {code} at {link} was not taken: it does not lead back to this page")
            elif other.language != code:
                doubts.append(f"versions: {code} at {link} was not taken: it is in another language ({other.language})")
            else:
                found.append(other)
        if found:
            doubts.append(
                "original: this is the page that was named; write the language in which it was first published"
            )
        return found, doubts

    def _written(self, source: str, materials: list[Material], more: list[str]) -> Written:
        name = name_for(materials, self.holdings.names)
        doubts = [*more, *self.holdings.doubts(materials[0])]
        fields = draft_fields(name, materials, self.wishes, self.ministry, doubts)
        file = write_draft(self.folder, fields)
        self.holdings.add(name, file, materials)
        return Written(source, file, len(fields.get("to_do", ())))

    def known(self, source: str, address: str, material: Material | None = None) -> Known | None:
        """What `source` gave, where the folder has its address already, or what the material says."""
        file = self.holdings.at(address)
        if file is None and material is not None:
            file = self.holdings.same(material)
        return None if file is None else Known(source, file, file in self.holdings.drafts)


def _compared(original: Material, entry: Entry) -> Material:
    """The page's material with what the feed knows of it, and where the two differ."""
    doubts = list(original.to_do)
    if entry.title and original.title and entry.title != original.title:
        doubts.append(f"title: the feed says {entry.title}; compare")
    if entry.published and original.published and entry.published != original.published:
        doubts.append(f"published: the feed says {entry.published}; compare")
    guessed = "published: the day is guessed from the page's text; compare"
    if entry.published and (original.published is None or guessed in doubts):
        doubts = [doubt for doubt in doubts if doubt != guessed]
        original = replace(original, published=entry.published)
    return replace(original, title=original.title or entry.title, to_do=tuple(doubts))
