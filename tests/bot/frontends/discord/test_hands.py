"""Steps carried out on the fake Discord, by the real client over real sockets: what members see, and what fails how."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import aiohttp
import pytest

from bot.frontends.discord import steps
from bot.frontends.discord.client import log_in
from bot.frontends.discord.endpoints import Endpoint
from bot.frontends.discord.hands import Hands
from bot.frontends.discord.layout import EVERYONE, Page, for_everyone, pressed, shown, turned
from bot.frontends.discord.outcome import RefusedError
from bot.frontends.discord.steps import Crosspost, Fill, Follow, Hook, Open, Post, Remove, Step
from bot.serving.outcome import Later, Outcome, Perhaps, Sent, Stale, Unreachable
from bot.views.keyboard import Button
from tests.fakes import discord as fake
from tests.fakes.discord import FakeDiscord, Json, flood, internal

DATA = "wen3q2-7wAbCd12.fr"
PAGE = Page(
    ("**Orda**", ">>> Whose \\* is it?", None, "Source: <https://mfa.example/>"),
    ((Button("Whole", DATA), Button("Next", turned(DATA, 2))), (Button("Site", link="https://mfa.example/"),)),
    0x123456,
)
PLAIN = Page(("Nothing published answers.",))
WORDS = "**Orda**\n>>> Whose \\* is it?\nSource: <https://mfa.example/>"
V2, QUIET, PRIVATE = 1 << 15, 1 << 2, 1 << 6


BROKEN = Page(("x" * 4001,))


@pytest.fixture
def discord() -> Iterator[FakeDiscord]:
    with FakeDiscord() as running:
        yield running
        assert running.pings == []
        assert running.careless == []
        assert [breach for breach in running.breaches if "xxx" not in breach and " 400: " not in breach] == []


def carried_out(discord: FakeDiscord, *planned: Step, seconds: float = 20.0) -> list[Outcome[int | None]]:
    """What became of steps that went through the inbox's form, one after another."""

    async def work() -> list[Outcome[int | None]]:
        endpoint = Endpoint(discord.token, discord.api, discord.gateway, loopback_only=True)
        client = await log_in(endpoint, asyncio.Event())
        assert client is not None
        try:
            async with Hands(endpoint, client.http, seconds) as hands:
                return [await hands.carry_out(step) for step in steps.unpacked(steps.packed(planned))]
        finally:
            await client.close()

    return asyncio.run(work())


def asked(discord: FakeDiscord, *, private: bool = False, presses: Json | None = None) -> tuple[fake.Doing, Hook]:
    """A question, or a press under `presses`, that was deferred."""
    member = discord.member("Anna")
    if presses is None:
        doing = member.asks("Secretly?", discord.server("Fishers").channel("general"))
    else:
        doing = member.presses("Whole", presses)
    deferral = {"type": 6} if presses is not None else {"type": 5, "data": {"flags": PRIVATE if private else 0}}
    defer(discord, doing, deferral)
    return doing, Hook(fake.APPLICATION, doing.interaction.token)


def defer(discord: FakeDiscord, doing: fake.Doing, answer: Json) -> None:
    async def work() -> None:
        async with aiohttp.ClientSession() as session:
            url = f"{discord.api}/interactions/{doing.interaction.id}/{doing.interaction.token}/callback"
            headers = {"Content-Type": "application/json"}
            async with session.post(url, json=answer, headers=headers) as response:
                assert response.status == 204

    asyncio.run(work())


def number(result: Outcome[int | None]) -> int:
    assert isinstance(result, Sent)
    assert result.result is not None
    return result.result


def test_the_announced_reply_is_filled_and_followed(discord: FakeDiscord) -> None:
    doing, hook = asked(discord)
    first, second = carried_out(discord, *steps.reply(hook, (PAGE, PLAIN)))
    reply = doing.reply()
    (more,) = doing.followups(1)
    assert (number(first), number(second)) == (int(reply["id"]), int(more["id"]))
    assert fake.shown(reply) == WORDS
    assert reply["flags"] == V2 | QUIET
    assert shown(reply["components"]) == PAGE
    assert (fake.shown(more), more["flags"]) == ("Nothing published answers.", V2 | QUIET)


def test_what_is_private_stays_so(discord: FakeDiscord) -> None:
    doing, hook = asked(discord, private=True)
    carried_out(discord, *steps.reply(hook, (PAGE, PLAIN), private=True))
    assert doing.reply()["flags"] == V2 | QUIET | PRIVATE
    assert doing.followups(1)[0]["flags"] == V2 | QUIET | PRIVATE


