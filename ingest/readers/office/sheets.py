"""Tables found on a sheet: regions between blank rows and columns, their titles, headers, sections and notes.

Pure functions over filled cells: nothing here opens a file. Rows and columns count from 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from ingest.readers.blocks import BlockWriter, join_headers

SHEET, TITLE, SECTION = 1, 2, 3  # heading levels
MAX_MERGE = 100_000  # cells; a merge beyond it was not made to be read
HEADER_SEARCH = 12  # rows from the top of a region
LONGEST_TITLE = 150  # characters

_NOTE = re.compile(r"(?:fuente|nota|elabor[oó]|\*|\(?\d{1,2}/)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Value:
    """What a cell shows, and whether it is a quantity or a date rather than a name."""

    text: str
    number: bool = False


class Merge(NamedTuple):
    """Cells shown as one, corners included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Sheet:
    """The filled cells of a sheet by row and column."""

    name: str
    rows: dict[int, dict[int, Value]] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Header:
    """The columns of a table and their names, which take the rows from ``first`` to ``last``."""

    left: int
    right: int
    first: int
    last: int
    names: dict[int, str]


class SheetWriter:
    """Writes one sheet: its name as heading, then each region as titles, a table, or lines of text."""

    def __init__(self, writer: BlockWriter, sheet: Sheet) -> None:
        self._writer = writer
        self._sheet = sheet
        self._merges: dict[tuple[int, int], Merge] = {}
        self._titles: list[str] = []
        self._header: _Header | None = None
        self._taken = {row: {column: (row, column) for column in cells} for row, cells in sheet.rows.items()}
        self._spread_merges()

    def write(self) -> None:
        """Write every region, from top to bottom and left to right."""
        if self._taken:
            self._writer.heading(self._sheet.name, SHEET)
        for region in _regions({row: set(columns) for row, columns in self._taken.items()}):
            self._region(region)
        for title in self._titles:
            self._writer.paragraph(title)

    def _spread_merges(self) -> None:
        """Let each merged cell cover its area, as far as anything else is filled."""
        last_row = max(self._sheet.rows, default=0)
        last_column = max((max(cells) for cells in self._sheet.rows.values()), default=0)
        covered = 0
        for merge in self._sheet.merges:
            if (merge.bottom - merge.top + 1) * (merge.right - merge.left + 1) > MAX_MERGE:
                name = self._sheet.name
                self._writer.warnings.append(
                    f"La hoja «{name}» combina demasiadas celdas en una: se leyó sin combinar."
                )
                continue
            if merge.left not in self._sheet.rows.get(merge.top, {}):
                continue
            merge = Merge(
                merge.top, merge.left, min(merge.bottom, last_row), max(merge.left, min(merge.right, last_column))
            )
            self._merges[merge.top, merge.left] = merge
            covered += (merge.bottom - merge.top + 1) * (merge.right - merge.left + 1)
            self._writer.refuse_over(covered)
            for row in range(merge.top, merge.bottom + 1):
                line = self._taken.setdefault(row, {})
                line.update(dict.fromkeys(range(merge.left, merge.right + 1), (merge.top, merge.left)))

    def _region(self, region: Merge) -> None:
        top = region.top
        while top <= region.bottom and len(self._own(top, region)) <= 1:
            self._titles += [value.text for value in self._own(top, region).values()]
            top += 1
        if top > region.bottom:
            return
        body = Merge(top, region.left, region.bottom, region.right)
        known = self._header
        if known and known.left <= body.left and body.right <= known.right and not self._is_header(top, body):
            self._write_titles(SECTION)
            self._table(body, _Header(body.left, body.right, top, top - 1, known.names))
            return
        header = self._find_header(body)
        self._write_titles(TITLE)
        if header is None and body.top == body.bottom:
            self._line(body.top, body)
            return
        for row in range(top, header.first if header else top):
            self._line(row, body)
        self._table(body, header or _Header(body.left, body.right, top, top - 1, {}))
        self._header = header or self._header

    def _write_titles(self, level: int) -> None:
        """The nearest line above a table is its title, the ones before it are text."""
        titles, self._titles = self._titles, []
        is_title = bool(titles) and len(titles[-1]) <= LONGEST_TITLE and not _NOTE.match(titles[-1])
        for line in titles[:-1] if is_title else titles:
            self._writer.paragraph(line)
        if is_title:
            self._writer.heading(titles[-1], level)
        elif level == TITLE:
            self._writer.leave(TITLE)

    def _line(self, row: int, region: Merge) -> None:
        values = [value.text for value in self._own(row, region).values()]
        self._writer.paragraph((" " if values and values[0].endswith(":") else " | ").join(values))

    def _table(self, region: Merge, header: _Header) -> None:
        lines = [self._own(row, region) for row in range(header.last + 1, region.bottom + 1)]
        columns = [
            column
            for column in range(region.left, region.right + 1)
            if header.names.get(column) or any(column in line for line in lines)
        ]
        names = [header.names.get(column, "") for column in columns]
        number: int | None = None
        batch: list[list[str]] = []
        for row, line in enumerate(lines, header.last + 1):
            alone = next(iter(line.values())) if len(line) == 1 else None
            if alone is None or len(columns) == 1 or not self._stands_out(row, next(iter(line)), alone):
                batch.append([line[column].text if column in line else "" for column in columns])
                continue
            number = self._flush(names, batch, number)
            if _NOTE.match(alone.text) or len(alone.text) > LONGEST_TITLE:
                self._writer.paragraph(alone.text)
            else:
                self._writer.heading(alone.text, SECTION)
        if batch or number is None:
            self._writer.rows(names, batch, number)

    def _flush(self, names: list[str], batch: list[list[str]], number: int | None) -> int | None:
        if not batch:
            return number
        rows, batch[:] = list(batch), []
        return self._writer.rows(names, rows, number)

    def _stands_out(self, row: int, column: int, value: Value) -> bool:
        """Whether the only value of a row is a section title or a note, not a row with one filled cell."""
        merge = self._merges.get((row, column))
        return not value.number and ((merge is not None and merge.right > merge.left) or bool(_NOTE.match(value.text)))

    def _own(self, row: int, region: Merge) -> dict[int, Value]:
        """The values that begin in a row of a region."""
        cells = self._sheet.rows.get(row, {})
        taken = self._taken.get(row, {})
        return {
            column: cells[column]
            for column in sorted(cells)
            if region.left <= column <= region.right and taken[column] == (row, column)
        }

    def _shown(self, row: int, left: int, right: int) -> Iterator[tuple[int, Value]]:
        """The values of a row with merged ones at every column and row they cover."""
        for column, (top, first) in sorted(self._taken.get(row, {}).items()):
            if left <= column <= right:
                yield column, self._sheet.rows[top][first]

    def _is_header(self, row: int, region: Merge) -> bool:
        """Whether a row reads as column names: at least two, nearly all words, the first no label of a form."""
        own = list(self._own(row, region).values())
        if len(own) < 2 or row >= region.bottom or own[0].text.endswith(":"):
            return False
        return sum(value.number for value in own) * 4 <= len(own)

    def _find_header(self, region: Merge) -> _Header | None:
        """The first row that names at least half of the columns, with the rows that group or divide those names."""
        rows = range(region.top, min(region.top + HEADER_SEARCH, region.bottom))
        counts = {row: len(list(self._shown(row, region.left, region.right))) for row in (*rows, region.bottom)}
        width = max(counts.values())
        found = next((row for row in rows if self._is_header(row, region) and counts[row] * 2 >= width), None)
        if found is None:
            return None
        first = found
        while first > region.top and self._groups(first - 1, region):
            first -= 1
        last = max(self._bottom(row, region) for row in range(first, found + 1))
        if last == found and self._groups(found, region) and self._is_header(found + 1, region):
            last = found + 1
        last = min(last, region.bottom - 1)
        names: dict[int, list[str]] = {column: [] for column in range(region.left, region.right + 1)}
        for row in range(first, last + 1):
            shown = dict(self._shown(row, region.left, region.right))
            for column, texts in names.items():
                texts.append(shown[column].text if column in shown else "")
        joined = join_headers(list(zip(*names.values(), strict=True)))
        return _Header(region.left, region.right, first, last, dict(zip(names, joined, strict=True)))

    def _groups(self, row: int, region: Merge) -> bool:
        """Whether a value of the row spans several columns, though not all."""
        merges = [self._merges[row, column] for column in self._own(row, region) if (row, column) in self._merges]
        return any(region.left < each.left or each.right < region.right for each in merges if each.right > each.left)

    def _bottom(self, row: int, region: Merge) -> int:
        merges = [self._merges[row, column] for column in self._own(row, region) if (row, column) in self._merges]
        return max((merge.bottom for merge in merges), default=row)


def _regions(taken: dict[int, set[int]]) -> Iterator[Merge]:
    """Cut a sheet at blank rows, the pieces at blank columns, and those again at blank rows, until nothing is blank."""
    pending = [taken]
    while pending:
        part = pending.pop()
        for place, band in enumerate(bands := list(_runs(part))):
            columns = list(_runs(set().union(*(part[row] for row in band))))
            if len(columns) == 1:
                yield Merge(band[0], columns[0][0], band[-1], columns[0][-1])
                continue
            later = [{row: part[row] for each in bands[place + 1 :] for row in each}] if place + 1 < len(bands) else []
            pieces = [{row: cut for row in band if (cut := part[row].intersection(run))} for run in columns]
            pending += [*later, *reversed(pieces)]
            break


def _runs(numbers: Iterable[int]) -> Iterator[list[int]]:
    """Split numbers where one is missing."""
    ordered = sorted(numbers)
    cuts = [0, *(place for place, (one, two) in enumerate(pairwise(ordered), 1) if two - one > 1), len(ordered)]
    for start, end in pairwise(cuts):
        if start < end:
            yield ordered[start:end]
