"""The webhook and systemd, over real sockets."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Any

import pytest

from bot.tending import notices
from bot.tending.notices import Webhook, WebhookError, demand_address, systemd


class Receiver:
    """An endpoint on loopback that answers as told, then 200."""

    def __init__(self) -> None:
        self.got: list[Any] = []
        self.statuses: list[int] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append((self.path, self.headers["Content-Type"], json.loads(body)))
                status = receiver.statuses.pop(0) if receiver.statuses else 204
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", "/elsewhere")
                self.end_headers()

            def log_message(self, *_: object) -> None: ...

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/hook/s3cret"
        self.thread = Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


def test_a_notice_is_posted_as_json(receiver: Receiver) -> None:
    webhook = Webhook(receiver.address, pause=0.01)
    webhook({"event": "failed", "problems": ["statements/a.yaml:2: é"]})
    webhook({"event": "mended"})
    webhook.stop()
    assert receiver.got == [
        ("/hook/s3cret", "application/json", {"event": "failed", "problems": ["statements/a.yaml:2: é"]}),
        ("/hook/s3cret", "application/json", {"event": "mended"}),
    ]


def test_what_is_refused_is_tried_again_and_then_dropped(receiver: Receiver, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "bot")
    receiver.statuses = [500, 302, 429, 503, 500]
    webhook = Webhook(receiver.address, pause=0.01)
    webhook({"event": "failed"})
    webhook({"event": "mended"})
    begun = monotonic()
    while len(receiver.got) < 6 and monotonic() - begun < 5:
        sleep(0.01)
    webhook.stop()
    assert [got[2]["event"] for got in receiver.got] == ["failed"] * 4 + ["mended"] * 2
    assert {got[0] for got in receiver.got} == {"/hook/s3cret"}  # no redirection is followed
    statuses = [500, 302, 429, 503]
    assert caplog.messages == [
        *(f"the webhook was not reached (status {s}), attempt {n} of 4" for n, s in enumerate(statuses, 1)),
        "the webhook was not reached (status 500), attempt 1 of 4",
    ]
    assert "s3cret" not in caplog.text


def test_nobody_waits_for_a_webhook_that_does_not_answer(caplog: pytest.LogCaptureFixture) -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        webhook = Webhook(f"http://127.0.0.1:{deaf.getsockname()[1]}/", pause=0.01)
        for _ in range(50):
            webhook({"event": "failed"})
        webhook.stop(0.1)
    assert "the webhook is slow; a notice was dropped" in caplog.messages


@pytest.mark.parametrize(
    "address",
    ["hooks.example/x", "ftp://hooks.example", "http://hooks.example/x", "https://", "https://[", "http://[::1"],
)
def test_an_address_that_is_none(address: str) -> None:
    with pytest.raises(WebhookError) as refused:
        demand_address(address)
    assert str(refused.value) == "VERBALE_WATCH_WEBHOOK is no https address; write one, or nothing"


def test_addresses_that_are_some() -> None:
    for address in ("https://hooks.example/x", "http://127.0.0.1:9/", "http://localhost/x", "http://[::1]:80/"):
        assert demand_address(address) == address


def test_systemd_is_told(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.settimeout(5)
        tell = systemd(str(tmp_path / "notify"))
        tell("READY=1")
        tell("WATCHDOG=1")
        assert [listening.recv(100), listening.recv(100)] == [b"READY=1", b"WATCHDOG=1"]


def test_systemd_that_is_gone_is_only_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    systemd(str(tmp_path / "none"))("READY=1")
    assert caplog.messages == ["systemd cannot be told READY=1 (No such file or directory)"]
    systemd("")("READY=1")
    assert len(caplog.messages) == 1
    assert notices.TRIES == 4
