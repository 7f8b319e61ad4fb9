"""The front-end under what goes wrong: replays, floods, faults of Discord's, a second process, a store that changes."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.frontends.discord.service import demand
from bot.registry.servers import Kept, Rule, Server
from bot.settings import SettingsError, read
from indexer.pausing import pause, resume
from indexer.statement import VerbaleError
from tests.bot.frontends.discord.served import LAKE, QUESTION, STATEMENTS, Served, prepared
from tests.bot.frontends.discord.test_conversations import labels, lead, public
from tests.bot.frontends.telegram.program import free_port
from tests.fakes.contents import FIRST
from tests.fakes.desk import RIVER
from tests.fakes.discord import APPLICATION, Doing, FakeDiscord, Reset, bad_gateway, flood, internal, shown

CALLBACK = "create_interaction_response"
EDIT, FOLLOW = "update_original_webhook_message", "execute_webhook"


@pytest.fixture
def discord() -> Iterator[FakeDiscord]:
    with FakeDiscord() as fake:
        yield fake
        assert (fake.breaches, fake.pings, fake.careless) == ([], [], [])


def test_each_interaction_is_answered_once_however_often_it_is_delivered(discord: FakeDiscord, tmp_path: Path) -> None:
    general = discord.server("Fishers").channel("general")
    people = [discord.member(f"P{number}", manages=True) for number in range(6)]
    with Served(discord, tmp_path) as served:
        people[0].runs("/settings where", general, answers="public").reply()
        discord.replays(20)
        for number, person in enumerate(people):
            person.asks(QUESTION, general)
            if number % 3 == 0:
                discord.drops()
        general.hears(len(people), 20)
        discord.drops()
        discord.wait_until("the resumption", lambda: discord.world.identified[-1].kind == "resume")
        people[0].asks(LAKE, general).reply()
        time.sleep(0.3)
        assert len(public(general)) == len(people)
        assert served.registry().inbox.waiting("discord", str(APPLICATION)) == 0


def identified(discord: FakeDiscord, before: int) -> bool:
    """Whether there was another login or resumption."""
    return len(discord.world.identified) > before


def test_after_an_invalid_session_and_a_reconnect_it_answers_on(discord: FakeDiscord, tmp_path: Path) -> None:
    anna = discord.member("Anna")
    with Served(discord, tmp_path):
        for break_off in (discord.invalidates, discord.reconnects, discord.drops):
            count = len(discord.world.identified)
            break_off()
            discord.wait_until("another session", partial(identified, discord, count), 10)
            discord.connected()
            assert lead(anna.asks(QUESTION).reply(), 2)[1] == "**The border river Orda**"


def test_every_question_is_answered_through_a_third_of_faults(discord: FakeDiscord, tmp_path: Path) -> None:
    general = discord.server("Fishers").channel("general")
    people = [discord.member(f"P{number}", manages=True) for number in range(10)]
    faults = (internal(), bad_gateway(), flood(1), flood(1, via=False), Reset())
    with Served(discord, tmp_path):
        people[0].runs("/settings where", general, answers="public").reply()
        discord.faults.rate(0.3, faults, seed=7, methods={EDIT})
        asked = [person.asks(QUESTION, general) for person in people]
        for doing in asked:
            assert shown(doing.reply()) == "The answer stands below, for everyone to see."
            doing.followups(1)
        discord.faults.rate(0, (), seed=7)
    assert len(public(general)) == len(people)


def test_a_message_of_which_nobody_knows_is_sent_once_more_and_no_oftener(discord: FakeDiscord, tmp_path: Path) -> None:
    general = discord.server("Fishers").channel("general")
    anna = discord.member("Anna", manages=True)
    with Served(discord, tmp_path):
        anna.runs("/settings where", general, answers="public").reply()
        discord.faults.queue(internal(done=True), internal(done=True), method=FOLLOW)
        anna.asks(QUESTION, general).followups(2)
        anna.asks(LAKE, general).reply()
    assert len(public(general)) == 2


def test_one_of_two_processes_with_databases_of_their_own_answers(discord: FakeDiscord, tmp_path: Path) -> None:
    general = discord.server("Fishers").channel("general")
    people = [discord.member(f"P{number}") for number in range(8)]
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with Served(discord, tmp_path / "a"), Served(discord, tmp_path / "b"):
        discord.connected(2)
        asked = [person.asks(LAKE, general) for person in people]
        for doing in asked:
            assert lead(doing.reply())[0].startswith("No published statement is certain")
        time.sleep(0.5)
    edited = [call for call in discord.calls(EDIT) if call.status == 200]
    assert len(edited) == len(people)


def test_a_blocked_loop_does_not_cost_the_three_seconds(discord: FakeDiscord, tmp_path: Path) -> None:
    anna = discord.member("Anna")
    with Served(discord, tmp_path) as served:
        anna.asks(LAKE).reply()
        served.blocks_the_loop(1.0)
        asked = anna.asks(QUESTION)
        asked.reply()
        assert asked.interaction.took < 3


def test_a_slow_desk_does_not_keep_anybody_from_being_deferred(discord: FakeDiscord, tmp_path: Path) -> None:
    desk = prepared()
    desk.takes(0.4)
    people = [discord.member(f"P{number}") for number in range(5)]
    with Served(discord, tmp_path, desk=desk):
        asked = [person.asks(f"{QUESTION} {number}") for number, person in enumerate(people)]
        for doing in asked:
            doing.reply()
    deferred, answered = (
        [n for n, call in enumerate(discord.calls()) if call.operation == op] for op in (CALLBACK, EDIT)
    )
    assert (len(deferred), len(answered)) == (5, 5)
    assert deferred[-1] < answered[2], "the later ones waited for the desk"


def test_what_fails_for_ever_is_apologised_for_and_kept_without_content(
    discord: FakeDiscord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.registry.inbox.BACKOFF", (timedelta(), timedelta()))
    desk = prepared()
    desk.fails("Break.", RuntimeError("Break."))
    general = discord.server("Fishers").channel("general")
    luc = discord.member("Luc", locale="fr", manages=True)
    with Served(discord, tmp_path, desk=desk) as served:
        luc.runs("/settings where", general, answers="public").reply()
        asked = luc.asks("Break.", general)
        assert shown(asked.reply()).startswith("Votre message n'a pas pu recevoir de réponse")
        assert asked.private
        assert served.registry().inbox.dead("discord") == {("commanded", "RuntimeError"): 1}
        assert public(general) == []


def test_what_failed_is_tried_again_without_waiting_for_its_own_cooldown(
    discord: FakeDiscord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.registry.inbox.BACKOFF", (timedelta(), timedelta()))
    desk = prepared()
    desk.fails("Break.", RuntimeError("Break."))
    general = discord.server("Fishers").channel("general")
    anna = discord.member("Anna", manages=True)
    with Served(discord, tmp_path, desk=desk):
        anna.runs("/settings cooldown", general, seconds=600).reply()
        assert shown(anna.asks("Break.", general).reply()).startswith("Your message could not be answered")
        assert len(desk.asked) == 3
        assert lead(anna.asks(QUESTION, general).reply())[0] == "A published statement says:"
        assert lead(anna.asks(QUESTION, general).reply())[0].startswith("The moderators have set a waiting")


def test_who_asks_too_much_is_told_then_ignored_and_others_are_served(discord: FakeDiscord, tmp_path: Path) -> None:
    anna, boris = discord.member("Anna"), discord.member("Boris")
    with Served(discord, tmp_path, limit_person="2/minute", limit_strikes="1 per 10 minutes"):
        told = []
        for _ in range(4):
            doing = anna.asks(QUESTION)
            discord.wait_until("an end", partial(ended, doing), 10)
            told.append(doing)
        assert lead(boris.asks(QUESTION).reply())[0] == "A published statement says:"
        assert [lead(doing.reply())[0][:24] for doing in told[:3]] == [
            "A published statement sa",
            "A published statement sa",
            "That was too many messag",
        ]
        told[3].gone()
        assert lead(anna.runs("/privacy").reply())[0].startswith("Your questions are deleted")


def ended(doing: Doing) -> bool:
    """Whether the reply stands, or was taken back."""
    calls, token = doing.world.calls, doing.interaction.token
    return any(call.path.get("webhook_token") == token and call.status < 300 for call in calls)


def test_two_shards(discord: FakeDiscord, tmp_path: Path) -> None:
    discord.world.shards = 2
    servers = [discord.server("A"), discord.server("B")]
    servers[1].guild.id, moved = servers[0].guild.id + (1 << 22), servers[1].guild
    discord.world.guilds = {one.guild.id: one.guild for one in (servers[0],)} | {moved.id: moved}
    rooms = [server.channel("general") for server in servers]
    anna = discord.member("Anna", manages=True)
    with Served(discord, tmp_path) as served:
        discord.connected(2)
        for room in rooms:
            anna.runs("/settings where", room, answers="public").reply()
            anna.asks(QUESTION, room).reply()
            assert lead(room.hears()[0], 2)[1] == "**The border river Orda**"
        assert {one.shard for one in discord.world.identified} == {(0, 2), (1, 2)}
        registry = served.registry()
        kept = [registry.servers.kept(Server("discord", str(APPLICATION), one.id)).whole for one in servers]
        assert kept == [Rule(answers="public")] * 2


def test_the_health_page_says_serving_only_while_every_connection_has_a_session(
    discord: FakeDiscord, tmp_path: Path
) -> None:
    discord.world.shards = 2
    anna, port = discord.member("Anna"), free_port()
    discord.shuts_the_gateway()

    def platforms() -> object:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=60) as answer:
            return json.loads(answer.read())["platforms"]["discord"]

    with Served(discord, tmp_path, connects=False, metrics_port=str(port)):
        discord.wait_until("a question for the gateway", lambda: discord.calls("get_bot_gateway"))
        waits_for(lambda: platforms() == "connecting")
        discord.shuts_the_gateway(shut=False)
        discord.connected(2)
        waits_for(lambda: platforms() == "serving")
        discord.shuts_the_gateway()
        discord.drops(shard=1)
        waits_for(lambda: platforms() == "connecting")
        assert lead(anna.asks(QUESTION).reply(), 2)[1] == "**The border river Orda**", "the other one is there"
        discord.shuts_the_gateway(shut=False)
        waits_for(lambda: platforms() == "serving")


def waits_for(true: Callable[[], bool]) -> None:
    """Until it is true; what refuses a connection is not."""
    ends = time.monotonic() + 60
    while True:
        with suppress(OSError):
            if true():
                return
        assert time.monotonic() < ends, "it did not come"
        time.sleep(0.05)


def test_servers_that_put_the_bot_out_while_it_was_away_are_forgotten(discord: FakeDiscord, tmp_path: Path) -> None:
    stays, goes = discord.server("Stays"), discord.server("Goes")
    with Served(discord, tmp_path) as served:
        registry = served.registry()
        for server in (stays, goes):
            registry.servers.set(Server("discord", str(APPLICATION), server.id), None, Rule(answers="public"))
    goes.guild.joined = False
    with Served(discord, tmp_path):
        gone = Server("discord", str(APPLICATION), goes.id)
        discord.wait_until("it to be forgotten", lambda: registry.servers.kept(gone) == Kept())
        still = Server("discord", str(APPLICATION), stays.id)
        assert registry.servers.kept(still).whole == Rule(answers="public")
    registry.close()


def test_a_new_store_is_answered_from_without_a_restart(discord: FakeDiscord, tmp_path: Path) -> None:
    anna = discord.member("Anna")
    with Served(discord, tmp_path) as served:
        latest = anna.runs("/latest").reply()
        assert "The border river Orda" in labels(latest)
        served.republish(STATEMENTS[:2], FIRST + timedelta(minutes=1))
        served.takes_up(FIRST + timedelta(minutes=1))
        gone = anna.presses("The border river", latest)
        assert lead(gone.reply())[0].startswith("This statement is no longer among those published here.")
        withdrawn = replace(RIVER, withdrawn=RIVER.published + timedelta(days=1))
        served.republish((*STATEMENTS[:2], withdrawn), FIRST + timedelta(minutes=2))
        served.takes_up(FIRST + timedelta(minutes=2))
        card = anna.runs("/statement", title="orda-2026").reply()
        assert lead(card)[0] == "Please note: the ministry has withdrawn this statement."
        assert "belongs to both banks" not in shown(card)


def test_while_it_is_paused_nothing_published_is_shown_by_any_way(discord: FakeDiscord, tmp_path: Path) -> None:
    general = discord.server("Fishers").channel("general")
    anna = discord.member("Anna", manages=True)
    with Served(discord, tmp_path) as served:
        anna.runs("/settings where", general, answers="public").reply()
        discord.wait_until("the commands", lambda: discord.world.commands.get(None))
        reply = anna.asks(QUESTION, general, only_for_me=True).reply()
        latest = anna.runs("/latest", general).reply()
        pause(served.store, "A mistake was published.", FIRST)
        told = "This service is paused at the moment and gives no answers. Please try again later."
        for doing in (
            anna.runs("/latest", general),
            anna.runs("/statement", general, title="orda-2026"),
            anna.runs("/verify", general, text="The Orda belongs to both banks. Talks began in 2024."),
            anna.presses("Whole statement", reply),
            anna.presses("The border river", latest),
        ):
            assert told in shown(doing.reply())
            assert "belongs to both banks" not in shown(doing.reply())
        (said,) = anna.presses("Show to everyone", reply).followups()
        assert told in shown(said)
        assert anna.types("/statement", general, focused="title", title="river").choices() == []
        assert public(general) == []
        assert lead(anna.runs("/forget", general).reply()) == ["All that was kept about you has been deleted."]
        resume(served.store)
        anna.asks(QUESTION, general).reply()
        assert len(general.hears()) == 1


def test_a_token_that_discord_does_not_know_ends_it(tmp_path: Path) -> None:
    with FakeDiscord() as discord:
        discord.world.token = "another"
        with pytest.raises(VerbaleError) as raised, Served(discord, tmp_path):
            pass
    assert str(raised.value).startswith("Discord does not accept the bot's token; put the one that the Developer")


def test_a_missing_token_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as raised:
        demand(read({}, tmp_path))
    assert str(raised.value) == (
        "there is no token for Discord; set VERBALE_DISCORD_TOKEN, or VERBALE_DISCORD_TOKEN_FILE to its file"
    )
