"""Files on offer: at an address nobody guesses, for a while, and never as a page of ours."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant import Assistant
from tests.ui.test_web import citation
from ui.api.files import files_router
from ui.links import MINUTES, MOST_BYTES, Links
from ui.pages import PagePictures


@pytest.fixture
def now() -> list[float]:
    return [0.0]


@pytest.fixture
def links(now: list[float]) -> Links:
    return Links(clock=lambda: now[0])


@pytest.fixture
def client(links: Links, assistant: Assistant) -> TestClient:
    app = FastAPI()
    app.include_router(files_router(links, PagePictures(assistant)))
    return TestClient(app)


def test_a_file_comes_as_an_attachment_under_its_own_name(client: TestClient, links: Links) -> None:
    address = links.put(b"x", 'a "b"\r\nX: año.html', "text/html")
    response = client.get(address)
    assert response.content == b"x"
    assert response.headers["content-disposition"].startswith('attachment; filename="a bX ao.html"; filename*=UTF-8')
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "x" not in response.headers


def test_an_address_expires_and_another_cannot_be_guessed(client: TestClient, links: Links, now: list[float]) -> None:
    address = links.put(b"x", "a", "text/plain")
    assert len(address.rsplit("/", 1)[1]) >= 43
    assert client.get(address[:-1] + ("A" if address[-1] != "A" else "B")).status_code == 404
    now[0] = MINUTES * 60
    assert client.get(address).status_code == 404


def test_the_oldest_files_go_when_there_is_too_much(links: Links) -> None:
    first, second = (links.put(b"x" * (MOST_BYTES // 2), "a", "text/plain") for _ in range(2))
    third = links.put(b"y", "b", "text/plain")
    known = [links.get(address.rsplit("/", 1)[1]) is not None for address in (first, second, third)]
    assert known == [False, True, True]


def test_a_forged_page_is_not_found(client: TestClient) -> None:
    for token in ("AAAA", "a" * 60, "_-" * 20):
        assert client.get(f"/v1/pages/{token}").status_code == 404


def test_a_source_that_is_no_pdf_has_no_page(assistant: Assistant, tmp_path: Path) -> None:
    assert PagePictures(assistant).address(citation(page_index=3)) == ""
