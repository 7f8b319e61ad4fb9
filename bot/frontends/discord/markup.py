r"""Text for Discord: pieces with a little markup, escaped so that nothing in them acts, cut to the length of a message.

Every character of a text stays; a backslash, which Discord's clients do not show, goes before each that would act:

=======================  ==========================================================================================
anywhere                 ``\`` ``*`` ``_`` ``~`` ``|`` `````: emphasis, spoilers, code; ``<``: mentions of persons,
                         roles, channels and commands, ``<id:…>``, ``<t:…>``, own emoji, links in angle brackets;
                         ``[``: links under other words; ``@``: @everyone and @here
a colon before a word    ``:name:`` would become an emoji, ``https:`` with what follows a link
at the start of a line   ``#`` ``>`` ``-`` ``+`` and ``1.``: headers, small print, quotations, lists
a slash                  in the addresses of Discord's invitations, which are shown as cards
=======================  ==========================================================================================

An address within a text is therefore shown and does not act; only what is a link of the reply's own (`Style.LINK`) can
be followed, under its own address. Nothing can be put before letters, digits and what is not ASCII, and nothing needs
to be. What Discord's clients do to these all the same: emoji are drawn as pictures, a tab becomes four spaces, spaces
at the end of a line vanish, and on phones an invisible joiner right behind an escaped character.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import accumulate

from bot.rendering.cutting import cut

_LINE = r"(?:\A|(?<=[\n\r\x0b\x0c\x85\u2028\u2029]))[^\S\n]*"
_ACTS = re.compile(
    rf"[\\*_`~|<\[@]|:(?=\S)|\A\.|(?:(?<=\.gg)|(?<=\.gift)|(?<=discord\.com)|(?<=discordapp\.com))/"
    rf"|(?P<line>{_LINE})[#>+-]|(?P<number>{_LINE}[0-9]+)\.",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://[^\s<>\\`\x00-\x1f\x7f]{1,1500}")
_MARKED = re.compile(
    r"```(?:[a-zA-Z0-9_+.#-]+\n)?\n*(?P<block>[^`]+?)\n*```|(?P<ticks>`{1,2})(?P<code>[^`]+)(?P=ticks)"
    r"|\\(?P<escaped>[^0-9A-Za-z\s])"
    r"|(?:^|(?<=\n))[ ]*(?:>>>|>|\#{1,3}|-\#)[ ]+(?P<line>)"
    r"|\[(?P<masked>[^\[\]\n]+)\]\(<?https?://[^\s()]+\)|<(?P<address>https?://[^\s<>]+)>"
    r"|(?P<mark>\*{1,3}(?!\*)|__|~~|\|\|)(?=\S)(?P<styled>(?:\\.|[^\\])+?)(?P=mark)(?!\*)"
    r"|(?<!\w)_(?=\S)(?P<slanted>(?:\\.|[^\\_])+?)_(?!\w)",
    re.DOTALL,
)
_SHOWN_AS = ("block", "code", "escaped", "masked", "address", "line")
_DEEPEST = 6
"""Styles within one another; a message that is nothing but marks is not read to its end."""


QUOTED = ">>> "
"""Before a block that is quoted to its end."""


class Style(StrEnum):
    """How a run is set, by the marks around it; a link is shown as its address and leads there."""

    PLAIN = ""
    BOLD = "**"
    STRUCK = "~~"
    LINK = "<"


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one style."""

    text: str
    style: Style = Style.PLAIN

    def markdown(self, *, followed: bool = False) -> str:
        """As it is written; `followed`: another run stands behind it on the same line."""
        if self.style is Style.LINK and _ADDRESS.fullmatch(self.text):
            return f"<{self.text}>"
        shown = escaped(self.text)
        if followed and self.text.endswith(":"):
            shown = shown[:-1] + "\\:"
        return shown if self.style is Style.LINK or not self.text.strip() else f"{self.style}{shown}{self.style}"


@dataclass(frozen=True, slots=True)
class Block:
    """Runs that belong together; `quoted` as a quotation.

    `close` to the block before it: no empty line between. `apart` from it: a line drawn between. `right`: it is read
    from right to left.
    """

    runs: tuple[Run, ...]
    quoted: bool = False
    close: bool = False
    apart: bool = False
    right: bool = False

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    @property
    def markdown(self) -> str:
        runs = [run for run in self.runs if run.text]
        inner = "".join(run.markdown(followed=number < len(runs)) for number, run in enumerate(runs, 1))
        return f"{QUOTED}{inner}" if self.quoted else inner

    @property
    def units(self) -> int:
        return units(self.markdown)


def escaped(text: str) -> str:
    """`text` as it must be written to be shown as it is, at the start of a line or within one."""
    return _ACTS.sub(_with_backslash, text)


def _with_backslash(found: re.Match[str]) -> str:
    return f"{found[0][:-1]}\\{found[0][-1]}"


def plain(markdown: str) -> str:
    """What somebody reads in a message of anybody's: its words, without the marks that set them.

    Marks that Discord shows, because they stand alone or behind a backslash, stay, and so do the signs of lists.
    """
    return _unmarked(markdown, _DEEPEST)


def _unmarked(markdown: str, deepest: int) -> str:
    def inner(found: re.Match[str]) -> str:
        if (styled := found["styled"] or found["slanted"]) is not None:
            return _unmarked(styled, deepest - 1) if deepest else found[0]
        return next((found[kind] for kind in _SHOWN_AS if found[kind] is not None), "")

    return _MARKED.sub(inner, markdown)


def units(text: str) -> int:
    """The length of `text` in UTF-16 units, which is never less than Discord counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def divide(block: Block, room: int) -> tuple[Block, Block]:
    """`block`, which takes more than `room` units, as two, of which the first takes no more."""
    text = block.text
    first, second = cut(text, _fitting(block, room))
    return replace(block, runs=_part(block.runs, 0, first)), replace(
        block, runs=_part(block.runs, second, len(text)), close=False, apart=False
    )


def _fitting(block: Block, room: int) -> int:
    """How many characters of the block's text fit into `room` units of markdown, at least one."""
    costs: list[int] = []
    for run in block.runs:
        text = run.text[: max(0, room - len(costs))]  # more does not fit anyhow
        own = [2 if character > "\uffff" else 1 for character in text]
        for found in _ACTS.finditer(text):
            own[found.end() - 1] += 1
        if own:
            own[0] += 2 * len(run.style)
            own[-1] += text.endswith(":")
        costs += own
    # A cut may fall behind a colon or before a dash, which act only then.
    return max(1, bisect_right(list(accumulate(costs)), room - len(QUOTED) - 2))


def _part(runs: Iterable[Run], start: int, end: int) -> tuple[Run, ...]:
    parts = []
    at = 0
    for run in runs:
        text = run.text[max(0, start - at) : max(0, end - at)]
        if text:
            # Half an address would lead elsewhere.
            whole = run.style is not Style.LINK or text == run.text
            parts.append(replace(run, text=text, style=run.style if whole else Style.PLAIN))
        at += len(run.text)
    return tuple(parts)
