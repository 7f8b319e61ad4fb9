"""/settings: what moderators set for their server and its channels, over real sockets."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.registry.people import People
from bot.registry.servers import Kept, Server, Servers
from tests.bot.frontends.discord.served import QUESTION, STATEMENTS, Served
from tests.bot.frontends.discord.test_conversations import TREATY, labels, lead, public
from tests.fakes.discord import APPLICATION, FakeDiscord, Member, Place, Room, flood, internal, shown
from tests.fakes.discord.world import BOT, SEND_IN_THREADS, SEND_MESSAGES, VIEW_CHANNEL


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with (
        FakeDiscord() as fake,
        Served(fake, tmp_path_factory.mktemp("served"), statements=(*STATEMENTS, TREATY)) as front,
    ):
        fake.wait_until("the commands", lambda: fake.world.commands.get(None))
        yield front
        assert (fake.breaches, fake.pings, fake.careless) == ([], [], [])


@pytest.fixture
def discord(served: Served) -> FakeDiscord:
    return served.discord


@pytest.fixture
def server(discord: FakeDiscord) -> Place:
    return discord.server("Fishers")


@pytest.fixture
def general(server: Place) -> Room:
    return server.channel("general")


@pytest.fixture
def moderator(discord: FakeDiscord) -> Member:
    return discord.member("Moderator", manages=True)


@pytest.fixture
def anna(discord: FakeDiscord) -> Member:
    return discord.member("Anna")


def kept(served: Served, server: Place) -> Kept:
    registry = served.registry()
    try:
        return registry.servers.kept(Server("discord", str(APPLICATION), server.id))
    finally:
        registry.close()


def test_the_panel_shows_how_it_stands(moderator: Member, server: Place, general: Room) -> None:
    news = server.channel("news", announcements=True)
    first = moderator.runs("/settings show", general)
    assert first.private
    assert shown(first.reply()) == (
        "**How the service answers in this server**\n\n"
        "Whole server\nAnswers: Only to whoever asks\nLanguage: Language of each question\nNo waiting time\n\n"
        "**Channels in which new statements, corrections and withdrawals are posted**\n\nNone"
    )
    moderator.runs("/settings where", general, answers="off").reply()
    moderator.runs("/settings where", general, answers="public", channel=str(general.id)).reply()
    moderator.runs("/settings cooldown", general, seconds=30, channel=str(general.id)).reply()
    moderator.runs("/settings announcements", general, channel=str(news.id), topic="border-river").reply()
    panel = moderator.runs("/settings language", general, language="fr", channel=str(news.id)).reply()
    assert shown(panel) == (
        "**How the service answers in this server**\n\n"
        "Whole server\nAnswers: Not at all\nLanguage: Language of each question\nNo waiting time\n\n"
        f"<#{general.id}>\nAnswers: Publicly\n30 seconds between two questions of a member\n\n"
        f"<#{news.id}>\nLanguage: French\n\n"
        "**Channels in which new statements, corrections and withdrawals are posted**\n\n"
        f"<#{news.id}>\nBorder river\nLanguage: French"
    )


@pytest.mark.parametrize(("manages", "joined"), [(False, True), (True, False)])
def test_only_for_whoever_manages_a_server_that_the_bot_is_in(
    served: Served, discord: FakeDiscord, *, manages: bool, joined: bool
) -> None:
    """Discord lets a server's owner give the command to others; what it concerns stays with its managers."""
    server = discord.server("Fishers", joined=joined)
    room = server.channel("general")
    boris = discord.member("Boris", manages=manages, installed=True)
    for command, options in (
        ("show", {}),
        ("where", {"answers": "public"}),
        ("announcements", {"channel": str(room.id)}),
    ):
        told = boris.runs(f"/settings {command}", room, **options)
        assert told.private
        assert lead(told.reply())[0].startswith("Only those who may manage this server can change this")
    assert kept(served, server) == Kept()


