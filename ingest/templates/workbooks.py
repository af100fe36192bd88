"""A format's workbook: a cover, a sheet per section, its drop-down lists; protected where nobody writes."""

from __future__ import annotations

import io

from openpyxl import Workbook
from openpyxl.formatting.rule import DataBarRule, FormulaRule
from openpyxl.styles import Font, Protection
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assistant.formats import FieldKind, FieldSpec, FormatSpec, Layout, SectionSpec
from ingest.templates import looks
from ingest.templates.cover import CUT_OFF_CELL, make_cover
from ingest.templates.packaging import repeatable
from ingest.templates.pages import finish_sheet
from ingest.templates.validations import LISTS_SHEET, Validations

HEADER_ROW = 6
CARD_COLUMNS = (("Campo", 36), ("Valor", 40), ("Unidad", 13), ("Año", 8), ("Fuente", 34), ("Qué va aquí", 46))
MATRIX_COLUMNS = (
    ("Concepto", 38), ("Unidad", 14), ("", 19), ("", 19), ("", 19), ("", 19), ("Variación %", 12), ("Fuente", 34),
    ("Qué muestra", 38),
)  # fmt: skip
_WHOSE = (
    '=IF(Portada!$C$6="","",Portada!$C$6&IF(Portada!$C$7="",""," · "&Portada!$C$7)'
    '&IF(Portada!$C$8="",""," · período "&Portada!$C$8))'
)
_DEADLINES = ("vence", "proxim", "fecha-limite", "pagar-antes")


def make_workbook(spec: FormatSpec) -> bytes:
    """The XLSX of a format; the same description gives the same bytes."""
    book = Workbook()
    book.properties.title = f"{spec.title}. {spec.entry.notice}"
    book.properties.creator = "Relevo"
    cover = book.active
    assert isinstance(cover, Worksheet)
    validations = Validations(book)
    identification, *sections = spec.sections
    make_cover(cover, spec, identification, validations)
    for section in sections:
        sheet = book.create_sheet(section.sheet)
        last = _make_section(sheet, section, validations)
        _make_top(sheet, section, last)
        finish_sheet(sheet, last_column=last, header_row=HEADER_ROW, entry=spec.entry)
    validations.write_lists()
    if LISTS_SHEET in book.sheetnames:
        book.move_sheet(LISTS_SHEET, len(book.sheetnames))
    out = io.BytesIO()
    book.save(out)
    return repeatable(out.getvalue())


def _make_top(sheet: Worksheet, section: SectionSpec, last: int) -> None:
    """Title, whose it is, what it is for and the rules it stands on."""
    sheet.column_dimensions["A"].width = 5
    lines = (
        (section.title, looks.title, 28),
        (_WHOSE, looks.note, 15),
        (section.help, looks.note, 26),
        ("Base legal: " + "; ".join(basis.reference for basis in section.legal) + ".", looks.note, 15),
    )
    for row, (text, look, height) in enumerate(lines, 1):
        sheet.cell(row, 1, text)
        look(sheet.cell(row, 1))
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=last)
        sheet.row_dimensions[row].height = height


def _make_section(sheet: Worksheet, section: SectionSpec, validations: Validations) -> int:
    """Write the fields; the number of the last column comes back."""
    if section.layout is Layout.CARD:
        return _make_card(sheet, section, validations)
    if section.layout is Layout.MATRIX:
        return _make_matrix(sheet, section, validations)
    return _make_table(sheet, section, validations)


def _headings(sheet: Worksheet, columns: tuple[tuple[str, int], ...]) -> int:
    for place, (text, width) in enumerate(columns, 2):
        sheet.column_dimensions[get_column_letter(place)].width = width
        sheet.cell(HEADER_ROW, place, text or None)
        looks.heading(sheet.cell(HEADER_ROW, place))
    sheet.column_dimensions["A"].width = 3
    return len(columns) + 1


def _make_card(sheet: Worksheet, section: SectionSpec, validations: Validations) -> int:
    last = _headings(sheet, CARD_COLUMNS)
    for field in section.fields:
        cell = sheet[field.cells[0]]
        row = cell.row
        looks.entry(cell, field.kind, field.unit)
        validations.add(field, cell)
        sheet.cell(row, 2, field.label)
        looks.label(sheet.cell(row, 2))
        sheet.cell(row, 4, field.unit or None)
        looks.still(sheet.cell(row, 4))
        looks.entry(sheet.cell(row, 5), FieldKind.NUMBER, "año")
        looks.entry(sheet.cell(row, 6), FieldKind.TEXT)
        sheet.cell(row, 7, _guidance(field, section))
        looks.note(sheet.cell(row, 7))
        sheet.cell(row, 7).border = looks.BOX
        sheet.row_dimensions[row].height = _card_height(field, section)
    return last


