"""What a site asks of programs in its robots.txt (RFC 9309), heeded before a page is fetched.

A site that has none, or whose own cannot be had, asks nothing; one that answers with a server's error asks, by the RFC,
to be left alone. An address to which a page leads on is judged, too, before anything is made of what stood there.
"""

from __future__ import annotations

from protego import Protego

from indexer.drafting.decoding import decoded
from indexer.drafting.fetching import KINDS, NAME, Fetched, Fetcher, FetchError
from indexer.files.characters import shown

_LONGEST = 512 * 1024
"""Bytes of a robots.txt that are read; the RFC asks for 500 KiB at least."""
_NOTHING = Protego.parse("")
_ASK = "; if you may all the same, as on the ministry's own site, say --ignore-robots"


class Polite:
    """A fetcher that first asks each site once what it wants left alone."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._known: dict[str, Protego | None] = {}

    def fetch(self, url: str, kinds: tuple[str, ...] = KINDS) -> Fetched:
        """What stands at `url`; see `Fetcher.fetch`. Raises `FetchError`, also where the site does not want it."""
        self._demand(url, url)
        found = self._fetcher.fetch(url, kinds)
        if found.url != url:
            self._demand(url, found.url)
        return found

    def _demand(self, url: str, address: str) -> None:
        site = "/".join(address.split("/", 3)[:3])
        if site not in self._known:
            self._known[site] = self._asked(site)
        rules = self._known[site]
        if rules is not None and rules.can_fetch(address, NAME):
            return
        told = f"{shown(url, 200)} was not fetched: "
        if rules is None:
            raise FetchError(f"{told}{site}/robots.txt, which says what programs may fetch, is out of order{_ASK}")
        raise FetchError(f"{told}{site}/robots.txt asks programs not to fetch {_whom(url, address)}{_ASK}")

    def _asked(self, site: str) -> Protego | None:
        """The site's rules; None where its server fails over them."""
        try:
            found = self._fetcher.fetch(f"{site}/robots.txt")
        except FetchError as error:
            return None if error.status >= 500 else _NOTHING
        return Protego.parse(decoded(found.data[:_LONGEST], found.declared))


def _whom(url: str, address: str) -> str:
    return "it" if url == address else f"{shown(address, 200)}, to which it leads on"
