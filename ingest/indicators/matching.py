"""From what a file calls things to what the store calls them: entities by code or name, indicators by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.indicators import NATION
from assistant.indicators.catalogue import Catalogue
from assistant.indicators.entities import Entity, EntityKind, Registry, name_key, normal_code
from assistant.indicators.records import IndicatorRecord, SeenEntity
from assistant.spanish import fold
from ingest.indicators.cells import repaired
from ingest.indicators.staged import DEPARTMENT_LEVEL, MUNICIPAL_LEVEL
from ingest.sources import slug

BAD_CODE = "El código no es de ningún departamento"
UNKNOWN_NAME = "No hay una entidad con ese nombre"
SEVERAL = "Varias entidades se llaman así: hace falta el departamento o el código"
NO_ENTITY = "Sin entidad"

_BOGOTA_AS_DEPARTMENT, _BOGOTA = "11000", "11001"


@dataclass(frozen=True, slots=True)
class Match:
    """The code of an entity, or the reason why there is none. ``new`` where the registry did not know the code."""

    code: str = ""
    reason: str = ""
    new: bool = False


class EntityMatcher:
    """Finds the entity that a row speaks of."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._departments = {name_key(name): entity for entity in registry.departments() for name in _names(entity)}
        self._prefixes = {entity.department_code for entity in registry.departments()} | {_BOGOTA[:2]}

    def match(self, code: str, name: str, department: str, level: str) -> Match:
        """The entity of a code, or of a name where there is no code.

        Args:
            code: as the file writes it: with or without its leading zero, or two digits of a department.
            name: as the file writes it.
            department: name of the department, empty where the file gives none.
            level: whether the name is a department's or a municipality's, empty where that is unknown.
        """
        if code:
            return self._by_code(code, level)
        if not name:
            return Match(reason=NO_ENTITY)
        return self._by_name(name_key(repaired(name)), name_key(repaired(department)), level)

    def _by_code(self, written: str, level: str) -> Match:
        compact = written.strip().removesuffix(".0")
        if level == DEPARTMENT_LEVEL and compact.isdecimal() and len(compact) <= 2:
            compact = f"{int(compact):02d}000"
        code = normal_code(compact)
        if code == _BOGOTA_AS_DEPARTMENT:
            code = _BOGOTA
        if code is None or (code != NATION and code[:2] not in self._prefixes):
            return Match(reason=BAD_CODE)
        return Match(code, new=self._registry.get(code) is None)

    def _by_name(self, key: str, department_key: str, level: str) -> Match:
        found = [entity for entity in self._registry.find(key) if _is_of_level(entity, level)]
        department = self._departments.get(department_key)
        if department is not None and len(found) != 1:
            found = [entity for entity in found if entity.department_code == department.department_code]
        elif department is not None and found[0].department_code not in {department.department_code, ""}:
            found = []  # the only one of that name lies elsewhere
        if len(found) == 1:
            return Match(found[0].code)
        return Match(reason=SEVERAL if found else UNKNOWN_NAME)


def _names(entity: Entity) -> Iterable[str]:
    return entity.name, *entity.aliases


def _is_of_level(entity: Entity, level: str) -> bool:
    if level == DEPARTMENT_LEVEL:
        return entity.kind in {EntityKind.DEPARTMENT, EntityKind.CAPITAL_DISTRICT, EntityKind.NATION}
    if level == MUNICIPAL_LEVEL:
        return entity.kind not in {EntityKind.DEPARTMENT, EntityKind.NATION}
    return True


def seen_entity(code: str, name: str, department: str, file: str) -> SeenEntity:
    """An entity that only a file tells of."""
    return SeenEntity(code, repaired(name), repaired(department), file)


@dataclass(frozen=True, slots=True)
class NamedIndicator:
    """The id of an indicator, and the years to which it keeps: a method that changed makes another indicator."""

    id: str
    first_year: int = 0
    last_year: int = 9999
    unit: str = ""
    """The catalogue's, for sources that give none."""


class IndicatorNames:
    """Gives every indicator of a file its id: the same for the same name, whichever file brings it.

    Args:
        catalogue: the indicators that are known by the names that files use.
        known: the indicators that the store already has.
    """

    def __init__(self, catalogue: Catalogue, known: Iterable[IndicatorRecord]) -> None:
        self._catalogue = catalogue
        self._held = {record.id: _identity(record.subcategory, record.unit) for record in known}

    def named(self, name: str, subcategory: str, unit: str) -> list[NamedIndicator]:
        """The indicators that a name stands for: one, or one before and one after a change of method.

        TerriData uses one name for pesos and for percentages, and one in several subcategories: those after the first get
        an id that tells them apart.
        """
        catalogued = self._catalogue.by_name(name)
        if catalogued is None or (unit and (unit == "%") != catalogued.is_percentage):
            return [NamedIndicator(self._own(name, subcategory, unit))]
        if catalogued.until is None:
            return [NamedIndicator(catalogued.id, unit=catalogued.unit)]
        later = catalogued.until + 1
        return [
            NamedIndicator(catalogued.id, last_year=catalogued.until, unit=catalogued.unit),
            NamedIndicator(f"{catalogued.id}--desde-{later}", first_year=later),
        ]

    def _own(self, name: str, subcategory: str, unit: str) -> str:
        identity = _identity(subcategory, unit)
        plain = slug(name)
        candidates = (plain, f"{plain}--{slug(unit or 'sin-unidad')}", f"{plain}--{slug(f'{subcategory} {unit}')}")
        free = (candidate for candidate in candidates if self._held.setdefault(candidate, identity) == identity)
        return next(free, candidates[-1])


def _identity(subcategory: str, unit: str) -> tuple[str, str]:
    return fold(subcategory).strip(), fold(unit).strip()
