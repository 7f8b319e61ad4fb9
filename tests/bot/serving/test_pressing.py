from __future__ import annotations

import asyncio

import pytest

from bot.registry.counting import Feedback
from bot.registry.people import ALL, Preferences
from bot.serving.commanding import Commanding
from bot.serving.limits import Rates
from bot.serving.memory import Memory
from bot.serving.pressing import Alert, Pressing, Shown, Thanked
from bot.views.buttons import Action, Data, key_of
from tests.bot.messages import texts
from tests.bot.serving.houses import ANNA, NOW, Scene, scene

RIVER, LAKE = (key_of("orda-2026"),), (key_of("lake"),)
TOPIC = (key_of("border-river"),)
Answer = Alert | Shown | Thanked


@pytest.fixture
def made(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return scene(tmp_path_factory.mktemp("pressing"))


class Hall:
    """Presses buttons under message 9."""

    def __init__(self, made: Scene) -> None:
        memory = Memory(made.clock)
        self.pressing = Pressing(made.house, memory, Commanding(made.house, memory))

    def press(self, action: Action, keys: tuple[str, ...] = (), detail: str = "", *, asks: bool = False) -> Answer:
        written = Data(action, "en", keys, detail).written
        return asyncio.run(self.pressing.press(ANNA, written, 9, asks=asks))


@pytest.fixture
def hall(made: Scene) -> Hall:
    return Hall(made)


def first(answer: Answer) -> tuple[str, bool]:
    """The first line of what is shown, and whether it is shown in place of the message with the button."""
    assert isinstance(answer, Shown)
    return texts(answer.view.message)[0], answer.instead


@pytest.mark.parametrize(
    ("action", "keys", "detail", "told"),
    [
        (Action.WHOLE, RIVER, "fr", ("Le fleuve frontalier Orda", False)),
        (Action.LANGUAGES, RIVER, "", ("This statement is published in:", False)),
        (Action.VERSION, RIVER, "ru", ("Пограничная река Орда", False)),
        (Action.SHOW, RIVER, "", ("The border river Orda", False)),
        (Action.OTHERS, (*RIVER, *LAKE), "", ("These published statements also match the question:", False)),
        (Action.CHAIN, RIVER, "", ("The border river Orda", True)),
        (Action.LATEST, (), "2", ("Statements in force, newest first:", True)),
        (Action.TOPICS, (), "", ("Please choose a topic. The numbers count the statements in force.", True)),
        (Action.HISTORIES, (), "", ("Please choose a topic to see how the position on it changed.", True)),
        (Action.TOPIC, TOPIC, "", ("Border river", True)),
        (Action.TIMELINE, TOPIC, "", ("Border river", True)),
    ],
)
def test_what_each_button_shows(
    hall: Hall, action: Action, keys: tuple[str, ...], detail: str, told: tuple[str, bool]
) -> None:
    assert first(hall.press(action, keys, detail)) == told


GONE = Alert("This statement is no longer among those published here. /latest shows the latest ones.")
NO_TOPIC = Alert("There is no statement on this topic any more. /topics lists the topics.")


@pytest.mark.parametrize(
    ("action", "keys", "told"),
    [
        (Action.WHOLE, LAKE, GONE),
        (Action.SHOW, (), GONE),
        (Action.OTHERS, LAKE, GONE),
        (Action.TOPIC, LAKE, NO_TOPIC),
        (Action.TIMELINE, (), NO_TOPIC),
        (Action.SUBSCRIBE, LAKE, NO_TOPIC),
    ],
)
def test_what_is_gone_is_told(hall: Hall, action: Action, keys: tuple[str, ...], told: Alert) -> None:
    assert hall.press(action, keys) == told


def test_a_statement_that_is_no_longer_in_force_is_shown_as_such_and_not_whole(hall: Hall) -> None:
    told, _ = first(hall.press(Action.WHOLE, (key_of("orda-2019"),), "en"))
    assert told == "Please note: this statement has been replaced and is no longer the position of today."


def test_a_button_of_another_time_and_haste(made: Scene, tmp_path_factory: pytest.TempPathFactory) -> None:
    old = Alert("This button is no longer in use. /help shows what you can write.")
    assert asyncio.run(Hall(made).pressing.press(ANNA, "whatever", 9, asks=False)) == old
    hasty = Hall(scene(tmp_path_factory.mktemp("pressing"), searches=Rates(person="1/minute")))
    hasty.press(Action.LATEST)
    assert hasty.press(Action.LATEST) == Alert("That was too many messages in a short time. Please wait a minute.")


def test_thanks_are_given_and_counted_once_a_message(hall: Hall, made: Scene) -> None:
    thanks = "Thank you. This is counted without your name."
    assert hall.press(Action.YES, RIVER, asks=True) == Thanked(thanks, helped=True)
    assert hall.press(Action.NO, RIVER, asks=True) == Thanked(
        f"{thanks} Under /about you find how to reach the ministry.", helped=False
    )
    assert made.registry.counts.answers(NOW.date()) == [Feedback("2026-06-01", "post", "en", "orda-2026", 1, 0)]


def test_where_nothing_is_asked_any_more_nothing_is_counted(hall: Hall, made: Scene) -> None:
    assert isinstance(hall.press(Action.YES, RIVER, asks=False), Thanked)
    assert made.registry.counts.answers(NOW.date()) == []


def test_panels_change_what_is_kept_and_show_it(hall: Hall, made: Scene) -> None:
    people, person = made.registry.people, made.house.person(5)
    spoken = hall.press(Action.SPEAK, detail="es")
    assert isinstance(spoken, Shown)
    assert (spoken.instead, spoken.view.message.language, people.preferences(person).language) == (True, "es", "es")
    hall.press(Action.SUBSCRIBE, TOPIC, "panel")
    hall.press(Action.SUBSCRIBE, (), "panel")
    assert people.subscribed(person) == [ALL, "border-river"]
    hall.press(Action.CORRECTIONS, (), "on")
    assert people.preferences(person) == Preferences("es", corrections=True)
    hall.press(Action.UNSUBSCRIBE, (), "panel")
    assert people.subscribed(person) == ["border-river"]
    hall.press(Action.SUBSCRIBE, (), "panel")
    ended = hall.press(Action.UNSUBSCRIBE, (), "list")
    assert isinstance(ended, Shown)
    assert (texts(ended.view.message), people.subscribed(person)) == (["You have no subscription."], [])
