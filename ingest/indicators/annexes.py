"""The annexes of the DNP's fiscal-performance report, of any year: one row per entity under a header that moves.

Columns are known by what they say. The method changed with the figures of 2020: the old index and the new one ("nueva
metodología") are different indicators here, and never compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from assistant.indicators.entities import name_key
from ingest.indicators.cells import Cell, column_letter, repaired, text_of, year_of
from ingest.indicators.fiscal_columns import FiscalColumn, column_meaning
from ingest.indicators.report import Kind
from ingest.indicators.staged import DEPARTMENT_LEVEL, MUNICIPAL_LEVEL, Journal, StagedCell, place
from ingest.indicators.tables import Sheet, Table

DIMENSION = "Finanzas públicas"
SUBCATEGORY = "Desempeño fiscal"
SOURCE = "DNP - Desempeño fiscal de departamentos y municipios"
NOTES = "Títulos, notas y subtítulos"
WITHOUT_ENTITY = "Cifras sin entidad (promedios y totales)"

_SEARCHED_ROWS = 25
_NEW_METHOD_SINCE = 2020
_CODE = re.compile(r"(?:codigo|cod)(?: dane| divipola| entidad| municipio)?")
_STATED_YEAR = re.compile(r"vigencia\s+((?:19|20)\d\d)")


@dataclass(frozen=True, slots=True)
class Block:
    """The columns of one table of a sheet; rankings stand several tables side by side. Places count from 0."""

    code: int | None
    department: int | None
    municipality: int | None
    values: tuple[tuple[int, FiscalColumn], ...]

    @property
    def level(self) -> str:
        """Whether its rows are departments or municipalities."""
        return DEPARTMENT_LEVEL if self.municipality is None else MUNICIPAL_LEVEL

    @property
    def first(self) -> int:
        """The leftmost of its columns."""
        named = [at for at in (self.code, self.department, self.municipality) if at is not None]
        return min([*named, *(at for at, _ in self.values)])

    @property
    def last(self) -> int:
        """The rightmost of its columns."""
        return max(at for at, _ in self.values)


@dataclass(frozen=True, slots=True)
class AnnexSheet:
    """A sheet whose header was found: its row, the tables below it, the year, and headers that are no indicators."""

    sheet: Sheet
    header: int
    blocks: tuple[Block, ...]
    year: int | None
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FiscalAnnex:
    """An annex: its sheets with tables, and the names of those without."""

    sheets: tuple[AnnexSheet, ...]
    left_out: tuple[str, ...]
    year: int | None
    kind: Kind = Kind.FISCAL_ANNEX
    mapping: str = ""
    is_proposed: bool = False

    @classmethod
    def recognise(cls, table: Table) -> FiscalAnnex | None:
        """The annex that a file is, or None."""
        found, left_out = [], []
        for sheet in table.sheets:
            read = _recognise_sheet(sheet)
            if read is not None:
                found.append(read)
            else:
                left_out.append(sheet.name)
        if not any(len(block.values) > 2 for read in found for block in read.blocks):
            return None
        years = {read.year for read in found} - {None}
        named = year_of(table.path.stem)
        return cls(tuple(found), tuple(left_out), years.pop() if len(years) == 1 else named)

    def cells(self, journal: Journal) -> Iterator[StagedCell]:
        """A cell for each entity and indicator; titles, notes and averages are noted in the journal."""
        journal.notices.extend(
            f"La hoja «{name.strip()}» no tiene una tabla conocida y no se leyó." for name in self.left_out
        )
        for read in self.sheets:
            if read.others:
                listed = ", ".join(f"«{name}»" for name in read.others)
                journal.notices.append(f"En la hoja «{read.sheet.name.strip()}» no son indicadores: {listed}.")
            for number, cells in read.sheet.rows():
                if number > read.header and any(text_of(cell) for cell in cells):
                    journal.rows += 1
                    for block in read.blocks:
                        yield from _row_cells(read, block, number, cells, read.year or self.year, journal)


def _recognise_sheet(sheet: Sheet) -> AnnexSheet | None:
    above: list[str] = []
    for number, cells in islice(sheet.rows(), _SEARCHED_ROWS):
        headers = [repaired(text_of(cell)) for cell in cells]
        stated = _year(above, sheet.name, headers)
        blocks = _blocks(headers, new_method=_is_new(above, headers, stated))
        if blocks:
            used = {at for block in blocks for at, _ in block.values}
            used |= {
                at for block in blocks for at in (block.code, block.department, block.municipality) if at is not None
            }
            others = tuple(text for at, text in enumerate(headers) if text and at not in used)
            return AnnexSheet(sheet, number, blocks, stated, others)
        above.extend(filter(None, headers))
    return None


def _blocks(headers: Sequence[str], *, new_method: bool) -> tuple[Block, ...]:
    """The tables under a header, none where the row is no header."""
    starts = _starts(headers)
    found = []
    for start, end in pairwise([*starts, len(headers)]):
        block = _block(headers, range(start, end), new_method=new_method)
        if block is not None:
            found.append(block)
    return tuple(found)


def _starts(headers: Sequence[str]) -> list[int]:
    """Where each table begins: where the first kind of entity column comes again."""
    kinds = [_entity_kind(header) for header in headers]
    first = next((kind for kind in kinds if kind), None)
    return [at for at, kind in enumerate(kinds) if kind is not None and kind == first]


def _entity_kind(header: str) -> str | None:
    key = name_key(header)
    if _CODE.fullmatch(key):
        return "code"
    return key if key in {"departamento", "municipio"} else None


def _block(headers: Sequence[str], places: range, *, new_method: bool) -> Block | None:
    entity: dict[str, int] = {}
    values: list[tuple[int, FiscalColumn]] = []
    for at in places:
        kind = _entity_kind(headers[at])
        if kind is not None:
            entity.setdefault(kind, at)
        elif (column := column_meaning(headers[at], new_method=new_method)) is not None:
            values.append((at, column))
    if not entity or len(entity) + len(values) < 3 or not any(column.is_index for _, column in values):
        return None
    return Block(entity.get("code"), entity.get("departamento"), entity.get("municipio"), tuple(values))


def _is_new(above: Sequence[str], headers: Sequence[str], year: int | None) -> bool:
    titles = name_key(" ".join(above))
    if "nueva metodologia" in titles or "nuevo idf" in name_key(" ".join(headers)):
        return True
    return "antigua metodologia" not in titles and year is not None and year >= _NEW_METHOD_SINCE


def _year(above: Sequence[str], sheet: str, headers: Sequence[str]) -> int | None:
    """The year that the titles state ("Vigencia 2018"), else that of the sheet's name, else that of its ranking."""
    stated = _STATED_YEAR.search(" ".join(above).lower())
    if stated:
        return int(stated[1])
    ranked = next((header for header in headers if name_key(header).startswith("posicion")), "")
    return year_of(sheet) or year_of(ranked)


