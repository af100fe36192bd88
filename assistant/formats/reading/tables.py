"""Header rows of a sheet, and what stands under them: rows to fill, rows already filled, or concepts crossed with years."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.formats.addresses import column_letters
from assistant.formats.reading.grid import Grid, Place
from assistant.spanish import fold

FEWEST_COLUMNS = 3
_VALUE_HEADING = re.compile(r"(?:valor|dato|ultimo dato|linea base|valor actual|resultado)\b.*")
_SOME_YEAR = re.compile(r"(?:ano|vigencia) \d{1,2}")
_NOT_VALUES = re.compile(r"\b(?:unidad|fuente|observacion\w*|nota\w*|responsable|variacion)\b")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a column: its text, joined with those above it, and its cell."""

    text: str
    place: Place
    year: int | None

    @property
    def holds_values(self) -> bool:
        """Whether its cells are for the figure that the row names."""
        return self.year is not None or self.leaves_the_year or _VALUE_HEADING.fullmatch(fold(self.text)) is not None

    @property
    def leaves_the_year(self) -> bool:
        """Whether it stands for a year that people choose: "Año 1"."""
        return _SOME_YEAR.fullmatch(fold(self.text)) is not None


@dataclass(frozen=True, slots=True)
class Region:
    """A header and the rows under it, up to the first row that is not its own."""

    header: tuple[int, ...]
    headings: tuple[Heading, ...]
    last_row: int

    @property
    def first_row(self) -> int:
        """The row after the header."""
        return self.header[-1] + 1

    def covers(self, place: Place) -> bool:
        """Whether a cell belongs to it."""
        columns = [heading.place[1] for heading in self.headings]
        return self.header[0] <= place[0] <= self.last_row and min(columns) <= place[1] <= max(columns)


def regions(grid: Grid) -> list[Region]:
    """The tables of a sheet, from top to bottom."""
    found: list[Region] = []
    reach = 0
    for row in grid.rows:
        if row <= reach:
            continue
        region = _region(grid, row)
        if region is not None:
            found.append(region)
            reach = region.last_row
    return found


def concept_rows(grid: Grid, region: Region) -> Iterator[tuple[Place, str]]:
    """The rows of a region that name a concept in its first column of text, where some heading holds values."""
    for row in range(region.first_row, region.last_row + 1):
        for heading in region.headings:
            place = (row, heading.place[1])
            if heading.holds_values:
                break
            label = grid.label(place)
            if label and not _NOT_VALUES.search(fold(heading.text)):
                yield place, label
                break


def _region(grid: Grid, row: int) -> Region | None:
    """The table whose header begins in a row, if one does."""
    top = _run(grid, row)
    if len(top) < 2:
        return None
    header: tuple[int, ...] = (row,)
    spans_columns = any(grid.width(place) > 1 for place in top)
    under = _run(grid, row + 1)
    if spans_columns and len(under) > len([place for place in top if grid.width(place) > 1]):
        header = (row, row + 1)
        headings = _two_rows(grid, top, under)
    else:
        headings = tuple(Heading(_text(grid, place), place, grid.year(place)) for place in top)
    if len(headings) < FEWEST_COLUMNS:
        return None
    last = _last_row(grid, header[-1], headings)
    if last == header[-1] and not any((last + 1, each.place[1]) in grid.boxes for each in headings):
        return None
    return Region(header, headings, last)


def _run(grid: Grid, row: int) -> list[Place]:
    """The longest run of neighbouring headings in a row: labels and years, with no other value among them."""
    best: list[Place] = []
    current: list[Place] = []
    end = 0
    for place in grid.in_row(row):
        if not (grid.label(place) or grid.year(place)):
            current, end = [], 0
            continue
        current = [*current, place] if place[1] == end + 1 else [place]
        end = place[1] + grid.width(place) - 1
        best = max(best, current, key=len)
    return best


def _two_rows(grid: Grid, top: list[Place], under: list[Place]) -> tuple[Heading, ...]:
    """Headings of two rows: those under a merged one carry its text before theirs."""
    found = []
    for place in top:
        last = place[1] + grid.width(place) - 1
        inside = [each for each in under if place[1] <= each[1] <= last]
        if not inside or grid.spans.get(place, place)[0] > place[0]:
            found.append(Heading(_text(grid, place), place, grid.year(place)))
        for each in inside:
            text = f"{_text(grid, place)} / {_text(grid, each)}"
            found.append(Heading(text, each, grid.year(each)))
    return tuple(found)


def _text(grid: Grid, place: Place) -> str:
    return grid.label(place) or str(grid.year(place))


def _last_row(grid: Grid, header: int, headings: tuple[Heading, ...]) -> int:
    """The last row under a header in which some of its columns is written or drawn as a box."""
    columns = [heading.place[1] for heading in headings]
    row = header
    while any((row + 1, column) in grid.values or (row + 1, column) in grid.boxes for column in columns):
        row += 1
    return row


def column_name(heading: Heading) -> str:
    """The letter of a heading's column."""
    return column_letters(heading.place[1])
