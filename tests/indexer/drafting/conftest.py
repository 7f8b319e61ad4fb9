"""A site, and a fetcher that may ask it without waiting between two requests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.drafting.fetching import Fetcher, Limits
from tests.indexer.drafting.site import Site
from tests.indexer.folders import MINISTRY


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture
def fetcher() -> Fetcher:
    return Fetcher(private=True, limits=Limits(pause=0))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A knowledge folder without statements."""
    made = tmp_path / "knowledge"
    made.mkdir()
    (made / "ministry.yaml").write_text(MINISTRY, encoding="utf-8")
    return made
