"""How the workbooks look: colours, fonts, borders, number formats and widths."""

from __future__ import annotations

from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

from assistant.formats import FieldKind, FieldSpec

DARK, BLUE, PALE, GREY = "1F4E79", "2E75B6", "EAF1F8", "595959"
AMBER = "FFF2CC"
FONT = "Calibri"

AnyCell = Cell | MergedCell

_LINE = Side(style="thin", color="BFBFBF")
BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_FORMATS = {
    FieldKind.MONEY: '"$" #,##0;[Red]-"$" #,##0',
    FieldKind.PERCENT: '0.0" %"',
    FieldKind.DATE: "dd/mm/yyyy",
    FieldKind.TEXT: "@",
    FieldKind.CHOICE: "@",
}
_WITHOUT_ZERO = {FieldKind.MONEY: '"$" #,##0;[Red]-"$" #,##0;', FieldKind.NUMBER: "General;-General;"}
"""For formulas: an empty row computes zero, and nobody wants to read it."""
_COUNTED = {"personas", "cargos", "proyectos", "contratos", "metas", "procesos", "bienes", "hectáreas", "m²"}
_WIDTHS = {
    FieldKind.MONEY: 19,
    FieldKind.PERCENT: 11,
    FieldKind.DATE: 13,
    FieldKind.NUMBER: 12,
    FieldKind.CHOICE: 18,
    FieldKind.TEXT: 25,
}


def number_format(kind: FieldKind, unit: str = "") -> str:
    """The format of a cell. Percentages are kept as people say them, so 45.3 shows as "45,3 %"."""
    if kind is not FieldKind.NUMBER:
        return _FORMATS[kind]
    if unit == "año":
        return "0"
    return "#,##0" if unit in _COUNTED else "#,##0.0" if unit else "General"


def width(field: FieldSpec) -> int:
    """The width of a table's column, in characters."""
    return max(_WIDTHS[field.kind], min(len(field.label) + 2, 20))


def width_of(kind: FieldKind) -> int:
    """The width of a column that is computed."""
    return _WIDTHS[kind]


def title(cell: AnyCell) -> None:
    """The band at the top of a sheet."""
    _paint(cell, DARK, Font(name=FONT, size=16, bold=True, color="FFFFFF"), Alignment(vertical="center", indent=1))


def band(cell: AnyCell) -> None:
    """The heading of a block."""
    _paint(cell, BLUE, Font(name=FONT, size=11, bold=True, color="FFFFFF"), Alignment(vertical="center", indent=1))


def heading(cell: AnyCell) -> None:
    """The heading of a column."""
    centred = Alignment(horizontal="center", vertical="center", wrap_text=True)
    _paint(cell, DARK, Font(name=FONT, size=10, bold=True, color="FFFFFF"), centred)
    cell.border = BOX


def note(cell: AnyCell, *, size: int = 9) -> None:
    """Help and legal basis: small and grey."""
    cell.font = Font(name=FONT, size=size, italic=True, color=GREY)
    cell.alignment = Alignment(vertical="center", wrap_text=True)


def label(cell: AnyCell) -> None:
    """The name of a field, beside its value."""
    _paint(
        cell, PALE, Font(name=FONT, size=10, bold=True, color="262626"), Alignment(vertical="center", wrap_text=True)
    )
    cell.border = BOX


def still(cell: AnyCell) -> None:
    """Text that nobody changes: units, numbers of rows."""
    cell.font = Font(name=FONT, size=9, color=GREY)
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    cell.border = BOX


def entry(cell: AnyCell, kind: FieldKind, unit: str = "") -> None:
    """A cell that people or Relevo fill: the only ones not locked."""
    text = kind in {FieldKind.TEXT, FieldKind.CHOICE}
    cell.font = Font(name=FONT, size=10)
    cell.alignment = Alignment(horizontal="left" if text else "right", vertical="center", wrap_text=text, indent=text)
    cell.border = BOX
    cell.number_format = number_format(kind, unit)
    cell.protection = Protection(locked=False)


def computed(cell: AnyCell, kind: FieldKind) -> None:
    """A formula: locked, on a tone of its own."""
    cell.fill = PatternFill("solid", start_color="F2F2F2")
    cell.font = Font(name=FONT, size=10, color="262626")
    cell.alignment = Alignment(horizontal="right", vertical="center")
    cell.border = BOX
    cell.number_format = _WITHOUT_ZERO.get(kind, number_format(kind))


def total(cell: AnyCell, kind: FieldKind | None = None) -> None:
    """The row of totals."""
    _paint(cell, PALE, Font(name=FONT, size=10, bold=True), Alignment(horizontal="right", vertical="center"))
    cell.border = Border(left=_LINE, right=_LINE, top=Side(style="medium", color=DARK), bottom=_LINE)
    if kind is not None:
        cell.number_format = number_format(kind)


def _paint(cell: AnyCell, colour: str, font: Font, alignment: Alignment) -> None:
    cell.fill = PatternFill("solid", start_color=colour)
    cell.font = font
    cell.alignment = alignment
