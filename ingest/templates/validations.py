"""What each cell accepts, told before one types: drop-downs, dates, numbers; and the help of its field."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from assistant.formats import FieldKind, FieldSpec
from ingest.templates import looks

LISTS_SHEET = "Listas"

_TITLE, _MESSAGE = 32, 250  # Excel's limits
_WRONG = {
    FieldKind.NUMBER: "Escriba un número, sin letras.",
    FieldKind.MONEY: "Escriba el valor en pesos, sin letras ni el signo $.",
    FieldKind.PERCENT: "Escriba el porcentaje como se dice: 45,3 para 45,3 %.",
    FieldKind.DATE: "Escriba una fecha, por ejemplo 31/12/2019.",
    FieldKind.CHOICE: "Escoja una opción de la lista.",
    FieldKind.TEXT: "El texto es demasiado largo para una celda.",
}


class Validations:
    """The validations of a workbook, and the sheet where its drop-downs keep their options."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._lists: dict[tuple[str, ...], str] = {}

    def add(self, field: FieldSpec, cell: looks.AnyCell) -> None:
        """Validate one cell as its field says."""
        assert isinstance(cell.parent, Worksheet)
        self._add(cell.parent, field, cell.coordinate)

    def add_span(self, field: FieldSpec, span: str) -> None:
        """Validate a column of a table on the sheet made last."""
        self._add(self._book.worksheets[-1], field, span)

    def add_year(self, cell: looks.AnyCell) -> None:
        """Validate the heading of a year."""
        rule = DataValidation(type="whole", operator="between", formula1="0", formula2="2100", allow_blank=True)
        rule.promptTitle, rule.prompt = "Año", "El año de la columna, por ejemplo 2019."
        rule.errorTitle, rule.error = "Año", "Escriba un año de cuatro cifras."
        assert isinstance(cell.parent, Worksheet)
        cell.parent.add_data_validation(rule)
        rule.add(cell)

    def write_lists(self) -> None:
        """Write the options of the drop-downs, on a sheet that is not shown."""
        if not self._lists:
            return
        sheet = self._book.create_sheet(LISTS_SHEET)
        for column, options in enumerate(self._lists, 1):
            sheet.cell(1, column, f"Lista {column}")
            looks.heading(sheet.cell(1, column))
            for row, option in enumerate(options, 2):
                sheet.cell(row, column, option)
        sheet.sheet_state = "hidden"
        sheet.protection.sheet = True

    def _add(self, sheet: Worksheet, field: FieldSpec, span: str) -> None:
        rule = self._rule(field)
        rule.promptTitle, rule.prompt = field.label[:_TITLE], field.help[:_MESSAGE]
        rule.errorTitle, rule.error = field.label[:_TITLE], _WRONG[field.kind]
        rule.showInputMessage = rule.showErrorMessage = True
        sheet.add_data_validation(rule)
        rule.add(span)

    def _rule(self, field: FieldSpec) -> DataValidation:
        if field.kind is FieldKind.CHOICE:
            return DataValidation(type="list", formula1=self._options(field.choices), allow_blank=True)
        if field.kind is FieldKind.DATE:
            return DataValidation(type="date", operator="greaterThan", formula1="DATE(1950,1,1)", allow_blank=True)
        if field.kind is FieldKind.TEXT:
            return DataValidation(type="textLength", operator="lessThan", formula1="8000", allow_blank=True)
        return DataValidation(type="decimal", operator="between", formula1="-1E+15", formula2="1E+15", allow_blank=True)

    def _options(self, choices: tuple[str, ...]) -> str:
        """The range that holds some options."""
        if choices not in self._lists:
            column = get_column_letter(len(self._lists) + 1)
            self._lists[choices] = f"{LISTS_SHEET}!${column}$2:${column}${len(choices) + 1}"
        return self._lists[choices]
