"""The dates of a hand-over and of the plan that follows it, counted on the Colombian calendar.

A period is that of the government that hands over: it leaves on 31 December of its last year, and the next one takes
office on the 1 January that follows. Months are counted from the day after the event, as the Consejo de Estado does
(Fallo 3882 de 1999): presented on 30 April, decided by 31 May.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assistant.calendar import add_business_days, add_months
from assistant.formats.drafts_records import Period

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A last day, and how it was counted, in Spanish."""

    day: dt.date
    rule: str


@dataclass(frozen=True, slots=True)
class MissingStart:
    """A deadline that cannot be counted: it runs from a day that people know. ``field`` names it, "" is the period."""

    field: str = ""


@dataclass(frozen=True, slots=True)
class _Rule:
    """How a deadline is counted: from a day that somebody wrote, else from the period where the law allows it."""

    count: Callable[[dt.date], dt.date]
    says: str
    written: str = ""
    name: str = ""
    usual: Callable[[Period], dt.date] | None = None
    usual_says: str = ""


def deadline(key: str, period: Period | None, written: Mapping[str, dt.date]) -> Deadline | MissingStart:
    """The deadline of a rule.

    Args:
        key: the rule, as the catalogue names it.
        period: the government that hands over.
        written: the days that people wrote, by id of the field.

    Raises:
        KeyError: there is no such rule.
    """
    rule = _RULES[key]
    if rule.written in written:
        start = written[rule.written]
        return Deadline(rule.count(start), rule.says.format(start=start.isoformat()))
    if rule.usual is None:
        return MissingStart(rule.name)
    if period is None:
        return MissingStart()
    start = rule.usual(period)
    says = rule.usual_says or rule.says
    return Deadline(rule.count(start), says.format(start=start.isoformat()))


def known_rules() -> frozenset[str]:
    """The keys of the rules there are."""
    return frozenset(_RULES)


def _leaves(period: Period) -> dt.date:
    return dt.date(period.last, 12, 31)


def _months(amount: int) -> Callable[[dt.date], dt.date]:
    """A term of months that begins the day after: through the eve of the same day, months later."""
    return lambda day: add_months(day + _DAY, amount) - _DAY


def _business_days(amount: int) -> Callable[[dt.date], dt.date]:
    return lambda day: add_business_days(day, amount)


def _to_council(period: Period) -> dt.date:
    return _months(4)(_leaves(period))


def _to_planning_board(period: Period) -> dt.date:
    return _months(2)(_leaves(period))


_OFFICE = "contado desde la posesión, el día siguiente al {start}"
_RULES = {
    "acta-de-gestion": _Rule(
        _business_days(15), "quince días hábiles desde el {start}, cuando se deja el cargo", "fecha-retiro", usual=_leaves
    ),
    "verificacion-bienes": _Rule(
        _business_days(30), "treinta días hábiles desde la firma, el {start}", "fecha-acta", "Fecha del acta"
    ),
    "plan-de-accion": _Rule(lambda day: dt.date(day.year + 1, 1, 31), "el 31 de enero del año que sigue al {start}", usual=_leaves),
    "proyecto-al-ctp": _Rule(_months(2), f"dos meses, {_OFFICE}", usual=_leaves),
    "plan-al-concejo": _Rule(_months(4), f"cuatro meses, {_OFFICE}", usual=_leaves),
    "diagnostico-ninez": _Rule(_months(4), f"cuatro meses, {_OFFICE}", usual=_leaves),
    "concepto-car": _Rule(
        _business_days(15), "quince días hábiles desde que se entregó, el {start}", "entregado-car", "Entregado a la CAR"
    ),
    "concepto-ctp": _Rule(
        _months(1), "un mes desde que se entregó, el {start}", "entregado-ctp", usual=_to_planning_board,
        usual_says="un mes, si se entrega el último día, el {start}",
    ),
    "decision-concejo": _Rule(
        _months(1), "un mes desde que se presentó, el {start}", "presentado-concejo", usual=_to_council,
        usual_says="un mes, si se presenta el último día, el {start}",
    ),
}  # fmt: skip
