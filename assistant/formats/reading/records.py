"""What was found in a template that nobody described."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.formats.fills import TargetKind
from assistant.formats.records import OriginKind

SURE = 0.9
"""The least score (0 to 1) with which a match is filled without anybody looking at it."""


class Beside(StrEnum):
    """Where a field's place is, seen from its label."""

    RIGHT = "a la derecha"
    BELOW = "debajo"
    CROSSING = "en el cruce de fila y columna"
    NAMED = "con nombre propio"


@dataclass(frozen=True, slots=True)
class Match:
    """What could fill a field: an indicator or an attribute of the entity, and how alike the names are (0 to 1)."""

    origin: OriginKind
    key: str
    name: str
    score: float

    @property
    def sure(self) -> bool:
        """Whether it may be filled without anybody looking at it."""
        return self.score >= SURE


@dataclass(frozen=True, slots=True)
class DetectedField:
    """A place for one value.

    Attributes:
        label: what the template calls it; of a crossing, its row.
        sheet: the sheet; empty in a document.
        place: the cell, or what names the place in a document (:class:`assistant.formats.fills.DocumentFill`).
        beside: where the place is, seen from the label.
        year: the year that its column says, None where it says none.
        match: what could fill it, None where nothing is like it.
        doubt: why it is not filled although the names match; empty where nothing speaks against it.
        target: what kind of place of a document it is; None for a cell of a workbook.
    """

    label: str
    sheet: str
    place: str
    beside: Beside
    year: int | None = None
    match: Match | None = None
    doubt: str = ""
    target: TargetKind | None = None

    @property
    def sure(self) -> bool:
        """Whether it is filled without anybody looking at it."""
        return self.match is not None and self.match.sure and not self.doubt


@dataclass(frozen=True, slots=True)
class DetectedColumn:
    """A column of a table: its heading, its headings above joined with " / ", and its letter (or number in a document)."""

    label: str
    column: str
    match: Match | None = None


@dataclass(frozen=True, slots=True)
class DetectedTable:
    """Rows that repeat. ``header`` are its heading rows; ``filled`` counts the rows that already hold something."""

    sheet: str
    header: tuple[int, ...]
    first_row: int
    columns: tuple[DetectedColumn, ...]
    filled: int


@dataclass(frozen=True, slots=True)
class DetectedTemplate:
    """A template as it was understood. ``sha256`` tells it from another of the same name."""

    name: str
    sha256: str
    fields: tuple[DetectedField, ...]
    tables: tuple[DetectedTable, ...]
    instructions: tuple[str, ...]
