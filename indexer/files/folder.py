"""The files of a knowledge folder: which there are, and their bytes.

A symlink is never followed, and a FIFO or a device never blocks: files are opened without waiting
and must turn out to be plain ones.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from indexer.files.characters import named
from indexer.files.mistakes import (
    BAD_NAME,
    NO_MINISTRY,
    NO_STATEMENTS,
    NOT_A_FILE,
    STRAY,
    TOO_BIG,
    UNREADABLE,
)
from indexer.statement import Problem

LARGEST_FILE = 1 << 20
MINISTRY_FILE = Path("ministry.yaml")
STATEMENTS_FOLDER = Path("statements")


def statement_files(folder: Path) -> tuple[tuple[Path, ...], tuple[Problem, ...]]:
    """All statement files, sorted, relative to `folder`; and a problem for each other thing among them."""
    files: list[Path] = []
    problems: list[Problem] = []
    waiting = [STATEMENTS_FOLDER]
    while waiting:
        inside = waiting.pop()
        if inside == STATEMENTS_FOLDER and (folder / inside).is_symlink():
            problems.append(NOT_A_FILE.at(inside, 1, what="a symlink"))
            continue
        try:
            with os.scandir(folder / inside) as entries:
                found = list(entries)
        except FileNotFoundError:
            continue
        except OSError as error:
            problems.append(UNREADABLE.at(inside, 1, reason=error.strerror))
            continue
        for entry in found:
            _sort_in(entry, inside, files, waiting, problems)
    if not files:
        problems.append(NO_STATEMENTS.at(STATEMENTS_FOLDER, 1))
    return tuple(sorted(files)), tuple(problems)


def contents(folder: Path, file: Path) -> bytes | Problem:
    """The bytes of a plain file of at most 1 MiB, else the problem."""
    try:
        opened = os.open(folder / file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        if file == MINISTRY_FILE:
            return NO_MINISTRY.at(file, 1)
        return UNREADABLE.at(file, 1, reason="it has just gone")
    except OSError as error:
        if (folder / file).is_symlink():
            return NOT_A_FILE.at(file, 1, what="a symlink")
        return UNREADABLE.at(file, 1, reason=error.strerror)
    try:
        status = os.fstat(opened)
        if not stat.S_ISREG(status.st_mode):
            return NOT_A_FILE.at(file, 1, what=_what(status.st_mode))
        data = _read(opened)
    except OSError as error:
        return UNREADABLE.at(file, 1, reason=error.strerror)
    finally:
        os.close(opened)
    return TOO_BIG.at(file, 1) if len(data) > LARGEST_FILE else data


def _read(opened: int) -> bytes:
    """At most one byte more than a file may have."""
    data = os.read(opened, LARGEST_FILE + 1)
    while 0 < len(data) <= LARGEST_FILE and (more := os.read(opened, LARGEST_FILE + 1 - len(data))):
        data += more
    return data


def _sort_in(
    entry: os.DirEntry[str],
    inside: Path,
    files: list[Path],
    waiting: list[Path],
    problems: list[Problem],
) -> None:
    odd = next((character for character in entry.name if not character.isprintable()), None)
    if odd is not None:
        name = entry.name.encode("unicode_escape").decode()
        problems.append(BAD_NAME.at(inside / name, 1, character=named(odd)))
        return
    file = inside / entry.name
    if entry.is_symlink():
        problems.append(NOT_A_FILE.at(file, 1, what="a symlink"))
    elif entry.is_dir(follow_symlinks=False):
        waiting.append(file)
    elif not entry.is_file(follow_symlinks=False):
        problems.append(NOT_A_FILE.at(file, 1, what=_what(entry.stat(follow_symlinks=False).st_mode)))
    elif file.suffix != ".yaml":
        problems.append(STRAY.at(file, 1))
    else:
        files.append(file)


def _what(mode: int) -> str:
    kinds = (
        (stat.S_ISDIR, "a folder"),
        (stat.S_ISFIFO, "a FIFO"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISLNK, "a symlink"),
    )
    return next((what for is_kind, what in kinds if is_kind(mode)), "a device")
