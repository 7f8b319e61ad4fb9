"""The terminal front-end with a fake desk, as a program: ``python -m tests.fakes.chat``."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from bot.frontends.backstage import Answering
from bot.frontends.console import chat
from indexer.statement import VerbaleError
from tests.fakes.desk import ARCTIC, FIRST_SENTENCE, MINISTRY, OLD_RIVER, RIVER, FakeDesk


def prepared() -> FakeDesk:
    """A desk that knows the river, comes close on the lake, and stumbles over the sea."""
    desk = FakeDesk()
    desk.presents("Whose is the river?", RIVER, *FIRST_SENTENCE.values(), replacing=(OLD_RIVER,))
    desk.lists("And the lake?", RIVER, ARCTIC)
    desk.fails("And the sea?", VerbaleError("the store is gone; run: verbale index"))
    desk.greets("Hello")
    return desk


def main() -> int:
    """Chat; on an operator's error show its message and return 1, as the command line does."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--language")
    parser.add_argument("--held", type=Path, help="the desk opens once this file is gone")
    parser.add_argument("--thinking", type=float, default=0.0, help="seconds for each answer")
    parser.add_argument("--broken", help="message of the error that opening ends with")
    options = parser.parse_args()

    def open_desk() -> Answering:
        while options.held and options.held.exists():
            time.sleep(0.05)
        if options.broken:
            raise VerbaleError(options.broken)
        desk = prepared()
        desk.takes(options.thinking)
        return desk

    try:
        chat(open_desk, language=options.language, stdin=sys.stdin, stdout=sys.stdout, ministry=MINISTRY)
    except VerbaleError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
