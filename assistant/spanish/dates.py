"""Dates as Colombia writes them: "31 de diciembre de 2019", "23-ene-2020", "2020-01-23", "15/12/2019"."""

from __future__ import annotations

import re
from datetime import date

from assistant.spanish.text import fold

MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip
_MONTH_NUMBER = {name[:length]: number for number, name in enumerate(MONTHS, 1) for length in (3, len(name))} | {
    "setiembre": 9, "sept": 9,
}  # fmt: skip
_NAMED = re.compile(
    r"\b(?P<day>\d{1,2}|primero)[°º]?(?:\s+de\s+|[\s/-]+)(?P<month>"
    + "|".join(sorted(_MONTH_NUMBER, key=len, reverse=True))
    + r")\b\.?(?:(?:\s+del?\s+|[\s/-]+)(?P<year>(?:19|20)\d\d))?"
)
_ISO = re.compile(r"\b(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b")
_SLASHED = re.compile(r"\b(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>(?:19|20)\d\d)\b")


def parse_date(written: str) -> date | None:
    """The first whole date of a text, or None."""
    return next((day for day in sorted(_whole(fold(written)))), None)


def dates(text: str) -> frozenset[tuple[int | None, int, int]]:
    """Every date of a text as (year, month, day); the year is None where the text leaves it out."""
    folded = fold(text)
    partial = {
        (None, _MONTH_NUMBER[match["month"]], _day(match["day"]))
        for match in _NAMED.finditer(folded)
        if not match["year"]
    }
    return frozenset(partial | {(day.year, day.month, day.day) for day in _whole(folded)})


def without_dates(text: str) -> str:
    """A text, folded, without its dates: what is left holds its other numbers."""
    folded = fold(text)
    for pattern in (_NAMED, _ISO, _SLASHED):
        folded = pattern.sub(" ", folded)
    return folded


def write_date(day: date) -> str:
    """As the guidance writes it: "23 de enero de 2020"."""
    return f"{day.day} de {MONTHS[day.month - 1]} de {day.year}"


def _day(written: str) -> int:
    return 1 if written == "primero" else int(written)


def _whole(folded: str) -> set[date]:
    found = set()
    for pattern in (_NAMED, _ISO, _SLASHED):
        for match in pattern.finditer(folded):
            if match["year"]:
                month = match["month"]
                number = int(month) if month.isdigit() else _MONTH_NUMBER[month]
                try:
                    found.add(date(int(match["year"]), number, _day(match["day"])))
                except ValueError:  # "31 de febrero": not a date, whatever it is
                    continue
    return found
