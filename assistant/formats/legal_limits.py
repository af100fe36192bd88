"""Limits that a law sets by category: what a format may say without asking anybody."""

from __future__ import annotations

from decimal import Decimal

from assistant.formats.records import LegalBasis
from assistant.indicators.entities import Entity, EntityKind

_MUNICIPAL = {"E": 50, "1": 65, "2": 70, "3": 70, "4": 80, "5": 80, "6": 80}
_DEPARTMENTAL = {"E": 50, "1": 55, "2": 60, "3": 70, "4": 70}


def running_cost_limit(entity: Entity, category: str | None) -> tuple[Decimal, LegalBasis] | None:
    """The share (%) of unearmarked current income that may pay running costs, and its rule.

    Source: Ley 617 de 2000, artículo 6 (municipalities and districts) and artículo 4 (departments).

    Args:
        entity: whose limit it is.
        category: of Ley 617: "E" or "1" to "6".
    """
    is_department = entity.kind is EntityKind.DEPARTMENT
    limit = (_DEPARTMENTAL if is_department else _MUNICIPAL).get(category or "")
    if limit is None or not (is_department or entity.is_municipal):
        return None
    return Decimal(limit), LegalBasis("Ley 617 de 2000", "4" if is_department else "6")
