"""Stores over the sample ministry, built once per test session however many workers it has."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.refit import Refit
from indexer.build import build
from indexer.embedding import Embedder
from indexer.store import Snapshot, Thresholds, open_snapshot
from tests.fakes.encoder import FakeEncoder

CHECKOUT = Path(__file__).parents[1]
SAMPLE = CHECKOUT / "knowledge"
MODEL = CHECKOUT / ".model" / "multilingual-e5-small"
TODAY = datetime(2026, 11, 20, 12, tzinfo=UTC)
"""When the sample's stores are built, and what its questions are asked at unless they say otherwise."""
THRESHOLDS = Thresholds(0.6, 0.2)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this session have in common."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if own.name.startswith("popen-") else own


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The packaged model, at the precision that fits the processor."""
    if not MODEL.is_dir():
        pytest.skip("the model is not unpacked; run 'verbale model'")
    return Embedder(str(MODEL))


@pytest.fixture(scope="session")
def sample_store(embedder: Embedder, shared: Path, request: pytest.FixtureRequest) -> Path:
    """The sample's store as a ministry has it, with the real model.

    Vectors are kept from session to session in pytest's cache.
    """
    root = shared / "sample-store"
    kept = request.config.cache.mkdir("embeddings") / "cache.sqlite" if request.config.cache else None
    with _alone(root):
        if not (root / "current").exists():
            root.mkdir(exist_ok=True)
            for known in (kept, CHECKOUT / ".store" / "cache.sqlite"):
                if known is not None and known.exists():
                    shutil.copyfile(known, root / "cache.sqlite")
                    break
            build(SAMPLE, root, embedder, Refit(), TODAY, lambda stage, done, total: None)
            if kept is not None:
                shutil.copyfile(root / "cache.sqlite", kept.with_suffix(".new"))
                kept.with_suffix(".new").replace(kept)
    return root


@pytest.fixture(scope="session")
def sample_words(shared: Path) -> Snapshot:
    """The sample's store with the fake encoder: real statements and real cuts, made-up vectors."""
    root = shared / "sample-words"
    with _alone(root):
        if not (root / "current").exists():
            build(SAMPLE, root, FakeEncoder(), THRESHOLDS, TODAY, lambda stage, done, total: None)
    return open_snapshot(root)


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    with root.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
