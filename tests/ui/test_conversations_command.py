"""`relevo conversations` and `relevo chat --conversation`, run as a person runs them."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import pytest

from assistant import Settings
from assistant.conversations import Conversations
from tests.assistant.conversations.samples import TERM, answer
from tests.ui.test_cli import relevo
from ui.cli.conversations import OWNER


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A data folder with a conversation of the terminal and one of a browser."""
    kept = Conversations.open(Settings(data_dir=tmp_path / "datos", database_url=""))
    kept.append(None, answer(), owner=OWNER)
    kept.append(None, answer("¿Del navegador?"), owner="x" * 40)
    kept.close()
    return tmp_path / "datos"


def listed(data_dir: Path, *options: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(relevo(data_dir, "conversations", "list", "--json", *options).stdout)
    return found


def identifier(data_dir: Path) -> str:
    return str(listed(data_dir)[0]["id"])


def test_the_terminal_lists_its_own_unless_asked_for_all(data_dir: Path) -> None:
    assert [item["title"] for item in listed(data_dir)] == [TERM]
    assert {item["title"] for item in listed(data_dir, "--all")} == {TERM, "¿Del navegador?"}
    line = relevo(data_dir, "conversations", "list").stdout
    assert identifier(data_dir) in line
    assert TERM in line


def test_a_conversation_is_shown_with_its_sources(data_dir: Path) -> None:
    run = relevo(data_dir, "conversations", "show", identifier(data_dir))
    assert f"1. {TERM}" in run.stdout
    assert "[1] Ley 951 de 2005, artículo 4" in run.stdout


def test_a_conversation_is_exported_to_the_format_of_the_name(data_dir: Path, tmp_path: Path) -> None:
    word, markdown, other = tmp_path / "acta.docx", tmp_path / "acta.md", tmp_path / "acta.pdf"
    for path in (word, markdown):
        assert relevo(data_dir, "conversations", "export", identifier(data_dir), "--out", str(path)).returncode == 0
    assert docx.Document(str(word)).paragraphs[0].text == TERM
    assert markdown.read_text(encoding="utf-8").startswith(f"# {TERM}")
    run = relevo(data_dir, "conversations", "export", identifier(data_dir), "--out", str(other))
    assert (run.returncode, other.exists()) == (1, False)
    assert ".docx" in run.stderr


def test_a_conversation_is_renamed(data_dir: Path) -> None:
    assert relevo(data_dir, "conversations", "rename", identifier(data_dir), "Empalme en Sonsón").returncode == 0
    assert listed(data_dir)[0]["title"] == "Empalme en Sonsón"


@pytest.mark.parametrize(("said", "left"), [("n\n", 1), ("", 1), ("sí\n", 0)])
def test_a_conversation_is_deleted_once_its_reader_says_so(data_dir: Path, said: str, left: int) -> None:
    run = relevo(data_dir, "conversations", "delete", identifier(data_dir), stdin=said)
    assert run.returncode == 0, run.stderr
    assert len(listed(data_dir)) == left


def test_chat_goes_on_where_it_was(data_dir: Path) -> None:
    known = identifier(data_dir)
    run = relevo(data_dir, "chat", "--conversation", known, stdin="¿y en qué artículo está?\nsalir\n")
    assert run.returncode == 0, run.stderr
    assert "Ley 951 de 2005, artículo 4" in run.stdout
    assert f"relevo chat --conversation {known}" in run.stderr
    assert listed(data_dir)[0]["length"] == 2


@pytest.mark.parametrize("words", [["conversations", "show", "x"], ["chat", "--conversation", "x"]])
def test_a_conversation_that_is_not_there_is_one_spanish_sentence(data_dir: Path, words: list[str]) -> None:
    run = relevo(data_dir, *words)
    assert run.returncode == 1
    assert run.stderr.startswith("No existe esa conversación.")
    assert len(run.stderr.strip().splitlines()) == 1


def test_a_damaged_file_is_one_spanish_sentence(data_dir: Path) -> None:
    (data_dir / "conversations.db").write_bytes(b"roto" * 5_000)
    run = relevo(data_dir, "conversations", "list")
    assert run.returncode == 1
    assert run.stderr.startswith("El archivo de conversaciones conversations.db está dañado.")
    assert "Traceback" not in run.stderr
