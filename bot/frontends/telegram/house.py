"""What a conversation draws on: the statements, the registry, the limits, and who the bot is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import ParamSpec, Protocol, TypeVar

from bot.catalogue import Catalogue, Entry
from bot.findings import Verification
from bot.frontends.telegram.arrivals import PLATFORM
from bot.frontends.telegram.buttons import key_of
from bot.frontends.telegram.events import Place
from bot.registry import people
from bot.registry.keys import Keys, Pseudonym
from bot.registry.opening import Registry
from bot.registry.people import Preferences
from bot.reply import Question
from bot.serving.answering import Answered, Busy
from bot.serving.limits import Limits
from bot.serving.metrics import Metrics
from bot.wording import Wording, wording
from indexer.store import Snapshot

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class Counter(Protocol):
    """`bot.serving.answering.Answering`, or a fake one."""

    async def answer(self, question: Question, chat: str) -> Answered | Busy: ...


class Verifying(Protocol):
    """Judges whether a text is a quotation; blocking, one call at a time."""

    def __call__(self, snapshot: Snapshot, text: str, moment: datetime, language: str | None) -> Verification: ...


@dataclass(frozen=True, slots=True)
class Identity:
    """The bot's number and user name."""

    id: int
    username: str

    def link(self, payload: str = "") -> str:
        """The address that opens a conversation with the bot."""
        return f"https://t.me/{self.username}" + (f"?start={payload}" if payload else "")


@dataclass(frozen=True, slots=True)
class House:
    """Everything that answers; what it does for one person is named by pseudonyms."""

    identity: Identity
    counter: Counter
    snapshot: Callable[[], Snapshot]
    verify: Verifying
    registry: Registry
    limits: Limits
    searches: Limits
    metrics: Metrics
    clock: Callable[[], datetime]
    judging: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))

    @property
    def keys(self) -> Keys:
        return self.registry.keys

    def person(self, number: int) -> Pseudonym:
        return self.keys.person(PLATFORM, number)

    def chat(self, number: int) -> str:
        """The chat's name for limits and turns."""
        return self.keys.chat(PLATFORM, str(self.identity.id), number).current

    def address(self, chat: int) -> people.Place:
        """Where to write to later."""
        return people.Place(PLATFORM, str(self.identity.id), str(chat))

    def catalogue(self) -> Catalogue:
        """What is published now."""
        return Catalogue(self.snapshot(), self.clock())

    async def preferences(self, place: Place) -> Preferences:
        """What the person chose."""
        return await off(self.registry.people.preferences, self.person(place.person))

    async def words(self, place: Place) -> Wording:
        """The language in which to speak where no question shows one: the chosen one, else that of the app."""
        chosen = (await self.preferences(place)).language
        return wording(chosen or place.language)


async def off(call: Callable[Arguments, Result], *arguments: Arguments.args, **named: Arguments.kwargs) -> Result:
    """The result of a blocking call, made off the event loop."""
    return await asyncio.to_thread(call, *arguments, **named)


def by_key(snapshot: Snapshot, catalogue: Catalogue, key: str) -> Entry | None:
    """The published statement whose short form is `key`."""
    name = _names(snapshot).get(key)
    return None if name is None else catalogue.find(name)


def by_payload(snapshot: Snapshot, catalogue: Catalogue, payload: str) -> Entry | None:
    """The published statement that a deep link names: by its id, or by its short form where the id is too long."""
    return catalogue.find(payload) or by_key(snapshot, catalogue, payload)


@lru_cache(maxsize=1)
def _names(snapshot: Snapshot) -> dict[str, str]:
    return {key_of(name): name for name in snapshot.by_id}


_PAYLOAD = 64


def payload_of(name: str) -> str:
    """What a deep link to a statement carries."""
    return name if len(name) <= _PAYLOAD else key_of(name)
