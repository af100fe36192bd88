"""Whether a figure of the store may stand in a field: its unit must be the field's, or an exact multiple of it."""

from __future__ import annotations

from decimal import Decimal

from assistant.formats.records import FieldKind, FieldSpec
from assistant.spanish import fold

_MULTIPLES = (
    ("miles de millones de pesos", Decimal(1_000_000_000)),
    ("millones de pesos", Decimal(1_000_000)),
    ("miles de pesos", Decimal(1_000)),
)
_PERCENT = ("%", "porcentaje", "por ciento")


def unit_factor(unit: str, field: FieldSpec) -> Decimal | None:
    """What a figure in ``unit`` is multiplied by to stand in a field; None where it may not stand there."""
    folded = fold(unit)
    is_percentage = folded.startswith(_PERCENT)
    if is_percentage != (field.kind is FieldKind.PERCENT) and unit:
        return None
    if field.kind is not FieldKind.MONEY:
        return Decimal(1)
    for written, factor in _MULTIPLES:
        if folded.startswith(written) and not fold(field.unit).startswith(written):
            return factor
    return Decimal(1) if "pesos" in folded else None
