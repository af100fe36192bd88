"""A site of the tests' own, on loopback, that answers whatever a test wants."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from ingest.downloads import Policy

PAGE = """<!doctype html><html><head><title>Ley 951 de 2005</title></head><body><h1>LEY 951 DE 2005</h1>
<p>Artículo 4. Los servidores rendirán el informe dentro de los quince días hábiles.</p></body></html>""".encode()
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 800
POLICY = Policy(attempts=3, first_wait_s=0.0, timeout_s=5.0, allow_private=True)


class Site(ThreadingHTTPServer):
    """A site of the test: a function per path, and what was asked of it."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.pages: dict[str, Callable[[Answering], None]] = {}
        self.asked: list[tuple[str, str]] = []

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}{path}"


class Answering(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers.get("Range", "")))
        self.server.pages[self.path](self)

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def answer(self, status: int, body: bytes = b"", promised: int | None = None, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body) if promised is None else promised))
        self.end_headers()
        self.wfile.write(body)


def serves(body: bytes, **headers: str) -> Callable[[Answering], None]:
    return lambda asked: asked.answer(200, body, **headers)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """The site, and no proxy between it and the test."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    server = Site()
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()
