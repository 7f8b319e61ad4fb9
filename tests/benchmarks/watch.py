"""How soon an edit of the sample is live: saved, noticed, built with the real model, published, open in a bot.

    python -m tests.benchmarks.watch [EDITS]

It works on copies, in a folder that is removed; the store of `make` lends its cache of vectors.
"""

from __future__ import annotations

import re
import shutil
import statistics
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from time import monotonic, process_time, sleep

from bot.publishing import Published, publish_folder
from bot.tending.folder import Folder
from bot.tending.keeping import Keeper
from indexer.build import Progress
from indexer.embedding import Embedder
from indexer.store import Library
from tests.conftest import CHECKOUT, MODEL, SAMPLE


def measure(scratch: Path, edits: int) -> None:
    """Edit, wait, and print the times."""
    folder, root = scratch / "knowledge", scratch / "store"
    shutil.copytree(SAMPLE, folder)
    root.mkdir()
    shutil.copyfile(CHECKOUT / ".store" / "cache.sqlite", root / "cache.sqlite")
    encoder = Embedder(str(MODEL))
    encoder.questions(["What can be asked here?"])

    def publish(made_from: Path, now: datetime, progress: Progress) -> Published:
        return publish_folder(made_from, root, encoder, now, progress, allow_worse=True)

    keeper = Keeper(Folder(folder), root, publish, lambda: datetime.now(UTC))
    watching = Thread(target=keeper.run)
    watching.start()
    while not (root / "current").exists():
        sleep(0.1)
    library = Library(root, lambda snapshot: None)
    file = sorted((folder / "statements").rglob("*.yaml"))[0]
    walls, processors = [], []
    for number in range(edits):
        sleep(2)
        before, begun, used = library.snapshot().version, monotonic(), process_time()
        text = file.read_text(encoding="utf-8")
        file.write_text(re.sub(r"(title: .*)", rf"\1 {number}", text, count=1), encoding="utf-8")
        while library.snapshot().version == before:
            sleep(0.02)
        walls.append(monotonic() - begun)
        processors.append(process_time() - used)
    keeper.stop()
    watching.join()
    print(f"{edits} edits: live after {statistics.median(walls):.1f} s (median), {max(walls):.1f} s (slowest);")
    print(f"of the processor {statistics.median(processors):.1f} s")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        measure(Path(made), int(sys.argv[1]) if len(sys.argv) > 1 else 10)
