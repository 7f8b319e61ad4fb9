"""Speed and memory on the imported `uk` set, each as a ratio to a baseline in the same run where there is one.

``python -m tests.benchmarks.speed`` (``make benchmark``) prints a table. The baseline of indexing is a bare
`SentenceTransformer.encode` over the same passages, in the same precision, in eights; that of a question is a bare
encoding of the same question. Whole processes are timed from start to exit; their peak memory is the kernel's.
"""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from bot.desk import open_desk
from bot.refit import Refit
from bot.reply import Question
from indexer.build import Report, build
from indexer.checking import knowledge
from indexer.embedding import Embedder
from indexer.loading import load
from indexer.slicing import slice_up
from tests.benchmarks.sets import MODEL, ROOT, folder, model, questions

ASKED = 300


def main() -> None:
    """Measure everything and print the table."""
    encoder = model()
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "knowledge"
        shutil.copytree(folder("uk"), copy)
        store = Path(scratch) / "store"
        # First, while this process is small: a child's peak memory counts from its parent's at the fork.
        processes = _processes(copy, Path(scratch) / "apart")
        rows = [*_indexing(copy, store, encoder), *_rebuild(copy, store, encoder), *_asking(store, encoder), *processes]
    print(f"\n{datetime.now(UTC):%Y-%m-%d}, {_machine()}, {encoder.card.precision}\n")
    for label, value in rows:
        print(f"| {label} | {value} |")


def _build(folder_: Path, store: Path, encoder: Embedder) -> tuple[Report, float]:
    begun = time.perf_counter()
    report = build(folder_, store, encoder, Refit(), datetime.now(UTC), lambda *_: None)
    return report, time.perf_counter() - begun


def _indexing(folder_: Path, store: Path, encoder: Embedder) -> list[tuple[str, str]]:
    """The whole build against bare encoding, one after the other and the baseline again, for a drifting machine."""
    bare: Any = encoder._model
    texts = list(slice_up(knowledge(load(folder_))).texts)
    bare.encode(texts[:64], prompt="passage: ", batch_size=8)

    def encode() -> float:
        begun = time.perf_counter()
        bare.encode(texts, prompt="passage: ", batch_size=8)
        return time.perf_counter() - begun

    first = encode()
    report, took = _build(folder_, store, encoder)
    alone = (first + encode()) / 2
    return [
        ("passages in 2,893 statements", f"{report.passages}"),
        ("bare encoding, passages a second", f"{len(texts) / alone:.1f}"),
        ("whole build, passages a second", f"{len(texts) / took:.1f}"),
        ("**build's throughput as a share of bare encoding** (at least .90)", f"**{alone / took:.2f}**"),
    ]


def _rebuild(folder_: Path, store: Path, encoder: Embedder) -> list[tuple[str, str]]:
    """One changed statement of 2,893: with the model loaded, and as a new process."""
    _change(folder_)
    report, took = _build(folder_, store, encoder)
    _change(folder_)
    process, _ = _run("index", str(folder_), "--store", str(store))
    return [
        (
            "**rebuild after one changed statement, model loaded** (at most 5 s)",
            f"**{took:.1f} s**, {report.embedded} embedded",
        ),
        ("the same as a new process, imports and model included", f"{process:.1f} s"),
    ]


def _change(folder_: Path) -> None:
    """Add a sentence to the text of the first statement."""
    file = min((folder_ / "statements").rglob("*.yaml"))
    lines = file.read_text(encoding="utf-8").split("\n")
    last = max(i for i, line in enumerate(lines) if line.startswith("      "))
    lines.insert(last + 1, f"      This sentence was added in pass {time.monotonic_ns()}.")
    file.write_text("\n".join(lines), encoding="utf-8")


def _asking(store: Path, encoder: Embedder) -> list[tuple[str, str]]:
    """Question by question, in turn with bare encoding of the same one."""
    bare: Any = encoder._model
    desk = open_desk(store, encoder)
    now = datetime.now(UTC)
    asked, alone = [], []
    for question in questions("uk")[: ASKED + 20]:
        alone.append(_timed(partial(bare.encode, [question.text], prompt="query: ")))
        asked.append(_timed(partial(desk.respond, Question(question.text, now, "en"))))
    asked, alone = asked[20:], alone[20:]
    ratio = statistics.median(a / b for a, b in zip(asked, alone, strict=True))
    return [
        ("bare encoding of a question, median", f"{statistics.median(alone) * 1000:.1f} ms"),
        ("a question to the desk, median", f"{statistics.median(asked) * 1000:.1f} ms"),
        ("**a question as a multiple of bare encoding**, median of pairs (at most 1.25)", f"**{ratio:.2f}**"),
    ]


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _processes(folder_: Path, store: Path) -> list[tuple[str, str]]:
    """Whole processes: cold start to the first answer, to the prompt's imports, and peak memory."""
    index_took, index = _run("index", str(folder_), "--store", str(store))
    question = "What steps is the department taking on Ukraine?"
    answers = [_run("ask", question, "--store", str(store)) for _ in range(3)]
    imports = [_timed(lambda: _python("-c", "import bot.cli, bot.frontends.console")) for _ in range(3)]
    _, chat = _run("chat", "--store", str(store), stdin=question + "\n")
    return [
        ("`verbale index` on 2,893 statements, a new process", f"{index_took:.0f} s"),
        ("its peak memory", f"{index:.0f} MB"),
        ("cold start to the first answer, median of 3", f"{statistics.median(took for took, _ in answers):.1f} s"),
        ("cold start to the prompt (imports), median of 3", f"{statistics.median(imports):.2f} s"),
        ("peak memory of `verbale chat` on 2,893 statements", f"{chat:.0f} MB"),
    ]


def _run(*arguments: str, stdin: str = "") -> tuple[float, float]:
    """Seconds and peak resident megabytes of one `verbale` process."""
    environment = os.environ | {"VERBALE_MODEL": str(MODEL)}
    command = [sys.executable, "-m", "bot", *arguments]
    begun = time.perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdin.write(stdin.encode())
        process.stdin.close()
        told = process.stderr.read().decode()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}: {told}")
    return time.perf_counter() - begun, used.ru_maxrss / 1024


def _python(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True)


def _machine() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    names = [line.split(":")[1].strip() for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
    return f"{len(names)} cores of {names[0]}" if names else platform.machine()


if __name__ == "__main__":
    main()
