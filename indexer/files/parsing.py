"""YAML bytes to nodes that know their lines. The only module that imports yaml.

    text: NO            →  Entries(1, {"text": (1, Value(1, "NO"))})

Every scalar stays the string that was written; the schema types it. Anchors, aliases, tags, merge
keys, directives, second documents, equal keys and depth are refused while libyaml's events pass
by, so that nothing is ever expanded or constructed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import yaml

from indexer.files.characters import inside, mend_for, named, refused_in_file, shown, suspicious, without_refused
from indexer.files.mistakes import (
    CHARACTER,
    DOCUMENTS,
    DUPLICATE_KEY,
    EMPTY_FILE,
    NOT_UTF8,
    NOT_YAML,
    ODD_KEY,
    TOO_DEEP,
    TOO_MANY,
    TRICK,
    Mistake,
)
from indexer.statement import Problem

DEEPEST = 16
MOST_VALUES = 10_000
_MOST_CHARACTERS = 20  # named in one file; the rest will show when these are mended


@dataclass(frozen=True, slots=True)
class Value:
    """A scalar as written; `plain` without quotes; `rest` is what a comment cut off on its line.

    `block` is one under ``|``, `folded` one under ``>``, whose line ends became blanks.
    """

    line: int
    text: str
    plain: bool = True
    block: bool = False
    rest: str = ""
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    line: int
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Entries:
    """A map: key → (line of the key, node), in the order of the file."""

    line: int
    entries: Mapping[str, tuple[int, Node]]


@dataclass(frozen=True, slots=True)
class Refused:
    """What stood here has its problem already."""

    line: int


Node = Value | Items | Entries | Refused


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file's root, None where there is none; `suspicious` when values need the character policy."""

    root: Node | None
    problems: tuple[Problem, ...]
    suspicious: bool


def parse(file: Path, data: bytes) -> Parsed:
    """The nodes of `data`, with every problem of encoding, characters and YAML at once."""
    try:
        text = _decoded(data)
    except ValueError as error:
        line = data[: getattr(error, "start", 0)].count(b"\n") + 1
        return Parsed(None, (NOT_UTF8.at(file, line, reason=_why_not_utf8(data, error)),), False)
    problems = []
    if (refused := list(islice(refused_in_file(text), _MOST_CHARACTERS))) != []:
        for at, character in refused:
            line = text.count("\n", 0, at) + 1
            problems.append(CHARACTER.at(file, line, character=named(character), mend=mend_for(character)))
        text = without_refused(text)
    composer = _Composer(file, text)
    root = composer.compose()
    return Parsed(root, (*problems, *composer.problems), suspicious(text))


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")) or b"\0" in data[:4]:
        raise ValueError
    return data.decode("utf-8")


