"""The connection: what it asks, what its errors say, and that it tells nobody the token."""

from __future__ import annotations

import asyncio
import logging
import pickle
import traceback
from collections.abc import Callable, Coroutine
from typing import Any

import httpx
import pytest
from telegram.error import BadRequest, Conflict, InvalidToken, TelegramError

from bot.frontends.telegram.api import (
    Bot,
    Endpoint,
    EndpointError,
    FloodError,
    NotSentError,
    ServerError,
    TokenError,
    UnknownError,
    Wire,
    open_bot,
)
from tests.fakes.telegram import TOKEN, BlackHole, FakeTelegram, Fault, HalfOpen, Reset, Status, bad_gateway, flood

CANARY = "K1234567"


def asked(telegram: FakeTelegram, answering: float = 0.3) -> TelegramError:
    """What getMe ends with, by the receiver's way of asking."""

    async def ask() -> None:
        wire = Wire(Endpoint(telegram.token, telegram.base, loopback_only=True), answering=answering)
        try:
            await wire.initialize()
            await wire.call("getMe", {})
        finally:
            await wire.shutdown()

    with pytest.raises(TelegramError) as told:
        asyncio.run(ask())
    return told.value


def sent(telegram: FakeTelegram, work: Callable[[Bot], Coroutine[Any, Any, Any]]) -> Any:
    """Do `work` with a bot that neither waits for its turn nor repeats anything."""

    async def run() -> Any:
        endpoint = Endpoint(telegram.token, telegram.base, loopback_only=True)
        bot = open_bot(endpoint, None, Wire(endpoint, answering=0.3))
        try:
            await bot.initialize()
            return await work(bot)
        finally:
            await bot.shutdown()

    return asyncio.run(run())


FAULTS: list[tuple[Fault, type[TelegramError], str]] = [
    (flood(7), FloodError, "Too many requests; the next is welcome after 7 seconds"),
    (Status(429, '{"ok": false}'), FloodError, "Too many requests; the next is welcome after 1 seconds"),
    (bad_gateway(), ServerError, "the server failed (status 502)"),
    (Status(404, "<h1>not here</h1>", "text/html"), ServerError, "the server failed (status 404)"),
    (Status(500, '{"ok": false, "description": "K1234567"}'), ServerError, "the server failed (status 500)"),
    (Status(504, "late"), UnknownError, "an answer that does not say what was done (status 504)"),
    (Reset(), UnknownError, "no answer (ReadError)"),
    (HalfOpen(), UnknownError, "no answer (ReadTimeout)"),
    (BlackHole(), UnknownError, "no answer (ReadTimeout)"),
    (Status(409, '{"ok": false, "description": "Conflict: two"}'), Conflict, "Conflict: two"),
    (Status(401, '{"ok": false, "description": "Unauthorized"}'), InvalidToken, "Unauthorized"),
    (Status(400, '{"ok": false, "description": "Bad Request: no"}'), BadRequest, "No"),
]


