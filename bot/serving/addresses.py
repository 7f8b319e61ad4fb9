"""Addresses of servers, as operators write them in settings."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from urllib.parse import urlsplit


def host_of(address: str, schemes: Collection[str]) -> str | None:
    """The server that `address` names; None where it is no plain address of these schemes, or one with a password."""
    try:
        split = urlsplit(address)
        _ = split.port  # raises where it is no number
    except ValueError:
        return None
    plain = split.scheme in schemes and not (split.query or split.fragment or "@" in split.netloc)
    return split.hostname if plain else None


def is_loopback(host: str) -> bool:
    """Whether `host`, a name or an IP address, is this machine; a name other than localhost is not trusted."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
