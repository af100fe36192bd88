"""How a sheet prints and what of it is locked."""

from __future__ import annotations

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from assistant.formats import FormatEntry

_LETTER, _LEGAL = 1, 5
_WIDE = 190
"""Characters across from which a sheet goes on legal paper («oficio»)."""
_TWO_PAGES = 290
"""Characters across from which it takes two pages side by side, to be readable."""


def finish_sheet(sheet: Worksheet, *, last_column: int, header_row: int, entry: FormatEntry) -> None:
    """Freeze the heading, set the page and lock what is not to be filled.

    Args:
        sheet: the sheet, with everything in it.
        last_column: how many columns it prints.
        header_row: the row repeated on every page, and under which the sheet scrolls; 0 for none.
        entry: the format, for the footer.
    """
    letters = [get_column_letter(place) for place in range(1, last_column + 1)]
    across = sum(sheet.column_dimensions[letter].width for letter in letters)
    if header_row:
        sheet.freeze_panes = f"C{header_row + 1}"
        sheet.print_title_rows = f"{header_row}:{header_row}"
    sheet.print_area = f"A1:{letters[-1]}{sheet.max_row}"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _LEGAL if across > _WIDE else _LETTER
    sheet.page_setup.fitToWidth = 2 if across > _TWO_PAGES else 1
    if across > _TWO_PAGES:
        sheet.print_title_cols = "A:B"
    sheet.page_setup.fitToHeight = 0
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom = 0.5, 0.7
    sheet.print_options.horizontalCentered = True
    footer = sheet.oddFooter
    assert footer is not None
    lines = ((footer.left, f"{entry.title}. {entry.notice}"), (footer.center, "&A"), (footer.right, "Página &P de &N"))
    for part, text in lines:
        assert part is not None
        part.text, part.size = text, 8
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = 90
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
