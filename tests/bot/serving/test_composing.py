from __future__ import annotations

import asyncio
import logging
import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.registry.keys import RegistryError
from bot.registry.opening import Registry, Retention
from bot.serving import composing
from bot.serving.composing import keep_to, keys_of, limits_of, registry_of, retention_of
from bot.serving.limits import LimitError, Verdict
from bot.settings import read

SECRET = "a secret of this test and of no one else"


def test_without_settings_everything_is_made_beside_the_store(tmp_path: Path) -> None:
    settings = read({"VERBALE_STORE": str(tmp_path / "store")}, tmp_path)
    registry = registry_of(settings)
    assert registry.inbox.accept("telegram", "1", 1, "7", b"x") is True
    registry.close()
    assert sorted(found.name for found in (tmp_path / ".registry").iterdir()) == ["registry.sqlite", "secret.key"]
    again = registry_of(settings)
    assert again.inbox.accept("telegram", "1", 1, "7", b"x") is False
    assert [lent.payload for lent in again.inbox.claim("telegram", "1", 5)] == [b"x"]
    again.close()


def test_a_lost_key_is_told_and_no_new_one_takes_its_place(tmp_path: Path) -> None:
    settings = read({"VERBALE_STORE": str(tmp_path / "store")}, tmp_path)
    registry_of(settings).close()
    (tmp_path / ".registry" / "secret.key").unlink()
    with pytest.raises(RegistryError, match="was sealed with another secret key"):
        registry_of(settings)


def test_what_is_set_goes_before(tmp_path: Path) -> None:
    environment = {
        "VERBALE_SECRET_KEY": SECRET,
        "VERBALE_DATABASE": f"sqlite:///{tmp_path / 'x.sqlite'}",
        "VERBALE_STORE": str(tmp_path / "store"),
    }
    settings = read(environment, tmp_path)
    registry_of(settings).close()
    assert [found.name for found in tmp_path.iterdir()] == ["x.sqlite"]
    assert keys_of(settings).person("x", 1) == keys_of(read({"VERBALE_SECRET_KEY": SECRET}, tmp_path)).person("x", 1)


def test_retention_is_that_of_the_readme_unless_it_is_set(tmp_path: Path) -> None:
    assert retention_of(read({}, tmp_path)) == Retention()
    environment = {"VERBALE_KEEP_MARKS_HOURS": "72", "VERBALE_KEEP_SHOWN_DAYS": "10"}
    assert retention_of(read(environment, tmp_path)) == Retention(marks=timedelta(hours=72), shown=timedelta(days=10))


def test_the_readme_names_every_setting_of_retention(tmp_path: Path) -> None:
    readme = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(VERBALE_KEEP_\w+)`", readme))
    assert named == {setting.variable for name, setting in read({}, tmp_path).all.items() if name.startswith("keep_")}


def test_limits_are_those_that_are_set(tmp_path: Path) -> None:
    limits = limits_of(read({"VERBALE_LIMIT_PERSON": "1/hour"}, tmp_path))
    assert [limits.judge("a", "a"), limits.judge("a", "a")] == [Verdict.ANSWER, Verdict.SLOW_DOWN]
    with pytest.raises(LimitError):
        limits_of(read({"VERBALE_LIMIT_CHAT": "much"}, tmp_path))


def test_retention_is_kept_to_again_and_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(composing, "_HOURLY", 0.01)
    caplog.set_level(logging.INFO)
    registry = registry_of(read({"VERBALE_STORE": str(tmp_path / "store")}, tmp_path))
    first: list[Exception | dict[str, int]] = [RegistryError("gone"), {"inbox": 3, "shown": 0, "events": 2}, {}]
    outcomes = iter(first)
    over = asyncio.Event()

    def enforce(self: Registry, retention: Retention) -> dict[str, int]:
        outcome = next(outcomes, None)
        if outcome is None:
            loops[0].call_soon_threadsafe(over.set)
            return {}
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    monkeypatch.setattr(Registry, "enforce", enforce)
    loops: list[asyncio.AbstractEventLoop] = []

    async def run() -> None:
        loops.append(asyncio.get_running_loop())
        keeping = asyncio.create_task(keep_to(Retention(), registry))
        async with asyncio.timeout(60):
            await over.wait()
        keeping.cancel()

    asyncio.run(run())
    registry.close()
    assert [record.getMessage() for record in caplog.records if record.name == composing.__name__][:3] == [
        "what is too old could not be deleted",
        "retention: 3 inbox, 2 events",
        "retention: nothing",
    ]
