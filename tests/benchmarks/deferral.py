"""How soon an interaction is stored and deferred: a fake Discord on loopback, the real client, a real database.

``python -m tests.benchmarks.deferral`` prints a table: milliseconds until an interaction was stored, from then until
Discord had the deferral, and both together as Discord sees it, which allows 3,000. Replies are one line each: no model
is asked.
"""

from __future__ import annotations

import os
import platform
import statistics
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.bot.frontends.discord.linked import Linked, registry_in
from tests.fakes.discord import Doing, FakeDiscord

ALONE = 200
CROWD = 300


def main() -> None:
    """Measure and print."""
    print(f"{datetime.now(UTC):%d %B %Y}, {platform.machine()}, {os.cpu_count()} processors, SQLite")
    print("| what | stored p50 | p99 ms | deferred p50 | p99 ms | together p50 | p99 ms |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for what, crowd in ((f"{ALONE}, one after another", False), (f"{CROWD} at once", True)):
        with tempfile.TemporaryDirectory() as folder, FakeDiscord() as discord:
            registry = registry_in(Path(folder))
            with Linked(discord, registry.inbox) as bot:
                doings = _crowd(discord) if crowd else _alone(discord)
                together = [doing.interaction.took for doing in doings]
            registry.close()
        figures = [figure for values in (bot.took["store"], bot.took["defer"], together) for figure in _figures(values)]
        print(f"| {what} | " + " | ".join(f"{figure:.1f}" for figure in figures) + " |")


def _alone(discord: FakeDiscord) -> list[Doing]:
    doings = []
    for number in range(ALONE):
        doings.append(discord.member(f"M{number}").asks("x"))
        doings[-1].reply(30)
    return doings


def _crowd(discord: FakeDiscord) -> list[Doing]:
    members = [discord.member(f"M{number}") for number in range(CROWD)]
    doings = [member.asks("x") for member in members]
    for doing in doings:
        doing.reply(60)
    return doings


def _figures(seconds: Sequence[float]) -> tuple[float, float]:
    """The median and the 99th percentile, in ms."""
    return statistics.median(seconds) * 1000, statistics.quantiles(seconds, n=100)[98] * 1000


if __name__ == "__main__":
    main()