def _row_cells(
    read: AnnexSheet, block: Block, number: int, cells: Sequence[Cell], year: int | None, journal: Journal
) -> Iterator[StagedCell]:
    def text(at: int | None) -> str:
        return text_of(cells[at]) if at is not None and at < len(cells) else ""

    filled = [text(at) for at in range(block.first, block.last + 1) if text(at)]
    if not filled:
        return
    where = place(read.sheet.name, number)
    code, department = text(block.code), text(block.department)
    name = text(block.municipality) if block.municipality is not None else department
    if len(filled) == 1:
        journal.skip(NOTES, where, filled[0])
        return
    if not (code or name):
        journal.skip(WITHOUT_ENTITY, where, filled[0])
        return
    for at, column in block.values:
        cell = cells[at] if at < len(cells) else None
        written = text(at)
        yield StagedCell(
            row=number,
            sheet=read.sheet.name,
            column=column_letter(at),
            number="" if column.words else written,
            native=isinstance(cell, float),
            words=written if column.words else "",
            year=str(year or ""),
            indicator=column.name,
            code=code,
            name=name,
            department=department if block.municipality is not None else "",
            level=block.level,
            indicator_id=column.id,
            dimension=DIMENSION,
            subcategory=SUBCATEGORY,
            unit=column.unit,
            source=SOURCE,
        )
