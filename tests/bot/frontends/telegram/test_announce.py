"""News to subscribers, corrections to those who asked for them, new statements to the channel: each once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.wording import wording
from indexer.statement import Kind, Statement, Version
from tests.bot.frontends.telegram.served import QUESTION, Served
from tests.fakes.contents import FIRST
from tests.fakes.desk import ARCTIC, OLD_RIVER, RIVER
from tests.fakes.telegram import FakeTelegram, Room, buttons

OLD = (OLD_RIVER, RIVER, ARCTIC)


def fresh(name: str = "orda-talks", topics: tuple[str, ...] = ("rivers",)) -> Statement:
    """A statement of an hour ago, in three languages, the original French."""
    texts = {"fr": "Les pourparlers continuent.", "en": "The talks go on.", "ru": "Переговоры продолжаются."}
    return Statement(
        id=name,
        kind=Kind.NOTICE,
        original="fr",
        issuer="The Minister",
        published=datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1),
        versions=tuple(Version(c, f"{name} ({c})", t, f"https://mfa.example/{c}/{name}") for c, t in texts.items()),
        topics=topics,
    )


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram() as fake:
        yield fake
        assert fake.breaches == []


def later(seconds: int) -> datetime:
    return FIRST + timedelta(seconds=seconds)


def test_subscribers_and_the_channel_are_told_of_a_new_statement_once(
    telegram: FakeTelegram, tmp_path_factory: pytest.TempPathFactory
) -> None:
    channel = telegram.channel("Ministry", "ministry")
    anna, boris, clara = (telegram.person(n, language=c) for n, c in (("Anna", "en"), ("Boris", "ru"), ("Clara", "es")))
    folder = tmp_path_factory.mktemp("news")
    # A statement on the topic makes it known before anything is new.
    known = replace(ARCTIC, id="arctic-river", topics=("rivers",))
    with Served(telegram, folder, statements=(*OLD, known), telegram_channel="@ministry") as served:
        for person, command in ((anna, "/subscribe rivers"), (boris, "/subscribe"), (clara, "/subscribe rivers")):
            person.says(command)
        boris.presses("Все темы", boris.hears()[0]).answer()
        anna.hears()
        (panel,) = clara.hears()
        clara.presses("✓ rivers", panel).answer()
        served.observed()
        new = fresh()
        served.republish((*OLD, known, new), later(60))
        (told,) = anna.hears()
        date = wording("en").moment(new.published)
        assert told["text"] == (
            "New statement:\n\norda-talks (en)\nThe talks go on.\n\nIssued by: The Minister\n"
            f"Date: {date}\nLanguage: English\nSource: https://mfa.example/en/orda-talks\n\n"
            "Original language: French. This is the official translation.\n\n"
            "You receive this because you asked for it; /unsubscribe or /forget ends it."
        )
        assert boris.hears()[0]["text"].startswith("Новое заявление:\n\norda-talks (ru)")
        (posted,) = channel.hears()
        assert posted["text"].startswith(
            "Nouvelle déclaration :\n\norda-talks (fr)\nLes pourparlers continuent.".replace(
                " :", posted["text"][20:22]
            )
        )
        assert [(b["text"], b["url"]) for b in buttons(posted)] == [
            ("français", "https://mfa.example/fr/orda-talks"),
            ("anglais", "https://mfa.example/en/orda-talks"),
            ("russe", "https://mfa.example/ru/orda-talks"),
        ]
        clara.hears_nothing(0.1)
    with Served(telegram, folder, telegram_channel="@ministry"):
        rooms: tuple[Room, ...] = (anna, boris, clara, channel)
        for room in rooms:
            room.hears_nothing(1.0)


def test_who_asked_for_it_is_told_what_became_of_what_was_shown(
    telegram: FakeTelegram, tmp_path_factory: pytest.TempPathFactory
) -> None:
    anna, boris = telegram.person("Anna"), telegram.person("Boris")
    with Served(telegram, tmp_path_factory.mktemp("news"), statements=OLD) as served:
        anna.says("/subscribe")
        anna.presses("Changes to what I was shown", anna.hears()[0]).answer()
        for person in (anna, boris):
            person.says(QUESTION)
            person.hears()
        served.observed()
        first = RIVER.versions[0]
        corrected = replace(RIVER, versions=(replace(first, text="The Orda is shared."), *RIVER.versions[1:]))
        served.republish((OLD_RIVER, corrected, ARCTIC), later(60))
        assert anna.hears()[0]["text"].startswith(
            "The text of a statement that you were shown has been corrected. It now reads:\n\n"
            "The border river Orda\nThe Orda is shared."
        )
        withdrawn = replace(corrected, withdrawn=datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=5))
        served.republish((OLD_RIVER, withdrawn, ARCTIC), later(120))
        (told,) = anna.hears()
        assert told["text"].startswith(
            "The ministry has withdrawn a statement that you were shown:\n\n• The border river Orda\n"
        )
        assert "The Orda is shared." not in told["text"]
        boris.hears_nothing(0.1)


def test_who_has_blocked_the_bot_is_forgotten(telegram: FakeTelegram, tmp_path_factory: pytest.TempPathFactory) -> None:
    anna = telegram.person("Anna")
    with Served(telegram, tmp_path_factory.mktemp("news"), statements=OLD) as served:
        anna.says("/subscribe")
        anna.presses("All topics", anna.hears()[0]).answer()
        person = served.registry().keys.person("telegram", anna.id)
        assert served.registry().people.subscribed(person) == [""]
        anna.blocks()
        telegram.wait_until("the subscription to end", lambda: served.registry().people.subscribed(person) == [])


def test_the_channel_is_told_of_corrections_and_withdrawals(
    telegram: FakeTelegram, tmp_path_factory: pytest.TempPathFactory
) -> None:
    channel = telegram.channel("Ministry", "ministry")
    folder = tmp_path_factory.mktemp("news")
    with Served(telegram, folder, statements=OLD, telegram_channel="@ministry") as served:
        anna = telegram.person("Anna")
        anna.says("/help")
        anna.hears()  # by then the channel has subscribed
        served.observed()
        first = RIVER.versions[0]
        corrected = replace(RIVER, versions=(replace(first, text="The Orda is shared."), *RIVER.versions[1:]))
        served.republish((OLD_RIVER, corrected, ARCTIC), later(60))
        assert channel.hears()[0]["text"].startswith(
            "The text of a statement has been corrected. It now reads:\n\nThe border river Orda\nThe Orda is shared."
        )
        withdrawn = replace(corrected, withdrawn=datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=5))
        served.republish((OLD_RIVER, withdrawn, ARCTIC), later(120))
        (told,) = channel.hears()
        assert told["text"].startswith("The ministry has withdrawn a statement:\n\n• The border river Orda\n")
