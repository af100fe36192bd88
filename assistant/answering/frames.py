"""The few sentences that Relevo says in its own words: their slots hold only what was quoted, asked or computed.

:mod:`assistant.answering.verification` computes again what a frame computes and looks for what it denies.
"""

from __future__ import annotations

import re

from assistant.answering.expectation import Expectation, expected
from assistant.answering.generator import Claim, Computed
from assistant.answering.units import Unit
from assistant.calendar import terms
from assistant.spanish import dates, fold, numbers, parse_date, without_references, write_date

_STATED = re.compile(
    r"(?<!hace )(?<!hace unos )(?<!llevo )(?<!llevamos )(?<!cada )(?<!durante )\b(?:\d+(?:[.,]\d+)?|[a-z]+(?: y [a-z]+)?) ?"
    r"(?P<unit>dias?(?: habiles| calendario)?|meses|mes|anos|%|por ciento)(?!\w)"
)


def due_date(question: str, unit: Unit) -> Claim | None:
    """The last day of the one term that a unit states, counted from the one date that a question gives; else nothing."""
    stated = terms(unit.text)
    given = [day for day in dates(without_references(question)) if day[0]]
    if expected(question) is not Expectation.MOMENT or len(stated) != 1 or len(given) != 1:
        return None
    start = parse_date(without_references(question))
    if start is None:
        return None
    term = stated[0]
    end = term.end(start)
    runs = f"Si el plazo corre desde el día siguiente al {write_date(start)}"
    text = f"{runs}, {term.amount} {term.unit} terminan el {write_date(end)}."
    return Claim(text, (unit.quote,), computed=Computed(term, start, end))


def correction(question: str, unit: Unit) -> Claim | None:
    """What a unit says, put against an amount that a question takes for granted and the unit's passage does not hold."""
    held = numbers(unit.passage.text, one_counts=True)
    for match in _STATED.finditer(fold(question)):
        amounts = numbers(match.group())
        same_unit = match["unit"][:3] in fold(unit.text)
        if amounts and same_unit and not amounts & held and numbers(unit.text):
            denied = question[match.start() : match.end()].strip()
            return Claim(f"El pasaje citado no dice «{denied}». {unit.text}", (unit.quote,), denies=denied)
    return None
