"""Dates that the guidance computed, computed again from the rule and the Colombian calendar."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import holidays

from assistant.spanish import dates, fold
from assistant.spanish.dates import MONTHS
from evals.guidance import Finding, Statement

CALENDAR = Path(__file__).with_name("calendar.toml")
WEEKDAYS = ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo")
LOOK_BACK = 8
"""Years around a date in which its term may have begun; only bounds the search."""

_DAY = timedelta(days=1)
_MONTH = "|".join(MONTHS)
_WEEKDAY = "|".join(WEEKDAYS)
_YEAR = r"(?:\s+(?:del?|en)\s+(?P<year>(?:19|20)\d\d))?"
_WEEKDAY_BEFORE = re.compile(rf"\b(?P<weekday>{_WEEKDAY})\s+(?P<day>\d{{1,2}})\s+de\s+(?P<month>{_MONTH}){_YEAR}")
_WEEKDAY_AFTER = re.compile(
    rf"\b(?P<day>\d{{1,2}})\s+de\s+(?P<month>{_MONTH}){_YEAR}\s+(?:fue|cayo|es|era|cae)\s+(?:un\s+)?(?P<weekday>{_WEEKDAY})"
)
_DAY_LIST = re.compile(rf"\b(?P<days>\d{{1,2}}(?:,\s+\d{{1,2}})+\s+y\s+\d{{1,2}})\s+de\s+(?P<month>{_MONTH}){_YEAR}")
_HOLIDAYS = re.compile(
    rf"\bfestivos?\s+(?:del?|el)\s+(?P<days>\d{{1,2}}(?:\s+y\s+(?:del?\s+|el\s+)?\d{{1,2}})*)\s+de\s+(?P<month>{_MONTH}){_YEAR}"
    rf"|\bel\s+(?P<days2>\d{{1,2}}(?:\s+y\s+el\s+\d{{1,2}})*)\s+de\s+(?P<month2>{_MONTH})\s+fueron\s+festivos"
)


@cache
def _public_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("CO", years=year))


def is_business_day(day: date) -> bool:
    """Whether a day is none of Saturday, Sunday and Colombian public holiday (Ley 51 de 1983)."""
    return day.weekday() < 5 and day not in _public_holidays(day.year)


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
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - _DAY).day
    return date(year, month + 1, min(day.day, last))


@dataclass(frozen=True, slots=True)
class Term:
    """A span of time that a rule sets, in one of the units of calendar.toml."""

    rule: str
    unit: str
    amount: int

    def end(self, start: date) -> date:
        """The last day of the term."""
        if self.unit == "business_days":
            return add_business_days(start, self.amount)
        if self.unit == "calendar_days":
            return start + self.amount * _DAY
        if self.unit == "months":
            return add_months(start, self.amount)
        first = start if self.unit == "months_from" else start + _DAY
        return add_months(first, self.amount) - _DAY


@dataclass(frozen=True, slots=True)
class Calendar:
    """The terms that may be counted and the days that need no proof."""

    terms: tuple[Term, ...]
    given: frozenset[date]

    @classmethod
    def load(cls, path: Path = CALENDAR) -> Calendar:
        """Read the table of terms.

        Raises:
            ValueError: a term has no unit that is known, or more than one.
        """
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        given = {day for start in table["periods"] for day in (start, start - _DAY, date(start.year - 1, 12, 15))}
        return cls(tuple(_term(entry) for entry in table["term"]), frozenset(given))

    def ends(self, starts: Iterable[date]) -> frozenset[date]:
        """Every day on which a term begun on one of these days ends."""
        return frozenset(term.end(start) for start in starts for term in self.terms)


def _term(entry: dict[str, Any]) -> Term:
    units = {"business_days", "calendar_days", "months", "months_from", "months_after"} & entry.keys()
    if len(units) != 1:
        raise ValueError(f"un plazo lleva exactamente una unidad: {entry}")
    (unit,) = units
    return Term(entry["rule"], unit, entry[unit])


def check_dates(statement: Statement, calendar: Calendar) -> list[str]:
    """What is wrong with the dates of a statement: weekdays always, the rest where it says it was calculated."""
    wrong = list(_wrong_weekdays(statement))
    if statement.calculated:
        wrong.extend(_wrong_lists(statement))
        wrong.extend(_underived(statement, calendar))
    return wrong


def _underived(statement: Statement, calendar: Calendar) -> Iterator[str]:
    years = _years(statement)
    stated = {day: _possible(day, years) for day in dates(statement.text)}
    given = calendar.given | {day for each in dates(statement.given_text) for day in _possible(each, years)}
    given |= {day for days in _holidays_named(statement) for day in days}
    starts = given | {day for days in stated.values() for day in days}
    ends = calendar.ends(starts)
    for written, days in stated.items():
        others = frozenset().union(*(each for other, each in stated.items() if other != written))
        if not days & (given | ends) and not calendar.ends(days) & others:
            yield "-".join(str(part) for part in written if part)


def _years(statement: Statement) -> frozenset[int]:
    """The years that a date without one may belong to: those that the sentence names, else its section."""
    for text in (statement.text, statement.section_text):
        if found := {int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", text)}:
            return frozenset(found)
    return frozenset({2020, 2024})


def _possible(written: tuple[int | None, int, int], years: Iterable[int]) -> frozenset[date]:
    year, month, day = written
    found = set()
    for each in (year,) if year else years:
        try:
            found.add(date(each, month, day))
        except ValueError:  # 29 February of a year that has none
            continue
    return frozenset(found)


def _matched(statement: Statement, match: re.Match[str], days: str, month: str) -> list[set[date]]:
    """For each day of a list, the dates that it may be."""
    groups = match.groupdict()
    years = [int(groups["year"])] if groups.get("year") else _years(statement)
    return [
        set(_possible((None, MONTHS.index(month) + 1, int(day)), years)) for day in re.findall(r"\d+", days)
    ]


def _wrong_weekdays(statement: Statement) -> Iterator[str]:
    folded = fold(statement.text)
    for pattern in (_WEEKDAY_BEFORE, _WEEKDAY_AFTER):
        for match in pattern.finditer(folded):
            (possible,) = _matched(statement, match, match["day"], match["month"])
            if not any(WEEKDAYS[day.weekday()] == match["weekday"] for day in possible):
                yield match.group()


def _holidays_named(statement: Statement) -> Iterator[set[date]]:
    for match in _HOLIDAYS.finditer(fold(statement.text)):
        yield from _matched(statement, match, match["days"] or match["days2"], match["month"] or match["month2"])


def _wrong_lists(statement: Statement) -> Iterator[str]:
    for days in _holidays_named(statement):
        if not any(day in _public_holidays(day.year) for day in days):
            yield f"no es festivo: {sorted(days)[0]}"
    for match in _DAY_LIST.finditer(fold(statement.text)):
        listed = _matched(statement, match, match["days"], match["month"])
        if not any(_is_run({day for day in days for days in [days]}) for days in zip(*map(sorted, listed), strict=True)):
            yield f"no son los días hábiles: {match.group()}"


def _is_run(days: Iterable[date]) -> bool:
    """Whether these are all business days from the first to the last."""
    ordered = sorted(days)
    span = (ordered[0] + number * _DAY for number in range((ordered[-1] - ordered[0]).days + 1))
    return [day for day in span if is_business_day(day)] == ordered
