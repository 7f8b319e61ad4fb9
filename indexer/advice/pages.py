"""The pages that statements cite: whether they answer, and whether they show the text as it stands here.

All visible text of a page counts, so that nothing depends on which part of it is the article; white space does not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import urlsplit

from rapidfuzz import fuzz

from indexer.advice.sorts import LEADS_ON, NO_ANSWER, NOT_ON_PAGE, UNLIKE_PAGE
from indexer.advice.sources import is_front_page
from indexer.advice.standing import InForce
from indexer.drafting.decoding import as_browsers_show, decoded
from indexer.drafting.fetching import Fetched, FetchError, without_fragment
from indexer.drafting.layout import blocks, joined, parsed
from indexer.files.parsing import Value
from indexer.loading import Located
from indexer.revision import marked, revision
from indexer.statement import Problem, Version

Fetch = Callable[[str], Fetched]
"""`indexer.drafting.fetching.Fetcher.fetch`: raises `FetchError`."""
Told = Callable[[int, int], None]

_HTML = ("text/html", "application/xhtml+xml")
_LIKE = 60.0
"""From this likeness on (0 to 100), a line of the page is taken for another wording of a paragraph."""
_SHOWN = 600
_BLANKS = re.compile(r"\s+")


def on_pages(standing: Sequence[InForce], fetch: Fetch, told: Told) -> Iterator[Problem]:
    """Warnings about each address; each page is fetched once. `told` is called with pages done, and of how many."""
    cited: dict[str, list[tuple[Located, Version]]] = {}
    for one in standing:
        for version in one.statement.versions:
            cited.setdefault(without_fragment(version.source), []).append((one.located, version))
    for done, (url, versions) in enumerate(cited.items(), 1):
        yield from _on_page(url, versions, fetch)
        told(done, len(cited))


def _on_page(url: str, versions: Sequence[tuple[Located, Version]], fetch: Fetch) -> Iterator[Problem]:
    try:
        page = fetch(url)
    except FetchError as error:
        why = str(error).rpartition("was not fetched: ")[2]
        for located, version in versions:
            yield NO_ANSWER.at(located.file, _line(located, version, "source"), _path(version, "source"), why=why)
        return
    elsewhere = urlsplit(page.url).hostname != urlsplit(url).hostname or is_front_page(page.url)
    if elsewhere and not is_front_page(url):
        for located, version in versions:
            yield LEADS_ON.at(located.file, _line(located, version, "source"), _path(version, "source"), other=page.url)
        return
    text = text_of(page)
    for located, version in versions if text is not None else ():
        yield from _unlike(located, version, text or "")


def text_of(page: Fetched) -> str | None:
    """All that a page shows; None for what is no page, such as a PDF, which is not compared."""
    if page.kind == "text/plain":
        return decoded(page.data, page.declared)
    if page.kind not in _HTML:
        return None
    root = parsed(as_browsers_show(decoded(page.data, page.declared)))
    return "" if root is None else joined(blocks(root))


def _unlike(located: Located, version: Version, page: str) -> Iterator[Problem]:
    """One warning at the first paragraph that is not on the page as it stands here; it shows all that differ."""
    lines = [plain for line in page.split("\n") if (plain := _plain(line))]
    whole = " ".join(lines)
    paragraphs = [(number, p) for number, line in enumerate(version.text.split("\n")) if (p := _plain(line))]
    missing = [(number, paragraph) for number, paragraph in paragraphs if paragraph not in whole]
    if not missing:
        return
    found = [(number, paragraph, _nearest(paragraph, lines, whole)) for number, paragraph in missing]
    if len(missing) == len(paragraphs) and not any(near for *_, near in found):
        yield NOT_ON_PAGE.at(located.file, _line(located, version, "source"), _path(version, "source"))
        return
    shown = " / ".join(marked(revision(near, paragraph), 40) for _, paragraph, near in found)
    shown = shown if len(shown) <= _SHOWN else shown[:_SHOWN] + "…"
    line = _line(located, version, "text", found[0][0])
    yield UNLIKE_PAGE.at(located.file, line, _path(version, "text"), difference=shown)


def _nearest(paragraph: str, lines: Sequence[str], whole: str) -> str:
    """What the page has in a paragraph's place; empty where it has nothing like it."""
    best = max(lines, key=lambda line: fuzz.ratio(paragraph, line), default="")
    if fuzz.ratio(paragraph, best) >= _LIKE:
        return best
    part = fuzz.partial_ratio_alignment(paragraph, whole, score_cutoff=_LIKE)
    return "" if part is None else whole[part.dest_start : part.dest_end]


def _plain(line: str) -> str:
    return _BLANKS.sub(" ", line).strip()


def _path(version: Version, field: str) -> str:
    return f"versions.{version.language}.{field}"


def _line(located: Located, version: Version, field: str, below: int = 0) -> int:
    """That of a version's field; of a text in block form, the line `below` its first."""
    line = located.line("versions", version.language, field)
    _, node = dict(located.versions())[version.language].get(field, (0, None))
    return node.line + 1 + below if isinstance(node, Value) and node.block and below else line
