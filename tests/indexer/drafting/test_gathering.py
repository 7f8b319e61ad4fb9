"""From a ministry's site, over sockets, to files in the knowledge folder."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from indexer.checking import check, notes
from indexer.drafting.drafts import WHOLE_COMMENT, CannotDraftError, Wishes, name_for, write_draft
from indexer.drafting.feeds import Entry, is_feed, read_feed
from indexer.drafting.fetching import Fetcher, Limits
from indexer.drafting.gathering import Known, Outcome, Refused, Written, gather
from indexer.drafting.material import Material, UnreadableError
from indexer.files.writing import Fields
from indexer.loading import load
from indexer.statement import Kind
from tests.indexer.drafting.site import Site
from tests.indexer.drafting.test_documents import DOCUMENTS, TEXTS, document

TEXT = "The Orda rises in the hills of Brisk and reaches the sea at Selm. It belongs to both of its banks."
FRENCH = "L'Orda prend sa source dans les collines de Brisk et atteint la mer à Selm. Elle appartient à ses deux rives."
RUSSIAN = "Орда берёт начало в холмах Бриска и впадает в море у Сельма. Она принадлежит обоим берегам."


def page(title: str, text: str, language: str = "en", head: str = "") -> str:
    return (
        f'<html lang="{language}"><head><title>{title}</title>{head}'
        '<meta property="article:published_time" content="2025-03-14"></head>'
        f"<body><article><h1>{title}</h1><p>{text}</p></article></body></html>"
    )


def gathered(folder: Path, fetcher: Fetcher, *sources: str, limit: int = 10) -> list[Outcome]:
    return list(gather(sources, folder, Wishes(("fisheries",), Kind.NOTICE, "MFA"), fetcher, limit))


def written(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("statements/**/*.yaml"))}


def test_a_page(site: Site, fetcher: Fetcher, folder: Path) -> None:
    url = site.put_page("/en/orda", page("The river Orda", TEXT))
    assert gathered(folder, fetcher, url) == [Written(url, Path("statements/fisheries/the-river-orda.yaml"), 0)]
    assert written(folder) == {
        "the-river-orda.yaml": f"""\
{WHOLE_COMMENT}status: draft
id: the-river-orda
kind: notice
original: en
issuer: MFA
published: 2025-03-14
topics:
  - fisheries
versions:
  en:
    title: The river Orda
    source: {url}
    text: |-
      {TEXT}
