"""A house over a real registry and a real store, with a desk that answers as prepared, and a clock that can be set."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.findings import Verification
from bot.registry.keys import keys_from
from bot.registry.opening import Registry, open_registry
from bot.reply import Question
from bot.serving.answering import Answered, Busy
from bot.serving.house import House, Visitor
from bot.serving.limits import Limits, Rates
from bot.serving.metrics import Metrics
from bot.verification import verify
from indexer.statement import Kind, Statement, Version
from indexer.store import Library, Snapshot
from tests.fakes.contents import make, publish_made
from tests.fakes.desk import ARCTIC, FIRST_SENTENCE, OLD_RIVER, RIVER, FakeDesk

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
QUESTION = "Whose is the river?"
LONG = Statement(
    id="sea",
    kind=Kind.NOTICE,
    original="en",
    issuer="The Minister",
    published=datetime(2026, 5, 1, 9, tzinfo=UTC),
    versions=(
        Version("en", "On the sea", "1. The sea is wide. " * 60 + "\n\n2. It is deep.", "https://mfa.example/en/sea"),
    ),
    topics=("border-river",),
)
STATEMENTS = (OLD_RIVER, replace(RIVER, topics=("border-river",)), ARCTIC, LONG)
ANNA = Visitor(chat=5, person=5, private=True, language="en")
BORIS = Visitor(chat=-70, person=6, private=False, language="fr")
"""In a group."""
WIDE = Rates(person="1000/second", chat="1000/second", everybody="1000/second", strikes="1000/second")


@dataclass
class Counter:
    """Asks the desk at once; says that it is busy while told so."""

    desk: FakeDesk
    busy: bool = False
    chats: list[str] = field(default_factory=list)

    async def answer(self, question: Question, chat: str) -> Answered | Busy:
        self.chats.append(chat)
        return Busy() if self.busy else Answered(self.desk.respond(question), 0.1, 0.2)


@dataclass
class Clock:
    """Stands still until it is set."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def passes(self, time: timedelta) -> None:
        self.now += time


@dataclass
class Scene:
    """A house and what stands in it."""

    house: House
    counter: Counter
    desk: FakeDesk
    registry: Registry
    metrics: Metrics
    clock: Clock


def told_of_a_withdrawal(made: Scene) -> list[str]:
    """Whom the registry would tell, by address, if the statement on the river were withdrawn now.

    `made.registry.news` must have observed `STATEMENTS` before it was shown to anybody.
    """
    made.clock.passes(timedelta(hours=1))
    withdrawn = replace(STATEMENTS[1], withdrawn=made.clock.now - timedelta(minutes=1))
    made.registry.news.observe([withdrawn, *STATEMENTS[2:]])
    return [lent.address for lent in made.registry.news.take("post", "7", 10)]


def scene(
    folder: Path, statements: Iterable[Statement] = STATEMENTS, rates: Rates = WIDE, searches: Rates = WIDE
) -> Scene:
    """A house of the platform "post", for its bot 7. It is the first of June 2026, noon."""
    publish_made(folder / "store", make(statements))
    snapshot = Library(folder / "store", lambda snapshot: None).snapshot()
    desk = FakeDesk()
    desk.presents(QUESTION, STATEMENTS[1], *FIRST_SENTENCE.values())
    desk.greets("Hello")
    clock, counter, metrics = Clock(), Counter(desk), Metrics("post")
    registry = open_registry(f"sqlite:///{folder / 'registry.sqlite'}", keys_from("k" * 44), clock)
    house = House(
        "post",
        "7",
        counter=counter,
        snapshot=lambda: snapshot,
        verify=judge,
        registry=registry,
        limits=Limits(rates),
        searches=Limits(searches),
        metrics=metrics,
        clock=clock,
    )
    return Scene(house, counter, desk, registry, metrics, clock)


def judge(snapshot: Snapshot, text: str, moment: datetime, language: str | None) -> Verification:
    """Without a model: nothing similar is looked for."""
    return verify(snapshot, text, moment, language)
