from __future__ import annotations

import asyncio

import pytest

from bot.registry.people import ALL, Preferences
from bot.reply import Earlier
from bot.serving.commanding import Commanding
from bot.serving.memory import Memory
from bot.views.buttons import key_of
from bot.views.keyboard import View
from bot.wording import wording
from tests.bot.messages import texts
from tests.bot.serving.houses import ANNA, BORIS, STATEMENTS, Scene, scene, told_of_a_withdrawal

EN = wording("en")


@pytest.fixture
def made(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return scene(tmp_path_factory.mktemp("commanding"))


@pytest.fixture
def commanding(made: Scene) -> Commanding:
    return Commanding(made.house, Memory(made.clock))


def shown(view: View) -> list[str]:
    return [button.text for row in view.keyboard for button in row]


def test_topics_and_one_of_them_by_any_of_its_names(commanding: Commanding) -> None:
    assert shown(commanding.topics(EN)) == ["Border river (2)"]
    for name in ("border-river", "Border River", "fleuve frontalier"):
        assert shown(commanding.topics(EN, name)) == [
            "On the sea",
            "The border river Orda",
            "How it changed",
            "All topics",
        ]
    assert texts(commanding.topics(EN, "x" * 200).message) == [
        f"There is no topic and no published statement called {'x' * 100}. /topics lists the topics."
    ]


def test_the_latest(commanding: Commanding) -> None:
    assert shown(commanding.latest(EN)) == ["On the sea", "The border river Orda", "Арктика"]


def test_a_history_by_topic_and_by_statement(commanding: Commanding) -> None:
    assert shown(commanding.history(EN)) == ["Border river (2)"]
    assert shown(commanding.history(EN, "border-river")) == ["The border river Orda", "On the sea"]
    assert shown(commanding.history(EN, "orda-2019")) == ["The Orda in 2019", "The border river Orda"]
    assert texts(commanding.history(EN, "moon").message) == [
        "There is no topic and no published statement called moon. /topics lists the topics."
    ]


def test_a_quotation_is_verified(commanding: Commanding, made: Scene) -> None:
    view = asyncio.run(commanding.verify("The Orda belongs to both banks.", EN))
    assert texts(view.message)[0] == "This is a quotation, word for word, from a published statement:"
    assert 'verbale_stage_seconds_count{platform="post",stage="verifying"} 1.0' in made.metrics.figures.text().decode()


@pytest.mark.parametrize(
    "name", ["orda-2026", key_of("orda-2026"), "the border river orda", " Le fleuve frontalier Orda "]
)
def test_a_statement_by_its_id_its_short_form_and_its_title(commanding: Commanding, name: str) -> None:
    assert texts(asyncio.run(commanding.statement(BORIS, name, EN)).message)[0] == "The border river Orda"
    assert texts(asyncio.run(commanding.statement(BORIS, name, EN, "fr")).message)[0] == "Le fleuve frontalier Orda"


def test_a_statement_that_nothing_is_called(commanding: Commanding) -> None:
    assert texts(asyncio.run(commanding.statement(BORIS, "moon", EN)).message) == [
        "There is no topic and no published statement called moon. /topics lists the topics."
    ]


def test_words_that_only_one_title_has_are_enough(commanding: Commanding) -> None:
    assert texts(asyncio.run(commanding.statement(BORIS, "river orda", EN)).message)[0] == "The border river Orda"
    several = texts(asyncio.run(commanding.statement(BORIS, "the", EN)).message)
    assert several == ["There is no topic and no published statement called the. /topics lists the topics."]


def test_a_card_is_noted_only_where_the_person_can_be_written_to(commanding: Commanding, made: Scene) -> None:
    made.registry.news.observe(STATEMENTS)
    entry = made.house.named("orda-2026")
    assert entry is not None
    for visitor in (ANNA, BORIS):
        made.registry.people.prefer(made.house.person(visitor.person), Preferences(corrections=True))
        asyncio.run(commanding.card(visitor, entry, EN))
    assert told_of_a_withdrawal(made) == ["5"]


def test_about_and_privacy(commanding: Commanding) -> None:
    about = texts(commanding.about(EN).message)
    assert about[0] == "Ministry of Foreign Affairs of Marenia"
    assert about[-3:] == [
        "Website | https://mfa.example/contact",
        "Email | press@mfa.example",
        "Telephone | +999 20 555 0100",
    ]
    assert texts(commanding.privacy(EN).message)[-1] == "/forget deletes all of it at once."


def test_a_language_is_chosen_kept_and_given_back(commanding: Commanding, made: Scene) -> None:
    def chosen() -> Preferences:
        return made.registry.people.preferences(made.house.person(5))

    assert shown(asyncio.run(commanding.language(ANNA, EN)))[-1] == "✓ Language of each question"
    told = asyncio.run(commanding.language(ANNA, EN, "fr-CA please"))
    assert (told.message.language, shown(told)[1], chosen()) == ("fr", "✓ Français", Preferences("fr"))
    assert texts(asyncio.run(commanding.language(ANNA, EN, "tlh")).message) == [
        "This is not a language code: tlh.",
    ]
    assert chosen() == Preferences("fr")
    assert asyncio.run(commanding.language(ANNA, EN, "auto")).message.language == "en"
    assert chosen() == Preferences(None)


def test_subscriptions_begin_and_end_by_name(commanding: Commanding, made: Scene) -> None:
    def subscribed() -> list[str]:
        return list(made.registry.people.subscribed(made.house.person(5)))

    assert shown(asyncio.run(commanding.subscribe(ANNA, EN))) == [
        "All topics",
        "Border river",
        "Changes to what I was shown",
    ]
    assert "✓ Border river" in shown(asyncio.run(commanding.subscribe(ANNA, EN, "Border river")))
    assert texts(asyncio.run(commanding.subscribe(ANNA, EN, "arctic")).message)[0].startswith("There is no topic")
    assert subscribed() == ["border-river"]
    asyncio.run(commanding.add(ANNA, ALL, EN))
    assert subscribed() == [ALL, "border-river"]
    assert shown(asyncio.run(commanding.unsubscribe(ANNA, EN))) == ["Border river", "End all subscriptions"]
    asyncio.run(commanding.unsubscribe(ANNA, EN, "border-river"))
    assert subscribed() == [ALL]
    assert texts(asyncio.run(commanding.unsubscribe(ANNA, EN, "border-river")).message) == ["You have no subscription."]


def test_forgetting_deletes_what_was_chosen_and_what_was_said(made: Scene) -> None:
    memory = Memory(made.clock)
    memory.lean(5, 5, Earlier("Whose?"), ())
    made.registry.people.prefer(made.house.person(5), Preferences("ru"))
    view = asyncio.run(Commanding(made.house, memory).forget(ANNA))
    assert texts(view.message) == ["All that was kept about you has been deleted."]
    assert memory.earlier(5, 5, None, alone=True) is None
    assert made.registry.people.preferences(made.house.person(5)) == Preferences()
