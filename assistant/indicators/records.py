"""What the indicator store hands out: figures bound to their cells, and what is known of entities and indicators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

NATION = "00000"
"""The nation's code here. TerriData writes ``01001``, which no department uses; Bogotá is ``11001``."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One figure (or word, as a category is) of one entity, and the cell it was read from.

    Attributes:
        entity: DIVIPOLA code of five digits: ``05756`` a municipality, ``05000`` a department, :data:`NATION`.
        indicator: id of the indicator: the catalogue's, or one made of the name that the source uses.
        year: the year it speaks of.
        month: 1 to 12 where the source gives one (TerriData puts 12 on annual figures), else None.
        value: the number, exact, in ``unit``; None where the source gives a word.
        text: what the source wrote where it is not a number; None for a number.
        unit: as the source writes it; ``%`` for every way of writing percentages.
        source: who measured it, as the file says ("DANE - …"); the file's own title where it does not.
        file: name of the imported file.
        sheet: name of the sheet; empty in a text file.
        row: row of the sheet, or record of the text file with the header as 1: what a person sees in a spreadsheet.
        column: letter of the column that holds the value.
        factor: what the number written in the cell was multiplied by to be in ``unit``; 1 nearly always, 0.01 in files
            that write 91.20 % as 9120.
        imported_at: when the file was imported (UTC).
    """

    entity: str
    indicator: str
    year: int
    month: int | None
    value: Decimal | None
    text: str | None
    unit: str
    source: str
    file: str
    sheet: str
    row: int
    column: str
    factor: Decimal
    imported_at: datetime


@dataclass(frozen=True, slots=True)
class IndicatorRecord:
    """An indicator that the store has figures of.

    ``name``, ``dimension``, ``subcategory`` and ``unit`` are those of the source that brought it first; ``entities``
    counts the entities with a figure, ``first_year`` and ``last_year`` bound its years.
    """

    id: str
    name: str
    dimension: str
    subcategory: str
    unit: str
    first_year: int
    last_year: int
    entities: int


@dataclass(frozen=True, slots=True)
class SeenEntity:
    """An entity as the imported files name it; ``file`` is the first that did, ``department`` the name it gives.

    The registry of entities (``corpus/indicadores/entidades.csv``) knows more of most of them. One that is not there, as
    a municipality created later, is known from here alone.
    """

    code: str
    name: str
    department: str
    file: str


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """A file whose figures are in the store.

    ``dated`` is the day the file was last changed, by its own properties where it has them: of two files that speak of
    the same figure, the one dated later is believed.
    """

    name: str
    sha256: str
    dated: datetime
    imported_at: datetime
    observations: int
