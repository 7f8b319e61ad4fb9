"""Word files (DOCX) as material: mammoth makes HTML of them, in which inserted text stands and deleted text does not.

A DOCX file is a ZIP of XML: both can be small and unpack to anything, so both are looked at before they are read.
"""

from __future__ import annotations

import io
import re
import zipfile

import mammoth

from indexer.drafting.layout import CELLS, Block, blocks, joined, parsed
from indexer.drafting.material import Material, UnreadableError
from indexer.drafting.signs import around

MOST_UNPACKED = 50 * 1024 * 1024
MOST_PARTS = 2_000
_CHUNK = 1 << 16
_STYLES = "p[style-name='Title'] => h1.title:fresh\np[style-name='Subtitle'] => p.subtitle:fresh"
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)|<\0!\0(?:D|E)", re.I)


def is_word(data: bytes) -> bool:
    """Whether these are the bytes of a DOCX file."""
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return "word/document.xml" in packed.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def read_word(data: bytes) -> Material:
    """The text of a DOCX file: headings, paragraphs, lists, tables and notes; no running headers and footers.

    Raises:
        UnreadableError: it is damaged, a bomb, or without text.

    """
    _demand_harmless(data)
    try:
        made = mammoth.convert_to_html(
            io.BytesIO(data),
            style_map=_STYLES,
            convert_image=mammoth.images.img_element(lambda image: {}),
            id_prefix="",
        )
    except Exception as error:  # a damaged file ends in any error of a dozen kinds
        raise UnreadableError(
            f"the Word file is damaged ({type(error).__name__}); save it anew, or as a PDF"
        ) from error
    root = parsed(f"<html><body>{made.value}</body></html>")
    found = [] if root is None else _with_plain_notes(blocks(root, preserved=True))
    title = ""
    if found and found[0].element.tag == "h1":
        title, found = " ".join(found[0].text.split()), found[1:]
    if not any(map(str.isalnum, joined(found))):
        raise UnreadableError("the Word file holds no text; if it holds a picture of it, type the text (verbale new)")
    return Material(joined(found), title=title, to_do=tuple(_doubts(found, title)))


def _with_plain_notes(found: list[Block]) -> list[Block]:
    """Without the arrows by which mammoth leads back from a note to its place."""
    return [Block(re.sub(r"\s*↑$", "", b.text), b.gap, b.element) if "↑" in b.text else b for b in found]


def _doubts(found: list[Block], title: str) -> list[str]:
    tags = {element.tag for block in found for element in around(block)}
    doubts = [] if title else ["title: the file marks none as its title; take it from the text"]
    doubts.append("published: a Word file does not say when its text was published")
    if "ol" in tags:
        doubts.append("text: Word numbers paragraphs or notes; such numbers are no part of the text; write them")
    if "sup" in tags or any(block.element.find(".//sup") is not None for block in found):
        doubts.append("text: it has notes or raised letters; compare")
    if any(CELLS in block.text for block in found) and "table" in tags:
        doubts.append("text: it holds a table; each of its rows is one line; compare")
    return doubts


def _demand_harmless(data: bytes) -> None:
    """Count what is really unpacked: what a ZIP says of itself may be a lie."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS:
                raise UnreadableError(f"the Word file holds more than {MOST_PARTS:,} parts; save the text anew")
            total = 0
            for part in parts:
                with packed.open(part) as opened:
                    last = b""
                    while chunk := opened.read(_CHUNK):
                        total += len(chunk)
                        if total > MOST_UNPACKED:
                            mega = MOST_UNPACKED >> 20
                            raise UnreadableError(f"the Word file unpacks to more than {mega} MB; save the text alone")
                        if part.filename.endswith((".xml", ".rels")) and _ENTITIES.search(last + chunk):
                            raise UnreadableError(
                                "the Word file defines XML entities, as no Word file does; save it anew"
                            )
                        last = chunk[-16:]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError) as error:
        raise UnreadableError(
            f"the Word file is damaged ({type(error).__name__}); save it anew, or as a PDF"
        ) from error
