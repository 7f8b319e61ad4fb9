"""Pages that statements cite, from a site on loopback, fetched as a check does."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from indexer.advice import in_force
from indexer.advice.pages import on_pages
from indexer.drafting.fetching import Fetched, Fetcher, FetchError, Limits
from indexer.loading import load
from tests.indexer.folders import folder_of, good

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FIRST = "Kestria warns Marenia of every flood on the Orda at least 48 hours before the crest."
SECOND = "Both sides measure the water at six places."
AROUND = "<nav>Home · Contact</nav><footer>© Ministry</footer><script>var x = 'not shown'</script>"


def page(*paragraphs: str) -> str:
    return f"<html><body>{AROUND}<h1>Floods</h1>{''.join(f'<p>{p}</p>' for p in paragraphs)}</body></html>"


class Site:
    """Pages by path; a number answers that status, ``→ X`` sends on to X. `asked` are the paths, in order."""

    def __init__(self, pages: dict[str, str | int]) -> None:
        site = self
        self.pages = pages
        self.asked: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                content = site.pages.get(self.path, 404)
                onward = content.removeprefix("→ ") if isinstance(content, str) and content.startswith("→ ") else ""
                self.send_response(content if isinstance(content, int) else 302 if onward else 200)
                if onward:
                    self.send_header("Location", onward)
                body = content.encode() if isinstance(content, str) else b""
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's name
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.root = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def fetch(self, url: str) -> Fetched:
        """The page of this site in place of the ministry's: the statements' addresses are https."""
        host = "https://www.mfa.marenia.example"
        fetched = Fetcher(private=True, limits=Limits(pause=0)).fetch(url.replace(host, self.root))
        return Fetched(fetched.url.replace(self.root, host), fetched.kind, fetched.declared, fetched.data)


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site({})
    yield made
    made.server.shutdown()
    made.server.server_close()


def told(tmp_path: Path, site: Site, *paragraphs: str) -> list[str]:
    """The warnings about a statement of `paragraphs` that cites /en/a."""
    text = "\n\n      ".join(paragraphs)
    folder = folder_of(tmp_path, {"a": good().replace("The Orda rises.", text)})
    return [str(p) for p in on_pages(in_force(load(folder), NOW), site.fetch, lambda done, of: None)]


def test_the_text_as_it_is_on_the_page_is_well(tmp_path: Path, site: Site) -> None:
    site.pages["/en/a"] = page(FIRST.replace(" on the", "\n  on&nbsp;the <b>") + "</b>", SECOND)
    assert told(tmp_path, site, FIRST, SECOND) == []


def test_another_wording_is_shown_word_by_word(tmp_path: Path, site: Site) -> None:
    site.pages["/en/a"] = page(FIRST, SECOND.replace("six", "seven"))
    assert told(tmp_path, site, FIRST, SECOND) == [
        "statements/a.yaml:13: versions.en.text: the text is not the one on the page: "
        "Both sides measure the water at [-seven-]{+six+} places.; copy what is published, or have the page mended"
    ]


def test_a_paragraph_that_the_page_lacks_is_shown_whole(tmp_path: Path, site: Site) -> None:
    site.pages["/en/a"] = page(FIRST)
    added = "Nobody may bathe in the harbour of Selvara during the regatta."
    assert told(tmp_path, site, FIRST, added) == [
        f"statements/a.yaml:13: versions.en.text: the text is not the one on the page: {{+{added}+}}; "
        "copy what is published, or have the page mended"
    ]


def test_a_page_about_something_else(tmp_path: Path, site: Site) -> None:
    site.pages["/en/a"] = page("Opening hours of the library: nine to five.")
    assert told(tmp_path, site, FIRST, SECOND) == [
        "statements/a.yaml:9: versions.en.source: the page shows nothing of this text; "
        "link to the page on which it stands"
    ]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (404, "the page is not to be had (it answers 404 Not Found)"),
        (503, "the page is not to be had (it answers 503 Service Unavailable)"),
        ("→ /en/", "the address leads on to https://www.mfa.marenia.example/en/"),
    ],
)
def test_an_address_that_leads_nowhere(content: str | int, found: str, tmp_path: Path, site: Site) -> None:
    site.pages |= {"/en/a": content, "/en/": page("Welcome")}
    mend = (
        "link to where the text is" if content == "→ /en/" else "correct the address, or tell those who keep the site"
    )
    assert told(tmp_path, site, FIRST) == [f"statements/a.yaml:9: versions.en.source: {found}; {mend}"]


def test_a_page_that_has_moved_within_the_site_is_compared_where_it_is(tmp_path: Path, site: Site) -> None:
    site.pages |= {"/en/a": "→ /en/statements/a", "/en/statements/a": page(FIRST)}
    assert told(tmp_path, site, FIRST) == []


def test_a_page_is_fetched_once_for_all_its_versions(tmp_path: Path, site: Site) -> None:
    french = (
        "  fr:\n    title: Crues\n    source: https://www.mfa.marenia.example/en/a#fr\n    text: La rivière monte.\n"
    )
    site.pages["/en/a"] = page("The Orda rises.", "La rivière monte.")
    folder = folder_of(tmp_path, {"a": good().replace("versions:\n", f"versions:\n{french}")})
    steps: list[tuple[int, int]] = []
    assert list(on_pages(in_force(load(folder), NOW), site.fetch, lambda done, of: steps.append((done, of)))) == []
    assert (site.asked, steps) == (["/en/a"], [(1, 1)])


def test_what_is_no_page_is_not_compared(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"a": good()})

    def fetch(url: str) -> Fetched:
        return Fetched(url, "application/pdf", "application/pdf", b"%PDF-1.7")

    assert list(on_pages(in_force(load(folder), NOW), fetch, lambda done, of: None)) == []


def test_the_reason_is_the_fetchers(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"a": good()})

    def fetch(url: str) -> Fetched:
        raise FetchError(f'"{url}" was not fetched: it took longer than 30 seconds; try again later')

    (problem,) = on_pages(in_force(load(folder), NOW), fetch, lambda done, of: None)
    assert problem.found == "the page is not to be had (it took longer than 30 seconds; try again later)"
