"""The registry of entities with those that only imported files tell of, as a municipality created since."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.indicators.entities import Entity, EntityKind, Registry
from assistant.indicators.records import SeenEntity


def known_entities(registry: Registry, seen: Iterable[SeenEntity]) -> Registry:
    """A registry that also knows the entities of the store (:meth:`IndicatorStore.entities`)."""
    added = [_entity(registry, entity) for entity in seen if registry.get(entity.code) is None]
    return registry.extended(added) if added else registry


def _entity(registry: Registry, seen: SeenEntity) -> Entity:
    department = registry.get(f"{seen.code[:2]}000")
    is_department = seen.code.endswith("000")
    return Entity(
        code=seen.code,
        name=seen.name or seen.code,
        kind=EntityKind.DEPARTMENT if is_department else EntityKind.MUNICIPALITY,
        department_code=seen.code[:2],
        department=seen.name if is_department else department.name if department else seen.department,
        region=department.region if department else "",
    )
