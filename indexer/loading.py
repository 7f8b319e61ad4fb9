"""Read the knowledge folder: files in, statements with their lines out, and every problem as a value.

Loading never stops at the first problem, and a bad file hurts only itself.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypedDict, cast

from indexer.files.characters import shown
from indexer.files.folder import MINISTRY_FILE, contents, statement_files
from indexer.files.forms import DRAFT
from indexer.files.mistakes import ID_UNLIKE_NAME, TO_DO
from indexer.files.parsing import Entries, Items, Node, Value
from indexer.files.reading import Reading
from indexer.files.schema import MINISTRY, STATEMENT
from indexer.questions import QUESTIONS_FILE, Asked, read_questions
from indexer.statement import Kind, Ministry, Problem, Statement, VerbaleError, Version

_DRAFT_FIRST = re.compile(rb"(?:[ \t]*(?:#[^\n]*)?\r?\n)*status:[ \t]*draft[ \t]*(?:\r?\n|\Z)")


class MissingKnowledgeError(VerbaleError):
    """There is no knowledge folder where one was named."""


class Readable(TypedDict, total=False):
    """Those fields of a statement that could be read."""

    id: str
    kind: Kind
    original: str
    issuer: str
    published: date | datetime
    versions: tuple[Version, ...]
    topics: tuple[str, ...]
    supersedes: tuple[str, ...]
    valid_until: date | datetime
    withdrawn: date | datetime
    embargo: date | datetime


@dataclass(frozen=True, slots=True)
class Located:
    """A statement's file. `statement` is None when a field of it could not be read.

    `readable` holds the fields that could be and `node` the lines, so that checking can speak of either.
    """

    file: Path
    node: Entries
    readable: Readable
    statement: Statement | None

    def line(self, *path: str) -> int:
        """The line of the deepest key along `path` that the file has."""
        node: Node = self.node
        line = node.line
        for key in path:
            if not isinstance(node, Entries) or key not in node.entries:
                break
            line, node = node.entries[key]
        return line

    @property
    def is_draft(self) -> bool:
        """Whether the file says of itself that it is a draft."""
        _, node = self.node.entries.get("status", (0, None))
        return isinstance(node, Value) and node.text == DRAFT

    def versions(self) -> Iterator[tuple[str, Mapping[str, tuple[int, Node]]]]:
        """Each language that is written, with the entries under it, whether they could be read or not."""
        under = self.node.entries.get("versions")
        if under is not None and isinstance(under[1], Entries):
            for language, (_, node) in under[1].entries.items():
                yield language, node.entries if isinstance(node, Entries) else {}


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft's file, which is no part of what is built; `located` is None when not even its keys could be read."""

    file: Path
    located: Located | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read; `files` are all statement files, in order, the unreadable ones too; drafts stand apart.

    `digest` is SHA-256, in hex, over the relative paths and bytes of ministry.yaml and every
    statement file, in sorted order. Drafts do not count in it, nor their problems in `problems`.
    """

    ministry: Ministry | None
    statements: tuple[Located, ...]
    problems: tuple[Problem, ...]
    digest: str
    files: tuple[Path, ...] = ()
    drafts: tuple[Drafted, ...] = ()
    questions: tuple[Asked, ...] = ()


def load(folder: Path) -> Loaded:
    """Read ministry.yaml and statements/**/*.yaml of `folder`.

    Raises:
        MissingKnowledgeError: there is no such folder.

    """
    if not folder.is_dir():
        raise MissingKnowledgeError(
            f"there is no knowledge folder {folder}; make it, or name the right one (VERBALE_KNOWLEDGE)"
        )
    files, stray = statement_files(folder)
    problems = list(stray)
    digest = hashlib.sha256()
    ministry: Ministry | None = None
    statements = []
    drafts: dict[Path, Drafted] = {}
    for file in (MINISTRY_FILE, *files):
        data = contents(folder, file)
        if isinstance(data, Problem):
            problems.append(data)
            continue
        located = None
        if file is MINISTRY_FILE:
            ministry, found = read_ministry(data)
        else:
            located, found = read_statement(file, data)
            if _is_draft(located, data):
                drafts[file] = Drafted(file, located, found)
                continue
        for part in (file.as_posix().encode(), data):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
        if located is not None:
            statements.append(located)
        problems.extend(found)
    questions, found = _questions(folder)
    problems.extend(found)
    published = tuple(file for file in files if file not in drafts)
    return Loaded(
        ministry,
        tuple(statements),
        tuple(problems),
        digest.hexdigest(),
        published,
        tuple(drafts.values()),
        questions,
    )


def _questions(folder: Path) -> tuple[tuple[Asked, ...], tuple[Problem, ...]]:
    """Those of questions.yaml, which a folder need not have."""
    if not os.path.lexists(folder / QUESTIONS_FILE):
        return (), ()
    data = contents(folder, QUESTIONS_FILE)
    return ((), (data,)) if isinstance(data, Problem) else read_questions(data)


def _is_draft(located: Located | None, data: bytes) -> bool:
    """Whether the file says so; one that cannot be read only where that is the first thing it says."""
    return _DRAFT_FIRST.match(data) is not None if located is None else located.is_draft


def read_ministry(data: bytes) -> tuple[Ministry | None, tuple[Problem, ...]]:
    """The ministry that ministry.yaml describes, None when it has a problem."""
    reading = Reading(MINISTRY_FILE, data)
    values = reading.root(MINISTRY)
    problems = tuple(reading.problems)
    if values is None or problems:
        return None, problems
    return cast("Ministry", MINISTRY.make(**values)), ()


def read_statement(file: Path, data: bytes) -> tuple[Located | None, tuple[Problem, ...]]:
    """The statement in a file's bytes; None when not even its keys could be read."""
    reading = Reading(file, data)
    values = reading.root(STATEMENT)
    if values is None or not isinstance(reading.node, Entries):
        return None, tuple(reading.problems)
    if values.get("id", file.stem) != file.stem:
        line = reading.node.entries["id"][0]
        found = {"id": shown(str(values["id"])), "name": shown(file.name)}
        reading.problems.append(ID_UNLIKE_NAME.at(file, line, "id", **found))
    for key in ("status", "to_do"):
        values.pop(key, None)
    _, to_do = reading.node.entries.get("to_do", (0, None))
    if isinstance(to_do, Items):
        for item in to_do.items:
            if isinstance(item, Value):
                reading.add(TO_DO, item.line, "to_do", what=item.text)
    whole = None if reading.problems else cast("Statement", STATEMENT.make(**values))
    return Located(file, reading.node, cast("Readable", values), whole), tuple(reading.problems)
