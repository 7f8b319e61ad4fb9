"""Updates from Telegram to the inbox, by long polling: stored first, acknowledged afterwards.

An update is acknowledged by asking for the ones behind it (`offset`), so the offset moves only past what the inbox
holds. Faults of any kind are waited out, longer each time; nothing is lost meanwhile, because Telegram keeps updates
for a day.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass

from telegram.error import Conflict, InvalidToken, TelegramError

from bot.frontends.telegram.api import Endpoint, FloodError, TokenError, Wire
from bot.frontends.telegram.arrivals import (
    WANTED,
    Inbox,
    Shelf,
    Unreadable,
    UnstoredError,
    divide,
    shown_number,
    uncounted,
)
from bot.logbook import entry
from bot.registry.updates import Arrival

_BATCH = 100
_REFUSALS = 5  # in a row: Telegram has refused good tokens for moments
_LOOKS = 3  # at an update that is no JSON: the next time it may come whole

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: one poll waits `poll` for news and `grace` more for the answer; pauses after faults double from
    `first` to `most`.
    """

    poll: int = 50
    grace: float = 10.0
    first: float = 0.5
    most: float = 30.0

    def pause(self, faults: int, chance: float) -> float:
        """After so many faults in a row, 1 or more; `chance` in 0..1 keeps two pollers out of step."""
        return min(self.most, self.first * 2.0 ** min(faults - 1, 30)) * (0.5 + chance / 2)


class Receiver:
    """Polls for updates and stores them, until `stop`.

    `arrived` is called on the event loop after something new was stored; `count` with the events of `Shelf` and with
    ``fault`` and ``conflict``.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        inbox: Inbox,
        *,
        arrived: Callable[[], None] = lambda: None,
        count: Callable[[str], None] = uncounted,
        patience: Patience | None = None,
        wire: Wire | None = None,
    ) -> None:
        self._wire = wire or Wire(endpoint)
        self._shelf = Shelf(endpoint.bot, inbox, arrived, count)
        self._count = count
        self._patience = patience or Patience()
        self._offset: int | None = None
        self._limit = _BATCH
        self._looks = 0
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """End `run` soon; what is not stored by then stays with Telegram."""
        self._stopping.set()

    async def run(self) -> None:
        """Poll until `stop`. Raises `TokenError` where Telegram refuses the token again and again."""
        await self._wire.initialize()
        stopped = asyncio.create_task(self._stopping.wait())
        try:
            await self._persist(self._leave_webhook, stopped)
            while not stopped.done():
                await self._persist(self._poll, stopped)
            await self._acknowledge()
        finally:
            stopped.cancel()
            await self._wire.shutdown()

    async def _persist(self, step: Callable[[], Coroutine[None, None, None]], stopped: asyncio.Task[bool]) -> None:
        """Do `step` until it succeeds, with pauses in between, or until the end."""
        faults = refusals = 0
        while not stopped.done():
            working = asyncio.create_task(step())
            try:
                await asyncio.wait((working, stopped), return_when=asyncio.FIRST_COMPLETED)
            finally:
                if not working.done():
                    working.cancel()
                    await asyncio.wait((working,))
            if working.cancelled():
                return
            error = working.exception()
            if error is None:
                return
            faults += 1
            refusals = refusals + 1 if isinstance(error, InvalidToken) else 0
            if refusals == _REFUSALS:
                raise TokenError
            await asyncio.wait((stopped,), timeout=self._judge(error, faults))

    def _judge(self, error: BaseException, faults: int) -> float:
        """Count and tell a fault; the seconds until the next try. Raises what is no fault of the outside."""
        if not isinstance(error, TelegramError | UnstoredError):
            raise error
        pause = self._patience.pause(faults, random.random())  # noqa: S311 - it only spreads load
        if isinstance(error, FloodError):
            pause = max(pause, error.seconds)
        if isinstance(error, Conflict):
            self._count("conflict")
            _log.warning(
                "another program asks for this bot's updates, or a webhook is set; only one of them may",
                extra=entry("conflict"),
            )
        else:
            self._count("fault")
            kind = type(error).__name__
            _log.warning(
                "no updates for now (%s); asking again in %.1f s",
                kind,
                pause,
                extra=entry("not-reached", error=kind, pause_s=pause),
            )
        return pause

    async def _leave_webhook(self) -> None:
        """Polling is refused while a webhook is set. What has come since is kept."""
        await self._wire.call("deleteWebhook", {"drop_pending_updates": False})

    async def _poll(self) -> None:
        asked = {"timeout": self._patience.poll, "limit": self._limit, "allowed_updates": WANTED} | self._behind()
        body = await self._wire.call("getUpdates", asked, answering=self._patience.poll + self._patience.grace)
        try:
            pieces = divide(body)
        except ValueError:
            await self._narrow(body)
            return
        self._limit, self._looks = min(_BATCH, self._limit * 2), 0
        if pieces:
            await self._keep(pieces)
        else:
            # All before the offset is forgotten by now. After a quiet week Telegram may go on with a lower number.
            self._offset = None

    def _behind(self) -> dict[str, int]:
        return {} if self._offset is None else {"offset": self._offset}

    async def _narrow(self, body: bytes) -> None:
        """After a batch that is no JSON ask for half as many, until the one that breaks it stands alone."""
        if self._limit > 1:
            self._limit //= 2
            return
        self._looks += 1
        number = shown_number(body)
        if number is None or self._looks < _LOOKS:
            raise _AstrayError("an answer that is no JSON")
        self._looks = 0
        await self._keep([Unreadable(number)])

    async def _keep(self, pieces: Sequence[Arrival | Unreadable]) -> None:
        """Store a batch and move the offset past it; where it cannot be stored it is asked for again."""
        await self._shelf.keep(pieces)
        before = self._offset
        numbers = [piece.update_id for piece in pieces if piece.update_id is not None]
        self._offset = max((number + 1 for number in numbers), default=before)
        if self._offset is None or self._offset <= (before or 0):
            self._offset = before
            raise _AstrayError("nothing new, and asking at once would bring the same")

    async def _acknowledge(self) -> None:
        """Tell Telegram what is stored, so that it does not come again at the next start."""
        if self._offset is not None:
            with suppress(TelegramError):
                await self._wire.call("getUpdates", {"timeout": 0, "limit": 1} | self._behind(), answering=2.0)


class _AstrayError(TelegramError):
    """An answer to getUpdates that leads nowhere."""
