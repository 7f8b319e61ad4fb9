from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from discord.gateway import DiscordWebSocket

from bot.frontends.discord.client import Client, ShardsError, log_in
from bot.frontends.discord.endpoints import Endpoint, EndpointError, TokenError, endpoint_of
from bot.registry.opening import Registry
from bot.settings import Settings, SettingsError
from bot.settings import read as read_settings
from tests.bot.frontends.discord.linked import Linked, registry_in
from tests.fakes.discord import TOKEN, Answer, BlackHole, FakeDiscord, bad_gateway, shown
from tests.fakes.discord.gateway import PRIVILEGED

OTHER = "MTEwMDAwMDAwMDAwMDAwMDAwMg.GfAkEc.AnotherTokenThatIsNotKnown0123456789abcd"


@pytest.fixture
def discord() -> Iterator[FakeDiscord]:
    with FakeDiscord() as fake:
        yield fake


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    opened = registry_in(tmp_path)
    yield opened
    opened.close()


class TestLogin:
    def test_it_asks_for_no_privileged_intent_and_keeps_nothing(self, discord: FakeDiscord, registry: Registry) -> None:
        servers = [discord.server(f"S{number}") for number in range(3)]
        with Linked(discord, registry.inbox) as bot:
            client = bot.client
            assert client is not None
            discord.wait_until("all servers", lambda: len(client.servers) == 3)
            assert (list(client.guilds), list(client.users), list(client.cached_messages)) == ([], [], [])
            assert client.allowed_mentions is not None
            assert dict(client.allowed_mentions.to_dict()) == {"parse": []}
            servers[1].puts_the_bot_out()
            discord.wait_until("it to be told", lambda: bot.left == [servers[1].id])
            assert client.servers == {servers[0].id, servers[2].id}
            discord.delivers("GUILD_DELETE", {"id": str(servers[0].id), "unavailable": True})
            discord.delivers("GUILD_CREATE", {"id": "5"})
            discord.wait_until("another server", lambda: 5 in client.servers)
            assert bot.left == [servers[1].id]
        (identified,) = discord.world.identified
        assert (identified.kind, identified.intents, identified.shard) == ("identify", 1, (0, 1))
        assert identified.intents is not None
        assert identified.intents & PRIVILEGED == 0

    def test_a_wrong_token_is_the_operators_mistake(self, discord: FakeDiscord) -> None:
        async def run() -> Client | None:
            return await log_in(Endpoint(OTHER, discord.api, discord.gateway, loopback_only=True), asyncio.Event())

        with pytest.raises(TokenError) as told:
            asyncio.run(run())
        assert str(told.value) == (
            "Discord does not accept the bot's token; put the one that the Developer Portal shows in"
            " VERBALE_DISCORD_TOKEN or VERBALE_DISCORD_TOKEN_FILE"
        )

    def test_an_unreachable_discord_is_asked_until_the_end(self, discord: FakeDiscord) -> None:
        with FakeDiscord() as gone:
            api = gone.api

        async def run() -> Client | None:
            stopping = asyncio.Event()
            asyncio.get_running_loop().call_later(0.8, stopping.set)
            return await log_in(Endpoint(TOKEN, api, discord.gateway, loopback_only=True), stopping)

        assert asyncio.run(run()) is None

    def test_a_page_of_somebody_elses_is_no_answer(self, discord: FakeDiscord, registry: Registry) -> None:
        page = Answer(200, "<html>Please log in to this network</html>", "text/html")
        discord.faults.queue(page, method="get_my_user")
        discord.faults.queue(page, method="get_my_oauth2_application")
        with Linked(discord, registry.inbox, connected=False) as bot:
            bot.waits_for("ready")
        assert len(discord.calls("get_my_user")) == 3

    def test_it_ends_while_it_waits_for_an_answer(self, discord: FakeDiscord, registry: Registry) -> None:
        discord.faults.queue(BlackHole(), method="get_my_user")
        with Linked(discord, registry.inbox, connected=False) as bot:
            discord.wait_until("the request", lambda: discord.calls("get_my_user"))
        assert bot.client is None

    def test_a_gateway_that_is_never_there_is_tried_without_end(
        self, discord: FakeDiscord, registry: Registry, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        depths: list[int] = []
        connect, sleep = DiscordWebSocket.from_client, asyncio.sleep

        async def from_client(*given: Any, **named: Any) -> Any:
            if len(depths) < 6:
                raise OSError("no route to host")
            return await connect(*given, **named)

        def pause(seconds: float) -> Any:
            if seconds == 5.0:  # discord.py's after a failure
                depths.append(len(inspect.stack(0)))
            return sleep(min(seconds, 0.01))

        monkeypatch.setattr(DiscordWebSocket, "from_client", from_client)
        monkeypatch.setattr("discord.shard.asyncio.sleep", pause)
        with Linked(discord, registry.inbox) as bot:
            bot.waits_for("ready")
        assert len(depths) == 6
        assert len(set(depths)) == 1

    def test_a_server_that_fails_for_a_moment_is_asked_again(self, discord: FakeDiscord, registry: Registry) -> None:
        discord.faults.queue(bad_gateway(), method="get_my_user")
        with Linked(discord, registry.inbox, connected=False) as bot:
            bot.waits_for("ready")
        assert len(discord.calls("get_my_user")) == 2


class TestAddresses:
    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"api": "https://discord.com/api/v10"},
             "in tests only a server on this machine is asked; set VERBALE_DISCORD_API to a fake"),
            ({"gateway": "wss://gateway.discord.gg"},
             "in tests only a server on this machine is asked; set VERBALE_DISCORD_GATEWAY to a fake"),
            ({"api": "ftp://127.0.0.1"},
             "VERBALE_DISCORD_API is no address of a server; write one such as https://discord.com/api/v10"),
            ({"gateway": "http://127.0.0.1"},
             "VERBALE_DISCORD_GATEWAY is no address of a server; write one such as wss://gateway.discord.gg"),
            ({"api": "http://me:secret@127.0.0.1"},
             "VERBALE_DISCORD_API is no address of a server; write one such as https://discord.com/api/v10"),
            ({"token": "1234:Telegram"},
             "the Discord token is not of the form that the Developer Portal shows (three parts with dots between);"
             " see VERBALE_DISCORD_TOKEN and VERBALE_DISCORD_TOKEN_FILE"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_used_is_refused(self, given: dict[str, Any], said: str) -> None:
        good: dict[str, Any] = {"token": TOKEN, "api": "http://127.0.0.1:1", "gateway": "ws://127.0.0.1:1"}
        with pytest.raises(EndpointError) as told:
            Endpoint(**(good | given), loopback_only=True)
        assert str(told.value) == said

    def test_settings_say_where_and_the_token_shows_nowhere(self, tmp_path: Path) -> None:
        given = {"VERBALE_DISCORD_TOKEN": TOKEN, "VERBALE_DISCORD_SHARDS": "4"}
        settings = read_settings(given, tmp_path)
        endpoint = endpoint_of(settings)
        assert endpoint == Endpoint(TOKEN, shards=4)
        assert TOKEN in settings.secrets
        assert TOKEN not in repr((endpoint, settings))

    def test_without_a_token_it_says_where_to_put_one(self, tmp_path: Path) -> None:
        with pytest.raises(SettingsError) as told:
            endpoint_of(read_settings({}, tmp_path))
        assert str(told.value) == (
            "there is no token for Discord; set VERBALE_DISCORD_TOKEN, or VERBALE_DISCORD_TOKEN_FILE to its file"
        )

    def test_loopback_is_a_setting(self, tmp_path: Path) -> None:
        settings: Settings = read_settings({"VERBALE_DISCORD_TOKEN": TOKEN, "VERBALE_DISCORD_LOOPBACK": "1"}, tmp_path)
        with pytest.raises(EndpointError):
            endpoint_of(settings)

    def test_a_session_is_not_resumed_at_another_machine(self, discord: FakeDiscord, registry: Registry) -> None:
        with Linked(discord, registry.inbox) as bot:
            discord._server.gateway.address = "ws://192.0.2.1/gateway"  # for documents, no machine has it
            discord.invalidates()
            bot.waits_for("ready", 2)
            discord.drops()
            bot.waits_for("ready", 3, 8)  # refused, then begun anew where the settings say
        assert [one.kind for one in discord.world.identified] == ["identify"] * 3


class TestSessions:
    def test_a_server_that_was_left_meanwhile_is_noticed(self, discord: FakeDiscord, registry: Registry) -> None:
        servers = [discord.server(f"S{number}") for number in range(2)]
        with Linked(discord, registry.inbox) as bot:
            servers[0].guild.joined = False
            discord.invalidates()
            bot.waits_for("ready", 2)
            assert bot.left == [servers[0].id]
            assert bot.client is not None
            assert bot.client.servers == {servers[1].id}

    def test_a_dropped_gateway_is_resumed_and_nothing_is_lost(self, discord: FakeDiscord, registry: Registry) -> None:
        anna = discord.member("Anna")
        with Linked(discord, registry.inbox) as bot:
            assert shown(anna.asks("x").reply()) == "answered commanded"
            for times in range(1, 4):
                discord.drops()
                asked = anna.asks("while it was away")
                bot.waits_for("resumed", times)
                assert shown(asked.reply()) == "answered commanded"
        kinds = [one.kind for one in discord.world.identified]
        assert kinds == ["identify", "resume", "resume", "resume"]
        assert len({one.session for one in discord.world.identified}) == 1
        assert bot.counted["received"] == 4

    def test_reconnect_is_done_at_once(self, discord: FakeDiscord, registry: Registry) -> None:
        anna = discord.member("Anna")
        with Linked(discord, registry.inbox) as bot:
            discord.reconnects()
            asked = anna.asks("x")
            assert shown(asked.reply()) == "answered commanded"
            bot.waits_for("resumed")
        assert [one.kind for one in discord.world.identified] == ["identify", "resume"]

    def test_an_invalid_session_is_begun_anew(self, discord: FakeDiscord, registry: Registry) -> None:
        anna = discord.member("Anna")
        with Linked(discord, registry.inbox) as bot:
            discord.invalidates(resumable=True)
            bot.waits_for("resumed")
            discord.invalidates()
            bot.waits_for("ready", 2)
            assert shown(anna.asks("x").reply()) == "answered commanded"
        assert [one.kind for one in discord.world.identified] == ["identify", "resume", "identify"]

    def test_a_session_that_cannot_be_resumed_is_begun_anew(self, discord: FakeDiscord, registry: Registry) -> None:
        with Linked(discord, registry.inbox) as bot:
            discord._server.gateway.sessions.clear()
            discord.closes(4000)
            bot.waits_for("ready", 2)
        assert [one.kind for one in discord.world.identified] == ["identify", "identify"]

    def test_a_gateway_that_is_shut_is_waited_for(self, discord: FakeDiscord, registry: Registry) -> None:
        anna = discord.member("Anna")
        with Linked(discord, registry.inbox) as bot:
            discord.shuts_the_gateway()
            discord.closes(1001)
            bot.waits_for("disconnected")
            time.sleep(0.3)
            discord.shuts_the_gateway(shut=False)
            bot.waits_for("ready", 2, 10)
            assert shown(anna.asks("x").reply()) == "answered commanded"
            assert (bot.reached[0], False in bot.reached, bot.reached[-1]) == (True, True, True)

    def test_it_is_reached_only_while_every_connection_has_a_session(
        self, discord: FakeDiscord, registry: Registry
    ) -> None:
        discord.world.shards = 2
        with Linked(discord, registry.inbox) as bot:
            discord.wait_until("both", lambda: bot.reached == [False, True])
            discord.drops()
            bot.waits_for("resumed", 2)
            discord.wait_until("both again", lambda: bot.reached[-1])
            before = len(bot.reached)
            assert bot.reached[before - 2 :] == [False, True]  # once or, where one resumed before the other fell, twice
            discord.drops(shard=1)
            bot.waits_for("resumed", 3)
            discord.wait_until("both once more", lambda: bot.reached[-1])
            assert bot.reached[before:] == [False, True]

    def test_heartbeats_keep_the_session(self, discord: FakeDiscord, registry: Registry) -> None:
        discord.world.heartbeat = 0.1
        with Linked(discord, registry.inbox):
            discord.wait_until("heartbeats", lambda: discord._server.gateway.beats >= 4)

    def test_two_shards_each_have_their_servers(self, discord: FakeDiscord, registry: Registry) -> None:
        discord.world.shards = 2
        first, second = _one_of_each_shard(discord)
        anna = discord.member("Anna")
        with Linked(discord, registry.inbox) as bot:
            bot.waits_for("ready", 2)
            assert sorted(one.shard or (9, 9) for one in discord.world.identified) == [(0, 2), (1, 2)]
            rooms = [first.channel("a"), second.channel("b")]
            assert [shown(anna.asks("x", room).reply()) for room in rooms] == ["answered commanded"] * 2
            discord.drops(shard=1)
            asked = anna.asks("y", rooms[1])
            assert shown(anna.asks("y", rooms[0]).reply()) == "answered commanded"
            assert shown(asked.reply()) == "answered commanded"
            bot.waits_for("resumed")
        assert bot.counted["received"] == 4
        resumed = [one.shard for one in discord.world.identified if one.kind == "resume"]
        assert resumed == [(1, 2)]

    def test_the_number_of_shards_may_be_set(self, discord: FakeDiscord, registry: Registry) -> None:
        with Linked(discord, registry.inbox, shards=3) as bot:
            bot.waits_for("ready", 3)
        assert sorted(one.shard or (9, 9) for one in discord.world.identified) == [(0, 3), (1, 3), (2, 3)]
        assert discord.calls("get_bot_gateway") == []

    def test_too_few_shards_are_the_operators_mistake(self, discord: FakeDiscord, registry: Registry) -> None:
        discord.world.shards = 2
        with Linked(discord, registry.inbox, shards=1, connected=False) as bot:
            failed = bot.ends()
        assert isinstance(failed, ShardsError)
        assert str(failed) == (
            "Discord does not serve this bot by so few connections, or by a connection of this number; unset"
            " VERBALE_DISCORD_SHARDS to have as many as Discord recommends"
        )

    def test_a_token_that_is_taken_back_ends_the_bot(self, discord: FakeDiscord, registry: Registry) -> None:
        with Linked(discord, registry.inbox) as bot:
            discord.closes(4004)
            assert isinstance(bot.ends(), TokenError)

    def test_events_that_cannot_be_read_do_not_end_the_session(self, discord: FakeDiscord, registry: Registry) -> None:
        anna = discord.member("Anna")
        with Linked(discord, registry.inbox) as bot:
            broken: list[tuple[str, Any]] = [
                ("GUILD_CREATE", {}),
                ("GUILD_CREATE", None),
                ("GUILD_DELETE", {"id": "x"}),
                ("INTERACTION_CREATE", None),
                ("READY_AGAIN", {}),
                ("MESSAGE_CREATE", {"id": 5}),
            ]
            for kind, data in broken:
                discord.delivers(kind, data)
            assert shown(anna.asks("x").reply()) == "answered commanded"
            assert bot.counted["unreadable"] == 4
        assert [one.kind for one in discord.world.identified] == ["identify"]


def _one_of_each_shard(discord: FakeDiscord) -> tuple[Any, Any]:
    found: dict[int, Any] = {}
    while len(found) < 2:
        server = discord.server("S")
        found.setdefault((server.id >> 22) % 2, server)
        time.sleep(0.002)
    return found[0], found[1]
