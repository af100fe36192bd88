"""Fills a workbook and touches nothing else.

Every part that a fill does not need is copied with its compressed bytes; in a sheet only the cells filled differ. What
has to change besides, and is declared in the report: the list of sheets (for "Fuentes", and so that totals are computed
on opening), the formats (colour of what is pending, dates), comments, and old results of formulas that no longer hold.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from assistant.formats.addresses import CellAddress
from assistant.formats.book import Book
from assistant.formats.comments import add_comments
from assistant.formats.fills import CellFill, FillReport, PendingCell, Refusal, SourceLine
from assistant.formats.markup import Edit, apply_edits, child, outline, set_attribute
from assistant.formats.package import write_package
from assistant.formats.package_edits import PackageEdits
from assistant.formats.recalculation import Place, stale_formulas
from assistant.formats.sheet_edits import SheetEdits
from assistant.formats.sources_sheet import add_sources
from assistant.formats.values import ValueRefusedError, render_cell

# What may stand before <calcPr> in a workbook, in the order of the schema (18.2.27).
_BEFORE_CALCULATION = {"sheets", "functionGroups", "externalReferences", "definedNames"}


def fill_workbook(
    template: Path,
    cells: Sequence[CellFill],
    out: Path,
    sources: Sequence[SourceLine] = (),
    pending: Sequence[PendingCell] = (),
) -> FillReport:
    """Write values into a copy of a workbook.

    A cell that cannot take its value (it holds a formula, it is locked, it heads a table, its sheet does not exist) is
    left as it is and told in the report; the others are written. A value for a cell inside a merged range goes to the
    first cell of the range.

    Args:
        template: the workbook to copy, never changed.
        cells: what to write; text never becomes a formula.
        out: the file to write, replaced whole if it exists.
        sources: the lines of the sheet "Fuentes"; without any the sheet is not added.
        pending: cells to colour and comment; one that also has a value is not marked.

    Raises:
        InvalidTemplateError: the template cannot be filled.
        OSError: ``out`` cannot be written.
    """
    return _Fill(Book(template)).run(cells, out, sources, pending)


class _Fill:
    """One fill: values gathered by sheet, then every part written once."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._edits = PackageEdits(book.package)
        self._sheets: dict[str, SheetEdits] = {}
        self._written: list[str] = []
        self._refused: list[Refusal] = []
        self._redirected: list[str] = []
        self._notes: dict[str, dict[CellAddress, str]] = {}

    def run(
        self, cells: Sequence[CellFill], out: Path, sources: Sequence[SourceLine], pending: Sequence[PendingCell]
    ) -> FillReport:
        for fill in cells:
            self._write(fill)
        for cell in pending:
            self._mark(cell)
        stale = self._take_out_results()
        self._save_sheets()
        styles = self._book.styles
        if sources:
            add_sources(self._book, self._edits, styles, sources)
        if styles is not None and self._book.styles_part is not None:
            self._edits[self._book.styles_part] = styles.written()
        write_package(self._book.package, self._edits.changed, out)
        return FillReport(
            path=out,
            written=tuple(self._written),
            refused=tuple(self._refused),
            redirected=tuple(self._redirected),
            marked=tuple(_name(sheet, address) for sheet, notes in self._notes.items() for address in notes),
            recalculated=tuple(_name(*place) for place in sorted(stale)),
            declared=tuple(self._edits.changed),
        )

    def _write(self, fill: CellFill) -> None:
        asked = f"{fill.sheet}!{fill.cell}"
        place = self._find(fill.sheet, fill.cell)
        if isinstance(place, str):
            self._refused.append(Refusal(asked, place))
            return
        sheet, address = place
        edits = self._edits_of(sheet)
        why = "ya se llenó con otro valor" if address in edits.cells else self._guard(sheet, address)
        if why is None:
            try:
                edits.cells[address] = self._render(edits, address, fill)
            except ValueRefusedError as error:
                why = str(error)
        if why is not None:
            self._refused.append(Refusal(asked, why))
            return
        self._written.append(_name(sheet, address))
        if address != CellAddress.parse(fill.cell):
            self._redirected.append(f"{asked} → {address}")

    def _render(self, edits: SheetEdits, address: CellAddress, fill: CellFill) -> bytes:
        style = edits.sheet.style_at(address)
        if isinstance(fill.value, dt.date) and self._book.styles is not None:
            style = self._book.styles.dated(style)
        cell = edits.sheet.cell(address)
        tag = cell.tag if cell else edits.cell_tag
        return render_cell(tag, address, style, fill.value, starts_1904=self._book.starts_1904)

    def _mark(self, cell: PendingCell) -> None:
        place = self._find(cell.sheet, cell.cell)
        if isinstance(place, str):
            self._refused.append(Refusal(f"{cell.sheet}!{cell.cell}", place))
            return
        sheet, address = place
        edits = self._edits_of(sheet)
        if address in edits.cells or self._guard(sheet, address) is not None:
            return
        if self._book.styles is not None:
            edits.formats[address] = self._book.styles.pending(edits.sheet.style_at(address))
        self._notes.setdefault(sheet, {})[address] = cell.note

    def _find(self, sheet: str, cell: str) -> tuple[str, CellAddress] | str:
        """The sheet and the cell that takes a value, or why there is none."""
        name = self._book.sheet_name(sheet)
        if name is None:
            return f"el libro no tiene una hoja «{sheet}»"
        try:
            address = CellAddress.parse(cell)
        except ValueError:
            return f"«{cell}» no es una celda"
        return name, self._book.sheet(name).anchor(address)

    def _guard(self, name: str, address: CellAddress) -> str | None:
        """Why a cell may not be written, None when it may."""
        sheet = self._book.sheet(name)
        cell = sheet.cell(address)
        if cell is not None and cell.formula is not None:
            return "la celda tiene una fórmula"
        if any(address in span for span in sheet.calculated_ranges()):
            return "la celda hace parte del resultado de una fórmula"
        if any(address in header for header in self._book.table_headers(name)):
            return "la celda es el encabezado de una tabla"
        styles = self._book.styles
        if sheet.protected and (styles is None or not styles.is_unlocked(sheet.style_at(address))):
            return "la celda está bloqueada y la hoja está protegida"
        return None

    def _edits_of(self, sheet: str) -> SheetEdits:
        return self._sheets.setdefault(sheet, SheetEdits(self._book.sheet(sheet)))

    def _take_out_results(self) -> frozenset[Place]:
        """Take out the results that depend on a new value, and ask the program that opens the file for all of them."""
        changed = [(sheet, address) for sheet, edits in self._sheets.items() for address in edits.cells]
        formulas = self._book.sheets_with_formulas() if changed else {}
        stale = stale_formulas(formulas, self._book.defined_names, changed)
        for sheet, address in stale:
            self._edits_of(sheet).emptied.add(address)
        if stale:
            self._compute_on_opening()
        return frozenset(place for place in stale if _had_result(self._book.sheet(place[0]).cell(place[1])))

    def _compute_on_opening(self) -> None:
        content = self._edits[self._book.main]
        elements = outline(content)
        calculation = child(elements, "calcPr")
        if calculation is not None:
            self._edits.edit(self._book.main, set_attribute(content, calculation, "fullCalcOnLoad", "1"))
            return
        place = max(each.end for each in elements if each.name in _BEFORE_CALCULATION)
        new = f'<{elements[0].prefix}calcPr fullCalcOnLoad="1"/>'.encode()
        self._edits.edit(self._book.main, Edit(place, place, new))

    def _save_sheets(self) -> None:
        for name, edits in self._sheets.items():
            part = self._book.sheet_parts[name]
            self._edits[part] = apply_edits(edits.sheet.content, edits.edits())
            if name in self._notes:
                add_comments(self._book.package, self._edits, part, self._notes[name])


def _had_result(cell: object) -> bool:
    return getattr(cell, "value", None) is not None


def _name(sheet: str, address: CellAddress) -> str:
    return f"{sheet}!{address}"
