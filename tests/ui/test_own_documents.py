"""Documents that a browser adds for itself: searchable at once, seen by nobody else, really removed, never half kept."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant import RelevoError, Settings, Turn
from assistant.conversations import Conversations
from ingest.shelves import shelf_of
from ui import own_documents
from ui.api import create_api
from ui.opening import open_assistant
from ui.own_documents import DocumentNotFoundError, OwnDocuments, clean_name
from ui.owners import new_token

MINE, THEIRS = "a" * 43, "b" * 43
QUESTION = "¿A qué hora abre la plaza de mercado de Aguaclara?"
MARKET = """# Reglamento de la plaza de mercado de Aguaclara

## Horario de la plaza de mercado

La plaza de mercado de Aguaclara abre a las cinco de la mañana y cierra a las tres de la tarde, de lunes a sábado.
"""


@pytest.fixture
def own(tenth: Path, guidance: Path, tmp_path: Path) -> OwnDocuments:
    """The shelves of an assistant over a tenth of the guidance."""
    data = tmp_path / "relevo"
    shutil.copytree(guidance / "indicadores", data / "indicadores")
    return OwnDocuments(open_assistant(Settings(data_dir=data, corpus_dir=tenth)))


@pytest.fixture
def market(tmp_path: Path) -> Path:
    path = tmp_path / "plaza.md"
    path.write_text(MARKET, encoding="utf-8")
    return path


def answer(own: OwnDocuments, owner: str) -> str:
    told = own._assistant.ask(Turn(QUESTION, shelf=shelf_of(owner)))
    return "" if told.refused else told.text


def kept(own: OwnDocuments) -> list[str]:
    root = own._settings.data_dir / "documentos"
    return sorted(file.name for file in root.rglob("*") if file.is_file() and file.name != ".lock")


def test_a_document_answers_its_owner_and_nobody_else(own: OwnDocuments, market: Path) -> None:
    [received] = own.add(MINE, [("plaza.md", market)])
    assert received.document is not None
    assert (received.document.name, received.document.passages) == ("plaza.md", 1)
    assert "cinco de la mañana" in answer(own, MINE)
    assert "cinco de la mañana" not in answer(own, THEIRS)
    assert own.listed(THEIRS) == ()


def test_what_is_removed_is_no_longer_found_nor_kept(own: OwnDocuments, market: Path) -> None:
    [received] = own.add(MINE, [("plaza.md", market)])
    assert received.document is not None
    own.remove(MINE, received.document.id)
    assert (own.listed(MINE), kept(own)) == ((), [])
    assert "cinco de la mañana" not in answer(own, MINE)


def test_nobody_removes_what_is_another_owners(own: OwnDocuments, market: Path) -> None:
    [received] = own.add(MINE, [("plaza.md", market)])
    assert received.document is not None
    with pytest.raises(DocumentNotFoundError):
        own.remove(THEIRS, received.document.id)
    assert len(own.listed(MINE)) == 1


def test_a_bad_file_is_refused_in_words_and_the_others_are_kept(
    own: OwnDocuments, market: Path, tmp_path: Path
) -> None:
    bad, empty, program = tmp_path / "malo.pdf", tmp_path / "vacio.docx", tmp_path / "virus.exe"
    bad.write_text("esto no es un PDF")
    empty.touch()
    program.write_bytes(b"MZ" + b"\0" * 100)
    sent = [(path.name, path) for path in (bad, market, empty, program)]
    received = own.add(MINE, sent)
    assert [each.document is not None for each in received] == [False, True, False, False]
    assert all(each.reason and each.hint for each in received if each.document is None)
    assert kept(own) == ["plaza.md"]


def test_the_same_name_twice_is_refused(own: OwnDocuments, market: Path) -> None:
    first, second = own.add(MINE, [("plaza.md", market), ("plaza.md", market)])
    assert first.document is not None
    assert "plaza.md" in second.reason
    assert own.add(MINE, [("plaza.md", market)])[0].document is None


def test_two_owners_may_have_documents_of_the_same_name(own: OwnDocuments, market: Path) -> None:
    own.add(MINE, [("plaza.md", market)])
    own.add(THEIRS, [("plaza.md", market)])
    assert len(own.listed(MINE)) == len(own.listed(THEIRS)) == 1
    assert own.listed(MINE)[0].id != own.listed(THEIRS)[0].id


def test_nothing_stays_of_documents_whose_index_could_not_be_made(
    own: OwnDocuments, market: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RelevoError("Otro proceso está actualizando este índice.")

    monkeypatch.setattr(own_documents, "build_index", broken)
    with pytest.raises(RelevoError):
        own.add(MINE, [("plaza.md", market)])
    assert kept(own) == []


def test_a_document_whose_removal_failed_stays(
    own: OwnDocuments, market: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [received] = own.add(MINE, [("plaza.md", market)])
    assert received.document is not None

    def broken(*_: object) -> None:
        raise RelevoError("El disco está lleno.")

    monkeypatch.setattr(own_documents, "build_index", broken)
    with pytest.raises(RelevoError):
        own.remove(MINE, received.document.id)
    assert kept(own) == ["plaza.md"]


def test_there_are_limits(own: OwnDocuments, market: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_documents, "MOST_DOCUMENTS", 1)
    first, second = own.add(MINE, [("uno.md", market), ("dos.md", market)])
    assert first.document is not None
    assert "máximo" in second.reason


def test_an_answer_under_way_ends_with_the_index_that_it_began_with(own: OwnDocuments, market: Path) -> None:
    before = own._assistant.fingerprint
    events = own._assistant.stream(Turn("¿Qué es el KPT y qué etapas cubre?"))
    next(events)
    own.add(MINE, [("plaza.md", market)])
    assert own._assistant.fingerprint != before
    last = list(events)[-1]
    assert last.answer.fingerprint == before  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("sent", "kept_as"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\acta.docx", "acta.docx"),
        ("<script>alert(1)</script>.md", "script_.md"),
        (".oculto.pdf", "oculto.pdf"),
        ("~$acta.docx", "acta.docx"),
        ("", "documento"),
        ("acta\x00\n.pdf", "acta_.pdf"),
        ("a" * 400 + ".pdf", "a" * 120 + ".pdf"),
    ],
)
def test_a_name_is_only_a_name(sent: str, kept_as: str) -> None:
    assert clean_name(sent) == kept_as


def test_a_shelf_does_not_tell_its_owners_token() -> None:
    assert MINE not in shelf_of(MINE)
    assert shelf_of(MINE) != shelf_of(THEIRS)


@pytest.fixture
def client(own: OwnDocuments, conversations: Conversations) -> TestClient:
    return TestClient(create_api(own._assistant, conversations), raise_server_exceptions=False)


def test_the_api_adds_lists_asks_and_removes(client: TestClient, market: Path) -> None:
    mine, theirs = ({"Relevo-Owner": new_token()} for _ in range(2))
    sent = {"files": ("plaza.md", market.read_bytes(), "text/markdown")}
    [received] = client.post("/v1/documents/own", files=sent, headers=mine).json()
    identifier = received["document"]["id"]
    assert [each["id"] for each in client.get("/v1/documents/own", headers=mine).json()] == [identifier]
    assert client.get("/v1/documents/own", headers=theirs).json() == []
    assert identifier not in {each["id"] for each in client.get("/v1/documents").json()}
    answers = [client.post("/v1/ask", json={"question": QUESTION}, headers=each).json() for each in (mine, theirs)]
    assert "cinco de la mañana" in answers[0]["text"]
    assert "cinco de la mañana" not in answers[1]["text"]
    assert client.delete(f"/v1/documents/own/{identifier}", headers=theirs).status_code == 404
    assert client.delete(f"/v1/documents/own/{identifier}", headers=mine).status_code == 204
    assert client.get("/v1/documents/own", headers=mine).json() == []
