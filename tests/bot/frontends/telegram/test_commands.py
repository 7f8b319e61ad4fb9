"""Every command over real sockets, with the buttons that belong to it."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import date

import pytest

from bot.frontends.telegram.commands import GROUP, PRIVATE
from bot.wording import LANGUAGES, wording
from indexer.statement import Kind, Statement, Version
from tests.bot.frontends.telegram.served import QUESTION, STATEMENTS, Served
from tests.fakes.telegram import FakeTelegram, Json, Person, Room, buttons


def fish(number: int) -> Statement:
    """A statement on cod; every other one on herring too, each third on a topic of its own."""
    topics = ("cod", *(("herring",) if number % 2 else ()), *((f"topic-{number % 13:02}",) if number < 13 else ()))
    return Statement(
        id=f"fish-{number:02}",
        kind=Kind.NOTICE,
        original="en",
        issuer="Fisheries Department",
        published=date(2026, 1, 1 + number),
        versions=(Version("en", f"Notice {number}", f"Notice {number} on fish.", f"https://mfa.example/{number}"),),
        topics=topics,
    )


FISH = tuple(map(fish, range(20)))
SAYS = {
    "topics": "topics-choose",
    "latest": "listed-lead",
    "verify": "telegram-verify-usage",
    "history": "histories-choose",
    "subscribe": "subscribe-lead",
    "unsubscribe": "unsubscribe-none",
    "language": "language-choose",
    "help": "telegram-how-to-ask",
    "about": "about-cannot",
    "privacy": "privacy-kept",
    "forget": "forgotten",
    "start": "service",
}
"""The sentence by which each command's answer is known."""


@pytest.fixture(scope="module")
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram() as fake:
        yield fake
        assert fake.breaches == []


