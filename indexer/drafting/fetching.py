"""One page from the web, with bounds on everything: machines, hops, bytes, time and kinds of content.

Names are resolved once for each hop, and what is connected to is the very address that was judged: a name that changes
its mind meanwhile changes nothing. No cookie is kept, nothing that a page says is run, no proxy is used.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urljoin

import certifi
import httpx

from indexer.drafting.addresses import refusal
from indexer.files.characters import shown
from indexer.statement import VerbaleError

NAME = "note-verbale-draft"
AGENT = f"{NAME}/1.0 (drafts of published statements, asked for by a person)"
LARGEST = 10 * 1024 * 1024
MOST_REDIRECTS = 5
KINDS = (
    "text/html",
    "application/xhtml+xml",
    "text/plain",
    "application/xml",
    "text/xml",
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/octet-stream",
)
"""Content that can be read; the last one says nothing, and is judged by its first bytes."""


class FetchError(VerbaleError):
    """What an address leads to was not fetched; the message names the address and the reason.

    `status` is that of an answer, where it is the reason; else 0.
    """

    status = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes after decompression, seconds in all and between two signs of life, seconds between two requests."""

    size: int = LARGEST
    seconds: float = 30.0
    silence: float = 10.0
    pause: float = 0.5


@dataclass(frozen=True, slots=True)
class Fetched:
    """What stood at `url`, the last address after all redirects. `kind` is the content type, in lower case.

    `declared` is the whole header, with the charset if it names one.
    """

    url: str
    kind: str
    declared: str
    data: bytes


Resolve = Callable[[str, int], Awaitable[list[str]]]
"""The numerical addresses of a host, in the order in which they are tried."""