def test_where_it_answers(anna: Member, moderator: Member, server: Place, general: Room) -> None:
    other = server.channel("other")
    moderator.runs("/settings where", general, answers="off", channel=str(general.id)).reply()
    nowhere = (
        "The service gives no answers in this channel. You can ask in another channel or in a private conversation."
    )
    assert shown(anna.asks(QUESTION, general).reply()) == nowhere
    assert shown(anna.runs("/latest", general).reply()) == nowhere
    assert shown(anna.uses("Is this quotation exact?", anna.says("Is it?", general)).reply()) == nowhere
    assert lead(anna.runs("/forget", general).reply()) == ["All that was kept about you has been deleted."]
    assert lead(anna.asks(QUESTION, other).reply(), 2)[1] == "**The border river Orda**"
    moderator.runs("/settings where", general, answers="public").reply()
    anna.asks(QUESTION, other).reply()
    assert len(other.hears()) == 1
    assert shown(anna.asks(QUESTION, general).reply()) == nowhere, "the channel's own setting goes before"


def test_a_button_under_an_old_message_where_nothing_is_answered_any_more(
    anna: Member, moderator: Member, general: Room
) -> None:
    reply = anna.asks(QUESTION, general).reply()
    moderator.runs("/settings where", general, answers="off").reply()
    assert lead(anna.presses("Whole statement", reply).reply())[0].startswith("The service gives no answers in this")


def test_the_language_of_questions_that_do_not_show_theirs(
    served: Served, anna: Member, moderator: Member, general: Room
) -> None:
    moderator.runs("/settings language", general, language="fr").reply()
    anna.asks("COP30?", general).reply()
    moderator.runs("/settings language", general, language="auto", channel=str(general.id)).reply()
    anna.asks("COP31?", general).reply()
    asked = {question.text: question.supposed for question in served.desk.asked}  # type: ignore[attr-defined]
    assert (asked["COP30?"], asked["COP31?"]) == ("fr", "en")


def test_a_cooldown_is_each_members_own(discord: FakeDiscord, anna: Member, moderator: Member, general: Room) -> None:
    moderator.runs("/settings cooldown", general, seconds=600).reply()
    assert lead(anna.asks(QUESTION, general).reply())[0] == "A published statement says:"
    told = anna.asks(QUESTION, general)
    assert lead(told.reply())[0].startswith("The moderators have set a waiting time between two questions")
    assert told.private
    assert lead(discord.member("Boris").asks(QUESTION, general).reply())[0] == "A published statement says:"
    moderator.runs("/settings cooldown", general, seconds=0).reply()
    assert lead(anna.asks(QUESTION, general).reply())[0] == "A published statement says:"


def test_nor_is_it_got_round_in_threads(anna: Member, moderator: Member, general: Room) -> None:
    moderator.runs("/settings cooldown", general, seconds=600, channel=str(general.id)).reply()
    anna.asks(QUESTION, general.thread("one")).reply()
    told = anna.asks(QUESTION, general.thread("two"))
    assert lead(told.reply())[0].startswith("The moderators have set a waiting time between two questions")


def test_whoever_may_not_write_in_a_channel_shows_nothing_to_all_there(
    discord: FakeDiscord, anna: Member, moderator: Member, server: Place
) -> None:
    """Menus and buttons are offered to readers, too, of a channel in which only the server's own people write."""
    rules = server.channel("rules")
    moderator.runs("/settings where", rules, answers="public").reply()
    notice = moderator.says(QUESTION, rules)
    rules.allows_members(VIEW_CHANNEL)
    reply = anna.uses("What is published on this?", notice).reply()
    assert lead(reply, 2)[1] == "**The border river Orda**"
    assert "Show to everyone" not in labels(reply)
    shown_before = anna.sends_back(f"nv:everyone.{'A' * 12}", reply)
    assert shown(shown_before.followups()[0]) == "In this channel answers are shown only to whoever asked."
    anna.runs("/statement", rules, title="orda-2026").reply()
    assert public(rules) == []
    thread = rules.thread("talk")
    thread.allows_members(VIEW_CHANNEL | SEND_IN_THREADS)
    anna.asks(QUESTION, thread).reply()
    assert lead(thread.hears()[0], 2)[1] == "**The border river Orda**"


