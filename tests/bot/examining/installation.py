"""A whole installation that is well: folder, model, store, watch, database, key and tokens, and both platforms."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.registry.keys import keys_from
from bot.registry.opening import open_registry
from bot.tending import record
from bot.tending.record import Build, Record, Result
from indexer.embedding import fingerprint
from tests.bot.commands import Ran
from tests.fakes.contents import make, publish_made
from tests.fakes.discord import FakeDiscord
from tests.fakes.telegram import FakeTelegram
from tests.indexer.folders import folder_of, good

KEY = "a-key-of-forty-characters-for-the-tests-1"


@dataclass
class Installation:
    """`folder` holds everything; what a test changes there, or in `settings`, the doctor must find."""

    folder: Path
    telegram: FakeTelegram
    discord: FakeDiscord
    patched: pytest.MonkeyPatch
    printed: pytest.CaptureFixture[str]
    version: str = ""
    settings: dict[str, str | None] = field(default_factory=dict)

    @property
    def store(self) -> Path:
        return self.folder / "store"

    @property
    def database(self) -> Path:
        return self.folder / "registry" / "registry.sqlite"

    def form(self) -> str:
        """The newest form of a database, as one tells it that was just made."""
        with closing(sqlite3.connect(self.database)) as held:
            return str(held.execute("SELECT version_num FROM alembic_version").fetchone()[0])

    def examined(self, *options: str) -> Ran:
        """What `verbale doctor` prints."""
        for name, value in self.settings.items():
            if value is None:
                self.patched.delenv(name, raising=False)
            else:
                self.patched.setenv(name, value)
        return Ran(self.printed, "doctor", *options)

    def lines(self, check: str) -> list[str]:
        """The standing and the text of each finding of one check."""
        told = self.examined().out.splitlines()[:-1]
        return [line[:8].strip() + ": " + line[19:] for line in told if line[8:19].strip() == check]

    def writes(self, **changes: object) -> None:
        """Change the record of the watch."""
        told = record.read(self.store)
        assert told is not None
        record.write(self.store, replace(told, **changes))  # type: ignore[arg-type]  # any of its fields


@contextmanager
def installed(folder: Path, patched: pytest.MonkeyPatch, printed: pytest.CaptureFixture[str]) -> Iterator[Installation]:
    """All of it, while the watch lives in this process."""
    now = datetime.now(UTC)
    with FakeTelegram() as telegram, FakeDiscord() as discord:
        found = Installation(folder, telegram, discord, patched, printed)
        (folder / "model").mkdir()
        (folder / "model" / "weights").write_bytes(b"as good as any")
        made = make()
        model = replace(made.model, name="model", fingerprint=fingerprint(folder / "model"))
        found.version = publish_made(found.store, replace(made, model=model), now - timedelta(minutes=5))
        knowledge = folder_of(folder, {"a": good()})
        secrets = {"key": KEY, "telegram": telegram.token, "discord": discord.token}
        for name, secret in secrets.items():
            (folder / name).write_text(secret, encoding="utf-8")
            (folder / name).chmod(0o600)
        open_registry(f"sqlite:///{found.database}", keys_from(KEY)).close()
        for name in [n for n in os.environ if n.startswith("VERBALE_")]:
            patched.delenv(name)
        patched.chdir(folder)
        found.settings = {
            "OMP_NUM_THREADS": "1",
            "VERBALE_KNOWLEDGE": str(knowledge),
            "VERBALE_STORE": str(found.store),
            "VERBALE_MODEL": str(folder / "model"),
            "VERBALE_DATABASE": f"sqlite:///{found.database}",
            "VERBALE_SECRET_KEY_FILE": str(folder / "key"),
            "VERBALE_TELEGRAM_TOKEN_FILE": str(folder / "telegram"),
            "VERBALE_TELEGRAM_API": telegram.base,
            "VERBALE_TELEGRAM_LOOPBACK": "1",
            "VERBALE_DISCORD_TOKEN_FILE": str(folder / "discord"),
            "VERBALE_DISCORD_API": discord.api,
            "VERBALE_DISCORD_GATEWAY": discord.gateway,
            "VERBALE_DISCORD_LOOPBACK": "1",
        }
        with record.alone(found.store):
            built = Build(now, Result.PUBLISHED, found.version)
            record.write(found.store, Record(4711, now, str(knowledge), build=built))
            yield found
