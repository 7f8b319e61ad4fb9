"""Word files and PDFs in four scripts: their text as it is seen; and files that are none, or bombs."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pypdfium2
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from indexer.drafting import pdf, pdf_lines, word
from indexer.drafting.material import Material, UnreadableError, settled
from indexer.drafting.pdf import read_pdf
from indexer.drafting.word import is_word, read_word

DOCUMENTS = Path(__file__).parent / "documents"
NO_DAY = "published: a PDF does not say when its text was published"
LINES = "text: a PDF holds lines, not paragraphs; compare where each one ends, and any table or second column"


def document(title: str, *paragraphs: str) -> bytes:
    made = docx.Document()
    if title:
        made.add_heading(title, 0)
    for paragraph in paragraphs:
        made.add_paragraph(paragraph)
    return saved(made)


def saved(made: docx.document.Document) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


TEXTS = {
    "en": (
        "Joint communiqué",
        "The Ministers met in Kestova  and spoke of the river and its floods.",
        "“Done at Kestova” – in two\u00a0originals.",
    ),
    "ru": (
        "Совместное коммюнике",
        "Министры встретились 12 декабря 2023 года в Кестове.",
        "Стороны договорились о водах Орды.",
    ),
    "ar": (
        "بيان مشترك",
        "اجتمع وزيرا خارجية مارينيا وكيستريا في كيستوفا يوم 12 ديسمبر 2023.",
        "حُرر في كيستوفا بنسختين أصليتين.",
    ),
    "zh": (
        "联合公报",
        "两国外交部长于二〇二三年十二月十二日在凯斯托瓦举行会晤。",
        "双方就奥尔达河水域达成一致，并将每年举行两次会议。",
    ),
}


@pytest.mark.parametrize("language", TEXTS)
def test_word_in_four_scripts(language: str) -> None:
    title, *paragraphs = TEXTS[language]
    data = document(title, *paragraphs)
    assert is_word(data)
    assert settled(read_word(data)) == Material(
        "\n\n".join(paragraphs),
        title=title,
        language=language,
        to_do=("published: a Word file does not say when its text was published",),
    )


def test_word_with_everything() -> None:
    made = docx.Document()
    made.sections[0].header.paragraphs[0].text = "Page header"
    made.add_heading("The river", 1)
    first = made.add_paragraph("One ")
    first.add_run("bold").bold = True
    first.add_run(" and <b>no markup</b> &amp; all.")
    broken = made.add_paragraph("Line one")
    broken.add_run().add_break()
    broken.add_run("line two")
    made.add_paragraph("")
    made.add_paragraph("first item", style="List Bullet")
    made.add_paragraph("second item", style="List Bullet")
    table = made.add_table(2, 2)
    for row, cells in enumerate((("State", "Tonnes"), ("Marenia", "12,000"))):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    made.add_paragraph("An end")._p.append(tracked("w:ins", "w:t", " that was added"))
    made.paragraphs[-1]._p.append(tracked("w:del", "w:delText", " that was taken out"))
    found = read_word(saved(made))
    assert found.title == "The river"
    assert found.text == (
        "One bold and <b>no markup</b> &amp; all.\n\nLine one\nline two\n\nfirst item\nsecond item\n\n"
        "State  Tonnes\nMarenia  12,000\n\nAn end that was added"
    )
    assert found.to_do == (
        "published: a Word file does not say when its text was published",
        "text: it holds a table; each of its rows is one line; compare",
    )


def tracked(change: str, kind: str, text: str) -> BaseOxmlElement:
    """A run that was inserted or deleted while changes were tracked."""
    outer, run, inner = OxmlElement(change), OxmlElement("w:r"), OxmlElement(kind)
    inner.text = text
    inner.set(qn("xml:space"), "preserve")
    run.append(inner)
    outer.append(run)
    return outer


def packed(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def by_hand(body: str, **more: str | bytes) -> bytes:
    """The smallest Word file, with notes."""
    return packed(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "_rels/.rels": f'<Relationships xmlns="{R}"><Relationship Id="a" Type="{OFFICE}/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{R}"><Relationship Id="n" '
            f'Type="{OFFICE}/footnotes" '
            'Target="footnotes.xml"/></Relationships>',
            "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
            "word/footnotes.xml": f'<w:footnotes {W}><w:footnote w:id="2"><w:p><w:r><w:t>Law No. 12.</w:t></w:r></w:p>'
            "</w:footnote></w:footnotes>",
            **more,
        }
    )


def test_notes_of_a_word_file_follow_its_text() -> None:
    body = '<w:p><w:r><w:t>The shelf ends here.</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    found = read_word(by_hand(body))
    assert found.text == "The shelf ends here.[1]\n\nLaw No. 12."
    assert "text: it has notes or raised letters; compare" in found.to_do


BOMB = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (by_hand("", **{"word/media/a.bin": b"\0" * 60_000_000}), "unpacks to more than 50 MB; save the text alone"),
        (by_hand("", **{f"word/{n}.xml": "" for n in range(2_001)}), "holds more than 2,000 parts; save the text anew"),
        (by_hand("", **{"word/styles.xml": BOMB}), "defines XML entities, as no Word file does; save it anew"),
        (
            by_hand("", **{"word/styles.xml": BOMB.encode("utf-16")}),
            "defines XML entities, as no Word file does; save it anew",
        ),
    ],
    ids=["bytes", "parts", "entities", "entities in UTF-16"],
)
def test_bombs_in_word_files(data: bytes, told: str) -> None:
    assert len(data) < 500_000
    with pytest.raises(UnreadableError) as caught:
        read_word(data)
    assert str(caught.value) == f"the Word file {told}"


def test_a_word_file_without_text_or_damaged() -> None:
    with pytest.raises(UnreadableError) as caught:
        read_word(by_hand("<w:p/>"))
    assert str(caught.value) == (
        "the Word file holds no text; if it holds a picture of it, type the text (verbale new)"
    )
    with pytest.raises(UnreadableError) as caught:
        read_word(by_hand("<w:p>"))
    assert str(caught.value).startswith("the Word file is damaged (")
    whole = document(*TEXTS["en"])
    for end in range(10, len(whole), len(whole) // 20):
        with pytest.raises(UnreadableError):
            read_word(whole[:end])


@pytest.mark.parametrize("name", ["latin", "cyrillic", "arabic"])
def test_pdf_in_three_scripts(name: str) -> None:
    title, _, text = (DOCUMENTS / f"{name}.txt").read_text(encoding="utf-8").partition("\n\n")
    found = settled(read_pdf((DOCUMENTS / f"{name}.pdf").read_bytes()))
    assert found.text == text.removesuffix("\n")
    assert (found.title, found.language) == (title, {"latin": "en", "cyrillic": "ru", "arabic": "ar"}[name])
    running = "MFA / 1 / 2" if name == "latin" else "MFA / 1"
    signs = "text: PDF draws letters from right to left one by one; compare vowel signs, numbers and brackets"
    assert found.to_do == (
        NO_DAY,
        LINES,
        f'text: left out as page numbers and what stands above the title: "{running}"',
        *([signs] if name == "arabic" else []),
    )


def test_hyphens_and_line_ends_of_a_pdf_are_told() -> None:
    """What a PDF does not hold cannot be read from it: whether a hyphen at a line's end belongs to the word."""
    found = read_pdf((DOCUMENTS / "hyphens.pdf").read_bytes())
    assert found.text == (
        "The commission met in Selm and spoke of the protection of towns and of cross-border trade, which grew by a "
        "third in the year before. It will meet again in spring, when the interna-tional observers have reported.\n\n"
        "A second paragraph begins right below the first one, and is told from it by the room at the end of its last "
        "line.\n\nIlva Torren\nMinister of Foreign Affairs"
    )
    assert found.to_do == (
        "title: the PDF marks none; take it from the text",
        NO_DAY,
        LINES,
        'text: joined at hyphens at the end of lines, which may not belong to the words: "interna-tional"',
    )


