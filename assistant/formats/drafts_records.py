"""A format pre-filled for an entity: what each place holds, where it was read, and what only people can say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from assistant.formats.records import FieldKind, OriginKind
from assistant.types import Figure

DraftCell = str | Decimal | dt.date
"""What a place of a draft may hold; percentages as people say them."""


class FieldState(StrEnum):
    """How a place of a format stands."""

    FILLED = "prellenado"
    PENDING = "por diligenciar"
    MISSING = "no disponible"


class Confidence(StrEnum):
    """How far a value may be trusted before somebody looks at it."""

    HIGH = "alta"
    MEDIUM = "media"
    LOW = "baja"


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another value that could stand in the same place."""

    label: str
    value: DraftCell
    unit: str
    year: int | None
    source: str


@dataclass(frozen=True, slots=True)
class TypedValue:
    """A value that a person wrote: ``position`` is the year of a matrix or the row of a table, from 0.

    ``version`` is the one of the saved draft that brought it; ``at`` is in UTC.
    """

    format_id: str
    field_id: str
    value: DraftCell
    by: str
    at: dt.datetime
    position: int = 0
    version: int = 0


@dataclass(frozen=True, slots=True)
class DraftValue:
    """One place of a draft: a cell of its template.

    Attributes:
        section: id of the section.
        field: id of the field.
        label: what the field is called; in a matrix it is said of ``year``.
        sheet: where it stands in the template.
        cell: its cell there.
        tag: the content control that holds it in a document.
        position: the year of a matrix or the row of a table, from 0.
        kind: what it holds.
        origin: who filled it, or who can.
        state: how it stands.
        value: what it holds; None unless it is filled.
        unit: of the value.
        year: that the value speaks of.
        source: where it was read, whole, in Spanish; for a typed value, who wrote it and when.
        figure: the figure, with its file, sheet and row, where it came from the store.
        confidence: how far to trust it; None where there is no value.
        note: what to know about it, or what is to be written there.
        alternatives: other values that could stand there.
    """

    section: str
    field: str
    label: str
    sheet: str
    cell: str
    tag: str
    position: int
    kind: FieldKind
    origin: OriginKind
    state: FieldState
    value: DraftCell | None = None
    unit: str = ""
    year: int | None = None
    source: str = ""
    figure: Figure | None = None
    confidence: Confidence | None = None
    note: str = ""
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True)
class YearHeading:
    """A heading of a matrix: the year that a column speaks of; ``tag`` is its content control in a document."""

    sheet: str
    cell: str
    year: int
    tag: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A format pre-filled for an entity. ``version`` counts the times that people saved it; 0 is never."""

    format_id: str
    title: str
    entity_code: str
    entity: str
    period: Period | None
    values: tuple[DraftValue, ...]
    headings: tuple[YearHeading, ...] = ()
    version: int = 0

    def in_state(self, state: FieldState) -> tuple[DraftValue, ...]:
        """The places that stand so, in order."""
        return tuple(value for value in self.values if value.state is state)

    @property
    def filled(self) -> tuple[DraftValue, ...]:
        """The places with a value."""
        return self.in_state(FieldState.FILLED)

    @property
    def left(self) -> tuple[DraftValue, ...]:
        """The places that people must fill, whether or not a source could have."""
        return tuple(value for value in self.values if value.state is not FieldState.FILLED)


@dataclass(frozen=True, slots=True)
class Period:
    """A government's years, both included: the one that hands over."""

    first: int
    last: int

    @classmethod
    def parse(cls, written: str) -> Period:
        """Read "2016-2019".

        Raises:
            ValueError: it is no period of up to twelve years.
        """
        first, _, last = written.replace("–", "-").partition("-")
        period = cls(int(first), int(last or first))
        if not (1990 <= period.first <= period.last <= period.first + 11 <= 2111):
            raise ValueError(written)
        return period

    @property
    def years(self) -> tuple[int, ...]:
        """Its years, ascending."""
        return tuple(range(self.first, self.last + 1))

    def __str__(self) -> str:
        return f"{self.first}-{self.last}" if self.first != self.last else str(self.first)


def latest_typed(typed: Iterable[TypedValue]) -> dict[tuple[str, int], TypedValue]:
    """The last value that somebody wrote in each place."""
    return {(each.field_id, each.position): each for each in sorted(typed, key=lambda each: (each.at, each.version))}
