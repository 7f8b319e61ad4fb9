from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli import main, parser
from bot.commands import platforms
from tests.bot.commands import logged_as_before


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    for name in ("TELEGRAM_TOKEN", "TELEGRAM_TOKEN_FILE", "DISCORD_TOKEN", "DISCORD_TOKEN_FILE"):
        monkeypatch.delenv(f"VERBALE_{name}", raising=False)
    with logged_as_before():
        yield


@pytest.mark.parametrize(
    ("written", "run", "also"),
    [
        (["telegram"], platforms.telegram, None),
        (["discord"], platforms.discord, None),
        (["telegram", "discord"], platforms.telegram, "discord"),
        (["discord", "telegram"], platforms.discord, "telegram"),
    ],
)
def test_one_platform_or_both(written: list[str], run: object, also: str | None) -> None:
    chosen = parser().parse_args(written)
    assert (chosen.run, chosen.also) == (run, also)


@pytest.mark.parametrize("written", [["telegram", "telegram"], ["discord", "matrix"]])
def test_the_same_twice_and_what_is_none_are_misuse(written: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parser().parse_args(written)
    assert ended.value.code == 2
    assert f"invalid choice: '{written[1]}'" in capsys.readouterr().err


def test_a_missing_token_is_told_before_anything_is_opened(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def opened(chosen: argparse.Namespace, settings: object) -> object:
        raise AssertionError("the store is looked for")

    monkeypatch.setattr("bot.commands.platforms.root_of", opened)
    assert main(["telegram"]) == 2
    (line,) = map(json.loads, capsys.readouterr().err.splitlines())
    assert (line["level"], line["event"], line["service"], line["error"]) == (
        "critical",
        "ended",
        "telegram",
        "SettingsError",
    )
    assert line["message"] == (
        "there is no token for Telegram; set VERBALE_TELEGRAM_TOKEN, or VERBALE_TELEGRAM_TOKEN_FILE to its file"
    )


def test_people_are_told_plainly(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("VERBALE_LOG_FORMAT", "text")
    assert main(["telegram"]) == 2
    assert capsys.readouterr().err == (
        "verbale: there is no token for Telegram; "
        "set VERBALE_TELEGRAM_TOKEN, or VERBALE_TELEGRAM_TOKEN_FILE to its file\n"
    )
