"""Many questions at once: read them from a file, ask them one by one, keep what came of each."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from assistant import Answer, Exchange, RelevoError, Turn
from assistant.spanish import fold
from ingest.build import Progress, silent

STAGE = "Respondiendo"
_COLUMNS = {
    "question": frozenset({"pregunta", "preguntas", "question", "questions"}),
    "conversation": frozenset({"conversacion", "conversation"}),
    "entity": frozenset({"entidad", "entity", "divipola"}),
}

_HEADER_WORDS = 4
_SEPARATORS = (";", ",", "\t")
_ONE_COLUMN = "\x1f"  # a separator that no file holds, so that the commas of a sentence stay in it
_GUIDE = "Guárdelo como CSV con una columna llamada «pregunta», una pregunta por fila."


class Status(StrEnum):
    """What came of a question, as the outputs say it."""

    ANSWERED = "respondida"
    REFUSED = "no está en la guía"
    FAILED = "no se pudo preguntar"


@dataclass(frozen=True, slots=True)
class BatchQuestion:
    """One question of a file.

    ``conversation`` is a label: rows that share it follow on each other, in the file's order. ``history`` is what was said
    before, where the file spells it out. ``entity`` is a DIVIPOLA code.
    """

    text: str
    conversation: str = ""
    history: tuple[Exchange, ...] = ()
    entity: str | None = None


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A question and its answer, or the Spanish sentence that says why it could not be asked."""

    question: BatchQuestion
    answer: Answer | None
    problem: str = ""

    @property
    def status(self) -> Status:
        """What came of the question."""
        if self.answer is None:
            return Status.FAILED
        return Status.REFUSED if self.answer.refused else Status.ANSWERED


def read_questions(path: Path) -> list[BatchQuestion]:
    """The questions of a CSV (UTF-8 or cp1252; comma, semicolon or tab) or JSONL file, in its order.

    In a CSV they stand in the column called "pregunta" or "question", else in the first one. In JSONL each line is an object
    with that key (or just the question as a string); its "conversation" is a label, or a list of past exchanges.

    Raises:
        RelevoError: the file cannot be read, holds no question, or is of a kind that we do not read.
    """
    readers: dict[str, Callable[[str], list[BatchQuestion]]] = {
        ".csv": _read_csv,
        ".txt": _read_csv,
        ".jsonl": _read_jsonl,
    }
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise RelevoError(f"No sé leer preguntas de {path.name}.", f"{_GUIDE} También sirve JSONL.")
    questions = [question for question in reader(_text(path)) if question.text]
    if not questions:
        raise RelevoError(f"{path.name} no tiene preguntas.", _GUIDE)
    return questions


def answer_questions(
    ask: Callable[[Turn], Answer],
    questions: Sequence[BatchQuestion],
    entity: str | None = None,
    progress: Progress = silent,
) -> list[BatchRow]:
    """Ask every question, in order; one that cannot be asked says why and the others go on.

    Args:
        ask: answers one turn.
        questions: what to ask.
        entity: DIVIPOLA code for the questions that bring none.
        progress: told after each question.
    """
    said: dict[str, tuple[Exchange, ...]] = {}
    rows = []
    progress(STAGE, 0, len(questions))
    for done, question in enumerate(questions, start=1):
        history = question.history + said.get(question.conversation, ())
        try:
            row = BatchRow(question, ask(Turn(question.text, history, question.entity or entity)))
        except RelevoError as error:
            row = BatchRow(question, None, str(error))
        if question.conversation and row.answer:
            exchange = Exchange(question.text, row.answer.text)
            said[question.conversation] = (*said.get(question.conversation, ()), exchange)
        rows.append(row)
        progress(STAGE, done, len(questions))
    return rows


