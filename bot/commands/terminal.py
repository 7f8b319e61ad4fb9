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
    """A progress bar on standard error, with rate and time left; nothing when that is no terminal.

    It moves from the start on, for libraries take their time; a stage that tells no more than that it begins does, too,
    until the next one.
    """
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[told]}"))
    tasks: dict[str, tuple[TaskID, float]] = {}
    console = Console(stderr=True)
    with Progress(
        *columns, TimeRemainingColumn(), console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        bar.add_task("getting ready", total=None, told="")

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks or tasks[stage][0] not in bar.task_ids:
                for waiting in [task.id for task in bar.tasks if task.total is None]:
                    bar.remove_task(waiting)
                tasks[stage] = (bar.add_task(stage, total=None, told=""), time.perf_counter())
            task, begun = tasks[stage]
            if done:
                bar.update(task, completed=done, total=total, told=_told(done, total, time.perf_counter() - begun))

        yield show


def _told(done: int, total: int, seconds: float) -> str:
    """How many of how many; how many a second once that can be told."""
    return f"{done}/{total}" + (f" {done / seconds:.0f}/s" if seconds >= 1.0 and done >= seconds else "")


@contextlib.contextmanager
def waiting(what: str) -> Iterator[None]:
    """Say on standard error, while something takes its time, what that is; nothing when that is no terminal."""
    from bot.frontends.screen import Screen

    with Screen(sys.stderr, live=sys.stderr.isatty()).waiting(what):
        yield


def show(message: Message) -> None:
    """Write a message to standard output, as a person at a terminal reads it, or as plain lines for a pipe."""
    from bot.frontends.screen import Screen

    Screen(sys.stdout, live=sys.stdout.isatty()).show(message)
