"""The scratch copy: the sample ministry in a folder of its own, with settings that lead nowhere else."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from indexer.statement import VerbaleError

KNOWLEDGE = "knowledge"
SETTINGS = "verbale.toml"
STORE = ".store"
SAMPLE = Path(__file__).with_name("sample")
EDITOR = Path(__file__).with_name("editor")
_FIRST = "# A scratch copy for the course. Nothing in this folder reaches a citizen; it may be deleted at any time."


class CourseError(VerbaleError):
    """A scratch copy cannot be made where it should be, or is not where it was looked for."""


def make_copy(folder: Path, model: str) -> Path:
    """Make a scratch copy in `folder`, which must be new or empty, and return its knowledge folder.

    `model` is that of the settings, which the copy's own name, too: a folder, or NAME@REVISION.

    Raises:
        CourseError: there is something in `folder`, it cannot be written, or the sample is not installed.

    """
    if not (SAMPLE / "ministry.yaml").is_file():
        raise CourseError("the sample is not installed here; run 'verbale course' in the program's own repository")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CourseError(f"{folder} is there already, and nothing is overwritten; name another folder, or remove it")
    # Beside it first: a copy that was broken off would be taken for one with mistakes.
    whole = folder.absolute()
    beside = whole.with_name(f".{whole.name}.new")
    try:
        shutil.rmtree(beside, ignore_errors=True)
        shutil.copytree(SAMPLE.resolve(), beside / KNOWLEDGE, ignore=shutil.ignore_patterns("__pycache__"))
        if EDITOR.is_dir():
            shutil.copytree(EDITOR.resolve(), beside / ".vscode")
        (beside / SETTINGS).write_text("".join(_settings(model)), encoding="utf-8")
        folder.mkdir(exist_ok=True)
        for made in sorted(beside.iterdir()):
            made.rename(folder / made.name)
        beside.rmdir()
    except OSError as error:
        shutil.rmtree(beside, ignore_errors=True)
        raise CourseError(f"{folder} cannot be made ({error.strerror}); name another folder") from error
    return folder / KNOWLEDGE


def copy_for(folder: Path) -> Path:
    """The knowledge folder of the scratch copy in `folder`. Raises `CourseError` where there is none."""
    settings = folder / SETTINGS
    if not settings.is_file() or not settings.read_text(encoding="utf-8", errors="replace").startswith(_FIRST):
        raise CourseError(f"there is no scratch copy in {folder}; make one with 'verbale course', or name its folder")
    return folder / KNOWLEDGE


def _settings(model: str) -> Iterator[str]:
    yield f"{_FIRST}\n"
    named = str(Path(model).absolute()) if Path(model).is_dir() else model
    for key, value in (("knowledge", KNOWLEDGE), ("store", STORE), ("model", named)):
        yield f"{key} = {json.dumps(value, ensure_ascii=False)}\n"  # a JSON string is a TOML one
