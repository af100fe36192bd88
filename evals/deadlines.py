"""Dates that the guidance computed, computed again from the rule and the Colombian calendar."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

from assistant.calendar import add_business_days, add_months, is_business_day, public_holidays
from assistant.spanish import dates, fold, numbers
from assistant.spanish.dates import MONTHS
from evals.guidance import Statement

CALENDAR = Path(__file__).with_name("calendar.toml")
WEEKDAYS = ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo")

_DAY = timedelta(days=1)
_NO_START = (12, 15)  # a day that ends a term and begins none, but those that are counted back from it
_USUAL_YEARS = [2020, 2024]  # of a text that names none: when the last two governments began
_MONTH = "|".join(MONTHS)
_WEEKDAY = "|".join(WEEKDAYS)
_YEAR = r"(?:\s+(?:del?|en)\s+(?P<year>(?:19|20)\d\d))?"
_WEEKDAY_BEFORE = re.compile(rf"\b(?P<weekday>{_WEEKDAY})\s+(?P<day>\d{{1,2}})\s+de\s+(?P<month>{_MONTH}){_YEAR}")
_WEEKDAY_AFTER = re.compile(
    rf"\b(?P<day>\d{{1,2}})\s+de\s+(?P<month>{_MONTH}){_YEAR}\s+(?:fue|cayo|es|era|cae)\s+(?:un\s+)?(?P<weekday>{_WEEKDAY})"
)
_DAY_LIST = re.compile(rf"\b(?P<days>\d{{1,2}}(?:,\s+\d{{1,2}})+\s+y\s+\d{{1,2}})\s+de\s+(?P<month>{_MONTH}){_YEAR}")
_WRITTEN_DAY = re.compile(rf"\b\d{{1,2}}[°º]?\s+de\s+(?:{_MONTH})\b")
_DAYS = re.compile(r"\bdias?\b")
_HOLIDAYS = re.compile(
    rf"\bfestivos?\s+(?:del?|el)\s+(?P<days>\d{{1,2}}(?:\s+y\s+(?:del?\s+|el\s+)?\d{{1,2}})*)\s+de\s+(?P<month>{_MONTH}){_YEAR}"
    rf"|\bel\s+(?P<days2>\d{{1,2}}(?:\s+y\s+el\s+\d{{1,2}})*)\s+de\s+(?P<month2>{_MONTH})\s+fueron\s+festivos"
)


@dataclass(frozen=True, slots=True)
class Term:
    """A span of time that a rule sets, in one of the units of calendar.toml.

    ``starts`` are the days of the year, as (month, day), from which alone it may run; none means any day.
    """

    rule: str
    unit: str
    amount: int
    starts: frozenset[tuple[int, int]] = frozenset()

    def end(self, start: date) -> date | None:
        """The last day of the term, or None where it cannot begin on that day."""
        day = (start.month, start.day)
        if day not in self.starts if self.starts else day == _NO_START:
            return None
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

    def named_in(self, text: str) -> Calendar:
        """The same with only the terms that a text may speak of.

        Those tied to a day always; of the others, all counted in days, those whose number it says, or all of them where
        it speaks of days without a number that is any term's.
        """
        folded = fold(text)
        spoken = numbers(_WRITTEN_DAY.sub(" ", folded))
        tied = tuple(term for term in self.terms if term.starts)
        free = tuple(term for term in self.terms if not term.starts and _DAYS.search(folded))
        named = tuple(term for term in free if Decimal(term.amount) in spoken)
        return Calendar(tied + (named or free), self.given)

    def ends(self, starts: Iterable[date]) -> frozenset[date]:
        """Every day on which a term begun on one of these days ends."""
        return frozenset(end for start in starts for term in self.terms if (end := term.end(start)) is not None)


def _term(entry: dict[str, Any]) -> Term:
    units = {"business_days", "calendar_days", "months", "months_from", "months_after"} & entry.keys()
    if len(units) != 1:
        raise ValueError(f"un plazo lleva exactamente una unidad: {entry}")
    (unit,) = units
    starts = frozenset((int(day[:2]), int(day[3:])) for day in entry.get("only_from", ()))
    return Term(entry["rule"], unit, entry[unit], starts)


def check_dates(statement: Statement, calendar: Calendar) -> list[str]:
    """What is wrong with the dates of a statement: weekdays always, the rest where it says it was calculated."""
    wrong = list(_wrong_weekdays(statement))
    if statement.calculated:
        wrong.extend(_wrong_lists(statement))
        wrong.extend(_underived(statement, calendar))
    return wrong


def _underived(statement: Statement, calendar: Calendar) -> Iterator[str]:
    """Dates that are neither given, nor the end of a term, nor the start of one that ends on another date stated.

    A term runs from a day that the section states; where the statement names none of the calendar, from any of those too.
    """
    calendar = calendar.named_in(statement.section_text)
    stated = {day: _possible(day, statement) for day in dates(statement.text)}
    free = {day for readings in _holidays_named(statement) for reading in readings for day in reading}
    given = {day for each in dates(_givens(statement)) for day in _possible(each, statement)}
    own = frozenset[date]().union(*stated.values())
    starts = (own - free) | given
    ends = calendar.ends(starts if own & calendar.given else starts | calendar.given)
    for written, days in stated.items():
        others = frozenset[date]().union(*(each for other, each in stated.items() if other != written))
        if not days & (calendar.given | given | free | ends) and not calendar.ends(days) & others:
            yield f"no se deduce de ningún plazo: {'-'.join(f'{part:02}' for part in written if part)}"


def _givens(statement: Statement) -> str:
    """What says from where it was counted: the rest of the section, and "Calculado con la fecha de la ley, …:"."""
    announced, colon, _ = statement.text.partition(":")
    return f"{statement.given_text}\n{announced if colon else ''}"


def _possible(written: tuple[int | None, int, int], statement: Statement) -> frozenset[date]:
    """The days that a date may mean; without its year, it may belong to any that the statement leaves open."""
    year, month, day = written
    return frozenset(_days([year] if year else _years(statement, month), month, [day]))


def _years(statement: Statement, month: int) -> list[int]:
    """The years that a day of a month may belong to: that of another day of the month, else all that are named."""
    for text in (statement.text, statement.section_text):
        if same_month := {year for year, other, _ in dates(text) if year and other == month}:
            return sorted(same_month)
        if named := {int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", text)}:
            before = {year - 1 for year in named} if month == 12 else set()  # "en 2020, para quien salió en diciembre"
            after = {year + 1 for year in named} if "siguiente" in text else set()
            return sorted(named | before | after)
    return _USUAL_YEARS


def _days(years: Iterable[int], month: int, days: Iterable[int]) -> list[date]:
    found = []
    for year, day in product(years, days):
        try:
            found.append(date(year, month, day))
        except ValueError:  # 29 February of a year that has none
            continue
    return found


def _readings(statement: Statement, match: re.Match[str], suffix: str = "") -> list[list[date]]:
    """The days that a list like "2, 3 y 7 de enero" may mean, one reading for each year that it may belong to."""
    groups = match.groupdict()
    month = MONTHS.index(groups[f"month{suffix}"]) + 1
    years = [int(groups["year"])] if groups.get("year") else _years(statement, month)
    days = [int(day) for day in re.findall(r"\d+", groups.get(f"days{suffix}") or groups["day"])]
    return [_days([year], month, days) for year in years]


def _wrong_weekdays(statement: Statement) -> Iterator[str]:
    folded = fold(statement.text)
    for pattern in (_WEEKDAY_BEFORE, _WEEKDAY_AFTER):
        for match in pattern.finditer(folded):
            possible = [day for reading in _readings(statement, match) for day in reading]
            if not any(WEEKDAYS[day.weekday()] == match["weekday"] for day in possible):
                yield f"no es ese día de la semana: {match.group()}"


def _holidays_named(statement: Statement) -> Iterator[list[list[date]]]:
    for match in _HOLIDAYS.finditer(fold(statement.text)):
        yield _readings(statement, match, "" if match["days"] else "2")


def _wrong_lists(statement: Statement) -> Iterator[str]:
    for readings in _holidays_named(statement):
        if not any(all(day in public_holidays(day.year) for day in reading) for reading in filter(None, readings)):
            yield f"no son festivos: {', '.join(str(day) for day in readings[0])}"
    for match in _DAY_LIST.finditer(fold(statement.text)):
        if not any(map(_are_all_business_days, filter(None, _readings(statement, match)))):
            yield f"no son los días hábiles: {match.group()}"


def _are_all_business_days(days: Sequence[date]) -> bool:
    """Whether these are the business days from the first of them to the last."""
    span = (days[0] + number * _DAY for number in range((days[-1] - days[0]).days + 1))
    return [day for day in span if is_business_day(day)] == list(days)
