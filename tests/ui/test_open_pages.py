"""What the server remembers of the pages that are open."""

from __future__ import annotations

import gradio as gr
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.routing import Mount

from ui.web import open_pages
from ui.web.open_pages import OpenPages, remember_pages


@pytest.fixture
def page() -> tuple[TestClient, OpenPages]:
    """A page with a counter and a button whose words it changes."""
    with gr.Blocks(analytics_enabled=False) as blocks:
        count, shown, button = gr.State(0), gr.Textbox(), gr.Button("0")
        button.click(
            lambda old: (old + 1, f"van {old + 1}", gr.update(value=str(old + 1))),
            [count],
            [count, shown, button],
            queue=False,
        )
    server = gr.mount_gradio_app(FastAPI(), blocks, path="/page")
    mounted = next(route.app for route in server.routes if isinstance(route, Mount))
    remember_pages(mounted)
    return TestClient(server), mounted.state_holder  # type: ignore[attr-defined]


def pressed(client: TestClient, session: str) -> str:
    body = {"data": [None], "fn_index": 0, "session_hash": session}
    return str(client.post("/page/gradio_api/run/predict", json=body).json()["data"][1])


def test_each_page_has_values_of_its_own(page: tuple[TestClient, OpenPages]) -> None:
    client, _ = page
    assert [pressed(client, name) for name in ("a", "a", "b", "a")] == ["van 1", "van 2", "van 1", "van 3"]


def test_controls_are_not_described_again_for_each_page(page: tuple[TestClient, OpenPages]) -> None:
    client, pages = page
    pressed(client, "a")
    assert not any(pages["a"].components)
    described = client.get("/page/config").json()["components"]
    assert {"textbox", "button"} <= {item["type"] for item in described}  # the page itself still is


def test_the_page_used_longest_ago_is_forgotten(
    page: tuple[TestClient, OpenPages], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, pages = page
    assert pages.capacity == open_pages.PAGES_REMEMBERED
    monkeypatch.setattr(pages, "capacity", 2)
    assert [pressed(client, name) for name in ("a", "b", "a", "c", "a", "b")][-2:] == ["van 3", "van 1"]
