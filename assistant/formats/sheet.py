"""A worksheet part read for filling: where each row and cell stands in its bytes, and what guards them.

Element names are those of ECMA-376 part 1, chapter 18 (SpreadsheetML).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.formats.addresses import CellAddress, CellRange
from assistant.formats.markup import Element, MarkupError, closing, new_parser, opening_end, parse

_FORMULA_GROUPS = {"array", "dataTable"}


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell's formula. ``text`` is empty in the followers of a shared formula, which name only its group."""

    text: str
    shared: str | None = None
    span: CellRange | None = None


@dataclass(slots=True)
class Cell:
    """A cell as it stands in the sheet: ``content[start:end]``; ``value`` is its <v> or <is>, with its tags."""

    address: CellAddress
    tag: str
    start: int
    attributes: dict[str, str]
    end: int = 0
    formula: Formula | None = None
    value: tuple[int, int] | None = None
    text: str = ""

    @property
    def style(self) -> int:
        """Its index into the cell formats of the workbook."""
        return int(self.attributes.get("s", "0"))


@dataclass(slots=True)
class Row:
    """A row as it stands in the sheet, its cells by column."""

    number: int
    tag: str
    start: int
    attributes: dict[str, str]
    inner_start: int = 0
    inner_end: int = 0
    end: int = 0
    cells: dict[int, Cell] = field(default_factory=dict)


@dataclass(slots=True)
class Sheet:
    """A worksheet read once.

    ``sections`` are the children of its root, in order; ``merged`` its merged ranges; ``column_styles`` the default
    format of each range of columns.
    """

    content: bytes
    root: Element | None = None
    sections: list[Element] = field(default_factory=list)
    rows: dict[int, Row] = field(default_factory=dict)
    merged: list[CellRange] = field(default_factory=list)
    column_styles: list[tuple[int, int, int]] = field(default_factory=list)
    protected: bool = False

    def section(self, name: str) -> Element | None:
        """A child of the root by name: sheetData, legacyDrawing."""
        return next((element for element in self.sections if element.name == name), None)

    def cell(self, address: CellAddress) -> Cell | None:
        """The cell at an address, None where the sheet says nothing of it."""
        row = self.rows.get(address.row)
        return row.cells.get(address.column) if row else None

    def formulas(self) -> list[Cell]:
        """Every cell that holds a formula, in order."""
        return [cell for row in self.rows.values() for cell in row.cells.values() if cell.formula is not None]

    def calculated_ranges(self) -> list[CellRange]:
        """The ranges that one array formula or data table fills, beyond the cell that holds it."""
        return [cell.formula.span for cell in self.formulas() if cell.formula and cell.formula.span]

    def anchor(self, address: CellAddress) -> CellAddress:
        """The cell that shows what is written at an address: the first of its merged range, or itself."""
        return next((merged.first for merged in self.merged if address in merged), address)

    def style_at(self, address: CellAddress) -> int:
        """The format a cell has, or would have if it were written: the cell's own, its row's, its column's."""
        row = self.rows.get(address.row)
        cell = row.cells.get(address.column) if row else None
        if cell is not None:
            return cell.style
        if row is not None and row.attributes.get("customFormat") in {"1", "true"}:
            return int(row.attributes.get("s", "0"))
        return next((style for first, last, style in self.column_styles if first <= address.column <= last), 0)


def read_sheet(content: bytes) -> Sheet:
    """Read a worksheet part.

    Raises:
        MarkupError: it is not well-formed, not UTF-8, or not a worksheet.
    """
    return _Reader(content).read()


class _Reader:
    """Walks a worksheet once with expat; everything is told by byte positions."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._sheet = Sheet(content)
        self._parser = new_parser(content)
        self._open: list[tuple[str, int, dict[str, str]]] = []
        self._row: Row | None = None
        self._cell: Cell | None = None
        self._text: list[str] | None = None
        self._formula: dict[str, str] = {}

    def read(self) -> Sheet:
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        try:
            parse(self._parser, self._content)
        except (ValueError, IndexError) as error:
            raise MarkupError(str(error)) from error
        self._sheet.sections.sort(key=lambda element: element.start)
        if self._sheet.root is None or self._sheet.root.name != "worksheet" or self._sheet.section("sheetData") is None:
            raise MarkupError("not a worksheet")
        return self._sheet

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        begins = self._parser.CurrentByteIndex
        self._open.append((tag, begins, attributes))
        name = tag.rpartition(":")[2]
        if self._cell is not None:
            if name in {"f", "v", "t"}:
                self._text = []
                self._formula = attributes if name == "f" else self._formula
        elif name == "c" and self._row is not None:
            self._cell = self._new_cell(tag, begins, attributes)
        elif name == "row":
            number = int(attributes["r"]) if "r" in attributes else max(self._sheet.rows, default=0) + 1
            self._row = self._sheet.rows[number] = Row(number, tag, begins, attributes)
        elif name == "mergeCell":
            self._sheet.merged.append(CellRange.parse(attributes["ref"]))
        elif name == "col" and "style" in attributes:
            self._sheet.column_styles.append((int(attributes["min"]), int(attributes["max"]), int(attributes["style"])))
        elif name == "sheetProtection":
            self._sheet.protected = attributes.get("sheet") in {"1", "true"}

    def _new_cell(self, tag: str, begins: int, attributes: dict[str, str]) -> Cell:
        """A cell may leave out its address: it is then the one after the cell before it (18.3.1.4)."""
        assert self._row is not None
        if "r" in attributes:
            address = CellAddress.parse(attributes["r"])
        else:
            address = CellAddress(self._row.number, max(self._row.cells, default=0) + 1)
        cell = self._row.cells[address.column] = Cell(address, tag, begins, attributes)
        return cell

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end(self, tag: str) -> None:
        _, begins, attributes = self._open.pop()
        name = tag.rpartition(":")[2]
        if self._cell is not None:
            self._end_in_cell(name, tag, begins)
        elif name == "row" and self._row is not None:
            row, self._row = self._row, None
            row.inner_end, row.end = closing(self._content, tag, self._parser.CurrentByteIndex)
            row.inner_start = opening_end(self._content, begins) if row.end > row.inner_end else row.end
        elif len(self._open) < 2:
            inner_end, ends = closing(self._content, tag, self._parser.CurrentByteIndex)
            inner = opening_end(self._content, begins) if ends > inner_end else ends
            element = Element(tag, begins, inner, inner_end, ends, attributes)
            if self._open:
                self._sheet.sections.append(element)
            else:
                self._sheet.root = element

    def _end_in_cell(self, name: str, tag: str, begins: int) -> None:
        cell = self._cell
        assert cell is not None
        _, ends = closing(self._content, tag, self._parser.CurrentByteIndex)
        written = "".join(self._text or ())
        if name == "c":
            cell.end, self._cell = ends, None
        elif name == "f":
            grouped = self._formula.get("t") in _FORMULA_GROUPS and "ref" in self._formula
            cell.formula = Formula(
                written,
                self._formula.get("si") if self._formula.get("t") == "shared" else None,
                CellRange.parse(self._formula["ref"]) if grouped else None,
            )
        elif name == "v":
            cell.text = written
            # Programs that do not compute leave an empty <v/>: no result, unless the result is an empty text.
            cell.value = (begins, ends) if written or cell.attributes.get("t") == "str" else None
        elif name == "is":
            cell.value = (begins, ends)
        elif name == "t":
            cell.text += written
        if name in {"f", "v", "t"}:
            self._text = None
