"""The pages of a watch, fetched over a real socket while its keeper is ticked, and of `verbale watch` itself."""

from __future__ import annotations

import json
import os
import signal
import socket
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest

from bot.serving.pages import HealthError, apart
from bot.tending import record
from bot.tending.health import Health
from indexer import store
from indexer.pausing import pause
from indexer.rollback import roll_back
from tests.bot.tending.test_watch import Process, until
from tests.bot.tending.watched import NOON, Watched
from tests.indexer.folders import folder_of, good


def fetch(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()


class Shown:
    """The pages of a watch."""

    def __init__(self, watched: Watched) -> None:
        self.health = Health(
            0, watched.root, lambda: watched.keeper.state, timedelta(hours=2), clock=lambda: watched.now
        )

    def ready(self) -> tuple[int, dict[str, Any]]:
        status, page = fetch(self.health.port, "/readyz")
        return status, json.loads(page)

    def figures(self) -> dict[str, float]:
        _, page = fetch(self.health.port, "/metrics")
        lines = (line.rpartition(" ") for line in page.splitlines() if not line.startswith("#"))
        return {name: float(value) for name, _, value in lines}


@pytest.fixture
def shown(watched: Watched) -> Iterator[Shown]:
    pages = Shown(watched)
    with apart(pages.health):
        yield pages


def test_a_watch_that_is_well(watched: Watched, shown: Shown) -> None:
    assert shown.ready()[1]["wrong"] == [f"there is no store in {watched.root}; run 'verbale index'"]
    watched.tick(changed=True)
    version = store.current(watched.root).split()[0]
    watched.now += timedelta(seconds=90)
    status, told = shown.ready()
    assert told["watch"].pop("moved_s_ago") <= 90
    assert (status, told) == (
        200,
        {
            "ready": True,
            "store": version,
            "built": NOON.isoformat(),
            "age_s": 90.0,
            "statements": 1,
            "watch": {
                "folder": str(watched.folder),
                "commit": None,
                "result": "published",
                "at": NOON.isoformat(),
                "failing_since": None,
                "rolled_back": None,
                "next": None,
            },
            "paused": False,
            "wrong": [],
        },
    )
    assert fetch(shown.health.port, "/livez") == (200, "alive\n")
    figures = shown.figures()
    assert figures.pop("verbale_watch_still_seconds") <= 90
    assert figures == {
        f'verbale_store_info{{version="{version}"}}': 1,
        "verbale_store_built_timestamp_seconds": NOON.timestamp(),
        "verbale_store_age_seconds": 90,
        "verbale_paused": 0,
        'verbale_watch_result{result="published"}': 1,
        'verbale_watch_result{result="unchanged"}': 0,
        'verbale_watch_result{result="held"}': 0,
        'verbale_watch_result{result="failed"}': 0,
        "verbale_watch_build_age_seconds": 90,
        "verbale_watch_failing_seconds": 0,
        "verbale_watch_problems": 0,
        "verbale_watch_branch_lost": 0,
        "verbale_watch_held_seconds": 0,
    }


def test_a_mistake_stands_until_it_is_mended(watched: Watched, shown: Shown) -> None:
    watched.tick(changed=True)
    watched.write("a", good(kind="poem"))
    watched.tick(changed=True)
    watched.now += timedelta(minutes=5)
    watched.tick(changed=True)
    watched.now += timedelta(minutes=1)
    status, told = shown.ready()
    assert (status, told["ready"], told["watch"]["failing_since"]) == (503, False, NOON.isoformat())
    assert told["wrong"] == [
        "the last build failed: 1 problem in the knowledge folder; nothing was built. 'verbale check' shows them"
    ]
    figures = shown.figures()
    assert figures["verbale_watch_failing_seconds"] == 360
    assert figures["verbale_watch_build_age_seconds"] == 60
    assert figures["verbale_watch_problems"] == 1
    assert figures['verbale_watch_result{result="failed"}'] == 1
    watched.write("a", good(title="Mended"))
    watched.tick(changed=True)
    assert shown.ready()[0] == 200
    figures = shown.figures()
    assert (figures["verbale_watch_failing_seconds"], figures["verbale_watch_problems"]) == (0, 0)


def test_a_watch_that_does_not_move_is_not_alive(watched: Watched, shown: Shown) -> None:
    watched.tick(changed=True)
    watched.now += timedelta(seconds=121)
    os.utime(watched.root / record.RECORD, (0, 0))
    assert fetch(shown.health.port, "/livez") == (503, "still\n")
    assert shown.ready()[1]["wrong"] == [
        f"the watch (process {os.getpid()}) has not moved for 121 s; restart it",
    ]
    assert shown.figures()["verbale_watch_still_seconds"] == 121


def test_what_an_earlier_watch_left_makes_none_look_still_that_only_begins(watched: Watched) -> None:
    watched.tick(changed=True)
    os.utime(watched.root / record.RECORD, (0, 0))
    watched.now += timedelta(days=1)
    watched.anew()
    watched.now += timedelta(seconds=15)
    pages = Shown(watched)
    with apart(pages.health):
        assert fetch(pages.health.port, "/livez") == (200, "alive\n")
        assert pages.ready()[1]["wrong"] == ["the store is too old"]


def test_what_staff_want_is_told_and_is_not_wrong(watched: Watched, shown: Shown) -> None:
    watched.tick(changed=True)
    watched.write("a", good(title="Another"))
    watched.now += timedelta(minutes=1)
    watched.tick(changed=True)
    roll_back(watched.root, None, "", watched.now)
    pause(watched.root, "a correction", watched.now)
    watched.now += timedelta(minutes=1)
    watched.tick(changed=True)
    status, told = shown.ready()
    assert (status, told["paused"], told["watch"]["result"], told["wrong"]) == (200, True, "held", [])
    assert told["watch"]["rolled_back"] == (NOON + timedelta(minutes=1)).isoformat()
    figures = shown.figures()
    assert (figures["verbale_paused"], figures["verbale_watch_held_seconds"]) == (1, 60)


def test_a_branch_that_is_lost(watched: Watched, shown: Shown) -> None:
    watched.tick(changed=True)
    watched.source.trouble = "git is not installed"
    watched.tick(changed=True)
    assert shown.ready()[1]["wrong"] == ["the branch is not followed: git is not installed"]
    assert shown.figures()["verbale_watch_branch_lost"] == 1


def test_verbale_watch_shows_its_pages_while_it_runs(tmp_path: Path) -> None:
    folder, root = folder_of(tmp_path, {"a": good()}), tmp_path / "store"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = Process(folder, root, VERBALE_METRICS_PORT=str(port))
        _, words = refused.popen.communicate(timeout=60)
    assert refused.popen.returncode == 2
    assert json.loads(words.splitlines()[-1])["message"] == (
        f"health and metrics cannot listen on port {port} of 127.0.0.1 (Address already in use); "
        "set VERBALE_METRICS_PORT to another one, or to nothing, or mend VERBALE_METRICS_HOST"
    )
    assert not root.exists()
    process = Process(folder, root, VERBALE_METRICS_PORT=str(port))
    try:
        until(lambda: _ready(port))
        _, page = fetch(port, "/metrics")
        assert 'verbale_watch_result{result="published"} 1.0' in page.splitlines()
        code, words = process.end(signal.SIGTERM)
    finally:
        process.popen.kill()
    assert code == 0, words


def _ready(port: int) -> bool:
    try:
        return fetch(port, "/readyz")[0] == 200
    except OSError:
        return False


def test_a_port_in_use_is_told_to_whoever_serves_from_a_thread(watched: Watched) -> None:
    pages = Shown(watched)
    with (
        apart(pages.health),
        pytest.raises(HealthError, match=f"cannot listen on port {pages.health.port} of 127.0.0.1"),
        apart(Health(pages.health.port, watched.root, lambda: watched.keeper.state)),
    ):
        pass
