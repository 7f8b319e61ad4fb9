from __future__ import annotations

import asyncio
import io
import json
import logging
import re
import sys
import threading
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from bot.logbook import entry
from bot.serving.logs import CHATTY, JsonLines, Redacting, contain, serve, set_up, start
from bot.settings import read
from indexer.statement import VerbaleError
from tests.bot.commands import logged_as_before

TOKEN = "123456789:AAFakeFakeFakeFakeFakeFakeFakeFakeFa"
DISCORD = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTA.GabcDE.abcdefghijklmnopqrstuvwxyz_0123456789-A"
PASSPORT = "K1234567"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """What is logged from here on; afterwards everything is as before."""
    with logged_as_before():
        stream = io.StringIO()
        set_up(stream, logging.DEBUG, ["hush-hush", "short"])
        yield stream


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (f"POST https://api.telegram.org/bot{TOKEN}/getMe", "POST https://api.telegram.org/bot***/getMe"),
        (f"bot{TOKEN.replace(':', '%3A')}/x", "bot***/x"),
        (f"Authorization: Bot {DISCORD}", "Authorization: Bot ***"),
        ("postgresql://verbale:pw@db.example/x", "postgresql://***@db.example/x"),
        ("a hush-hush secret", "a *** secret"),
        ("short words of operators stay", "short words of operators stay"),
        ("at 12:30:45 in 2026-06-01T12:30:45Z, sha256:abcdef", "at 12:30:45 in 2026-06-01T12:30:45Z, sha256:abcdef"),
    ],
)
def test_no_token_and_no_secret_is_written(stream: io.StringIO, written: str, shown: str) -> None:
    logging.getLogger("x").info("%s", written)
    assert lines(stream)[0]["message"] == shown


def test_a_line_in_full(stream: io.StringIO) -> None:
    record = logging.LogRecord("bot.x", logging.WARNING, "x.py", 1, "%d of %s", (3, "Орда"), None)
    record.created, record.msecs = 1_780_000_000.25, 250.0
    assert JsonLines().format(record) == (
        '{"time": "2026-05-28T20:26:40.250Z", "level": "warning", "event": "library", "logger": "bot.x", '
        '"message": "3 of Орда"}'
    )


def test_a_line_of_a_service_tells_its_event_and_what_belongs_to_it(stream: io.StringIO) -> None:
    set_up(stream, secrets=["hush-hush"], service="telegram discord")
    beside = entry("store-trouble", version=None, platform="telegram", error="hush-hush", pause_s=0.5, attempt=2)
    logging.getLogger("bot.frontends.discord.client").warning("not %s", "reached", extra=beside)
    (line,) = lines(stream)
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d\d\dZ", line.pop("time"))
    assert line == {
        "level": "warning",
        "event": "store-trouble",
        "service": "telegram discord",
        "program": version("note-verbale"),
        "platform": "telegram",
        "error": "***",
        "pause_s": 0.5,
        "attempt": 2,
        "logger": "bot.frontends.discord.client",
        "message": "not reached",
    }


def test_a_front_end_s_line_names_its_platform(stream: io.StringIO) -> None:
    logging.getLogger("bot.frontends.discord.sync").info("x", extra=entry("commands-set"))
    logging.getLogger("bot.serving.watching").info("x", extra=entry("paused"))
    assert [(line["event"], line.get("platform")) for line in lines(stream)] == [
        ("commands-set", "discord"),
        ("paused", None),
    ]


@pytest.mark.parametrize(
    ("form", "terminal", "as_json"),
    [
        ("auto", False, True),
        ("auto", True, False),
        ("json", False, True),
        ("json", True, True),
        ("text", False, False),
        ("text", True, False),
    ],
)
def test_the_form_is_as_set_or_what_fits_the_stream(
    stream: io.StringIO, form: str, terminal: bool, as_json: bool
) -> None:
    to = Terminal() if terminal else io.StringIO()
    set_up(to, form=form)
    logging.getLogger("bot.x").info("told")
    assert to.getvalue().startswith("{") is as_json


def test_the_settings_say_how_it_is_logged(stream: io.StringIO, tmp_path: Path) -> None:
    to = Terminal()
    given = {"VERBALE_LOG_FORMAT": "json", "VERBALE_LOG_LEVEL": "error", "VERBALE_WATCH_WEBHOOK": "https://x.example/y"}
    start(read(given, tmp_path), "watch", to)
    logging.getLogger("bot.x").warning("not at this level")
    logging.getLogger("bot.x").error("posted to https://x.example/y")
    assert [(line["service"], line["message"]) for line in lines(to)] == [("watch", "posted to ***")]


