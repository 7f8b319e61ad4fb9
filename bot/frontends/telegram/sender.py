"""Messages to Telegram at the pace that it allows.

`Pace` goes between python-telegram-bot's bot and the wire; python-telegram-bot's own limiter stops every chat when
Telegram is tired of one, and repeats nothing else. What a call of the bot then ends with is told by `outcome`.

Telegram's limits (core.telegram.org/bots/faq): about 30 messages a second in all, one a second in a chat, 20 a minute
in a group.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from telegram.error import BadRequest, TelegramError
from telegram.ext import BaseRateLimiter

from bot.frontends.telegram.api import FloodError, NotSentError, ServerError, UnknownError
from bot.frontends.telegram.arrivals import uncounted

Answer = bool | dict[str, Any] | list[dict[str, Any]]


class Clock(Protocol):
    """Seconds that only grow, and a way to let them pass."""

    def now(self) -> float: ...

    async def sleep(self, seconds: float) -> None: ...


class SystemClock:
    """The computer's own."""

    def now(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


@dataclass(frozen=True, slots=True)
class Limits:
    """Messages allowed, and how stubborn the sender is.

    `bulk` is the part of `overall` that messages nobody waits for may take. `tries` counts requests for one message,
    `resends` the times that a message is sent again of which nobody knows whether it was sent: 0 where the caller
    counts them itself. `queue` messages may wait in one chat; `longest` is the most seconds for which a chat that
    Telegram has closed is waited for.
    """

    overall: int = 30
    per_second: int = 1
    group_minute: int = 20
    bulk: int = 20
    queue: int = 50
    tries: int = 5
    resends: int = 1
    first_pause: float = 0.5
    longest: float = 60.0


class Turn(StrEnum):
    """Whether somebody waits for a message; python-telegram-bot passes it on as `rate_limit_args`."""

    ANSWER = "answer"
    BULK = "bulk"


class _Window:
    """At most `count` turns in any `seconds`."""

    def __init__(self, count: int, seconds: float) -> None:
        self._seconds = seconds
        self._turns: deque[float] = deque(maxlen=count)

    def next(self, now: float) -> float:
        """The moment of the next turn; it is not taken."""
        full = len(self._turns) == self._turns.maxlen
        return max(now, self._turns[0] + self._seconds) if full else now

    def take(self, now: float) -> float:
        """The moment of the next turn, taken; turns are given in the order in which they are asked for."""
        moment = self.next(now)
        self._turns.append(moment)
        return moment

    @property
    def over(self) -> float:
        """When the last turn no longer counts."""
        return self._turns[-1] + self._seconds if self._turns else 0.0


@dataclass(slots=True)
class _Chat:
    """One chat: its messages go out one after another; before `open_from` Telegram wants none."""

    windows: tuple[_Window, ...]
    queue: asyncio.Lock = field(default_factory=asyncio.Lock)
    open_from: float = 0.0
    present: int = 0

    def ready(self, now: float) -> float:
        return max(self.open_from, *(window.next(now) for window in self.windows))

    def is_idle(self, now: float) -> bool:
        return not self.present and now >= max(self.open_from, *(window.over for window in self.windows))


_SWEEP = 1000  # chats remembered before the idle ones are forgotten


class Pace(BaseRateLimiter[Turn]):
    """Holds messages back to Telegram's limits and repeats what was not carried out.

    Repeated, up to `Limits.tries` requests in all: after 429 (the chat waits, no other does), after an answer in the
    500s, where there was no connection. After `UnknownError` a new message is sent once more and no oftener
    (`Limits.resends`), and whatever comes then, the caller is told `UnknownError` unless the message was sent; what
    can be done twice without harm (edits, deletions, answers to buttons) counts as not carried out. "Message is not
    modified" means that an edit stands as it should. Typing is shown once or not at all.

    `count` is called with ``sent``, ``flooded``, ``retried``, ``unknown``, ``unmodified`` and ``abandoned``.
    """

    def __init__(
        self, limits: Limits | None = None, *, clock: Clock | None = None, count: Callable[[str], None] = uncounted
    ) -> None:
        self._limits = limits or Limits()
        self._clock = clock or SystemClock()
        self._count = count
        self._overall = _Window(self._limits.overall, 1.0)
        self._bulk = _Window(self._limits.bulk, 1.0)
        self._chats: dict[str, _Chat] = {}
        self._sweep_at = _SWEEP

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Answer]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Turn | None,
    ) -> Answer:
        attempt = _Attempt(endpoint, lambda: callback(*args, **kwargs), rate_limit_args or Turn.ANSWER)
        chat = data.get("chat_id")
        if endpoint == "sendChatAction":
            return await self._show_typing(attempt)
        if chat is None or not endpoint.startswith(("send", "edit", "delete", "copy", "forward")):
            return await self._insist(attempt, None)
        async with self._turn_in(str(chat)) as place:
            return await self._insist(attempt, place)

    async def _show_typing(self, attempt: _Attempt) -> Answer:
        try:
            return await attempt.call()
        except (FloodError, NotSentError, ServerError, UnknownError):
            return False

    @asynccontextmanager
    async def _turn_in(self, chat: str) -> AsyncIterator[_Chat]:
        """Wait behind what was to be sent to `chat` before."""
        place = self._chats.get(chat)
        if place is None:
            self._sweep()
            windows = [_Window(self._limits.per_second, 1.0)]
            if chat.startswith(("-", "@")):
                windows.append(_Window(self._limits.group_minute, 60.0))
            place = self._chats[chat] = _Chat(tuple(windows))
        if place.present >= self._limits.queue:
            self._count("abandoned")
            raise FloodError(place.present / self._limits.per_second)
        place.present += 1
        try:
            async with place.queue:
                yield place
        finally:
            place.present -= 1

    def _sweep(self) -> None:
        if len(self._chats) >= self._sweep_at:
            now = self._clock.now()
            self._chats = {name: chat for name, chat in self._chats.items() if not chat.is_idle(now)}
            self._sweep_at = max(_SWEEP, 2 * len(self._chats))

    async def _insist(self, attempt: _Attempt, place: _Chat | None) -> Answer:
        for tried in range(1, self._limits.tries + 1):
            try:
                if place is not None:
                    await self._wait_for_turn(place, attempt)
                answer = await attempt.call()
            except TelegramError as error:
                if attempt.stands(error):
                    self._count("unmodified")
                    return True
                pause = self._judge(attempt, error, place)
                if pause is None or tried == self._limits.tries or pause > self._limits.longest:
                    self._count("abandoned")
                    raise attempt.told(error) from None
            else:
                self._count("sent")
                return answer
            await self._clock.sleep(pause)
        raise AssertionError("the last try ends by itself")

    def _judge(self, attempt: _Attempt, error: TelegramError, place: _Chat | None) -> float | None:
        """Seconds until `attempt` is repeated, None for never; raises a refusal, which no repetition changes."""
        pause = self._limits.first_pause * 2.0 ** min(attempt.failed, 30)
        attempt.failed += 1
        match error:
            case FloodError():
                self._count("flooded")
                if place is not None:
                    place.open_from = max(place.open_from, self._clock.now() + error.seconds)
                return error.seconds
            case UnknownError():
                self._count("unknown")
                attempt.unknown += 1
                return pause if attempt.is_harmless or attempt.unknown <= self._limits.resends else None
            case NotSentError() | ServerError():
                self._count("retried")
                return pause
            case _:
                raise error

    async def _wait_for_turn(self, place: _Chat, attempt: _Attempt) -> None:
        """Until the limits allow one more; raises `FloodError` where Telegram has closed the chat for too long."""
        is_message = not attempt.is_harmless
        clock = self._clock
        while (wait := (place.ready(clock.now()) if is_message else place.open_from) - clock.now()) > 0:
            if wait > self._limits.longest:
                raise FloodError(wait)
            await clock.sleep(wait)
        if attempt.turn is Turn.BULK:
            await clock.sleep(max(0.0, self._bulk.take(clock.now()) - clock.now()))
        await clock.sleep(max(0.0, self._overall.take(clock.now()) - clock.now()))
        if is_message:
            for window in place.windows:
                window.take(clock.now())


@dataclass(slots=True)
class _Attempt:
    """One request until its end; `unknown` times nobody knows whether Telegram did it."""

    endpoint: str
    call: Callable[[], Coroutine[Any, Any, Answer]]
    turn: Turn
    failed: int = 0
    unknown: int = 0

    @property
    def is_harmless(self) -> bool:
        """Whether doing it twice leaves everything as doing it once."""
        return not self.endpoint.startswith(("send", "copy", "forward"))

    def told(self, error: TelegramError) -> TelegramError:
        """What the caller is told in the end: not that nothing was done, where nobody knows."""
        return UnknownError("no answer") if self.unknown and not self.is_harmless else error

    def stands(self, error: TelegramError) -> bool:
        """Whether Telegram refuses only because everything is already as it should be."""
        return (
            isinstance(error, BadRequest)
            and self.endpoint.startswith("edit")
            and "message is not modified" in error.message.lower()
        )
