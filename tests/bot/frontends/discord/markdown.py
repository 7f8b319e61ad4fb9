r"""Discord's markdown, read as its clients read it: what is shown, and what acts.

Follows the rules of the clients (simple-markdown's, in their order, with Discord's own): at each place the first rule
that fits takes its text; the next goes on behind it. Rules that belong to the start of a line look at what was taken
last. Stricter in two things: every ``:name:`` counts as an emoji, and every mark of a list or header acts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_S = r"[\s\ufeff]"
_LINE_RULES = (
    ("heading", re.compile(r" *(#{1,3})\s+([^\n]+)(?:\n|\Z)")),
    ("subtext", re.compile(r" *-# +((?!(?:-#)+)[^\n]+?) *(?:\n|\Z)")),
    ("quote", re.compile(r" *>>> +([\s\S]*)| *>(?!>>) +[^\n]*(?:\n *>(?!>>) +[^\n]*)*\n?")),
    ("list", re.compile(r" *(?:[*+-]|[0-9]+\.) +[^\n]*(?:\n|\Z)")),
)
_RULES = (
    ("codeBlock", re.compile(r"```(?:([a-zA-Z0-9_+\-.#]+?)\n)?\n*([^\n][\s\S]*?)\n*```")),
    ("escape", re.compile(r"\\([^0-9A-Za-z\s])")),
    ("link", re.compile(r"<([^: >]+:/[^ >]+)>")),
    ("mailto", re.compile(r"<([^\s<>@]+@[^\s<>@]+\.[^\s<>@]+)>")),
    ("tel", re.compile(r"<((?:(?:tel|sms):\+?|\+)(?:[0-9]|\([0-9]+\))(?:[- ./]?(?:[0-9]|\([0-9]+\)))+)>")),
    ("url", re.compile(r"((?:https?|steam)://[^\s<]+[^<.,:;\"'\]\s])")),
    ("masked", re.compile(r"\[((?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))*)\]\(\s*<?((?:\([^)]*\)|[^\s\\]|\\.)*?)>?\s*\)")),
    ("strong", re.compile(r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)")),
    ("em", re.compile(r"\b_((?:__|\\[\s\S]|[^\\_])+?)_\b")),
    ("em", re.compile(r"\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)")),
    ("u", re.compile(r"__((?:\\[\s\S]|[^\\])+?)__(?!_)")),
    ("s", re.compile(r"~~([\s\S]+?)~~(?!_)")),
    ("code", re.compile(r"(`+)([\s\S]*?[^`])\1(?!`)")),
    ("br", re.compile(r" {2,}\n")),
    ("timestamp", re.compile(r"<t:(-?[0-9]{1,17})(?::[a-zA-Z])?>")),
    ("channel", re.compile(r"<#([0-9]+)>")),
    ("command", re.compile(r"</[-_\w ]{1,98}:([0-9]+)>")),
    ("customEmoji", re.compile(r"<a?:(\w+):([0-9]+)>")),
    ("emoji", re.compile(r":([^\s:]+?(?:::skin-tone-[0-9])?):")),
    ("emoticon", re.compile(r"¯\\_\(ツ\)_/¯")),
    ("mention", re.compile(r"<@[!$]?([0-9]+)>|@(?:everyone|here)")),
    ("role", re.compile(r"<@&([0-9]+)>")),
    ("silent", re.compile(r"@silent(?!\S)")),
    ("sound", re.compile(r"<sound:([0-9]+)>")),
    ("navigation", re.compile(r"<id:([a-z-]+)(?::[0-9]+)?>")),
    ("spoiler", re.compile(r"\|\|([\s\S]+?)\|\|")),
    (
        "text",
        re.compile(rf"[\s\S]+?(?=[^0-9A-Za-z\s\u00c0-\U0010ffff]|\n\n| {{2,}}\n|[A-Za-z0-9_]+:(?!{_S})|[0-9]+\.|\Z)"),
    ),
)
_STYLES = frozenset(("strong", "em", "u", "s", "spoiler"))
_FIRSTS = {
    "codeBlock": "`", "escape": "\\", "link": "<", "mailto": "<", "tel": "<", "url": "hs", "masked": "[",
    "strong": "*", "em": "_*", "u": "_", "s": "~", "code": "`", "br": " ", "timestamp": "<", "channel": "<",
    "command": "<", "customEmoji": "<", "emoji": ":", "emoticon": "¯", "mention": "<@", "role": "<", "silent": "@",
    "sound": "<", "navigation": "<", "spoiler": "|",
}  # fmt: skip
_INVITE = re.compile(r"(?:discord(?:app)?\.com/(?:invite|channels|gifts)|discord\.(?:gg|gift))/\S", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Node:
    """A piece of what is shown, with the rules that made it, from the outermost."""

    text: str
    rules: tuple[str, ...] = ()


def read(markdown: str) -> list[Node]:
    """What is shown of a text of its own; neighbours made by the same rules as one."""
    merged: list[Node] = []
    for node in _parsed(_prepared(markdown), ()):
        if merged and merged[-1].rules == node.rules:
            merged[-1] = Node(merged[-1].text + node.text, node.rules)
        else:
            merged.append(node)
    return merged


def shown(markdown: str) -> str:
    """The words of a text as they are shown."""
    return "".join(node.text for node in read(markdown))


def invitations(markdown: str) -> list[str]:
    """Addresses that clients look for in what was written, and show as cards."""
    return _INVITE.findall(markdown)


def _prepared(text: str) -> str:
    return re.sub(r"\r\n?", "\n", text).replace("\f", "").replace("\t", "    ")


def _parsed(text: str, rules: tuple[str, ...]) -> Iterator[Node]:
    at, line = 0, True
    while at < len(text):
        name, found = _next(text, at, line, rules)
        line = found[0].endswith("\n") or (line and not found[0].strip(" ") and name == "text")
        at = found.end()
        if name == "quote":
            block = re.match(r" *>>> ?", found[0])
            inner = found[0][block.end() :] if block else re.sub(r"(?m)^ *> ?", "", found[0])
            yield from _parsed(inner, (*rules, name))
        elif name in _STYLES or name in ("heading", "subtext"):
            yield from _parsed(found[found.lastindex or 0], (*rules, name))
        elif name == "escape":
            yield Node(found[1], rules)
        elif name == "br":
            yield Node("\n", rules)
        elif name == "text":
            yield Node(found[0], rules)
        else:
            yield Node(found[1] if name == "link" else found[0], (*rules, name))


def _next(text: str, at: int, line: bool, rules: tuple[str, ...]) -> tuple[str, re.Match[str]]:
    if line:
        for name, pattern in _LINE_RULES:
            found = None if name == "quote" and "quote" in rules else pattern.match(text, at)
            if found is not None:
                return name, found
    first = text[at]
    best: tuple[str, re.Match[str]] | None = None
    for name, pattern in _RULES:
        if first not in _FIRSTS.get(name, first):
            continue
        found = pattern.match(text, at)
        if found is None:
            continue
        if name not in ("strong", "em", "u"):
            return best or (name, found)
        if best is None or found.end() > best[1].end():  # of these the longest
            best = name, found
    assert best is not None, "text takes at least one character"
    return best
