"""Terms counted on the Colombian calendar."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from assistant.spanish import fold, numbers

_DAY = timedelta(days=1)
_TERM = re.compile(
    r"(?:(?P<spelt>[a-z]+(?: y [a-z]+)?) )?\(?(?P<digits>\d{1,3})?\)? ?"
    r"(?P<unit>dias? habil(?:es)?|dias? calendario|dias?|mes(?:es)?)(?: (?P<kind>habil(?:es)?|calendario))?\b"
)


class TermUnit(StrEnum):
    """What a term is counted in. Days that a law does not qualify are business days (Ley 4 de 1913, artículo 62)."""

    BUSINESS_DAYS = "días hábiles"
    CALENDAR_DAYS = "días calendario"
    MONTHS = "meses"


@dataclass(frozen=True, slots=True)
class Term:
    """A span of time that a rule sets."""

    amount: int
    unit: TermUnit

    def end(self, start: date) -> date:
        """The last day of the term when it runs from the day after ``start``."""
        if self.unit is TermUnit.BUSINESS_DAYS:
            return add_business_days(start, self.amount)
        if self.unit is TermUnit.CALENDAR_DAYS:
            return start + self.amount * _DAY
        return add_months(start, self.amount)


def terms(text: str) -> list[Term]:
    """The terms that a text states ("quince (15) días hábiles", "4 meses"), in order, each once.

    Days that the text itself does not qualify are left out: whether they are business days is for a lawyer to say.
    """
    found = []
    for match in _TERM.finditer(fold(text)):
        amount = int(match["digits"]) if match["digits"] else _spelt(match["spelt"])
        unit = _unit(f"{match['unit']} {match['kind'] or ''}")
        if amount and unit:
            found.append(Term(amount, unit))
    return list(dict.fromkeys(found))


@cache
def public_holidays(year: int) -> frozenset[date]:
    """The public holidays of a year in Colombia."""
    import holidays  # a tenth of a second that only a question with a date should pay

    return frozenset(holidays.country_holidays("CO", years=year))


def is_business_day(day: date) -> bool:
    """Whether a day is none of Saturday, Sunday and Colombian public holiday (Ley 51 de 1983)."""
    return day.weekday() < 5 and day not in public_holidays(day.year)


def add_business_days(day: date, amount: int) -> date:
    """The day on which a term of business days that begins the day after ``day`` ends; negative counts back."""
    step = _DAY if amount > 0 else -_DAY
    for _ in range(abs(amount)):
        day += step
        while not is_business_day(day):
            day += step
    return day


def add_months(day: date, amount: int) -> date:
    """The day of the same number some months later, or the last one of a shorter month (Ley 4 de 1913, artículo 59)."""
    year, month = divmod(day.year * 12 + day.month - 1 + amount, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _spelt(words: str | None) -> int | None:
    """The number that the words before a unit spell, if they spell one."""
    values = numbers(words or "", one_counts=True)
    return int(max(values)) if values else None


def _unit(written: str) -> TermUnit | None:
    if "mes" in written:
        return TermUnit.MONTHS
    if "habil" in written:
        return TermUnit.BUSINESS_DAYS
    return TermUnit.CALENDAR_DAYS if "calendario" in written else None
