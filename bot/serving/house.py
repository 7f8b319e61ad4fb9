"""What a conversation draws on, on any platform: the statements, the registry, the limits, and who is spoken to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, ParamSpec, Protocol, TypeVar

from bot.catalogue import Catalogue, Entry
from bot.registry import people
from bot.registry.keys import Keys, Pseudonym
from bot.registry.opening import Registry
from bot.registry.people import Preferences
from bot.rendering import render
from bot.reply import Paused, Question
from bot.serving.answering import Answered, Busy
from bot.serving.limits import Limits, Verdict
from bot.serving.metrics import Metrics
from bot.serving.opened import Verifying
from bot.views.buttons import key_of
from bot.views.keyboard import View
from bot.wording import Wording, wording
from indexer.statement import Ministry
from indexer.store import Snapshot

if TYPE_CHECKING:
    from bot.serving.keeping import Keeping

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class Counter(Protocol):
    """`bot.serving.answering.Answering`, or a fake one."""

    async def answer(self, question: Question, chat: str) -> Answered | Busy: ...


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who speaks and where: ids as the platform numbers them.

    `private`: the chat is between the two alone, so that the person may be written to there later. `language` is that
    of the app, or what else is supposed of the person.
    """

    chat: int
    person: int
    private: bool
    language: str | None = None


class PausedError(Exception):
    """Raised in place of anything that is published while staff have paused the service; `ministry` speaks then."""

    def __init__(self, ministry: Ministry) -> None:
        super().__init__()
        self.ministry = ministry


def paused_view(words: Wording, ministry: Ministry) -> View:
    """That the service is paused, in the language of `words`."""
    return View(render(Paused(words.language, ministry)))


@dataclass(frozen=True, slots=True)
class House:
    """Everything that answers for one bot; what it does for one person is named by pseudonyms.

    `bot` is the bot's id, as the registry knows it. `judging` is held while a quotation is judged.
    `keeping` is there where questions asked in vain are kept. While `paused`, `snapshot` raises `PausedError`, and so
    does all that draws on it; the exchange says then that it is so.
    """

    platform: str
    bot: str
    counter: Counter
    snapshot: Callable[[], Snapshot]
    verify: Verifying
    registry: Registry
    limits: Limits
    searches: Limits
    metrics: Metrics
    clock: Callable[[], datetime]
    judging: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    keeping: Keeping | None = None
    paused: Callable[[], bool] = lambda: False

    @property
    def keys(self) -> Keys:
        return self.registry.keys

    def person(self, number: int) -> Pseudonym:
        return self.keys.person(self.platform, number)

    def chat(self, number: int) -> str:
        """The chat's name for limits and turns."""
        return self.keys.chat(self.platform, self.bot, number).current

    def address(self, chat: int) -> people.Place:
        """Where to write to later."""
        return people.Place(self.platform, self.bot, str(chat))

    def judge(self, visitor: Visitor) -> Verdict:
        """Whether a question or a command of the visitor is answered; it counts."""
        return self.limits.judge(self.person(visitor.person).current, self.chat(visitor.chat))

    def judge_search(self, visitor: Visitor) -> Verdict:
        """Whether a button's press, or a search at each letter, is answered; it counts."""
        return self.searches.judge(self.person(visitor.person).current, self.chat(visitor.chat))

    def catalogue(self) -> Catalogue:
        """What is published now."""
        return Catalogue(self.snapshot(), self.clock())

    def find(self, key: str) -> Entry | None:
        """The published statement whose short form is `key`."""
        return by_key(self.snapshot(), self.catalogue(), key)

    def named(self, name: str) -> Entry | None:
        """The published statement with this id, or this short form of one."""
        return self.catalogue().find(name) or self.find(name)

    async def preferences(self, visitor: Visitor) -> Preferences:
        """What the person chose."""
        return await off(self.registry.people.preferences, self.person(visitor.person))

    async def words(self, visitor: Visitor) -> Wording:
        """The language in which to speak where no question shows one: the chosen one, else that of the app."""
        chosen = (await self.preferences(visitor)).language
        return wording(chosen or visitor.language)

    async def moved(self, chat: int, to: int) -> None:
        """A chat has another id now: what it subscribed to is sent there."""
        await off(self.registry.people.move, self.person(chat), self.person(to), self.address(to))

    async def unreachable(self, chat: int) -> None:
        """Nothing is sent to a chat that wants nothing: what it subscribed to is ended."""
        await off(self.registry.people.unsubscribe, self.person(chat))


async def off(call: Callable[Arguments, Result], *arguments: Arguments.args, **named: Arguments.kwargs) -> Result:
    """The result of a blocking call, made off the event loop."""
    return await asyncio.to_thread(call, *arguments, **named)


def by_key(snapshot: Snapshot, catalogue: Catalogue, key: str) -> Entry | None:
    """The published statement whose short form is `key`."""
    name = _names(snapshot).get(key)
    return None if name is None else catalogue.find(name)


@lru_cache(maxsize=1)
def _names(snapshot: Snapshot) -> dict[str, str]:
    return {key_of(name): name for name in snapshot.by_id}
