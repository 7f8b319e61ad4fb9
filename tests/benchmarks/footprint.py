"""What an installation costs: disk, memory, processor; at rest and at ten questions a second, end to end.

``python -m tests.benchmarks.footprint [STORE]`` builds the sample's store where none is given. The real entry points
run with the real model, one thread each as the unit files set it; the platforms are fakes on loopback, and limits are
lifted. A processor's share is of one core. What a month takes on the disk is computed from the bytes that each question
added and from how long they are kept.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from bot.options import KNOWN
from tests.benchmarks.telegram import PATIENCE, _built, _questions
from tests.bot.frontends.telegram.program import Program, free_port
from tests.conftest import CHECKOUT, MODEL, SAMPLE
from tests.fakes.discord import FakeDiscord
from tests.fakes.telegram import FakeTelegram

RATE = 10
REST_S, LOAD_S = 15, 30
MIB = 1024 * 1024
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@dataclass(frozen=True, slots=True)
class Use:
    """Of a process over some seconds: memory in MiB at their end and at most, and the share of one processor."""

    memory: float
    peak: float
    share: float

    def cells(self) -> str:
        return f"{self.memory:.0f} | {self.peak:.0f} | {self.share:.1%}"


def main() -> None:
    """Measure and print."""
    load = os.getloadavg()[0]
    print(f"{datetime.now(UTC):%d %B %Y}, {platform.machine()}, {os.cpu_count()} processors, load before {load:.1f}\n")
    print_packages()
    os.environ.update(ONE_THREAD)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        given = Path(sys.argv[1]).absolute() if len(sys.argv) > 1 else _built(folder / "built")
        store = folder / "store"
        shutil.copytree(given, store)
        print("| service | memory MiB | at most MiB | of one processor |\n| --- | --- | --- | --- |")
        with watching(folder, store) as process:
            print(f"| watch, at rest | {used(process.pid, REST_S).cells()} |")
        with FakeTelegram() as telegram:
            _telegram(telegram, folder, store)
        with FakeDiscord() as discord:
            _discord(discord, folder, store)


def print_packages() -> None:
    """What is installed for the program alone, without what its developers need."""
    sizes = {made.name: size_of(made) for made in needed("note-verbale")}
    model = sum(file.stat().st_size for file in MODEL.resolve().rglob("*") if file.is_file())
    print("| installed | MiB |\n| --- | --- |")
    print(f"| {len(sizes)} packages | {sum(sizes.values()) / MIB:.0f} |")
    for name, size in sorted(sizes.items(), key=lambda item: -item[1])[:8]:
        print(f"| of these {name} | {size / MIB:.0f} |")
    print(f"| the model | {model / MIB:.0f} |\n")


def needed(root: str) -> list[Distribution]:
    """The distributions that `root` needs, and those that these need, as far as they are installed."""
    found: dict[str, Distribution] = {}
    waiting = _declared() if root == "note-verbale" else [root]
    while waiting:
        name = waiting.pop()
        key = re.sub(r"[-_.]+", "-", name).lower()
        if key in found:
            continue
        try:
            found[key] = distribution(name)
        except PackageNotFoundError:
            continue  # of another system, or of an extra that nobody chose
        waiting += [_name(wanted) for wanted in found[key].requires or () if "extra ==" not in wanted]
    return list(found.values())


def _declared() -> list[str]:
    import tomllib

    written = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    return [_name(wanted) for wanted in written["project"]["dependencies"]]


def _name(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found is not None
    return found[0]


def size_of(made: Distribution) -> int:
    """Bytes of all files that belong to a distribution."""
    places = (Path(str(file.locate())) for file in made.files or ())
    return sum(place.stat().st_size for place in places if place.is_file())


@contextmanager
def watching(folder: Path, store: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`verbale watch` over the sample, once it has built what there is to build."""
    settings = {"VERBALE_KNOWLEDGE": str(SAMPLE), "VERBALE_STORE": str(store), "VERBALE_MODEL": str(MODEL)}
    with _running("watch", folder, settings) as process:
        _until_still(process)
        yield process


@contextmanager
def _running(command: str, folder: Path, settings: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A command of the program's as a process of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VERBALE_")}
    with (folder / f"{command}.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", command],
            cwd=folder,
            env=kept | settings | {"PYTHONPATH": str(CHECKOUT)},
            stdout=log,
            stderr=log,
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)


