"""Conversations over HTTP: whose they are, what can be done with them, what is left."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant import Assistant, Settings
from assistant.conversations import Conversations
from ui.api import create_api
from ui.owners import COOKIE, HEADER, is_token, new_token

TERM = "¿Qué plazo hay para presentar el acta de informe de gestión?"
V1 = "/v1/conversations"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Conversations]:
    kept = Conversations.open(Settings(data_dir=tmp_path, database_url=""))
    yield kept
    kept.close()


@pytest.fixture
def api(assistant: Assistant, store: Conversations) -> FastAPI:
    return create_api(assistant, store)


@pytest.fixture
def client(api: FastAPI) -> TestClient:
    """A browser: it keeps its cookies."""
    return TestClient(api, raise_server_exceptions=False)


def ask(client: TestClient, question: str = TERM, **fields: object) -> dict[str, object]:
    answer: dict[str, object] = client.post("/v1/ask", json={"question": question, **fields}).json()
    return answer


def test_a_browser_gets_its_owner_in_a_cookie_and_finds_its_conversations(client: TestClient) -> None:
    answer = ask(client, entity="05756")
    assert is_token(client.cookies[COOKIE])
    (summary,) = client.get(V1).json()
    assert (summary["id"], summary["title"], summary["length"]) == (answer["conversation_id"], TERM, 1)
    assert summary["entity"] == "05756"
    assert summary["updated_at"].endswith("Z")


def test_a_program_gets_its_owner_in_a_header_and_sends_it_back(api: FastAPI) -> None:
    first = TestClient(api).post("/v1/ask", json={"question": TERM})
    owner = {HEADER: first.headers[HEADER]}
    assert [item["title"] for item in TestClient(api).get(V1, headers=owner).json()] == [TERM]
    assert HEADER not in TestClient(api).get(V1, headers=owner).headers


def test_the_stream_gives_an_owner_too(client: TestClient) -> None:
    client.post("/v1/ask/stream", json={"question": TERM})
    assert [item["title"] for item in client.get(V1).json()] == [TERM]


def test_nobody_lists_or_deletes_what_is_of_another(client: TestClient, api: FastAPI) -> None:
    identifier = ask(client)["conversation_id"]
    other = TestClient(api, headers={HEADER: new_token()})
    assert other.get(V1).json() == []
    assert other.delete(V1).json() == {"deleted": 0}
    assert client.get(f"{V1}/{identifier}").status_code == 200


@pytest.mark.parametrize("owner", ["terminal", "x" * 31, "a.b" * 20, "x" * 129])
def test_an_owner_that_could_be_guessed_is_refused(client: TestClient, owner: str) -> None:
    response = client.get(V1, headers={HEADER: owner})
    assert (response.status_code, response.headers["content-type"]) == (422, "application/problem+json")
    client.cookies.set(COOKIE, owner)
    assert client.get(V1).headers[HEADER] != owner


def test_a_conversation_is_read_whole(client: TestClient) -> None:
    first = ask(client)
    ask(client, "¿y en qué artículo está?", conversation_id=first["conversation_id"])
    conversation = client.get(f"{V1}/{first['conversation_id']}").json()
    assert [turn["number"] for turn in conversation["turns"]] == [1, 2]
    answer = conversation["turns"][0]["answer"]
    assert (answer["text"], answer["citations"]) == (first["text"], first["citations"])
    assert answer["fingerprint"] == first["fingerprint"]


def test_a_conversation_is_renamed(client: TestClient) -> None:
    url = f"{V1}/{ask(client)['conversation_id']}"
    assert client.patch(url, json={"title": "Empalme"}).status_code == 204
    assert client.get(url).json()["title"] == "Empalme"
    assert client.patch(url, json={"title": "  "}).status_code == 422


def test_an_answer_is_valued_and_the_opinion_withdrawn(client: TestClient) -> None:
    answer = ask(client)
    url = f"{V1}/{answer['conversation_id']}"
    feedback = f"{url}/turns/{answer['turn']}/feedback"
    assert client.put(feedback, json={"rating": "bad", "reason": "Es otra ley"}).status_code == 204
    assert client.get(url).json()["turns"][0]["feedback"] == {"rating": "bad", "reason": "Es otra ley"}
    assert client.delete(feedback).status_code == 204
    assert client.get(url).json()["turns"][0]["feedback"] is None
    assert client.put(feedback, json={"rating": "regular"}).status_code == 422
    assert client.put(f"{url}/turns/7/feedback", json={"rating": "good"}).status_code == 404


def test_a_conversation_is_exported(client: TestClient) -> None:
    url = f"{V1}/{ask(client)['conversation_id']}/export"
    word = client.get(url)
    assert (
        'filename="que-plazo-hay-para-presentar-el-acta-de-informe-de-gestion.docx"'
        in word.headers["content-disposition"]
    )
    assert TERM in "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(word.content)).paragraphs)
    markdown = client.get(url, params={"format": "md"})
    assert markdown.headers["content-type"] == "text/markdown; charset=utf-8"
    assert markdown.text.startswith(f"# {TERM}")
    assert client.get(url, params={"format": "pdf"}).status_code == 422


def test_a_conversation_is_deleted_and_what_it_said_is_gone(client: TestClient, tmp_path: Path) -> None:
    url = f"{V1}/{ask(client, 'canario8f3a ¿qué plazo hay para el acta?')['conversation_id']}"
    assert client.delete(url).status_code == 204
    assert client.get(url).status_code == 404
    assert client.delete(url).status_code == 404
    assert not any(b"canario8f3a" in file.read_bytes() for file in tmp_path.iterdir())


def test_all_of_a_browsers_conversations_are_deleted(client: TestClient) -> None:
    ask(client)
    ask(client)
    assert client.delete(V1).json() == {"deleted": 2}
    assert client.get(V1).json() == []


@pytest.mark.parametrize("way", ["", "/export"])
def test_what_is_not_there_is_a_problem_in_spanish(client: TestClient, way: str) -> None:
    response = client.get(f"{V1}/adivinada{way}")
    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")
    assert response.json()["detail"].startswith("No existe esa conversación.")


def test_an_answer_that_cannot_be_kept_is_given_all_the_same(
    client: TestClient, store: Conversations, tmp_path: Path
) -> None:
    store.close()
    (tmp_path / "conversations.db").write_bytes(b"roto" * 5_000)
    answer = ask(client)
    assert answer["citations"]
    assert (answer["conversation_id"], answer["turn"]) == (None, None)
    follow_up = client.post("/v1/ask", json={"question": "¿y?", "conversation_id": "0" * 32})
    assert follow_up.status_code == 503
    assert "dañado" in follow_up.json()["detail"]


def test_the_database_holds_the_fingerprint_and_the_opinion_where_queries_find_them(
    client: TestClient, tmp_path: Path
) -> None:
    answer = ask(client)
    client.put(f"{V1}/{answer['conversation_id']}/turns/1/feedback", json={"rating": "good"})
    with sqlite3.connect(tmp_path / "conversations.db") as connection:
        assert connection.execute("SELECT fingerprint, refused, rating FROM turns").fetchall() == [
            (answer["fingerprint"], 0, "good")
        ]
    connection.close()
