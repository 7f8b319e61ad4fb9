"""Staff's commands that write drafts: new, draft; and what check says of drafts."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.terminal import count
from bot.settings import Settings
from indexer.statement import VerbaleError

if TYPE_CHECKING:
    from indexer.drafting.answers import Answers, Question
    from indexer.loading import Loaded

_FLAGS = {"original": "language", "text": "text-file", "topics": "topic", "valid_until": "valid-until"}


class CannotAskError(VerbaleError):
    """Answers are missing, and there is nobody to ask."""


def show_notes(folder: Path, loaded: Loaded) -> str:
    """Print what each draft still lacks, and return how many drafts there are, for the last line; empty for none."""
    from indexer.checking import notes

    for note in notes(loaded):
        print(f"{folder / note.file}{str(note).removeprefix(str(note.file)).replace(': ', ': draft: ', 1)}")
    return f"{count(len(loaded.drafts), 'draft')}, " if loaded.drafts else ""


def add_answers(parser: argparse.ArgumentParser) -> None:
    """The flags of `new`, one for each answer."""
    for flag, metavar, about in (
        ("--id", "ID", "its name for ever"),
        ("--language", "xx", "the language in which it was first published"),
        ("--title", "TITLE", "the heading as published"),
        ("--text-file", "FILE", "the text as published, - for standard input"),
        ("--source", "LINK", "the address at which it is published"),
        ("--published", "DATE", "the day"),
        ("--kind", "KIND", "what it is"),
        ("--issuer", "NAME", "who speaks"),
        ("--embargo", "TIME", "before which nobody may see it"),
        ("--valid-until", "DATE", "the last day on which it holds"),
    ):
        parser.add_argument(flag, metavar=metavar, help=about)
    parser.add_argument("--topic", action="append", default=[], help="one of its topics; may be said again")
    parser.add_argument("--supersedes", metavar="ID", action="append", default=[], help="a statement that it replaces")
    parser.add_argument("--into", metavar="KNOWLEDGE", type=Path, help="the knowledge folder")


def draft(chosen: argparse.Namespace, settings: Settings) -> int:
    """Write drafts of what is published elsewhere."""
    from indexer.drafting.answers import Answers
    from indexer.drafting.drafts import Wishes
    from indexer.drafting.fetching import Fetcher
    from indexer.drafting.gathering import Known, Refused, Written, gather
    from indexer.drafting.robots import Polite
    from indexer.files.forms import read_id, read_kind
    from indexer.files.mistakes import AmissError
    from indexer.loading import load

    folder = chosen.into or settings.knowledge
    try:
        kind = read_kind(chosen.kind) if chosen.kind else None
        topics = tuple(read_id(topic) for topic in chosen.topic)
    except AmissError as error:
        raise CannotAskError(f"{error.mistake.found}; {error.mistake.mend}".format(**error.words)) from None
    # The first topic is the folder that a draft goes into.
    if topics and (problem := Answers(load(folder)).amiss("topics", ",".join(topics))) is not None:
        raise CannotAskError(f"{problem.found}; {problem.mend}")
    written = refused = 0
    fetcher = Fetcher(private=chosen.allow_private)
    asking = fetcher if chosen.ignore_robots else Polite(fetcher)
    for outcome in gather(chosen.sources, folder, Wishes(topics, kind), asking, chosen.limit):
        match outcome:
            case Written(source, file, to_do):
                written += 1
                print(f"{folder / file}: {count(to_do, 'thing')} to do ({source})", flush=True)
            case Known(source, file, drafted):
                print(f"{folder / file}: {'drafted' if drafted else 'there'} already ({source})", flush=True)
            case Refused(source, reason):
                refused += 1
                print(f"{source}: {reason}", file=sys.stderr)
    print(f"{count(written, 'draft')} written to {folder}, {refused} refused", file=sys.stderr)
    return 1 if refused else 0


def new(chosen: argparse.Namespace, settings: Settings) -> int:
    """Ask for a statement, or take it from flags, and write it as a draft."""
    from indexer.drafting.answers import QUESTIONS, Answers
    from indexer.drafting.drafts import write_draft
    from indexer.loading import load

    folder = chosen.into or settings.knowledge
    answers = Answers(load(folder))
    given = _flags(chosen)
    judged = {q.key: answers.give(q.key, given[q.key]) for q in QUESTIONS if q.key in given}
    wrong = [
        f"--{_flag(key)}: {problem.found}; {problem.mend}" for key, problem in judged.items() if problem is not None
    ]
    if wrong:
        print("\n".join(wrong), file=sys.stderr)
        return 1
    if sys.stdin.isatty() and chosen.text_file != "-":
        from bot.commands.questions import ask

        today = datetime.now().astimezone().date()
        try:
            for question in QUESTIONS:
                if question.key not in given:
                    ask(answers, question, today)
        except (EOFError, KeyboardInterrupt):
            print("nothing was written", file=sys.stderr)
            return 130
    else:
        _fill(answers, QUESTIONS)
    if problems := answers.problems():
        print("\n".join(f"{problem.field}: {problem.found}; {problem.mend}" for problem in problems), file=sys.stderr)
        return 1
    file = write_draft(folder, answers.fields())
    print(
        f"{folder / file} is a draft, which nobody sees; to publish it, delete the line with its status, "
        "and run 'verbale index' unless 'verbale watch' runs"
    )
    return 0


def _flag(key: str) -> str:
    return _FLAGS.get(key, key)


def _flags(chosen: argparse.Namespace) -> dict[str, str]:
    """The answers that the command line gives, lists parted by commas."""
    values = vars(chosen)
    found = {
        key: values[name]
        for key, name in (
            *((key, key) for key in ("id", "title", "source", "published", "embargo", "valid_until", "kind", "issuer")),
            ("original", "language"),
        )
        if values[name] is not None
    }
    found |= {
        key: ",".join(values[name]) for key, name in (("topics", "topic"), ("supersedes", "supersedes")) if values[name]
    }
    if chosen.text_file is not None:
        found["text"] = _text(chosen.text_file)
    return found


def _text(name: str) -> str:
    """The text of a file, or of standard input, as it is but for line ends at its end."""
    from indexer.drafting.decoding import decoded

    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise CannotAskError(f"cannot read {name} ({error.strerror}); name a file that can be read") from error
    return decoded(data).strip("\n")


def _fill(answers: Answers, questions: tuple[Question, ...]) -> None:
    """What is likely, where nobody can be asked; what nobody can guess must have been given."""
    missing = []
    for question in questions:
        if question.key not in answers.given and question.needed:
            likely = answers.likely(question.key)
            if not likely or answers.give(question.key, likely) is not None:
                missing.append(f"--{_flag(question.key)}")
    if missing:
        words = " and ".join(missing) if len(missing) < 3 else f"{', '.join(missing[:-1])} and {missing[-1]}"
        verb = "is" if len(missing) == 1 else "are"
        raise CannotAskError(f"{words} {verb} missing; or run 'verbale new' in a terminal, where it asks")
