"""Which machines may be asked: none on the inside, by whatever name or notation they are called."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Cloud machines ask these about themselves, keys included. Most are link-local or private anyway.
_METADATA = frozenset(
    map(ipaddress.ip_address, ("169.254.169.254", "168.63.129.16", "100.100.100.200", "192.0.0.192", "fd00:ec2::254"))
)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def refusal(text: str, *, private: bool = False) -> str | None:
    """Why the numerical address `text` is not connected to, or None; `private` allows those of an intranet.

    What an IPv6 address carries within it (mapped, 6to4, Teredo, NAT64) is judged as well.
    """
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return "no address"
    return next((why for part in _parts(address) if (why := _why(part, private)) is not None), None)


def _parts(address: Address) -> Iterator[Address]:
    yield address
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            yield address.ipv4_mapped
        if address.sixtofour is not None:
            yield address.sixtofour
        if address.teredo is not None:
            yield from address.teredo
        if address in _NAT64 or int(address) >> 32 == 0:
            yield ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)


def _why(address: Address, private: bool) -> str | None:
    if address in _METADATA:
        return "an address for a cloud machine's secrets"
    if address.is_multicast:
        return "a multicast address"
    if address.is_unspecified:
        return "no machine's address"
    if address.is_link_local:
        return "a link-local address"
    if _mapped(address) or private:
        return None  # a mapped address is judged by what it carries
    if address.is_loopback:
        return "a loopback address"
    return None if address.is_global else "a private or reserved address"


def _mapped(address: Address) -> bool:
    return isinstance(address, ipaddress.IPv6Address) and (address.ipv4_mapped is not None or address in _NAT64)
