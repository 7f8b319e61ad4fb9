"""Several front-ends in one process, over one of everything."""

from __future__ import annotations

import asyncio
import json
import logging
import urllib.request
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.reply import Position, Question
from bot.serving import common as common_
from bot.serving.answering import Answered
from bot.serving.common import Common, Front, serve
from bot.serving.health import Health
from bot.serving.opened import Opened
from bot.settings import read
from indexer.statement import VerbaleError
from indexer.store import Library
from tests.bot.serving.houses import NOW, QUESTION, STATEMENTS, judge
from tests.fakes.contents import make, publish_made
from tests.fakes.desk import RIVER, FakeDesk


def served(
    folder: Path,
    fronts: Mapping[str, Front],
    stopping: asyncio.Event | None = None,
    seconds: float = 60.0,
    settings: Mapping[str, str] | None = None,
) -> FakeDesk:
    """Serve until the front-ends end, which may take so many seconds; the desk that was asked."""
    desk = FakeDesk()
    desk.presents(QUESTION, RIVER, "The Orda belongs to both banks.")
    publish_made(folder / "store", make(STATEMENTS))
    environment = {"VERBALE_STORE": str(folder / "store")} | {
        f"VERBALE_{n.upper()}": v for n, v in (settings or {}).items()
    }
    opened = Opened(desk, Library(folder / "store", lambda snapshot: None), judge)

    async def run() -> None:
        async with asyncio.timeout(seconds):
            await serve(read(environment, folder), opened, fronts, stopping or asyncio.Event())

    asyncio.run(run())
    return desk


def test_two_front_ends_share_one_of_everything(tmp_path: Path) -> None:
    met: list[Common] = []

    async def front(common: Common) -> None:
        met.append(common)
        await common.stopping.wait()

    async def last(common: Common) -> None:
        met.append(common)
        one, other = (common.house(common.metrics(name), "7") for name in ("telegram", "discord"))
        assert (one.platform, other.platform) == ("telegram", "discord")
        assert one.counter is other.counter
        assert (one.registry, one.limits, one.searches, one.judging) == (
            other.registry,
            other.limits,
            other.searches,
            other.judging,
        )
        assert one.metrics.figures is other.metrics.figures
        for house in (one, other):
            found = await house.counter.answer(Question(QUESTION, NOW), house.chat(5))
            assert isinstance(found, Answered)
            assert isinstance(found.reply, Position)
        assert one.snapshot() is other.snapshot()
        assert one.chat(5) != other.chat(5)
        common.stopping.set()

    desk = served(tmp_path, {"telegram": front, "discord": last})
    assert met[0] is met[1]
    assert len(desk.asked) == 1, "what one platform was told the other is told from memory"


def test_a_platform_that_is_not_reached_keeps_no_other_from_serving(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ports: list[int] = []
    told: list[object] = []

    class Listening(Health):
        async def __aenter__(self) -> Listening:
            await super().__aenter__()
            ports.append(self.port)
            return self

    monkeypatch.setattr(common_, "Health", Listening)

    async def connecting(common: Common) -> None:
        await common.stopping.wait()

    async def serving(common: Common) -> None:
        common.reach("discord")
        told.append(await asyncio.to_thread(_ready, ports[0]))
        lines = common.figures.text().decode().splitlines()
        told.append([line for line in lines if line.startswith("verbale_reached")])
        common.reach("discord", there=False)
        told.append(await asyncio.to_thread(_ready, ports[0]))
        common.stopping.set()

    served(tmp_path, {"telegram": connecting, "discord": serving}, settings={"metrics_port": "0"})
    assert told == [
        (True, {"telegram": "connecting", "discord": "serving"}),
        ['verbale_reached{platform="telegram"} 0.0', 'verbale_reached{platform="discord"} 1.0'],
        (True, {"telegram": "connecting", "discord": "connecting"}),
    ]


def _ready(port: int) -> tuple[object, object]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=60) as answer:
        page = json.loads(answer.read())
    return page["ready"], page["platforms"]


def test_one_that_fails_for_good_ends_the_other_and_is_told(tmp_path: Path) -> None:
    ended: list[str] = []

    async def failing(common: Common) -> None:
        raise VerbaleError("the token is wrong")

    async def working(common: Common) -> None:
        await common.stopping.wait()
        await asyncio.sleep(0.05)
        ended.append("what was in work is finished")

    with pytest.raises(VerbaleError, match=r"^the token is wrong$"):
        served(tmp_path, {"telegram": working, "discord": failing})
    assert ended == ["what was in work is finished"]


def test_what_fails_while_another_ends_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def failing(common: Common) -> None:
        raise VerbaleError("the token is wrong")

    async def following(common: Common) -> None:
        await common.stopping.wait()
        raise VerbaleError("the database is gone")

    with caplog.at_level(logging.ERROR), pytest.raises(VerbaleError, match=r"^the token is wrong$"):
        served(tmp_path, {"telegram": failing, "discord": following})
    (record,) = caplog.records
    assert record.getMessage().startswith(
        "another front-end failed while it ended\nVerbaleError: the database is gone\n"
    )


def test_it_ends_when_it_is_told(tmp_path: Path) -> None:
    stopping = asyncio.Event()

    async def front(common: Common) -> None:
        asyncio.get_running_loop().call_later(0.05, stopping.set)
        await common.stopping.wait()

    served(tmp_path, {"telegram": front}, stopping)
    assert stopping.is_set()
