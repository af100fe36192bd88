"""A table read by a mapping: long (a row per figure) or wide (a row per entity, a column per indicator or year)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.indicators.entities import name_key
from ingest.indicators.cells import Cell, column_letter, text_of
from ingest.indicators.mapping import KnownIndicator, TableMapping, ValueColumn, mapping_toml
from ingest.indicators.proposal import Proposal, headers_of
from ingest.indicators.report import Kind
from ingest.indicators.staged import DEPARTMENT_LEVEL, Journal, StagedCell, place

NOTES = "Títulos, notas y subtítulos"
WITHOUT_ENTITY = "Filas sin entidad (totales y promedios)"


@dataclass(frozen=True, slots=True)
class MappedTable:
    """A table and the mapping that says how to read it."""

    found: Proposal
    title: str
    is_proposed: bool = False
    kind: Kind = Kind.TABLE

    @property
    def mapping(self) -> str:
        """The mapping, as TOML."""
        return mapping_toml(self.found.mapping)

    def cells(self, journal: Journal) -> Iterator[StagedCell]:
        """A cell for each figure; rows without entity are noted in the journal."""
        places: dict[str, int] = {}
        reader: _RowReader | None = None
        for number, cells in self.found.sheet.rows():
            if number == self.found.header:
                for at, header in enumerate(headers_of(cells)):
                    places.setdefault(name_key(header), at)
                reader = _RowReader(self.found.mapping, places, self.found.sheet.name, self.title)
            elif reader is not None and any(text_of(cell) for cell in cells):
                journal.rows += 1
                yield from reader.cells(number, cells, journal)


class _RowReader:
    """The rows of one table; the mapping's columns already have their places."""

    def __init__(self, mapping: TableMapping, places: dict[str, int], sheet: str, title: str) -> None:
        self._mapping = mapping
        self._sheet = sheet
        self._title = title
        self._places = places
        self._known = {name_key(known.name): known for known in mapping.known}
        self._columns = mapping.columns or (ValueColumn(mapping.number or mapping.words, ""),)
        self._value_places = [places[name_key(column.header)] for column in self._columns]

    def cells(self, number: int, cells: Sequence[Cell], journal: Journal) -> Iterator[StagedCell]:
        mapping = self._mapping
        code, name, department = (
            self._text(cells, header) for header in (mapping.code, mapping.name, mapping.department)
        )
        if not (code or name or department):
            filled = [text for cell in cells if (text := text_of(cell))]
            journal.skip(NOTES if len(filled) == 1 else WITHOUT_ENTITY, place(self._sheet, number), filled[0])
            return
        if sum(bool(text_of(cell)) for cell in cells) == 1:
            journal.skip(NOTES, place(self._sheet, number), code or name or department)
            return
        for at, column in zip(self._value_places, self._columns, strict=True):
            yield self._cell(number, cells, at, column, (code, name, department))

    def _cell(
        self, number: int, cells: Sequence[Cell], at: int, column: ValueColumn, entity: tuple[str, str, str]
    ) -> StagedCell:
        mapping = self._mapping
        code, name, department = entity
        value = cells[at] if at < len(cells) else None
        written = text_of(value)
        stated = self._text(cells, mapping.indicator) or column.indicator
        known = self._known.get(name_key(stated), KnownIndicator(stated))
        only_words = column.words or not (mapping.number or mapping.columns)
        words = written if only_words else self._text(cells, mapping.words)
        is_department = not name and not code
        return StagedCell(
            row=number,
            sheet=self._sheet,
            column=column_letter(at),
            number="" if only_words else written,
            native=isinstance(value, float) and not only_words,
            words=words,
            year=str(column.year or self._text(cells, mapping.year) or mapping.fixed_year or ""),
            indicator=known.title or self._named(stated, column),
            code=code,
            name=department if is_department else name,
            department="" if is_department else department,
            level=DEPARTMENT_LEVEL if is_department else mapping.level,
            month=self._text(cells, mapping.month),
            indicator_id=known.id or column.id,
            unit=known.unit or column.unit or self._text(cells, mapping.unit) or mapping.unit_text,
            source=self._text(cells, mapping.source) or mapping.source_text or self._title,
            factor=known.factor if known.factor != "1" else column.factor,
        )

    def _named(self, stated: str, column: ValueColumn) -> str:
        """The indicator's name; a wide table with a column of indicators has its years or measures across."""
        if self._mapping.indicator and self._mapping.columns and not column.year and column.indicator != stated:
            return f"{stated} - {column.indicator}"
        return stated or self._title

    def _text(self, cells: Sequence[Cell], header: str) -> str:
        at = self._places.get(name_key(header)) if header else None
        return text_of(cells[at]) if at is not None and at < len(cells) else ""
