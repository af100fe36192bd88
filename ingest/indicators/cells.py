"""What a cell of a table of figures may hold, and what it means. Pure functions; patterns are in the RE2 dialect too."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from assistant.spanish import fold
from assistant.spanish.dates import MONTHS, parse_date

Cell: TypeAlias = str | float | bool | date | datetime | time | timedelta | None

SPANISH_NUMBER = r"(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?"
"""A number with dots between thousands and a decimal comma."""
ENGLISH_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+]?\d+)?"
"""A number with commas between thousands and a decimal dot."""
SURELY_SPANISH = r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}|\d+,(?:\d{1,2}|\d{4,})|\d{4,},\d{3}|0+,\d{3}"
SURELY_ENGLISH = (
    r"\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}|\d+\.(?:\d{1,2}|\d{4,})|\d{4,}\.\d{3}|0+\.\d{3}"
    r"|\d+(?:\.\d+)?[eE][-+]?\d+"
)
AMBIGUOUS = r"[1-9]\d{0,2}[.,]\d{3}"
"""«1.234»: a thousand and more to a Colombian, one and a bit to a program."""

NO_DATA = (
    "", "-", "--", "---", "nd", "n.d", "n.d.", "na", "n.a", "n.a.", "n/a", "#n/a", "n/d", "#n/d", "s.d.", "s/d", "sd", "sin dato",
    "sin datos", "sin informacion", "no disponible", "no aplica", "null", "none", "nan", "…", "...", "#div/0!", "#ref!", "#valor!",
    "#value!", "#name?", "#nombre?",
)  # fmt: skip
"""What files write, folded, where there is no figure."""

_MULTIPLIED = re.compile(r"\(?el valor esta multiplicado por 100\)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_MONTHS = {name[:length]: number for number, name in enumerate(MONTHS, 1) for length in (3, len(name))}
_BROKEN = re.compile("[ÂÃ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€")


def text_of(cell: Cell) -> str:
    """What a cell says as text: whole numbers without decimals, dates as ISO 8601, nothing as the empty text."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "VERDADERO" if cell else "FALSO"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, date | datetime | time):
        return cell.isoformat()
    return " ".join(str(cell).split())


def has_data(text: str) -> bool:
    """Whether a text says anything but that there is no figure."""
    return fold(text).strip() not in NO_DATA


def repaired(text: str) -> str:
    """A text whose UTF-8 was once read as Windows' code page, mended; as it is unless that is certain.

    It is certain when the whole text, turned back into bytes, is UTF-8 again: "BogotÃ¡" is, "Ã" alone is not.
    """
    if not _BROKEN.search(text):
        return text
    for code_page in ("cp1252", "latin-1"):
        try:
            return text.encode(code_page).decode("utf-8")
        except UnicodeError:
            continue
    return text


def unit_of(written: str) -> str:
    """A unit as Relevo writes it: one way for percentages.

    "Porcentaje (el valor está multiplicado por 100)" is TerriData's note that 0.45 was already made 45: a percentage.
    """
    unit = repaired(" ".join(written.split()))
    bare = _MULTIPLIED.sub("", fold(unit)).strip(" .")
    return "%" if bare in {"porcentaje", "%", "porcentajes", "porcentual"} else unit


def year_of(written: str) -> int | None:
    """The year of a cell: "2018", "2018.0", "31/12/2018", "Vigencia 2018"; None where there is none or more than one."""
    found = set(_YEAR.findall(written.removesuffix(".0")))
    return int(found.pop()) if len(found) == 1 else None


def month_of(written: str) -> int | None:
    """The month of a cell: "12", "12.0", "diciembre", "dic"; None where it is none of them."""
    folded = fold(written).strip(" .").removesuffix(".0")
    if folded.isdecimal():
        return int(folded) if 1 <= int(folded) <= 12 else None
    if folded in _MONTHS:
        return _MONTHS[folded]
    day = parse_date(written)
    return day.month if day else None


def column_letter(place: int) -> str:
    """The letter of a spreadsheet's column, counted from 0: 0 is A, 26 is AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
