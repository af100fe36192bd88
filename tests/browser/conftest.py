"""A real server, a real browser. Skipped where Playwright or Chromium is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import uvicorn

from assistant import Assistant, Settings
from assistant.answering import Claim
from assistant.conversations import Conversations
from assistant.types import Quote, ScoredPassage
from tests.conftest import REPOSITORY
from tests.ingest.pdf_samples import lines, pdf
from ui.server import create_server

if TYPE_CHECKING:
    from playwright import sync_api

WIDTHS = {"desktop": (1280, 860), "phone": (390, 844)}
at_both_widths = pytest.mark.parametrize("width", WIDTHS)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
SETUP_S = 300
"""To index and start, on a machine that does much else."""

BREAKS = "¿Qué es el KPT y qué etapas cubre?"
MARKET = """---
title: Reglamento <b>de</b> la plaza ${window.hacked=5} {{window}} `x`
issuer: Concejo <i onclick="x">de Aguaclara</i>
url: javascript:window.hacked=6
replaced_by: Acuerdo 12 de 2022 <b>nuevo</b>
---

# La plaza de mercado de Aguaclara

## ¿A qué hora abre la plaza de mercado de Aguaclara?

La plaza de mercado de Aguaclara abre a las cinco &lt;script&gt;window.hacked=1&lt;/script&gt; &lt;img src=x
onerror="window.hacked=2"&gt; ${window.hacked=3} {{7*7}} [enlace](javascript:window.hacked=4)
!\\[foto](https://example.com/x.png) \\*\\*fuerte\\*\\* https://example.com/a.
"""

CAR = (
    "El carro de bomberos de Aguaclara tiene la placa OBX 214 y lo guarda la estación de bomberos del parque.",
    "La placa del carro de bomberos de Aguaclara figura en el inventario de bienes del cuerpo de bomberos.",
)


class Interruptible:
    """A generator that waits after what it says first, as a slow language model would, or breaks when it is asked to.

    It quotes the first line of each passage.
    """

    id = "interruptible"

    def __init__(self) -> None:
        self.may_go_on = threading.Event()

    def generate(self, question: str, evidence: Sequence[ScoredPassage]) -> Iterator[Claim]:
        for item in evidence:
            line = item.passage.text.splitlines()[0]
            yield Claim(line, (Quote(item.passage.id, line, 0, len(line)),))
            if question == BREAKS:
                raise RuntimeError("Traceback: secret of /srv/relevo")
            assert self.may_go_on.wait(20)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The time that a test may take counts what it is the first to set up."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.timeout(SETUP_S))


@pytest.fixture(scope="session")
def data_dir(guidance: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled guidance, a document that tries to become markup, and a PDF of two pages."""
    folder = shutil.copytree(guidance, tmp_path_factory.mktemp("relevo-web") / "datos")
    document = folder / "plaza.md"
    document.write_text(MARKET, encoding="utf-8")
    inventory = folder / "inventario.pdf"
    inventory.write_bytes(pdf([lines(["Inventario de bienes de Aguaclara, en dos páginas."]), lines(CAR)]))
    assert relevo(folder, "ingest", "--quiet", str(document), str(inventory)).wait(SETUP_S) == 0
    return folder


@pytest.fixture(scope="session")
def address(data_dir: Path) -> Iterator[str]:
    """Where `relevo serve` says that it is."""
    server = relevo(data_dir, "serve", "--port", "0")
    try:
        assert server.stderr is not None
        told = next((line for line in server.stderr if "http://" in line), None)
        assert told, "the server did not start"
        address = "http://" + told.split("http://")[1].split()[0]
        while not answers(f"{address}/healthz"):
            assert server.poll() is None, "the server stopped"
            time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait(10)


def answers(url: str) -> bool:
    try:
        return httpx.get(url).status_code == 200
    except httpx.TransportError:
        return False


def relevo(data_dir: Path, *words: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "RELEVO_DATA_DIR": str(data_dir), "COLUMNS": "200"}
    command = [sys.executable, "-m", "ui", *words]
    return subprocess.Popen(command, cwd=REPOSITORY, env=environment, stderr=subprocess.PIPE, text=True)


@pytest.fixture(scope="session")
def interruptible(data_dir: Path, address: str) -> Iterator[tuple[str, Interruptible]]:
    """A second server in this process, over the same index, whose answers can be held."""
    settings = Settings(data_dir=data_dir)
    retriever = Assistant.open(settings).retriever
    generator = Interruptible()
    conversations = Conversations.open(settings)
    app = create_server(Assistant(retriever, settings, generator), conversations)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}", generator
    generator.may_go_on.set()
    server.should_exit = True
    thread.join(10)
    conversations.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[sync_api.Browser]:
    from playwright.sync_api import expect, sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("Chromium is not on this machine")
    expect.set_options(timeout=20_000)  # this machine may be busy
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        running.close()


Visit = Callable[..., Any]


@pytest.fixture
def visit(browser: sync_api.Browser, address: str) -> Iterator[Visit]:
    """Opens the chat as a new visitor, of whom everything that goes wrong in the browser is noticed."""
    with ExitStack() as visitors:

        def new(width: str = "desktop", at: str = address, **options: object) -> sync_api.Page:
            size = dict(zip(("width", "height"), WIDTHS[width], strict=True))
            touch = width == "phone"
            context = browser.new_context(viewport=size, has_touch=touch, reduced_motion="reduce", **options)
            page = visitors.enter_context(watched(context)).new_page()
            page.set_default_timeout(30_000)
            page.goto(at)
            page.wait_for_selector("#composer textarea")
            return page

        yield new


@contextmanager
def watched(context: sync_api.BrowserContext) -> Iterator[sync_api.BrowserContext]:
    """Nothing is asked of another host, nothing is not found, nothing breaks in the browser's console."""
    wrong: list[str] = []
    context.on("request", lambda request: None if is_ours(request.url) else wrong.append(f"asked {request.url}"))
    context.on("console", lambda said: wrong.append(said.text) if said.type == "error" and not is_leave(said) else None)
    context.on("weberror", lambda broken: wrong.append(str(broken.error)))
    yield context
    context.close()
    assert not wrong


def is_leave(said: sync_api.ConsoleMessage) -> bool:
    """Whether Gradio says that it ended the stream of a page that its reader leaves while something is under way."""
    ended = said.text.startswith("AbortError: signal is aborted without reason") and "kn.close" in said.text
    return ended or said.text.strip() == "Unexpected error Connection errored out."


def is_ours(url: str) -> bool:
    return url.startswith(("http://127.0.0.1:", "data:", "blob:"))
