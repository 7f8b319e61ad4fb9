"""Where only the person installed the app: replies longer than the messages that Discord allows there."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.frontends.discord.events import Manner, Origin, Place, Pressed
from bot.frontends.discord.holding import Holding
from bot.frontends.discord.layout import Page, held
from bot.frontends.discord.steps import Fill, Follow, Step
from bot.frontends.discord.visits import Visit
from bot.serving.exchanging import Response
from indexer.pausing import pause, resume
from indexer.statement import Version
from tests.bot.frontends.discord.served import STATEMENTS, Served, prepared
from tests.bot.frontends.discord.test_conversations import labels
from tests.bot.serving.houses import scene
from tests.fakes.contents import FIRST
from tests.fakes.desk import RIVER, FakeDesk
from tests.fakes.discord import FakeDiscord, Json, Member, Room, shown

COUNT = 1200
TEXT = "".join(f"Article {number}. Both banks agree. " for number in range(1, COUNT)).strip()
LONG = replace(
    RIVER,
    id="long-treaty",
    supersedes=(),
    versions=(Version("en", "The long treaty", TEXT, "https://mfa.example/long"),),
)
QUESTION = "What does the whole treaty say?"


def desk() -> FakeDesk:
    made = prepared()
    made.presents(QUESTION, LONG, TEXT)
    return made


@pytest.fixture
def discord() -> Iterator[FakeDiscord]:
    with FakeDiscord() as fake:
        yield fake
        assert (fake.breaches, fake.pings, fake.careless) == ([], [], [])


@pytest.fixture
def boris(discord: FakeDiscord) -> Member:
    return discord.member("Boris", installed=True)


@pytest.fixture
def elsewhere(discord: FakeDiscord) -> Room:
    return discord.server("Elsewhere", joined=False).channel("talk")


def articles(message: Json) -> list[int]:
    """The numbers of the articles that begin on a page."""
    words = shown(message).replace("\\", "").split()
    return [int(after[:-1]) for word, after in itertools.pairwise(words) if word == "Article"]


def test_it_is_read_page_by_page_in_one_message(
    discord: FakeDiscord, boris: Member, elsewhere: Room, tmp_path: Path
) -> None:
    with Served(discord, tmp_path, desk=desk(), statements=(*STATEMENTS, LONG)) as served:
        page = boris.asks(QUESTION, elsewhere).reply()
        first, read = page, articles(page)
        assert "‹ Back" not in labels(page)
        while "Next ›" in labels(page):
            page = boris.presses("Next", page).reply()
            read += articles(page)
        assert read == list(range(1, COUNT))
        assert page["id"] == first["id"]
        assert labels(page)[-2:] == ["This answers my question", "This does not"]
        assert articles(boris.presses("‹ Back", page).reply())[-1] < articles(page)[0]
        assert [one["id"] for one in elsewhere.from_bot] == [first["id"]]
        pause(served.store, "A mistake was published.", FIRST)
        (told,) = boris.presses("Next", first).followups()
        assert shown(told).startswith("This service is paused at the moment")
        resume(served.store)
        served.republish(STATEMENTS, FIRST + timedelta(minutes=1))
        served.takes_up(FIRST + timedelta(minutes=1))
        (told,) = boris.presses("Next", first).followups()
        assert shown(told).startswith("What is published has changed since this answer was given.")


def test_in_a_direct_message_all_pages_can_be_read(discord: FakeDiscord, boris: Member, tmp_path: Path) -> None:
    with Served(discord, tmp_path, desk=desk(), statements=(*STATEMENTS, LONG)):
        page = boris.asks(QUESTION).reply()
        read = articles(page)
        while "Next ›" in labels(page):
            page = boris.presses("Next", page).reply()
            read += articles(page)
    assert read == list(range(1, COUNT))


def test_it_is_for_its_asker_and_gone_with_the_process(
    discord: FakeDiscord, boris: Member, elsewhere: Room, tmp_path: Path
) -> None:
    gone = "This reply is no longer at hand. Please ask for it again."
    with Served(discord, tmp_path, desk=desk(), statements=(*STATEMENTS, LONG)):
        forgotten = boris.asks(QUESTION, elsewhere).reply()
        boris.runs("/forget", elsewhere).reply()
        assert [shown(one) for one in boris.presses("Next", forgotten).followups()] == [gone]
        reply = boris.asks(QUESTION, elsewhere).reply()
        clara = discord.member("Clara", installed=True)
        assert [shown(one) for one in clara.presses("Next", reply).followups()] == [gone]
    with Served(discord, tmp_path, desk=desk()):
        assert [shown(one) for one in boris.presses("Next", reply).followups()] == [gone]


def test_a_page_that_is_shown_to_all_cannot_be_turned_by_them(
    discord: FakeDiscord, boris: Member, tmp_path: Path
) -> None:
    group = discord.conversation(boris, discord.member("Clara"))
    with Served(discord, tmp_path, desk=desk(), statements=(*STATEMENTS, LONG)):
        page = boris.presses("Next", boris.asks(QUESTION, group).reply()).reply()
        (told,) = boris.presses("Show to everyone", page).followups()
    assert shown(told) == shown(page)
    assert labels(told) == []


def test_where_the_bot_is_all_its_messages_stand(discord: FakeDiscord, boris: Member, tmp_path: Path) -> None:
    room = discord.server("Fishers").channel("general")
    with Served(discord, tmp_path, desk=desk(), statements=(*STATEMENTS, LONG)):
        asked = boris.asks(QUESTION, room)
        read = articles(asked.reply()) + [n for one in asked.followups(6) for n in articles(one)]
    assert read[:500] == list(range(1, 501))


def test_it_is_forgotten_ten_minutes_after_the_last_turn(tmp_path: Path) -> None:
    made = scene(tmp_path)
    holding = Holding(made.house)
    origin = Origin(id=1, application=2, token="t", person=5, channel=6, place=Place.DIRECT, foreign=True)
    visit = Visit(6, 5, private=True, language="en", origin=origin, manner=Manner.CHANGE)
    told = [Page((f"Page {number}",)) for number in range(1, 9)]
    steps: tuple[Step, ...] = (Fill(visit.hook, told[0]), *(Follow(visit.hook, page) for page in told[1:]))
    (first,) = holding.fitted(visit, Response(steps)).steps
    assert isinstance(first, Fill)
    ((on,),) = first.page.keyboard
    assert on.data is not None
    name = held(on.data.partition("#")[0])
    assert name is not None

    def turned(number: int) -> list[str | None]:
        steps = holding.turn(visit, Pressed(origin, "", 7), name, number).steps
        return [step.page.texts[0] for step in steps if isinstance(step, Fill | Follow)]

    for number in (2, 3, 4):
        made.clock.passes(timedelta(minutes=9))
        assert turned(number) == [f"Page {number}"]
    made.clock.passes(timedelta(minutes=10))
    assert turned(5) == ["This reply is no longer at hand. Please ask for it again."]
