"""Other assistants become answers that the metrics take."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from langchain_core.language_models import FakeListChatModel
from langchain_core.runnables import RunnableLambda

from assistant import Exchange, RelevoError, Turn
from assistant.answering.texts import REFUSAL
from assistant.errors import ConfigurationError
from evals.adapters import Endpoint, OpenAIAnswerer, RunnableAnswerer, declines

TURN = Turn("¿Y si me fui por renuncia?", (Exchange("¿Qué plazo hay?", "Quince días hábiles."),))
SAID = "Quince (15) días hábiles.\n\nLo dice la Ley 951 de 2005, artículo 4."


class Served:
    """A tiny server of chat completions: what it was asked, and what it answers next."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.replies: list[tuple[int, Any, dict[str, str]]] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"http://127.0.0.1:{self.server.server_port}/v1"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        served = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                served.requests.append({"path": self.path, **json.loads(body)})
                served.keys.append(self.headers["Authorization"])
                status, reply, headers = served.replies.pop(0)
                payload = json.dumps(reply).encode()
                self.send_response(status)
                for name, value in {"Content-Length": str(len(payload)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(payload)

            def log_message(self, *arguments: object) -> None:
                """Quiet."""

        return Handler


@pytest.fixture
def served() -> Iterator[Served]:
    server = Served()
    threading.Thread(target=server.server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.server.shutdown()
    server.server.server_close()


def completion(text: str | None) -> dict[str, Any]:
    usage = {"prompt_tokens": 40, "completion_tokens": 9}
    return {"choices": [{"message": {"role": "assistant", "content": text}}], "usage": usage}


def answerer(served: Served, **fields: Any) -> OpenAIAnswerer:
    return OpenAIAnswerer(Endpoint(served.address, "modelo", **{"backoff_s": 0.0, "timeout_s": 5.0, **fields}))


def test_an_endpoint_gives_an_answer_of_text_alone(served: Served) -> None:
    served.replies = [(200, completion(SAID), {})]
    answer = answerer(served).ask(TURN)
    assert (answer.question, answer.text, answer.refused, answer.citations) == (TURN.text, SAID, False, ())
    assert [statement.text for statement in answer.statements] == SAID.split("\n\n")
    assert answer.timings_ms["total"] > 0
    assert answer.trace[0].detail == "40 + 9 tokens"


def test_an_endpoint_hears_the_conversation_and_the_key(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAVE_DE_PRUEBA", "sk-secreta")
    served.replies = [(200, completion(SAID), {})]
    answerer(served, key_variable="CLAVE_DE_PRUEBA", instructions="Sea breve.").ask(TURN)
    (request,) = served.requests
    assert (request["path"], request["model"], request["temperature"]) == ("/v1/chat/completions", "modelo", 0.0)
    assert [(item["role"], item["content"]) for item in request["messages"]] == [
        ("system", "Sea breve."),
        ("user", "¿Qué plazo hay?"),
        ("assistant", "Quince días hábiles."),
        ("user", "¿Y si me fui por renuncia?"),
    ]
    assert served.keys == ["Bearer sk-secreta"]


def test_what_may_pass_is_tried_again(served: Served) -> None:
    served.replies = [(429, {}, {"Retry-After": "0.01"}), (503, {}, {}), (200, completion(SAID), {})]
    assert answerer(served).ask(TURN).text == SAID
    assert len(served.requests) == 3


def test_retries_end(served: Served) -> None:
    served.replies = [(503, {}, {})] * 3
    with pytest.raises(RelevoError, match="código 503"):
        answerer(served, retries=2).ask(TURN)
    assert len(served.requests) == 3


def test_what_will_not_pass_is_told_at_once_and_without_the_key(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAVE_DE_PRUEBA", "sk-secreta")
    served.replies = [(401, {"error": "sk-secreta"}, {})]
    with pytest.raises(RelevoError, match="código 401") as raised:
        answerer(served, key_variable="CLAVE_DE_PRUEBA").ask(TURN)
    assert len(served.requests) == 1
    assert "sk-secreta" not in str(raised.value)


@pytest.mark.parametrize("reply", [{}, {"choices": []}, [], {"choices": [{"message": None}]}])
def test_a_reply_that_is_no_completion_is_told(served: Served, reply: Any) -> None:
    served.replies = [(200, reply, {})]
    with pytest.raises(RelevoError, match="no respondió con una respuesta de chat"):
        answerer(served).ask(TURN)


def test_a_server_that_is_not_there_is_told() -> None:
    gone = OpenAIAnswerer(Endpoint("http://127.0.0.1:9", "modelo", retries=1, backoff_s=0.0))
    with pytest.raises(RelevoError, match="no hubo conexión"):
        gone.ask(TURN)


def test_a_slow_server_is_told() -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        slow = OpenAIAnswerer(Endpoint(address, "modelo", retries=0, timeout_s=0.2))
        with pytest.raises(RelevoError, match="se agotó el tiempo"):
            slow.ask(TURN)


def test_a_missing_key_names_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLAVE_DE_PRUEBA", raising=False)
    with pytest.raises(ConfigurationError, match="CLAVE_DE_PRUEBA"):
        OpenAIAnswerer(Endpoint("https://example.org/v1", "modelo", "CLAVE_DE_PRUEBA"))
    with pytest.raises(ConfigurationError, match="http"):
        OpenAIAnswerer(Endpoint("file:///etc/passwd", "modelo"))


def test_a_model_that_says_nothing_refused(served: Served) -> None:
    served.replies = [(200, completion(None), {})]
    answer = answerer(served).ask(TURN)
    assert answer.refused
    assert answer.statements == ()


@pytest.mark.parametrize(
    "output",
    [SAID, {"answer": SAID}, {"context": [], "output": {"text": SAID}}],
)
def test_a_runnable_gives_an_answer(output: Any) -> None:
    runnable = RunnableAnswerer(RunnableLambda(lambda question: output), "mi cadena", lambda turn: turn.text)
    answer = runnable.ask(TURN)
    assert (answer.text, answer.refused, answer.citations) == (SAID, False, ())
    assert answer.fingerprint == runnable.id == "runnable:mi cadena"


def test_a_chat_model_is_a_runnable_and_hears_the_conversation() -> None:
    heard: list[Any] = []
    chain = RunnableLambda(lambda messages: heard.extend(messages) or messages) | FakeListChatModel(responses=[SAID])
    assert RunnableAnswerer(chain).ask(TURN).text == SAID
    assert [message.type for message in heard] == ["system", "human", "ai", "human"]


def test_an_agent_answers_with_its_last_message() -> None:
    agent = RunnableLambda(lambda messages: {"messages": [*messages, FakeListChatModel(responses=[SAID]).invoke("x")]})
    assert RunnableAnswerer(agent).ask(TURN).text == SAID


def test_a_runnable_without_text_is_told() -> None:
    with pytest.raises(RelevoError, match="int"):
        RunnableAnswerer(RunnableLambda(lambda messages: 7)).ask(TURN)


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        (REFUSAL, True),
        ("No tengo esa información.", True),
        ("Lo siento, pero no puedo responder preguntas sobre fútbol.", True),
        ("", True),
        ("Quince (15) días hábiles.", False),
        ("No: el plazo no se puede prorrogar.", False),
        ("El entrante no tiene que firmar.", False),
    ],
)
def test_a_refusal_is_told_from_an_answer(text: str, refused: bool) -> None:
    assert declines(text) is refused
