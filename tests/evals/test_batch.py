"""Questions come out of files as people make them, and answers go into files that people open."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest

from assistant import Answer, Citation, Exchange, RelevoError, Statement, Turn
from assistant.errors import InvalidQuestionError
from assistant.types import Kind
from assistant.writing import DIGEST, NOTE
from evals.batch import BatchQuestion, BatchRow, Status, answer_questions, read_questions
from evals.batch_outputs import COLUMNS, check_output, write_answers

Write = Callable[[str | bytes, str], Path]

CITATION = Citation(
    1, "ley-951-2005#0001", "ley-951-2005", "Ley 951 de 2005", "Relevo", "", None, "Artículo 4", "Ley 951 de 2005", "4", None,
    None, "Quince (15) días hábiles.", "https://example.org/ley?id=951&x=1", in_force=True, official=False,
)  # fmt: skip
ANSWERED = Answer(
    "¿Qué plazo hay?", Kind.GUIDANCE, "Quince (15) días hábiles. [1]\n\n- uno\n- dos", refused=False,
    statements=(Statement("Quince (15) días hábiles.", (1,)),), citations=(CITATION,), fingerprint="abc123",
)  # fmt: skip
REFUSED = Answer("=1+1", Kind.GUIDANCE, "La guía no responde.", refused=True, fingerprint="abc123")
ROWS = [
    BatchRow(BatchQuestion("¿Qué plazo hay?"), ANSWERED),
    BatchRow(BatchQuestion("=1+1"), REFUSED),
    BatchRow(BatchQuestion("@¿?\x07"), None, "La pregunta está vacía."),
]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(content: str | bytes, name: str = "preguntas.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def texts(path: Path) -> list[str]:
    return [question.text for question in read_questions(path)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_encoding_and_separator_are_found(write: Write, encoding: str, separator: str) -> None:
    content = f'id{separator}Pregunta\n1{separator}"¿Qué plazo, y desde cuándo; o no?"\n2{separator}¿Y el año?\n'
    assert texts(write(content.encode(encoding))) == ["¿Qué plazo, y desde cuándo; o no?", "¿Y el año?"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("pregunta\n¿Qué hago, si no firma?\n¿Y, si tampoco?\n", ["¿Qué hago, si no firma?", "¿Y, si tampoco?"]),
        ("¿Qué hago, si no firma?\n", ["¿Qué hago, si no firma?"]),
        ("¿Qué hago, si no firma?\n¿Y el plazo, cuál es?\n", ["¿Qué hago, si no firma?", "¿Y el plazo, cuál es?"]),
        ("Consulta\n¿Qué es el KPT?\n", ["¿Qué es el KPT?"]),
        ("¿Qué es el KPT?;05756\n¿Y el PND?;05756\n", ["¿Qué es el KPT?", "¿Y el PND?"]),
        ("plazo del acta\nquién firma\n", ["plazo del acta", "quién firma"]),
        ('sep=;\r\nn;question\r\n1;"dos\r\nlíneas"\r\n', ["dos\r\nlíneas"]),
        ("Preguntas del alcalde;x\n¿Uno?;\n;;\n\n¿Dos?\n", ["¿Uno?", "¿Dos?"]),
        ('"pregunta","entidad"\n"¿Uno, dos?","05756"\n', ["¿Uno, dos?"]),
    ],
)
def test_the_questions_are_found_whatever_the_file_looks_like(write: Write, content: str, expected: list[str]) -> None:
    assert texts(write(content)) == expected


def test_conversation_and_entity_columns_are_kept(write: Write) -> None:
    path = write("Entidad;Pregunta;Conversación\n5756;¿Uno?;a\n05756;¿Dos?;a\n;¿Tres?;\n")
    assert read_questions(path) == [
        BatchQuestion("¿Uno?", "a", entity="05756"),
        BatchQuestion("¿Dos?", "a", entity="05756"),
        BatchQuestion("¿Tres?"),
    ]


def test_json_lines_are_read_with_their_conversation(write: Write) -> None:
    before = [{"question": "¿Qué plazo hay?", "answer": "Quince días."}]
    lines = [{"pregunta": "¿Uno?"}, "¿Dos?", {"question": "¿Tres?", "conversation": before, "entity": "05756"}]
    lines.append({"question": "¿Cuatro?", "conversation": "a"})
    path = write("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), "p.jsonl")
    assert read_questions(path) == [
        BatchQuestion("¿Uno?"),
        BatchQuestion("¿Dos?"),
        BatchQuestion("¿Tres?", history=(Exchange("¿Qué plazo hay?", "Quince días."),), entity="05756"),
        BatchQuestion("¿Cuatro?", "a"),
    ]


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        ("", "p.csv", "no tiene preguntas"),
        ("pregunta\n\n   \n", "p.csv", "no tiene preguntas"),
        ("entidad;conversacion\n05756;a\n", "p.csv", "columna de las preguntas"),
        ("id;texto\n1;¿Qué es el KPT?\n2;¿Y el PND?\n", "p.csv", "columna de las preguntas"),
        ('pregunta\n"¿Uno?\n¿Dos?\n', "p.csv", "comillas sin cerrar"),
        (b"PK\x03\x04\x00\x00", "p.csv", "no es un archivo de texto"),
        ("¿Uno?", "p.xlsx", "No sé leer preguntas de p.xlsx"),
        ('{"pregunta": "¿Uno?"}\n{"texto": "¿Dos?"}\n', "p.jsonl", "La línea 2 no es una pregunta"),
        ('{"pregunta": 7}\n', "p.jsonl", "La línea 1 no es una pregunta"),
        ("[1]\n", "p.jsonl", "La línea 1 no es una pregunta"),
    ],
)
def test_a_bad_file_is_told_in_one_spanish_sentence(write: Write, content: str | bytes, name: str, told: str) -> None:
    with pytest.raises(RelevoError, match=told):
        read_questions(write(content, name))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(RelevoError, match=r"No pude leer nada\.csv"):
        read_questions(tmp_path / "nada.csv")


def test_questions_are_asked_in_order_with_their_conversation_and_entity() -> None:
    asked: list[Turn] = []
    seen: list[tuple[int, int]] = []

    def ask(turn: Turn) -> Answer:
        asked.append(turn)
        if turn.text == "¿?":
            raise InvalidQuestionError("La pregunta está vacía.")
        return Answer(turn.text, Kind.GUIDANCE, f"R: {turn.text}", refused="capital" in turn.text)

    questions = [
        BatchQuestion("uno", "a"),
        BatchQuestion("¿?", "a"),
        BatchQuestion("otra capital", "b", entity="05001"),
        BatchQuestion("dos", "a", (Exchange("antes", "dicho"),)),
    ]
    rows = answer_questions(ask, questions, "05756", lambda stage, done, total: seen.append((done, total)))
    assert [turn.entity for turn in asked] == ["05756", "05756", "05001", "05756"]
    assert asked[3].history == (Exchange("antes", "dicho"), Exchange("uno", "R: uno"))
    assert asked[2].history == ()
    assert [row.status for row in rows] == [Status.ANSWERED, Status.FAILED, Status.REFUSED, Status.ANSWERED]
    assert rows[1].problem == "La pregunta está vacía."
    assert seen == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_workbook_holds_each_answer_in_its_row(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    write_answers(ROWS, path)
    book = openpyxl.load_workbook(path)
    sheet = book["Respuestas"]
    header, *rows = sheet.iter_rows(values_only=True)
    assert header == COLUMNS
    assert [(row[0], row[1], row[5]) for row in rows] == [
        ("¿Qué plazo hay?", ANSWERED.text, "respondida"),
        ("=1+1", "La guía no responde.", "no está en la guía"),
        ("@¿?", "La pregunta está vacía.", "no se pudo preguntar"),
    ]
    assert rows[0][2:5] == (
        "[1] «Quince (15) días hábiles.»",
        "[1] Ley 951 de 2005, artículo 4",
        f"[1] Ley 951 de 2005 · {DIGEST} · https://example.org/ley?id=951&x=1",
    )
    assert sheet.freeze_panes == "A2"
    assert all(cell.alignment.wrap_text for cell in sheet[2])
    assert NOTE in [cell.value for cell in book["Acerca de"]["A"]]


def test_no_text_becomes_a_formula(tmp_path: Path) -> None:
    rows = [BatchRow(BatchQuestion(f"\x07{mark}cmd|' /C calc'!A1"), REFUSED) for mark in "=+-@"]
    write_answers(rows, tmp_path / "r.xlsx")
    cells = [row[0] for row in openpyxl.load_workbook(tmp_path / "r.xlsx")["Respuestas"].iter_rows(min_row=2)]
    assert [cell.data_type for cell in cells] == ["s"] * 4
    assert [cell.value for cell in cells] == [row.question.text[1:] for row in rows]
    assert all(cell.quotePrefix for cell in cells)
    write_answers(rows, tmp_path / "r.csv")
    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["pregunta"][:2] for row in csv.DictReader(file, delimiter=";")] == ["'=", "'+", "'-", "'@"]


def test_a_document_holds_questions_as_headings_with_answers_and_sources(tmp_path: Path) -> None:
    path = tmp_path / "r.docx"
    write_answers(ROWS, path)
    document = docx.Document(str(path))
    paragraphs = [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs]
    headings = [text for style, text in paragraphs if style == "Heading 1"]
    assert headings == ["1. ¿Qué plazo hay?", "2. =1+1", "3. @¿?"]
    assert [text for style, text in paragraphs if style == "List Bullet"] == ["uno", "dos"]
    everything = "\n".join(text for _, text in paragraphs)
    assert NOTE in everything
    assert (
        "[1] Ley 951 de 2005, artículo 4 · Ley 951 de 2005 · síntesis de Relevo. «Quince (15) días hábiles.»"
        in everything
    )
    assert "No está en la guía" in everything
    links = [link.address for paragraph in document.paragraphs for link in paragraph.hyperlinks]
    assert links == ["https://example.org/ley?id=951&x=1"]


def test_json_lines_hold_the_whole_answer(tmp_path: Path) -> None:
    write_answers(ROWS, tmp_path / "r.jsonl")
    first, second, third = map(json.loads, (tmp_path / "r.jsonl").read_text(encoding="utf-8").splitlines())
    assert first["citations"][0]["quote"] == CITATION.quote
    assert (second["question"], second["refused"]) == ("=1+1", True)
    assert third == {"question": "@¿?\x07", "error": "La pregunta está vacía."}


def test_csv_opens_in_excel_with_accents_and_columns(tmp_path: Path) -> None:
    write_answers(ROWS, tmp_path / "r.csv")
    assert (tmp_path / "r.csv").read_bytes().startswith("\ufeffpregunta;respuesta;".encode())
    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert [row["estado"] for row in rows] == [status.value for status in Status]
    assert rows[0]["respuesta"] == ANSWERED.text


@pytest.mark.parametrize("suffix", ["xlsx", "docx", "jsonl", "csv"])
def test_an_older_file_is_replaced_and_nothing_else_is_left(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"r.{suffix}"
    path.write_text("viejo")
    check_output(path)
    assert path.read_text() == "viejo"
    write_answers(ROWS, path)
    assert path.read_bytes() != b"viejo"
    assert [item.name for item in tmp_path.iterdir()] == [path.name]


def test_what_cannot_be_written_is_told_before_the_first_question(tmp_path: Path) -> None:
    with pytest.raises(RelevoError, match=r"No sé escribir respuestas en r\.pdf"):
        check_output(tmp_path / "r.pdf")
    with pytest.raises(RelevoError, match=r"No pude escribir r\.csv"):
        check_output(tmp_path / "no-está" / "r.csv")
    (tmp_path / "carpeta.csv").mkdir()
    with pytest.raises(RelevoError, match=r"No pude escribir carpeta\.csv"):
        check_output(tmp_path / "carpeta.csv")


def test_a_cut_off_writing_leaves_the_older_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "r.csv"
    path.write_text("viejo")
    monkeypatch.setattr("evals.batch_outputs._cells", lambda row: (_ for _ in ()).throw(OSError("disco lleno")))
    with pytest.raises(RelevoError, match=r"No pude escribir r\.csv"):
        write_answers(ROWS, path)
    assert path.read_text() == "viejo"
    assert [item.name for item in tmp_path.iterdir()] == ["r.csv"]
