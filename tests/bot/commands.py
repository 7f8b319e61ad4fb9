"""Running commands of `verbale` within a test, over made-up stores and without a model."""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.serving.logs import CHATTY
from tests.bot.desks import STEADY, steady
from tests.fakes.encoder import FakeEncoder

COD = "Twelve ships may catch cod on the Selm bank."


def fake_surroundings(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """A fake model, a steady confidence, and an environment with nothing set."""
    monkeypatch.setattr("indexer.embedding.Embedder", lambda model, precision=None: FakeEncoder())
    monkeypatch.setattr("bot.confidence.shipped", lambda: STEADY)
    steady(monkeypatch)
    for name in [n for n in os.environ if n.startswith(("VERBALE_", "LC_", "LANG"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(folder)


@contextmanager
def logged_as_before() -> Iterator[None]:
    """Whatever a service sets up for its log is undone when the block is left."""
    root = logging.getLogger()
    handlers, before = root.handlers[:], (root.level, sys.excepthook, threading.excepthook)
    levels = {name: logging.getLogger(name).level for name in CHATTY}
    try:
        yield
    finally:
        logging.captureWarnings(False)
        root.handlers[:], (root.level, sys.excepthook, threading.excepthook) = handlers, before
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


class Ran:
    """What a command printed, and its exit code."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> None:
        capsys.readouterr()
        try:
            self.code: int | str | None = main([str(a) for a in arguments])
        except SystemExit as left:
            self.code = left.code
        self.out, self.err = capsys.readouterr()

    def json(self) -> Any:
        assert self.code == 0, self.err
        return json.loads(self.out)
