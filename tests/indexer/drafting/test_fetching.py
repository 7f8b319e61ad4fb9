"""What is fetched, and what is refused with which words; over real sockets."""

from __future__ import annotations

import gzip
import socket
import ssl
import time
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from indexer.drafting.addresses import refusal
from indexer.drafting.fetching import AGENT, Fetcher, FetchError, Limits
from tests.indexer.drafting.site import Handler, Site

HTML = {"Content-Type": "text/html; charset=utf-8"}
SMALL = Limits(size=100_000, seconds=1.5, silence=0.6, pause=0)


def refused(fetcher: Fetcher, url: str) -> str:
    with pytest.raises(FetchError) as caught:
        fetcher.fetch(url)
    return str(caught.value)


def test_a_page_as_it_is(site: Site, fetcher: Fetcher) -> None:
    url = site.put("/a", lambda asked: asked.answer(200, {"Content-Type": "Text/HTML; charset=koi8-r"}, b"\xe1"))
    found = fetcher.fetch(url)
    assert (found.url, found.kind, found.declared, found.data) == (
        url,
        "text/html",
        "Text/HTML; charset=koi8-r",
        b"\xe1",
    )


def test_who_asks_is_named_and_nothing_is_told_of_the_machine(site: Site, fetcher: Fetcher) -> None:
    fetcher.fetch(site.put_page("/a", "x"))
    ((path, headers),) = site.asked
    assert path == "/a"
    assert headers == {
        "Host": site.url.removeprefix("http://"),
        "User-Agent": AGENT,
        "Accept": "*/*",
        "Accept-Encoding": "gzip",
        "Connection": "keep-alive",
    }


def test_no_cookie_is_kept(site: Site, fetcher: Fetcher) -> None:
    def with_cookie(asked: Handler) -> None:
        asked.answer(302, {"Location": "/b", "Set-Cookie": "who=me; Path=/"}, b"")

    site.put_page("/b", "x")
    fetcher.fetch(site.put("/a", with_cookie))
    fetcher.fetch(site.url + "/b")
    assert [(path, headers.get("Cookie")) for path, headers in site.asked] == [("/a", None), ("/b", None), ("/b", None)]


def test_one_after_the_other_with_a_pause(site: Site) -> None:
    fetcher = Fetcher(private=True, limits=Limits(pause=0.2))
    site.put_page("/a", "x")
    begun = time.monotonic()
    for _ in range(3):
        fetcher.fetch(site.url + "/a")
    assert time.monotonic() - begun >= 0.4
    assert site.most == 1


def test_redirects_are_followed_five_times(site: Site, fetcher: Fetcher) -> None:
    site.put_page("/5", "x")
    for number in range(5):
        site.put_redirect(f"/{number}", f"{number + 1}" if number % 2 else f"{site.url}/{number + 1}#part")
    assert fetcher.fetch(f"{site.url}/0").url == f"{site.url}/5"
    start = site.put_redirect("/first", "/0")
    assert refused(fetcher, start) == (
        f'"{start}" was not fetched: it leads on more than 5 times; name the address where the text is'
    )
    circle = site.put_redirect("/circle", "/circle")
    assert refused(fetcher, circle).endswith("it leads on more than 5 times; name the address where the text is")


@pytest.mark.parametrize(
    ("to", "told"),
    [
        ("ftp://mfa.example/x", 'it leads on to "ftp://mfa.example/x", which is no http or https address'),
        ("file:///etc/passwd", 'it leads on to "file:///etc/passwd", which is no http or https address'),
        ("javascript:alert(1)", "was not fetched: it cannot be reached ("),
        ("http://169.254.169.254/latest/meta-data/", "is an address for a cloud machine's secrets (169.254.169.254)"),
        ("http://[::ffff:169.254.169.254]/", "is an address for a cloud machine's secrets (::ffff:169.254.169.254)"),
        ("http://224.0.0.1/", "is a multicast address (224.0.0.1)"),
        ("http://0.0.0.0/", "is no machine's address (0.0.0.0)"),
        ("http://u:p@127.0.0.1/", "an address with a user name in it leads elsewhere than it seems; leave that out"),
    ],
)
def test_every_hop_is_judged(to: str, told: str, site: Site, fetcher: Fetcher) -> None:
    assert told in refused(fetcher, site.put_redirect("/a", to))


