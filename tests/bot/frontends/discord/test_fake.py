"""The fake Discord itself: held against Discord's own description, and made to refuse what Discord refuses."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import aiohttp
import discord as library
import pytest
from discord.http import Route

from bot.frontends.discord.client import Client, log_in
from bot.frontends.discord.endpoints import Endpoint
from tests.fakes.discord import APPLICATION, Doing, FakeDiscord, buttons, flood, shown
from tests.fakes.discord.commands import LOCALES
from tests.fakes.discord.contract import SPECIFICATION, Specification, specification
from tests.fakes.discord.limits import check_message, pings
from tests.fakes.discord.rest import OPERATIONS
from tests.fakes.discord.world import COMPONENTS_V2, EPHEMERAL, VIEW_CHANNEL, Json, RefusalError

NOBODY: Json = {"allowed_mentions": {"parse": []}}
HOOK = "/webhooks/{application}/{token}"
ORIGINAL = f"{HOOK}/messages/@original"


@pytest.fixture(scope="module")
def described() -> Specification:
    found = specification()
    if found is None:
        pytest.skip(f"Discord's description is not at hand ({SPECIFICATION.name})")
    return found


@pytest.fixture
def discord() -> Iterator[FakeDiscord]:
    with FakeDiscord() as fake:
        yield fake


class Caller:
    """Requests as the bot makes them; status and body of each."""

    def __init__(self, discord: FakeDiscord, session: aiohttp.ClientSession) -> None:
        self.discord = discord
        self.session = session

    async def __call__(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        headers = {"Authorization": f"Bot {self.discord.token}"}
        async with self.session.request(method, self.discord.api + path, json=body, headers=headers) as answer:
            if answer.status == 204:
                return 204, None
            assert answer.headers["Content-Type"] == "application/json"
            return answer.status, await answer.json()

    async def acknowledges(self, doing: Doing, body: Json) -> tuple[int, Any]:
        path = f"/interactions/{doing.interaction.id}/{doing.interaction.token}/callback"
        return await self("POST", path, body)

    async def by_token(self, doing: Doing, method: str, path: str, body: object = None) -> tuple[int, Any]:
        return await self(method, path.format(application=APPLICATION, token=doing.interaction.token), body)


def calling(discord: FakeDiscord, work: Callable[[Caller], Coroutine[Any, Any, None]]) -> None:
    async def run() -> None:
        async with aiohttp.ClientSession() as session:
            await work(Caller(discord, session))

    asyncio.run(run())


def button(label: str = "Yes", name: str = "a", **more: Any) -> Json:
    return {"type": 2, "style": 1, "label": label, "custom_id": name} | more


def row(*inner: Json) -> Json:
    return {"type": 1, "components": list(inner)}


def text(content: str) -> Json:
    return {"type": 10, "content": content}


def container(*inner: Json) -> Json:
    return {"type": 17, "accent_color": 0x123456, "components": list(inner)}


def layout(*components: Json) -> Json:
    return {"flags": COMPONENTS_V2, "components": list(components)} | NOBODY


class TestAnswers:
    def test_the_first_answer_counts_and_only_within_the_deadline(self, discord: FakeDiscord) -> None:
        anna = discord.member("Anna")
        in_time, late, unknown = anna.asks("x"), anna.asks("y"), anna.asks("z")
        late.interaction.ages(3.01)
        unknown.interaction.token = "other"

        async def work(call: Caller) -> None:
            assert await call.acknowledges(in_time, {"type": 5}) == (204, None)
            again = await call.acknowledges(in_time, {"type": 5})
            assert again == (400, {"message": "Interaction has already been acknowledged.", "code": 40060})
            gone = {"message": "Unknown interaction", "code": 10062}
            assert await call.acknowledges(late, {"type": 5}) == (404, gone)
            path = f"/interactions/{unknown.interaction.id}/token/callback"
            assert await call("POST", path, {"type": 5}) == (404, gone)
            assert (await call.acknowledges(unknown, {"type": 7}))[1]["code"] == 50035

        calling(discord, work)

    def test_ephemeral_is_fixed_by_the_deferral_and_the_first_follow_up_fills_it(self, discord: FakeDiscord) -> None:
        anna, general = discord.member("Anna"), discord.server("S").channel("general")
        public, private = anna.asks("x", general), anna.asks("y", general)

        async def work(call: Caller) -> None:
            await call.acknowledges(public, {"type": 5})
            await call.acknowledges(private, {"type": 5, "data": {"flags": EPHEMERAL}})
            body: Json = {"content": "hello", "flags": EPHEMERAL} | NOBODY
            status, message = await call.by_token(public, "PATCH", ORIGINAL, body)
            assert (status, message["flags"], message["content"]) == (200, 0, "hello")
            _, filled = await call.by_token(private, "POST", HOOK, {"content": "for you"} | NOBODY)
            assert (filled["flags"], int(filled["id"])) == (EPHEMERAL, private.interaction.original)
            _, second = await call.by_token(private, "POST", HOOK, {"content": "for all"} | NOBODY)
            assert second["flags"] == 0

        calling(discord, work)
        assert (public.private, private.private) == (False, True)
        assert [shown(message) for message in general.hears(2)] == ["hello", "for all"]
        assert shown(private.reply()) == "for you"
        assert [shown(message) for message in private.followups()] == ["for all"]

    def test_a_token_is_good_once_answered_and_for_fifteen_minutes(self, discord: FakeDiscord) -> None:
        doing = discord.member("Anna").asks("x")

        async def work(call: Caller) -> None:
            unknown = (404, {"message": "Unknown Webhook", "code": 10015})
            assert await call.by_token(doing, "PATCH", ORIGINAL, {"content": "x"}) == unknown
            await call.acknowledges(doing, {"type": 5})
            doing.interaction.ages(899)
            assert (await call.by_token(doing, "PATCH", ORIGINAL, {"content": "x"} | NOBODY))[0] == 200
            assert await call.by_token(doing, "DELETE", ORIGINAL) == (204, None)
            assert (await call.by_token(doing, "GET", ORIGINAL))[1]["code"] == 10008
            doing.interaction.ages(1)
            expired = (401, {"message": "Invalid Webhook Token", "code": 50027})
            assert await call.by_token(doing, "GET", ORIGINAL) == expired

        calling(discord, work)
        doing.gone()

    def test_where_only_a_person_brought_it_five_follow_ups_are_allowed(self, discord: FakeDiscord) -> None:
        anna = discord.member("Anna", installed=True)
        doing = anna.asks("x", discord.server("Elsewhere", joined=False).channel("far"))

        async def work(call: Caller) -> None:
            await call.acknowledges(doing, {"type": 4, "data": {"content": "0"} | NOBODY})
            got = [await call.by_token(doing, "POST", HOOK, {"content": "x"} | NOBODY) for _ in range(6)]
            assert [status for status, _ in got] == [200] * 5 + [400]
            assert got[5][1]["code"] == 40094

        calling(discord, work)

    def test_a_button_changes_its_message_or_says_something_new(self, discord: FakeDiscord) -> None:
        anna, general = discord.member("Anna"), discord.server("S").channel("general")
        asked = anna.asks("x", general)

        async def first(call: Caller) -> None:
            body = layout(container(text("one"), row(button("More"))))
            await call.acknowledges(asked, {"type": 4, "data": body})

        async def second(call: Caller) -> None:
            await call.acknowledges(pressed, {"type": 6})
            await call.by_token(pressed, "PATCH", ORIGINAL, layout(text("two"), row(button("Back"))))
            await call.acknowledges(other, {"type": 7, "data": layout(text("three"), row(button("Back")))})

        calling(discord, first)
        (message,) = general.hears()
        pressed, other = anna.presses("More", message), anna.presses("M", message)
        calling(discord, second)
        assert shown(other.reply()) == "three"
        assert (shown(asked.reply()), [one["label"] for one in buttons(asked.reply())]) == ("three", ["Back"])
        with pytest.raises(AssertionError, match="no button 'More'; there are \\['Back'\\]"):
            anna.presses("More", asked.reply())

    def test_who_may_not_use_the_bot_cannot(self, discord: FakeDiscord) -> None:
        anna, far = discord.member("Anna"), discord.server("Elsewhere", joined=False).channel("far")
        with pytest.raises(AssertionError, match="neither in this server nor installed by this user"):
            anna.asks("x", far)


LIMITS: list[tuple[Json, str]] = [
    ({"content": "x" * 2001}, "content"),
    ({"content": "x"} | layout(text("y")), "content"),
    ({"embeds": [{"title": "x"}]} | layout(text("y")), "embeds"),
    (layout(*[text("x")] * 41), "components"),
    (layout(container(*[text("x")] * 40)), "components"),
    (layout(text("x" * 2001), text("y" * 2000)), "components"),
    (layout(text("")), "components.0"),
    (layout(row(button("x" * 81))), "components.0"),
    (layout(row(button(""))), "components.0"),
    (layout(row(button(name="x" * 101))), "components.0"),
    (layout(row(button(name=""))), "components.0"),
    (layout(row(button(), button())), "components"),
    (layout(row(*[button(name=str(number)) for number in range(6)])), "components.0"),
    (layout(row(button(style=5, custom_id=None, url="ftp://x"))), "components.0"),
    (layout(row(button(style=5, custom_id=None, url="https://x/" + "y" * 512))), "components.0"),
    (layout(row(button(style=7))), "components.0"),
    (layout(container()), "components.0"),
    (layout(container(container(text("x")))), "components.0"),
    (layout({"type": 9, "components": [text("x")]}), "components.0"),
    (layout(button()), "components.0"),
    ({"components": [text("x")]}, "components.0"),
    ({"content": "x", "components": [row(button(name=str(number))) for number in range(6)]}, "components"),
    (layout(row({"type": 3, "custom_id": "a", "options": [
        {"label": str(number), "value": str(number)} for number in range(26)]})), "components.0"),
    (layout(row({"type": 3, "custom_id": "a", "options": [{"label": "", "value": "x"}]})), "components.0"),
    (layout(row({"type": 3, "custom_id": "a", "options": [{"label": "a", "value": "x"}] * 2})), "components.0"),
    ({"embeds": [{"description": "x" * 4097}]}, "embeds.0"),
    ({"embeds": [{"description": "x" * 3001}, {"description": "y" * 3000}]}, "embeds"),
    ({"embeds": [{"title": "x" * 257}]}, "embeds.0"),
    ({"embeds": [{"fields": [{"name": "x", "value": "y" * 1025}]}]}, "embeds.0"),
]  # fmt: skip
ALLOWED: list[Json] = [
    {"content": "x" * 2000},
    layout(*[text("x")] * 40),
    layout(container(*[text("x")] * 39)),
    layout(text("x" * 4000)),
    layout(container(text("🌊"), {"type": 14}, row(button("x" * 80, "y" * 100)))),
    layout(row(button(style=5, custom_id=None, url="https://a.example/"))),
    layout({"type": 9, "components": [text("x")], "accessory": button()}),
    {"embeds": [{"description": "x" * 4096, "footer": {"text": "y" * 1904}}]},
    {"content": "x", "components": [row(*[button(name=str(number)) for number in range(5)])]},
]


@pytest.mark.parametrize(("body", "where"), LIMITS, ids=[str(number) for number in range(len(LIMITS))])
def test_what_is_over_a_limit_is_refused(body: Json, where: str) -> None:
    with pytest.raises(RefusalError) as told:
        check_message(body)
    assert (told.value.status, told.value.body["code"]) == (400, 50035)
    found: Json = told.value.body["errors"]
    for part in where.split("."):
        found = found[part]
    assert "_errors" in json.dumps(found)


@pytest.mark.parametrize("body", ALLOWED, ids=[str(number) for number in range(len(ALLOWED))])
def test_what_is_just_within_the_limits_is_taken(body: Json) -> None:
    check_message(body)


@pytest.mark.parametrize("body", [{}, {"content": ""}, {"components": []}])
def test_an_empty_message_is_refused(body: Json) -> None:
    with pytest.raises(RefusalError) as told:
        check_message(body)
    assert told.value.body == {"message": "Cannot send an empty message", "code": 50006}


@pytest.mark.parametrize(
    ("body", "pinged"),
    [
        ({"content": "@everyone <@12> <@&34> @here <#5>"}, ["@everyone", "<@12>", "<@&34>", "@here"]),
        ({"content": "@everyone <@12> <@!12> <@&34>"} | NOBODY, []),
        ({"content": "<@12> <@13>", "allowed_mentions": {"parse": [], "users": ["13"]}}, ["<@13>"]),
        ({"content": "@here <@13>", "allowed_mentions": {"parse": ["everyone"]}}, ["@here"]),
        ({"flags": COMPONENTS_V2, "components": [container(text("a <@12>"))]}, ["<@12>"]),
        (layout(container(text("a <@12>"))), []),
    ],
)
def test_whom_a_message_pings_is_known(body: Json, pinged: list[str]) -> None:
    assert pings(body) == pinged


def everything(discord: FakeDiscord) -> list[Json]:
    """Have members and the bot do all that the fake knows; the interactions that came of it."""
    fishers = discord.server("Fishers")
    general, news = fishers.channel("general"), fishers.channel("news", announcements=True)
    anna = discord.member("Anna", locale="fr", installed=True)
    boris = discord.member("Boris", manages=True)
    said = boris.says("The river is ours.", general)

    async def work(call: Caller) -> None:
        commands = f"/applications/{APPLICATION}/commands"
        ask: Json = {"name": "ask", "description": "Ask", "options": [
            {"type": 3, "name": "question", "description": "x", "required": True, "autocomplete": True}]}  # fmt: skip
        await call("PUT", commands, [ask, {"type": 3, "name": "Is this exact?"}])
        _, made = await call("POST", commands, {"name": "help", "description": "Help", "contexts": [0]})
        await call("PATCH", f"{commands}/{made['id']}", {"description": "How this works"})
        await call("GET", f"{commands}/{made['id']}")
        await call("GET", f"{commands}?with_localizations=true")
        await call("DELETE", f"{commands}/{made['id']}")
        guild = f"/applications/{APPLICATION}/guilds/{fishers.id}/commands"
        _, own = await call("POST", guild, {"name": "here", "description": "Here"})
        await call("PATCH", f"{guild}/{own['id']}", {"description": "Here only"})
        await call("GET", f"{guild}/{own['id']}")
        await call("DELETE", f"{guild}/{own['id']}")
        await call("PUT", guild, [])
        await call("GET", guild)
        for path in ("/users/@me", "/oauth2/applications/@me", "/applications/@me", "/gateway/bot"):
            await call("GET", path)
        for path in (f"/channels/{general.id}", f"/channels/{anna.direct.id}", f"/guilds/{fishers.id}/channels"):
            await call("GET", path)
        _, direct = await call("POST", "/users/@me/channels", {"recipient_id": str(anna.id)})
        assert direct["id"] == str(anna.direct.id)
        _, posted = await call("POST", f"/channels/{news.id}/messages", layout(container(text("new"), row(button()))))
        message = f"/channels/{news.id}/messages/{posted['id']}"
        await call("PATCH", message, layout(text("newer"), {"type": 14, "divider": True, "spacing": 2}))
        await call("POST", f"{message}/crosspost")
        await call("GET", message)
        _, thread = await call("POST", f"{message}/threads", {"name": "The whole text"})
        await call("POST", f"/channels/{thread['id']}/messages", {"content": "page one"} | NOBODY)
        await call("POST", f"/channels/{general.id}/threads", {"name": "Another", "type": 11})
        await call("POST", f"/channels/{general.id}/typing")
        await call("DELETE", message)
        await interactions(call)

    async def interactions(call: Caller) -> None:
        asked = anna.asks("x", general)
        path = f"/interactions/{asked.interaction.id}/{asked.interaction.token}/callback?with_response=true"
        await call("POST", path, {"type": 5, "data": {"flags": EPHEMERAL}})
        rich = {"embeds": [{"title": "Orda", "description": "x", "fields": [{"name": "a", "value": "b"}]}]}
        await call.by_token(asked, "PATCH", ORIGINAL, rich | {"components": [row(button("More", "m"))]} | NOBODY)
        _, follow = await call.by_token(asked, "POST", HOOK, layout(text("more")) | {"flags": COMPONENTS_V2 | 64})
        one = f"{HOOK}/messages/{follow['id']}"
        await call.by_token(asked, "PATCH", one, layout(text("still more")))
        await call.by_token(asked, "GET", one)
        await call.by_token(asked, "DELETE", one)
        await call.by_token(asked, "GET", ORIGINAL)
        pressed = anna.presses("More", asked.reply())
        await call.acknowledges(pressed, {"type": 6})
        await call.by_token(pressed, "DELETE", ORIGINAL)
        typed = anna.types("/ask", focused="question", question="w")
        path = f"/interactions/{typed.interaction.id}/{typed.interaction.token}/callback"
        await call("POST", path, {"type": 8, "data": {"choices": [{"name": "whose", "value": "whose"}]}})
        used = boris.uses("Is this exact?", said)
        await call.acknowledges(used, {"type": 4, "data": {"content": "yes"} | NOBODY})
        everywhere = (None, discord.conversation(anna, boris), general.thread("t"))
        for doing in [anna.asks("x", room) for room in everywhere]:
            await call.acknowledges(doing, {"type": 5})

    calling(discord, work)
    return [interaction.payload for interaction in discord.world.interactions.values()]


def test_every_request_and_answer_fits_discords_description(discord: FakeDiscord, described: Specification) -> None:
    payloads = everything(discord)
    called = {call.operation for call in discord.calls()}
    assert called == {*OPERATIONS, "get_bot_gateway"}
    assert [call.operation for call in discord.calls() if call.status >= 400] == []
    assert discord.breaches == []
    assert [breach for payload in payloads for breach in described.interaction(payload)] == []


def test_paths_and_methods_are_those_of_the_description(described: Specification) -> None:
    known = {name: described.operations[name][:2] for name in OPERATIONS}
    assert known == {name: (method, path) for name, (method, path, _) in OPERATIONS.items()}
    locales = described.locales()
    assert sorted(LOCALES) == sorted(locales)


def test_what_does_not_fit_the_description_is_noticed(discord: FakeDiscord, described: Specification) -> None:
    assert described.request("create_message", {"content": 3}) == [
        "create_message body: content: 3 is not of type 'string', 'null'"
    ]
    assert described.request("get_my_user", {"x": 1}) == ["get_my_user: there is no body"]
    assert described.response("get_bot_gateway", 200, {"url": "wss://x.example", "shards": 1}) == [
        "get_bot_gateway 200: : 'session_start_limit' is a required property"
    ]
    assert described.response("crosspost_message", 201, {}) == ["crosspost_message 201: there is no such answer"]
    assert described.response("get_channel", 404, {"message": "Unknown Channel"}) == [
        "get_channel 404: : 'code' is a required property"
    ]
    member = discord.member("Anna")
    payload = member.asks("x").interaction.payload
    del payload["user"]["username"]
    # The channel's recipient is the same person.
    assert described.interaction(payload) == [
        "user: : 'username' is a required property",
        "channel: recipients.0: 'username' is a required property",
    ]


class TestCommands:
    @pytest.mark.parametrize(
        "command",
        [
            {"name": "Ask", "description": "x"},
            {"name": "ask me", "description": "x"},
            {"name": "x" * 33, "description": "x"},
            {"name": "ask", "description": ""},
            {"name": "ask", "description": "x" * 101},
            {"name": "ask", "description": "x", "name_localizations": {"xx": "y"}},
            {"name": "ask", "description": "x", "name_localizations": {"fr": "Demander"}},
            {"name": "ask", "description": "x", "description_localizations": {"fr": "y" * 101}},
            {"type": 3, "name": "Exact?", "description": "x"},
            {"name": "ask", "description": "x", "options": [
                {"type": 3, "name": "a", "description": "x"}, {"type": 3, "name": "a", "description": "x"}]},
            {"name": "ask", "description": "x", "options": [
                {"type": 3, "name": "a", "description": "x"},
                {"type": 3, "name": "b", "description": "x", "required": True}]},
            {"name": "ask", "description": "x", "options": [
                {"type": 3, "name": "a", "description": "x", "choices": [{"name": "", "value": "x"}]}]},
        ],
    )  # fmt: skip
    def test_what_discord_refuses(self, discord: FakeDiscord, command: Json) -> None:
        async def work(call: Caller) -> None:
            status, body = await call("PUT", f"/applications/{APPLICATION}/commands", [command])
            assert (status, body["code"]) == (400, 50035)

        calling(discord, work)
        assert discord.world.creates == 0

    def test_members_enter_only_what_the_registered_command_takes(self, discord: FakeDiscord) -> None:
        general, anna = discord.server("S").channel("general"), discord.member("Anna")
        word = {"type": 3, "name": "word", "description": "x"}
        settings: Json = {"name": "settings", "description": "x", "options": [
            {"type": 1, "name": "where", "description": "x", "options": [
                {"type": 7, "name": "channel", "description": "x", "required": True},
                word | {"max_length": 5, "autocomplete": True},
                {"type": 3, "name": "how", "description": "x", "choices": [{"name": "Open", "value": "open"}]},
                {"type": 4, "name": "pause", "description": "x", "max_value": 60}]}]}  # fmt: skip

        async def work(call: Caller) -> None:
            await call("PUT", f"/applications/{APPLICATION}/commands", [settings])

        calling(discord, work)
        where: dict[str, Any] = {"channel": str(general.id)}
        data = anna.runs("/settings where", general, **where, how="open").interaction.payload["data"]
        assert data["options"][0]["options"][0] == {"name": "channel", "type": 7, "value": str(general.id)}
        assert data["resolved"]["channels"][str(general.id)]["type"] == 0
        anna.types("/settings where", general, focused="word", word="a word that is too long")
        for wrong, said in (
            (("/ask", where), "there is no command 'ask'"),
            (("/settings there", where), "there is no command '/settings there'"),
            (("/settings where", where | {"x": "y"}), "there is no option 'x'; there are"),
            (("/settings where", {}), r"the options \['channel'\] are required"),
            (("/settings where", where | {"how": "shut"}), r"'shut' is none of the choices \['open'\]"),
            (("/settings where", where | {"word": "123456"}), "'word' takes 0 to 5 characters, not 6"),
            (("/settings where", where | {"pause": 61}), "'pause' does not take 61"),
        ):
            with pytest.raises(AssertionError, match=said):
                anna.runs(wrong[0], general, **wrong[1])
        with pytest.raises(AssertionError, match="the option 'how' is not completed"):
            anna.types("/settings where", general, focused="how", how="o")
        with pytest.raises(AssertionError, match=r"there is no command 'Exact\?'"):
            anna.uses("Exact?", anna.says("x", general))

    def test_two_hundred_creates_a_day_are_allowed(self, discord: FakeDiscord) -> None:
        discord.world.creates = 199

        async def work(call: Caller) -> None:
            path = f"/applications/{APPLICATION}/commands"
            assert (await call("POST", path, {"name": "a", "description": "x"}))[0] == 201
            assert (await call("POST", path, {"name": "a", "description": "y"}))[0] == 200
            status, body = await call("POST", path, {"name": "b", "description": "x"})
            assert (status, body["code"]) == (429, 30034)

        calling(discord, work)


class TestChannels:
    def test_where_the_bot_may_not_it_is_told(self, discord: FakeDiscord) -> None:
        server = discord.server("S")
        hidden, mute = server.channel("hidden", bot=0), server.channel("mute", bot=VIEW_CHANNEL)
        plain = server.channel("plain")

        async def work(call: Caller) -> None:
            body = {"content": "x"} | NOBODY
            for channel, refusal in ((hidden.id, (403, 50001)), (mute.id, (403, 50013)), (1, (404, 10003))):
                status, said = await call("POST", f"/channels/{channel}/messages", body)
                assert (status, said["code"]) == refusal
            _, posted = await call("POST", f"/channels/{plain.id}/messages", body)
            status, said = await call("POST", f"/channels/{plain.id}/messages/{posted['id']}/crosspost")
            assert (status, said["code"]) == (400, 50024)

        calling(discord, work)

    def test_of_two_posts_with_one_nonce_the_first_stands(self, discord: FakeDiscord) -> None:
        plain = discord.server("S").channel("plain")

        async def work(call: Caller) -> None:
            path = f"/channels/{plain.id}/messages"
            for nonce in ("a", "a", "b"):
                await call("POST", path, {"content": nonce, "nonce": nonce, "enforce_nonce": True} | NOBODY)
            assert (await call("POST", path, {"content": "x", "nonce": "x" * 26}))[0] == 400

        calling(discord, work)
        assert [shown(message) for message in plain.hears(2)] == ["a", "b"]

    def test_a_post_is_crossposted_once(self, discord: FakeDiscord) -> None:
        news = discord.server("S").channel("news", announcements=True)

        async def work(call: Caller) -> None:
            _, posted = await call("POST", f"/channels/{news.id}/messages", {"content": "x"} | NOBODY)
            path = f"/channels/{news.id}/messages/{posted['id']}/crosspost"
            assert (await call("POST", path))[1]["flags"] == 1
            assert (await call("POST", path))[1]["code"] == 40033

        calling(discord, work)

    def test_messages_that_do_not_forbid_pings_are_noted(self, discord: FakeDiscord) -> None:
        plain = discord.server("S").channel("plain")

        async def work(call: Caller) -> None:
            await call("POST", f"/channels/{plain.id}/messages", {"content": "hello @everyone"})
            await call("POST", f"/channels/{plain.id}/messages", {"content": "hello @everyone"} | NOBODY)

        calling(discord, work)
        assert (discord.pings, discord.careless) == (["@everyone"], ["hello @everyone"])


def test_discord_py_repeats_a_429_only_with_via(discord: FakeDiscord) -> None:
    async def run() -> tuple[Any, float]:
        endpoint = Endpoint(discord.token, discord.api, discord.gateway, loopback_only=True)
        client = await log_in(endpoint, asyncio.Event())
        assert isinstance(client, Client)
        try:
            discord.faults.queue(flood(0.2), method="get_channel")
            begun = time.monotonic()
            found = await client.http.request(Route("GET", f"/channels/{general.id}"))
            took = time.monotonic() - begun
            discord.faults.queue(flood(0.2, via=False), method="get_channel")
            with pytest.raises(library.HTTPException) as told:
                await client.http.request(Route("GET", f"/channels/{general.id}"))
            assert told.value.status == 429
            return found, took
        finally:
            await client.close()

    general = discord.server("S").channel("general")
    found, took = asyncio.run(run())
    assert found["name"] == "general"
    assert took >= 0.2
