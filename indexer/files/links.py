"""Addresses and hosts: only plain https addresses whose host cannot be taken for another."""

from __future__ import annotations

import re
from urllib.parse import quote

from indexer.files.characters import named, shown
from indexer.files.mistakes import BAD_HOST, BAD_LINK, LINK_CHARACTER, LINK_PORT, LINK_USER, TOO_LONG, AmissError

LONGEST = 2_000
EXAMPLE = "https://www.example.org/en/statements/flood-warning"

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = rf"(?:{_LABEL}\.)+(?=[a-z]){_LABEL}"
_REST = r"(?:[/?#](?:[A-Za-z0-9._~:/?#@!$&'()*+,;=\[\]-]|%[0-9A-Fa-f]{2})*)?"
_OUTSIDE = re.compile(r"[^A-Za-z0-9._~:/?#@!$&'()*+,;=\[\]%-]")
_EXACT_HOST = re.compile(_HOST)
_EXACT = re.compile(rf"https://({_HOST}){_REST}")
_PARTS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)(.*)", re.DOTALL)

LINK_PATTERN = r"^https://[a-z0-9.-]+([/?#][!-~]*)?$"
HOST_PATTERN = r"^[a-z0-9-]+(\.[a-z0-9-]+)+$"


def host_of(link: str) -> str | None:
    """The host of a link that `read_link` takes, else None."""
    found = _EXACT.fullmatch(link)
    return None if found is None else found.group(1)


def read_link(value: str) -> str:
    """The address as it is.

    Raises:
        AmissError: for anything but ``https://host/path`` in ASCII; no user name, port, or odd host.

    """
    if len(value) > LONGEST:
        raise AmissError(TOO_LONG, what="address", length=f"{len(value):,}", limit=f"{LONGEST:,}")
    if _EXACT.fullmatch(value) is None:
        raise _what_is_amiss(value)
    return value


def read_host(value: str) -> str:
    """A host name as it is: lower-case ASCII labels, the last one beginning with a letter."""
    if _EXACT_HOST.fullmatch(value) is None:
        raise _host_amiss(value)
    return value


def _what_is_amiss(value: str) -> AmissError:
    blank = next((c for c in value if c == "\\" or c.isspace() or not c.isprintable()), None)
    if blank is not None:
        mend = "write %20 for it" if blank == " " and value.strip() == value else "remove it"
        return AmissError(LINK_CHARACTER, character=named(blank), mend="write /" if blank == "\\" else mend)
    parts = _PARTS.fullmatch(value)
    if parts is None:
        bare = _EXACT.fullmatch(f"https://{value}")
        return AmissError(BAD_LINK, value=shown(value), example=EXAMPLE if bare is None else f"https://{value}")
    scheme, authority, rest = parts.groups()
    if scheme != "https":
        likely = f"https://{authority}{rest}" if scheme.lower() in ("http", "https") else EXAMPLE
        return AmissError(BAD_LINK, value=shown(value), example=likely)
    if "@" in authority:
        return AmissError(LINK_USER, host=shown(authority.rpartition("@")[2]))
    if re.search(":[0-9]*$", authority):
        return AmissError(LINK_PORT, port=shown(authority.rpartition(":")[2]))
    if _EXACT_HOST.fullmatch(authority) is None:
        return _host_amiss(authority)
    return _rest_amiss(rest)


def _host_amiss(host: str) -> AmissError:
    foreign = next((c for c in host if not c.isascii()), None)
    if foreign is not None:
        return AmissError(
            BAD_HOST,
            value=shown(host),
            mend=f"write it in ASCII: {named(foreign)} can be taken for another letter",
        )
    likely = host.lower().rstrip(".")
    if "://" in likely:
        likely = likely.partition("://")[2].partition("/")[0]
    known = _EXACT_HOST.fullmatch(likely) is not None
    return AmissError(BAD_HOST, value=shown(host), mend=f"write {likely if known else 'www.example.org'}")


def _rest_amiss(rest: str) -> AmissError:
    outside = _OUTSIDE.search(rest)
    if outside is None:
        return AmissError(LINK_CHARACTER, character=named("%"), mend="write %25, or two hexadecimal digits after it")
    character = outside.group()
    return AmissError(LINK_CHARACTER, character=named(character), mend=f"write {quote(character)} for it")
