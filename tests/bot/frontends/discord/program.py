"""`verbale discord` as a process of its own, beside Telegram where that is given."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from bot.serving.composing import registry_of
from bot.settings import read
from tests.bot.frontends.telegram import program
from tests.bot.frontends.telegram.program import free_port
from tests.fakes.discord import APPLICATION, FakeDiscord
from tests.fakes.telegram import FakeTelegram


class Program(program.Program):
    """The process, as a context; it is ready when the block begins. Its log is added to the file `log`."""

    def __init__(
        self, discord: FakeDiscord, folder: Path, *, telegram: FakeTelegram | None = None, **settings: str
    ) -> None:
        self.log = folder / "log.jsonl"
        self.port = free_port()
        self._discord = discord
        beside = {} if telegram is None else {"telegram_token": telegram.token, "telegram_api": telegram.base}
        given = {
            "store": str(folder / "store"),
            "discord_token": discord.token,
            "discord_api": discord.api,
            "discord_gateway": discord.gateway,
            "discord_loopback": "1",
            "telegram_loopback": "1",
            "metrics_port": str(self.port),
            **{f"limit_{whose}": "10000/second" for whose in ("person", "chat", "everybody")},
            **beside,
            **settings,
        }
        kept = {name: value for name, value in os.environ.items() if not name.startswith("VERBALE_")}
        self._environment = kept | {f"VERBALE_{name.upper()}": value for name, value in given.items()}
        self._folder = folder
        also = [] if telegram is None else ["telegram"]
        self._command = [sys.executable, "-m", "tests.fakes.discord_service", *also]

    def unanswered(self) -> int:
        """Interactions that wait in the inbox, as a second process sees them."""
        registry = registry_of(read(self._environment, self._folder))
        try:
            return registry.inbox.waiting("discord", str(APPLICATION))
        finally:
            registry.close()

    def _wait_until_ready(self) -> None:
        world = self._discord.world
        before = len(world.identified)
        super()._wait_until_ready()
        self._discord.wait_until("the login", lambda: len(world.identified) > before, 20)
        self._discord.connected()
