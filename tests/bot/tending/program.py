"""`verbale watch` as a process of its own, with a fake model; to be killed.

python program.py ARGUMENTS…
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

import indexer.embedding
from bot.cli import main
from tests.fakes.encoder import FakeEncoder

if __name__ == "__main__":
    indexer.embedding.Embedder = lambda model, precision=None: FakeEncoder()  # type: ignore[misc,assignment,return-value]
    sys.exit(main(["watch", *sys.argv[1:]]))
