"""Staff's commands: check, index, import."""

from __future__ import annotations

import argparse
import sys
import time
from datetime import UTC, datetime

from bot.commands.terminal import count, progress_bar
from bot.settings import Settings


def check(chosen: argparse.Namespace, settings: Settings) -> int:
    """Show the problems in a knowledge folder."""
    from indexer.checking import check as check_loaded
    from indexer.loading import load

    folder = chosen.knowledge or settings.knowledge
    loaded = load(folder)
    problems = check_loaded(loaded)
    for problem in problems:
        print(f"{folder / problem.file}{str(problem).removeprefix(str(problem.file))}")
    found = count(len(problems), "problem") if problems else "no problems"
    print(f"{count(len(loaded.statements), 'statement')}, {found}", file=sys.stderr)
    return 1 if problems else 0


def index(chosen: argparse.Namespace, settings: Settings) -> int:
    """Build, verify and publish the store."""
    from bot.refit import Refit
    from indexer.build import KnowledgeError, build
    from indexer.embedding import Embedder

    folder = chosen.knowledge or settings.knowledge
    root = chosen.store or settings.store
    begun = time.perf_counter()
    try:
        with progress_bar() as progress:
            encoder = Embedder(settings.model, settings.precision)
            report = build(folder, root, encoder, Refit(settings.wrong_positions), datetime.now(UTC), progress)
    except KnowledgeError as error:
        for problem in error.problems:
            print(f"{folder / problem.file}{str(problem).removeprefix(str(problem.file))}")
        print(f"verbale: {error}", file=sys.stderr)
        return 1
    if not report.changed:
        print(f"{root} is up to date: {count(report.statements, 'statement')}, version {report.version}")
        return 0
    held = f" (held back until released: {', '.join(report.embargoed)})" if report.embargoed else ""
    print(
        f"{count(report.statements, 'statement')}{held}, {count(report.passages, 'passage')} "
        f"({report.embedded} embedded anew) published in {time.perf_counter() - begun:.1f} s as {report.version}"
    )
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