"""
    }
    assert check(load(folder)) == ()
    assert [(str(note.file), note.field) for note in notes(load(folder))] == [
        ("statements/fisheries/the-river-orda.yaml", "versions.en.source")
    ]


def test_a_page_that_is_there_is_not_drafted_again(site: Site, fetcher: Fetcher, folder: Path) -> None:
    url = site.put_page("/en/orda", page("The river Orda", TEXT))
    site.put_redirect("/old", "/en/orda")
    gathered(folder, fetcher, url)
    there = Path("statements/fisheries/the-river-orda.yaml")
    before = written(folder)
    sources = (url, f"{url}/#top", f"{site.url}/old")
    assert gathered(folder, fetcher, *sources) == [Known(source, there, draft=True) for source in sources]
    assert written(folder) == before


def test_a_text_that_is_there_is_not_drafted_again_whatever_gave_it(
    site: Site, fetcher: Fetcher, folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "orda.docx"
    file.write_bytes(document("The river Orda", TEXT))
    there = Path("statements/fisheries/the-river-orda.yaml")
    assert gathered(folder, fetcher, str(file)) == [Written(str(file), there, 1)]
    url = site.put_page("/en/orda", page("The river Orda", TEXT))
    elsewhere = site.put_page("/print/orda", page("The river Orda", TEXT))
    sources = (str(file), url, elsewhere)
    assert gathered(folder, fetcher, *sources) == [Known(source, there, draft=True) for source in sources]
    draft = folder / there
    draft.write_text(
        "".join(
            line
            for line in draft.read_text(encoding="utf-8").splitlines(keepends=True)
            if not line.startswith(("#", "status:", "to_do:", "  - "))
        ).replace("    text:", f"    source: {url}\n    text:"),
        encoding="utf-8",
    )
    assert gathered(folder, fetcher, *sources) == [Known(source, there, draft=False) for source in sources]


def test_a_text_like_another_is_drafted_and_the_other_is_named(site: Site, fetcher: Fetcher, folder: Path) -> None:
    again = page("The river Orda", TEXT).replace("2025-03-14", "2026-03-14")
    first, renewed, mended = (
        site.put_page("/en/orda", page("The river Orda", TEXT)),
        site.put_page("/en/orda-2026", again),
        site.put_page("/en/orda-2027", again.replace("2026", "2027").replace("hills", "two hills")),
    )
    assert [type(outcome) for outcome in gathered(folder, fetcher, first, renewed, mended)] == [Written] * 3
    told = {name: text.partition("to_do:\n")[2].partition("id: ")[0] for name, text in written(folder).items()}
    assert told == {
        "the-river-orda.yaml": "",
        "the-river-orda-2.yaml": '  - "text: it is much like that of statements/fisheries/the-river-orda.yaml (100 %); '
        'if the two are one statement, keep one of them"\n',
        "the-river-orda-3.yaml": '  - "text: it is much like that of statements/fisheries/the-river-orda.yaml (98 %); '
        'if the two are one statement, keep one of them"\n',
    }


def versions(site: Site, *languages: str) -> str:
    return "".join(
        f'<link rel="alternate" hreflang="{language}" href="{site.url}/{language}/orda">' for language in languages
    )


def test_other_languages_become_versions(site: Site, fetcher: Fetcher, folder: Path) -> None:
    every = versions(site, "en", "fr", "ru", "es", "ar", "zh")
    url = site.put_page("/en/orda", page("The river Orda", TEXT, "en", every))
    site.put_page("/fr/orda", page("Le fleuve Orda", FRENCH, "fr", every))
    site.put_page("/ru/orda", page("Река Орда", RUSSIAN, "ru"))
    site.put_page("/es/orda", page("The river Orda", TEXT, "es", every))
    site.put("/ar/orda", lambda asked: asked.answer(200, {"Content-Type": "image/png"}, b""))
    (done,) = gathered(folder, fetcher, url)
    assert done == Written(url, Path("statements/fisheries/the-river-orda.yaml"), 5)
    (draft,) = load(folder).drafts
    assert draft.located is not None
    assert [(v, str(sorted(keys))) for v, keys in draft.located.versions()] == [
        ("en", "['source', 'text', 'title']"),
        ("fr", "['source', 'text', 'title']"),
    ]
    told = written(folder)["the-river-orda.yaml"].split("to_do:\n")[1].split("id: ")[0].splitlines()
    assert told == [
        f'  - "versions: ru at {site.url}/ru/orda was not taken: it does not lead back to this page"',
        f'  - "versions: es at {site.url}/es/orda was not taken: it is in another language (en)"',
        f'  - "versions: ar was not taken: \\"{site.url}/ar/orda\\" was not fetched: it is \\"image/png\\", which no '
        'draft can be made of"',
        f'  - "versions: zh was not taken: \\"{site.url}/zh/orda\\" was not fetched: it answers 404 Not Found"',
        '  - "original: this is the page that was named; write the language in which it was first published"',
    ]
    assert site.most == 1


def test_another_host_is_not_followed(site: Site, fetcher: Fetcher, folder: Path) -> None:
    link = '<link rel="alternate" hreflang="fr" href="http://169.254.169.254/fr">'
    url = site.put_page("/en/orda", page("The river Orda", TEXT, "en", link))
    gathered(folder, fetcher, url)
    assert '"versions: fr at http://169.254.169.254/fr was not taken: it is on another host"' in str(written(folder))


RSS = """<?xml version="1.0" encoding="windows-1251"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>News</title><language>en</language>
<item><title>The river &amp;amp; its banks</title><link>{url}/en/orda</link>
  <pubDate>Fri, 14 Mar 2025 23:40:00 -0300</pubDate><description>The Orda rises…</description></item>
<item><title>Carried whole</title><link>{url}/gone</link><pubDate>Sat, 15 Mar 2025 08:00:00 GMT</pubDate>
  <content:encoded><![CDATA[<p>{text}</p><p>Second &ndash; paragraph.</p>]]></content:encoded></item>
<item><title>Only a teaser</title><link>{url}/gone-too</link><description>Read more</description></item>
<item><title>Beyond the limit</title><link>{url}/en/orda?4</link></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>News</title>
<entry><title type="html">The &lt;b&gt;river&lt;/b&gt; Orda</title><link rel="alternate" href="/en/orda"/><id>1</id>
  <published>2025-03-14T01:00:00+05:00</published><updated>2025-03-20T00:00:00Z</updated></entry>
<entry><title>Plain</title><id>2</id><published>2025-03-16</published>
  <content type="text">{text}

