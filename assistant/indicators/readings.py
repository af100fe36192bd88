"""What the store says of an entity, as figures that can be compared: one per year, sums where there is no figure of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Protocol

from assistant.indicators.catalogue import Catalogue, Indicator
from assistant.indicators.entities import Entity, EntityKind, Registry
from assistant.indicators.records import Observation
from assistant.types import Figure

SAMPLE_FILE = "muestra.csv"
"""The file of the sample that Relevo brings: whatever was read from it is shown as sample."""

SUM = "suma"
CATEGORY = "categoria-ley-617"
_CATEGORY_SOURCES = {
    False: (2023, "lista de entidades de Relevo, con la categoría de 2023 de la DIVIPOLA"),
    True: (2021, "lista de entidades de Relevo, con la categoría de 2021 del anexo del desempeño fiscal del DNP"),
}
"""Year and source of the registry's categories, by whether the entity is a department."""


class Observations(Protocol):
    """What is needed of a store: see :class:`assistant.indicators.store.IndicatorStore`."""

    def observations(
        self, entity: str, indicator: str | None = None, years: Iterable[int] | None = None
    ) -> list[Observation]:
        """The figures of an entity."""
        ...

    def across(self, indicator: str, year: int, entities: Collection[str] | None = None) -> list[Observation]:
        """One figure for each entity."""
        ...

    def years(self, indicator: str, entity: str | None = None) -> list[int]:
        """The years with a figure."""
        ...


@dataclass(frozen=True, slots=True)
class Reading:
    """One figure of one entity and year, and the observations that it stands on: one, or those that it sums."""

    entity: Entity
    indicator: Indicator
    year: int
    observations: tuple[Observation, ...]

    @property
    def value(self) -> Decimal | None:
        """The number, exact; None where the source gives a word."""
        values = [item.value for item in self.observations if item.value is not None]
        return sum(values, Decimal(0)) if len(values) == len(self.observations) else None

    @property
    def text(self) -> str:
        """The word that the source gives in place of a number."""
        return self.observations[0].text or ""

    @property
    def unit(self) -> str:
        """As an answer writes it: the catalogue's words where it has some."""
        if self.indicator.sum_of and len(self.observations) == 1:
            return self.observations[0].unit or self.indicator.unit
        return self.indicator.unit or self.observations[0].unit

    @property
    def operation(self) -> str:
        """What computed it; empty for a figure as it was read."""
        return SUM if len(self.observations) > 1 else ""

    @property
    def sample(self) -> bool:
        """Whether it belongs to the sample."""
        return self.observations[0].file == SAMPLE_FILE

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figure and, where it is a sum, those that it sums."""
        if not self.operation:
            return (self.figure,)
        parts = (replace(self, observations=(item,)).figure for item in self.observations)
        return (self.figure, *(replace(part, label=f"{part.label}: {part.unit}") for part in parts))

    @property
    def figure(self) -> Figure:
        """As it travels in an answer."""
        first = self.observations[0]
        return Figure(
            label=self.indicator.name,
            value=None if self.value is None else float(self.value),
            unit=self.unit,
            year=self.year,
            source=first.source,
            entity=self.entity.label,
            text=self.text,
            file=first.file,
            sheet=first.sheet,
            row=first.row,
            operation=self.operation,
            indicator=self.indicator.id,
            entity_code=self.entity.code,
            sample=self.sample,
        )


class Readings:
    """The figures of a store by entity and indicator of our catalogue and registry; made for one question, it reads each once.

    Population projections reach decades ahead: years after ``today``'s are left out unless asked for.
    """

    def __init__(
        self, store: Observations, registry: Registry, catalogue: Catalogue, today: dt.date | None = None
    ) -> None:
        self.registry = registry
        self.catalogue = catalogue
        self._store = store
        self._this_year = (today or dt.date.today()).year
        self._series: dict[tuple[str, str], list[Reading]] = {}
        self._across: dict[tuple[str, int], dict[str, tuple[Observation, ...]]] = {}

    def series(self, entity: Entity, indicator: Indicator) -> list[Reading]:
        """The figures of an entity, a year each, ascending; of several months, that of the last one."""
        key = entity.code, indicator.id
        if key not in self._series:
            self._series[key] = self._read_series(entity, indicator)
        return self._series[key]

    def _read_series(self, entity: Entity, indicator: Indicator) -> list[Reading]:
        own = self._by_year(self._store.observations(entity.code, indicator.id)) or _registered(entity, indicator)
        if not own and indicator.sum_of:
            parts = [self._by_year(self._store.observations(entity.code, part)) for part in indicator.sum_of]
            common = set(parts[0]).intersection(*parts[1:])
            return [Reading(entity, indicator, year, tuple(part[year] for part in parts)) for year in sorted(common)]
        return [Reading(entity, indicator, year, (item,)) for year, item in sorted(own.items())]

    def past(self, entity: Entity, indicator: Indicator) -> list[Reading]:
        """The same without the years to come."""
        return [reading for reading in self.series(entity, indicator) if reading.year <= self._this_year]

    def latest(self, entity: Entity, indicator: Indicator) -> Reading | None:
        """The figure of the last year that is not to come."""
        return next(reversed(self.past(entity, indicator)), None)

    def at(self, entity: Entity, indicator: Indicator, year: int) -> Reading | None:
        """The figure of a year."""
        return next((reading for reading in self.series(entity, indicator) if reading.year == year), None)

    def across(self, indicator: Indicator, year: int, entities: Iterable[Entity]) -> list[Reading]:
        """The figures of a year of those entities that have one, with a number."""
        key = indicator.id, year
        if key not in self._across:
            self._across[key] = self._read_across(indicator, year)
        found = self._across[key]
        readings = (Reading(entity, indicator, year, found[entity.code]) for entity in entities if entity.code in found)
        return [reading for reading in readings if reading.value is not None]

    def _read_across(self, indicator: Indicator, year: int) -> dict[str, tuple[Observation, ...]]:
        own: dict[str, tuple[Observation, ...]] = {
            item.entity: (item,) for item in self._store.across(indicator.id, year)
        }
        if own or not indicator.sum_of:
            return own
        parts = [{item.entity: item for item in self._store.across(part, year)} for part in indicator.sum_of]
        common = set(parts[0]).intersection(*parts[1:])
        return {code: tuple(part[code] for part in parts) for code in common}

    def years(self, indicator: Indicator) -> list[int]:
        """The years with a figure of any entity, those to come left out."""
        found = self._store.years(indicator.id)
        if not found and indicator.sum_of:
            found = self._store.years(indicator.sum_of[0])
        return [year for year in found if year <= self._this_year]

    @staticmethod
    def _by_year(observations: Iterable[Observation]) -> dict[int, Observation]:
        return {item.year: item for item in observations}  # they come by month: the last one stays


def _registered(entity: Entity, indicator: Indicator) -> dict[int, Observation]:
    """The category that the registry of entities knows, where no imported file gives one."""
    if indicator.id != CATEGORY or not entity.category:
        return {}
    year, source = _CATEGORY_SOURCES[entity.kind is EntityKind.DEPARTMENT]
    moment = dt.datetime(year, 12, 31, tzinfo=dt.UTC)
    known = Observation(
        entity.code, CATEGORY, year, None, None, entity.category, "", source, "entidades.csv", "", 0, "", Decimal(1), moment
    )  # fmt: skip
    return {year: known}