def test_an_error_that_ends_a_service_is_its_last_line(stream: io.StringIO) -> None:
    def work() -> None:
        raise VerbaleError(f"the token {TOKEN} is refused; write the right one")

    assert serve(lambda: None) == 0
    assert serve(work) == 2
    well, line = lines(stream)
    assert (well["level"], well["event"]) == ("info", "stopped")
    assert (line["level"], line["event"], line["error"]) == ("critical", "ended", "VerbaleError")
    assert line["message"] == "the token *** is refused; write the right one"
    set_up(stream, form="text")
    with pytest.raises(VerbaleError):
        serve(work)


def test_what_an_exception_says_is_not_written_but_where_it_was(stream: io.StringIO) -> None:
    def digest() -> None:
        raise KeyError(f"passport {PASSPORT}")

    try:
        try:
            digest()
        except KeyError as error:
            raise ValueError(f"cannot digest {PASSPORT}") from error
    except ValueError:
        logging.getLogger("x").exception("an update failed")
    (line,) = lines(stream)
    assert line["message"] == "an update failed"
    assert PASSPORT not in line["trace"]
    first, second = line["trace"].split("\nthen\n")
    assert first.splitlines()[0] == "KeyError"
    assert first.splitlines()[-1].endswith(" digest")
    assert second.splitlines()[0] == "ValueError"


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (ConnectionRefusedError(111, "Connection refused"), "ConnectionRefusedError: [Errno 111] Connection refused"),
        (VerbaleError("run 'verbale index'"), "VerbaleError: run 'verbale index'"),
        (VerbaleError(f"the token is {TOKEN}"), "VerbaleError: the token is ***"),
        (UnicodeEncodeError("utf-8", PASSPORT, 0, 1, "surrogates"), "UnicodeEncodeError"),
        (RuntimeError(PASSPORT), "RuntimeError"),
    ],
)
def test_what_harmless_exceptions_say_is(stream: io.StringIO, error: Exception, shown: str) -> None:
    logging.getLogger("x").error("failed", exc_info=error)
    assert lines(stream)[0]["trace"] == shown


def test_libraries_that_write_down_requests_are_silent(stream: io.StringIO) -> None:
    for name in CHATTY:
        logging.getLogger(name).info("HTTP Request: POST …/sendMessage %s", PASSPORT)
        logging.getLogger(f"{name}.deeper").debug("update %s", PASSPORT)
    logging.getLogger("httpx").warning("a warning is written")
    assert [line["message"] for line in lines(stream)] == ["a warning is written"]


def test_what_nobody_awaited_is_told_by_its_class(stream: io.StringIO) -> None:
    async def answer(text: str) -> None:
        raise LookupError(text)

    async def run() -> None:
        contain(asyncio.get_running_loop())
        task = asyncio.create_task(answer(PASSPORT), name=PASSPORT)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        del task

    asyncio.run(run())
    (line,) = lines(stream)
    assert line["message"] == "something failed that nobody waited for"
    assert (line["event"], line["trace"].splitlines()[0]) == ("unawaited", "LookupError")
    assert PASSPORT not in stream.getvalue()


def test_a_thread_that_ends_and_the_program_s_end_are_told_likewise(stream: io.StringIO) -> None:
    def work() -> None:
        raise KeyError(PASSPORT)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    sys.excepthook(KeyError, KeyError(PASSPORT), None)
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    told = [(line["message"], line["event"], line["error"], line["trace"].splitlines()[0]) for line in lines(stream)]
    assert told == [
        ("a thread ends", "thread-ended", "KeyError", "KeyError"),
        ("the program ends", "ended", "KeyError", "KeyError"),
    ]
    assert PASSPORT not in stream.getvalue()


def test_a_mistaken_call_of_the_log_stops_nothing(stream: io.StringIO) -> None:
    logging.getLogger("x").info("%d of %d", "three")
    (line,) = lines(stream)
    assert re.fullmatch(r"a message that cannot be written \(.*test_logs\.py:\d+\)", line["message"])


def test_the_filter_stands_for_any_formatter_of_any_handler() -> None:
    record = logging.LogRecord("x", logging.ERROR, "x.py", 1, "bot%s", (TOKEN,), None)
    try:
        raise KeyError(PASSPORT)
    except KeyError:
        record.exc_info = sys.exc_info()
    record.stack_info = f"Stack: {TOKEN}"
    Redacting().filter(record)
    written = logging.Formatter().format(record)
    assert written.startswith("bot***\nKeyError\n  ")
    assert written.endswith("\nStack: ***")
    assert PASSPORT not in written


def test_on_a_terminal_lines_are_for_people(stream: io.StringIO) -> None:
    terminal = Terminal()
    set_up(terminal)
    logging.getLogger("bot.x").info("version %s is in use", "one")
    logging.getLogger("bot.x").debug("not at this level")
    loud = logging.getLogger("loud")
    loud.setLevel(logging.DEBUG)
    loud.debug("nor this")
    assert terminal.getvalue()[8:] == "Z INFO bot.x: version one is in use\n"
