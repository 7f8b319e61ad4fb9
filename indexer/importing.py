"""Statements from another system: lines of JSON in, one YAML file each out.

A line (see `indexer.files.lines`) is carried exactly or refused with the reason, never changed.
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from indexer.checking import check
from indexer.files.characters import shown
from indexer.files.dates import written
from indexer.files.folder import LARGEST_FILE, MINISTRY_FILE, STATEMENTS_FOLDER
from indexer.files.forms import read_id
from indexer.files.lines import RefusedLineError, decoded, fields_of
from indexer.files.links import host_of
from indexer.files.mistakes import AmissError
from indexer.files.writing import Fields, as_yaml
from indexer.loading import Loaded, Located, load, read_ministry, read_statement
from indexer.statement import Problem, Statement, VerbaleError


class CannotImportError(VerbaleError):
    """The file to import, or the folder to import into, cannot be used."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line, counted from 1, that was not imported, and why."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Files written, relative to the knowledge folder; lines refused, in order; notes for the operator."""

    written: tuple[Path, ...]
    refused: tuple[Refusal, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    line: int
    located: Located
    statement: Statement
    data: bytes


def import_statements(source: Path, folder: Path) -> ImportReport:
    """Write the statements of `source` into `folder`, which is made when there is none.

    A file is written whole or not at all. Importing the same file again writes nothing.

    Raises:
        CannotImportError: `source` cannot be read, `folder` cannot be written, or its ministry.yaml has
            problems.

    """
    try:
        data = source.read_bytes()
    except OSError as error:
        raise CannotImportError(f"cannot read {source} ({error.strerror}); name a file that can be read") from error
    with _writable(folder):
        folder.mkdir(parents=True, exist_ok=True)
    there = load(folder)
    refused: list[Refusal] = []
    candidates, unchanged = _candidates(data, there, refused)
    notes = [f"{unchanged} already there, unchanged"] if unchanged else []
    ministry_yaml = None
    if (folder / MINISTRY_FILE).exists() or (folder / MINISTRY_FILE).is_symlink():
        if there.ministry is None:
            first = next(problem for problem in there.problems if problem.file == MINISTRY_FILE)
            raise CannotImportError(f"mend ministry.yaml first: {first}")
    elif candidates:
        ministry_yaml, note = _new_ministry(candidates, there)
        there = replace(there, ministry=read_ministry(ministry_yaml)[0])
        notes.append(note)
    accepted = _accepted(candidates, there, refused)
    files = [(MINISTRY_FILE, ministry_yaml)] if ministry_yaml is not None and accepted else []
    files.extend((candidate.located.file, candidate.data) for candidate in accepted)
    with _writable(folder):
        _write(folder, files)
    written = tuple(candidate.located.file for candidate in accepted)
    return ImportReport(written, tuple(sorted(refused, key=lambda refusal: refusal.line)), tuple(notes))


def _candidates(data: bytes, there: Loaded, refused: list[Refusal]) -> tuple[list[_Candidate], int]:
    """The lines that make a good file each; and how many are in the folder already, just the same."""
    known = {located.file.stem: located.statement for located in there.statements}
    known.update({file.stem: None for file in there.files if file.stem not in known})
    known.update({draft.file.stem: None for draft in there.drafts})
    found: list[_Candidate] = []
    unchanged = 0
    # Only a line feed ends a line of JSON: other line ends may stand inside its strings.
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            candidate = _candidate(number, line)
            name = candidate.statement.id
            if name not in known:
                known[name] = candidate.statement
                found.append(candidate)
            elif known[name] == candidate.statement:
                unchanged += 1
            else:
                raise RefusedLineError(f"the id {shown(name)} is already there with other content")
        except RefusedLineError as error:
            refused.append(Refusal(number, str(error)))
    return found, unchanged


def _candidate(number: int, line: bytes) -> _Candidate:
    fields = fields_of(decoded(line))
    name = str(fields["id"])
    try:
        read_id(name)
    except AmissError as error:
        problem = error.mistake.at(Path(), 0, "id", **error.words)
        raise RefusedLineError(_reason(problem)) from None
    file = STATEMENTS_FOLDER / f"{name}.yaml"
    try:
        data = as_yaml(fields).encode()
    except UnicodeEncodeError:
        raise RefusedLineError("a string holds half a character; write the whole one") from None
    if len(data) > LARGEST_FILE:
        raise RefusedLineError("its file would be larger than 1 MiB; split the statement")
    located, problems = read_statement(file, data)
    if located is None or located.statement is None:
        raise RefusedLineError("; ".join(map(_reason, problems)))
    if not _same(located.statement, fields):
        raise RefusedLineError("it would not be read back as it is; write its file by hand")
    return _Candidate(number, located, located.statement, data)


def _same(statement: Statement, fields: Fields) -> bool:
    """Whether the statement that was read holds what was written, to the byte."""
    again: dict[str, object] = {key: _again(getattr(statement, key)) for key in fields}
    again["versions"] = {
        version.language: {
            name: _again(value)
            for name in ("title", "source", "text", "questions")
            if (value := getattr(version, name)) != ()
        }
        for version in statement.versions
    }
    return again == fields


def _again(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    return written(value) if isinstance(value, date) else value


def _reason(problem: Problem) -> str:
    where = f"{problem.field}: " if problem.field else ""
    return f"{where}{problem.found}; {problem.mend}"


def _new_ministry(candidates: list[_Candidate], there: Loaded) -> tuple[bytes, str]:
    """A first ministry.yaml for these statements, and the note that says so."""
    statements = [candidate.statement for candidate in candidates]
    statements.extend(located.statement for located in there.statements if located.statement is not None)
    links = {version.source for statement in statements for version in statement.versions}
    hosts = sorted({host for link in links if (host := host_of(link)) is not None})
    issuer = Counter(statement.issuer for statement in statements).most_common(1)[0][0]
    spoken = Counter(version.language for statement in statements for version in statement.versions)
    language = "en" if "en" in spoken else spoken.most_common(1)[0][0]
    note = (
        f"there was no ministry.yaml: made one with the name {shown(issuer)} ({language}) "
        f"and the hosts of the imported links: {', '.join(hosts)}; please check it"
    )
    return as_yaml({"name": {language: issuer}, "hosts": hosts}).encode(), note


def _accepted(candidates: list[_Candidate], there: Loaded, refused: list[Refusal]) -> list[_Candidate]:
    """Those with which the folder gets no new problem. A refused one may make others refused."""
    old = set(check(there))
    while True:
        together = replace(
            there,
            statements=(*there.statements, *(candidate.located for candidate in candidates)),
            files=(*there.files, *(candidate.located.file for candidate in candidates)),
        )
        reasons: dict[Path, list[str]] = {}
        for problem in check(together):
            if problem not in old:
                reasons.setdefault(problem.file, []).append(_reason(problem))
        bad = [candidate for candidate in candidates if candidate.located.file in reasons]
        if not bad:
            return candidates
        refused.extend(Refusal(c.line, "; ".join(reasons[c.located.file])) for c in bad)
        candidates = [candidate for candidate in candidates if candidate.located.file not in reasons]


@contextmanager
def _writable(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CannotImportError(
            f"cannot write into {folder} ({error.strerror}); name a folder that can be written, with room in it"
        ) from error


def _write(folder: Path, files: Sequence[tuple[Path, bytes]]) -> None:
    """Each file whole or not at all: written beside the folder's files, synced, then renamed."""
    if not files:
        return
    (folder / STATEMENTS_FOLDER).mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".import-") as waiting:
        places = [Path(waiting, str(number)) for number in range(len(files))]
        # Discs sync many files together as fast as one: side by side, thousands take seconds.
        with ThreadPoolExecutor(16) as pool:
            list(pool.map(_write_through, places, (data for _, data in files)))
        for place, (file, _) in zip(places, files, strict=True):
            place.replace(folder / file)


def _write_through(place: Path, data: bytes) -> None:
    with place.open("xb") as opened:
        opened.write(data)
        opened.flush()
        os.fsync(opened.fileno())
