"""Telling others: a webhook when builds begin to fail and when they succeed again, and systemd that all is well.

Neither ever keeps a build waiting, and neither that fails does more harm than a line in the log.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Mapping
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import Any
from urllib.parse import urlsplit

import httpx

from bot.logbook import entry
from bot.tending.record import Build, Record, Result
from indexer.statement import VerbaleError

TRIES = 4
_FIRST_PAUSE_S = 2.0
_TIMEOUT_S = 10.0
_MOST_WAITING = 16
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}

_log = logging.getLogger(__name__)


class WebhookError(VerbaleError):
    """The webhook's address cannot be used."""


def demand_address(address: str) -> str:
    """`address`, which is an https one, or a plain http one of this machine. Raises `WebhookError`."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        parts, host = urlsplit(""), None
    if not host or parts.scheme not in ("http", "https") or (parts.scheme == "http" and host not in _LOOPBACK):
        raise WebhookError("VERBALE_WATCH_WEBHOOK is no https address; write one, or nothing")
    return address


def notice(event: str, told: Record) -> dict[str, Any]:
    """What a webhook is posted: `event` is ``failed`` or ``mended``."""
    build = told.build
    assert build is not None
    return {
        "event": event,
        "at": build.at.isoformat(),
        "store": build.version,
        "commit": told.commit,
        "message": build.message,
        "problems": list(build.problems),
        "count": build.count,
    }


def log(build: Build) -> None:
    """Say in the log what became of a look."""
    match build.result:
        case Result.FAILED:
            beside = entry("not-published", version=build.version, count=build.count)
            _log.error("nothing was published; %s stays in use: %s", build.version, build.message, extra=beside)
            for line in build.problems:
                _log.error("%s", line, extra=entry("problem"))
        case Result.HELD:
            _log.warning("nothing was published: %s", build.message, extra=entry("held", version=build.version))
        case Result.PUBLISHED:
            _log.info("version %s was published", build.version, extra=entry("published", version=build.version))
            if build.message:
                _log.warning("%s", build.message, extra=entry("gone", version=build.version))
        case Result.UNCHANGED:
            beside = entry("unchanged", version=build.version)
            _log.info("version %s says what the folder says", build.version, extra=beside)


class Webhook:
    """Posts what it is told as JSON, in order, from a thread of its own; the address is a secret and is logged nowhere.

    What cannot be delivered in `TRIES` is dropped, and so is what does not fit in the queue.
    """

    def __init__(self, address: str, pause: float = _FIRST_PAUSE_S) -> None:
        self._address = demand_address(address)
        self._pause = pause
        self._queue: Queue[Mapping[str, Any]] = Queue(_MOST_WAITING)
        self._stop = Event()
        self._over = Event()
        self._thread = Thread(target=self._run, name="webhook", daemon=True)
        self._thread.start()

    def __call__(self, notice: Mapping[str, Any]) -> None:
        """Post `notice` soon."""
        try:
            self._queue.put_nowait(notice)
        except Full:
            _log.warning("the webhook is slow; a notice was dropped", extra=entry("notice-dropped"))

    def stop(self, seconds: float = 3.0) -> None:
        """Post what waits, for so long, and end."""
        self._stop.set()
        self._thread.join(seconds)
        self._over.set()

    def _run(self) -> None:
        while not self._over.is_set():
            try:
                notice = self._queue.get(timeout=0.2)
            except Empty:
                if self._stop.is_set():
                    return
                continue
            self._post(notice)

    def _post(self, notice: Mapping[str, Any]) -> None:
        pause = self._pause
        for number in range(TRIES):
            try:
                answer = httpx.post(self._address, json=notice, timeout=_TIMEOUT_S, follow_redirects=False)
                if answer.status_code < 300:
                    return
                why = f"status {answer.status_code}"
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                why = type(error).__name__
            beside = entry("notice-refused", attempt=number + 1)
            _log.warning("the webhook was not reached (%s), attempt %d of %d", why, number + 1, TRIES, extra=beside)
            if self._over.is_set():
                return
            if number + 1 < TRIES:
                self._stop.wait(pause)
                pause *= 2


def systemd(address: str) -> Callable[[str], None]:
    """What tells systemd a state such as ``READY=1``; `address` is its NOTIFY_SOCKET, empty where there is none."""
    if not address:
        return lambda state: None
    path = "\0" + address[1:] if address.startswith("@") else address

    def tell(state: str) -> None:
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as to:
                to.connect(path)
                to.sendall(state.encode())
        except OSError as error:
            _log.warning("systemd cannot be told %s (%s)", state, error.strerror, extra=entry("systemd-not-told"))

    return tell
