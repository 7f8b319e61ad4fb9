"""Registries over databases at the real boundary: SQLite files, and a PostgreSQL server that is started once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.registry.keys import Keys
from bot.registry.opening import Registry, open_registry
from tests.bot.registry.databases import new_database, running_postgres

SECRET = "a secret of this test and of no one else"


class Clock:
    """A time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 6, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **amount: float) -> None:
        self.now += timedelta(**amount)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keys() -> Keys:
    return Keys(SECRET)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    with running_postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, of either sort."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'registry.sqlite'}"
    return new_database(request.getfixturevalue("postgres"))


@pytest.fixture
def opened(keys: Keys, clock: Clock) -> Iterator[Callable[..., Registry]]:
    """Opens registries, and closes them after the test."""
    all_of_them: list[Registry] = []

    def open_one(address: str, other: Keys | None = None) -> Registry:
        all_of_them.append(open_registry(address, other or keys, clock))
        return all_of_them[-1]

    yield open_one
    for registry in all_of_them:
        registry.close()


@pytest.fixture
def registry(url: str, opened: Callable[..., Registry]) -> Registry:
    return opened(url)