def test_a_refusal_takes_the_place_of_a_reply_announced_to_all(discord: FakeDiscord) -> None:
    doing, hook = asked(discord)
    removed, told = carried_out(discord, Remove(hook), Follow(hook, PLAIN, private=True))
    assert removed == Sent(None)
    (message,) = doing.followups(1)
    assert (int(message["id"]), message["flags"]) == (number(told), V2 | QUIET | PRIVATE)
    assert [one["id"] for one in discord.world.channels[doing.interaction.channel].messages.values()] == [message["id"]]


def test_a_press_changes_its_message_or_shows_it_to_everyone(discord: FakeDiscord) -> None:
    doing, hook = asked(discord, private=True)
    private = replace(PAGE, keyboard=(*PAGE.keyboard, (Button("Yes", "yen3q2-7wAbCd12"), Button("To all", EVERYONE))))
    carried_out(discord, Fill(hook, private))
    _, press = asked(discord, presses=doing.reply())
    stands = shown(doing.reply()["components"])
    assert stands == private
    changed, public = carried_out(discord, Fill(press, PLAIN), Follow(press, for_everyone(stands)))
    assert number(changed) == int(doing.reply()["id"])
    assert fake.shown(doing.reply()) == "Nothing published answers."
    told = discord.world.channels[doing.interaction.channel].messages[number(public)]
    assert (shown(told["components"]), told["flags"]) == (PAGE, V2 | QUIET)


def test_one_of_several_messages_is_removed(discord: FakeDiscord) -> None:
    doing, hook = asked(discord)
    _, second = carried_out(discord, *steps.reply(hook, (PAGE, PLAIN)))
    assert carried_out(discord, Remove(hook, number(second))) == [Sent(None)]
    assert fake.shown(doing.reply()) == WORDS
    assert carried_out(discord, Remove(hook, number(second))) == [Stale()]


def test_news_is_posted_and_crossposted_once(discord: FakeDiscord) -> None:
    channel = discord.server("Fishers").channel("news", announcements=True)
    (posted,) = carried_out(discord, Post(channel.id, PAGE, steps.nonce("delivery", "7")))
    crosspost = Crosspost(channel.id, number(posted))
    assert carried_out(discord, crosspost, crosspost) == [posted, posted]
    (message,) = channel.hears()
    assert (fake.shown(message), message["flags"]) == (WORDS, V2 | QUIET | 1)
    body = discord.calls("create_message")[0].body
    assert (body["nonce"], body["enforce_nonce"]) == ("iABL90yU-Yw55xJbQSzI", True)


def test_a_whole_statement_fills_a_thread(discord: FakeDiscord) -> None:
    channel = discord.server("Fishers").channel("general")
    (posted,) = carried_out(discord, Post(channel.id, PAGE, "1"))
    planned = steps.in_thread(channel.id, number(posted), "The Orda:\n  whose? " * 20, (PAGE, PLAIN))
    opened, *pages = carried_out(discord, *planned)
    assert opened == posted
    assert carried_out(discord, planned[0]) == [posted]
    thread = discord.world.channels[number(posted)]
    assert thread.name == "The Orda: whose? The Orda: whose? The Orda: whose…"
    assert [fake.shown(message) for message in thread.messages.values()] == [WORDS, "Nothing published answers."]
    assert list(thread.messages) == [number(page) for page in pages]


@pytest.mark.parametrize(
    ("fault", "filled", "followed"),
    [
        (internal(), Later(5.0), Perhaps()),
        (internal(done=True), Later(5.0), Perhaps()),
        (fake.bad_gateway(), Later(5.0), Perhaps()),
        (fake.Reset(), Later(5.0), Perhaps()),
        (fake.BlackHole(), Later(5.0), Perhaps()),
        (flood(60), Later(60.0), Later(60.0)),
        (flood(7, via=False), Later(7.0), Later(7.0)),
    ],
    ids=["500", "500 but done", "502", "reset", "silence", "long 429", "429 without Via"],
)
def test_nothing_is_repeated_that_may_have_been_done(
    discord: FakeDiscord, fault: fake.Fault, filled: object, followed: object
) -> None:
    _, hook = asked(discord)
    discord.faults.queue(fault, method="update_original_webhook_message")
    discord.faults.queue(fault, method="execute_webhook")
    assert carried_out(discord, Fill(hook, PAGE), Follow(hook, PAGE), seconds=0.5) == [filled, followed]
    assert len(discord.calls("execute_webhook")) == 1
    assert len(discord.calls("update_original_webhook_message")) == 1