@pytest.mark.parametrize(
    ("address", "private", "why"),
    [
        ("8.8.8.8", False, None),
        ("2606:4700::1111", False, None),
        ("127.0.0.1", False, "a loopback address"),
        ("127.0.0.1", True, None),
        ("::1", False, "a loopback address"),
        ("::1", True, None),
        ("10.1.2.3", False, "a private or reserved address"),
        ("10.1.2.3", True, None),
        ("172.16.0.1", False, "a private or reserved address"),
        ("192.168.1.1", False, "a private or reserved address"),
        ("100.64.0.1", False, "a private or reserved address"),
        ("192.0.2.1", False, "a private or reserved address"),
        ("fd12::1", False, "a private or reserved address"),
        ("fd12::1", True, None),
        ("fe80::1%eth0", True, "a link-local address"),
        ("169.254.10.1", True, "a link-local address"),
        ("169.254.169.254", True, "an address for a cloud machine's secrets"),
        ("168.63.129.16", False, "an address for a cloud machine's secrets"),
        ("fd00:ec2::254", True, "an address for a cloud machine's secrets"),
        ("0.0.0.0", True, "no machine's address"),
        ("::", True, "no machine's address"),
        ("255.255.255.255", False, "a private or reserved address"),
        ("239.1.1.1", True, "a multicast address"),
        ("ff02::1", True, "a multicast address"),
        ("::ffff:127.0.0.1", False, "a loopback address"),
        ("::ffff:10.0.0.1", False, "a private or reserved address"),
        ("::ffff:8.8.8.8", False, None),
        ("64:ff9b::7f00:1", False, "a loopback address"),
        ("64:ff9b::808:808", False, None),
        ("2002:7f00:1::", False, "a loopback address"),
        ("2002:a9fe:a9fe::", False, "an address for a cloud machine's secrets"),
        ("2001:0:4136:e378:8000:63bf:80ff:fffe", False, "a private or reserved address"),
        ("example.org", False, "no address"),
    ],
)
def test_addresses(address: str, private: bool, why: str | None) -> None:
    assert refusal(address, private=private) == why


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "127.1"])
def test_loopback_under_any_name(host: str, site: Site) -> None:
    port = site.url.rpartition(":")[2]
    told = refused(Fetcher(limits=SMALL), f"http://{host}:{port}/a")
    assert "is a loopback address (" in told
    assert told.endswith("; if it is the ministry's own network, say --allow-private")
    assert site.asked == []


