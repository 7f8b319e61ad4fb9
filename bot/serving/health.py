"""The pages of a bot: whether it answers, from which store, and what it counts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.serving.logs import named
from bot.serving.metrics import Figures
from bot.serving.pages import LOOPBACK, Pages
from bot.serving.watching import Watching

_SLOWEST = 5.0  # seconds in which a check must answer


class Health(Pages):
    """What is shown of a bot: it is ready while questions can be answered.

    `checks` are called off the event loop, each by a name; one that raises makes the bot not ready. `oldest` is the age
    in seconds from which the store is too old to answer from. `reached` tells of each platform whether it was reached;
    one that was not makes nothing unready: no other bot could be asked instead.
    """

    def __init__(
        self,
        port: int,
        figures: Figures,
        watching: Watching,
        checks: Mapping[str, Callable[[], object]],
        oldest: float | None = None,
        reached: Mapping[str, bool] | None = None,
        host: str = LOOPBACK,
    ) -> None:
        super().__init__(port, host)
        self._counted = figures
        self._watching = watching
        self._checks = checks
        self._oldest = oldest
        self._reached = {} if reached is None else reached

    def figures(self) -> bytes:
        """Those of the process."""
        return self._counted.text()

    async def told(self) -> Mapping[str, Any]:
        """Version and age of the store, platforms, what is wrong."""
        in_use, now = self._watching.in_use, datetime.now(UTC)
        wrong = [found for found in await asyncio.gather(*map(self._check, self._checks)) if found is not None]
        if self._watching.too_old(self._oldest, now):
            wrong.append("the store is too old")
        return {
            "ready": not wrong,
            "store": in_use.version,
            "built": in_use.built.isoformat(),
            "age_s": round(in_use.age(now), 1),
            "statements": len(in_use.statements),
            "platforms": {name: "serving" if there else "connecting" for name, there in self._reached.items()},
            "paused": in_use.paused,
            "wrong": wrong,
            "trouble": in_use.trouble,
        }

    async def _check(self, name: str) -> str | None:
        try:
            async with asyncio.timeout(_SLOWEST):
                await asyncio.to_thread(self._checks[name])
        except Exception as error:  # whatever it is, it is what is wrong
            return f"{name}: {named(error)}"
        return None