def _until_still(process: subprocess.Popen[bytes]) -> None:
    """Until the process has computed nothing for some seconds."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        if used(process.pid, 4).share < 0.05 and process.poll() is None and _memory(process.pid, "VmRSS") > 500:
            return
        assert process.poll() is None, "the process ended"
    raise AssertionError("it did not come to rest")


def _telegram(telegram: FakeTelegram, folder: Path, store: Path) -> None:
    def ask(question: str) -> None:
        person = telegram.person("P")
        person.says(question)
        person.hears(seconds=PATIENCE)

    with Program(telegram, folder, real_model=True, store=str(store), model=str(MODEL)) as program:
        ask("Hello")
        pid = program.process.pid
        print(f"| telegram, at rest | {used(pid, REST_S).cells()} |")
        before = _kept(folder)
        times: list[float] = []
        with _asking(ask, times):
            print(f"| telegram, at {RATE} questions a second | {used(pid, LOAD_S).cells()} |", flush=True)
        after = _kept(folder)
    print_times(times)
    print_month({name: (after[name] - before[name]) / len(times) for name in after})


def _discord(discord: FakeDiscord, folder: Path, store: Path) -> None:
    room = discord.server("Readers").channel("general")

    def ask(question: str) -> None:
        discord.member("P").asks(question, room).reply(PATIENCE)

    with serving_discord(discord, folder, store) as process:
        ask("Hello")
        print("\n| service | memory MiB | at most MiB | of one processor |\n| --- | --- | --- | --- |")
        print(f"| discord, at rest | {used(process.pid, REST_S).cells()} |")
        times: list[float] = []
        with _asking(ask, times):
            print(f"| discord, at {RATE} questions a second | {used(process.pid, LOAD_S).cells()} |", flush=True)
    print_times(times)


@contextmanager
def serving_discord(discord: FakeDiscord, folder: Path, store: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`verbale discord`, ready, with limits that nobody reaches."""
    port = free_port()
    settings = {
        "store": str(store),
        "model": str(MODEL),
        "database": f"sqlite:///{folder / 'discord.sqlite'}",
        "secret_key": "a-key-of-forty-characters-for-the-tests-1",
        "discord_token": discord.token,
        "discord_api": discord.api,
        "discord_gateway": discord.gateway,
        "discord_loopback": "1",
        "metrics_port": str(port),
        **dict.fromkeys(("limit_person", "limit_chat", "limit_everybody"), "10000/second"),
    }
    given = {f"VERBALE_{name.upper()}": value for name, value in settings.items()}
    with _running("discord", folder, given) as process:
        ends = time.monotonic() + PATIENCE
        while True:
            assert process.poll() is None, "the process ended"
            assert time.monotonic() < ends, "the process was not ready in time"
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5).close()
            except OSError:
                time.sleep(0.2)
            else:
                break
        yield process


def print_times(times: Sequence[float]) -> None:
    """How long people waited."""
    quick = statistics.quantiles(times, n=20)
    print(
        f"\n{len(times)} questions: half were answered in {quick[9] * 1000:.0f} ms, 95 % in {quick[18] * 1000:.0f} ms\n"
    )


@contextmanager
def _asking(ask: Callable[[str], None], times: list[float]) -> Iterator[None]:
    """While the block runs, ask at the rate, each from somebody else, whether or not the one before is answered."""
    asking = threading.Thread(target=_ask, args=(ask, _questions(), times))
    asking.start()
    yield
    asking.join()


def _ask(ask: Callable[[str], None], questions: Sequence[str], times: list[float]) -> None:
    begun = time.monotonic()
    asking = []
    for number in range(RATE * LOAD_S):
        time.sleep(max(0.0, begun + number / RATE - time.monotonic()))
        thread = threading.Thread(target=_one, args=(ask, questions[number % len(questions)], times))
        thread.start()
        asking.append(thread)
    for thread in asking:
        thread.join()


def _one(ask: Callable[[str], None], question: str, times: list[float]) -> None:
    begun = time.perf_counter()
    ask(question)
    times.append(time.perf_counter() - begun)


def _kept(folder: Path) -> dict[str, int]:
    """Bytes of the database without what is free in it, and of the log."""
    import sqlite3

    with sqlite3.connect(folder / ".registry" / "registry.sqlite") as database:
        (pages,) = database.execute("SELECT page_count - freelist_count FROM pragma_page_count, pragma_freelist_count")
        (size,) = database.execute("PRAGMA page_size")
    database.close()
    return {"database": pages[0] * size[0], "log": (folder / "log.jsonl").stat().st_size}


def print_month(each: dict[str, float]) -> None:
    """From bytes a question: what there is after a month of `RATE` questions a second, day and night."""
    hours = int(KNOWN["keep_marks_hours"][0])
    marks = each["database"] * RATE * hours * 3600
    log = each["log"] * RATE * 30 * 86400
    print("| after a month | MiB |\n| --- | --- |")
    print(f"| database: {each['database']:.0f} bytes a question, kept for {hours} hours | {marks / MIB:.0f} |")
    print(f"| log: {each['log']:.0f} bytes a question, 30 days | {log / MIB:.0f} |")


def used(pid: int, seconds: float) -> Use:
    """What a process and its children use in the next seconds."""
    before, begun = _computed(pid), time.monotonic()
    time.sleep(seconds)
    share = (_computed(pid) - before) / (time.monotonic() - begun)
    return Use(_memory(pid, "VmRSS"), _memory(pid, "VmHWM"), share)


def _computed(pid: int) -> float:
    """Processor seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory(pid: int, name: str) -> float:
    """MiB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(name)) / 1024


if __name__ == "__main__":
    main()
