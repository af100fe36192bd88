"""One document over a network that breaks, from nowhere but the public Internet."""

from __future__ import annotations

import socket
import threading
import urllib.request
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assistant import RelevoError
from ingest import downloads
from ingest.downloads import NoConnectionError, download
from tests.ingest.sites import PAGE, PDF, POLICY, Answering, Site, serves, site

__all__ = ["site"]


def cut_then_resumed(body: bytes, cut: int, etag: str = '"v1"') -> Callable[[Answering], None]:
    """Breaks off the first time; afterwards gives the range asked for, if it is of the same version."""
    times = []

    def answer(asked: Answering) -> None:
        times.append(1)
        if len(times) == 1:
            asked.answer(200, body[:cut], promised=len(body), ETag=etag)
        elif asked.headers.get("If-Range") == etag:
            start = int(asked.headers["Range"].removeprefix("bytes=").rstrip("-"))
            asked.answer(206, body[start:], ETag=etag, Content_Range=f"bytes {start}-{len(body) - 1}/{len(body)}")
        else:
            asked.answer(200, body, ETag='"v2"')

    return answer


def test_a_download_that_breaks_goes_on_where_it_was(site: Site, tmp_path: Path) -> None:
    site.pages["/guia.pdf"] = cut_then_resumed(PDF, 70_000)
    download(site.url("/guia.pdf"), tmp_path / "parcial", POLICY)
    assert (tmp_path / "parcial").read_bytes() == PDF
    assert [range_ for _, range_ in site.asked] == ["", "bytes=70000-"]


def test_a_later_run_goes_on_where_the_earlier_one_was(site: Site, tmp_path: Path) -> None:
    site.pages["/guia.pdf"] = cut_then_resumed(PDF, 70_000)
    with pytest.raises(RelevoError, match="se cortó"):
        download(site.url("/guia.pdf"), tmp_path / "parcial", replace(POLICY, attempts=1))
    download(site.url("/guia.pdf"), tmp_path / "parcial", POLICY)
    assert (tmp_path / "parcial").read_bytes() == PDF
    assert site.asked[1][1] == "bytes=70000-"


def test_two_versions_of_a_document_are_never_joined(site: Site, tmp_path: Path) -> None:
    (tmp_path / "parcial").write_bytes(b"%PDF of last year")
    (tmp_path / "parcial.json").write_text(f'{{"url": "{site.url("/g.pdf")}", "validator": "\\"v0\\""}}')
    first = cut_then_resumed(PDF, 0)
    site.pages["/g.pdf"] = first
    download(site.url("/g.pdf"), tmp_path / "parcial", POLICY)
    assert (tmp_path / "parcial").read_bytes() == PDF


def test_without_a_version_a_part_is_not_continued(site: Site, tmp_path: Path) -> None:
    parts = iter([PDF[:100], PDF])
    site.pages["/g.pdf"] = lambda asked: asked.answer(200, next(parts), promised=len(PDF))
    download(site.url("/g.pdf"), tmp_path / "parcial", POLICY)
    assert (tmp_path / "parcial").read_bytes() == PDF
    assert [range_ for _, range_ in site.asked] == ["", ""]


def test_waits_grow_and_what_the_server_asks_is_respected(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(downloads.time, "sleep", waits.append)
    asked_for = iter(["", "", "7", "100000"])
    site.pages["/ley"] = lambda asked: asked.answer(503, Retry_After=next(asked_for, ""))
    with pytest.raises(RelevoError, match="falló 5 veces: error 503"):
        download(site.url("/ley"), tmp_path / "parcial", replace(POLICY, attempts=5, first_wait_s=1.0))
    assert waits == [1.0, 2.0, 7.0, 60.0]


def test_a_site_that_does_not_answer_in_time_is_given_up(site: Site, tmp_path: Path) -> None:
    done = threading.Event()
    site.pages["/ley"] = lambda asked: done.wait(5) and None
    with pytest.raises(RelevoError, match="no respondió a tiempo"):
        download(site.url("/ley"), tmp_path / "parcial", replace(POLICY, attempts=1, timeout_s=0.2))
    done.set()


@pytest.mark.parametrize("announced", [True, False])
def test_a_document_over_the_limit_is_refused(site: Site, tmp_path: Path, announced: bool) -> None:
    def endless(asked: Answering) -> None:
        asked.send_response(200)
        if announced:
            asked.send_header("Content-Length", str(10**12))
        asked.end_headers()
        try:
            for _ in range(1000):
                asked.wfile.write(bytes(100_000))
        except OSError:  # nobody listens any more: what the test is about
            return

    site.pages["/g.pdf"] = endless
    with pytest.raises(RelevoError, match="pasa de 1 MB"):
        download(site.url("/g.pdf"), tmp_path / "parcial", replace(POLICY, max_bytes=1024**2))
    assert not (tmp_path / "parcial").exists()


def test_a_closed_port_is_no_connection(tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/ley"
        with pytest.raises(NoConnectionError):
            download(url, tmp_path / "parcial", POLICY)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x", "http://localhost:8080/x", "http://[::1]/x", "http://10.0.0.8/x", "http://192.168.1.1/x",
        "http://169.254.169.254/latest/meta-data", "http://[::ffff:127.0.0.1]/x", "http://0.0.0.0/x", "file:///etc/passwd",
        "ftp://example.org/x", "http:///x", "http://224.0.0.1/x", "http://[fe80::1]/x",
    ],
)  # fmt: skip
def test_nothing_is_asked_of_the_users_own_network(tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("it connected"))
    with pytest.raises(RelevoError, match="no es una página pública"):
        download(url, tmp_path / "parcial")


def test_an_address_that_changes_after_the_check_is_refused(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages["/ley"] = serves(PAGE)
    monkeypatch.setattr(downloads, "_refuse_private", lambda url: None)
    with pytest.raises(RelevoError, match="no es una página pública"):
        download(site.url("/ley"), tmp_path / "parcial")
    assert not (tmp_path / "parcial").exists()


def test_behind_a_proxy_the_proxy_resolves_names(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(NoConnectionError):
        downloads._refuse_private("https://www.dnp.gov.co/")
    monkeypatch.setattr(urllib.request, "getproxies", lambda: {"https": "http://proxy:3128"})
    downloads._refuse_private("https://www.dnp.gov.co/")
