"""A ministry's web site on loopback for tests: what each path answers is a function of the request, or some bytes."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self

Answer = tuple[int, Mapping[str, str], bytes]
Page = bytes | Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers by the site's pages; a page that is a function writes the answer itself."""

    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        with self.server.lock:
            self.server.working += 1
            self.server.most = max(self.server.most, self.server.working)
        try:
            self.server.asked.append((self.path, dict(self.headers)))
            page = self.server.pages.get(self.path)
            if page is None:
                self.answer(404, {"Content-Type": "text/html"}, b"<p>There is no such page.</p>")
            elif isinstance(page, bytes):
                self.answer(200, {"Content-Type": kind_of(self.path)}, page)
            else:
                with suppress(BrokenPipeError, ConnectionResetError):
                    page(self)
        finally:
            with self.server.lock:
                self.server.working -= 1

    def answer(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        """A whole answer, after which the connection closes."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def drip(self, data: bytes, seconds: float) -> None:
        """One byte after the other, with so many seconds between two."""
        for byte in data:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            time.sleep(seconds)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class calls it so
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        pass  # a client that leaves is what some tests are about

    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages: dict[str, Page] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.lock = threading.Lock()
        self.working = 0
        self.most = 0


class Site:
    """Runs while it is entered. `asked` are paths and headers; `most` how many requests it worked on at once."""

    def __init__(self, certificate: Path | None = None) -> None:
        self._server = _Server()
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def put(self, path: str, page: Page) -> str:
        """Publish a page; its address."""
        self._server.pages[path] = page
        return self.url + path

    def put_page(self, path: str, text: str, kind: str = "text/html; charset=utf-8") -> str:
        """Publish a text; its address."""
        return self.put(path, lambda asked: asked.answer(200, {"Content-Type": kind}, text.encode()))

    def put_redirect(self, path: str, to: str) -> str:
        """Publish a redirect; its address."""
        return self.put(path, lambda asked: asked.answer(302, {"Location": to}, b""))

    @property
    def asked(self) -> list[tuple[str, dict[str, str]]]:
        return self._server.asked

    @property
    def most(self) -> int:
        return self._server.most


def kind_of(path: str) -> str:
    """The content type that a server would give by the file's name."""
    kinds = {".pdf": "application/pdf", ".png": "image/png", ".xml": "application/rss+xml", ".txt": "text/plain"}
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return {**kinds, ".docx": word}.get(path[path.rfind(".") :], "text/html")
