"""One update from the inbox to its answer, on any platform.

What is to be sent is stored before the first message goes out. After a crash another process goes on where this one
stopped; only the message that was on its way may then be seen twice, and that is counted.

A platform brings an event, what it reads from an update; a step, one thing it does, as a value that can be stored; and
a `Carrier`, which reads the ones and carries out the others.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, Protocol, TypeVar

from bot.registry.updates import Go, Update
from bot.serving.house import House, PausedError
from bot.serving.outcome import Later, Moved, Outcome, Perhaps, Sent, Stale, Unreachable
from bot.serving.working import LaterError, LostError, Pace, Worker
from indexer.statement import Ministry

_HELD = timedelta(seconds=2)
"""After so long it is looked whether the service is still paused."""

Event = TypeVar("Event")
Step = TypeVar("Step")
Heard = TypeVar("Heard", contravariant=True)


@dataclass(frozen=True, slots=True)
class Response(Generic[Step]):
    """What to do about an event, and what to call with the message numbers of the steps once they are done."""

    steps: tuple[Step, ...] = ()
    then: Callable[[Sequence[int | None]], None] | None = None


class Responding(Protocol[Heard, Step]):
    """What decides: the platform's conversation."""

    async def respond(self, event: Heard) -> Response[Step]: ...

    async def paused(self, event: Heard, ministry: Ministry) -> Response[Step]:
        """For an event that nothing may be shown for, because staff have paused the service."""

    def apology(self, event: Heard) -> Response[Step]:
        """For an event that could not be answered however often it was tried."""

    async def moved(self, chat: int, to: int) -> None:
        """A chat has another id now: `House.moved`."""

    async def unreachable(self, chat: int) -> None:
        """A chat wants nothing of the bot any more: `House.unreachable`."""


class Carrier(Protocol[Event, Step]):
    """A platform, as an exchange sees it."""

    def read(self, payload: bytes) -> Event | None:
        """What a stored update asks of the bot; None where that is nothing. Raises what it may: it is tried again."""

    def sort(self, payload: bytes) -> str:
        """The kind of update, for the metrics; never its content."""

    def packed(self, steps: tuple[Step, ...]) -> bytes:
        """Steps as the inbox keeps them, sealed."""

    def unpacked(self, stored: bytes) -> tuple[Step, ...]:
        """The steps of `packed`."""

    async def begun(self, event: Event) -> None:
        """Let whoever asked see that an answer is on its way, where the platform shows that. Raises nothing."""

    async def do(self, step: Step) -> Outcome[int | None]:
        """Carry out a step: what became of it, with the number of the message that stands then, where one does."""

    def chat_of(self, step: Step) -> int | None:
        """The chat that a step writes to, None where it is none that can be told apart."""

    def in_chat(self, step: Step, chat: int) -> Step:
        """The same step for the chat's new id."""


class Parts(Protocol):
    """What is needed of `bot.registry.inbox.Inbox`; blocking."""

    def sending(self, lent: Update, part: int, reply: bytes | None, lease: timedelta) -> Go: ...

    def unsent(self, lent: Update, part: int) -> None: ...


class Exchange(Generic[Event, Step]):
    """Handles updates for `bot.serving.working.Worker`. `count` is called with ``again`` and ``skipped``."""

    def __init__(
        self,
        inbox: Parts,
        carrier: Carrier[Event, Step],
        conversation: Responding[Event, Step],
        lease: timedelta,
        count: Callable[[str], None] = lambda event: None,
        paused: Callable[[], bool] = lambda: False,
    ) -> None:
        """While `paused`, a reply that was stored before a crash is held back, not lost."""
        self._inbox = inbox
        self._carrier = carrier
        self._conversation = conversation
        self._lease = lease
        self._count = count
        self._paused = paused
        self._showing: set[asyncio.Task[None]] = set()

    async def handle(self, lent: Update) -> None:
        """Answer one update. Raises `LaterError`, `LostError`, and whatever an update may cause that cannot be read."""
        if lent.reply is not None:
            if self._paused():
                raise LaterError(_HELD)
            await self._carry_out(lent, list(self._carrier.unpacked(lent.reply)))
            return
        event = self._carrier.read(lent.payload)
        if event is None:
            return
        showing = asyncio.create_task(self._carrier.begun(event))
        self._showing.add(showing)
        showing.add_done_callback(self._showing.discard)
        try:
            response = await self._conversation.respond(event)
        except PausedError as paused:
            response = await self._conversation.paused(event, paused.ministry)
        done = await self._carry_out(lent, list(response.steps))
        if response.then is not None:
            response.then(done)

    async def given_up(self, lent: Update) -> None:
        """Tell whoever asked that there will be no answer, unless a part of it went out."""
        event = self._carrier.read(lent.payload)
        if event is not None and lent.reply is None:
            for step in self._conversation.apology(event).steps:
                await self._carrier.do(step)

    def sort(self, lent: Update) -> str:
        """The kind of update, for the metrics."""
        return self._carrier.sort(lent.payload)

    async def _carry_out(self, lent: Update, steps: list[Step]) -> list[int | None]:
        """The number of each step's message, where there is one."""
        done: list[int | None] = [None] * len(steps)
        for number in range(lent.part or 0, len(steps)):
            stored = self._carrier.packed(tuple(steps)) if number == 0 and lent.reply is None else None
            result = await self._send(lent, steps, number, stored)
            match result:
                case Sent(message):
                    done[number] = message
                case None | Perhaps():
                    pass  # shown, or perhaps so: the inbox allows no further attempt
                case Later(seconds):
                    await asyncio.to_thread(self._inbox.unsent, lent, number)
                    raise LaterError(timedelta(seconds=seconds))
                case Unreachable():
                    await self._conversation.unreachable(self._carrier.chat_of(steps[number]) or 0)
                    break
                case Moved() | Stale():
                    pass  # a chat that moved twice, a button nobody waits for
        return done

    async def _send(
        self, lent: Update, steps: list[Step], number: int, reply: bytes | None
    ) -> Outcome[int | None] | None:
        """What became of a step; None where the inbox says that it was sent as often as may be.

        The inbox counts every sending, in this process or before a crash, so that one whose end nobody knows is
        repeated once and no oftener.
        """
        while True:
            go = await asyncio.to_thread(self._inbox.sending, lent, number, reply, self._lease)
            if go is Go.STOP:
                raise LostError
            if go is Go.SKIP:
                self._count("skipped")
                return None
            if go is Go.AGAIN:
                self._count("again")
            result = await self._do(steps, number)
            if not isinstance(result, Perhaps) or go is Go.AGAIN:
                return result

    async def _do(self, steps: list[Step], number: int) -> Outcome[int | None]:
        """What became of a step; where its chat has moved, of the same in the new one."""
        result = await self._carrier.do(steps[number])
        if isinstance(result, Moved):
            chat = result.chat
            await self._conversation.moved(self._carrier.chat_of(steps[number]) or 0, chat)
            steps[:] = [self._carrier.in_chat(step, chat) for step in steps]
            result = await self._carrier.do(steps[number])
        return result


def worker_of(
    house: House,
    exchange: Exchange[Any, Any],
    pace: Pace,
    handle: Callable[[Update], Awaitable[None]] | None = None,
) -> Worker:
    """A worker that has the updates of the house's bot handled by `exchange`, or by `handle` before it."""
    given_up, sort, inbox = exchange.given_up, exchange.sort, house.registry.inbox
    handle, whose = handle or exchange.handle, (house.platform, house.bot)
    return Worker(inbox, *whose, handle, house.metrics, given_up=given_up, sort=sort, pace=pace)
