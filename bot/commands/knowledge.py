"""Staff's commands: check, index, import."""

from __future__ import annotations

import argparse
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.drafting import show_notes
from bot.commands.terminal import count, progress_bar
from bot.settings import Settings

if TYPE_CHECKING:
    from indexer.loading import Loaded
    from indexer.statement import Problem


def check(chosen: argparse.Namespace, settings: Settings) -> int:
    """Show the problems in a knowledge folder, what its drafts lack, and what it warns of; only problems make it 1."""
    from indexer.advice import advise
    from indexer.checking import check as check_loaded
    from indexer.loading import load

    folder = chosen.knowledge or settings.knowledge
    now = datetime.now(UTC)
    loaded = load(folder)
    problems = check_loaded(loaded)
    warnings = [*advise(loaded, now), *(_on_links(loaded, now, chosen) if chosen.links else ())]
    not_looked = ""
    if not problems:
        magnets, not_looked = _on_magnets(loaded, chosen.store or settings.store, now)
        warnings += magnets
    for problem in problems:
        print(f"{folder / problem.file}{str(problem).removeprefix(str(problem.file))}")
    drafted = show_notes(folder, loaded)
    for warning in sorted(warnings, key=lambda p: (p.file, p.line, p.field)):
        print(f"{folder / warning.file}{str(warning).removeprefix(str(warning.file)).replace(': ', ': warning: ', 1)}")
    if not_looked:
        print(f"passages that attract many questions were not looked for: {not_looked}", file=sys.stderr)
    found = count(len(problems), "problem") if problems else "no problems"
    warned = f", {count(len(warnings), 'warning')}" if warnings else ""
    print(f"{count(len(loaded.statements), 'statement')}, {drafted}{found}{warned}", file=sys.stderr)
    return 1 if problems else 0


def _on_links(loaded: Loaded, now: datetime, chosen: argparse.Namespace) -> list[Problem]:
    from indexer.advice import in_force
    from indexer.advice.pages import on_pages
    from indexer.drafting.fetching import Fetcher

    with progress_bar() as progress:
        fetch = Fetcher(private=chosen.allow_private).fetch
        return list(on_pages(in_force(loaded, now), fetch, lambda done, of: progress("pages", done, of)))


def _on_magnets(loaded: Loaded, root: Path, now: datetime) -> tuple[tuple[Problem, ...], str]:
    """Nothing where there is no store at all: a folder may be checked where none is built."""
    from indexer.publishing import POINTER

    if not (root / POINTER).exists():
        return (), ""
    from bot.magnets import look_for_magnets

    looked = look_for_magnets(loaded, root, now)
    return looked.warnings, looked.why_not


def index(chosen: argparse.Namespace, settings: Settings) -> int:
    """Build, verify and publish the store."""
    from bot.publishing import TurnedWorseError, publish_folder
    from indexer.build import KnowledgeError
    from indexer.embedding import Embedder
    from indexer.rollback import end_hold

    folder = chosen.knowledge or settings.knowledge
    root = chosen.store or settings.store
    begun = time.perf_counter()
    try:
        with progress_bar() as progress:
            encoder = Embedder(settings.model, settings.precision)
            now, wrong = datetime.now(UTC), settings.wrong_positions
            done = publish_folder(folder, root, encoder, now, progress, wrong, allow_worse=chosen.allow_worse)
    except KnowledgeError as error:
        for problem in error.problems:
            print(f"{folder / problem.file}{str(problem).removeprefix(str(problem.file))}")
        print(f"verbale: {error}", file=sys.stderr)
        return 1
    except TurnedWorseError as error:
        for worse in error.worse:
            print(f"{folder}/{worse}")
        print(f"verbale: {error}", file=sys.stderr)
        return 1
    report = done.report
    if not report.changed:
        end_hold(root)
        print(f"{root} is up to date: {count(report.statements, 'statement')}, version {report.version}")
        return 0
    held = f" (held back until released: {', '.join(report.embargoed)})" if report.embargoed else ""
    print(
        f"{count(report.statements, 'statement')}{held}, {count(report.passages, 'passage')} "
        f"({report.embedded} embedded anew) published in {time.perf_counter() - begun:.1f} s as {report.version}"
    )
    if done.gone:
        print(done.gone)
    for wrong_one in done.wrong:
        print(f"{folder}/{wrong_one}")
    if done.judged:
        right = len(done.judged) - len(done.wrong)
        idle = f"; {done.idle} not judged, their statements are not in force" if done.idle else ""
        print(f"{right} of {count(len(done.judged), 'question')} of staff's answered as they should be{idle}")
    return 0


def import_(chosen: argparse.Namespace, settings: Settings) -> int:
    """Write statements from another system as YAML."""
    from indexer.importing import import_statements

    report = import_statements(chosen.file, chosen.into)
    for note in report.notes:
        print(note)
    for refusal in report.refused:
        print(f"{chosen.file}:{refusal.line}: {refusal.reason}", file=sys.stderr)
    print(f"{count(len(report.written), 'statement')} written to {chosen.into}, {len(report.refused)} refused")
    return 1 if report.refused else 0
