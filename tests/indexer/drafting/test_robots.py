"""Sites that keep programs off, over sockets."""

from __future__ import annotations

import pytest

from indexer.drafting.fetching import Fetcher, FetchError
from indexer.drafting.robots import Polite
from tests.indexer.drafting.site import Handler, Site

ASK = "; if you may all the same, as on the ministry's own site, say --ignore-robots"
PAGE = "<html><body><p>The Orda rises in the hills.</p></body></html>"


@pytest.fixture
def polite(fetcher: Fetcher) -> Polite:
    return Polite(fetcher)


def paths(site: Site) -> list[str]:
    return [path for path, _ in site.asked]


def refusal_of(polite: Polite, url: str) -> str:
    with pytest.raises(FetchError) as refused:
        polite.fetch(url)
    return str(refused.value)


def test_a_page_that_robots_may_fetch_is_fetched_and_the_site_is_asked_once(site: Site, polite: Polite) -> None:
    site.put_page("/robots.txt", "User-agent: *\nDisallow: /internal/\nAllow: /", "text/plain")
    for path in ("/en/orda", "/en/brisk"):
        assert polite.fetch(site.put_page(path, PAGE)).data == PAGE.encode()
    assert paths(site) == ["/robots.txt", "/en/orda", "/en/brisk"]


@pytest.mark.parametrize(
    "rules",
    [
        "User-agent: *\nDisallow: /en/",
        "User-agent: *\nAllow: /\n\nUser-agent: note-verbale-draft\nDisallow: /",
        "User-agent: *\nDisallow: /*/orda$",
        "\ufeffUser-Agent: *\r\ndisallow: /en/orda\r\n",
    ],
)
def test_one_that_they_may_not_is_refused_unasked(site: Site, polite: Polite, rules: str) -> None:
    site.put_page("/robots.txt", rules, "text/plain; charset=utf-8")
    url = site.put_page("/en/orda", PAGE)
    assert refusal_of(polite, url) == (
        f'"{url}" was not fetched: {site.url}/robots.txt asks programs not to fetch it{ASK}'
    )
    assert paths(site) == ["/robots.txt"]


def test_a_page_that_leads_on_to_such_a_one_is_refused(site: Site, polite: Polite) -> None:
    site.put_page("/robots.txt", "User-agent: *\nDisallow: /internal/", "text/plain")
    site.put_page("/internal/orda", PAGE)
    url = site.put_redirect("/orda", "/internal/orda")
    assert refusal_of(polite, url) == (
        f'"{url}" was not fetched: {site.url}/robots.txt asks programs not to fetch "{site.url}/internal/orda", '
        f"to which it leads on{ASK}"
    )


@pytest.mark.parametrize(("status", "kind"), [(404, "text/html"), (403, "text/plain"), (200, "image/png")])
def test_a_site_without_rules_asks_nothing(site: Site, polite: Polite, status: int, kind: str) -> None:
    site.put("/robots.txt", lambda asked: asked.answer(status, {"Content-Type": kind}, b"Disallow: /"))
    assert polite.fetch(site.put_page("/en/orda", PAGE)).data == PAGE.encode()


def test_a_page_in_place_of_rules_asks_nothing(site: Site, polite: Polite) -> None:
    site.put_page("/robots.txt", "<html><body>There is no such page.</body></html>")
    assert polite.fetch(site.put_page("/en/orda", PAGE)).data == PAGE.encode()


def test_a_server_that_fails_over_its_rules_is_left_alone(site: Site, polite: Polite) -> None:
    def fail(asked: Handler) -> None:
        asked.answer(503, {"Content-Type": "text/plain"}, b"")

    site.put("/robots.txt", fail)
    url = site.put_page("/en/orda", PAGE)
    assert refusal_of(polite, url) == (
        f'"{url}" was not fetched: {site.url}/robots.txt, which says what programs may fetch, is out of order{ASK}'
    )
    assert paths(site) == ["/robots.txt"]


def test_no_address_of_the_web_and_an_inner_one_are_refused_as_ever(site: Site) -> None:
    assert refusal_of(Polite(Fetcher()), f"{site.url}/a") == (
        f'"{site.url}/a" was not fetched: "127.0.0.1" is a loopback address (127.0.0.1); '
        "if it is the ministry's own network, say --allow-private"
    )
    assert refusal_of(Polite(Fetcher()), "ftp://a.example/x") == (
        '"ftp://a.example/x" was not fetched: it is no http or https address; name one that a browser opens'
    )
    assert site.asked == []