def pages(number: int) -> bytes:
    made = pypdfium2.PdfDocument.new()
    for _ in range(number):
        made.new_page(100, 100)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


NO_PDF = "; save the text anew, or type it (verbale new)"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (lambda: b"%PDF-1.7\n", f"the PDF cannot be read: it is damaged, or no PDF{NO_PDF}"),
        (lambda: pages(5_000), f"the PDF cannot be read: it has 5,000 pages, more than 300{NO_PDF}"),
        (lambda: pages(1), "the PDF holds pictures of a text, no text; type it (verbale new)"),
    ],
    ids=["damaged", "5,000 pages", "no text"],
)
def test_pdfs_that_are_refused(data: Callable[[], bytes], told: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_pdf(data())
    assert str(caught.value) == told


def test_a_pdf_that_takes_too_long_or_kills_its_reader(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    monkeypatch.setattr(pdf_lines, "__file__", str(program))
    monkeypatch.setattr(pdf, "_TIME", 0.5)
    program.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n", encoding="utf-8")
    with pytest.raises(UnreadableError) as caught:
        read_pdf(b"%PDF-")
    assert str(caught.value) == f"the PDF cannot be read: it takes too much time or memory{NO_PDF}"
    program.write_text("import time\ntime.sleep(9)\n", encoding="utf-8")
    with pytest.raises(UnreadableError) as caught:
        read_pdf(b"%PDF-")
    assert str(caught.value) == f"the PDF cannot be read: it takes too much time{NO_PDF}"


def test_the_program_that_reads_pdfs_has_limits() -> None:
    told = (
        Path(pdf_lines.__file__)
        .read_text(encoding="utf-8")
        .replace(
            "json.dump(lines(sys.stdin.buffer.read()), sys.stdout)",
            "print(resource.getrlimit(resource.RLIMIT_CPU), resource.getrlimit(resource.RLIMIT_AS))",
        )
    )
    ran = subprocess.run([sys.executable, "-I", "-c", told], capture_output=True, text=True, check=True, timeout=30)
    assert ran.stdout == f"(30, 30) ({2 << 30}, {2 << 30})\n"


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", packed({"a.txt": "x"}), b"%PDF-1.7"])
def test_what_is_no_word_file(data: bytes) -> None:
    assert not is_word(data)


def test_limits_are_those_that_the_messages_tell() -> None:
    assert (word.MOST_UNPACKED >> 20, word.MOST_PARTS, pdf_lines.MOST_PAGES) == (50, 2_000, 300)
