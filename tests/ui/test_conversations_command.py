"""`relevo conversations` and `relevo chat --conversation`, run as a person runs them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import docx
import pytest

from assistant import Settings
from assistant.conversations import Conversations
from tests.assistant.conversations.samples import TERM, answer
from tests.ui.conftest import Relevo
from ui.cli.conversations import OWNER


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A data folder with a conversation of the terminal and one of a browser."""
    kept = Conversations.open(Settings(data_dir=tmp_path / "datos", database_url=""))
    kept.append(None, answer(), owner=OWNER)
    kept.append(None, answer("¿Del navegador?"), owner="x" * 40)
    kept.close()
    return tmp_path / "datos"


def listed(relevo: Relevo, *options: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(relevo("conversations", "list", "--json", *options).out)
    return found


def identifier(relevo: Relevo) -> str:
    return str(listed(relevo)[0]["id"])


def test_the_terminal_lists_its_own_unless_asked_for_all(relevo: Relevo) -> None:
    assert [item["title"] for item in listed(relevo)] == [TERM]
    assert {item["title"] for item in listed(relevo, "--all")} == {TERM, "¿Del navegador?"}
    line = relevo("conversations", "list").out
    assert identifier(relevo) in line
    assert TERM in line


def test_a_conversation_is_shown_with_its_sources(relevo: Relevo) -> None:
    run = relevo("conversations", "show", identifier(relevo))
    assert f"1. {TERM}" in run.out
    assert "[1] Ley 951 de 2005, artículo 4" in run.out


def test_a_conversation_is_exported_to_the_format_of_the_name(relevo: Relevo, tmp_path: Path) -> None:
    word, markdown, other = tmp_path / "acta.docx", tmp_path / "acta.md", tmp_path / "acta.pdf"
    for path in (word, markdown):
        assert relevo("conversations", "export", identifier(relevo), "--out", str(path)).code == 0
    assert docx.Document(str(word)).paragraphs[0].text == TERM
    assert markdown.read_text(encoding="utf-8").startswith(f"# {TERM}")
    run = relevo("conversations", "export", identifier(relevo), "--out", str(other))
    assert (run.code, other.exists()) == (1, False)
    assert ".docx" in run.err


def test_a_conversation_is_renamed(relevo: Relevo) -> None:
    assert relevo("conversations", "rename", identifier(relevo), "Empalme en Sonsón").code == 0
    assert listed(relevo)[0]["title"] == "Empalme en Sonsón"


@pytest.mark.parametrize(("said", "left"), [("n\n", 1), ("", 1), ("sí\n", 0)])
def test_a_conversation_is_deleted_once_its_reader_says_so(relevo: Relevo, said: str, left: int) -> None:
    run = relevo("conversations", "delete", identifier(relevo), stdin=said)
    assert run.code == 0, run.err
    assert len(listed(relevo)) == left


def test_chat_goes_on_where_it_was(relevo: Relevo, data_dir: Path, guidance: Path) -> None:
    shutil.copytree(guidance, data_dir, dirs_exist_ok=True)
    known = identifier(relevo)
    run = relevo("chat", "--conversation", known, stdin="¿y en qué artículo está?\nsalir\n")
    assert run.code == 0, run.err
    assert "Ley 951 de 2005, artículo 4" in run.out
    assert f"relevo chat --conversation {known}" in run.err
    assert listed(relevo)[0]["length"] == 2


@pytest.mark.parametrize("words", [["conversations", "show", "x"], ["chat", "--conversation", "x"]])
def test_a_conversation_that_is_not_there_is_one_spanish_sentence(relevo: Relevo, words: list[str]) -> None:
    run = relevo(*words)
    assert run.code == 1
    assert run.err.startswith("No existe esa conversación.")
    assert len(run.err.strip().splitlines()) == 1


def test_a_damaged_file_is_one_spanish_sentence(relevo: Relevo, data_dir: Path) -> None:
    (data_dir / "conversations.db").write_bytes(b"roto" * 5_000)
    run = relevo("conversations", "list")
    assert run.code == 1
    assert run.err.startswith("El archivo de conversaciones conversations.db está dañado.")
    assert "Traceback" not in run.err
