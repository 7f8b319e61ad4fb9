"""A report over made-up figures, and a browser to look at it with."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.learning import labels
from bot.learning.figures import Figures, Period, Reached
from bot.learning.gaps import Gap, Near
from bot.learning.page import page_of
from bot.learning.telling import Subject, report_of
from bot.registry.counting import LONGER, WITHIN
from bot.wording import wording
from tests.fakes.contents import MINISTRY, STATEMENTS

PERIOD = Period(date(2026, 5, 1), date(2026, 5, 10))
DAYS = (40, 3, 0, 25, 31, 8, 60, 52, 44, 37)
_NEAR = Near("cod-2025", "", "en", 0.4)
GAPS = (
    Gap(12, {"en": 9, "fr": 3}, {"none": 12}, "Does the ferry <b>sail</b> to […]?", "en", (_NEAR,)),
    Gap(6, {"ar": 6}, {"none": 6}, "متى تبحر العبارة؟", "ar", ()),
    Gap(4, {"ru": 4}, {"none": 4}, "Где паром?", "ru", ()),
)


def made_figures() -> Figures:
    """300 questions in ten days; exact figures, the small ones of which must not show."""
    outcomes = dict.fromkeys(labels.outcomes(wording("en")), 0)
    within = dict.fromkeys((*WITHIN, LONGER), 0)
    return Figures(
        period=PERIOD,
        days=dict(zip(PERIOD.starts(), DAYS, strict=True)),
        platforms={"telegram": 298, "discord": 2},
        languages={"en": 211, "fr": 61, "es": 4, "ru": 3, "ar": 21, "zh": 0},
        topics={"": 199, "border-river": 101},
        outcomes=outcomes | {"position": 101, "closest": 60, "none": 117, "greeting": 19, "private": 3},
        within=within | {50: 200, 100: 80, 1000: 18, LONGER: 2},
        statements={"cod-2025": 77, "orda-2026": 21, "visa-waiver": 3},
        helped=23,
        missed=8,
        missing={"cod-2025": 7, "orda-2026": 1},
        reached=(Reached("discord", 0, 1, None, 1), Reached("telegram", 22, 41, 130, None)),
    )


def made_page(language: str, *, gaps: bool = True) -> str:
    """The page over `made_figures`."""
    subject = Subject(
        MINISTRY, {s.id: s for s in STATEMENTS}, GAPS if gaps else None, datetime(2026, 5, 11, tzinfo=UTC)
    )
    words = wording(language)
    return page_of(report_of(made_figures(), subject, words), words)


def weeks(count: int) -> Period:
    """A period of so many weeks."""
    return Period(date(2026, 1, 1), date(2026, 1, 1) + timedelta(days=7 * count - 1))


class Tab:
    """One page in a browser, through the devtools protocol; `events` are all that it told."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._last = 0
        self.events: list[dict[str, Any]] = []

    async def call(self, method: str, **given: Any) -> dict[str, Any]:
        """The result of a method."""
        self._last += 1
        await self._socket.send_json({"id": self._last, "method": method, "params": given})
        while True:
            told = json.loads((await self._socket.receive(timeout=30)).data)
            if told.get("id") == self._last:
                assert "error" not in told, told["error"]
                result: dict[str, Any] = told["result"]
                return result
            self.events.append(told)

    async def wait(self, method: str) -> None:
        """Until an event has come."""
        while not any(event["method"] == method for event in self.events):
            self.events.append(json.loads((await self._socket.receive(timeout=30)).data))

    async def value(self, expression: str) -> Any:
        """What a JavaScript expression gives, waited for if it is a promise."""
        found = await self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def told(self, *methods: str) -> list[dict[str, Any]]:
        """The events of some methods."""
        return [event["params"] for event in self.events if event["method"] in methods]


@asynccontextmanager
async def browser(folder: Path) -> AsyncIterator[Tab]:
    """Headless Chromium with one empty tab; its profile is in `folder`. Else skips."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("there is no Chromium; install the package chromium")
    options = ("--headless=new", "--disable-gpu", "--no-first-run", "--remote-debugging-port=0", "about:blank")
    alone = ("--no-sandbox",) if os.geteuid() == 0 else ()
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        program, *options, *alone, f"--user-data-dir={folder}", stdout=quiet, stderr=quiet, start_new_session=True
    )
    try:
        port = await _port(folder / "DevToolsActivePort")
        async with aiohttp.ClientSession() as session:
            async with session.get(f"http://127.0.0.1:{port}/json/list") as found:
                address = next(tab["webSocketDebuggerUrl"] for tab in await found.json() if tab["type"] == "page")
            async with session.ws_connect(address, max_msg_size=0) as socket:
                yield Tab(socket)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


async def _port(file: Path) -> int:
    for _ in range(300):
        lines = await asyncio.to_thread(_lines, file)
        if lines:
            return int(lines[0])
        await asyncio.sleep(0.1)
    pytest.skip("Chromium does not start here")


def _lines(file: Path) -> list[str]:
    return file.read_text().split() if file.exists() else []
