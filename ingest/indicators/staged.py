"""What every layout makes of a file: cells that should hold a figure, with all that the file says of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from ingest.indicators.report import Kind, Skipped

EXAMPLES = 5
"""How many rows of a kind a report shows."""
_LONGEST_EXAMPLE = 60

DEPARTMENT_LEVEL = "departamento"
MUNICIPAL_LEVEL = "municipio"


class StagedCell(NamedTuple):
    """A cell as the file writes it, before anything is understood.

    ``level`` says whether ``name`` is a department's or a municipality's, where the table tells. ``native`` marks a number
    that the workbook holds as a number, ``number`` being its shortest exact form. ``indicator_id`` is set where the layout
    knows what the column is. ``factor`` is what the number is to be multiplied by.
    """

    row: int
    sheet: str
    column: str
    number: str
    native: bool
    words: str
    year: str
    indicator: str
    code: str = ""
    name: str = ""
    department: str = ""
    level: str = ""
    month: str = ""
    indicator_id: str = ""
    dimension: str = ""
    subcategory: str = ""
    unit: str = ""
    source: str = ""
    factor: str = "1"


@dataclass(slots=True)
class Journal:
    """What a layout notes while it reads: rows seen, rows that hold no figure, and what a person should know."""

    rows: int = 0
    notices: list[str] = field(default_factory=list)
    _skipped: dict[str, tuple[int, list[str]]] = field(default_factory=dict)

    def skip(self, reason: str, place: str, what: str = "", count: int = 1) -> None:
        """Note what is not a figure: why, where it stands and what stands there."""
        before, examples = self._skipped.setdefault(reason, (0, []))
        if len(examples) < EXAMPLES:
            shown = what if len(what) <= _LONGEST_EXAMPLE else what[:_LONGEST_EXAMPLE] + "…"
            examples.append(f"{place}: {shown}" if shown else place)
        self._skipped[reason] = (before + count, examples)

    def skipped(self) -> tuple[Skipped, ...]:
        """What was noted, by reason, in the order in which each was met."""
        return tuple(Skipped(reason, count, tuple(examples)) for reason, (count, examples) in self._skipped.items())


class Layout(Protocol):
    """A way of reading a file, once it is known to be of that kind."""

    @property
    def kind(self) -> Kind:
        """What it is."""
        ...

    @property
    def mapping(self) -> str:
        """The mapping it follows, as TOML; empty for the formats that are known."""
        ...

    @property
    def is_proposed(self) -> bool:
        """Whether nobody has seen that mapping yet."""
        ...

    def cells(self, journal: Journal) -> Iterator[StagedCell]:
        """Every cell that should hold a figure; rows that have none are noted in the journal."""
        ...


def place(sheet: str, row: int) -> str:
    """Where a row stands, as a person says it: "hoja Datos, fila 2"."""
    return f"hoja {sheet.strip()}, fila {row}" if sheet else f"fila {row}"