Second &lt; paragraph.</content></entry></feed>"""


def test_an_rss_feed(site: Site, fetcher: Fetcher, folder: Path) -> None:
    site.put_page("/en/orda", page("The river & its banks", TEXT).replace("2025-03-14", "2025-03-13"))
    feed = site.put("/feed.xml", RSS.format(url=site.url, text=TEXT).encode("cp1251"))
    done = gathered(folder, fetcher, feed, limit=3)
    assert done == [
        Written(f"{site.url}/en/orda", Path("statements/fisheries/the-river-its-banks.yaml"), 1),
        Written(f"{site.url}/gone", Path("statements/fisheries/carried-whole.yaml"), 2),
        Refused(f"{site.url}/gone-too", f'"{site.url}/gone-too" was not fetched: it answers 404 Not Found'),
    ]
    whole = written(folder)["carried-whole.yaml"]
    assert f"text: |-\n      {TEXT}\n\n      Second – paragraph.\n" in whole
    assert "published: 2025-03-15\n" in whole
    assert (
        f'  - "text: it was taken from the feed, which may hold less than the page (\\"{site.url}/gone\\" was not '
        'fetched: it answers 404 Not Found)"\n'
    ) in whole
    assert "title: the feed says The river &amp; its banks; compare" not in str(written(folder))
    assert '  - "published: the feed says 2025-03-14; compare"\n' in written(folder)["the-river-its-banks.yaml"]
    again = gathered(folder, fetcher, feed, limit=2)
    assert [type(outcome) for outcome in again] == [Known, Known]


def test_an_atom_feed(site: Site, fetcher: Fetcher, folder: Path) -> None:
    site.put_page("/en/orda", page("The river Orda", TEXT))
    feed = site.put("/feed.xml", ATOM.format(text=TEXT).encode())
    assert [type(outcome) for outcome in gathered(folder, fetcher, feed)] == [Written, Written]
    assert list(written(folder)) == ["draft-2025-03-16.yaml", "the-river-orda.yaml"]
    assert f"      {TEXT}\n\n      Second < paragraph.\n" in str(written(folder)).replace("\\n", "\n")


def test_entries_as_the_feed_writes_them() -> None:
    assert read_feed(ATOM.format(text=TEXT), "https://mfa.example/feed") == (
        Entry("The river Orda", "https://mfa.example/en/orda", date(2025, 3, 14), "en", ""),
        Entry("Plain", "", date(2025, 3, 16), "en", f"<p>{TEXT}</p><p>Second &lt; paragraph.</p>"),
    )


def test_a_broken_feed_still_has_its_entries() -> None:
    broken = RSS.format(url="https://mfa.example", text=TEXT).replace("</channel></rss>", "<item><title>Cut o")
    assert [entry.title for entry in read_feed(broken, "")][:3] == [
        "The river & its banks",
        "Carried whole",
        "Only a teaser",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><rss><channel/></rss>',
            "the feed defines XML entities, as no feed needs; it was not read",
        ),
        (
            '<!DOCTYPE feed SYSTEM "file:///etc/passwd" [ ]><feed/>',
            "the feed defines XML entities, as no feed needs; it was not read",
        ),
        ("<rss><channel><title>x</title></channel></rss>", "the feed has no entry; name a page instead"),
        (
            "<rss><channel><item><title>x &#xD800; </item></channel></rss>",
            "the feed is damaged (UnicodeEncodeError); name a page instead",
        ),
    ],
)
def test_feeds_that_are_refused(text: str, told: str) -> None:
    assert is_feed(text)
    with pytest.raises(UnreadableError) as caught:
        read_feed(text, "")
    assert str(caught.value) == told


@pytest.mark.parametrize("text", ["<html><rss>", "<p>&lt;rss&gt;", "", "<!DOCTYPE html><html><body><feed>"])
def test_what_is_no_feed(text: str) -> None:
    assert not is_feed(text)


def test_an_entry_with_an_impossible_link_is_only_that() -> None:
    broken = ATOM.format(text=TEXT).replace('href="/en/orda"', 'href="http://[1]/"')
    assert [entry.link for entry in read_feed(broken, "https://mfa.example/feed")] == ["", ""]


def test_a_page_on_which_a_library_fails_hurts_only_itself(
    site: Site, fetcher: Fetcher, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(text: str, url: str) -> Material:
        raise RecursionError

    monkeypatch.setattr("indexer.drafting.gathering.read_page", fail)
    url = site.put_page("/en/orda", page("The river Orda", TEXT))
    assert gathered(folder, fetcher, url) == [
        Refused(url, "the page cannot be read (RecursionError); copy its text by hand")
    ]


def test_files(fetcher: Fetcher, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(document(*TEXTS["zh"]))
    (tmp_path / "a.html").write_text(page("The river Orda", TEXT), encoding="utf-8")
    (tmp_path / "a.txt").write_text(
        "Die Orda entspringt in den Hügeln von Brisk.\r\n\r\nSie mündet bei Selm.\r\n", encoding="utf-8"
    )
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    (tmp_path / "a.rtf").write_bytes(rb"{\rtf1\ansi\f0\pard The Orda rises.\par}")
    (tmp_path / "empty").write_bytes(b"")
    names = ["a.docx", "a.html", "a.txt", "a.png", "a.rtf", "empty", "none"]
    sources = [str(tmp_path / name) for name in names] + [str(DOCUMENTS / "arabic.pdf")]
    done = gathered(folder, fetcher, *sources)
    assert [(type(outcome), getattr(outcome, "reason", "")) for outcome in done] == [
        (Written, ""),
        (Written, ""),
        (Written, ""),
        *[(Refused, "this is neither a page nor a feed, a Word file (.docx) or a PDF; save it as one of them")] * 2,
        (Refused, "there is no text in it; name another file or page"),
        (
            Refused,
            f"cannot read {tmp_path}/none (No such file or directory); name a file, or an address with https://",
        ),
        (Written, ""),
    ]
    assert "  de:\n    text: |-\n      Die Orda entspringt in den Hügeln von Brisk.\n\n      Sie mündet" in str(
        written(folder)
    ).replace("\\n", "\n")
    assert check(load(folder)) == ()


def test_a_source_that_fails_hurts_only_itself(site: Site, folder: Path) -> None:
    fetcher = Fetcher(private=True, limits=Limits(size=10_000, pause=0))
    big = site.put_page("/big", page("Big", "a" * 20_000))
    url = site.put_page("/en/orda", page("The river Orda", TEXT))
    bomb = site.put_page("/bomb", '<!DOCTYPE rss [<!ENTITY a "b">]><rss/>', "application/rss+xml")
    done = gathered(folder, fetcher, big, bomb, "http://127.0.0.1:1/", url)
    assert [type(outcome) for outcome in done] == [Refused, Refused, Refused, Written]
    assert list(written(folder)) == ["the-river-orda.yaml"]
    assert sorted(path.name for path in folder.iterdir()) == ["ministry.yaml", "statements"]


@pytest.mark.parametrize(
    ("title", "source", "published", "taken", "name"),
    [
        ("Flood warning on the Orda", "", None, set(), "flood-warning-on-the-orda"),
        ("Flood warning", "", None, {"flood-warning", "flood-warning-2"}, "flood-warning-3"),
        ("Communiqué n° 7 : l'Orda", "", None, set(), "communique-n-7-l-orda"),
        ("Река Орда", "https://mfa.example/ru/reka-orda-2025.html", None, set(), "reka-orda-2025"),
        ("界河", "https://mfa.example/123", date(2025, 3, 14), set(), "draft-2025-03-14"),
        ("界河", "", None, {"draft"}, "draft-2"),
        ("word " * 30, "", None, set(), "word-word-word-word-word-word-word-word-word-word-word-word"),
    ],
)
def test_ids(title: str, source: str, published: date | None, taken: set[str], name: str) -> None:
    assert name_for([Material("x", title=title, source=source, published=published)], taken) == name


FIELDS: Fields = {"status": "draft", "id": "a", "versions": {"en": {"text": "A."}}}


def test_nothing_is_written_over(folder: Path) -> None:
    (folder / "statements").mkdir()
    (folder / "statements" / "a.yaml").write_text("mine", encoding="utf-8")
    with pytest.raises(CannotDraftError) as caught:
        write_draft(folder, FIELDS)
    assert str(caught.value) == "there is already a file statements/a.yaml; choose another id, or remove that file"
    assert (folder / "statements" / "a.yaml").read_text(encoding="utf-8") == "mine"
    assert sorted(path.name for path in folder.iterdir()) == ["ministry.yaml", "statements"]


def test_a_folder_that_cannot_be_written(folder: Path) -> None:
    (folder / "statements").write_text("a file", encoding="utf-8")
    with pytest.raises(CannotDraftError) as caught:
        write_draft(folder, {**FIELDS, "topics": ["fisheries"]})
    assert (
        str(caught.value) == f"cannot write {folder}/statements/fisheries/a.yaml (Not a directory); nothing was written"
    )
    with pytest.raises(CannotDraftError) as caught:
        write_draft(folder / "none", FIELDS)
    assert str(caught.value) == (f"there is no knowledge folder {folder}/none; make it, or name the right one (--into)")
    with pytest.raises(CannotDraftError) as caught:
        write_draft(folder, {**FIELDS, "versions": {"en": {"text": "a" * (1 << 20)}}})
    assert str(caught.value) == (
        "the draft would be larger than 1 MiB; a statement is shorter: name the page of one alone"
    )


def test_a_draft_can_be_read_by_others(folder: Path) -> None:
    path = folder / write_draft(folder, FIELDS)
    assert path.stat().st_mode & 0o777 == 0o644
