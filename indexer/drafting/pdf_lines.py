"""The lines of a PDF with their places; run as a program of its own, so that a hostile file kills nothing else.

Bytes in on standard input; JSON out on standard output: `{"pages": n, "lines": [[page, text, left, right, baseline,
size, word], …]}` with lengths in points from the lower left corner, `word` that of the first word; or
`{"refused": "why"}`.
Imports nothing of ours, so that it runs by its path.
"""

from __future__ import annotations

import ctypes
import json
import resource
import sys
import unicodedata

import pypdfium2 as pdfium

MOST_PAGES = 300
SECONDS = 30
MEMORY = 2 << 30

Line = tuple[int, str, float, float, float, float, float]
Letter = tuple[str, float, float]
"""A character, and its left and right side."""

_ALEFS = "اأإآٱ"
_DIVIDED = 0x02
"""What PDFium gives for a hyphen that divides a word at a line's end, in place of both."""


def lines(data: bytes) -> dict[str, object]:
    """All lines, page by page, in the order in which they stand in the file."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = "password" in str(error).lower()
        return {"refused": "it is locked by a password" if locked else "it is damaged, or no PDF"}
    if len(document) > MOST_PAGES:
        return {"refused": f"it has {len(document):,} pages, more than {MOST_PAGES}"}
    found: list[Line] = []
    for number in range(len(document)):
        found.extend(_on_page(document[number].get_textpage(), number + 1))
    return {"pages": len(document), "lines": found}


def _on_page(text: pdfium.PdfTextPage, number: int) -> list[Line]:
    found: list[Line] = []
    first, letters = 0, list[Letter]()
    sides = [ctypes.c_double() for _ in range(4)]
    for at in range(text.count_chars() + 1):
        code = pdfium.raw.FPDFText_GetUnicode(text, at) if at < text.count_chars() else 0x0A
        if code not in (0x0A, 0x0D):
            first = first if letters else at
            pdfium.raw.FPDFText_GetCharBox(text, at, *map(ctypes.byref, sides))
            character = "-" if code == _DIVIDED else chr(code) if 0 < code < 0x110000 else "\ufffd"
            letters.append((character, sides[0].value, sides[1].value))
        if code in (0x0A, 0x0D, _DIVIDED):
            if any(not c.isspace() for c, _, _ in letters):
                found.append(_line(text, number, first, letters))
            letters = []
    return found


def _line(text: pdfium.PdfTextPage, number: int, first: int, letters: list[Letter]) -> Line:
    x, y = ctypes.c_double(), ctypes.c_double()
    at = first + next(n for n, (c, _, _) in enumerate(letters) if not c.isspace())
    pdfium.raw.FPDFText_GetCharOrigin(text, at, ctypes.byref(x), ctypes.byref(y))
    size = pdfium.raw.FPDFText_GetFontSize(text, at)
    drawn = [letter for letter in letters if not letter[0].isspace()]
    start = at - first
    end = next((n for n in range(start, len(letters)) if letters[n][0].isspace()), len(letters))
    word = letters[start:end]
    width = max(right for _, _, right in word) - min(left for _, left, _ in word)
    left, right = min(left for _, left, _ in drawn), max(right for _, _, right in drawn)
    return number, "".join(c for c, _, _ in _in_order(letters)), left, right, y.value, size, width


def _in_order(letters: list[Letter]) -> list[Letter]:
    """Right-to-left lines come turned letter by letter: a ligature's letters and a letter's marks are turned back."""
    found = list(letters)
    for at in range(len(found) - 1):
        (one, left, right), (other, *sides) = found[at], found[at + 1]
        ligature = one in _ALEFS and other == "ل" and [left, right] == sides
        mark = unicodedata.combining(one) > 0 and unicodedata.bidirectional(other) == "AL"
        if ligature or (mark and sides[0] <= (left + right) / 2 <= sides[1]):
            found[at], found[at + 1] = found[at + 1], found[at]
    return found


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    json.dump(lines(sys.stdin.buffer.read()), sys.stdout)
