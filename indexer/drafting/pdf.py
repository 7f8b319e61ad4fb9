"""PDF files as material: drawn lines put together to paragraphs again, which is a guess, and is told as one."""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from indexer.drafting import pdf_lines
from indexer.drafting.material import Material, UnreadableError, shortened

_TIME = 60
_ENDS = re.compile(r"[.!?…。！？؟۔:;।]\W*$")
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_DRAWN_FORMS = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")
_MOST_HYPHENS = 10
_EDGES = 2  # lines at the top and at the foot of a page among which running titles and numbers are looked for


@dataclass(frozen=True, slots=True)
class Line:
    """A drawn line; lengths in points from the lower left corner of the page, `word` is its first word's length."""

    page: int
    text: str
    left: float
    right: float
    baseline: float
    size: float
    word: float


def read_pdf(data: bytes) -> Material:
    """The text of a PDF.

    Raises:
        UnreadableError: it is damaged, locked, too long, takes too long, or holds only pictures.

    """
    every = _lines(data)
    found = _without_running(every)
    if not any(map(str.isalnum, "".join(line.text for line in found))):
        raise UnreadableError("the PDF holds pictures of a text, no text; type it (verbale new)")
    text_size = statistics.median(line.size for line in found for _ in range(len(line.text)))
    title, rest = _titled(found, text_size)
    hyphens: list[str] = []
    text = _text(rest, hyphens)
    doubts = [] if title else ["title: the PDF marks none; take it from the text"]
    doubts.append("published: a PDF does not say when its text was published")
    doubts.append(
        "text: a PDF holds lines, not paragraphs; compare where each one ends, and any table or second column"
    )
    if hyphens:
        told = ", ".join(hyphens[:_MOST_HYPHENS])
        doubts.append(f"text: joined at hyphens at the end of lines, which may not belong to the words: {told}")
    if dropped := [line.text for line in every if line not in rest and line.text.strip() not in title]:
        told = shortened(" / ".join(dict.fromkeys(dropped)))
        doubts.append(f"text: left out as page numbers and what stands above the title: {told}")
    if _RIGHT_TO_LEFT.search(text):
        doubts.append(
            "text: PDF draws letters from right to left one by one; compare vowel signs, numbers and brackets"
        )
    if _DRAWN_FORMS.search(text):
        doubts.append("text: it holds Arabic letters in their drawn forms, which no question matches; type them anew")
    return Material(text, title=title, to_do=tuple(doubts))


def _lines(data: bytes) -> list[Line]:
    """The lines as the program beside this one finds them, within its limits of time and memory."""
    program = [sys.executable, "-I", str(Path(pdf_lines.__file__))]
    try:
        ran = subprocess.run(program, input=data, capture_output=True, timeout=_TIME, check=False)
        found = json.loads(ran.stdout) if ran.returncode == 0 else {"refused": "it takes too much time or memory"}
    except subprocess.TimeoutExpired:
        found = {"refused": "it takes too much time"}
    if "refused" in found:
        raise UnreadableError(
            f"the PDF cannot be read: {found['refused']}; save the text anew, or type it (verbale new)"
        )
    return [Line(*line) for line in found["lines"]]


def _without_running(found: list[Line]) -> list[Line]:
    """Without page numbers, and without what stands at the edge of several pages and differs in digits only."""
    pages: dict[int, list[Line]] = {}
    for line in found:
        pages.setdefault(line.page, []).append(line)
    edges: dict[str, set[int]] = {}
    for number, lines in pages.items():
        for line in (*lines[:_EDGES], *lines[-_EDGES:]):
            edges.setdefault(_masked(line.text), set()).add(number)
    running = {text for text, on in edges.items() if len(on) > 1 and len(on) * 2 >= len(pages)}
    kept = []
    for lines in pages.values():
        for at, line in enumerate(lines):
            edge = at < _EDGES or at >= len(lines) - _EDGES
            number_alone = (at in (0, len(lines) - 1)) and len(lines) > 1 and _masked(line.text).strip("-–— ") == "0"
            if not (number_alone or (edge and _masked(line.text) in running)):
                kept.append(line)
    return kept


def _masked(text: str) -> str:
    return re.sub(r"\d+", "0", text.strip())


def _titled(found: list[Line], text_size: float) -> tuple[str, list[Line]]:
    """The first lines that are larger than the text, if they stand near the top; and the lines below them."""
    large = [line.size > 1.15 * text_size for line in found]
    start = next((n for n, is_large in enumerate(large[: 2 * _EDGES]) if is_large), None)
    end = start if start is None else next((n for n in range(start, len(found)) if not large[n]), None)
    if start is None or end is None:
        return "", found
    return " ".join(line.text.strip() for line in found[start:end]), found[end:]


def _text(found: Sequence[Line], hyphens: list[str]) -> str:
    """The lines joined; words that a hyphen at a line's end divides are added to `hyphens`."""
    layout = _Layout(found)
    text = ""
    for before, line in zip((None, *found), found, strict=False):
        words = line.text.strip()
        if before is None:
            text = words
        elif parting := layout.parting(before, line):
            text += parting + words
        elif text.endswith("-") and words[:1].isalpha():
            hyphens.append(shortened(re.split(r"\s", text)[-1] + re.split(r"\s", words)[0]))
            text += words
        else:
            text += ("" if _WIDE.match(text[-1]) or _WIDE.match(words) else " ") + words
    return text


class _Layout:
    """How lines lie in a document: the edges of each page's text, and the usual distance of two lines, by size."""

    def __init__(self, found: Sequence[Line]) -> None:
        self.columns: dict[tuple[int, int], tuple[float, float]] = {}
        gaps: dict[int, list[float]] = {}
        for line in found:
            left, right = self.columns.get(_kind(line), (line.left, line.right))
            self.columns[_kind(line)] = min(left, line.left), max(right, line.right)
        for one, other in pairwise(found):
            if _kind(one) == _kind(other) and one.baseline > other.baseline:
                gaps.setdefault(round(one.size), []).append(one.baseline - other.baseline)
        # Most lines of a text follow one another within a paragraph; in a short one perhaps only every fourth.
        self.gaps = {size: sorted(found)[len(found) // 4] for size, found in gaps.items()}

    def parting(self, before: Line, line: Line) -> str:
        """What stands between two lines: nothing within a paragraph, a line end, or a blank line."""
        ended = _ENDS.search(before.text) is not None
        indent, room = self._room(before, line)
        # Where the first word of the next line would clearly have had room, the line was ended on purpose.
        on_purpose = room > line.word + 0.6 * line.size
        if before.page != line.page:
            return "\n\n" if on_purpose or ended else ""
        gap, usual = before.baseline - line.baseline, self.gaps.get(round(line.size), float("inf"))
        another = abs(before.size - line.size) > 0.1 * line.size
        if another or gap > 1.25 * usual or gap < 0 or (indent > 0.8 * line.size and ended):
            return "\n\n"
        if on_purpose:
            return "\n\n" if ended else "\n"
        return ""

    def _room(self, before: Line, line: Line) -> tuple[float, float]:
        """How far `line` is indented, and how much room was left at the end of the line before it."""
        left, right = self.columns[_kind(before)]
        if _RIGHT_TO_LEFT.search(before.text):
            return right - line.right, before.left - left
        return line.left - left, right - before.right


def _kind(line: Line) -> tuple[int, int]:
    return line.page, round(line.size)
