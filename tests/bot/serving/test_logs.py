from __future__ import annotations

import asyncio
import io
import json
import logging
import re
import sys
import threading
from collections.abc import Iterator

import pytest

from bot.serving.logs import CHATTY, JsonLines, Redacting, contain, set_up
from indexer.statement import VerbaleError

TOKEN = "123456789:AAFakeFakeFakeFakeFakeFakeFakeFakeFa"
DISCORD = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTA.GabcDE.abcdefghijklmnopqrstuvwxyz_0123456789-A"
PASSPORT = "K1234567"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """What is logged from here on; afterwards everything is as before."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level, sys.excepthook, threading.excepthook)
    levels = {name: logging.getLogger(name).level for name in CHATTY}
    stream = io.StringIO()
    set_up(stream, logging.DEBUG, ["hush-hush", "short"])
    yield stream
    logging.captureWarnings(False)
    root.handlers[:], (root.level, sys.excepthook, threading.excepthook) = before[0], before[1:]
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def lines(stream: io.StringIO) -> list[dict[str, str]]:
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
        '{"time": "2026-05-28T20:26:40.250Z", "level": "warning", "logger": "bot.x", "message": "3 of Орда"}'
    )


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
    assert PASSPORT not in line["error"]
    first, second = line["error"].split("\nthen\n")
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
    assert lines(stream)[0]["error"] == shown


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
    assert line["error"].splitlines()[0] == "LookupError"
    assert PASSPORT not in stream.getvalue()


def test_a_thread_that_ends_and_the_program_s_end_are_told_likewise(stream: io.StringIO) -> None:
    def work() -> None:
        raise KeyError(PASSPORT)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    sys.excepthook(KeyError, KeyError(PASSPORT), None)
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert [(line["message"], line["error"].splitlines()[0]) for line in lines(stream)] == [
        ("a thread ends", "KeyError"),
        ("the program ends", "KeyError"),
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
    assert terminal.getvalue()[8:] == " INFO bot.x: version one is in use\n"
