"""The sheet "Fuentes" that a filled workbook carries: every value, where it stands, and where it was read."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from decimal import Decimal

from assistant.formats.addresses import CellAddress, column_letters
from assistant.formats.book import Book
from assistant.formats.fills import CellValue, SourceLine
from assistant.formats.markup import append_inside, child, escape, outline
from assistant.formats.package_edits import PackageEdits
from assistant.formats.styles import Styles
from assistant.formats.values import render_cell

SHEET_NAME = "Fuentes"

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_COLUMNS = (
    ("Hoja", 22), ("Celda", 9), ("Campo", 38), ("Valor", 22), ("Unidad", 16), ("Año", 8), ("Fuente", 44), ("Nota", 40),
)  # fmt: skip


_VALUE = 4  # the column of the values


def add_sources(book: Book, edits: PackageEdits, styles: Styles | None, sources: Sequence[SourceLine]) -> str:
    """Add the sheet of sources as the last one of the workbook; its name comes back.

    Args:
        book: the workbook being filled.
        edits: where the changed parts go.
        styles: the workbook's formats, to which the sheet's own are appended.
        sources: one line per value, in the order shown.
    """
    part = edits.free_name(f"{book.folder}/worksheets/sheetRelevo{{}}.xml")
    edits[part] = _worksheet(sources, styles, starts_1904=book.starts_1904)
    edits.declare(part, _SHEET_TYPE)
    link = edits.relate(book.main, "worksheet", part)
    content = edits[book.main]
    elements = outline(content, depth=3)
    sheets = child(elements, "sheets")
    assert sheets is not None
    used = [int(each.attributes["sheetId"]) for each in elements if each.name == "sheet"]
    name = _free_name(book.sheet_names)
    new = (
        f'<{sheets.prefix}sheet xmlns:r="{_LINKS}" name="{escape(name)}" sheetId="{max(used, default=0) + 1}" '
        f'r:id="{link}"/>'
    )
    edits.edit(book.main, append_inside(content, sheets, new.encode()))
    return name


def _free_name(used: Sequence[str]) -> str:
    taken = {name.casefold() for name in used}
    names = (SHEET_NAME if number == 1 else f"{SHEET_NAME} {number}" for number in range(1, len(taken) + 2))
    return next(name for name in names if name.casefold() not in taken)


def _worksheet(sources: Sequence[SourceLine], styles: Styles | None, *, starts_1904: bool) -> bytes:
    heading, body = (styles.header(), styles.wrapped()) if styles else (0, 0)
    widths = "".join(
        f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
        for place, (_, width) in enumerate(_COLUMNS, 1)
    )
    lines: list[Sequence[CellValue | None]] = [[title for title, _ in _COLUMNS]]
    lines += [
        [each.sheet, each.cell.replace("$", ""), each.label, each.value, each.unit, each.year, each.source, each.note]
        for each in sources
    ]
    rows = []
    for number, line in enumerate(lines, 1):
        cells = (
            render_cell(
                "c",
                CellAddress(number, column),
                heading if number == 1 else _style(value, styles, body, is_value=column == _VALUE),
                value,
                starts_1904=starts_1904,
            )
            for column, value in enumerate(line, 1)
            if value not in {None, ""}
        )  # fmt: skip
        rows.append(f'<row r="{number}">'.encode() + b"".join(cells) + b"</row>")
    last = column_letters(len(_COLUMNS))
    return b"".join(
        [
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{_MAIN}">'
            '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
            '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" '
            f'state="frozen"/></sheetView></sheetViews><cols>{widths}</cols><sheetData>'.encode(),
            *rows,
            f'</sheetData><autoFilter ref="A1:{last}{len(lines)}"/><pageMargins left="0.4" right="0.4" top="0.5" '
            'bottom="0.6" header="0.3" footer="0.3"/><pageSetup orientation="landscape" fitToHeight="0"/>'
            "<headerFooter><oddFooter>&amp;L&amp;A&amp;RPágina &amp;P de &amp;N</oddFooter></headerFooter>"
            "</worksheet>".encode(),
        ]
    )


def _style(value: CellValue | None, styles: Styles | None, body: int, *, is_value: bool) -> int:
    if styles is None:
        return body
    if isinstance(value, dt.date):
        return styles.dated(body)
    if is_value and isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return styles.amount(whole=value == int(value)) if math.isfinite(value) else body
    return body
