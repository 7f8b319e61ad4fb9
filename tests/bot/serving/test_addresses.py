from __future__ import annotations

import pytest

from bot.serving.addresses import host_of, is_loopback


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("localhost.example.org", False),
        ("0.0.0.0", False),
        ("10.0.0.1", False),
        ("api.telegram.org", False),
    ],
)
def test_which_hosts_are_this_machine(host: str, is_ours: bool) -> None:
    assert is_loopback(host) is is_ours


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://api.example.org:8443/bot", "api.example.org"),
        ("http://[::1]:8081", "::1"),
        ("wss://api.example.org", None),
        ("https://me:secret@api.example.org", None),
        ("https://api.example.org?token=x", None),
        ("https://api.example.org:port", None),
        ("api.example.org", None),
    ],
)
def test_the_server_of_a_plain_address(address: str, host: str | None) -> None:
    assert host_of(address, ("http", "https")) == host
