"""The whole examination: check after check, each alone, so that one that fails hides no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from bot.examining import kept, machine, published
from bot.examining.discord import discord
from bot.examining.finding import Finding, wrong
from bot.examining.machine import Room
from bot.examining.service import service
from bot.examining.telegram import telegram
from bot.settings import Settings
from indexer.statement import VerbaleError

Check = Callable[[], Iterator[Finding]]


def examine(
    root: Path, settings: Settings, clock: Callable[[], datetime], room: Room | None = None
) -> Iterator[Finding]:
    """What is found, one finding after another, over the store in `root`. Raises nothing."""
    offsets: dict[str, float] = {}
    database = settings.database.removeprefix("sqlite:///")
    places = {"the store": root} | ({} if "://" in database else {"the database": Path(database).parent})
    checks: dict[str, Check] = {
        "python": machine.python,
        "packages": lambda: machine.packages(machine.locks()),
        "threads": lambda: machine.threads(settings.threads),
        "model": lambda: published.model(root, settings.model),
        "store": lambda: published.published(root, settings.store_oldest, clock()),
        "pause": lambda: published.paused(root),
        "knowledge": lambda: published.knowledge(root, settings.knowledge),
        "watch": lambda: published.watch(root),
        "database": lambda: kept.database(settings),
        "secret key": lambda: kept.key(settings),
        "secrets": lambda: kept.secrets(settings),
        "telegram": lambda: telegram(settings, clock, offsets),
        "discord": lambda: discord(settings, clock, offsets),
        "clock": lambda: machine.clock(offsets),
        "service": lambda: service(settings, clock),
        "disk": lambda: machine.disk(places, room or Room()),
    }
    for name, check in checks.items():
        yield from _contained(name, check)


def _contained(name: str, check: Check) -> Iterator[Finding]:
    """What `check` finds, and what it raises as one more finding: no token is in what our own errors say."""
    try:
        yield from check()
    except VerbaleError as error:
        yield wrong(name, str(error))
    except OSError as error:
        yield wrong(name, f"{error.filename or 'something'} cannot be used ({error.strerror}); mend that")
    except Exception as error:  # a fault of the check's own is worth a line, not the end of all others
        yield wrong(name, f"could not be looked at ({type(error).__name__}); please report this")
