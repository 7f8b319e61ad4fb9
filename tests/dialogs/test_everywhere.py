"""One question, the same statement everywhere: the table through the terminal, Telegram and Discord."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.desk import open_desk
from bot.frontends.console import chat
from tests.bot.desks import STEADY
from tests.bot.frontends.discord import served as on_discord
from tests.bot.frontends.telegram import served as on_telegram
from tests.dialogs.table import PUBLISHED, TABLE, Row
from tests.fakes.contents import make, publish_made
from tests.fakes.discord import FakeDiscord, shown
from tests.fakes.encoder import FakeEncoder
from tests.fakes.telegram import FakeTelegram

_LINK = re.compile(r"https://mfa\.example/[a-z]{2}/[a-z0-9-]+")


class Everywhere:
    """The three front-ends over one store, each with a desk of its own."""

    def __init__(self, folder: Path, telegram: FakeTelegram, discord: FakeDiscord) -> None:
        self._store = folder / "store"
        self._telegram = telegram.person("Anna", language="en")
        self._discord = discord.member("Anna", locale="en-GB")
        self._room = discord.server("Fishers").channel("general")

    def terminal(self, question: str) -> str:
        out = io.StringIO()
        typed = io.StringIO(f"{question}\n")
        chat(lambda: open_desk(self._store, FakeEncoder()), language="en", stdin=typed, stdout=out)
        return "\n".join(line.removeprefix("> ") for line in out.getvalue().splitlines())

    def telegram(self, question: str) -> str:
        self._telegram.says("/forget")  # else it would follow the question before
        self._telegram.hears()
        self._telegram.says(question)
        return str(self._telegram.hears()[0]["text"])

    def discord(self, question: str) -> str:
        self._discord.runs("/forget", self._room).reply()
        text = shown(self._discord.asks(question, self._room).reply())
        return re.sub(r"\\([^0-9A-Za-z\s])", r"\1", text)


@pytest.fixture(scope="module")
def everywhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everywhere]:
    folder = tmp_path_factory.mktemp("everywhere")
    with pytest.MonkeyPatch.context() as patch, FakeTelegram() as telegram, FakeDiscord() as discord:
        patch.setattr("bot.deciding.shipped", lambda: STEADY)
        publish_made(folder / "store", make(PUBLISHED))
        desk = open_desk(folder / "store", FakeEncoder())
        with (
            on_telegram.Served(telegram, folder, desk=desk),  # type: ignore[arg-type]  # a real one
            on_discord.Served(discord, folder, desk=open_desk(folder / "store", FakeEncoder())),
        ):
            yield Everywhere(folder, telegram, discord)
            assert (telegram.breaches, discord.breaches, discord.pings) == ([], [], [])


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.question[:30])
def test_one_question_the_same_statement_everywhere(row: Row, everywhere: Everywhere) -> None:
    for ask in (everywhere.terminal, everywhere.telegram, everywhere.discord):
        told = ask(row.question)
        assert tuple(_LINK.findall(told)) == row.links, ask.__name__
        assert row.quote in told, ask.__name__
