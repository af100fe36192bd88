"""`relevo ask --batch` and `relevo eval export`, run as a person runs them."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import openpyxl
import pytest

from assistant import Assistant, Settings
from tests.ui.conftest import Relevo

TERM = "¿Qué plazo hay para entregar el acta de informe de gestión?"
QUESTIONS = f"Pregunta;Conversación\n{TERM};a\n¿y en qué artículo está?;a\n¿Cuál es la capital de Francia?;\n"


@pytest.fixture
def data_dir(assistant: Assistant, settings: Settings) -> Path:
    """Where the bundled guidance is indexed by then."""
    return settings.data_dir


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "preguntas.csv"
    path.write_bytes(QUESTIONS.encode("cp1252"))
    return path


def test_a_file_of_questions_becomes_a_workbook(relevo: Relevo, questions: Path, tmp_path: Path) -> None:
    output = tmp_path / "respuestas.xlsx"
    run = relevo("ask", "--batch", str(questions), "--out", str(output))
    assert run.code == 0, run.err
    assert "Preguntas: 3. Respondidas: 2. No están en la guía: 1." in run.out
    _, first, second, third = openpyxl.load_workbook(output)["Respuestas"].iter_rows(values_only=True)
    assert first[0] == TERM
    assert "quince (15) días hábiles" in str(first[1])
    assert "Ley 951 de 2005, artículo 4" in str(first[3])
    assert "Ley 951 de 2005, artículo 4" in str(second[3])
    assert third[5] == "no está en la guía"


def test_document_and_json_lines_say_the_same(relevo: Relevo, questions: Path, tmp_path: Path) -> None:
    for name in ("r.docx", "r.jsonl"):
        run = relevo("ask", "--batch", str(questions), "--out", str(tmp_path / name), "--json")
        assert run.code == 0, run.err
        assert json.loads(run.out)["answered"] == 2
    answers = [json.loads(line) for line in (tmp_path / "r.jsonl").read_text(encoding="utf-8").splitlines()]
    written = [paragraph.text for paragraph in docx.Document(str(tmp_path / "r.docx")).paragraphs]
    assert answers[0]["question"] == TERM
    for paragraph in answers[0]["text"].split("\n\n"):
        assert paragraph in written


def test_what_could_not_be_asked_is_told_and_the_rest_is_written(relevo: Relevo, tmp_path: Path) -> None:
    source, output = tmp_path / "p.csv", tmp_path / "r.csv"
    source.write_text(f"pregunta\n¿?\n{TERM}\n", encoding="utf-8")
    run = relevo("ask", "--batch", str(source), "--out", str(output))
    assert run.code == 1
    assert "La pregunta 1 no se pudo preguntar: La pregunta está vacía." in run.err
    assert "quince (15) días hábiles" in output.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    "arguments",
    [[], ["hola", "--batch", "p.csv", "--out", "r.csv"], ["--batch", "p.csv"], ["hola", "--out", "r.csv"], ["--batch"]],
)
def test_either_a_question_or_a_file_with_its_output(relevo: Relevo, arguments: list[str]) -> None:
    run = relevo("ask", *arguments)
    assert run.code == 2
    assert run.err.startswith("No entendí la orden:")
    assert len(run.err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("source", "output", "told"),
    [
        ("nada.csv", "r.csv", "No pude leer nada.csv."),
        ("preguntas.csv", "r.pdf", "No sé escribir respuestas en r.pdf."),
        ("preguntas.csv", "no-está/r.csv", "No pude escribir r.csv."),
        ("preguntas.xlsx", "r.csv", "No sé leer preguntas de preguntas.xlsx."),
    ],
)
def test_bad_input_is_one_spanish_sentence(
    relevo: Relevo, questions: Path, tmp_path: Path, source: str, output: str, told: str
) -> None:
    run = relevo("ask", "--batch", str(tmp_path / source), "--out", str(tmp_path / output))
    assert run.code == 1
    assert run.err.startswith(told)
    assert "Traceback" not in run.err


def test_questions_are_exported_for_other_tools(relevo: Relevo, tmp_path: Path) -> None:
    folder = tmp_path / "beir"
    run = relevo("eval", "export", "--format", "beir", "--out", str(folder), "--split", "control", "--json")
    assert run.code == 0, run.err
    exported = json.loads(run.out)
    assert exported["files"] == [str(folder / name) for name in ("corpus.jsonl", "queries.jsonl", "qrels/test.tsv")]
    assert len((folder / "queries.jsonl").read_text(encoding="utf-8").splitlines()) == exported["questions"] > 50
    wrong = relevo("eval", "export", "--format", "beir", "--out", str(folder), "--split", "otro")
    assert (wrong.code, wrong.err.startswith("No hay preguntas en el grupo «otro».")) == (1, True)
