"""A sheet as a grid of written cells, merged ranges seen as one cell."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.spanish import fold

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

LONGEST_LABEL = 90
_INSTRUCTION = re.compile(
    r"(?:instruc|nota\b|notas\b|diligencie\b|diligenciar\b|registre|escriba|seleccione|indique|relacione|describa|marque"
    r"|tenga en cuenta)"
)
_NUMBER = re.compile(r"[\s$%.,\d()-]+")
_YEAR = re.compile(r"(?:ano |vigencia )?((?:19|20)\d\d)")

Place = tuple[int, int]


@dataclass(slots=True)
class Grid:
    """The written cells of a sheet. Rows and columns count from 1."""

    values: dict[Place, object] = field(default_factory=dict)
    boxes: set[Place] = field(default_factory=set)
    percents: set[Place] = field(default_factory=set)
    spans: dict[Place, Place] = field(default_factory=dict)
    anchors: dict[Place, Place] = field(default_factory=dict)

    @classmethod
    def of(cls, sheet: Worksheet) -> Grid:
        """Read a sheet: values, merged ranges, and the empty cells that are drawn as boxes to fill."""
        grid = cls()
        for merged in sheet.merged_cells.ranges:
            anchor = (merged.min_row, merged.min_col)
            grid.spans[anchor] = (merged.max_row, merged.max_col)
            grid.anchors |= dict.fromkeys(merged.cells, anchor)
        for row in sheet.iter_rows():
            for cell in row:
                grid._add(cell)  # type: ignore[arg-type]
        return grid

    def _add(self, cell: Cell) -> None:
        place = (cell.row, cell.column)
        if cell.value is not None and str(cell.value).strip():
            self.values[place] = cell.value
        elif cell.has_style and _is_box(cell):
            self.boxes.add(place)
        if cell.has_style and "%" in cell.number_format:
            self.percents.add(place)

    @property
    def rows(self) -> list[int]:
        """The rows with something written, ascending."""
        return sorted({row for row, _ in self.values})

    def in_row(self, row: int) -> list[Place]:
        """The written places of a row, from left to right."""
        return sorted(place for place in self.values if place[0] == row)

    def is_empty(self, place: Place) -> bool:
        """Whether nothing is written there nor in the merged range that it belongs to."""
        return self.anchors.get(place, place) not in self.values

    def is_inside(self, place: Place) -> bool:
        """Whether it belongs to a merged range without being its first cell."""
        return self.anchors.get(place, place) != place

    def right_of(self, place: Place) -> Place:
        """The cell beside a cell or its merged range."""
        _, column = self.spans.get(place, place)
        return self._first((place[0], column + 1))

    def below(self, place: Place) -> Place:
        """The cell under a cell or its merged range."""
        row, _ = self.spans.get(place, place)
        return self._first((row + 1, place[1]))

    def width(self, place: Place) -> int:
        """How many columns a cell covers."""
        return self.spans.get(place, place)[1] - place[1] + 1

    def label(self, place: Place) -> str:
        """The text of a cell if it can be a label, else ""."""
        return label_text(self.values.get(place))

    def year(self, place: Place) -> int | None:
        """The year that a heading says: "2019", "Año 2019", "Vigencia 2019"."""
        return year_of(self.values.get(place))

    def _first(self, place: Place) -> Place:
        return self.anchors.get(place, place)


def label_text(value: object) -> str:
    """A value as the label of a field; "" for numbers, dates, formulas, instructions and long texts."""
    if not isinstance(value, str) or value.startswith("="):
        return ""
    text = " ".join(value.split()).strip(" :*•-")
    if not text or len(text) > LONGEST_LABEL or _NUMBER.fullmatch(text) or is_instruction(text):
        return ""
    return text


def is_instruction(text: str) -> bool:
    """Whether a text tells how to fill the template rather than naming a field."""
    return len(text) > LONGEST_LABEL or _INSTRUCTION.match(fold(text)) is not None


def year_of(value: object) -> int | None:
    """The year that a heading says, None where it says something else."""
    if isinstance(value, bool | dt.date):
        return None
    if isinstance(value, int | float):
        return int(value) if value == int(value) and 1990 <= value <= 2100 else None
    match = _YEAR.fullmatch(fold(str(value)).strip()) if value is not None else None
    return int(match[1]) if match else None


def _is_box(cell: Cell) -> bool:
    sides = (cell.border.left, cell.border.right, cell.border.top, cell.border.bottom)
    return any(side is not None and side.style for side in sides) or cell.protection.locked is False
