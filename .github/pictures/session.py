"""Makes the README's picture: runs the terminal chat, asks it questions, and draws its screen.

Run it from the root of the repository, which must be importable (for the tests' pseudo-terminal):

    PYTHONPATH=. python .github/pictures/session.py [--command "verbale chat"] [--output FILE] [QUESTION ...]
"""

from __future__ import annotations

import argparse
import io
import os
import re
import shlex
from collections.abc import Sequence
from functools import partial
from itertools import groupby
from pathlib import Path

from pyte.screens import Char
from rich.console import Console
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from tests.fakes.terminal import CTRL_D, ENTER, Terminal

QUESTIONS = (
    "Does Marenia support a ban on autonomous weapons?",
    "Сколько голубого хека можно ловить на банке Ломен?",
    "Will there be war with Kestova?",
)
COMMAND = "verbale chat"
OUTPUT = Path(__file__).with_name("session.svg")
COLUMNS = 88
ROWS = 200

_COLOURS = {"default": None, "brown": "yellow", "brightblack": "bright_black"}

# Ink on deep blue: the sixteen colours in the order of a terminal, eight plain and eight bright.
_THEME = TerminalTheme(
    (16, 24, 38),
    (222, 228, 238),
    [
        (16, 24, 38),
        (240, 113, 120),
        (152, 211, 138),
        (240, 198, 116),
        (125, 174, 250),
        (199, 146, 234),
        (99, 205, 214),
        (222, 228, 238),
    ],
    [
        (130, 145, 168),
        (240, 113, 120),
        (152, 211, 138),
        (240, 198, 116),
        (125, 174, 250),
        (199, 146, 234),
        (99, 205, 214),
        (255, 255, 255),
    ],
)


def photograph(command: Sequence[str], questions: Sequence[str]) -> list[Text]:
    """The lines of the screen after the questions were asked, with their colours."""
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    environment |= {"TERM": "xterm-256color", "LANG": "en_GB.UTF-8", "LC_ALL": "en_GB.UTF-8"}
    with Terminal(command, environment, columns=COLUMNS, rows=ROWS) as person:
        person.watch(lambda: person.current.startswith("› "))
        prompt = person.current
        for question in questions:
            before = len(person.lines)
            person.type(question + ENTER)
            person.watch(partial(_answered, person, prompt, before))
        lines = [_line(person.display.buffer[row]) for row in range(len(person.lines))]
        person.type(CTRL_D)
        person.leave()
    return lines


def _answered(person: Terminal, prompt: str, before: int) -> bool:
    return person.current == prompt and len(person.lines) > before


def _line(cells: dict[int, Char]) -> Text:
    line = Text()
    # The right half of a wide character is a cell without data.
    for style, run in groupby((cells[column] for column in range(COLUMNS)), key=_style):
        line.append("".join(cell.data for cell in run), style)
    line.rstrip()
    return line


def _style(cell: Char) -> Style:
    colour = _COLOURS.get(cell.fg, cell.fg)
    if colour is not None and re.fullmatch("[0-9a-f]{6}", colour):
        colour = f"#{colour}"
    return Style(color=colour, bold=cell.bold, underline=cell.underscore, italic=cell.italics)


def draw(lines: Sequence[Text], title: str) -> str:
    """The lines as an SVG in a window called `title`, which fetches nothing when it is looked at."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), color_system="truecolor")
    for line in lines:
        console.print(line, soft_wrap=True)
    picture = console.export_svg(title=title, theme=_THEME)
    return re.sub(r"\s*@font-face \{.*?\}", "", picture, flags=re.DOTALL)


def main() -> None:
    """Run the command, ask, draw, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--command", default=COMMAND)
    parser.add_argument("--output", type=Path, default=OUTPUT)
    parser.add_argument("questions", nargs="*", default=QUESTIONS)
    options = parser.parse_args()
    lines = photograph(shlex.split(options.command), options.questions)
    options.output.write_text(draw(lines, COMMAND), encoding="utf-8")


if __name__ == "__main__":
    main()
