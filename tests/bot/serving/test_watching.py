from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from bot.registry.keys import RegistryError
from bot.serving import watching as watching_module
from bot.serving.health import Health
from bot.serving.metrics import Figures, Metrics
from bot.serving.pages import HealthError
from bot.serving.watching import OFTEN, Watching
from indexer.pausing import pause, resume
from indexer.statement import Statement
from indexer.store import Library
from tests.fakes.contents import FIRST, SECOND, STATEMENTS, make, publish_made


class Told:
    """What the watching told, in order."""

    def __init__(self) -> None:
        self.counts: list[int] = []

    def __call__(self, statements: Sequence[Statement]) -> None:
        self.counts.append(len(statements))


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def first(tmp_path: Path) -> str:
    return publish_made(tmp_path, make())


@pytest.fixture
def watching(tmp_path: Path, first: str, told: Told) -> Watching:
    return Watching(Library(tmp_path, lambda snapshot: None), Figures(), told)


def test_what_is_in_use(watching: Watching, first: str) -> None:
    in_use = watching.in_use
    assert (in_use.version, in_use.built, in_use.statements, in_use.trouble) == (first, FIRST, STATEMENTS, None)
    assert watching.snapshot().version == first
    assert in_use.age(FIRST + timedelta(minutes=2)) == 120
    assert watching.too_old(119, FIRST + timedelta(minutes=2)) is True
    assert watching.too_old(120, FIRST + timedelta(minutes=2)) is False
    assert watching.too_old(None) is False


