"""The fields of a workbook that nobody described: beside or under their labels, under headings, or where both cross."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.formats.addresses import CellAddress
from assistant.formats.package import refuse
from assistant.formats.reading.grid import Grid, Place, is_instruction
from assistant.formats.reading.matching import match_label
from assistant.formats.reading.records import Beside, DetectedColumn, DetectedField, DetectedTable
from assistant.formats.reading.tables import Region, column_name, concept_rows, regions
from assistant.formats.records import OriginKind
from assistant.indicators.catalogue import Catalogue
from assistant.spanish import fold

MOST_INSTRUCTIONS = 60
_WIDE = 5
_SCALED = re.compile(r"\b(?:millones|miles)\b")
SCALED = "La plantilla lo pide en miles o millones: revise la unidad."
NO_YEAR = "La columna no dice de qué año es."
AS_FRACTION = "La celda está en formato de porcentaje: revise si va 0,45 o 45."


@dataclass(frozen=True, slots=True)
class Found:
    """What a template holds, before it is told whose it is."""

    fields: tuple[DetectedField, ...]
    tables: tuple[DetectedTable, ...]
    instructions: tuple[str, ...]


def workbook_fields(path: Path, catalogue: Catalogue) -> Found:
    """Find the fields of a workbook that has passed the checks of :class:`assistant.formats.package.Template`.

    Raises:
        InvalidTemplateError: it cannot be read.
    """
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of extensions that are of no matter for reading
        try:
            book = openpyxl.load_workbook(path)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            raise refuse(path, "está dañada: no se pueden leer sus hojas", "Ábrala y guárdela de nuevo.") from error
    fields: list[DetectedField] = []
    tables: list[DetectedTable] = []
    instructions: list[str] = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        found = _Sheet(sheet.title, Grid.of(sheet), catalogue)
        found_regions = regions(found.grid)
        fields += found.crossings(found_regions)
        fields += found.labelled(found_regions)
        tables += found.tables(found_regions)
        instructions += found.instructions(found_regions)
    return Found(tuple(fields), tuple(tables), tuple(instructions[:MOST_INSTRUCTIONS]))


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    grid: Grid
    catalogue: Catalogue

    def crossings(self, found: list[Region]) -> Iterator[DetectedField]:
        """The empty cells where a concept's row crosses a year's or a value's column."""
        for region in found:
            columns = [heading for heading in region.headings if heading.holds_values]
            if not columns:
                continue
            for row, label in concept_rows(self.grid, region):
                for heading in columns:
                    place = (row[0], heading.place[1])
                    if self.grid.is_empty(place) and not self.grid.is_inside(place):
                        text = f"{label} {heading.text}"
                        field = self._field(label, place, Beside.CROSSING, heading.year, text)
                        yield replace(field, doubt=NO_YEAR) if heading.leaves_the_year else field

    def labelled(self, found: list[Region]) -> Iterator[DetectedField]:
        """The empty boxes beside a label, or under it."""
        taken: set[Place] = set()
        for place in sorted(self.grid.values):
            written = str(self.grid.values[place])
            label = self.grid.label(place)
            if not label or any(region.covers(place) for region in found):
                continue
            asks = written.rstrip().endswith((":", "?"))
            right, below = self.grid.right_of(place), self.grid.below(place)
            if self._is_free(right, taken, found, asks=asks) and self.grid.width(place) < _WIDE:
                taken.add(right)
                yield self._field(label, right, Beside.RIGHT)
            elif below in self.grid.boxes and self._is_free(below, taken, found, asks=False):
                taken.add(below)
                yield self._field(label, below, Beside.BELOW)

    def tables(self, found: list[Region]) -> Iterator[DetectedTable]:
        """The tables, with what could fill each column."""
        for region in found:
            columns = tuple(
                DetectedColumn(each.text, column_name(each), match_label(each.text, self.catalogue))
                for each in region.headings
            )
            rows = {row for row, _ in self.grid.values if region.first_row <= row <= region.last_row}
            yield DetectedTable(self.name, region.header, region.first_row, columns, len(rows))

    def instructions(self, found: list[Region]) -> Iterator[str]:
        """The texts outside tables that tell how to fill the sheet."""
        for place, value in sorted(self.grid.values.items(), key=lambda item: item[0]):
            if not isinstance(value, str) or value.startswith("=") or any(region.covers(place) for region in found):
                continue
            text = " ".join(value.split())
            if is_instruction(text):
                yield text[:500]

    def _is_free(self, place: Place, taken: set[Place], found: list[Region], *, asks: bool) -> bool:
        if not self.grid.is_empty(place) or place in taken or any(region.covers(place) for region in found):
            return False
        return asks or place in self.grid.boxes or place in self.grid.spans

    def _field(
        self, label: str, place: Place, beside: Beside, year: int | None = None, text: str = ""
    ) -> DetectedField:
        match = match_label(label, self.catalogue)
        if match is not None and match.origin is OriginKind.ENTITY and beside is Beside.CROSSING:
            match = None
        field = DetectedField(label, self.name, str(CellAddress(*place)), beside, year, match)
        if _SCALED.search(fold(text or label)):
            return replace(field, doubt=SCALED)
        return replace(field, doubt=AS_FRACTION) if place in self.grid.percents else field
