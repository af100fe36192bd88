"""A mapping proposed for a table that nobody described, from its headers and what stands below them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from assistant.indicators.entities import name_key
from ingest.indicators.cells import (
    AMBIGUOUS,
    ENGLISH_NUMBER,
    SPANISH_NUMBER,
    Cell,
    has_data,
    repaired,
    text_of,
    year_of,
)
from ingest.indicators.mapping import TableMapping, ValueColumn
from ingest.indicators.staged import DEPARTMENT_LEVEL, MUNICIPAL_LEVEL
from ingest.indicators.tables import Sheet, Table

SEARCHED_ROWS = 25
_SAMPLE_ROWS = 200
_LEAST_NUMBERS = 0.6
"""Share of the filled cells of a column that must be numbers for it to be one of figures."""

_CODE = re.compile(
    r"(?:codigo|cod|divipola|dane|codmpio|cod mpio|cod mun|mpio)\b.*|.*\b(?:divipola|codigo dane|cod dane)"
)
_DEPARTMENT_CODE = re.compile(r"(?:codigo|cod).*(?:departamento|depto|dpto|dep)\b.*")
_NAME = re.compile(
    r"(?:nombre )?(?:del? )?(?:la )?(?:municipio|mpio|entidad(?: territorial)?|ciudad|nombre municipio)|nombre"
)
_DEPARTMENT = re.compile(r"(?:nombre )?(?:del? )?(?:departamento|depto|dpto)")
_YEAR = re.compile(r"ano|anno|anio|year|vigencia|periodo")
_MONTH = re.compile(r"mes|month")
_INDICATOR = re.compile(r"(?:nombre )?(?:del? )?(?:indicador|variable|concepto|metrica|serie)")
_NUMBER = re.compile(r"valor|dato|dato numerico|cifra|resultado|numero|value")
_WORDS = re.compile(r"dato cualitativo|texto")
_UNIT = re.compile(r"unidad(?: de medida)?")
_SOURCE = re.compile(r"fuente")
_NUMBER_CELL = re.compile(rf"[-+(]?\s*\$?\s*(?:{SPANISH_NUMBER}|{ENGLISH_NUMBER}|{AMBIGUOUS})\s*%?\)?")
_TOTAL = re.compile(r"(?:n|no|id|item|orden|fila)")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mapping, the sheet that it was made for and the row of its header."""

    mapping: TableMapping
    sheet: Sheet
    header: int


def propose(table: Table) -> Proposal | None:
    """The mapping for the first sheet that looks like a table of figures by entity; None where none does.

    What cannot be told stays empty; :meth:`TableMapping.lacks` says what that is.
    """
    proposals = [found for sheet in table.sheets if (found := _propose_sheet(sheet, table.path)) is not None]
    return next((found for found in proposals if not found.mapping.lacks()), proposals[0] if proposals else None)


def find_mapped(table: Table, mapping: TableMapping) -> Proposal | None:
    """Where the header that a mapping was made for stands in a table: the columns that it uses must be there."""
    used = {name_key(name) for name in _used(mapping)}
    for sheet in table.sheets:
        if mapping.sheet and name_key(mapping.sheet) != name_key(sheet.name):
            continue
        for number, cells in islice(sheet.rows(), SEARCHED_ROWS):
            if used <= {name_key(repaired(text_of(cell))) for cell in cells}:
                return Proposal(mapping, sheet, number)
    return None


def headers_of(cells: Sequence[Cell]) -> tuple[str, ...]:
    """The headers of a row, as text."""
    return tuple(repaired(text_of(cell)) for cell in cells)


def _used(mapping: TableMapping) -> list[str]:
    one_each = (
        mapping.code, mapping.name, mapping.department, mapping.year, mapping.month, mapping.indicator, mapping.number,
        mapping.words, mapping.unit, mapping.source,
    )  # fmt: skip
    return [name for name in (*one_each, *(column.header for column in mapping.columns)) if name]


def _propose_sheet(sheet: Sheet, path: Path) -> Proposal | None:
    rows = list(islice(sheet.rows(), SEARCHED_ROWS + _SAMPLE_ROWS))
    above: list[str] = []
    for place, (number, cells) in enumerate(rows[:SEARCHED_ROWS]):
        headers = headers_of(cells)
        keys = [name_key(header) for header in headers]
        if sum(map(bool, keys)) >= 2 and any(_is_entity(key) for key in keys):
            sample = [below for _, below in rows[place + 1 :]]
            mapping = _mapping(headers, keys, sample)
            return Proposal(_dated(mapping, [*above, sheet.name, path.stem]), sheet, number)
        above.extend(filter(None, headers))
    return None


def _is_entity(key: str) -> bool:
    return any(pattern.fullmatch(key) for pattern in (_CODE, _NAME, _DEPARTMENT))


def _mapping(headers: tuple[str, ...], keys: list[str], sample: list[Sequence[Cell]]) -> TableMapping:
    taken: set[int] = {at for at, key in enumerate(keys) if not key or _DEPARTMENT_CODE.fullmatch(key)}

    def column(pattern: re.Pattern[str]) -> str:
        at = next((at for at, key in enumerate(keys) if at not in taken and pattern.fullmatch(key)), None)
        if at is None:
            return ""
        taken.add(at)
        return headers[at]

    code = column(_CODE)
    department, name = column(_DEPARTMENT), column(_NAME)
    month, year = column(_MONTH), column(_YEAR)
    indicator, unit, source = column(_INDICATOR), column(_UNIT), column(_SOURCE)
    mapping = TableMapping(
        headers=tuple(header for header in headers if header),
        code=code,
        name=name,
        department=department,
        level="" if code else MUNICIPAL_LEVEL if name else DEPARTMENT_LEVEL,
        year=year,
        month=month,
        unit=unit,
        source=source,
    )
    figures = [at for at in range(len(headers)) if at not in taken and _is_figures(at, sample)]
    if indicator:
        words = column(_WORDS)
        number = column(_NUMBER)
        if number or len(figures) == 1:
            return replace(mapping, indicator=indicator, number=number or headers[figures[0]], words=words)
        return replace(mapping, indicator=indicator, columns=tuple(_value_column(headers[at]) for at in figures))
    wide = tuple(_value_column(headers[at]) for at in figures if not _TOTAL.fullmatch(keys[at]))
    return replace(mapping, columns=wide)


def _value_column(header: str) -> ValueColumn:
    """A column of figures; a year in its header is the year of its figures."""
    year = year_of(header)
    name = " ".join(re.sub(rf"\b{year}\b", "", header).split()).strip(" -–_:,()") if year else header
    if _NUMBER.fullmatch(name_key(name)):  # «Valor» names nothing: the file's name does
        name = ""
    return ValueColumn(header, name, year=year, unit="%" if "%" in header or "porcentaje" in name_key(header) else "")


def _is_figures(at: int, sample: list[Sequence[Cell]]) -> bool:
    filled = [cells[at] for cells in sample if at < len(cells) and has_data(text_of(cells[at]))]
    numbers = sum(isinstance(cell, float) or bool(_NUMBER_CELL.fullmatch(text_of(cell))) for cell in filled)
    return bool(filled) and numbers >= _LEAST_NUMBERS * len(filled)


def _dated(mapping: TableMapping, titles: list[str]) -> TableMapping:
    """With the one year that the titles, the sheet's name or the file's name state, where no column does."""
    if mapping.year or (all(column.year for column in mapping.columns) and mapping.columns):
        return mapping
    stated = [year for title in reversed(titles) if (year := year_of(title)) is not None]
    return replace(mapping, fixed_year=stated[0]) if len(set(stated)) == 1 else mapping
