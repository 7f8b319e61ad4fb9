"""What commands show on a terminal besides their results: messages, a progress bar, counted nouns."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.rendering import Message


def count(number: int, noun: str) -> str:
    """One statement, two statements."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


@contextlib.contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
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


def show(message: Message) -> None:
    """Write a message to standard output, as a person at a terminal reads it, or as plain lines for a pipe."""
    from bot.frontends.screen import Screen

    Screen(sys.stdout, live=sys.stdout.isatty()).show(message)