@pytest.fixture(scope="module")
def served(telegram: FakeTelegram, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with Served(telegram, tmp_path_factory.mktemp("served"), statements=(*STATEMENTS, *FISH)) as front_end:
        yield front_end


@pytest.fixture
def anna(served: Served, telegram: FakeTelegram) -> Person:
    return telegram.person("Anna")


def heard(room: Room) -> Json:
    return deepcopy(room.hears()[0])


def shown(message: Json) -> list[str]:
    return [button["text"] for button in buttons(message)]


def asks(person: Person, text: str) -> Json:
    person.says(text)
    return heard(person)


def turns(person: Person, button: str, message: Json) -> Json:
    """The message once a button that changes it was pressed."""
    person.presses(button, message).answer()
    return deepcopy(person.sees_edited(message))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", SAYS)
def test_every_command_is_answered_once_in_the_language_of_the_app(
    telegram: FakeTelegram, served: Served, command: str, language: str
) -> None:
    person = telegram.person("Somebody", language=language)
    assert wording(language).say(SAYS[command]) in asks(person, f"/{command}")["text"]
    person.hears_nothing(0.05)


def test_help_lists_the_commands_of_the_place(anna: Person, telegram: FakeTelegram) -> None:
    lines = asks(anna, "/help")["text"].split("\n")
    assert [line.partition(":")[0][1:] for line in lines if line.startswith("/")] == list(PRIVATE)
    group = telegram.group("Harbour")
    anna.says("/help", into=group)
    lines = heard(group)["text"].split("\n")
    assert [line.partition(":")[0][1:] for line in lines if line.startswith("/")] == list(GROUP)


def test_about_says_what_it_is_and_how_to_reach_a_human(anna: Person) -> None:
    text = asks(anna, "/about")["text"]
    assert text.startswith("Ministry of Foreign Affairs of Marenia\n\nOfficial automated service.")
    assert text.endswith(
        "To reach a person at the ministry:\n\n"
        "Website: https://mfa.example/contact\nEmail: press@mfa.example\nTelephone: +999 20 555 0100"
    )


def test_privacy_says_what_is_kept(anna: Person) -> None:
    assert asks(anna, "/privacy")["text"] == "\n\n".join(
        wording("en").say(name) for name in ("privacy-questions", "privacy-kept", "privacy-forget")
    )


def test_topics_are_paged_with_counts_of_what_is_in_force(anna: Person) -> None:
    topics = asks(anna, "/topics")
    assert topics["text"] == "Please choose a topic. The numbers count the statements in force."
    assert shown(topics)[:3] == ["cod (20)", "herring (10)", "topic-00 (1)"]
    assert shown(topics)[-1] == "Next ›"
    rest = turns(anna, "Next", topics)
    assert shown(rest) == ["topic-10 (1)", "topic-11 (1)", "topic-12 (1)", "‹ Back"]
    assert turns(anna, "‹ Back", rest)["text"] == topics["text"]


def test_a_topic_is_paged_newest_first_and_its_statements_are_shown(anna: Person) -> None:
    topics = asks(anna, "/topics")
    first = turns(anna, "cod", topics)
    assert first["text"].startswith(
        "cod\n\nStatements in force, newest first:\n\n• Notice 19\n20 January 2026 · English\nhttps://mfa.example/19"
    )
    assert first["text"].endswith("Page 1 of 3")
    assert shown(first) == [*(f"Notice {n}" for n in range(19, 11, -1)), "Next ›", "How it changed", "All topics"]
    last = turns(anna, "Next", turns(anna, "Next", first))
    assert shown(last)[:5] == ["Notice 3", "Notice 2", "Notice 1", "Notice 0", "‹ Back"]
    anna.presses("Notice 0", last).answer()
    assert heard(anna)["text"].startswith("Notice 0\nNotice 0 on fish.\n\nIssued by: Fisheries Department")
    history = turns(anna, "How it changed", last)
    assert history["text"].startswith("cod\n\nAll statements on this topic, in the order in which they were published:")
    assert shown(history)[0] == "Notice 0"


def test_latest_is_paged(anna: Person) -> None:
    first = asks(anna, "/latest")
    assert shown(first)[:2] == ["The border river Orda", "Notice 19"]
    assert shown(turns(anna, "Next", first))[-2:] == ["‹ Back", "Next ›"]


def test_topics_and_histories_are_found_by_name(anna: Person) -> None:
    assert asks(anna, "/topics Herring")["text"].startswith("herring\n\nStatements in force, newest first:")
    assert asks(anna, "/history herring")["text"].startswith("herring\n\nAll statements on this topic")
    chain = asks(anna, "/history orda-2026")
    assert chain["text"] == (
        "The border river Orda\n\nHow this position changed:\n\n"
        "• The Orda in 2019\nin force from 3 May 2019, replaced on 14 March 2026 · "
        "replaced by: The border river Orda · English\nhttps://mfa.example/2019\n\n"
        "• The border river Orda\nin force since 14 March 2026 · English\nhttps://mfa.example/en/orda"
    )
    assert asks(anna, "/history the moon")["text"] == (
        "There is no topic and no published statement called the moon. /topics lists the topics."
    )
    choose = asks(anna, "/history")
    assert turns(anna, "herring", choose)["text"].startswith("herring\n\nAll statements on this topic")


def test_verify_tells_a_quotation_from_an_altered_one(anna: Person) -> None:
    exact = asks(anna, "/verify The Orda belongs to both banks. Talks began in 2024.")["text"]
    assert exact.startswith("This is a quotation, word for word, from a published statement:\n\nThe border river Orda")
    altered = asks(anna, "/verify The Orda belongs to no banks. Talks began in 2024. Each side may take half.")
    assert "The Orda belongs to [-both-] {+no+} banks. Talks began in 2024." in altered["text"]
    marked = {e["type"] for e in altered["entities"]}
    assert {"strikethrough", "underline"} <= marked
    assert asks(anna, "/verify")["text"] == (
        "Write /verify and then the text to check, or reply with /verify to a message that contains it."
    )


def test_verify_takes_the_message_that_it_replies_to(anna: Person, telegram: FakeTelegram) -> None:
    group = telegram.group("Harbour")
    claim = anna.says("The ministry said: “The Orda belongs to both banks.”", into=group)
    anna.says("/verify", into=group, reply_to=claim)
    assert heard(group)["text"].startswith("This is a quotation, word for word, from a published statement:")


def test_a_language_is_chosen_by_button_or_by_name(anna: Person, served: Served) -> None:
    panel = asks(anna, "/language")
    assert shown(panel) == [
        "English",
        "Français",
        "Español",
        "Русский",
        "العربية",
        "中文",
        "✓ Language of each question",
    ]
    chosen = turns(anna, "中文", panel)
    assert shown(chosen)[5] == "✓ 中文"
    assert asks(anna, QUESTION)["text"].startswith("已发布的声明指出")
    assert asks(anna, "/language xx")["text"].startswith("这不是语言代码")
    assert shown(asks(anna, "/language en"))[0] == "✓ English"


def test_subscriptions_are_chosen_and_ended(anna: Person, served: Served) -> None:
    person = served.registry().keys.person("telegram", anna.id)
    people = served.registry().people
    panel = asks(anna, "/subscribe")
    assert shown(panel)[:3] == ["All topics", "cod", "herring"]
    one = turns(anna, "herring", panel)
    assert shown(one)[:3] == ["All topics", "cod", "✓ herring"]
    both = turns(anna, "All topics", one)
    assert people.subscribed(person) == ["", "herring"]
    none = turns(anna, "✓ herring", both)
    assert shown(none)[:3] == ["✓ All topics", "cod", "herring"]
    asks(anna, "/subscribe cod")
    ending = asks(anna, "/unsubscribe")
    assert shown(ending) == ["cod", "End all subscriptions"]
    assert turns(anna, "End all", ending)["text"] == "You have no subscription."
    assert people.subscribed(person) == []
    assert asks(anna, "/unsubscribe cod")["text"] == "You have no subscription."
    assert asks(anna, "/subscribe the moon")["text"].startswith("There is no topic")


def test_forget_deletes_what_was_chosen_and_shown(anna: Person, served: Served) -> None:
    registry = served.registry()
    person = registry.keys.person("telegram", anna.id)
    asks(anna, "/language fr")
    panel = asks(anna, "/subscribe herring")
    turns(anna, "Modifications", panel)
    asks(anna, QUESTION)
    assert (registry.people.preferences(person).language, registry.people.preferences(person).corrections) == (
        "fr",
        True,
    )
    assert asks(anna, "/forget")["text"] == "All that was kept about you has been deleted."
    assert registry.people.forget(person) is False


def test_menus_and_descriptions_are_set_in_six_languages_and_only_once(
    telegram: FakeTelegram, served: Served, tmp_path_factory: pytest.TempPathFactory
) -> None:
    private, group = ('{"type": "all_private_chats"}', '{"type": "all_group_chats"}')
    telegram.wait_until("the last menu", lambda: ("short_description", "zh") in telegram.world.described)
    for language in LANGUAGES:
        code = "" if language == "en" else language
        assert [c["command"] for c in telegram.world.commands[private, code]] == list(PRIVATE)
        assert [c["command"] for c in telegram.world.commands[group, code]] == list(GROUP)
        first = telegram.world.commands[group, code][0]["description"]
        assert first == wording(language).say("command-ask")
        assert telegram.world.described["description", code] == wording(language).say("bot-description")
    with FakeTelegram() as other:
        other.world.commands, other.world.described = telegram.world.commands, telegram.world.described
        with Served(other, tmp_path_factory.mktemp("again")):
            other.wait_until("the last look", lambda: len(other.calls("getMyShortDescription")) == 6)
        assert [c.method for c in other.calls() if c.method.startswith("setMy")] == []