@pytest.mark.parametrize(("fault", "kind", "said"), FAULTS)
def test_an_error_says_whether_a_request_was_done(
    fault: Fault, kind: type[TelegramError], said: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with FakeTelegram() as telegram:
        telegram.faults.queue(fault, method="getMe")
        error = asked(telegram)
        assert type(error) is kind
        assert str(error) == said
        assert TOKEN not in caplog.text + "".join(traceback.format_exception(error))
        anna = telegram.person("Anna")
        telegram.faults.queue(fault, method="sendMessage")
        with pytest.raises(TelegramError) as told:
            sent(telegram, lambda bot: bot.send_message(anna.id, CANARY))
        assert type(told.value) is kind
        shown = caplog.text + "".join(traceback.format_exception(told.value))
        assert TOKEN not in shown
        assert CANARY not in shown


@pytest.mark.parametrize("body", ['{"ok": true, "result": {"message_id"', "[]", "17", "<html>"])
def test_a_message_is_not_known_to_be_sent_where_the_answer_is_no_json(
    body: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with FakeTelegram() as telegram:
        anna = telegram.person("Anna")
        telegram.faults.queue(Status(200, body + CANARY), method="sendMessage")
        with pytest.raises(UnknownError) as told:
            sent(telegram, lambda bot: bot.send_message(anna.id, "x"))
        assert str(told.value) == "an answer that does not say what was done (status 200)"
        assert CANARY not in caplog.text


def test_a_server_that_is_not_there_was_not_asked() -> None:
    with FakeTelegram() as telegram:
        pass
    error = asked(telegram)
    assert type(error) is NotSentError
    assert str(error) == "no connection (ConnectError)"


def test_a_wire_that_is_closed_was_not_asked() -> None:
    wire = Wire(Endpoint(TOKEN, "http://127.0.0.1:9", loopback_only=True))
    with pytest.raises(NotSentError) as told:
        asyncio.run(wire.call("getMe", {}))
    assert str(told.value) == "the connection is closed"


def test_half_a_surrogate_pair_is_refused_without_being_shown() -> None:
    with FakeTelegram() as telegram:
        anna = telegram.person("Anna")
        with pytest.raises(BadRequest) as told:
            sent(telegram, lambda bot: bot.send_message(anna.id, CANARY + "\ud83d"))
        assert str(told.value) == "strings must be encoded in UTF-8"
        assert CANARY not in "".join(traceback.format_exception(told.value))


def test_a_bot_whose_token_is_refused_says_so_without_it() -> None:
    with FakeTelegram() as telegram:
        telegram.world.logged_out = True
        with pytest.raises(TokenError) as told:
            sent(telegram, lambda bot: bot.get_me())
        shown: BaseException | None = told.value
        while shown is not None:
            assert TOKEN not in repr(shown)
            shown = shown.__cause__ or shown.__context__


def test_a_bot_shows_no_token() -> None:
    bot = open_bot(Endpoint(TOKEN, "http://127.0.0.1:9", loopback_only=True), None)
    assert f"{bot} {bot!r}" == "Bot[] Bot[]"


def test_a_bot_opens_one_set_of_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []

    class Counted(httpx.AsyncClient):
        def __init__(self, **given: Any) -> None:
            opened.append(self)
            super().__init__(**given)

    monkeypatch.setattr(httpx, "AsyncClient", Counted)
    with FakeTelegram() as telegram:
        sent(telegram, lambda bot: bot.get_me())
    assert [client.is_closed for client in opened] == [True]


def test_in_tests_no_proxy_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy of the environment would see the token."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("no_proxy", "")
    with FakeTelegram() as telegram:
        assert sent(telegram, lambda bot: bot.get_me()).username == "marenia_bot"


def test_a_flood_survives_a_process_boundary() -> None:
    assert pickle.loads(pickle.dumps(FloodError(7))).seconds == 7


@pytest.mark.parametrize(
    ("token", "base", "said"),
    [
        (
            "secret",
            "http://127.0.0.1:1",
            "the Telegram token is not of the form that @BotFather shows (digits, a colon, letters and digits);"
            " see VERBALE_TELEGRAM_TOKEN and VERBALE_TELEGRAM_TOKEN_FILE",
        ),
        (
            TOKEN,
            "https://api.telegram.org",
            "in tests only a server on this machine is asked; set VERBALE_TELEGRAM_API to a fake",
        ),
        (
            TOKEN,
            "http://127.0.0.1.example.org",
            "in tests only a server on this machine is asked; set VERBALE_TELEGRAM_API to a fake",
        ),
        (
            TOKEN,
            "ftp://127.0.0.1",
            "VERBALE_TELEGRAM_API is no address of a server; write one such as https://api.telegram.org",
        ),
        (
            TOKEN,
            "http://127.0.0.1:many",
            "VERBALE_TELEGRAM_API is no address of a server; write one such as https://api.telegram.org",
        ),
        (
            TOKEN,
            "http://[::1",
            "VERBALE_TELEGRAM_API is no address of a server; write one such as https://api.telegram.org",
        ),
        (
            TOKEN,
            "http://name:word@127.0.0.1",
            "VERBALE_TELEGRAM_API is no address of a server; write one such as https://api.telegram.org",
        ),
        (
            TOKEN,
            "https://127.0.0.1/?x=1",
            "VERBALE_TELEGRAM_API is no address of a server; write one such as https://api.telegram.org",
        ),
    ],
)
def test_an_endpoint_that_must_not_be_asked_is_refused(token: str, base: str, said: str) -> None:
    with pytest.raises(EndpointError) as told:
        Endpoint(token, base, loopback_only=True)
    assert str(told.value) == said


def test_an_endpoint_shows_no_token() -> None:
    endpoint = Endpoint(TOKEN)
    assert repr(endpoint) == "Endpoint(base='https://api.telegram.org', loopback_only=False)"
    assert endpoint.bot == "7000000001"
