"""One update from the inbox to its answer.

What is to be sent is stored before the first message goes out. After a crash another process goes on where this one
stopped; only the message that was on its way may then be seen twice, and that is counted.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Protocol

import telegram
from telegram.error import TelegramError

from bot.frontends.telegram.arrivals import uncounted
from bot.frontends.telegram.events import Asked, Commanded, Event, Reader
from bot.frontends.telegram.hands import Hands
from bot.frontends.telegram.outcome import Later, Moved, Outcome, Perhaps, Sent, Stale, Unreachable, outcome
from bot.frontends.telegram.steps import Change, Rekey, Remove, Say, Step, packed, unpacked
from bot.registry.updates import Go, Update
from bot.serving.working import LaterError, LostError


@dataclass(frozen=True, slots=True)
class Response:
    """What to do about an event, and what to call with the message numbers of the steps once they are done."""

    steps: tuple[Step, ...] = ()
    then: Callable[[Sequence[int | None]], None] | None = None


class Responding(Protocol):
    """What decides."""

    async def respond(self, event: Event) -> Response: ...

    def apology(self, event: Event) -> Response:
        """For an event that could not be answered however often it was tried."""

    async def moved(self, chat: int, to: int) -> None:
        """A group has another id now."""

    async def unreachable(self, chat: int) -> None:
        """A chat wants nothing of the bot any more."""


class Parts(Protocol):
    """What is needed of `bot.registry.inbox.Inbox`; blocking."""

    def sending(self, lent: Update, part: int, reply: bytes | None, lease: timedelta) -> Go: ...

    def unsent(self, lent: Update, part: int) -> None: ...


class Exchange:
    """Handles updates for `bot.serving.working.Worker`. `count` is called with ``again`` and ``skipped``."""

    def __init__(
        self,
        inbox: Parts,
        reader: Reader,
        conversation: Responding,
        hands: Hands,
        lease: timedelta,
        count: Callable[[str], None] = uncounted,
    ) -> None:
        self._inbox = inbox
        self._reader = reader
        self._conversation = conversation
        self._hands = hands
        self._lease = lease
        self._count = count
        self._typing: set[asyncio.Task[None]] = set()

    async def handle(self, lent: Update) -> None:
        """Answer one update. Raises `LaterError`, `LostError`, and whatever an update may cause that cannot be read."""
        if lent.reply is not None:
            await self._carry_out(lent, list(unpacked(lent.reply)))
            return
        event = self._event(lent)
        if event is None:
            return
        self._show_typing(event)
        response = await self._conversation.respond(event)
        done = await self._carry_out(lent, list(response.steps))
        if response.then is not None:
            response.then(done)

    async def given_up(self, lent: Update) -> None:
        """Tell whoever asked that there will be no answer, unless a part of it went out."""
        event = self._event(lent)
        if event is not None and lent.reply is None:
            for step in self._conversation.apology(event).steps:
                with contextlib.suppress(TelegramError):
                    await outcome(self._hands.do(step))

    def sort(self, lent: Update) -> str:
        """The kind of update, for the metrics."""
        return next((name for name in _raw(lent) if name != "update_id"), "update")

    def _event(self, lent: Update) -> Event | None:
        return self._reader.read(telegram.Update.de_json(_raw(lent), None))

    def _show_typing(self, event: Event) -> None:
        if isinstance(event, Asked | Commanded):
            typing = asyncio.create_task(self._try_typing(event.place.chat, event.place.thread))
            self._typing.add(typing)
            typing.add_done_callback(self._typing.discard)

    async def _try_typing(self, chat: int, thread: int | None) -> None:
        with contextlib.suppress(TelegramError):
            await self._hands.show_typing(chat, thread)

    async def _carry_out(self, lent: Update, steps: list[Step]) -> list[int | None]:
        """The number of each step's message, where there is one."""
        done: list[int | None] = [None] * len(steps)
        for number in range(lent.part or 0, len(steps)):
            stored = packed(tuple(steps)) if number == 0 and lent.reply is None else None
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
                    await self._conversation.unreachable(_chat_of(steps[number]) or 0)
                    break
                case Moved() | Stale():
                    pass  # a group that moved twice, a button nobody waits for
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
        result = await outcome(self._hands.do(steps[number]))
        if isinstance(result, Moved):
            await self._conversation.moved(_chat_of(steps[number]) or 0, result.chat)
            steps[:] = [_in_chat(step, result.chat) for step in steps]
            result = await outcome(self._hands.do(steps[number]))
        step = steps[number]
        if isinstance(result, Stale) and isinstance(step, Change):
            return await outcome(self._hands.do(Say(step.chat, step.html, step.keyboard)))
        return result


def _raw(lent: Update) -> dict[str, Any]:
    read = json.loads(lent.payload)
    assert isinstance(read, dict), "the receiver stores objects only"
    return read


def _chat_of(step: Step) -> int | None:
    chat = step.chat if isinstance(step, Say | Change | Rekey | Remove) else None
    return chat if isinstance(chat, int) else None


def _in_chat(step: Step, chat: int) -> Step:
    return replace(step, chat=chat) if isinstance(step, Say | Change | Rekey | Remove) else step
