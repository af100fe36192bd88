"""An entity's figures as a door lays them out: a card for each indicator, with what it is compared with and what to doubt."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from assistant.figures import FigureDesk
from assistant.indicators.catalogue import Indicator
from assistant.indicators.compare import Position, peer_groups, position
from assistant.indicators.entities import Entity
from assistant.indicators.readings import CATEGORY, SAMPLE_FILE, Reading, Readings
from assistant.indicators.records import NATION, Observation
from assistant.indicators.sentences import cited

OLD_YEARS = 4
"""A figure of more years ago is told to be old: a whole term of government has passed."""

NO_DIMENSION = "Otros"
_HUNDRED = Decimal(100)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would compute instead of showing


class Flag(StrEnum):
    """What a reader should know before using a figure."""

    SAMPLE = "sample"
    OVER_HUNDRED = "over_hundred"
    OLD = "old"


@dataclass(frozen=True, slots=True)
class Card:
    """An indicator of an entity: its last figure, the years before it, and others in the same year.

    ``department`` and ``nation`` are None where they have no figure of that year; ``peers`` is the place among the
    municipalities of the same category (departments: among all), None where fewer than three have one.
    """

    reading: Reading
    series: tuple[Reading, ...]
    department: Reading | None
    nation: Reading | None
    peers: Position | None
    flags: tuple[Flag, ...]


class Board:
    """The figures of one entity, read for one request."""

    def __init__(self, desk: FigureDesk, entity: Entity, today: dt.date | None = None) -> None:
        """Read what there is of an entity.

        Raises:
            IndicatorsUnavailableError: the store is damaged.
        """
        self.entity = entity
        self._today = today or dt.date.today()
        self._store = desk.store()
        self._readings = Readings(self._store, desk.registry, desk.catalogue, self._today)
        self._indicators = _indicators(desk, entity)

    @property
    def size(self) -> int:
        """How many indicators have a figure."""
        return sum(bool(self._readings.past(self.entity, each)) for each in self._indicators)

    @property
    def only_sample(self) -> bool:
        """Whether every figure is of the sample that Relevo brings."""
        files = {item.file for item in self._store.overview(self.entity.code)}
        return files == {SAMPLE_FILE}

    def dimensions(self) -> tuple[str, ...]:
        """The dimensions with some figure, in alphabetical order."""
        found = {each.dimension or NO_DIMENSION for each in self._indicators if self._readings.past(self.entity, each)}
        return tuple(sorted(found, key=lambda name: (name == NO_DIMENSION, name)))

    def cards(self, dimension: str | None = None) -> tuple[Card, ...]:
        """The cards of a dimension, or all of them, by name."""
        wanted = (
            each for each in self._indicators if dimension is None or (each.dimension or NO_DIMENSION) == dimension
        )
        cards = (self._card(indicator) for indicator in sorted(wanted, key=lambda each: each.name))
        return tuple(card for card in cards if card is not None)

    def series(self, indicator: str) -> tuple[Reading, ...]:
        """The years of an indicator; none where the entity has no figure of it."""
        known = next((each for each in self._indicators if each.id == indicator), None)
        return tuple(self._readings.past(self.entity, known)) if known else ()

    def observations(self) -> list[Observation]:
        """Every figure of the entity, by indicator and year."""
        return self._store.observations(self.entity.code)

    def _card(self, indicator: Indicator) -> Card | None:
        series = self._readings.past(self.entity, indicator)
        if not series:
            return None
        last = series[-1]
        registry = self._readings.registry
        department, nation = registry.department_of(self.entity), registry.get(NATION)
        groups = peer_groups(registry, self.entity)
        return Card(
            last,
            tuple(series),
            self._readings.at(department, indicator, last.year) if department else None,
            self._readings.at(nation, indicator, last.year) if nation and nation != self.entity else None,
            position(self._readings, last, groups[0]) if groups else None,
            tuple(self._flags(last)),
        )

    def against(self, card: Card) -> tuple[tuple[Reading, ...], ...]:
        """The years of the department and the nation, for a chart beside those of the entity."""
        indicator, registry = card.reading.indicator, self._readings.registry
        others = (registry.department_of(self.entity), registry.get(NATION))
        series = (tuple(self._readings.past(other, indicator)) for other in others if other and other != self.entity)
        return tuple(each for each in series if each)

    def _flags(self, reading: Reading) -> Iterator[Flag]:
        if reading.sample:
            yield Flag.SAMPLE
        if reading.indicator.is_percentage and reading.value is not None and reading.value > _HUNDRED:
            yield Flag.OVER_HUNDRED
        if self._today.year - reading.year > OLD_YEARS:
            yield Flag.OLD


def board_csv(board: Board, desk: FigureDesk) -> bytes:
    """Every figure of an entity with the cell it was read from, as Colombian spreadsheets open it: «;» and decimal comma."""
    header = (
        "Código",
        "Entidad",
        "Dimensión",
        "Indicador",
        "Año",
        "Valor",
        "Unidad",
        "Fuente",
        "Archivo",
        "Hoja",
        "Fila",
    )
    rows = (_csv_row(board.entity, desk.catalogue.get(each.indicator), each) for each in board.observations())
    return spreadsheet_csv([header, *rows])


def spreadsheet_csv(rows: Iterable[Iterable[str]]) -> bytes:
    """Rows as CSV in UTF-8 with its mark; no cell can be taken for a formula."""
    written = io.StringIO()
    csv.writer(written, delimiter=";", lineterminator="\r\n").writerows([_inert(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def _csv_row(entity: Entity, indicator: Indicator | None, item: Observation) -> tuple[str, ...]:
    value = (item.text or "") if item.value is None else format(item.value, "f").replace(".", ",")
    name, dimension = (indicator.name, indicator.dimension) if indicator else (item.indicator, "")
    row = str(item.row) if item.row else ""
    return (
        entity.code, entity.label, dimension, name, str(item.year), value, item.unit, cited(item), item.file, item.sheet, row
    )  # fmt: skip


def _inert(cell: str) -> str:
    is_number = cell.lstrip("-").replace(",", "", 1).isdigit()
    return f"'{cell}" if cell.startswith(_FORMULA) and not is_number else cell


def _indicators(desk: FigureDesk, entity: Entity) -> list[Indicator]:
    """The indicators with a figure of the entity, those that are sums of such, and the category, which the registry knows."""
    held = {CATEGORY, *(item.indicator for item in desk.store().overview(entity.code))}
    sums = [each for each in desk.catalogue if each.sum_of and set(each.sum_of) <= held and each.id not in held]
    known = [desk.catalogue.get(identifier) for identifier in held]
    return [*filter(None, known), *sums]
