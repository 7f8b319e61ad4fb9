"""What is kept of questions asked in vain, through a house: only where it is switched on, stripped, of nobody."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.registry.counting import CHATS, SUBSCRIBERS, Reach, Showing, Timing
from bot.registry.keys import RegistryError
from bot.registry.opening import Retention
from bot.reply import NoPosition, Question, Reason, Refusal, Several
from bot.serving.asking import Asking, Inquiry, Replied
from bot.serving.commanding import Commanding
from bot.serving.composing import keep_to
from bot.serving.keeping import Keeping
from bot.serving.memory import Memory
from bot.serving.pressing import Pressing
from bot.views.buttons import Action, Data, key_of
from bot.wording import wording
from tests.bot.messages import texts
from tests.bot.serving.houses import ANNA, NOW, QUESTION, Scene, scene
from tests.fakes.desk import RIVER

DAY = date(2026, 6, 1)
IN_VAIN = "Why was my cousin Thaddeus Whitcombe refused at the border?"


@pytest.fixture
def made(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    off = scene(tmp_path_factory.mktemp("keeping"))
    keeping = Keeping(off.registry.questions, off.house.snapshot, 30)
    return replace(off, house=replace(off.house, keeping=keeping))


def kept(made: Scene) -> list[tuple[str, str, str]]:
    return [(one.language, one.outcome, one.text) for one in made.registry.questions.read(DAY).kept]


async def ask(made: Scene, *asked: str) -> list[Replied]:
    replies = [await Asking(made.house).answer(ANNA, Inquiry(text, alone=True)) for text in asked]
    if made.house.keeping is not None:
        await made.house.keeping.settle()
    assert all(isinstance(reply, Replied) for reply in replies)
    return [reply for reply in replies if isinstance(reply, Replied)]


def test_what_nothing_published_answers_is_kept_stripped(made: Scene) -> None:
    asyncio.run(ask(made, IN_VAIN, QUESTION, "Hello", ""))
    assert kept(made) == [("en", "none", "Why was my cousin […] refused at the border?")]


def test_without_the_switch_nothing_is_kept_and_all_is_counted(made: Scene) -> None:
    off = replace(made, house=replace(made.house, keeping=None))
    asyncio.run(ask(off, IN_VAIN, QUESTION))
    assert kept(made) == []
    counts = made.registry.counts
    assert [(t.outcome, t.topic, t.count) for t in counts.questions(DAY)] == [
        ("none", "", 1),
        ("position", "border-river", 1),
    ]
    assert counts.timings(DAY) == [Timing("2026-06-01", "post", 500, 2)]
    assert counts.showings(DAY) == [Showing("2026-06-01", "post", "en", "orda-2026", 1)]
    assert counts.reach(DAY) == [Reach("2026-06-01", "post", CHATS, 1)]


def test_of_several_questions_those_in_vain_are_kept_and_none_of_a_private_matter(made: Scene) -> None:
    none = made.desk.respond(Question("?", NOW))
    assert isinstance(none, NoPosition)
    opinion, private = Refusal(none.found, Reason.OPINION), Refusal(none.found, Reason.PRIVATE)
    parts = (
        ("Is the river more lovely than the lake?", opinion),
        ("Does my neighbour have a passport?", private),
        ("Who may cross the river by boat?", none),
    )

    async def keep() -> None:
        assert made.house.keeping is not None
        made.house.keeping.replied("all of it", Several(none.found, parts))
        await made.house.keeping.settle()

    asyncio.run(keep())
    assert sorted(kept(made)) == [
        ("en", "none", "Who may cross the river by boat?"),
        ("en", "opinion", "Is the river more lovely than the lake?"),
    ]


def test_of_which_too_little_is_left_is_not_kept(made: Scene) -> None:
    asyncio.run(ask(made, "Thaddeus Whitcombe?", "Is Kwame Asante in Selmhaven?", "+44 7700 900123"))
    assert kept(made) == []


def test_a_question_whose_answer_is_voted_down_is_kept_while_it_is_remembered(made: Scene) -> None:
    memory = Memory(made.clock)
    pressing = Pressing(made.house, memory, Commanding(made.house, memory))
    no, yes = (Data(action, "en", (key_of(RIVER.id),)).written for action in (Action.NO, Action.YES))

    async def vote() -> None:
        (reply,) = await ask(made, QUESTION)
        assert reply.earlier is not None
        for message in (11, 12):
            memory.lean(ANNA.chat, ANNA.person, reply.earlier, (message,))
        await pressing.press(ANNA, no, 11, asks=True)
        await pressing.press(ANNA, no, 11, asks=True)
        await pressing.press(ANNA, yes, 12, asks=True)
        await pressing.press(ANNA, no, 13, asks=True)  # nothing is known of that message any more
        assert made.house.keeping is not None
        await made.house.keeping.settle()

    asyncio.run(vote())
    assert kept(made) == [("en", "voted-down", "Whose is the river?")]
    assert [(f.helped, f.missed) for f in made.registry.counts.answers(DAY)] == [(1, 2)]


def test_what_cannot_be_kept_is_no_fault_of_the_answer(made: Scene, caplog: pytest.LogCaptureFixture) -> None:
    class Full:
        def keep(self, language: str, outcome: str, stripped: str) -> None:
            raise RegistryError(f"no room for {stripped}")

    keeping = Keeping(Full(), made.house.snapshot, 30)  # type: ignore[arg-type]  # the one method that is called
    asyncio.run(ask(replace(made, house=replace(made.house, keeping=keeping)), IN_VAIN))
    told = [record.getMessage() for record in caplog.records if record.name == "bot.serving.keeping"]
    assert told == ["a question asked in vain could not be kept (RegistryError)"]


def test_privacy_tells_which_it_is(made: Scene) -> None:
    memory = Memory(made.clock)
    on, off = (
        texts(Commanding(house, memory).privacy(wording("en")).message)
        for house in (made.house, replace(made.house, keeping=None))
    )
    assert on[0].startswith("Questions to which nothing published gave an answer")
    assert "are kept for 30 days" in on[0]
    assert off[0].startswith("Your questions are deleted as soon as they are answered")
    assert on[1:] == off[1:]


def test_words_of_a_new_version_of_the_store_stay_from_then_on(made: Scene) -> None:
    assert datetime(2026, 6, 1, 12, tzinfo=UTC) == NOW
    house = made.house
    snapshots = [house.snapshot()]
    keeping = Keeping(made.registry.questions, lambda: snapshots[-1], 30)
    assert keeping.keep("Which ships may sail to Thornmere?", "none")
    assert kept(made) == [("en", "none", "Which ships may sail to […]?")]


def test_the_hourly_job_notes_who_subscribes(made: Scene) -> None:
    person = made.registry.keys.person("post", 5)
    made.registry.people.subscribe(person, made.house.address(5), "border-river", "en")

    async def a_moment() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(keep_to(Retention(), made.registry), 1)

    asyncio.run(a_moment())
    assert made.registry.counts.reach(DAY) == [Reach("2026-06-01", "post", SUBSCRIBERS, 1)]