def test_within_the_cooldown_what_is_no_answer_is_shown_to_all_once(
    discord: FakeDiscord, anna: Member, moderator: Member, general: Room
) -> None:
    moderator.runs("/settings where", general, answers="public").reply()
    moderator.runs("/settings cooldown", general, seconds=600).reply()
    anna.runs("/statement", general, title="orda-2026").followups()
    assert len(general.hears()) == 1
    reply = anna.runs("/statement", general, title="orda-2026").reply()
    assert lead(reply) == ["**The border river Orda**"]
    (told,) = anna.presses("Show to everyone", reply).followups()
    assert shown(told) == (
        "The moderators have set a waiting time before a member shows something to everyone in this channel again."
        " Time left: 10 minutes."
    )
    assert len(public(general)) == 1
    discord.member("Boris").runs("/statement", general, title="orda-2026").followups()
    assert len(public(general)) == 2


class TestAnnouncements:
    def test_topics_begin_and_end_one_by_one(
        self, served: Served, moderator: Member, server: Place, general: Room
    ) -> None:
        channel = str(general.id)
        moderator.runs("/settings announcements", general, channel=channel, topic="border-river").reply()
        panel = moderator.runs("/settings announcements", general, channel=channel, topic="*").reply()
        told = f"<#{channel}>\nAll topics, Border river\neach statement in its original language"
        assert shown(panel).endswith(told)
        moderator.runs("/settings announcements", general, channel=channel, topic="Border river", on=False).reply()
        assert kept(served, server).postings[general.id].topics == ("",)
        panel = moderator.runs("/settings announcements", general, channel=channel, on=False).reply()
        assert shown(panel).endswith("\n\nNone")
        assert kept(served, server).postings == {}

    @pytest.mark.parametrize(
        ("permissions", "told"),
        [
            (BOT & ~VIEW_CHANNEL, "The service cannot see that channel. Please give it the permission “View Channel”"),
            (BOT & ~SEND_MESSAGES, "The service may not write in that channel. Please give it the permission “Send"),
        ],
    )
    def test_what_the_bot_lacks_is_named_and_nothing_is_begun(
        self, served: Served, moderator: Member, server: Place, general: Room, permissions: int, told: str
    ) -> None:
        closed = server.channel("closed", bot=permissions)
        reply = moderator.runs("/settings announcements", general, channel=str(closed.id)).reply()
        assert lead(reply)[0].startswith(told)
        assert kept(served, server) == Kept()

    def test_a_channel_of_another_server_is_none(
        self, served: Served, discord: FakeDiscord, moderator: Member, server: Place, general: Room
    ) -> None:
        other = discord.server("Others").channel("general")
        reply = moderator.runs("/settings announcements", general, channel=str(other.id)).reply()
        assert lead(reply)[0].startswith("The service cannot see that channel.")
        assert kept(served, server) == Kept()

    def test_nor_is_anything_ended_there(
        self, served: Served, discord: FakeDiscord, moderator: Member, general: Room
    ) -> None:
        others = discord.server("Others")
        other = others.channel("general")
        moderator.runs("/settings announcements", other, channel=str(other.id)).reply()
        moderator.runs("/settings announcements", general, channel=str(other.id), on=False).reply()
        assert kept(served, others).postings[other.id].topics == ("",)

    def test_a_topic_that_is_none(self, moderator: Member, general: Room) -> None:
        reply = moderator.runs("/settings announcements", general, channel=str(general.id), topic="moon").reply()
        assert lead(reply)[0].startswith("There is no topic and no published statement called moon.")

    def test_while_discord_does_not_say(
        self,
        served: Served,
        discord: FakeDiscord,
        moderator: Member,
        server: Place,
        general: Room,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr("bot.frontends.discord.access._PATIENCE", 0.5)
        discord.faults.queue(internal(), method="trigger_typing_indicator")
        told = moderator.runs("/settings announcements", general, channel=str(general.id))
        assert lead(told.reply())[0].startswith("Discord does not say at the moment whether the service may write")
        assert kept(served, server) == Kept()

    def test_topics_are_offered_in_the_moderators_language(self, discord: FakeDiscord, general: Room) -> None:
        luc = discord.member("Luc", locale="fr", manages=True)
        assert luc.types(
            "/settings announcements", general, focused="topic", channel=str(general.id), topic=""
        ).choices() == [
            {"name": "Tous les thèmes", "value": "*"},
            {"name": "Fleuve frontalier", "value": "border-river"},
        ]


def test_a_server_that_puts_the_bot_out_is_forgotten(
    served: Served, discord: FakeDiscord, moderator: Member, server: Place, general: Room
) -> None:
    moderator.runs("/settings announcements", general, channel=str(general.id)).reply()
    assert kept(served, server) != Kept()
    discord.delivers("GUILD_DELETE", {"id": str(server.id), "unavailable": True}, server.id)
    moderator.runs("/settings show", general).reply()
    assert kept(served, server) != Kept(), "Discord itself had trouble"
    server.puts_the_bot_out()
    discord.wait_until("it to be forgotten", lambda: kept(served, server) == Kept())


@pytest.mark.parametrize("command", ["where", "announcements"])
def test_what_is_set_while_the_server_puts_the_bot_out_is_forgotten_too(
    served: Served,
    discord: FakeDiscord,
    moderator: Member,
    server: Place,
    general: Room,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
) -> None:
    """It is written after what stood there was forgotten."""
    forget, forgotten = Servers.forget, threading.Event()

    def forgets(self: Servers, which: Server) -> bool:
        found = forget(self, which)
        forgotten.set()
        return found

    def late(write: Callable[..., Any]) -> Callable[..., Any]:
        def written(*given: Any, **named: Any) -> Any:
            if not forgotten.is_set():
                server.puts_the_bot_out()
                assert forgotten.wait(60)
            return write(*given, **named)

        return written

    monkeypatch.setattr(Servers, "forget", forgets)
    if command == "where":
        monkeypatch.setattr(Servers, "set", late(Servers.set))
        options = {"answers": "public"}
    else:
        monkeypatch.setattr(People, "subscribe", late(People.subscribe))
        options = {"channel": str(general.id)}
    moderator.runs(f"/settings {command}", general, **options).reply()
    assert forgotten.is_set()
    registry = served.registry()
    assert registry.servers.kept(Server("discord", str(APPLICATION), server.id)) == Kept()
    assert list(registry.people.subscribed(registry.keys.person("discord", general.id))) == []
    registry.close()


def test_many_channels_take_many_pages(moderator: Member, server: Place, general: Room) -> None:
    rooms = [server.channel(f"c{number}") for number in range(60)]
    for room in rooms:
        doing = moderator.runs("/settings where", general, answers="private", channel=str(room.id))
    doing.reply()
    panel = moderator.runs("/settings show", general)
    text = "\n".join([shown(panel.reply()), *map(shown, panel.followups())])
    assert all(f"<#{room.id}>\nAnswers: Only to whoever asks" in text for room in rooms)
    assert all(one["flags"] & 64 for one in panel.followups())
    assert public(general) == []
    assert labels(panel.reply()) == []


def test_flooded_it_waits_and_answers(discord: FakeDiscord, moderator: Member, general: Room) -> None:
    discord.faults.queue(flood(1), flood(1, via=False), method="update_original_webhook_message")
    assert lead(moderator.runs("/settings show", general).reply())[0] == "**How the service answers in this server**"
