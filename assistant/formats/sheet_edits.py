"""New values for the cells of one sheet, as edits of its bytes: only the cells touched differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.formats.addresses import CellAddress
from assistant.formats.markup import Edit, Element, append_inside, opening_end, set_attribute
from assistant.formats.sheet import Cell, Row, Sheet


@dataclass(slots=True)
class SheetEdits:
    """What changes in a sheet: whole new cells, formats of cells that keep their content, results taken out."""

    sheet: Sheet
    cells: dict[CellAddress, bytes] = field(default_factory=dict)
    formats: dict[CellAddress, int] = field(default_factory=dict)
    emptied: set[CellAddress] = field(default_factory=set)

    @property
    def cell_tag(self) -> str:
        """The tag of a cell with the prefix that this sheet uses."""
        data = self._data()
        return f"{data.prefix}c"

    def edits(self) -> list[Edit]:
        """The edits, none of which overlaps another."""
        new = self.cells | {
            address: self._empty_cell(address, style)
            for address, style in self.formats.items()
            if address not in self.cells and self.sheet.cell(address) is None
        }
        found = [*self._inside_cells(), *self._results()]
        by_row: dict[int, dict[int, bytes]] = {}
        for address, content in new.items():
            by_row.setdefault(address.row, {})[address.column] = content
        absent = {number: cells for number, cells in by_row.items() if number not in self.sheet.rows}
        for number, cells in by_row.items():
            if number not in absent:
                found += self._in_row(self.sheet.rows[number], cells)
        return found + self._new_rows(absent)

    def _data(self) -> Element:
        data = self.sheet.section("sheetData")
        assert data is not None
        return data

    def _empty_cell(self, address: CellAddress, style: int) -> bytes:
        return f'<{self.cell_tag} r="{address}" s="{style}"/>'.encode()

    def _inside_cells(self) -> list[Edit]:
        """New formats for cells that keep what they hold."""
        found = []
        for address, style in self.formats.items():
            cell = self.sheet.cell(address)
            if cell is not None and address not in self.cells:
                found.append(set_attribute(self.sheet.content, _element(self.sheet.content, cell), "s", str(style)))
        return found

    def _results(self) -> list[Edit]:
        """Old results of formulas taken out."""
        cells = (self.sheet.cell(address) for address in self.emptied)
        return [Edit(*cell.value, b"") for cell in cells if cell is not None and cell.value is not None]

    def _in_row(self, row: Row, new: Mapping[int, bytes]) -> list[Edit]:
        """Cells put in their place among those of a row: replaced, or inserted in column order (18.3.1.73)."""
        replaced = [
            Edit(row.cells[column].start, row.cells[column].end, content)
            for column, content in new.items()
            if column in row.cells
        ]
        inserted: dict[int, list[bytes]] = {}
        for column in sorted(set(new) - set(row.cells)):
            after = [cell.start for other, cell in row.cells.items() if other > column]
            inserted.setdefault(min(after, default=row.inner_end), []).append(new[column])
        if inserted and row.inner_start == row.end:  # <row r="7"/>
            element = Element(row.tag, row.start, row.end, row.end, row.end, row.attributes)
            return [append_inside(self.sheet.content, element, b"".join(*inserted.values()))]
        return replaced + [Edit(place, place, b"".join(cells)) for place, cells in inserted.items()]

    def _new_rows(self, absent: Mapping[int, Mapping[int, bytes]]) -> list[Edit]:
        data = self._data()
        inserted: dict[int, list[bytes]] = {}
        for number in sorted(absent):
            cells = b"".join(absent[number][column] for column in sorted(absent[number]))
            tag = f"{data.prefix}row"
            content = f'<{tag} r="{number}">'.encode() + cells + f"</{tag}>".encode()
            after = [row.start for other, row in self.sheet.rows.items() if other > number]
            inserted.setdefault(min(after, default=data.inner_end), []).append(content)
        if inserted and data.closes_itself:
            return [append_inside(self.sheet.content, data, b"".join(*inserted.values()))]
        return [Edit(place, place, b"".join(rows)) for place, rows in inserted.items()]


def _element(content: bytes, cell: Cell) -> Element:
    inner = opening_end(content, cell.start)
    return Element(cell.tag, cell.start, inner, cell.end, cell.end, cell.attributes)
