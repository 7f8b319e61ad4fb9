"""How soon an edit of the sample is live: saved, noticed, built with the real model, published, open in a bot.

    python -m tests.benchmarks.watch [EDITS [EMBARGOES]]

Each edit adds a sentence to another statement, so that a passage is embedded anew. The ratio is to bare encoding of
just those passages. Then statements are put under an embargo of half a minute, one after the other: how long after its
end does the pointer name what was built for it? It works on copies, in a folder that is removed; the store of `make`
lends its cache of vectors.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from time import monotonic, process_time, sleep
from typing import Any

from bot.publishing import Published, publish_folder
from bot.tending.folder import Folder
from bot.tending.keeping import Keeper
from indexer.build import Progress
from indexer.checking import knowledge
from indexer.embedding import Embedder
from indexer.loading import load
from indexer.publishing import Written
from indexer.slicing import slice_up
from indexer.store import Library, current
from tests.conftest import CHECKOUT, MODEL, SAMPLE

_TEXT = "    text: |-\n"


@dataclass(frozen=True, slots=True)
class Edit:
    """Seconds: from saving to live, of the processor meanwhile, and of the processor for bare encoding."""

    live: float
    processor: float
    bare: float


def measure(scratch: Path, edits: int, embargoes: int) -> None:
    """Edit, wait, and print the times."""
    folder, root = scratch / "knowledge", scratch / "store"
    shutil.copytree(SAMPLE, folder)
    root.mkdir()
    shutil.copyfile(CHECKOUT / ".store" / "cache.sqlite", root / "cache.sqlite")
    encoder = Embedder(str(MODEL))
    encoder.questions(["What can be asked here?"])

    def publish(folder: Path, now: datetime, progress: Progress, waiting: Sequence[Written] | None = None) -> Published:
        return publish_folder(folder, root, encoder, now, progress, allow_worse=True, waiting=waiting)

    keeper = Keeper(Folder(folder), root, publish, lambda: datetime.now(UTC))
    told: list[Edit] = []
    late: list[float] = []

    def edit() -> None:
        try:
            while not (root / "current").exists():
                sleep(0.1)
            library = Library(root, lambda snapshot: None)
            files = [f for f in sorted((folder / "statements").rglob("*.yaml")) if _TEXT in f.read_text("utf-8")]
            told.extend(_edited(files[n % len(files)], n, folder, library, encoder) for n in range(edits))
            late.extend(_ended(files[n % len(files)], root) for n in range(embargoes))
        finally:
            keeper.stop()

    editing = Thread(target=edit)
    editing.start()
    keeper.run()  # here, in the main thread, as in the service
    editing.join()
    if told:
        _print(told)
    print(f"live after an embargo's end, seconds: {', '.join(f'{one:.3f}' for one in late)}")


def _edited(file: Path, number: int, folder: Path, library: Library, encoder: Embedder) -> Edit:
    """Save a change of `file`, and wait until it can be asked about."""
    sleep(0.5)
    known = _passages(folder)
    text = file.read_text(encoding="utf-8")
    before, begun, used = library.snapshot().version, monotonic(), process_time()
    file.write_text(text.replace(_TEXT, f"{_TEXT}      This is sentence {number}, added here.\n", 1), encoding="utf-8")
    while library.snapshot().version == before:
        sleep(0.02)
    live, processor = monotonic() - begun, process_time() - used
    return Edit(live, processor, _bare(encoder, sorted(_passages(folder) - known)))


def _ended(file: Path, root: Path) -> float:
    """Put `file` under embargo, and wait for its end; the seconds from then until its text is in use."""
    text, ends = file.read_text(encoding="utf-8"), (datetime.now(UTC) + timedelta(seconds=30)).replace(microsecond=0)
    file.write_text(text.replace("\npublished:", f"\nembargo: {ends:%Y-%m-%dT%H:%M:%SZ}\npublished:", 1), "utf-8")
    while datetime.now(UTC) < ends - timedelta(seconds=1):
        sleep(0.1)
    before = current(root)
    while current(root) == before:
        sleep(0.001)
    return (datetime.now(UTC) - ends).total_seconds()


def _passages(folder: Path) -> set[str]:
    return set(slice_up(knowledge(load(folder))).texts)


def _bare(encoder: Embedder, texts: Sequence[str]) -> float:
    model: Any = encoder._model
    used = process_time()
    model.encode(list(texts), prompt="passage: ", batch_size=8)
    return process_time() - used


def _print(told: Sequence[Edit]) -> None:
    print(f"{len(told)} edits, seconds: median and slowest\n")
    for name, values in (
        ("live after", [one.live for one in told]),
        ("of the processor", [one.processor for one in told]),
        ("bare encoding of what changed", [one.bare for one in told]),
        ("the processor's share as a multiple of it", [one.processor / one.bare for one in told]),
    ):
        print(f"| {name} | {statistics.median(values):.2f} | {max(values):.2f} |")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        edits, embargoes = (*map(int, sys.argv[1:3]), *(20, 5)[len(sys.argv[1:3]) :])
        measure(Path(made), edits, embargoes)
