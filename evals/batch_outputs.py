"""What came of many questions, as a workbook, a document, JSON lines or CSV. Complete or not at all: aside, then renamed."""

from __future__ import annotations

import csv
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from assistant import Answer, RelevoError
from assistant.spanish import write_date
from assistant.writing import (
    NOTE,
    NOTE_TITLE,
    add_note,
    add_sources,
    add_text,
    describe_source,
    new_document,
    printable,
)
from evals.batch import BatchRow, Status

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

COLUMNS = ("pregunta", "respuesta", "citas", "norma y artículo", "fuente", "estado")
TITLE = "Respuestas de Relevo"
_PLURAL = {
    Status.ANSWERED: "Respondidas",
    Status.REFUSED: "No están en la guía",
    Status.FAILED: "No se pudieron preguntar",
}
_WIDTHS = (28, 58, 46, 27, 34, 14)  # characters, in the order of the columns
_LINE_POINTS, _ROW_POINTS = 13.5, 409  # a line of text of 10 points, and the tallest row of Excel
_CELL_CHARACTERS = 32_767  # what a cell of Excel holds
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_UNWRITABLE_HINT = "Revise que la carpeta exista y que el archivo no esté abierto en otro programa."


def check_output(path: Path) -> None:
    """Fail before the first question if the answers could not be written.

    Raises:
        RelevoError: the suffix is not one of ours, or nothing can be written there.
    """
    _writer(path)
    with _aside(path) as aside:
        aside.touch()


def write_answers(rows: Sequence[BatchRow], path: Path) -> None:
    """Write the answers in the format that the suffix names: .xlsx, .docx, .jsonl or .csv. An older file is replaced.

    Raises:
        RelevoError: the suffix is not one of ours, or nothing can be written there.
    """
    write = _writer(path)
    with _aside(path) as aside:
        write(rows, aside)
        aside.replace(path)


def _writer(path: Path) -> Callable[[Sequence[BatchRow], Path], None]:
    writers = {".xlsx": _write_workbook, ".docx": _write_document, ".jsonl": _write_json_lines, ".csv": _write_csv}
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise RelevoError(
            f"No sé escribir respuestas en {path.name}.", f"Use uno de estos formatos: {', '.join(writers)}."
        )
    return writer


@contextmanager
def _aside(path: Path) -> Iterator[Path]:
    """A name beside the file to write on, gone afterwards whatever happened."""
    aside = path.with_name(f".{path.stem}-{os.getpid()}{path.suffix}")
    try:
        if path.is_dir():
            raise IsADirectoryError(path)
        yield aside
    except OSError as error:
        raise RelevoError(f"No pude escribir {path.name}.", _UNWRITABLE_HINT) from error
    finally:
        if aside.parent.is_dir():
            aside.unlink(missing_ok=True)


def _cells(row: BatchRow) -> tuple[str, ...]:
    """A row of the table; in a cell, each citation is a line that begins with its number."""
    answer = row.answer
    citations = answer.citations if answer else ()
    texts = (
        row.question.text,
        answer.text if answer else row.problem,
        "\n".join(f"[{item.id}] «{item.quote}»" for item in citations),
        "\n".join(f"[{item.id}] {item.reference}" for item in citations),
        "\n".join(f"[{item.id}] {describe_source(item)}" for item in citations),
        row.status,
    )
    return tuple(map(printable, texts))


def _summary(rows: Sequence[BatchRow]) -> str:
    counted = Counter(row.status for row in rows)
    found = "".join(f" {_PLURAL[status]}: {counted[status]}." for status in Status if counted[status])
    return f"Preguntas: {len(rows)}.{found} Hecho el {write_date(date.today())}."


def _write_csv(rows: Sequence[BatchRow], path: Path) -> None:
    """Semicolons and a byte-order mark: what Excel in Colombia opens without asking."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(COLUMNS)
        # CSV has no types: only a quote in front keeps a spreadsheet from computing it (OWASP, "CSV Injection").
        writer.writerows([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in _cells(row)] for row in rows)


def _write_json_lines(rows: Sequence[BatchRow], path: Path) -> None:
    """Each line is the whole Answer; for a question that could not be asked, the question and why."""
    adapter = TypeAdapter(Answer)
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            failed = {"question": row.question.text, "error": row.problem}
            line: Any = adapter.dump_python(row.answer, mode="json") if row.answer else failed
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def _write_workbook(rows: Sequence[BatchRow], path: Path) -> None:
    """One sheet with the answers, one that says what they are."""
    from openpyxl import Workbook

    book = Workbook()
    sheet: Any = book.active
    sheet.title = "Respuestas"
    for number, cells in enumerate([COLUMNS, *map(_cells, rows)], start=1):
        for column, text in enumerate(cells, start=1):
            _set_text(sheet, number, column, text)
    _lay_out(sheet, _WIDTHS, {1})
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.print_title_rows = "1:1"
    about = book.create_sheet("Acerca de")
    made_by = {row.answer.fingerprint for row in rows if row.answer}
    lines = (TITLE, _summary(rows), NOTE_TITLE, NOTE, f"Huella: {', '.join(sorted(made_by))}")
    for number, text in enumerate(lines, start=1):
        _set_text(about, number, 1, text)
    _lay_out(about, (90,), {1, 3})
    book.properties.title, book.properties.creator = TITLE, "Relevo"
    book.save(path)


def _set_text(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """Write text as text: whatever it begins with, a spreadsheet neither computes it nor asks."""
    cell: Any = sheet.cell(row, column)
    cell.value = text[:_CELL_CHARACTERS]
    cell.data_type = "s"  # openpyxl makes a formula of what begins with "="
    cell.quotePrefix = text.startswith(_FORMULA)


def _lay_out(sheet: Any, widths: Sequence[int], headings: set[int]) -> None:
    """Wrapped text in rows as tall as it needs, headings that stand out, and pages on their side."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row in sheet.iter_rows():
        heading = row[0].row in headings
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(size=10, bold=heading, color="FFFFFF" if heading else "000000")
            if heading:
                cell.fill = PatternFill("solid", start_color="1F4E79")
        lines = max(_lines(str(cell.value), width) for cell, width in zip(row, widths, strict=True))
        sheet.row_dimensions[row[0].row].height = min(_ROW_POINTS, lines * _LINE_POINTS + 3)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_LETTER
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4  # inches
    sheet.oddFooter.center.text = "Página &P de &N"


def _lines(text: str, width: int) -> int:
    """The lines that text takes in a cell, so many characters wide: programs differ, so one in eight more."""
    return sum(1 + int(len(line) * 1.125 / width) for line in text.split("\n"))


def _write_document(rows: Sequence[BatchRow], path: Path) -> None:
    """A title, what is ours and what is official, and each question as a heading with its answer and sources."""
    document = new_document(TITLE)
    document.add_paragraph(_summary(rows))
    add_note(document)
    for number, row in enumerate(rows, start=1):
        document.add_heading(printable(f"{number}. {row.question.text}"), level=1)
        if row.status is not Status.ANSWERED:
            document.add_paragraph().add_run(row.status.capitalize()).bold = True
        add_text(document, row.answer.text if row.answer else row.problem)
        add_sources(document, row.answer.citations if row.answer else ())
    document.save(str(path))