def test_what_was_judged_is_what_is_connected_to(site: Site) -> None:
    """A name server that answers a public address first and loopback next: the second answer is never asked for."""
    answers = [["127.0.0.1"], ["10.0.0.1"]]
    asked: list[tuple[str, int]] = []

    async def resolve(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return answers.pop(0)

    port = int(site.url.rpartition(":")[2])
    site.put_page("/a", "x")
    found = Fetcher(private=True, limits=SMALL, resolve=resolve).fetch(f"http://www.mfa.example:{port}/a")
    assert (found.url, found.data) == (f"http://www.mfa.example:{port}/a", b"x")
    assert asked == [("www.mfa.example", port)]
    assert site.asked[0][1]["Host"] == f"www.mfa.example:{port}"


def test_a_host_with_one_inner_address_is_not_asked_at_any(site: Site) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        return ["93.184.216.34", "127.0.0.1"]

    told = refused(Fetcher(limits=SMALL, resolve=resolve), "http://www.mfa.example/")
    assert told == (
        '"http://www.mfa.example/" was not fetched: "www.mfa.example" is a loopback address (127.0.0.1); '
        "if it is the ministry's own network, say --allow-private"
    )


@pytest.mark.parametrize("url", ["ftp://mfa.example/", "http:///x", "file:///etc/passwd", "gopher://x/"])
def test_only_http(url: str, fetcher: Fetcher) -> None:
    assert refused(fetcher, url) == (
        f'"{url}" was not fetched: it is no http or https address; name one that a browser opens'
    )


def slow_head(asked: Handler) -> None:
    asked.wfile.write(b"HTTP/1.1 200 OK\r\n")
    asked.drip(b"X-A: " + b"a" * 1000, 0.05)


def slow_body(asked: Handler) -> None:
    asked.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n")
    asked.drip(b"a" * 1000, 0.05)


def silent(asked: Handler) -> None:
    time.sleep(3)


def endless(asked: Handler) -> None:
    asked.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    for _ in range(2_000):
        asked.wfile.write(b"<p>More.</p>" * 5_000)


def promising(asked: Handler) -> None:
    asked.answer(200, {**HTML, "X": "1"}, b"a" * 100_001)


def bomb(asked: Handler) -> None:
    asked.answer(200, {**HTML, "Content-Encoding": "gzip"}, gzip.compress(b"\0" * 50_000_000, 9))


def other_packing(asked: Handler) -> None:
    asked.answer(200, {**HTML, "Content-Encoding": "gzip, gzip"}, gzip.compress(gzip.compress(b"a")))


def no_packing(asked: Handler) -> None:
    asked.answer(200, {**HTML, "Content-Encoding": "gzip"}, b"<p>plain</p>")


def cut_off(asked: Handler) -> None:
    asked.answer(200, {**HTML, "Content-Encoding": "gzip"}, gzip.compress(b"a" * 1000)[:-8])


def deflated(asked: Handler) -> None:
    asked.answer(200, {**HTML, "Content-Encoding": "deflate"}, zlib.compress(b"a"))


def picture(asked: Handler) -> None:
    asked.answer(200, {"Content-Type": "image/png"}, b"\x89PNG")


def gone(asked: Handler) -> None:
    asked.answer(410, HTML, b"<p>gone</p>")


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (slow_head, "it took longer than 1.5 seconds; try again later"),
        (slow_body, "it took longer than 1.5 seconds; try again later"),
        (silent, "nothing came for 0.6 seconds; try again later"),
        (endless, "it is larger than 100,000 bytes"),
        (promising, "it is larger than 100,000 bytes"),
        (bomb, "it is larger than 100,000 bytes"),
        (other_packing, 'it is packed as "gzip, gzip", which was not asked for'),
        (deflated, 'it is packed as "deflate", which was not asked for'),
        (no_packing, "it is damaged: it cannot be unpacked"),
        (cut_off, "it is damaged: its end is missing"),
        (picture, 'it is "image/png", which no draft can be made of'),
        (gone, "it answers 410 Gone"),
    ],
)
def test_hostile_answers(page: Callable[[Handler], None], told: str, site: Site) -> None:
    url = site.put("/a", page)
    assert refused(Fetcher(private=True, limits=SMALL), url) == f'"{url}" was not fetched: {told}'


def test_what_is_packed_is_unpacked(site: Site, fetcher: Fetcher) -> None:
    text = "<p>Орда</p>".encode() * 1000
    url = site.put("/a", lambda asked: asked.answer(200, {**HTML, "Content-Encoding": "gzip"}, gzip.compress(text)))
    assert fetcher.fetch(url).data == text


def test_nobody_there(fetcher: Fetcher) -> None:
    with Site() as site:
        url = site.url
    assert refused(fetcher, url).startswith(f'"{url}" was not fetched: it cannot be reached (')


def test_a_name_that_nobody_has() -> None:
    async def resolve(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    url = "https://www.mfa.example/a"
    assert refused(Fetcher(limits=SMALL, resolve=resolve), url) == (
        f'"{url}" was not fetched: it cannot be reached (Name or service not known); check the address'
    )


def certificate(host: str, folder: Path) -> Path:
    """A certificate of `host`, signed by itself, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "certificate.pem"
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


def test_the_certificate_is_that_of_the_name_though_the_address_is_connected_to(tmp_path: Path) -> None:
    pem = certificate("www.mfa.example", tmp_path)

    async def resolve(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    with Site(pem) as site:
        site.put_page("/a", "x")
        site.put_redirect("/down", "http://www.mfa.example/a")
        port = site.url.rpartition(":")[2]
        good = ssl.create_default_context(cafile=str(pem))
        fetcher = Fetcher(private=True, limits=SMALL, resolve=resolve, trust=good)
        assert fetcher.fetch(f"https://www.mfa.example:{port}/a").data == b"x"
        assert "Hostname mismatch" in refused(fetcher, f"https://elsewhere.example:{port}/a")
        assert refused(fetcher, f"https://www.mfa.example:{port}/down").endswith(
            'it leads on to "http://www.mfa.example/a", without encryption'
        )
        stranger = Fetcher(private=True, limits=SMALL, resolve=resolve)
        assert "certificate verify failed" in refused(stranger, f"https://www.mfa.example:{port}/a")
        assert [path for path, _ in site.asked] == ["/a", "/down"]
