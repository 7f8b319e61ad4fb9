"""Logs that may be shown: no token, and nothing that a citizen wrote.

JSON lines, or plain ones on a terminal. Each JSON line has its time (UTC), level and event (`bot.logbook`), what
service of which program wrote it, and whatever the event tells beside.

A filter stands on every handler. It writes the message out, takes secrets from it, and of an exception keeps where it
happened and its class. What an exception says is kept only of errors of the system and of our own: any other may
quote what it could not digest.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from types import TracebackType
from typing import Any, TextIO

from bot.logbook import entry
from bot.settings import Settings
from indexer.statement import VerbaleError

HIDDEN = "***"
CHATTY = ("aiohttp", "alembic", "asyncio", "discord", "faiss", "httpcore", "httpx", "sqlalchemy", "telegram", "urllib3")
"""Loggers that would write down requests, tokens, updates, or how they were loaded."""

_TOKENS = re.compile(
    r"""\d{5,20}(?::|%3A)[A-Za-z0-9_-]{20,}"""  # Telegram
    r"""|[A-Za-z0-9_-]{23,30}\.[A-Za-z0-9_-]{6,7}\.[A-Za-z0-9_-]{27,}"""  # Discord
    r"""|(?<=://)[^/\s@:]+:[^/\s@]+(?=@)""",  # user and password in an address
    re.IGNORECASE,
)
_FRONTEND = re.compile(r"bot\.frontends\.(telegram|discord)\b")
_log = logging.getLogger(__name__)


class Redacting(logging.Filter):
    """Takes tokens and the given secrets from a record, and what an exception says."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._secrets = sorted((secret for secret in secrets if len(secret) >= 8), key=len, reverse=True)

    def filter(self, record: logging.LogRecord) -> bool:
        """Changes the record; always true."""
        try:
            message = record.getMessage()
        except Exception:  # a mistaken call must not take the place of what it wanted to say
            message = f"a message that cannot be written ({record.pathname}:{record.lineno})"
        record.msg, record.args = self.redact(message), None
        if isinstance(record.exc_info, tuple) and record.exc_info[1] is not None:
            record.exc_text = self.redact(told(record.exc_info[1]))
            record.exc_info = None
        if record.stack_info:
            record.stack_info = self.redact(record.stack_info)
        record.beside = {
            name: self.redact(told) if isinstance(told, str) else told
            for name, told in getattr(record, "beside", {}).items()
        }
        return True

    def redact(self, text: str) -> str:
        """`text` without tokens and secrets."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return _TOKENS.sub(HIDDEN, text)


class JsonLines(logging.Formatter):
    """One JSON object a line. `always` stands in each: the service, and the program's version."""

    def __init__(self, always: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self._always = dict(always or {})

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        platform = _FRONTEND.match(record.name)
        beside = {name: told for name, told in getattr(record, "beside", {}).items() if told is not None}
        written: dict[str, Any] = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created)) + f".{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "event": getattr(record, "event", "library"),
            **self._always,
            **({"platform": platform[1]} if platform else {}),
            **beside,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_text:
            written["trace"] = record.exc_text
        return json.dumps(written, ensure_ascii=False)


def told(error: BaseException) -> str:
    """Where an exception came from, its class, and what it says where that is harmless; its causes first."""
    chain: list[str] = []
    now: BaseException | None = error
    while now is not None and len(chain) < 5:
        frames = traceback.extract_tb(now.__traceback__)
        places = "".join(f"\n  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-12:])
        chain.append(named(now) + places)
        now = now.__cause__ or (None if now.__suppress_context__ else now.__context__)
    return "\nthen\n".join(reversed(chain))


def named(error: BaseException) -> str:
    """The class of an exception, and what it says if that cannot be a citizen's text."""
    name = type(error).__qualname__
    return f"{name}: {error}" if isinstance(error, OSError | VerbaleError) else name


def start(settings: Settings, service: str, stream: TextIO) -> None:
    """Log to `stream` as the settings say, as `service`: ``telegram``, ``watch``."""
    level = logging.getLevelNamesMapping()[settings["log_level"].upper()]
    set_up(stream, level, settings.secrets, form=settings["log_format"], service=service)


def set_up(
    stream: TextIO,
    level: int = logging.INFO,
    secrets: Iterable[str] = (),
    *,
    form: str = "auto",
    service: str = "",
) -> None:
    """Log to `stream`, in place of all handlers there were; `form` is ``text``, ``json``, or ``auto`` for JSON lines
    where nobody sits before it.
    """
    handler = logging.StreamHandler(stream)
    handler.setLevel(level)  # a library that set a level of its own would pass by that of the root
    plain = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s", "%H:%M:%SZ")
    plain.converter = time.gmtime
    as_json = form == "json" or (form == "auto" and not stream.isatty())
    always = {"service": service, "program": program_version()} if service else {}
    handler.setFormatter(JsonLines(always) if as_json else plain)
    handler.addFilter(Redacting(secrets))
    logging.basicConfig(handlers=[handler], level=level, force=True)
    logging.captureWarnings(True)
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread


def program_version() -> str:
    """The version of this program, empty where it was not installed."""
    try:
        return version("note-verbale")
    except PackageNotFoundError:
        return ""


def serve(work: Callable[[], None]) -> int:
    """Do `work`; the exit code. An error that ends it is the log's last line, unless the lines are for people: those
    are told by the command itself, as of every other.
    """
    try:
        work()
        _log.info("the service was told to end, and has", extra=entry("stopped"))
    except VerbaleError as error:
        if not any(isinstance(handler.formatter, JsonLines) for handler in logging.getLogger().handlers):
            raise
        _log.critical("%s", error, extra=entry("ended", error=type(error).__name__))
        return 2
    return 0


def contain(loop: asyncio.AbstractEventLoop) -> None:
    """Log what nobody awaited by its class only: asyncio's own words show the whole task."""
    loop.set_exception_handler(_unawaited)


def _unawaited(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    error = context.get("exception")
    _log.error("something failed that nobody waited for", exc_info=error, extra=entry("unawaited"))


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        beside = entry("ended", error=kind.__qualname__)
        _log.critical("the program ends", exc_info=(kind, error, trace), extra=beside)


def _uncaught_in_thread(arguments: threading.ExceptHookArgs) -> None:
    if isinstance(arguments.exc_value, Exception):
        error = arguments.exc_value
        _log.error("a thread ends", exc_info=error, extra=entry("thread-ended", error=type(error).__qualname__))
