"""Thirty-nine layouts of an invented ministry's pages, each beside the text that a person would copy from it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from indexer.drafting.decoding import decoded
from indexer.drafting.material import Material, UnreadableError, settled, without_refused
from indexer.drafting.pages import read_page

PAGES = Path(__file__).parent / "pages"
LAYOUTS = sorted(path.stem for path in PAGES.glob("*.html"))
URL = "https://www.mfa.marenia.example/x"


@dataclass(frozen=True)
class Expected:
    title: str
    published: str
    language: str
    text: str


def expected(name: str) -> Expected:
    head, _, text = (PAGES / f"{name}.txt").read_text(encoding="utf-8").partition("\n\n")
    title, published, language = (line.partition(": ")[2] for line in head.split("\n"))
    return Expected(title, published, language, text.removesuffix("\n"))


def read(html: str, url: str = URL) -> Material:
    return settled(read_page(html, url))


def article(body: str, head: str = "") -> str:
    return f'<html lang="en"><head>{head}</head><body><article><h1>The river</h1>{body}</article></body></html>'


LONG = "The Orda rises in the hills of Brisk and reaches the sea at Selm."


def test_there_are_as_many_texts_as_pages() -> None:
    assert sorted(path.stem for path in PAGES.glob("*.txt")) == LAYOUTS
    assert len(LAYOUTS) == 39


@pytest.mark.parametrize("name", LAYOUTS)
def test_text_title_day_and_language(name: str) -> None:
    material = settled(read_page(decoded((PAGES / f"{name}.html").read_bytes(), "text/html"), URL))
    wanted = expected(name)
    assert material.text == wanted.text
    assert (material.title, str(material.published), material.language) == (
        wanted.title,
        wanted.published,
        wanted.language,
    )


@pytest.mark.parametrize(
    ("name", "to_do"),
    [
        ("01-article", []),
        ("03-table", ["text: it holds a table; each of its rows is one line; compare"]),
        (
            "10-print",
            [
                "published: the day is guessed from the page's text; compare",
                'text: left out, though it may belong to it: "MINISTRY OF FOREIGN AFFAIRS"',
                "text: left out, though it may belong to it: "
                '"Source: https://www.mfa.marenia.example/en/answers/arms-exports-brisk"',
            ],
        ),
        (
            "12-json-ld",
            [
                "title: it is in the page's data, not on the page; compare",
                "text: the page shows it only by a script; it was taken from the page's data; compare",
            ],
        ),
        ("20-hidden", []),
        (
            "29-links-within",
            [
                'text: taken, though it may not belong to it: "Ordinance on Brisk of 2 May 2019"',
                'text: taken, though it may not belong to it: "Ordinance on Ullan of 7 June 2021"',
                'text: left out, though it may belong to it: "Ministry of Foreign Affairs, Selm"',
            ],
        ),
    ],
)
def test_what_is_left_to_a_person(name: str, to_do: list[str]) -> None:
    material = settled(read_page(decoded((PAGES / f"{name}.html").read_bytes(), "text/html"), URL))
    assert list(material.to_do) == to_do


def test_issuer_and_source() -> None:
    first = read(decoded((PAGES / "01-article.html").read_bytes()))
    assert first.issuer == "Ministry of Foreign Affairs of Marenia"
    assert first.source == "https://www.mfa.marenia.example/en/statements/orda-flood-2025"
    assert read(article(f"<p>{LONG}</p>"), f"{URL}#top").source == URL


def test_two_days_are_told() -> None:
    head = '<meta property="article:published_time" content="2025-03-14"><meta name="dc.date" content="2025-03-15">'
    material = read(article(f"<p>{LONG}</p>", head))
    assert str(material.published) == "2025-03-14"
    assert material.to_do == ("published: the page also says 2025-03-15 (meta dc.date); compare",)


def test_the_day_is_the_one_that_the_page_writes() -> None:
    head = '<meta property="article:published_time" content="2025-03-14T23:59:00-11:00">'
    assert str(read(article(f"<p>{LONG}</p>", head)).published) == "2025-03-14"


def test_a_page_in_another_language_than_it_says() -> None:
    french = "La Marénie salue la conclusion des négociations entre les deux gouvernements sur les eaux du fleuve."
    material = read(article(f"<p>{french}</p>"))
    assert material.language == "fr"
    assert material.to_do == ("language: the page says en, the text looks like fr; compare",)


def test_a_foreign_canonical_address_is_told_not_taken() -> None:
    material = read(article(f"<p>{LONG}</p>", '<link rel="canonical" href="https://elsewhere.example/a">'))
    assert material.source == URL
    assert material.to_do == ('source: the page calls itself "https://elsewhere.example/a"; compare',)


def test_other_languages() -> None:
    head = (
        '<link rel="alternate" hreflang="en" href="/en/a"><link rel="alternate" hreflang="fr-FR" href="/fr/a">'
        '<link rel="alternate" hreflang="fr-BE" href="/be/a"><link rel="alternate" hreflang="x-default" href="/">'
        '<link rel="alternate" type="application/rss+xml" href="/feed">'
    )
    material = read(article(f"<p>{LONG}</p><a hreflang='ru' href='../ru/a'>Русский</a>", head))
    assert material.alternates == (
        ("en", "https://www.mfa.marenia.example/en/a"),
        ("fr", "https://www.mfa.marenia.example/fr/a"),
        ("ru", "https://www.mfa.marenia.example/ru/a"),
    )


def test_refused_characters_are_left_out() -> None:
    material = read(article(f"<p>{LONG} A\u202eB\u202c, go\u200bing, co\ufeffoperate, a\tb.</p><pre>1\t2</pre>"))
    assert material.text == f"{LONG} AB, going, cooperate, a b.\n\n1    2"
    assert [to_do.split(" stands ")[0] for to_do in material.to_do] == [
        "text: U+0009 (tab)",
        "text: U+202E (right-to-left override)",
        "text: U+202C (pop directional formatting)",
        "text: U+FEFF (zero width no-break space)",
        "text: U+200B (zero width space)",
    ]


@pytest.mark.parametrize(
    ("text", "carried", "told"),
    [
        ("plain", "plain", []),
        ("1\t2\t3", "1    2    3", ['U+0009 (tab) stands 2 times, first after "1": it was written as spaces; compare']),
        ("a\u2028b", "a\nb", ['U+2028 (line separator) stands once, after "a": it was written as a line end; compare']),
        (
            "a\u202eb",
            "ab",
            ['U+202E (right-to-left override) stands once, after "a": {rest}, so it was left out; compare'],
        ),
        (
            "go\u200bing",
            "going",
            ['U+200B (zero width space) stands once, after "go": {rest}, so it was left out; compare'],
        ),
        ("caf\u00ade", "caf\u00ade", []),
        ("می\u200cخواهم", "می\u200cخواهم", []),
        ("a\ud800b", "ab", ['U+D800 (half a character) stands once, after "a": {rest}, so it was left out; compare']),
        (
            "ca\ufffde",
            "ca\ufffde",
            [
                'U+FFFD (replacement character) stands once, after "ca": '
                "write what was lost here in an earlier conversion"
            ],
        ),
    ],
)
def test_refused_characters_are_named(text: str, carried: str, told: list[str]) -> None:
    rest = "no statement may hold it"
    assert without_refused(text, "text") == (carried, [f"text: {one.format(rest=rest)}" for one in told])


def test_list_numbers_and_quotation_marks_that_are_only_drawn() -> None:
    material = read(article(f"<p>{LONG} She said: <q>Yes</q>.</p><ol><li>{LONG}</li><li>Two.</li></ol>"))
    assert material.text == f"{LONG} She said: Yes.\n\n{LONG}\nTwo."
    assert material.to_do == (
        "text: the page numbers a list; such numbers are no part of its text; write them if they matter",
        "text: the page shows quotation marks that are no part of its text; write them",
    )


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ("", "the page cannot be read to its end; copy its text by hand (verbale new)"),
        ("<div>" * 5_000 + LONG, "the page cannot be read to its end; copy its text by hand (verbale new)"),
        (
            "<body><div id='app'></div><script>show()</script></body>",
            "the page shows no text without scripts; copy its text by hand (verbale new)",
        ),
        (
            "<p>" + "<b>a</b> " * 20_000,
            "the page is far larger than a statement; name the page of one text alone",
        ),
        (
            f"<p>{LONG * 70_000}",
            "the page is far larger than a statement; name the page of one text alone",
        ),
    ],
)
def test_pages_without_a_text(html: str, told: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_page(html, URL)
    assert str(caught.value) == told


def test_nothing_in_a_page_is_run_or_taken_that_is_not_shown() -> None:
    hidden = (
        "<script>document.write('no')</script><style>p{}</style><template><p>no</p></template><!-- no -->"
        "<p hidden>no</p><p style='Display : none'>no</p><p class='sr-only'>no</p><noscript>no</noscript>"
        "<iframe src='file:///etc/passwd'>no</iframe><object data='x'>no</object><p onclick='no()'>Yes.</p>"
    )
    assert read(article(f"<p>{LONG}</p>{hidden}<p>{LONG}</p>")).text == f"{LONG}\n\nYes.\n\n{LONG}"


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        ("<p>Орда".encode("cp1251"), "text/html; charset=windows-1251", "<p>Орда"),
        ("<meta charset=koi8-r><p>Орда".encode("koi8-r"), "text/html", "<meta charset=koi8-r><p>Орда"),
        ("Орда".encode("utf-16"), "text/html; charset=utf-8", "Орда"),
        ("\ufeffОрда".encode(), "text/html; charset=windows-1251", "Орда"),
        ("Министерство иностранных дел сообщает о паводке на реке.".encode("cp1251"), "text/html", ""),
        ("外交部发言人".encode("gb18030"), "text/html; charset=gb2312", "外交部发言人"),
        ("“quoted” – and…".encode("cp1252"), "text/html; charset=iso-8859-1", "“quoted” – and…"),
        (b"a\xffb", "text/html; charset=utf-8", "a\ufffdb"),
        (b"a\0b\r\nc\rd", "text/html; charset=utf-8", "a\ufffdb\nc\nd"),
        (b"abc", "text/html; charset=no-such-thing", "abc"),
    ],
)
def test_encodings(data: bytes, declared: str, text: str) -> None:
    assert decoded(data, declared) == (text or "Министерство иностранных дел сообщает о паводке на реке.")


@pytest.mark.parametrize(
    ("body", "title", "to_do"),
    [
        (f"<h1><a href='/a'>The river</a></h1><p>{LONG}</p>", "The river", []),
        (
            f"<h1>One</h1><h1>Two</h1><p>{LONG}</p>",
            "One",
            ["title: the page has 2 headings; this is the first one"],
        ),
        (f"<h2>The river</h2><p>{LONG}</p>", "The river", ["title: it is the first heading on the page; compare"]),
        (
            f"<p>{LONG}</p><h2>Later</h2>",
            "Start page",
            ["title: it is the browser window's; take out what does not belong to it"],
        ),
    ],
)
def test_titles_that_the_page_does_not_settle(body: str, title: str, to_do: list[str]) -> None:
    found = read(f"<html lang=en><head><title>Start page</title></head><body>{body}<p>{LONG}</p></body></html>")
    assert (found.title, [told for told in found.to_do if told.startswith("title")]) == (title, to_do)
