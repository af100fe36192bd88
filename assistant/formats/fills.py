"""What is asked of a writer, and what it tells afterwards."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

CellValue = str | int | float | Decimal | bool | dt.date


@dataclass(frozen=True, slots=True)
class CellFill:
    """A value for a cell of a workbook: "B7" of the sheet named so."""

    sheet: str
    cell: str
    value: CellValue


@dataclass(frozen=True, slots=True)
class PendingCell:
    """A cell that people must fill: it is coloured, and ``note`` becomes its comment."""

    sheet: str
    cell: str
    note: str


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of the sheet "Fuentes": where a filled value was read."""

    sheet: str
    cell: str
    label: str
    value: CellValue
    unit: str = ""
    year: int | None = None
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A value that was not written, and why, in Spanish. ``place`` is "Hoja!B7" or the name of a control."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class FillReport:
    """What a fill did.

    ``written`` are the cells or controls that have their value; ``redirected`` those written in the first cell of their
    merged range; ``marked`` those coloured and commented; ``recalculated`` formulas whose old result was taken out;
    ``declared`` the parts of the package that the fill had to change or add.
    """

    path: Path
    written: tuple[str, ...]
    refused: tuple[Refusal, ...] = ()
    redirected: tuple[str, ...] = ()
    marked: tuple[str, ...] = ()
    recalculated: tuple[str, ...] = ()
    declared: tuple[str, ...] = ()


class TargetKind(StrEnum):
    """The places of a document that can take a text."""

    CONTROL = "control"
    BOOKMARK = "bookmark"
    PLACEHOLDER = "placeholder"
    TABLE_CELL = "table_cell"


@dataclass(frozen=True, slots=True)
class DocumentFill:
    """A text for a place of a document.

    ``name`` is the tag or title of a content control, the name of a bookmark, or what stands between the braces of
    "{{nombre}}". For a table cell it is "tabla/fila/columna", counted from 0 and tables in document order.
    """

    name: str
    value: str
    kind: TargetKind = TargetKind.CONTROL