def _text(path: Path) -> str:
    """The file's text, whichever of the usual encodings it was saved in."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise RelevoError(
            f"No pude leer {path.name}.", "Revise que exista y que no esté abierto en otro programa."
        ) from error
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):  # what Excel calls "Unicode text"
        return raw.decode("utf-16", errors="replace")
    if b"\0" in raw:
        raise RelevoError(f"{path.name} no es un archivo de texto.", _GUIDE)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _read_csv(text: str) -> list[BatchQuestion]:
    rows = _csv_rows(text)
    if not rows:
        return []
    header = [_column(cell) for cell in rows[0]]
    known = any(header)
    place = header.index("question") if "question" in header else 0
    if known and "question" not in header and header[0]:
        raise RelevoError("No encontré la columna de las preguntas.", _GUIDE)
    body = rows[1:] if known or _is_title(rows[0][0]) else rows
    cells = [row[place].strip() for row in body if len(row) > place and row[place].strip()]
    if "question" not in header and cells and not any(" " in cell for cell in cells):
        raise RelevoError("No encontré la columna de las preguntas: la primera no las tiene.", _GUIDE)
    return [_from_cells(dict(zip(header, row, strict=False)), row[place]) for row in body if len(row) > place]


def _csv_rows(text: str) -> list[list[str]]:
    """The rows that hold anything. A line ``sep=;`` at the top, as Excel writes it, names the separator."""
    named = re.match(r"sep=(.)\r?\n", text)
    separator = named[1] if named else _separator(text)
    lines = io.StringIO(text[named.end() :] if named else text, newline="")
    reader = csv.reader(lines, delimiter=separator, strict=True)
    try:
        return [row for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        message = f"El archivo tiene comillas sin cerrar o mal puestas cerca de la línea {reader.line_num}."
        raise RelevoError(
            message, "Corríjala o guarde de nuevo el archivo como CSV desde su hoja de cálculo."
        ) from error


def _separator(text: str) -> str:
    """What the header separates its columns with; without a header, what every line has, and never before a space."""
    lines = [line for line in re.sub(r'"(?:[^"]|"")*"', '""', text).splitlines() if line.strip()]
    first = next((line for line in text.splitlines() if line.strip()), "")
    if not lines:
        return _ONE_COLUMN
    for separator in sorted(_SEPARATORS, key=lambda mark: -lines[0].count(mark)):
        if separator in lines[0] and any(_column(cell.strip('" ')) for cell in first.split(separator)):
            return separator
    if _column(first.strip('" ')):
        return _ONE_COLUMN
    for separator in _SEPARATORS:
        counts = {line.count(separator) for line in lines}
        if len(counts) == 1 and counts != {0} and not any(f"{separator} " in line for line in lines):
            return separator
    return _ONE_COLUMN


def _column(cell: str) -> str:
    """What a header's cell names: "question", "conversation", "entity", or nothing we know."""
    named = fold(cell).split()
    if "?" in cell or len(named) > _HEADER_WORDS:
        return ""
    return next((kind for kind, names in _COLUMNS.items() if names.intersection(named)), "")


def _is_title(cell: str) -> bool:
    """Whether a first cell without a known name still heads its column: one word that asks nothing."""
    return " " not in cell.strip() and "?" not in cell


def _from_cells(cells: dict[str, str], text: str) -> BatchQuestion:
    return BatchQuestion(text.strip(), cells.get("conversation", "").strip(), entity=_entity(cells.get("entity")))


def _read_jsonl(text: str) -> list[BatchQuestion]:
    numbered = ((number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip())
    return list(_questions_of(numbered))


def _questions_of(lines: Iterator[tuple[int, str]]) -> Iterator[BatchQuestion]:
    for number, line in lines:
        try:
            raw = json.loads(line)
            yield BatchQuestion(raw.strip()) if isinstance(raw, str) else _from_object(raw)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            message = f"La línea {number} no es una pregunta en JSON."
            raise RelevoError(message, 'Cada línea debe ser como {"pregunta": "¿Qué es el empalme?"}') from error


def _from_object(raw: dict[str, Any]) -> BatchQuestion:
    """A question from a line of JSON; the keys are the columns of a CSV."""
    found = {_column(key): value for key, value in raw.items() if _column(key)}
    before = found.get("conversation") or ""
    exchanges = before if isinstance(before, list) else []
    return BatchQuestion(
        text=found["question"].strip(),
        conversation=str(before) if before and not exchanges else "",
        history=tuple(Exchange(str(item["question"]), str(item["answer"])) for item in exchanges),
        entity=_entity(found.get("entity")),
    )


def _entity(value: Any) -> str | None:
    """A DIVIPOLA code with the leading zero that spreadsheets take away."""
    code = str(value or "").strip()
    return (f"0{code}" if code.isdigit() and len(code) in {1, 4} else code) or None
