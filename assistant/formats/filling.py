"""A draft written into its template: workbook, document or PDF, and all of them in one zip."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from assistant.errors import InvalidFormatError
from assistant.formats import texts
from assistant.formats.document import fill_document
from assistant.formats.drafts_records import Draft, DraftCell, DraftValue, FieldState
from assistant.formats.fills import CellFill, CellValue, DocumentFill, FillReport, PendingCell, SourceLine
from assistant.formats.pdf import write_pdf
from assistant.formats.records import FieldKind, FieldSpec, FormatSpec
from assistant.formats.workbook import fill_workbook
from assistant.indicators.sentences import write_amount
from assistant.spanish import write_date, write_number

SOURCES_TAG = "fuentes"
"""The content control of a document that lists where its values were read."""

_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def fill_format(spec: FormatSpec, draft: Draft, out: Path) -> FillReport:
    """Write a draft into a copy of its template; the suffix of ``out`` says which: .xlsx, .docx or .pdf.

    A PDF is that of the document where the format has one, else of the workbook.

    Raises:
        InvalidFormatError: the format has no such version.
        InvalidTemplateError: the template cannot be filled.
        ConfigurationError: a PDF is asked for and LibreOffice is not installed.
        OSError: ``out`` cannot be written.
    """
    suffix = out.suffix.lower()
    if suffix == ".xlsx":
        return _workbook(spec, draft, out)
    if suffix == ".docx" and spec.document is not None:
        return fill_document(spec.document, list(_texts(draft)), out)
    if suffix == ".pdf":
        return _pdf(spec, draft, out)
    message = texts.NO_TEMPLATE.format(title=spec.title, kind=suffix or "sin extensión")
    raise InvalidFormatError(message, texts.NO_TEMPLATE_HINT)


def zip_files(files: Sequence[Path], out: Path) -> Path:
    """Put files in one zip, whole or not at all: it is written aside and renamed.

    Raises:
        OSError: ``out`` cannot be written.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=out.parent, prefix=".relevo-", suffix=".tmp")
    try:
        with os.fdopen(handle, "w+b") as stream:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:  # the files are zips themselves
                for file in files:
                    archive.writestr(zipfile.ZipInfo(file.name, _ZIP_DATE), file.read_bytes())
            stream.flush()
            os.fsync(stream.fileno())
        Path(aside).chmod(0o644)
        Path(aside).replace(out)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
    return out


def source_lines(draft: Draft) -> list[SourceLine]:
    """The lines of the sheet "Fuentes": every value with its cell, year and source."""
    return [
        SourceLine(
            each.sheet, each.cell, each.label, cell_value(each.value), each.unit, each.year,
            each.source or texts.NO_FIGURE_SOURCE, _note(each),
        )
        for each in draft.filled
        if each.value is not None
    ]  # fmt: skip


def cell_value(value: DraftCell) -> CellValue:
    """A value as a cell keeps it: a double where that is the same number, so that a spreadsheet can compute with it."""
    if isinstance(value, Decimal) and Decimal(repr(float(value))) == value:
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def written_value(value: DraftCell, kind: FieldKind = FieldKind.TEXT) -> str:
    """A value as a sentence writes it: "1.234,5", "45,3 %", "23 de enero de 2020"."""
    if isinstance(value, dt.date):
        return write_date(value)
    if isinstance(value, Decimal):
        number = write_number(value)
        return f"{number} %" if kind is FieldKind.PERCENT else f"$ {number}" if kind is FieldKind.MONEY else number
    return value


def value_with_unit(value: DraftCell, unit: str, kind: FieldKind = FieldKind.NUMBER) -> str:
    """A value as it is said aloud: "37.511 personas", "puesto 3", "$1.200 por habitante", "45,3 %"."""
    if isinstance(value, Decimal) and unit and kind is not FieldKind.PERCENT:
        return write_amount(value, unit)
    return written_value(value, kind)


def _workbook(spec: FormatSpec, draft: Draft, out: Path) -> FillReport:
    cells = [CellFill(each.sheet, each.cell, cell_value(each.value)) for each in draft.filled if each.value is not None]
    cells += [CellFill(each.sheet, each.cell, each.year) for each in draft.headings]
    cells += list(_beside(spec, draft))
    pending = [PendingCell(each.sheet, each.cell, _pending_note(spec, each)) for each in draft.left]
    return fill_workbook(spec.template, cells, out, source_lines(draft), pending)


def _beside(spec: FormatSpec, draft: Draft) -> Iterator[CellFill]:
    """The year and the source in the cells that the template has for them, once per field."""
    by_field: dict[str, list[DraftValue]] = {}
    for each in draft.filled:
        by_field.setdefault(each.field, []).append(each)
    for field_id, values in by_field.items():
        field = spec.field(field_id)
        if field is None:
            continue
        sources = list(dict.fromkeys(each.source for each in values if each.source))
        if field.source_cell and sources:
            yield CellFill(values[0].sheet, field.source_cell, "; ".join(dict.fromkeys(map(_brief, sources))))
        if field.year_cell and values[-1].year is not None:
            yield CellFill(values[-1].sheet, field.year_cell, values[-1].year)


def _brief(source: str) -> str:
    """Who says it, without the cell: the sheet "Fuentes" has it whole."""
    return source.partition(" (")[0].partition(": ")[0]


def _texts(draft: Draft) -> Iterator[DocumentFill]:
    """The texts of a document's content controls: values, the years of its tables, and one line per source."""
    for each in draft.filled:
        if each.value is not None:
            yield DocumentFill(each.tag, written_value(each.value, each.kind))
    for heading in draft.headings:
        yield DocumentFill(heading.tag, str(heading.year))
    lines = dict.fromkeys(
        f"{each.label}{f' ({each.year})' if each.year else ''}: {each.source}." for each in draft.filled
    )
    yield DocumentFill(SOURCES_TAG, "\n".join(lines))


def _pdf(spec: FormatSpec, draft: Draft, out: Path) -> FillReport:
    suffix = ".docx" if spec.document is not None else ".xlsx"
    with tempfile.TemporaryDirectory(prefix="relevo-formato-") as folder:
        report = fill_format(spec, draft, Path(folder) / f"{spec.id}{suffix}")
        write_pdf(report.path, out)
    return FillReport(out, report.written, report.refused, report.redirected, report.marked)


def _note(value: DraftValue) -> str:
    """What a line of sources tells besides: the note, the confidence, and what else could stand there."""
    others = "; ".join(
        f"{each.label}{f' ({each.year})' if each.year else ''}: {value_with_unit(each.value, each.unit)}"
        for each in value.alternatives
    )
    confidence = texts.CONFIDENCE.format(level=value.confidence) if value.confidence else ""
    return " ".join(filter(None, (value.note, confidence, texts.OTHER_SOURCES.format(others=others) if others else "")))


def _pending_note(spec: FormatSpec, value: DraftValue) -> str:
    field = spec.field(value.field)
    law = texts.LAW.format(law=_law(field)) if field else ""
    template = texts.MISSING if value.state is FieldState.MISSING else texts.PENDING
    return f"{template.format(note=value.note, help=value.note)} {law}".strip()


def _law(field: FieldSpec) -> str:
    return "; ".join(basis.reference for basis in field.legal)