def _why_not_utf8(data: bytes, error: ValueError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"byte 0x{data[error.start]:02X}"
    return "it begins with a byte order mark" if data.startswith(b"\xef\xbb\xbf") else "it is UTF-16 or UTF-32"


class _StopError(Exception):
    """Nothing that follows in this file can be read."""


class _Composer:
    """Builds nodes from one file's events; `problems` grows meanwhile."""

    def __init__(self, file: Path, text: str) -> None:
        self.file = file
        self.text = text
        self.problems: list[Problem] = []
        self.left = MOST_VALUES
        self.events: Iterator[yaml.Event] = yaml.parse(text, Loader=yaml.CSafeLoader)

    def compose(self) -> Node | None:
        try:
            return self._document()
        except yaml.YAMLError as error:
            self._unreadable(error)
        except _StopError:
            pass
        return None

    def add(self, mistake: Mistake, event: yaml.Event, path: str = "", **words: object) -> None:
        self.problems.append(mistake.at(self.file, _line(event), path, **words))

    def _document(self) -> Node | None:
        root: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    self.add(DOCUMENTS, event)
                    return root
                if event.version or event.tags:
                    self.add(TRICK, event, what="a directive (%)", mend="take the line out")
            elif not isinstance(event, yaml.StreamStartEvent | yaml.DocumentEndEvent | yaml.StreamEndEvent):
                root = self.node(event, "", 0)
        if root is None or (isinstance(root, Value) and root.plain and not root.text):
            self.problems.append(EMPTY_FILE.at(self.file, 1))
            return None
        return root

    def node(self, event: yaml.Event, path: str, depth: int) -> Node:
        """The node that begins with `event`; reads on to its end."""
        line = _line(event)
        self.left -= 1
        if self.left < 0:
            self.add(TOO_MANY, event, path)
            raise _StopError
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, path)
        self._undecorated(event, path)
        if isinstance(event, yaml.ScalarEvent):
            return self._value(event, line)
        if depth == DEEPEST:
            self.add(TOO_DEEP, event, path)
            raise _StopError
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(inner := next(self.events), yaml.SequenceEndEvent):
                items.append(self.node(inner, path, depth + 1))
            return Items(line, tuple(items))
        return self._entries(line, path, depth + 1)

    def _value(self, event: yaml.ScalarEvent, line: int) -> Value:
        if not event.style:  # None or empty: plain
            end = 0 if event.end_mark is None else event.end_mark.index
            if self.text.startswith((" #", "\t#"), end):
                rest = self.text[end : end + 200].split("\n", 1)[0]
                return Value(line, event.value, rest=rest.strip())
            return Value(line, event.value)
        return Value(line, event.value, False, event.style == "|", folded=event.style == ">")

    def _entries(self, line: int, path: str, depth: int) -> Entries:
        entries: dict[str, tuple[int, Node]] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.node(event, path, depth)
            if isinstance(key, Value):
                below = inside(path, key.text)
                value = self.node(next(self.events), below, depth)
                if key.text == "<<" and key.plain:
                    self.add(TRICK, event, path, what="the merge key <<", mend="write the keys out")
                elif key.text in entries:
                    first = entries[key.text][0]
                    self.add(DUPLICATE_KEY, event, below, key=shown(key.text), first=first)
                else:
                    entries[key.text] = (key.line, value)
            else:
                if not isinstance(key, Refused):
                    self.add(ODD_KEY, event, path)
                self.node(next(self.events), path, depth)
        return Entries(line, entries)

    def _alias(self, event: yaml.AliasEvent, path: str) -> Refused:
        mend = "write the value out; if it begins with *, put it in double quotes"
        self.add(TRICK, event, path, what=f"the alias *{event.anchor}", mend=mend)
        return Refused(_line(event))

    def _undecorated(self, event: yaml.Event, path: str) -> None:
        if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            mend = "take it out; if the value begins with &, put it in double quotes"
            self.add(TRICK, event, path, what=f"the anchor &{event.anchor}", mend=mend)
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag is not None:
            mend = "take it out; if the value begins with !, put it in double quotes"
            self.add(TRICK, event, path, what=f"the tag {shown(event.tag)}", mend=mend)

    def _unreadable(self, error: yaml.YAMLError) -> None:
        problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        if problem == "found unexpected end of stream":
            mark = getattr(error, "context_mark", None) or mark
        last = self.text.rstrip("\n").count("\n") + 1
        line = 1 if mark is None else min(mark.line + 1, last)
        mend = next((mend for words, mend in _MENDS if words in problem), _COMPARE)
        self.problems.append(NOT_YAML.at(self.file, line, reason=problem, mend=mend))


def _line(event: yaml.Event) -> int:
    return 1 if event.start_mark is None else event.start_mark.line + 1


_COMPARE = "compare the indentation with the example in README.md"
_QUOTE = "put the value in double quotes"
_MENDS = (
    (
        "mapping values are not allowed",
        'put a value that holds ": " in double quotes, or mend the indentation',
    ),
    ("cannot start any token", "put a value that begins with a sign in double quotes; indent with spaces"),
    ("unexpected end of stream", "close the quotation mark that opens here"),
    ("unknown escape character", "write \\\\ for \\ in double quotes"),
    ("escape code", "write the character itself"),
    ("alphabetic or numeric character", "put a value that begins with * or & in double quotes"),
    ("could not find expected ':'", "write a colon and a space after the key"),
    (
        "expected key",
        "indent as the line above; put a value that begins with a quotation mark in double quotes",
    ),
    ("',' or ']'", "close the bracket [ with ]"),
    ("',' or '}'", "close the brace { with }"),
    ("expected comment or line break", "begin the text on the line after |-"),
    ("sequence entries are not allowed", "put each - on a line of its own"),
    ("node content", _QUOTE),
)
