"""The rows of a table into which an amount of the question falls: "42.000 habitantes" is in "30.001 a 50.000".

Words alone cannot choose such a row, and the neighbouring one would be a wrong answer told with confidence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal

from assistant.spanish import content_words, fold, parse_number, stem

_NUMBER = r"\d[\d.]*(?:,\d+)?"
_ASKED = re.compile(rf"(?P<number>{_NUMBER})(?: (?P<scale>mil|millones))?(?: de)? (?P<noun>[a-z]+)")
_BETWEEN = re.compile(rf"(?:(?P<over>mas de )|entre )?(?P<low>{_NUMBER})(?: y hasta| hasta| y| a) (?P<high>{_NUMBER})")
_LOWEST = re.compile(rf"(?P<over>mas de )?(?P<low>{_NUMBER})(?: o mas| en adelante)?$")
_HIGHEST = re.compile(rf"(?:hasta |maximo )(?P<high>{_NUMBER})$|^(?P<less>{_NUMBER}) o menos$")
_SCALES = {None: 1, "mil": 1_000, "millones": 1_000_000}


@dataclass(frozen=True, slots=True)
class Range:
    """From ``low`` to ``high``, both included unless ``over``, which leaves ``low`` out; None is no limit."""

    low: Decimal | None
    high: Decimal | None
    over: bool = False

    def holds(self, amount: Decimal) -> bool:
        """Whether an amount falls into the range."""
        above = self.low is None or amount > self.low or (amount == self.low and not self.over)
        return above and (self.high is None or amount <= self.high)


def fitting(question: str, rows: Sequence[str]) -> list[int]:
    """The places of the rows ("Nombre: valor; Nombre: valor") of which a range of the same thing holds an amount of the question.

    Several rows in one piece are not chosen from.
    """
    amounts = _amounts(question)
    return [place for place, row in enumerate(rows) if "\n" not in row and _fits(row, amounts)]


def read_range(value: str) -> Range | None:
    """The range that a cell states ("más de 15.000 y hasta 25.000"); None when it states none, or a single number."""
    text = fold(value).strip()
    if found := _BETWEEN.search(text):
        return Range(_number(found["low"]), _number(found["high"]), over=bool(found["over"]))
    if found := _HIGHEST.search(text):
        return Range(None, _number(found["high"] or found["less"]))
    found = _LOWEST.search(text)
    if found and (found["over"] or not text.endswith(found["low"])):
        return Range(_number(found["low"]), None, over=bool(found["over"]))
    return None


def _amounts(question: str) -> list[tuple[Decimal, str]]:
    """Each amount of a question with the stem of what it counts."""
    return [
        (number * _SCALES[found["scale"]], stem(found["noun"]))
        for found in _ASKED.finditer(fold(question))
        if (number := _number(found["number"])) is not None
    ]


def _fits(row: str, amounts: Sequence[tuple[Decimal, str]]) -> bool:
    for cell in row.split("; "):
        name, _, value = cell.partition(": ")
        stated, about = read_range(value), {stem(word) for word in content_words(f"{name} {value}")}
        if stated and any(noun in about and stated.holds(amount) for amount, noun in amounts):
            return True
    return False


def _number(written: str) -> Decimal | None:
    """The number written, if any; "1.2.3" is none."""
    if not written:
        return None
    with suppress(ValueError):
        return parse_number(written.rstrip("."))
    return None
