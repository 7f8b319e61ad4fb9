"""Telegram beside another front-end in one process."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

import pytest

from bot.frontends.telegram.sender import Limits
from bot.frontends.telegram.service import Tuning, run
from bot.serving.common import Common
from indexer.statement import VerbaleError
from tests.bot.frontends.telegram.program import free_port
from tests.bot.serving.test_common import served
from tests.fakes.telegram import FakeTelegram

TELEGRAM = partial(run, tuning=Tuning(Limits(first_pause=0.01)))


def test_while_telegram_is_not_reached_another_platform_is_served(tmp_path: Path) -> None:
    seen: list[dict[str, bool]] = []

    async def other(common: Common) -> None:
        await asyncio.sleep(0.3)  # time for Telegram to be tried
        common.reach("other")
        seen.append(dict(common.reached))
        common.stopping.set()

    nobody = {"telegram_api": f"http://127.0.0.1:{free_port()}", "telegram_token": "7000000002:" + "A" * 35}
    served(tmp_path, {"telegram": TELEGRAM, "other": other}, settings=nobody)
    assert seen == [{"telegram": False, "other": True}]


def test_both_are_served_and_end_together(tmp_path: Path) -> None:
    async def other(common: Common) -> None:
        while not common.reached["telegram"]:  # noqa: ASYNC110  # made to be looked at, not to be waited for
            await asyncio.sleep(0.02)
        common.stopping.set()

    with FakeTelegram() as telegram:
        settings = {"telegram_api": telegram.base, "telegram_token": telegram.token}
        served(tmp_path, {"other": other, "telegram": TELEGRAM}, settings=settings)
        assert telegram.breaches == []


def test_a_token_that_telegram_refuses_for_good_ends_both(tmp_path: Path) -> None:
    ended: list[str] = []

    async def other(common: Common) -> None:
        await common.stopping.wait()
        ended.append("other")

    with FakeTelegram() as telegram:
        settings = {"telegram_api": telegram.base, "telegram_token": "7000000002:AAAnotherTokenThatIsNotKnownThere"}
        with pytest.raises(VerbaleError, match="Telegram does not accept the bot's token;"):
            served(tmp_path, {"other": other, "telegram": TELEGRAM}, seconds=30, settings=settings)
    assert ended == ["other"]
