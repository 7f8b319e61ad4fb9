"""The webhook over real sockets: who is let in, what is stored, what Telegram is told."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any

import httpx
import pytest
from telegram.error import BadRequest

from bot.frontends.telegram.api import Bot, Endpoint, open_bot
from bot.frontends.telegram.arrivals import LARGEST, WANTED
from bot.frontends.telegram.webhook import HEADER, Address, Webhook, WebhookError, announce
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.inbox import MemoryInbox

SECRET = "canary-secret_0123456789"
UPDATE = b'{"update_id": 12, "message": {"chat": {"id": 5}, "text": "Whose is the river?"}}'


class Listening:
    """A webhook with an inbox in memory, while `work` goes on."""

    def __init__(self, address: Address | None = None) -> None:
        self.inbox = MemoryInbox()
        self.counted: Counter[str] = Counter()
        self._address = address or Address(SECRET, port=0)

    def during(self, work: Callable[[Webhook], Coroutine[Any, Any, Any]]) -> Any:
        async def run() -> Any:
            webhook = Webhook(self._address, "7000000001", self.inbox, count=lambda event: self.counted.update([event]))
            async with webhook:
                return await work(webhook)

        return asyncio.run(run())

    def posts(
        self,
        body: bytes = UPDATE,
        *,
        secret: str | bytes | None = SECRET,
        method: str = "POST",
        path: str = "/telegram",
    ) -> int:
        """The status that a request gets."""

        async def post(webhook: Webhook) -> int:
            async with httpx.AsyncClient(trust_env=False) as client:
                shown = secret.encode() if isinstance(secret, str) else secret
                headers = {} if shown is None else {HEADER.encode(): shown}
                url = f"http://127.0.0.1:{webhook.port}{path}"
                return (await client.request(method, url, content=body, headers=headers)).status_code

        status: int = self.during(post)
        return status


def test_an_update_with_the_secret_is_stored() -> None:
    listening = Listening()
    assert listening.posts() == 200
    (arrival,) = listening.inbox.stored.values()
    assert (arrival.update_id, arrival.chat) == (12, "5")
    assert arrival.payload == b'{"update_id":12,"message":{"chat":{"id":5},"text":"Whose is the river?"}}'
    assert listening.inbox.sources == {("telegram", "7000000001")}
    assert listening.counted == {"received": 1}


@pytest.mark.parametrize("secret", [None, "", "canary-secret_012345678", SECRET + "9", SECRET.upper(), b"\xff\xfe"])
def test_without_the_secret_nothing_is_stored(secret: str | bytes | None, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    listening = Listening()
    assert listening.posts(secret=secret) == 403
    assert listening.inbox.stored == {}
    assert listening.counted == {"stranger": 1}
    assert SECRET not in caplog.text


def test_other_requests_are_refused() -> None:
    listening = Listening()
    assert listening.posts(method="GET") == 405
    assert listening.posts(path="/") == 404
    assert listening.posts(UPDATE + b" " * LARGEST) == 413
    assert listening.inbox.stored == {}


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b"[]", b'{"update_id": 12, "mess', b'{"a":' * 50_000, b'{"update_id": "12"}']
)
def test_what_will_never_be_an_update_is_not_asked_for_again(body: bytes) -> None:
    listening = Listening()
    assert listening.posts(body) == 200
    assert listening.inbox.stored == {}
    assert listening.counted == {"unreadable": 1}


def test_what_cannot_be_stored_is_asked_for_again(caplog: pytest.LogCaptureFixture) -> None:
    listening = Listening()
    listening.inbox.failures = [OSError("disk full: Whose is the river?")]
    assert listening.posts() == 503
    assert "river" not in caplog.text
    assert listening.posts() == 200
    assert listening.posts() == 200
    assert listening.counted == {"unstored": 1, "received": 1, "seen": 1}


def test_a_body_that_does_not_come_is_given_up() -> None:
    head = f"POST /telegram HTTP/1.1\r\nHost: x\r\n{HEADER}: {SECRET}\r\nContent-Length: 100\r\n\r\n" + "{"

    async def stall(webhook: Webhook) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", webhook.port)
        writer.write(head.encode())
        status = await asyncio.wait_for(reader.readline(), 5)
        writer.close()
        return status

    listening = Listening(Address(SECRET, port=0, slowest=0.2))
    assert listening.during(stall) == b"HTTP/1.1 408 Request Timeout\r\n"


def test_it_listens_on_loopback_alone() -> None:
    async def bound(webhook: Webhook) -> None:
        with socket.socket() as other:
            # The port is free on every other address of this machine.
            other.bind(("127.0.0.2", webhook.port))

    Listening().during(bound)


def test_a_port_that_is_taken_is_told() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        async def nothing(webhook: Webhook) -> None: ...

        with pytest.raises(WebhookError) as told:
            Listening(Address(SECRET, port=port)).during(nothing)
    assert str(told.value) == (
        f"the webhook cannot listen on 127.0.0.1 port {port} (Address already in use); choose another port"
    )


def test_settings_that_are_unsafe_are_refused() -> None:
    with pytest.raises(WebhookError) as told:
        Address("short")
    assert str(told.value) == ("the webhook's secret must be 16 to 256 letters, digits, _ or -; make a random one")
    with pytest.raises(WebhookError) as told:
        Address(SECRET, path="/bot7000000001:AAF/x")
    assert str(told.value) == "the webhook's path must be such as /telegram, and must not hold the bot's token"
    assert SECRET not in repr(Address(SECRET))


def delivered(
    telegram: FakeTelegram, listening: Listening, work: Callable[[Bot, str], Coroutine[Any, Any, Any]]
) -> Any:
    """Do `work` with a bot, and the address at which the webhook listens."""

    async def run(webhook: Webhook) -> Any:
        bot = open_bot(Endpoint(telegram.token, telegram.base, loopback_only=True), None)
        try:
            await bot.initialize()
            return await work(bot, f"http://127.0.0.1:{webhook.port}/telegram")
        finally:
            await bot.shutdown()

    return listening.during(run)


def test_telegram_delivers_everything_to_the_webhook_once_or_five_times() -> None:
    listening = Listening()
    with FakeTelegram() as telegram:
        people = [telegram.person(f"P{n}") for n in range(20)]
        telegram.redelivers(lambda number: 1 + number % 5)
        listening.inbox.failures = [OSError("disk full")] * 5

        async def work(bot: Bot, url: str) -> None:
            people[0].says("question 0")  # waits already
            await announce(bot, url, SECRET)
            for n in range(1, 100):
                people[n % 20].says(f"question {n}")
            await asyncio.to_thread(telegram.waits_until_taken, 20.0)

        delivered(telegram, listening, work)
        assert listening.inbox.texts == [f"question {n}" for n in range(100)]
        assert listening.inbox.given == {number: 1 + number % 5 for number in listening.inbox.stored}
        assert listening.counted == {"unstored": 5, "received": 100, "seen": 200}
        assert telegram.world.hook.failure == "Wrong response from the webhook: 503 Service Unavailable"
        (call,) = telegram.calls("setWebhook")
        assert call.parameters["allowed_updates"] == list(WANTED)
        assert telegram.breaches == []


def test_one_update_that_cannot_be_parsed_does_not_hold_up_the_others() -> None:
    listening = Listening()
    with FakeTelegram() as telegram:
        anna = telegram.person("Anna")

        async def work(bot: Bot, url: str) -> None:
            await announce(bot, url, SECRET, connections=1)
            for n in range(100):
                anna.says(f"question {n}")
                telegram.delivers('{"update_id": {id}, "mess')
            await asyncio.to_thread(telegram.waits_until_taken, 20.0)

        delivered(telegram, listening, work)
        assert listening.inbox.texts == [f"question {n}" for n in range(100)]
        assert listening.counted == {"received": 100, "unreadable": 100}


def test_another_secret_lets_telegram_in_no_more() -> None:
    listening = Listening()
    with FakeTelegram() as telegram:
        anna = telegram.person("Anna")

        async def work(bot: Bot, url: str) -> str | None:
            await announce(bot, url, SECRET + "x")
            anna.says("Whose is the river?")
            await asyncio.to_thread(telegram.wait_until, "a refusal", lambda: telegram.world.hook.failure)
            return (await bot.get_webhook_info()).last_error_message

        assert delivered(telegram, listening, work) == "Wrong response from the webhook: 403 Forbidden"
        assert listening.inbox.stored == {}


def test_an_address_that_holds_the_token_is_not_announced() -> None:
    with FakeTelegram() as telegram:

        async def work(bot: Bot, url: str) -> None:
            with pytest.raises(WebhookError) as told:
                await announce(bot, f"https://mfa.example/{telegram.token}", SECRET)
            assert str(told.value) == "the webhook's public address must not hold the bot's token"
            with pytest.raises(BadRequest) as refused:
                await announce(bot, "http://mfa.example/telegram", SECRET)
            assert str(refused.value) == "Bad webhook: an https url must be provided for webhook"

        delivered(telegram, Listening(), work)
        assert [call.parameters["url"] for call in telegram.calls("setWebhook")] == ["http://mfa.example/telegram"]
