"""`verbale telegram` as a process of its own."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.serving.composing import registry_of
from bot.settings import read
from tests.conftest import CHECKOUT
from tests.fakes.telegram import FakeTelegram


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Program:
    """The process, as a context; it is ready when the block begins. Its log is added to the file `log`."""

    def __init__(self, telegram: FakeTelegram, folder: Path, *, real_model: bool = False, **settings: str) -> None:
        self.log = folder / "log.jsonl"
        self.port = free_port()
        given = {
            "store": str(folder / "store"),
            "telegram_token": telegram.token,
            "telegram_api": telegram.base,
            "telegram_loopback": "1",
            "metrics_port": str(self.port),
            "limit_person": "10000/second",
            "limit_chat": "10000/second",
            "limit_everybody": "10000/second",
            **settings,
        }
        kept = {name: value for name, value in os.environ.items() if not name.startswith("VERBALE_")}
        self._environment = kept | {f"VERBALE_{name.upper()}": value for name, value in given.items()}
        self._folder = folder
        self._command = [sys.executable, "-m", "tests.fakes.telegram_service", *(["real"] if real_model else [])]

    def __enter__(self) -> Self:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command,
                cwd=self._folder,
                env=self._environment | {"PYTHONPATH": str(CHECKOUT)},
                stdout=log,
                stderr=log,
            )
        self._wait_until_ready()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait()

    def unanswered(self) -> int:
        """Updates that wait in the inbox, as a second process sees them."""
        registry = registry_of(read(self._environment, self._folder))
        try:
            return registry.inbox.waiting("telegram", self._environment["VERBALE_TELEGRAM_TOKEN"].partition(":")[0])
        finally:
            registry.close()

    def fetch(self, page: str) -> str:
        """``livez``, ``readyz`` or ``metrics``."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{page}", timeout=60) as answer:
            return str(answer.read().decode())

    def figure(self, name: str, **labels: str) -> float:
        """The sum of a metric over all labels that are not given."""
        found = re.findall(rf"^{name}(?:{{(.*)}})? (\S+)$", self.fetch("metrics"), re.M)
        wanted = {f'{label}="{value}"' for label, value in labels.items()}
        return sum(float(value) for shown, value in found if wanted <= set(shown.split(",")))

    def _wait_until_ready(self) -> None:
        ends = time.monotonic() + 60
        while time.monotonic() < ends:
            if self.process.poll() is not None:
                raise AssertionError(f"it ended with {self.process.returncode}: {self.log.read_text()[-2000:]}")
            try:
                self.fetch("readyz")
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError(f"it was not ready in time: {self.log.read_text()[-2000:]}")
