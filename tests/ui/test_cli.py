"""The terminal, run as a person runs it: in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

TERM = "¿Qué plazo hay para presentar el acta de informe de gestión?"


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("datos")


def relevo(data_dir: Path, *arguments: str, stdin: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "RELEVO_DATA_DIR": str(data_dir), "NO_COLOR": "1", **variables}
    return subprocess.run(
        [sys.executable, "-m", "ui", *arguments],
        env=environment, cwd=REPOSITORY, input=stdin, capture_output=True, text=True, check=False, timeout=110,
    )  # fmt: skip


def test_a_question_is_answered_with_its_source(data_dir: Path) -> None:
    run = relevo(data_dir, "ask", TERM)
    assert run.returncode == 0, run.stderr
    assert "quince (15) días hábiles" in run.stdout
    assert "[1] Ley 951 de 2005, artículo 4" in run.stdout
    assert "\x1b[" not in run.stdout


def test_json_is_the_whole_answer_and_nothing_else(data_dir: Path) -> None:
    run = relevo(data_dir, "ask", "¿Qué debo hacer si encuentro irregularidades en lo que me entregaron?", "--json")
    answer = json.loads(run.stdout)
    assert run.returncode == 0
    assert answer["refused"] is False
    assert {citation["article"] for citation in answer["citations"]} >= {"13"}
    assert all(citation["quote"] for citation in answer["citations"])


def test_a_refusal_has_its_own_exit_code(data_dir: Path) -> None:
    run = relevo(data_dir, "ask", "¿Cuál es la capital de Francia?", "--json")
    assert run.returncode == 3
    assert json.loads(run.stdout)["refused"] is True


@pytest.mark.parametrize(
    "arguments",
    [["ask"], ["asc"], ["search", "acta", "-k", "muchos"], ["ask", "hola", "--nada"], ["ask", "uno", "dos"]],
)
def test_a_badly_typed_command_is_told_in_spanish(data_dir: Path, arguments: list[str]) -> None:
    run = relevo(data_dir, *arguments)
    assert run.returncode == 2
    assert run.stderr.startswith("No entendí la orden:")
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize(
    "arguments", [["ask", "¿?"], ["ingest", "no-está.pdf"], ["search", "acta", "--index", "no-está"]]
)
def test_a_failure_is_one_spanish_sentence_and_exit_code_1(data_dir: Path, arguments: list[str]) -> None:
    run = relevo(data_dir, *arguments)
    assert run.returncode == 1
    assert len(run.stderr.strip().splitlines()) == 1
    assert "Traceback" not in run.stderr


def test_a_bad_setting_names_its_variable(data_dir: Path) -> None:
    run = relevo(data_dir, "ask", TERM, RELEVO_LEXICAL_WEIGHT="mucho")
    assert run.returncode == 1
    assert "RELEVO_LEXICAL_WEIGHT" in run.stderr


def test_documents_are_added_and_what_cannot_be_read_is_listed(data_dir: Path, tmp_path: Path) -> None:
    question = "# Acta\n\n## ¿Quién guarda la llave del archivo?\n\nLa guarda doña Rosalba.\n"
    (tmp_path / "acta.md").write_text(question, encoding="utf-8")
    (tmp_path / "roto.docx").write_bytes(b"no es un documento")
    index = str(tmp_path / "indice")
    run = relevo(data_dir, "ingest", str(tmp_path), "--index", index, "--json")
    assert run.returncode == 1
    report = json.loads(run.stdout)
    assert [Path(item["path"]).name for item in report["indexed"]] == ["acta.md"]
    (skipped,) = report["skipped"]
    assert skipped["reason"]
    assert skipped["hint"]
    found = json.loads(relevo(data_dir, "search", "llave del archivo", "--index", index, "--json").stdout)
    assert "Rosalba" in found["passages"][0]["text"]


def test_index_info_counts_what_there_is(data_dir: Path) -> None:
    relevo(data_dir, "ask", TERM)
    info = json.loads(relevo(data_dir, "index", "info", "--json").stdout)
    assert info["passages"] >= 1_200
    assert len(info["documents"]) >= 120


def test_chat_keeps_the_conversation(data_dir: Path) -> None:
    run = relevo(data_dir, "chat", stdin=f"{TERM}\n¿y en qué artículo está?\nsalir\n")
    assert run.returncode == 0
    assert run.stdout.count("Ley 951 de 2005, artículo 4") >= 2


def test_real_laws_pdfs_and_workbooks_are_indexed_and_found(data_dir: Path, tmp_path: Path, shared_data: Path) -> None:
    index = str(tmp_path / "real")
    folders = [str(shared_data / name) for name in ("leyes", "pdf", "office")]
    report = json.loads(relevo(data_dir, "ingest", *folders, "--index", index, "--json").stdout)
    assert len(report["indexed"]) >= 31
    assert [Path(item["path"]).name for item in report["skipped"]] == ["escaneado-ley-200-1936.pdf"]
    query = "apoyo de todas las dependencias al alcalde electo"
    first = json.loads(relevo(data_dir, "search", query, "--index", index, "--json").stdout)["passages"][0]
    assert (first["norm"], first["article"], first["in_force"]) == ("Ley 152 de 1994", "39", True)