def _card_height(field: FieldSpec, section: SectionSpec) -> int:
    lines = max(1, -(-len(_guidance(field, section)) // 50), -(-len(field.label) // 34))
    return max(30 if field.kind is FieldKind.TEXT else 20, 13 * lines + 4)


def _guidance(field: FieldSpec, section: SectionSpec) -> str:
    """The help of a field, and its own rule where it is not the section's."""
    own = "; ".join(basis.reference for basis in field.legal) if field.legal != section.legal else ""
    return f"{field.help} ({own})" if own else field.help


def _make_matrix(sheet: Worksheet, section: SectionSpec, validations: Validations) -> int:
    last = _headings(sheet, MATRIX_COLUMNS)
    for place, address in enumerate(section.year_cells, 1):
        cell = sheet[address]
        looks.heading(cell)
        cell.number_format = f'0;-0;"Año {place}"'
        cell.value = 0
        cell.protection = Protection(locked=False)
        validations.add_year(cell)
    for field in section.fields:
        row = sheet[field.cells[0]].row
        for address in field.cells:
            looks.entry(sheet[address], field.kind, field.unit)
            validations.add(field, sheet[address])
        sheet.cell(row, 2, field.label)
        looks.label(sheet.cell(row, 2))
        sheet.cell(row, 3, field.unit or None)
        looks.still(sheet.cell(row, 3))
        first, end = field.cells[0], field.cells[-1]
        sheet.cell(
            row,
            8,
            f'=IF(AND(ISNUMBER({first}),ISNUMBER({end})),IF(OR({first}<=0,{end}<0),"",100*({end}-{first})/{first}),"")',
        )
        looks.computed(sheet.cell(row, 8), FieldKind.PERCENT)
        looks.entry(sheet.cell(row, 9), FieldKind.TEXT)
        sheet.cell(row, 10, _guidance(field, section))
        looks.note(sheet.cell(row, 10))
        sheet.cell(row, 10).border = looks.BOX
        sheet.row_dimensions[row].height = max(22, 13 * -(-len(_guidance(field, section)) // 40) + 4)
    return last


def _make_table(sheet: Worksheet, section: SectionSpec, validations: Validations) -> int:
    rows = range(section.first_row, section.first_row + section.capacity)
    end = section.first_row + section.capacity
    sheet.cell(HEADER_ROW, 1, "N.º")
    looks.heading(sheet.cell(HEADER_ROW, 1))
    for row in rows:
        sheet.cell(row, 1, row - section.first_row + 1)
        looks.still(sheet.cell(row, 1))
        sheet.row_dimensions[row].height = 22
    for field in section.fields:
        assert field.column is not None
        _column_top(sheet, field.column, field.label, _guidance(field, section), looks.width(field))
        for row in rows:
            looks.entry(sheet[f"{field.column}{row}"], field.kind, field.unit)
        span = f"{field.column}{section.first_row}:{field.column}{end - 1}"
        validations.add_span(field, span)
        _emphasis(sheet, field, span)
    for each in section.computed:
        _column_top(sheet, each.column, each.label, "Se calcula solo.", looks.width_of(each.kind))
        for row in rows:
            sheet[f"{each.column}{row}"] = each.formula.replace("{row}", str(row))
            looks.computed(sheet[f"{each.column}{row}"], each.kind)
    last = max(column_index_from_string(column) for column in _columns(section))
    _totals(sheet, section, end, last)
    sheet.row_dimensions[5].height = 62
    sheet.row_dimensions[HEADER_ROW].height = 32
    return last


def _columns(section: SectionSpec) -> list[str]:
    return [field.column for field in section.fields if field.column] + [each.column for each in section.computed]


def _column_top(sheet: Worksheet, column: str, label: str, guidance: str, width: int) -> None:
    sheet.column_dimensions[column].width = width
    sheet[f"{column}{HEADER_ROW - 1}"] = guidance
    looks.note(sheet[f"{column}{HEADER_ROW - 1}"], size=8)
    sheet[f"{column}{HEADER_ROW}"] = label
    looks.heading(sheet[f"{column}{HEADER_ROW}"])


def _emphasis(sheet: Worksheet, field: FieldSpec, span: str) -> None:
    """Progress as a bar; deadlines past the cut-off date in red."""
    if field.kind is FieldKind.PERCENT:
        bar = DataBarRule("num", 0, "num", 100, "9DC3E6")  # type: ignore[no-untyped-call]
        sheet.conditional_formatting.add(span, bar)
    elif field.kind is FieldKind.DATE and field.id.startswith(_DEADLINES):
        first = span.partition(":")[0]
        past = FormulaRule(  # type: ignore[no-untyped-call]
            formula=[f"AND(ISNUMBER({first}),ISNUMBER({CUT_OFF_CELL}),{first}<{CUT_OFF_CELL})"],
            font=Font(color="C00000", bold=True),
        )
        sheet.conditional_formatting.add(span, past)


def _totals(sheet: Worksheet, section: SectionSpec, row: int, last: int) -> None:
    summed = {field.column: field.kind for field in section.fields if field.total and field.column}
    computed = {each.column: each.kind for each in section.computed if each.kind is not FieldKind.PERCENT}
    if not summed:
        return
    for column in range(1, last + 1):
        cell = sheet.cell(row, column)
        letter = get_column_letter(column)
        kind = summed.get(letter) or computed.get(letter)
        looks.total(cell, kind)
        if kind is not None:
            cell.value = f"=SUM({letter}{section.first_row}:{letter}{row - 1})"
    sheet.cell(row, 2, "Total")
    sheet.row_dimensions[row].height = 20
