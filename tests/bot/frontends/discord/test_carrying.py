"""Replies through a real inbox and the real client to the fake Discord: what is sent how often, whatever happens."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.frontends.discord import steps
from bot.frontends.discord.carrying import Carrier
from bot.frontends.discord.client import log_in
from bot.frontends.discord.endpoints import PLATFORM, Endpoint
from bot.frontends.discord.events import Commanded, Manner, Origin, Place, Stored, packed
from bot.frontends.discord.hands import Hands
from bot.frontends.discord.layout import Page
from bot.frontends.discord.steps import Hook, Post, Step
from bot.registry.keys import Keys
from bot.registry.opening import Registry, open_registry
from bot.registry.updates import Update
from bot.serving.exchanging import Exchange, Response
from bot.serving.working import LaterError
from indexer.statement import Ministry
from tests.bot.frontends.discord.test_hands import asked, carried_out
from tests.fakes import discord as fake
from tests.fakes.discord import FakeDiscord, flood, internal

LEASE = timedelta(seconds=30)
BOT = str(fake.APPLICATION)
PAGES = (Page(("One.",)), Page(("Two.",)))


class Deciding:
    """Does `steps` about everything."""

    def __init__(self, *planned: Step) -> None:
        self.planned = planned
        self.gone: list[int] = []

    async def respond(self, event: Stored) -> Response[Step]:
        return Response(self.planned)

    async def paused(self, event: Stored, ministry: Ministry) -> Response[Step]:
        return Response()

    def apology(self, event: Stored) -> Response[Step]:
        return Response(self.planned[:1])

    async def moved(self, chat: int, to: int) -> None: ...

    async def unreachable(self, chat: int) -> None:
        self.gone.append(chat)


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    opened = open_registry(
        f"sqlite:///{tmp_path / 'registry.sqlite'}", Keys("a secret of this test and of no one else")
    )
    yield opened
    opened.close()


def arrived(registry: Registry, hook: Hook) -> None:
    origin = Origin(7, fake.APPLICATION, hook.token, 1, 2, Place.DIRECT)
    payload = packed(Stored(Commanded(origin, "ask"), Manner.EVERYONE))
    assert registry.inbox.accept(PLATFORM, BOT, 7, "1", payload)


def lent(registry: Registry) -> Update:
    (update,) = registry.inbox.claim(PLATFORM, BOT, 1, LEASE)
    return update


def handled(discord: FakeDiscord, registry: Registry, update: Update, deciding: Deciding) -> list[str]:
    """What was counted."""
    counted: list[str] = []

    async def work() -> None:
        endpoint = Endpoint(discord.token, discord.api, discord.gateway, loopback_only=True)
        client = await log_in(endpoint, asyncio.Event())
        assert client is not None
        try:
            async with Hands(endpoint, client.http, 1.0) as hands:
                exchange = Exchange(registry.inbox, Carrier(hands), deciding, LEASE, counted.append)
                await exchange.handle(update)
        finally:
            await client.close()

    asyncio.run(work())
    return counted


@pytest.mark.parametrize("fault", [internal(done=True), internal(), fake.Reset(), fake.BlackHole()])
def test_a_message_of_which_nobody_knows_is_sent_once_more_and_counted(registry: Registry, fault: fake.Fault) -> None:
    with FakeDiscord() as discord:
        doing, hook = asked(discord)
        arrived(registry, hook)
        for _ in range(3):
            discord.faults.queue(fault, method="execute_webhook")
        assert handled(discord, registry, lent(registry), Deciding(*steps.reply(hook, PAGES))) == ["again"]
        assert fake.shown(doing.reply()) == "One."
        assert len(discord.calls("execute_webhook")) == 2
        assert len(discord.calls("update_original_webhook_message")) == 1


def test_a_429_puts_the_rest_off_and_what_was_sent_is_not_sent_again(registry: Registry) -> None:
    with FakeDiscord() as discord:
        doing, hook = asked(discord)
        arrived(registry, hook)
        discord.faults.queue(flood(9, via=False), method="execute_webhook")
        update, deciding = lent(registry), Deciding(*steps.reply(hook, PAGES))
        with pytest.raises(LaterError) as raised:
            handled(discord, registry, update, deciding)
        assert raised.value.wait == timedelta(seconds=9)
        registry.inbox.release([update])
        assert handled(discord, registry, lent(registry), deciding) == []
        assert len(discord.calls("update_original_webhook_message")) == 1
        assert [fake.shown(one) for one in doing.followups(1)] == ["Two."]


def test_a_crash_between_two_messages_loses_and_doubles_none(registry: Registry) -> None:
    with FakeDiscord() as discord:
        doing, hook = asked(discord)
        arrived(registry, hook)
        planned = steps.reply(hook, PAGES)
        update = lent(registry)
        registry.inbox.sending(update, 0, steps.packed(planned), LEASE)
        carried_out(discord, planned[0])
        registry.inbox.sending(update, 1, None, LEASE)  # and here the process ended
        registry.inbox.release([update])
        again = lent(registry)
        assert (again.part, steps.unpacked(again.reply or b"[]")) == (1, planned)
        assert handled(discord, registry, again, Deciding()) == ["again"]
        assert [fake.shown(one) for one in doing.followups(1)] == ["Two."]


def test_a_channel_that_is_shut_ends_the_reply(registry: Registry) -> None:
    with FakeDiscord() as discord:
        _, hook = asked(discord)
        shut = discord.server("Shut").channel("shut", bot=0)
        arrived(registry, hook)
        deciding = Deciding(Post(shut.id, PAGES[0], "1"), Post(shut.id, PAGES[1], "2"))
        handled(discord, registry, lent(registry), deciding)
        assert deciding.gone == [shut.id]
        assert len(discord.calls("create_message")) == 1


def test_no_sort_tells_what_was_written() -> None:
    payload = packed(Stored(Commanded(Origin(7, 8, "token", 1, 2, Place.DIRECT), "ask"), Manner.ALONE))
    assert Carrier.sort(Carrier.__new__(Carrier), payload) == "commanded"
