"""Discord as an exchange sees it: interactions read one by one, steps stored and carried out."""

from __future__ import annotations

import json
from typing import Protocol

from bot.frontends.discord import steps
from bot.frontends.discord.events import Stored, unpacked
from bot.frontends.discord.steps import Crosspost, Open, Post, Step
from bot.serving.outcome import Outcome


class Doing(Protocol):
    """`bot.frontends.discord.hands.Hands`, or fake ones."""

    async def carry_out(self, step: Step) -> Outcome[int | None]: ...


class Carrier:
    """Does with `hands`."""

    def __init__(self, hands: Doing) -> None:
        self._hands = hands

    def read(self, payload: bytes) -> Stored | None:
        return unpacked(payload)

    def sort(self, payload: bytes) -> str:
        return str(json.loads(payload)["event"]["kind"])

    def packed(self, given: tuple[Step, ...]) -> bytes:
        return steps.packed(given)

    def unpacked(self, stored: bytes) -> tuple[Step, ...]:
        return steps.unpacked(stored)

    async def begun(self, event: Stored) -> None:
        """That the reply was deferred shows it already."""

    async def do(self, step: Step) -> Outcome[int | None]:
        return await self._hands.carry_out(step)

    def chat_of(self, step: Step) -> int | None:
        return step.channel if isinstance(step, Post | Crosspost | Open) else None

    def in_chat(self, step: Step, chat: int) -> Step:
        """Channels keep their ids."""
        return step
