"""Telegram as an exchange sees it: updates read one by one, steps stored and carried out."""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from typing import Any, Protocol

import telegram
from telegram.error import TelegramError

from bot.frontends.telegram.events import Asked, Commanded, Event, Reader
from bot.frontends.telegram.outcome import outcome
from bot.frontends.telegram.steps import Change, Rekey, Remove, Say, Step, packed, unpacked
from bot.serving.outcome import Outcome, Stale


class Doing(Protocol):
    """`bot.frontends.telegram.hands.Hands`, or fake ones."""

    async def show_typing(self, chat: int, thread: int | None) -> None: ...

    async def do(self, step: Step) -> int | None: ...


class Carrier:
    """Reads with `reader` and does with `hands`."""

    def __init__(self, reader: Reader, hands: Doing) -> None:
        self._reader = reader
        self._hands = hands

    def read(self, payload: bytes) -> Event | None:
        return self._reader.read(telegram.Update.de_json(_raw(payload), None))

    def sort(self, payload: bytes) -> str:
        return next((name for name in _raw(payload) if name != "update_id"), "update")

    def packed(self, steps: tuple[Step, ...]) -> bytes:
        return packed(steps)

    def unpacked(self, stored: bytes) -> tuple[Step, ...]:
        return unpacked(stored)

    async def begun(self, event: Event) -> None:
        """Typing is shown for questions and commands."""
        if isinstance(event, Asked | Commanded):
            with contextlib.suppress(TelegramError):
                await self._hands.show_typing(event.place.chat, event.place.thread)

    async def do(self, step: Step) -> Outcome[int | None]:
        """A message that can no longer be changed is written anew."""
        result = await outcome(self._hands.do(step))
        if isinstance(result, Stale) and isinstance(step, Change):
            return await outcome(self._hands.do(Say(step.chat, step.html, step.keyboard)))
        return result

    def chat_of(self, step: Step) -> int | None:
        chat = step.chat if isinstance(step, Say | Change | Rekey | Remove) else None
        return chat if isinstance(chat, int) else None

    def in_chat(self, step: Step, chat: int) -> Step:
        return replace(step, chat=chat) if isinstance(step, Say | Change | Rekey | Remove) else step


def _raw(payload: bytes) -> dict[str, Any]:
    read = json.loads(payload)
    assert isinstance(read, dict), "the receiver stores objects only"
    return read
