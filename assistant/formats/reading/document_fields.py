"""The fields of a document that nobody described: content controls, {{placeholders}}, and empty cells beside a label."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.formats.fills import TargetKind
from assistant.formats.package import refuse
from assistant.formats.reading.grid import is_instruction, label_text, year_of
from assistant.formats.reading.matching import match_label
from assistant.formats.reading.records import Beside, DetectedColumn, DetectedField, DetectedTable
from assistant.formats.reading.workbook_fields import Found
from assistant.formats.records import OriginKind
from assistant.indicators.catalogue import Catalogue

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table

_PLACEHOLDER = re.compile(r"\{\{\s*([\w.:-]+)\s*\}\}")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def document_fields(path: Path, catalogue: Catalogue) -> Found:
    """Find the fields of a document that has passed the checks of :class:`assistant.formats.package.Template`.

    Raises:
        InvalidTemplateError: it cannot be read.
    """
    import docx

    try:
        document = docx.Document(str(path))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise refuse(path, "está dañada: no se puede leer su texto", "Ábrala y guárdela de nuevo.") from error
    fields = [*_named(document, catalogue)]
    tables: list[DetectedTable] = []
    for number, table in enumerate(document.tables):
        rows = [_cells(table, row) for row in range(len(table.rows))]
        header = _header(rows)
        if header is not None:
            tables.append(_table(number, header, rows, catalogue))
            fields += _crossings(number, header, rows, catalogue)
        else:
            fields += _beside(number, rows, catalogue)
    texts = (" ".join(paragraph.text.split()) for paragraph in document.paragraphs)
    instructions = tuple(text[:500] for text in texts if text and is_instruction(text) and len(text) < 2_000)
    return Found(tuple(fields), tuple(tables), instructions[:60])


def _named(document: Document, catalogue: Catalogue) -> Iterator[DetectedField]:
    """Content controls and placeholders, which say themselves what goes in them; each name once."""
    body = document.element.body
    seen: set[str] = set()
    for control in body.iter(f"{_W}sdtPr"):
        names = {each.tag.rpartition("}")[2]: each.get(f"{_W}val", "") for each in control}
        tag, title = names.get("tag", ""), names.get("alias", "")
        if (tag or title) and (tag or title) not in seen:
            seen.add(tag or title)
            label = title or tag
            yield _field(label, tag or title, Beside.NAMED, catalogue, TargetKind.CONTROL)
    for paragraph in body.iter(f"{_W}p"):
        whole = "".join(text.text or "" for text in paragraph.iter(f"{_W}t"))
        for match in _PLACEHOLDER.finditer(whole):
            if match[1] not in seen:
                seen.add(match[1])
                label = re.sub(r"[_.:-]+", " ", match[1])
                yield _field(label, match[1], Beside.NAMED, catalogue, TargetKind.PLACEHOLDER)


def _cells(table: Table, row: int) -> list[str]:
    return [" ".join(cell.text.split()) for cell in table.rows[row].cells]


def _header(rows: list[list[str]]) -> list[str] | None:
    """The headings of a table whose first row names its columns; None where it is a form of labels and values."""
    if len(rows) < 2 or len(rows[0]) < 3 or not all(label_text(each) or year_of(each) for each in rows[0]):
        return None
    return rows[0] if len(set(rows[0])) == len(rows[0]) else None


def _table(number: int, header: list[str], rows: list[list[str]], catalogue: Catalogue) -> DetectedTable:
    columns = tuple(
        DetectedColumn(label, str(at + 1), match_label(label, catalogue)) for at, label in enumerate(header)
    )
    return DetectedTable(f"Tabla {number + 1}", (1,), 2, columns, sum(1 for row in rows[1:] if any(row)))


def _crossings(number: int, header: list[str], rows: list[list[str]], catalogue: Catalogue) -> Iterator[DetectedField]:
    """Empty cells where a row's concept crosses a year."""
    years = {at: year for at, label in enumerate(header) if (year := year_of(label)) is not None}
    for at, row in enumerate(rows[1:], start=1):
        for column, year in years.items():
            if column < len(row) and not row[column] and label_text(row[0]):
                match = match_label(row[0], catalogue)
                match = None if match and match.origin is OriginKind.ENTITY else match
                place = f"{number}/{at}/{column}"
                yield DetectedField(
                    row[0], "", place, Beside.CROSSING, year, match, target=TargetKind.TABLE_CELL
                )  # fmt: skip


def _beside(number: int, rows: list[list[str]], catalogue: Catalogue) -> Iterator[DetectedField]:
    """Empty cells beside a label, in a table that is a form."""
    for at, row in enumerate(rows):
        for column in range(len(row) - 1):
            label = label_text(row[column])
            if label and not row[column + 1]:
                place = f"{number}/{at}/{column + 1}"
                yield _field(label, place, Beside.RIGHT, catalogue, TargetKind.TABLE_CELL)


def _field(label: str, place: str, beside: Beside, catalogue: Catalogue, target: TargetKind) -> DetectedField:
    return DetectedField(label, "", place, beside, match=match_label(label, catalogue), target=target)
