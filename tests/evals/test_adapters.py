"""Other assistants become answers that the metrics take."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import FakeListChatModel
from langchain_core.runnables import RunnableLambda

from assistant import Exchange, RelevoError, Turn
from assistant.answering.texts import REFUSAL
from assistant.errors import ConfigurationError
from evals.adapters import Endpoint, OpenAIAnswerer, RunnableAnswerer, declines, load_runnable
from tests.chat_server import ChatServer, chat_server, completion

TURN = Turn("¿Y si me fui por renuncia?", (Exchange("¿Qué plazo hay?", "Quince días hábiles."),))
SAID = "Quince (15) días hábiles.\n\nLo dice la Ley 951 de 2005, artículo 4."


@pytest.fixture
def served() -> Iterator[ChatServer]:
    with chat_server() as server:
        yield server


def answerer(served: ChatServer, **fields: Any) -> OpenAIAnswerer:
    return OpenAIAnswerer(Endpoint(served.address, "modelo", **{"backoff_s": 0.0, "timeout_s": 5.0, **fields}))


def test_an_endpoint_gives_an_answer_of_text_alone(served: ChatServer) -> None:
    served.replies = [(200, completion(SAID), {})]
    answer = answerer(served).ask(TURN)
    assert (answer.question, answer.text, answer.refused, answer.citations) == (TURN.text, SAID, False, ())
    assert [statement.text for statement in answer.statements] == SAID.split("\n\n")
    assert answer.timings_ms["total"] > 0
    assert answer.trace[0].detail == "40 + 9 tokens"


def test_an_endpoint_hears_the_conversation_and_the_key(served: ChatServer, monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_what_may_pass_is_tried_again(served: ChatServer) -> None:
    served.replies = [(429, {}, {"Retry-After": "0.01"}), (503, {}, {}), (200, completion(SAID), {})]
    assert answerer(served).ask(TURN).text == SAID
    assert len(served.requests) == 3


def test_retries_end(served: ChatServer) -> None:
    served.replies = [(503, {}, {})] * 3
    with pytest.raises(RelevoError, match="código 503"):
        answerer(served, retries=2).ask(TURN)
    assert len(served.requests) == 3


def test_what_will_not_pass_is_told_at_once_and_without_the_key(
    served: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAVE_DE_PRUEBA", "sk-secreta")
    served.replies = [(401, {"error": "sk-secreta"}, {})]
    with pytest.raises(RelevoError, match="código 401") as raised:
        answerer(served, key_variable="CLAVE_DE_PRUEBA").ask(TURN)
    assert len(served.requests) == 1
    assert "sk-secreta" not in str(raised.value)


@pytest.mark.parametrize(
    "reply",
    [{}, {"choices": []}, [], {"choices": [{"message": None}]}, completion(7), {**completion("sí"), "usage": [1]}],
)
def test_a_reply_that_is_no_completion_is_told(served: ChatServer, reply: Any) -> None:
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
    monkeypatch.setenv("CLAVE_DE_PRUEBA", "contraseña")
    with pytest.raises(ConfigurationError, match="no es una clave") as raised:
        OpenAIAnswerer(Endpoint("https://example.org/v1", "modelo", "CLAVE_DE_PRUEBA"))
    assert "contraseña" not in str(raised.value)


@pytest.mark.parametrize("address", ["file:///etc/passwd", "", "modelo.example.org/v1", "http://", "http://a:b:c/"])
def test_an_address_that_is_none_is_told(address: str) -> None:
    with pytest.raises(ConfigurationError, match="http"):
        OpenAIAnswerer(Endpoint(address, "modelo"))


def test_the_record_tells_what_was_asked_and_never_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAVE_DE_PRUEBA", "sk-secreta")
    endpoint = Endpoint("https://ana:sk-otra@example.org:8443/v1/?token=sk-mas", "modelo", "CLAVE_DE_PRUEBA")
    profile = OpenAIAnswerer(endpoint).profile
    assert (profile.name, profile.generator) == ("openai:modelo", "modelo")
    assert profile.address == "https://example.org:8443/v1"
    assert "sk-" not in repr(profile)
    assert profile.guidance is None


def test_the_fingerprint_of_an_endpoint_follows_what_it_is_asked() -> None:
    same = Endpoint("http://127.0.0.1:9/v1", "modelo")
    others = [
        Endpoint("http://127.0.0.1:8/v1", "modelo"),
        Endpoint("http://127.0.0.1:9/v1", "otro"),
        Endpoint("http://127.0.0.1:9/v1", "modelo", instructions="Sea breve."),
        Endpoint("http://127.0.0.1:9/v1", "modelo", temperature=None),
    ]
    fingerprints = [OpenAIAnswerer(endpoint).profile.fingerprint for endpoint in (same, *others)]
    assert len(set(fingerprints)) == len(fingerprints)
    assert OpenAIAnswerer(same).profile.fingerprint == fingerprints[0]


def test_a_model_that_says_nothing_refused(served: ChatServer) -> None:
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
    assert answer.fingerprint == runnable.profile.name == "runnable:mi cadena"


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


def test_a_runnable_that_fails_is_told_without_its_words() -> None:
    def fail(messages: Any) -> str:
        raise ConnectionError("sk-secreta")

    with pytest.raises(RelevoError, match=r"runnable:mi cadena falló \(ConnectionError\)") as raised:
        RunnableAnswerer(RunnableLambda(fail), "mi cadena").ask(TURN)
    assert "sk-secreta" not in str(raised.value)


CHAIN = """
from langchain_core.runnables import RunnableLambda
chain = RunnableLambda(lambda messages: "Son 15 días.")
number = 7
"""


@pytest.fixture
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder from which modules can be imported."""
    monkeypatch.syspath_prepend(tmp_path)
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        if name.startswith("cadena_"):
            del sys.modules[name]


def test_a_runnable_is_imported_by_name(modules: Path) -> None:
    (modules / "cadena_buena.py").write_text(CHAIN, encoding="utf-8")
    runnable = load_runnable("cadena_buena:chain")
    assert runnable.ask(TURN).text == "Son 15 días."
    assert runnable.profile.name == "runnable:cadena_buena:chain"


def test_a_runnable_that_was_rewritten_is_another_one(modules: Path) -> None:
    (modules / "cadena_cambiante.py").write_text(CHAIN, encoding="utf-8")
    before = load_runnable("cadena_cambiante:chain").profile
    (modules / "cadena_cambiante.py").write_text(CHAIN.replace("15", "20"), encoding="utf-8")
    assert load_runnable("cadena_cambiante:chain").profile.fingerprint != before.fingerprint


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("cadena_rota:chain", r"No pude importar «cadena_rota» \(SyntaxError\)"),
        ("cadena_ausente:chain", r"No pude importar «cadena_ausente» \(ModuleNotFoundError\)"),
        ("cadena_otra:number", "no es un Runnable"),
        ("cadena_otra:nada", "no es un Runnable"),
        ("cadena_otra", "no nombra un Runnable"),
        (":chain", "no nombra un Runnable"),
        (".cadena:chain", "No pude importar"),
    ],
)
def test_a_name_that_is_no_runnable_is_told(modules: Path, name: str, said: str) -> None:
    (modules / "cadena_rota.py").write_text("chain = (", encoding="utf-8")
    (modules / "cadena_otra.py").write_text(CHAIN, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=said):
        load_runnable(name)


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
