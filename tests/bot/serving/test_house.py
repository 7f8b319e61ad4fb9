from __future__ import annotations

import asyncio

import pytest

from bot.registry.people import ALL, Place, Preferences
from bot.serving.limits import Rates, Verdict
from bot.views.buttons import key_of
from tests.bot.serving.houses import ANNA, BORIS, Scene, scene


@pytest.fixture
def made(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return scene(tmp_path_factory.mktemp("house"))


def test_a_person_is_another_on_another_platform_and_a_chat_with_another_bot(made: Scene) -> None:
    keys = made.registry.keys
    assert made.house.person(5) == keys.person("post", 5) != keys.person("telegram", 5)
    assert made.house.chat(5) == keys.chat("post", "7", 5).current != keys.chat("post", "8", 5).current
    assert made.house.address(-70) == Place("post", "7", "-70")


def test_a_statement_is_found_by_its_id_and_by_its_short_form(made: Scene) -> None:
    by_id, by_key = made.house.named("orda-2026"), made.house.named(key_of("orda-2026"))
    assert by_id is not None
    assert by_id == by_key == made.house.find(key_of("orda-2026"))
    assert (made.house.named("orda"), made.house.find("orda-2026")) == (None, None)


def test_it_speaks_the_chosen_language_else_that_of_the_app(made: Scene) -> None:
    async def spoken() -> list[str]:
        return [(await made.house.words(visitor)).language for visitor in (ANNA, BORIS)]

    assert asyncio.run(spoken()) == ["en", "fr"]
    made.registry.people.prefer(made.house.person(5), Preferences("ar"))
    assert asyncio.run(spoken()) == ["ar", "fr"]


def test_questions_and_buttons_are_rationed_apart(tmp_path_factory: pytest.TempPathFactory) -> None:
    narrow = Rates(person="1/minute")
    made = scene(tmp_path_factory.mktemp("house"), rates=narrow, searches=narrow)
    judged = [made.house.judge(ANNA), made.house.judge(ANNA), made.house.judge_search(ANNA), made.house.judge(BORIS)]
    assert judged == [Verdict.ANSWER, Verdict.SLOW_DOWN, Verdict.ANSWER, Verdict.ANSWER]


def test_a_chat_that_moved_keeps_its_subscriptions_and_one_that_is_gone_loses_them(made: Scene) -> None:
    people, house = made.registry.people, made.house
    people.subscribe(house.person(-70), house.address(-70), ALL, "en")
    asyncio.run(house.moved(-70, -71))
    assert [people.subscribed(house.person(chat)) for chat in (-70, -71)] == [[], [ALL]]
    asyncio.run(house.unreachable(-71))
    assert people.subscribed(house.person(-71)) == []
