"""What a format is, as data: its sections, its fields, and the cells of its template."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

NOTICE = "Propuesta de Relevo, no oficial"
"""What every format of the catalogue says of itself: the official list was never found."""


class FieldKind(StrEnum):
    """What a field holds. Percentages are kept as people say them: 45.3 is 45,3 %."""

    TEXT = "texto"
    NUMBER = "numero"
    MONEY = "moneda"
    PERCENT = "porcentaje"
    DATE = "fecha"
    CHOICE = "lista"


class OriginKind(StrEnum):
    """Who can fill a field: the indicator store, the entity registry, the calendar, the guidance, or only people."""

    INDICATOR = "indicador"
    ENTITY = "entidad"
    CALENDAR = "calendario"
    GUIDANCE = "guia"
    MANUAL = "manual"


class Years(StrEnum):
    """Which years of an indicator a field asks for."""

    LATEST = "latest"
    PERIOD = "period"


class Layout(StrEnum):
    """How a section looks: a sheet of labelled values, concepts by year, or rows that people add."""

    CARD = "ficha"
    MATRIX = "matriz"
    TABLE = "tabla"


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """The rule a field stands on."""

    norm: str
    article: str | None = None

    @property
    def reference(self) -> str:
        """As Relevo cites it: "Ley 951 de 2005, artículo 10"."""
        return f"{self.norm}, artículo {self.article}" if self.article else self.norm


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a field's value comes from.

    ``key`` is the indicator's id, the entity's attribute, the calendar rule or the topic of the guidance, and empty for
    what only people know. ``alternatives`` are other indicators that could fill it.
    """

    kind: OriginKind
    key: str = ""
    years: Years = Years.LATEST
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field. ``help`` says in plain Spanish what goes in it.

    Where it goes: ``cells`` (one, or one per year in a matrix), or ``column`` in a table, whose rows the section
    gives. ``year_cell`` and ``source_cell`` are beside the value, where the template has them.
    """

    id: str
    label: str
    kind: FieldKind
    help: str
    origin: Origin
    legal: tuple[LegalBasis, ...]
    unit: str = ""
    choices: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    column: str | None = None
    year_cell: str | None = None
    source_cell: str | None = None
    total: bool = False

    def tag(self, position: int = 0) -> str:
        """The content control that holds it in a document: its id, and its year or row when there are several."""
        return self.id if self.column is None and len(self.cells) <= 1 else f"{self.id}.{position + 1}"


@dataclass(frozen=True, slots=True)
class ComputedColumn:
    """A column of a table that the workbook computes; "{row}" in its formula is the number of the row."""

    label: str
    kind: FieldKind
    column: str
    formula: str


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """A group of fields on one sheet.

    ``first_row`` and ``capacity`` are those of a table's rows; ``year_cells`` the headings of a matrix's years.
    """

    id: str
    title: str
    help: str
    sheet: str
    layout: Layout
    legal: tuple[LegalBasis, ...]
    fields: tuple[FieldSpec, ...]
    first_row: int = 0
    capacity: int = 0
    year_cells: tuple[str, ...] = ()
    computed: tuple[ComputedColumn, ...] = ()

    def cell(self, field: FieldSpec, position: int = 0) -> str:
        """The cell of a field: its year in a matrix, its row in a table, both counted from 0.

        Raises:
            IndexError: the table or the matrix has no such place.
        """
        if field.column is None:
            return field.cells[position]
        if not 0 <= position < self.capacity:
            raise IndexError(position)
        return f"{field.column}{self.first_row + position}"

    def places(self, field: FieldSpec) -> tuple[str, ...]:
        """Every cell of a field."""
        return field.cells or tuple(self.cell(field, row) for row in range(self.capacity))


@dataclass(frozen=True, slots=True)
class FormatEntry:
    """A format as the catalogue lists it. ``aliases`` are what people call it; ``number`` counts inside its group."""

    id: str
    number: int
    group: str
    title: str
    summary: str
    aliases: tuple[str, ...] = ()

    @property
    def notice(self) -> str:
        """That it is not official."""
        return NOTICE


@dataclass(frozen=True, slots=True)
class FormatSpec:
    """A whole format: what the catalogue says of it, its sections, and its templates (``document`` where it has one)."""

    entry: FormatEntry
    sections: tuple[SectionSpec, ...]
    template: Path
    document: Path | None = None

    @property
    def id(self) -> str:
        """The name of its files."""
        return self.entry.id

    @property
    def title(self) -> str:
        """What it is called."""
        return self.entry.title

    @property
    def fields(self) -> tuple[FieldSpec, ...]:
        """Every field of every section, in order."""
        return tuple(field for section in self.sections for field in section.fields)

    @property
    def legal(self) -> tuple[LegalBasis, ...]:
        """Every rule that the format stands on, once."""
        return tuple(dict.fromkeys(basis for _, field in self.placed() for basis in field.legal))

    def placed(self) -> Iterator[tuple[SectionSpec, FieldSpec]]:
        """Every field with the section it belongs to."""
        return ((section, field) for section in self.sections for field in section.fields)

    def field(self, field_id: str) -> FieldSpec | None:
        """A field by its id."""
        return next((field for field in self.fields if field.id == field_id), None)

    def section_of(self, field_id: str) -> SectionSpec | None:
        """The section a field belongs to."""
        return next((section for section, field in self.placed() if field.id == field_id), None)
