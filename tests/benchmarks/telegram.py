"""Load on the Telegram front-end, end to end: a fake Telegram on loopback, the real entry point, the real model.

``python -m tests.benchmarks.telegram [STORE]`` builds the sample's store where none is given, and prints a table:
questions a second, time from a person's message to the answer (p50, p99), memory. The sender's limits are lifted:
Telegram itself allows about 30 messages a second. Every question is asked by another person, so that none waits for
its chat.
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from indexer.build import build
from indexer.embedding import Embedder
from indexer.loading import load
from tests.bot.frontends.telegram.program import Program
from tests.conftest import MODEL, SAMPLE, THRESHOLDS
from tests.fakes.telegram import FakeTelegram, Person

ALONE = 40
CROWD = 300
PATIENCE = 120.0


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        store = Path(sys.argv[1]).absolute() if len(sys.argv) > 1 else _built(folder / "store")
        settings = {"store": str(store), "model": str(MODEL)}
        with FakeTelegram() as telegram, Program(telegram, folder, real_model=True, **settings) as program:
            rows = list(_measured(telegram, program, _questions()))
    print(f"{datetime.now(UTC):%d %B %Y}, {platform.machine()}, {os.cpu_count()} processors")
    print("| what | questions/s | p50 ms | p99 ms | memory MiB |\n| --- | --- | --- | --- | --- |")
    print("\n".join(rows))


def _built(root: Path) -> Path:
    build(SAMPLE, root, Embedder(str(MODEL)), THRESHOLDS, datetime.now(UTC), lambda stage, done, total: None)
    return root


def _questions() -> list[str]:
    """Those that staff wrote, each once."""
    statements = [loaded.statement for loaded in load(SAMPLE).statements if loaded.statement is not None]
    found = [question for told in statements for version in told.versions for question in version.questions]
    return list(dict.fromkeys(found))[: ALONE + CROWD]


def _measured(telegram: FakeTelegram, program: Program, questions: Sequence[str]) -> list[str]:
    first = telegram.person("First")
    first.says("Hello")
    first.hears(seconds=PATIENCE)
    rows = []
    alone = []
    for question in questions[:ALONE]:
        person = telegram.person("P")
        begun = time.perf_counter()
        person.says(question)
        person.hears(seconds=PATIENCE)
        alone.append(time.perf_counter() - begun)
    rows.append(_row("one after another", sum(alone), alone, program))
    crowd = questions[ALONE:]
    for name in ("all at once", "all at once, asked before"):
        seconds, times = _at_once(telegram, crowd)
        rows.append(_row(f"{len(crowd)} {name}", seconds, times, program))
    return rows


def _at_once(telegram: FakeTelegram, questions: Sequence[str]) -> tuple[float, list[float]]:
    """Seconds until all have an answer, and those of each."""
    people = [telegram.person("P") for _ in questions]
    times: list[float] = []
    begun = time.perf_counter()
    waiting = [threading.Thread(target=_ask, args=(p, q, times)) for p, q in zip(people, questions, strict=True)]
    for thread in waiting:
        thread.start()
    for thread in waiting:
        thread.join()
    return time.perf_counter() - begun, times


def _ask(person: Person, question: str, times: list[float]) -> None:
    begun = time.perf_counter()
    person.says(question)
    person.hears(seconds=PATIENCE)
    times.append(time.perf_counter() - begun)


def _row(name: str, seconds: float, times: Sequence[float], program: Program) -> str:
    hundredths = statistics.quantiles(times, n=100)
    status = Path(f"/proc/{program.process.pid}/status").read_text(encoding="ascii")
    memory = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) // 1024
    figures = (len(times) / seconds, statistics.median(times) * 1000, hundredths[98] * 1000)
    return f"| {name} | {figures[0]:.1f} | {figures[1]:.0f} | {figures[2]:.0f} | {memory} |"


if __name__ == "__main__":
    main()
