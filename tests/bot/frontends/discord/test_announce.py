"""News in channels that subscribed: each posted once, handed on where others may follow, ended where it cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.frontends.discord.markup import escaped
from bot.registry.keys import RegistryError
from bot.wording import wording
from tests.bot.frontends.discord.served import Served
from tests.bot.frontends.telegram.test_announce import OLD, fresh, later
from tests.fakes.desk import ARCTIC, OLD_RIVER, RIVER
from tests.fakes.discord import FakeDiscord, Member, Place, Reset, Room, buttons, flood, internal, shown
from tests.fakes.discord.world import CROSSPOSTED, SEND_MESSAGES, VIEW_CHANNEL

KNOWN = replace(ARCTIC, id="arctic-river", topics=("rivers",))
"""A statement on the topic makes it known before anything is new."""


@pytest.fixture
def discord() -> Iterator[FakeDiscord]:
    with FakeDiscord() as fake:
        yield fake
        assert (fake.breaches, fake.pings, fake.careless) == ([], [], [])


@pytest.fixture
def server(discord: FakeDiscord) -> Place:
    return discord.server("Fishers")


@pytest.fixture
def moderator(discord: FakeDiscord) -> Member:
    return discord.member("Moderator", manages=True)


def subscribe(moderator: Member, room: Room, **options: str | bool) -> None:
    moderator.runs("/settings announcements", room, channel=str(room.id), **options).reply()


def test_a_new_statement_is_posted_once_in_each_channel_that_wants_it(
    discord: FakeDiscord, server: Place, moderator: Member, tmp_path: Path
) -> None:
    every, rivers, fish = server.channel("every"), server.channel("rivers", announcements=True), server.channel("fish")
    with Served(discord, tmp_path, statements=(*OLD, KNOWN)) as served:
        discord.wait_until("the commands", lambda: discord.world.commands.get(None))
        subscribe(moderator, every)
        subscribe(moderator, every, topic="rivers")
        moderator.runs("/settings language", every, language="ru", channel=str(every.id)).reply()
        subscribe(moderator, rivers, topic="rivers")
        subscribe(moderator, fish)
        subscribe(moderator, fish, on=False)
        served.observed()
        new = fresh()
        served.republish((*OLD, KNOWN, new), later(60))
        (posted,) = rivers.hears()
        assert shown(posted) == (
            "Nouvelle déclaration\u00a0:\n\n**orda-talks (fr)**\n>>> Les pourparlers continuent.\n"
            f"Auteur\u00a0: The Minister\nDate\u00a0: {escaped(wording('fr').moment(new.published))}\n"
            "Langue\u00a0: français\nSource\u00a0: <https://mfa.example/fr/orda-talks>"
        )
        assert [(b["label"], b["url"]) for b in buttons(posted)] == [
            ("français", "https://mfa.example/fr/orda-talks"),
            ("anglais", "https://mfa.example/en/orda-talks"),
            ("russe", "https://mfa.example/ru/orda-talks"),
        ]
        (told,) = every.hears()
        assert shown(told).startswith("Новое заявление:\n\n**orda-talks (ru)**\n>>> Переговоры продолжаются.")
        discord.wait_until("it to be handed on", lambda: rivers.hears()[0]["flags"] & CROSSPOSTED)
        assert [call.path["channel_id"] for call in discord.calls("crosspost_message")] == [str(rivers.id)]
    with Served(discord, tmp_path):
        pass
    assert [len(posted_in(room)) for room in (every, rivers, fish)] == [1, 1, 0]


def test_corrections_and_withdrawals(discord: FakeDiscord, server: Place, moderator: Member, tmp_path: Path) -> None:
    news = server.channel("news")
    with Served(discord, tmp_path, statements=OLD) as served:
        discord.wait_until("the commands", lambda: discord.world.commands.get(None))
        subscribe(moderator, news)
        served.observed()
        first = RIVER.versions[0]
        corrected = replace(RIVER, versions=(replace(first, text="The Orda is shared."), *RIVER.versions[1:]))
        served.republish((OLD_RIVER, corrected, ARCTIC), later(60))
        assert shown(public(news, 1)[0]).startswith(
            "The text of a statement has been corrected. It now reads:\n\n"
            "**The border river Orda**\n>>> The Orda is shared.\nIssued by: "
        )
        withdrawn = replace(corrected, withdrawn=datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=5))
        served.republish((OLD_RIVER, withdrawn, ARCTIC), later(120))
        told = shown(public(news, 2)[1])
        assert told.startswith("The ministry has withdrawn a statement:\n\n• **The border river Orda**\n")
        assert "The Orda is shared." not in told


def posted_in(room: Room) -> list[str]:
    """What all see."""
    return [shown(one) for one in room.from_bot if not one["flags"] & 64]


def public(room: Room, count: int) -> list[dict[str, object]]:
    return room.hears(count)


def test_where_the_bot_may_post_no_more_the_subscription_ends(
    discord: FakeDiscord, server: Place, moderator: Member, tmp_path: Path
) -> None:
    hidden, closed, gone, general = (server.channel(name) for name in ("hidden", "closed", "gone", "general"))
    with Served(discord, tmp_path, statements=OLD) as served:
        discord.wait_until("the commands", lambda: discord.world.commands.get(None))
        for room in (hidden, closed, gone, general):
            subscribe(moderator, room)
        served.observed()
        hidden.allows_the_bot(SEND_MESSAGES)
        closed.allows_the_bot(VIEW_CHANNEL)
        del discord.world.channels[gone.id]
        served.republish((*OLD, fresh()), later(60))
        public(general, 1)
        registry = served.registry()
        lost = [registry.keys.person("discord", room.id) for room in (hidden, closed, gone)]
        discord.wait_until("the end", lambda: [list(registry.people.subscribed(one)) for one in lost] == [[]] * 3, 15)
        registry.close()
        panel = shown(moderator.runs("/settings show", general).reply())
        posted = panel.partition("are posted**\n\n")[2]
        assert posted == f"<#{general.id}>\nAll topics\neach statement in its original language"


def test_a_post_of_which_nobody_knows_stands_once(
    discord: FakeDiscord, server: Place, moderator: Member, tmp_path: Path
) -> None:
    """discord.py repeats what got an answer in the 500s; Discord drops the second by its nonce."""
    news = server.channel("news", announcements=True)
    with Served(discord, tmp_path, statements=OLD) as served:
        discord.wait_until("the commands", lambda: discord.world.commands.get(None))
        subscribe(moderator, news)
        served.observed()
        discord.faults.queue(internal(done=True), flood(1), method="create_message")
        discord.faults.queue(flood(1), method="crosspost_message")
        served.republish((*OLD, fresh()), later(60))
        assert len(public(news, 1)) == 1
        discord.wait_until("it to be handed on", lambda: news.hears()[0]["flags"] & CROSSPOSTED, 15)
        discord.wait_until("it to be noted", lambda: settled(served))
    assert len(posted_in(news)) == 1


def test_what_was_not_handed_on_yet_is_so_after_a_restart(
    discord: FakeDiscord, server: Place, moderator: Member, tmp_path: Path
) -> None:
    news = server.channel("news", announcements=True)
    with Served(discord, tmp_path, statements=OLD) as served:
        discord.wait_until("the commands", lambda: discord.world.commands.get(None))
        subscribe(moderator, news)
        served.observed()
        discord.faults.rate(1, (Reset(),), seed=1, methods={"crosspost_message"})
        served.republish((*OLD, fresh()), later(60))
        public(news, 1)
        discord.wait_until("a try", lambda: discord.calls("crosspost_message"))
    assert not news.hears()[0]["flags"] & CROSSPOSTED
    discord.faults.rate(0, (), seed=1)
    past_waiting(served)
    with Served(discord, tmp_path) as served:
        discord.wait_until("it to be handed on", lambda: news.hears()[0]["flags"] & CROSSPOSTED)
        discord.wait_until("it to be noted", lambda: settled(served))
    assert len(posted_in(news)) == len(discord.calls("create_message")) == 1


def test_discord_says_for_how_long_a_post_is_not_to_be_handed_on(
    discord: FakeDiscord, server: Place, moderator: Member, tmp_path: Path
) -> None:
    news = server.channel("news", announcements=True)
    with Served(discord, tmp_path, statements=OLD) as served:
        discord.wait_until("the commands", lambda: discord.world.commands.get(None))
        subscribe(moderator, news)
        served.observed()
        discord.faults.queue(flood(1800), method="crosspost_message")
        served.republish((*OLD, fresh()), later(60))
        discord.wait_until("it to be put off", lambda: due_in(served) > 1000)
        assert due_in(served) <= 1800
    assert len(discord.calls("crosspost_message")) == 1


def due_in(served: Served) -> float:
    """Seconds until the one post that waits is handed on; 0 where none waits."""
    registry = served.registry()
    try:
        with registry.news._database.reading() as connection:
            query = "SELECT due FROM deliveries WHERE state = 'waiting' AND message IS NOT NULL"
            due = [float(row.due) / 1000 for row in connection.exec_driver_sql(query)]
        return sum(moment - datetime.now(UTC).timestamp() for moment in due)
    finally:
        registry.close()


def past_waiting(served: Served) -> None:
    """Whatever a delivery waits for, also the process that was told to end in the middle of it, is over."""
    registry = served.registry()
    with registry.news._database.writing() as connection:
        connection.exec_driver_sql("UPDATE deliveries SET due = 0")
    registry.close()


def settled(served: Served) -> bool:
    """Whether no delivery is open."""
    registry = served.registry()
    try:
        with registry.news._database.reading() as connection:
            rows = connection.exec_driver_sql("SELECT state FROM deliveries").all()
        return [row.state for row in rows] == ["done"]
    except RegistryError:
        return False
    finally:
        registry.close()
