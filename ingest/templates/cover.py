"""The first sheet of a workbook: what it is, whose it is, what its sheets hold, how it is filled and who signs."""

from __future__ import annotations

from openpyxl.styles import Border, PatternFill, Side
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from assistant.formats import FormatSpec, SectionSpec
from ingest.templates import looks
from ingest.templates.pages import finish_sheet
from ingest.templates.validations import Validations

CUT_OFF_CELL = "Portada!$F$8"
LAST = 7

_WIDTHS = {"A": 2, "B": 24, "C": 44, "D": 2, "E": 20, "F": 40, "G": 2}
_STEPS = (
    "Relevo llena lo que conoce por fuentes públicas y dice de dónde lo tomó en la hoja «Fuentes». Lo demás lo llena la alcaldía.",
    "Lo que falta por diligenciar queda en este color, con una nota que dice qué va.",
    "Las celdas grises se calculan solas. Las hojas están protegidas sin contraseña para no borrar fórmulas por accidente.",
    "Este formato es una propuesta de Relevo: si su entidad de control o el DNP le exigen otro, use ese.",
)
_SIGNATURES = (("B", "C", "Entrega", "C9", "F9"), ("E", "F", "Recibe", "C10", "F10"))


def make_cover(sheet: Worksheet, spec: FormatSpec, identification: SectionSpec, validations: Validations) -> None:
    """Write the cover of a format."""
    sheet.title = identification.sheet
    for letter, width in _WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    _line(sheet, 1, _heading(spec), looks.title, 34)
    _line(
        sheet,
        2,
        f"{spec.entry.notice}. La lista oficial de formatos de empalme y del KPT no se conoce.",
        looks.note,
        16,
    )
    _line(sheet, 3, spec.entry.summary, looks.note, 18)
    _line(sheet, 5, identification.title, looks.band, 18)
    for field in identification.fields:
        cell = sheet[field.cells[0]]
        looks.entry(cell, field.kind, field.unit)
        validations.add(field, cell)
        beside = sheet.cell(cell.row, cell.column - 1, field.label)
        looks.label(beside)
        sheet.row_dimensions[cell.row].height = 20
    row = _index(sheet, spec, 13)
    row = _steps(sheet, row + 1)
    _signatures(sheet, row + 1)
    finish_sheet(sheet, last_column=LAST, header_row=0, entry=spec.entry)
    sheet.page_setup.fitToHeight = 1


def _heading(spec: FormatSpec) -> str:
    prefix = {"empalme": "Formato", "kpt": "KPT"}.get(spec.entry.group)
    return f"{prefix} {spec.entry.number}. {spec.title}" if prefix else spec.title


def _line(sheet: Worksheet, row: int, text: str, look: object, height: int) -> None:
    sheet.cell(row, 1, text)
    assert callable(look)
    look(sheet.cell(row, 1))
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=LAST)
    sheet.row_dimensions[row].height = height


def _index(sheet: Worksheet, spec: FormatSpec, row: int) -> int:
    _line(sheet, row, "Hojas de este formato", looks.band, 18)
    for section in spec.sections[1:]:
        row += 1
        name = sheet.cell(row, 2, section.sheet)
        looks.label(name)
        name.hyperlink = Hyperlink(ref=name.coordinate, location=f"'{section.sheet}'!A1", display=section.sheet)
        sheet.cell(row, 3, section.help)
        looks.note(sheet.cell(row, 3))
        sheet.merge_cells(start_row=row, start_column=3, end_row=row, end_column=5)
        sheet.cell(row, 6, "; ".join(basis.reference for basis in section.legal))
        looks.note(sheet.cell(row, 6), size=8)
        sheet.row_dimensions[row].height = max(18, 13 * -(-len(section.help) // 66) + 4)
    return row + 1


def _steps(sheet: Worksheet, row: int) -> int:
    _line(sheet, row, "Cómo se llena", looks.band, 18)
    for place, step in enumerate(_STEPS):
        row += 1
        swatch = sheet.cell(row, 2, f"{place + 1}.")
        looks.still(swatch)
        if place == 1:
            swatch.fill = PatternFill("solid", start_color=looks.AMBER)
        sheet.cell(row, 3, step)
        looks.note(sheet.cell(row, 3))
        sheet.merge_cells(start_row=row, start_column=3, end_row=row, end_column=6)
        sheet.row_dimensions[row].height = 28 if len(step) > 105 else 18
    return row + 1


def _signatures(sheet: Worksheet, row: int) -> None:
    _line(sheet, row, "Firmas", looks.band, 18)
    sheet.row_dimensions[row + 1].height = 44
    for first, last, role, name, post in _SIGNATURES:
        for letter in (first, last):
            sheet[f"{letter}{row + 1}"].border = Border(bottom=Side(style="thin", color=looks.GREY))
        sheet[f"{first}{row + 2}"] = role
        looks.note(sheet[f"{first}{row + 2}"])
        sheet[f"{last}{row + 2}"] = f'=IF({name}="","Nombre y cargo",{name}&IF({post}="","",", "&{post}))'
        looks.note(sheet[f"{last}{row + 2}"])
