"""The course for new press officers: course."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.settings import Settings

if TYPE_CHECKING:
    from indexer.course import Judged
    from indexer.statement import Problem

FOLDER = Path("course")


def course(chosen: argparse.Namespace, settings: Settings) -> int:
    """Make a scratch copy of the sample, or tell what is still wrong in one."""
    return _check(chosen.folder) if chosen.check else _make(chosen.folder or FOLDER, settings)


def _make(folder: Path, settings: Settings) -> int:
    from indexer.course import make_copy

    knowledge = make_copy(folder, settings.model)
    print(f"a scratch copy of the sample is in {folder}; nothing in it reaches a citizen")
    print(
        f"the exercises stand in {knowledge / 'README.md'}; do them in {folder}, and run 'verbale course --check' there"
    )
    for name in ("knowledge", "store"):
        setting = settings.all[name]
        if setting.origin == setting.variable:
            print(
                f"{setting.variable} is set, and there, too, commands would work on {setting.value}; "
                "unset it for the course",
                file=sys.stderr,
            )
    return 0


def _check(folder: Path | None) -> int:
    from indexer.course import copy_for, judge

    if folder is None:
        folder = FOLDER if FOLDER.is_dir() else Path()
    knowledge = copy_for(folder)
    found = judge(knowledge, datetime.now(UTC))
    for judged in found.exercises:
        _show(judged, knowledge)
    if found.elsewhere:
        print("elsewhere")
        _list(found.elsewhere, knowledge)
    done = sum(judged.done for judged in found.exercises)
    print(f"{done} of {len(found.exercises)} exercises are done")
    return 0 if found.done else 1


def _show(judged: Judged, knowledge: Path) -> None:
    print(f"{judged.exercise.number} {judged.exercise.name}: {'done' if judged.done else 'not yet'}")
    _list(judged.problems, knowledge)


def _list(problems: tuple[Problem, ...], knowledge: Path) -> None:
    for problem in problems:
        print(f"  {knowledge / problem.file}{str(problem).removeprefix(str(problem.file))}")
