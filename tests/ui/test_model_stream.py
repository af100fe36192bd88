"""A language model's verified sentences, all the way to each door as they are ready."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from assistant import Assistant, Settings, Turn
from assistant.answering import texts
from assistant.conversations import Conversations
from assistant.types import AnswerReady
from tests.lying_server import Fails, Says, Script, serving
from ui.api import create_api
from ui.cli.answers import show
from ui.web.replies import Reply

QUESTION = "¿Qué plazo hay para presentar el acta de informe de gestión?"
TRUE = "El saliente tiene 15 días hábiles para rendir el informe [{n}]."
LIE = "El saliente tiene 99 días hábiles para rendir el informe [{n}]."
OTHER = "El plazo se cuenta desde que deja el cargo [{n}]."
FAILED = texts.quoted_instead(texts.MODEL_BUSY, partly=False)


@contextmanager
def assistant_with(assistant: Assistant, settings: Settings, script: Script) -> Iterator[Assistant]:
    with serving(script) as server:
        update = {"model": "openai:m", "model_base_url": server.url, "model_timeout": 20.0}
        yield Assistant(assistant.retriever, settings.model_copy(update=update))


@contextmanager
def listening(app: FastAPI) -> Iterator[str]:
    """The address of an application that really streams, which the test client does not."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


def test_the_api_sends_each_sentence_when_it_is_verified(
    assistant: Assistant, settings: Settings, conversations: Conversations
) -> None:
    arrived: list[tuple[float, str, dict]] = []
    with (
        assistant_with(assistant, settings, Says(f"{TRUE} {LIE} {OTHER}", pause=0.4)) as writing,
        listening(create_api(writing, conversations)) as address,
        httpx.stream(
            "POST", f"{address}/v1/ask/stream", json={"question": QUESTION}, trust_env=False, timeout=30
        ) as body,
    ):
        name = ""
        for line in body.iter_lines():
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: "):
                arrived.append((time.monotonic(), name, json.loads(line.removeprefix("data: "))))
    said = [(moment, data["statement"]["text"]) for moment, name, data in arrived if name == "statement"]
    assert [text for _, text in said] == [TRUE.replace(" [{n}]", ""), OTHER.replace(" [{n}]", "")]
    assert arrived[-1][1] == "answer"
    assert arrived[-1][0] - said[0][0] > 0.3  # the first was there while the model still wrote
    assert "99" not in json.dumps([data for _, name, data in arrived if name == "statement"])


def test_the_api_gives_the_note(assistant: Assistant, settings: Settings, conversations: Conversations) -> None:
    with (
        assistant_with(assistant, settings, Fails(429)) as writing,
        listening(create_api(writing, conversations)) as address,
    ):
        response = httpx.post(f"{address}/v1/ask", json={"question": QUESTION}, trust_env=False, timeout=30)
    assert response.status_code == 200
    assert response.json()["notes"] == [FAILED]
    assert response.json()["statements"]


def test_the_terminal_shows_the_note(
    assistant: Assistant, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with assistant_with(assistant, settings, Fails(429)) as writing:
        show(writing.ask(Turn(QUESTION)))
    assert FAILED in capsys.readouterr().out


def test_the_page_shows_the_note(assistant: Assistant, settings: Settings) -> None:
    with assistant_with(assistant, settings, Fails(429)) as writing:
        last = Reply(1, QUESTION).then(AnswerReady(writing.ask(Turn(QUESTION))))
    assert last.remark == FAILED
    assert last.statements
