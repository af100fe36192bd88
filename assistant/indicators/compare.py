"""What is computed from figures: each result names its operation and what it was computed from, so that it can be redone."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.indicators.catalogue import Direction, Indicator
from assistant.indicators.entities import Entity, EntityKind, Registry
from assistant.indicators.readings import SUM, Reading, Readings
from assistant.spanish import rounded
from assistant.types import Figure

Operation = Callable[[Sequence[Decimal]], Decimal]

OPERATIONS: Mapping[str, Operation] = {
    SUM: lambda values: sum(values, Decimal(0)),
    "diferencia": lambda values: values[0] - values[1],
    "variación porcentual": lambda values: rounded((values[0] - values[1]) / abs(values[1]) * 100, 1),
    "puesto de mayor a menor": lambda values: Decimal(1 + sum(other > values[0] for other in values[1:])),
    "puesto de menor a mayor": lambda values: Decimal(1 + sum(other < values[0] for other in values[1:])),
    "conteo": lambda values: Decimal(len(values)),
    "mediana": lambda values: rounded(Decimal(statistics.median(values))),
}
"""Every operation that may make a number of an answer, by the name that its figure carries."""

FEWEST_PEERS = 3
PLACE = "puesto"
"""The unit of a figure that is a place: said before its number, and the first one is the highest."""


@dataclass(frozen=True, slots=True)
class Computed:
    """The result of an operation. ``operands`` are what it was computed from, in the operation's order."""

    label: str
    operation: str
    operands: tuple[Decimal, ...]
    unit: str
    year: int | None
    entity: str
    source: str = ""

    @property
    def value(self) -> Decimal:
        """The number."""
        return OPERATIONS[self.operation](self.operands)

    @property
    def figure(self) -> Figure:
        """As it travels in an answer."""
        return Figure(
            self.label, float(self.value), self.unit, self.year, self.source, self.entity, operation=self.operation
        )


@dataclass(frozen=True, slots=True)
class Peers:
    """Entities that are looked at together: ``label`` ends the phrase "entre los …"."""

    label: str
    entities: tuple[Entity, ...]


@dataclass(frozen=True, slots=True)
class Position:
    """A place among peers, 1 the best one, or the largest where neither way is better."""

    reading: Reading
    peers: Peers
    place: Computed
    compared: Computed
    median: Computed


@dataclass(frozen=True, slots=True)
class Change:
    """From a figure to a later one of the same entity, or from another entity's to this one's."""

    before: Reading
    after: Reading
    difference: Computed
    percent: Computed | None


def peer_groups(registry: Registry, entity: Entity) -> tuple[Peers, ...]:
    """With whom an entity is compared: municipalities with those of its category, department and country."""
    if entity.kind is EntityKind.DEPARTMENT:
        return (Peers("departamentos del país", registry.departments()),)
    if not entity.is_municipal:
        return ()
    groups = []
    if entity.category:
        same = registry.municipalities(category=entity.category)
        groups.append(Peers(f"municipios de categoría {category_name(entity.category)}", same))
    if registry.department_of(entity):
        inside = registry.municipalities(department_code=entity.department_code)
        groups.append(Peers(f"municipios de {entity.department}", inside))
    return (*groups, Peers("municipios del país", registry.municipalities()))


def category_name(category: str) -> str:
    """A category as it is said: "especial", "6"."""
    return "especial" if category == "E" else category


def position(readings: Readings, reading: Reading, peers: Peers) -> Position | None:
    """The place of a figure among those of its peers in the same year; None with fewer than three."""
    if reading.value is None:
        return None
    others = [
        item
        for item in readings.across(reading.indicator, reading.year, peers.entities)
        if item.entity.code != reading.entity.code
    ]
    if len(others) + 1 < FEWEST_PEERS:
        return None
    values = (reading.value, *(item.value for item in others if item.value is not None))
    label = f"{reading.indicator.name}, {peers.label}"

    def computed(kind: str, operation: str, unit: str) -> Computed:
        return Computed(f"{label}: {kind}", operation, values, unit, reading.year, reading.entity.label)

    return Position(
        reading,
        peers,
        computed("puesto", _order(reading.indicator), PLACE),
        computed("cuántos se comparan", "conteo", "municipios"),
        computed("mediana", "mediana", reading.unit),
    )


def change(before: Reading, after: Reading) -> Change | None:
    """What lies between two figures of one indicator, from the numbers as an answer writes them; None between words."""
    if before.value is None or after.value is None:
        return None
    values = rounded(after.value), rounded(before.value)
    label = f"{after.indicator.name}: diferencia"
    unit = "puntos porcentuales" if after.indicator.is_percentage else "puestos" if after.unit == PLACE else after.unit
    difference = Computed(label, "diferencia", values, unit, after.year, after.entity.label)
    relative = is_amount(after.indicator) and values[1] != 0
    percent = (
        Computed(f"{after.indicator.name}: variación", "variación porcentual", values, "%", after.year, after.entity.label)
        if relative
        else None
    )  # fmt: skip
    return Change(before, after, difference, percent)


def best(readings: Readings, indicator: Indicator, year: int, peers: Peers) -> list[Reading]:
    """The figures of a year of some peers, the best first; the largest first where neither way is better."""
    found = readings.across(indicator, year, peers.entities)
    smallest_first = indicator.direction is Direction.LESS
    return sorted(found, key=lambda item: (item.value if smallest_first else -(item.value or 0), item.entity.code))


def is_amount(indicator: Indicator) -> bool:
    """Whether it counts people, pesos or things, so that a share of it makes sense; not a mark, a rate or a percentage."""
    return indicator.unit.split(" ")[0] in {"personas", "hombres", "mujeres", "pesos", "proyectos", "hectáreas"}


def _order(indicator: Indicator) -> str:
    return "puesto de menor a mayor" if indicator.direction is Direction.LESS else "puesto de mayor a menor"