def test_a_new_version_is_taken(watching: Watching, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    assert watching.look() is False
    second = publish_made(tmp_path, make(STATEMENTS[:3]), SECOND)
    assert watching.look() is True
    assert (watching.in_use.version, watching.in_use.built, len(watching.in_use.statements)) == (second, SECOND, 3)
    assert watching.look() is False
    assert caplog.messages == [f"version {second} of the store is in use, 3 statements"]


def test_one_that_cannot_be_used_is_told_once_and_the_old_one_stays(
    watching: Watching, first: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    second = publish_made(tmp_path, make(STATEMENTS[:3]), SECOND)
    damaged = tmp_path / second / "vectors.faiss"
    damaged.write_bytes(damaged.read_bytes()[:-1])
    for _ in range(3):
        assert watching.look() is False
    assert watching.in_use.version == first
    assert watching.in_use.trouble is not None
    assert str(damaged) in watching.in_use.trouble
    assert caplog.messages == [f"version {first} of the store stays in use: {watching.in_use.trouble}"]
    assert "verbale_store_trouble 1.0" in watching._figures.text().decode()
    third = publish_made(tmp_path, make(STATEMENTS[:2]), datetime(2026, 5, 4, tzinfo=UTC))
    assert watching.look() is True
    assert watching.in_use.version == third
    assert watching.in_use.trouble is None
    assert "verbale_store_trouble 0.0" in watching._figures.text().decode()


def test_a_version_is_followed_by_itself_and_looked_for_often_enough_for_five_seconds(
    watching: Watching, told: Told, tmp_path: Path
) -> None:
    async def run() -> None:
        running = asyncio.create_task(watching.run())
        await asyncio.sleep(0.1)
        second = await asyncio.to_thread(publish_made, tmp_path, make(STATEMENTS[:3]), SECOND)
        ends = time.monotonic() + 60
        while watching.in_use.version != second or told.counts[-1:] != [3]:
            assert time.monotonic() < ends
            await asyncio.sleep(0.02)
        running.cancel()

    asyncio.run(run())
    assert OFTEN < 5
    assert told.counts == [6, 3]


def test_statements_are_looked_at_though_the_store_stays(
    watching: Watching, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An embargo ends, and no version comes with it."""
    monkeypatch.setattr(watching_module, "OFTEN", 0.01)
    monkeypatch.setattr(watching_module, "SELDOM", 0.05)

    async def run() -> None:
        running = asyncio.create_task(watching.run())
        await asyncio.sleep(0.5)
        running.cancel()

    asyncio.run(run())
    assert 3 <= len(told.counts) <= 10
    assert set(told.counts) == {6}


def test_a_pause_is_told_once_and_shown_in_the_figures(
    watching: Watching, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    assert watching.in_use.paused is False
    pause(tmp_path, "a reason of staff's", FIRST)
    for _ in range(2):
        assert watching.look() is False
    assert watching.in_use.paused is True
    assert "verbale_paused 1.0" in watching._figures.text().decode()
    resume(tmp_path)
    watching.look()
    assert watching.in_use.paused is False
    assert "verbale_paused 0.0" in watching._figures.text().decode()
    assert caplog.messages == ["the service is paused; nothing is shown", "the service is no longer paused"]


def test_what_fails_is_tried_again(
    tmp_path: Path, first: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(watching_module, "OFTEN", 0.01)
    tries: list[int] = []
    third = asyncio.Event()

    def observe(statements: Sequence[Statement]) -> None:
        tries.append(len(statements))
        if len(tries) < 3:
            raise RegistryError("the database cannot be used")
        loops[0].call_soon_threadsafe(third.set)

    loops: list[asyncio.AbstractEventLoop] = []
    watching = Watching(Library(tmp_path, lambda snapshot: None), Figures(), observe)

    async def run() -> None:
        loops.append(asyncio.get_running_loop())
        running = asyncio.create_task(watching.run())
        async with asyncio.timeout(60):
            await third.wait()
        await asyncio.sleep(0.1)
        running.cancel()

    asyncio.run(run())
    assert tries == [6, 6, 6]
    assert caplog.messages == ["the store could not be looked at"] * 2


class TestHealth:
    def fetch(self, health: Health, path: str) -> tuple[int, str]:
        try:
            with urlopen(f"http://127.0.0.1:{health.port}{path}", timeout=60) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def fetched(self, health: Health, *paths: str) -> list[tuple[int, str]]:
        async def run() -> list[tuple[int, str]]:
            async with health:
                return [await asyncio.to_thread(self.fetch, health, path) for path in paths]

        return asyncio.run(run())

    def test_a_ready_bot(self, watching: Watching, first: str) -> None:
        reached = {"telegram": True, "discord": False}
        health = Health(0, Figures(), watching, {"database": lambda: None}, oldest=1e12, reached=reached)
        live, ready, elsewhere = self.fetched(health, "/livez", "/readyz", "/")
        assert live == (200, "alive\n")
        assert elsewhere[0] == 404
        told = json.loads(ready[1])
        age = told.pop("age_s")
        assert (ready[0], told) == (
            200,
            {
                "ready": True,
                "store": first,
                "built": "2026-05-01T08:30:00+00:00",
                "statements": 6,
                "paused": False,
                "platforms": {"telegram": "serving", "discord": "connecting"},
                "wrong": [],
                "trouble": None,
            },
        )
        assert abs(age - (datetime.now(UTC) - FIRST).total_seconds()) < 60

    def test_a_bot_that_is_not(self, watching: Watching) -> None:
        def broken() -> None:
            raise RegistryError("the database x cannot be used (gone); check that it is there")

        def strange() -> None:
            raise KeyError("passport K1234567")

        checks = {"database": broken, "platform": strange, "model": lambda: None}
        health = Health(0, Figures(), watching, checks, oldest=60)
        live, ready = self.fetched(health, "/livez", "/readyz")
        assert live == (200, "alive\n")
        assert ready[0] == 503
        assert json.loads(ready[1])["wrong"] == [
            "database: RegistryError: the database x cannot be used (gone); check that it is there",
            "platform: KeyError",
            "the store is too old",
        ]

    def test_figures(self, tmp_path: Path, first: str) -> None:
        metrics = Metrics("telegram")
        watching = Watching(Library(tmp_path, lambda snapshot: None), metrics.figures, lambda statements: None)
        metrics.question("position", "fr")
        ((status, text),) = self.fetched(Health(0, metrics.figures, watching, {}), "/metrics")
        assert status == 200
        lines = text.splitlines()
        assert f'verbale_store_info{{version="{first}"}} 1.0' in lines
        assert 'verbale_questions_total{language="fr",outcome="position",platform="telegram"} 1.0' in lines

    def test_only_this_machine_is_served(self, watching: Watching) -> None:
        async def run() -> str:
            async with Health(0, Figures(), watching, {}) as health:
                address: str = health._runner.addresses[0][0]
                return address

        assert asyncio.run(run()) == "127.0.0.1"

    def test_another_address_may_be_listened_on(self, watching: Watching) -> None:
        async def run() -> str:
            async with Health(0, Figures(), watching, {}, host="127.0.0.2") as health:
                address: str = health._runner.addresses[0][0]
                return address

        assert asyncio.run(run()) == "127.0.0.2"

    def test_a_port_in_use_is_told(self, watching: Watching) -> None:
        async def run() -> tuple[int, str]:
            async with Health(0, Figures(), watching, {}) as health:
                with pytest.raises(HealthError) as caught:
                    async with Health(health.port, Figures(), watching, {}):
                        pass
                return health.port, str(caught.value)

        port, words = asyncio.run(run())
        assert words == (
            f"health and metrics cannot listen on port {port} of 127.0.0.1 (Address already in use); "
            "set VERBALE_METRICS_PORT to another one, or to nothing, or mend VERBALE_METRICS_HOST"
        )
