from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.registry.counting import Tally
from bot.registry.people import Preferences
from bot.reply import Earlier, Position
from bot.serving.asking import Asking, Inquiry, Replied, Told
from bot.serving.limits import Rates
from bot.serving.memory import Memory
from bot.views.buttons import read
from tests.bot.messages import texts
from tests.bot.serving.houses import ANNA, BORIS, NOW, QUESTION, STATEMENTS, Scene, scene, told_of_a_withdrawal
from tests.bot.serving.test_metrics import figures


@pytest.fixture
def made(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return scene(tmp_path_factory.mktemp("asking"))


def ask(made: Scene, text: str = QUESTION, *, visitor: object = ANNA, **more: object) -> Replied | Told | None:
    return asyncio.run(Asking(made.house).answer(visitor, Inquiry(text, **more)))  # type: ignore[arg-type]


def test_a_position_comes_with_its_buttons_and_with_what_may_lean_on_it(made: Scene) -> None:
    answer = ask(made)
    assert isinstance(answer, Replied)
    assert isinstance(answer.reply, Position)
    assert texts(answer.view.message)[1:3] == ["The border river Orda", "> The Orda belongs to both banks."]
    assert [button.text for row in answer.view.keyboard for button in row] == ["Whole statement", "Other languages"]
    assert answer.earlier == Earlier(QUESTION, "orda-2026")


def test_whether_it_helped_is_asked_where_nobody_else_sees_the_reply(made: Scene) -> None:
    answer = ask(made, alone=True)
    assert isinstance(answer, Replied)
    asked = [(read(b.data or ""), b.text) for b in answer.view.keyboard[-1]]
    assert [(data and data.action.name, text) for data, text in asked] == [
        ("YES", "This answers my question"),
        ("NO", "This does not"),
    ]


def test_the_desk_is_told_what_is_known_of_the_asker_and_who_it_is_is_not(made: Scene) -> None:
    earlier = Earlier("And before?", None)
    ask(made, visitor=replace(BORIS, language="fr-CA"), follows=earlier)
    (question,) = made.desk.asked
    assert (question.text, question.as_of, question.supposed, question.answer_in, question.follows) == (
        QUESTION,
        NOW,
        "fr",
        None,
        earlier,
    )
    assert made.counter.chats == [made.registry.keys.chat("post", "7", -70).current]


def test_a_language_for_one_question_goes_before_the_chosen_one(made: Scene) -> None:
    made.registry.people.prefer(made.house.person(5), Preferences("ru"))
    languages = []
    for more in ({}, {"answer_in": "es"}):
        answer = ask(made, **more)
        assert isinstance(answer, Replied)
        languages.append(answer.view.message.language)
    assert languages == ["ru", "es"]


def test_nothing_leans_on_a_greeting(made: Scene) -> None:
    answer = ask(made, "Hello")
    assert isinstance(answer, Replied)
    assert answer.earlier is None


def test_an_answer_is_counted_by_day_platform_language_outcome_and_topic(made: Scene) -> None:
    ask(made)
    ask(made, visitor=BORIS)
    ask(made, "What of the moon?")
    assert made.registry.counts.questions(NOW.date()) == [
        Tally("2026-06-01", "post", "en", "none", "", 1),
        Tally("2026-06-01", "post", "en", "position", "border-river", 2),
    ]
    found = figures(made.metrics)
    assert found["verbale_questions_total en position post"] == 2
    assert found["verbale_stage_seconds_sum post waiting"] == pytest.approx(0.3)


def test_what_is_shown_is_noted_for_whoever_wants_corrections_and_can_be_written_to(made: Scene) -> None:
    made.registry.news.observe(STATEMENTS)
    for visitor in (ANNA, BORIS):
        made.registry.people.prefer(made.house.person(visitor.person), Preferences(corrections=True))
        ask(made, visitor=visitor)
    assert told_of_a_withdrawal(made) == ["5"]


def test_a_full_house_and_haste_are_told_in_the_asker_s_language(tmp_path_factory: pytest.TempPathFactory) -> None:
    made = scene(tmp_path_factory.mktemp("asking"), rates=Rates(person="2/minute", strikes="1 per 10 minutes"))
    made.counter.busy = True
    busy = ask(made, visitor=BORIS)
    made.counter.busy = False
    assert isinstance(busy, Told)
    assert busy == Told(
        "fr",
        "Le service reçoit actuellement un très grand nombre de questions et n'a pas pu répondre à la vôtre. "
        "Veuillez la poser de nouveau dans une minute.",
    )
    assert texts(busy.view.message) == [busy.text]
    assert isinstance(ask(made), Replied)
    assert isinstance(ask(made), Replied)
    assert ask(made) == Told("en", "That was too many messages in a short time. Please wait a minute.")
    assert ask(made) is None
    found = figures(made.metrics)
    assert found["verbale_questions_total fr busy post"] == 1
    assert (found["verbale_refused_total post slow_down"], found["verbale_refused_total post ignore"]) == (1, 1)


def test_what_the_desk_raises_is_raised(made: Scene) -> None:
    made.desk.fails("Break.", RuntimeError("Break."))
    with pytest.raises(RuntimeError, match="Break"):
        ask(made, "Break.")


def test_an_answer_that_was_sent_is_remembered_with_its_messages(made: Scene) -> None:
    memory = Memory(made.house.clock)
    earlier = Earlier(QUESTION, "orda-2026")
    memory.noting(ANNA, 3, QUESTION, earlier)((None, 40, 41))
    answer = memory.answer(5, 3)
    assert answer is not None
    assert (answer.messages, memory.is_same(answer, QUESTION), memory.is_same(answer, "Else?")) == (
        (40, 41),
        True,
        False,
    )
    assert [memory.earlier(5, 5, None, alone=True), memory.earlier(5, 9, 41, alone=False)] == [earlier, earlier]
    memory.noting(ANNA, 4, "Hello", None)((42,))
    assert memory.earlier(5, 5, None, alone=True) == earlier
    assert QUESTION not in repr(memory.noting(ANNA, 3, QUESTION, earlier))