def test_a_short_429_is_waited_out(discord: FakeDiscord) -> None:
    doing, hook = asked(discord)
    discord.faults.queue(flood(0.1), method="update_original_webhook_message")
    (result,) = carried_out(discord, Fill(hook, PAGE))
    assert number(result) == int(doing.reply()["id"])


def test_without_a_connection_nothing_was_sent() -> None:
    async def work(discord: FakeDiscord) -> Outcome[int | None]:
        endpoint = Endpoint(discord.token, discord.api, discord.gateway, loopback_only=True)
        client = await log_in(endpoint, asyncio.Event())
        assert client is not None
        async with Hands(endpoint, client.http, 1.0) as hands:
            await asyncio.to_thread(discord.__exit__, None, None, None)
            result = await hands.carry_out(Follow(Hook(fake.APPLICATION, "token"), PAGE))
        await client.close()
        return result

    assert asyncio.run(work(FakeDiscord().__enter__())) == Later(30.0)


def test_what_is_too_old_or_gone_is_stale(discord: FakeDiscord) -> None:
    doing, hook = asked(discord)
    doing.interaction.ages(1000)
    unknown = replace(hook, token="unknown")
    assert carried_out(discord, Fill(hook, PAGE), Follow(unknown, PAGE), Remove(hook)) == [Stale(), Stale(), Stale()]


def test_a_channel_that_lets_the_bot_not_write_is_unreachable(discord: FakeDiscord) -> None:
    shut = discord.server("Fishers").channel("shut", bot=0)
    posts = Post(shut.id, PAGE, "1"), Post(7, PAGE, "2"), Open(shut.id, 1, "x")
    assert carried_out(discord, *posts) == [Unreachable(), Unreachable(), Unreachable()]


def test_a_mistake_of_ours_names_the_fields_and_nothing_else(discord: FakeDiscord) -> None:
    _, hook = asked(discord)
    with pytest.raises(RefusedError) as raised:
        carried_out(discord, Fill(hook, BROKEN))
    assert str(raised.value) == ("Discord refused a request (status 400, code 50035) because of components")
    assert raised.value.__cause__ is None


@pytest.mark.parametrize("fault", [internal(), fake.Reset(), flood(60), flood(1, via=False), None])
def test_no_token_reaches_a_log_or_an_error(
    discord: FakeDiscord, fault: fake.Fault | None, caplog: pytest.LogCaptureFixture
) -> None:
    doing, hook = asked(discord)
    caplog.set_level(logging.DEBUG)
    if fault is not None:
        discord.faults.queue(fault, method="execute_webhook")
    told: list[Any] = [hook, Fill(hook, PAGE), steps.reply(hook, (PAGE, PAGE))]
    told += carried_out(discord, Follow(hook, PAGE))
    with pytest.raises(RefusedError) as raised:
        carried_out(discord, Follow(hook, BROKEN))
    told += [raised.value, *caplog.messages, *(record.exc_info for record in caplog.records)]
    for secret in (doing.interaction.token, discord.token, "Secretly"):
        assert secret not in repr(told)
    assert caplog.messages != []


def test_what_a_button_carries_is_read_back() -> None:
    assert pressed(f"nv:{DATA}") == (DATA, None)
    assert pressed(f"nv:{turned(DATA, 12)}") == (DATA, 12)
    assert pressed("nv:everyone") == (EVERYONE, None)
    for foreign in (DATA, "nv:", "nv:zzz", f"nv:{DATA}#0", f"nv:{DATA}#1#2", f"nv:{DATA} ", "other:wen"):
        assert pressed(foreign) is None


def test_what_became_of_each_step_is_counted(discord: FakeDiscord) -> None:
    doing, hook = asked(discord)
    counted: list[str] = []

    async def work() -> None:
        endpoint = Endpoint(discord.token, discord.api, discord.gateway, loopback_only=True)
        client = await log_in(endpoint, asyncio.Event())
        assert client is not None
        try:
            async with Hands(endpoint, client.http, count=counted.append) as hands:
                await hands.carry_out(Fill(hook, PAGE))
                discord.faults.queue(internal(), method="execute_webhook")
                await hands.carry_out(Follow(hook, PAGE))
                discord.faults.queue(flood(60), method="execute_webhook")
                await hands.carry_out(Follow(hook, PAGE))
                with pytest.raises(RefusedError):
                    await hands.carry_out(Follow(hook, BROKEN))
                doing.interaction.ages(1000)
                await hands.carry_out(Follow(hook, PAGE))
                await hands.carry_out(Post(7, PAGE, "2"))
        finally:
            await client.close()

    asyncio.run(work())
    assert counted == ["sent", "unknown", "retried", "refused", "stale", "unreachable"]