async def resolved(host: str, port: int) -> list[str]:
    """The system's answer, each address once."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Fetcher:
    """Fetches one address after the other, never two at once, with a pause between them."""

    def __init__(
        self,
        *,
        private: bool = False,
        limits: Limits | None = None,
        resolve: Resolve = resolved,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._private = private
        self._trust = trust
        self._limits = limits or Limits()
        self._resolve = resolve
        self._last = -self._limits.pause

    def fetch(self, url: str, kinds: tuple[str, ...] = KINDS) -> Fetched:
        """What stands at `url`, redirects followed. Blocks; not for use within an event loop.

        Raises:
            FetchError: it is refused, not to be had, or beyond a limit.

        """
        time.sleep(max(0.0, self._last + self._limits.pause - time.monotonic()))
        try:
            return asyncio.run(self._within_time(url, kinds))
        finally:
            self._last = time.monotonic()

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """What the machine trusts, and the public authorities for machines that have no list of their own."""
        if self._trust is not None:
            return self._trust
        context = ssl.create_default_context(cafile=certifi.where())
        context.load_default_certs()
        return context

    async def _within_time(self, url: str, kinds: tuple[str, ...]) -> Fetched:
        try:
            async with asyncio.timeout(self._limits.seconds):
                return await self._follow(url, kinds)
        except TimeoutError:
            raise _refused(url, f"it took longer than {self._limits.seconds:g} seconds; try again later") from None
        except httpx.TimeoutException:
            raise _refused(url, f"nothing came for {self._limits.silence:g} seconds; try again later") from None
        except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, OSError) as error:
            raise _refused(url, f"it cannot be reached ({_reason(error)}); check the address") from error

    async def _follow(self, url: str, kinds: tuple[str, ...]) -> Fetched:
        address = url
        for hop in range(MOST_REDIRECTS + 1):
            asked = self._plain(url, address, "it" if hop == 0 else f"it leads on to {shown(address, 200)}, which")
            # A client for each hop keeps no cookie. No environment: a proxy would connect to what nobody judged.
            tls = self._tls if asked.scheme == "https" else False
            async with httpx.AsyncClient(verify=tls, trust_env=False, timeout=self._limits.silence) as client:
                response = await self._ask(client, url, asked)
                try:
                    if not response.has_redirect_location:
                        return await self._read(url, asked, response, kinds)
                finally:
                    await response.aclose()
            address = without_fragment(urljoin(address, response.headers["location"]))
            if asked.scheme == "https" and address.lower().startswith("http:"):
                raise _refused(url, f"it leads on to {shown(address, 200)}, without encryption")
        raise _refused(url, f"it leads on more than {MOST_REDIRECTS} times; name the address where the text is")

    def _plain(self, url: str, address: str, what: str) -> httpx.URL:
        try:
            asked = httpx.URL(address)
        except httpx.InvalidURL:
            asked = httpx.URL()
        if asked.scheme not in ("http", "https") or not asked.host:
            raise _refused(url, f"{what} is no http or https address; name one that a browser opens")
        if asked.userinfo:
            raise _refused(url, "an address with a user name in it leads elsewhere than it seems; leave that out")
        return asked

    async def _ask(self, client: httpx.AsyncClient, url: str, asked: httpx.URL) -> httpx.Response:
        """The answer's head, from the first address of the host that takes the connection."""
        host, port = asked.raw_host.decode(), asked.port or {"http": 80, "https": 443}[asked.scheme]
        addresses = await self._resolve(host.strip("[]"), port)
        for address in addresses:
            if (why := refusal(address, private=self._private)) is not None:
                hint = "" if self._private else "; if it is the ministry's own network, say --allow-private"
                raise _refused(url, f"{shown(asked.host, 100)} is {why} ({address}){hint}")
        headers = {"Host": asked.netloc.decode(), "User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "gzip"}
        for address in addresses:
            target = asked.copy_with(host=address)
            request = client.build_request("GET", target, headers=headers, extensions={"sni_hostname": asked.host})
            try:
                return await client.send(request, stream=True)
            except httpx.ConnectError:
                if address == addresses[-1]:
                    raise
        raise _refused(url, f"the host {shown(asked.host, 100)} has no address; check it")

    async def _read(self, url: str, asked: httpx.URL, response: httpx.Response, kinds: tuple[str, ...]) -> Fetched:
        if response.status_code != 200:
            error = _refused(url, f"it answers {response.status_code} {response.reason_phrase}".rstrip())
            error.status = response.status_code
            raise error
        declared = response.headers.get("content-type", "application/octet-stream")
        kind = declared.partition(";")[0].strip().lower()
        if kind not in kinds:
            raise _refused(url, f"it is {shown(kind)}, which no draft can be made of")
        if response.headers.get("content-length", "").isdecimal():
            self._demand_size(url, int(response.headers["content-length"]))
        coding = response.headers.get("content-encoding", "identity").strip().lower()
        if coding not in ("identity", "gzip", "x-gzip"):
            raise _refused(url, f"it is packed as {shown(coding)}, which was not asked for")
        unpacked = zlib.decompressobj(wbits=31) if "gzip" in coding else None
        data = bytearray()
        try:
            async for raw in response.aiter_raw():
                # Never more than one byte too many is unpacked, whatever the bytes promise.
                room = self._limits.size + 1 - len(data)
                data += raw[:room] if unpacked is None else unpacked.decompress(raw, room)
                self._demand_size(url, len(data))
        except zlib.error:
            raise _refused(url, "it is damaged: it cannot be unpacked") from None
        if unpacked is not None and not unpacked.eof:
            raise _refused(url, "it is damaged: its end is missing")
        return Fetched(str(asked), kind, declared, bytes(data))

    def _demand_size(self, url: str, size: int) -> None:
        if size > self._limits.size:
            raise _refused(url, f"it is larger than {size_of(self._limits.size)}")


def size_of(size: int) -> str:
    """A size in the largest unit that it fills."""
    return f"{size // 1024 // 1024} MB" if size >= 1024 * 1024 else f"{size:,} bytes"


def without_fragment(url: str) -> str:
    """The address of the whole page."""
    return url.partition("#")[0]


def _refused(url: str, reason: str) -> FetchError:
    return FetchError(f"{shown(url, 200)} was not fetched: {reason}")


def _reason(error: Exception) -> str:
    said = error.strerror if isinstance(error, OSError) else ""  # without its number, which tells nobody anything
    found = said or str(error) or type(error).__name__
    return found if len(found) <= 200 else found[:200] + "…"
