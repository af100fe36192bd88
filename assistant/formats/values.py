"""A value as a cell's XML: text is never a formula, a number is a number, a date is a day of the workbook's calendar."""

from __future__ import annotations

import datetime as dt
import math
import re
from decimal import Decimal

from assistant.formats.addresses import CellAddress
from assistant.formats.fills import CellValue
from assistant.formats.markup import escape

LONGEST_TEXT = 32_767  # Excel's limit for one cell
_PRECISION = 15  # digits that a double keeps
_EPOCH_1900 = dt.date(1899, 12, 30)
_EPOCH_1904 = dt.date(1904, 1, 1)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


class ValueRefusedError(ValueError):
    """A value that no cell can hold as it is. Its message is Spanish, for people."""


def render_cell(tag: str, address: CellAddress, style: int, value: CellValue, *, starts_1904: bool = False) -> bytes:
    """A whole cell element with its value.

    Text goes as an inline string, so the shared strings of the workbook stay as they are.

    Args:
        tag: the element's tag with its prefix: "c", "x:c".
        address: where the cell stands.
        style: its index into the cell formats.
        value: what it will show.
        starts_1904: whether the workbook counts days from 1904 (ECMA-376 part 1, 18.17.4.1).

    Raises:
        ValueRefusedError: the text is too long, or the number is not finite or has more digits than a cell keeps.
    """
    prefix = tag.removesuffix("c")
    kind, inner = _inner(prefix, value, starts_1904=starts_1904)
    styled = f' s="{style}"' if style else ""
    typed = f' t="{kind}"' if kind else ""
    return f'<{tag} r="{address}"{styled}{typed}>{inner}</{tag}>'.encode()


def _inner(prefix: str, value: CellValue, *, starts_1904: bool) -> tuple[str, str]:
    if isinstance(value, str):
        return "inlineStr", f'<{prefix}is><{prefix}t xml:space="preserve">{_text(value)}</{prefix}t></{prefix}is>'
    if isinstance(value, bool):
        return "b", f"<{prefix}v>{int(value)}</{prefix}v>"
    if isinstance(value, dt.date):
        return "", f"<{prefix}v>{_day_number(value, starts_1904=starts_1904)}</{prefix}v>"
    return "", f"<{prefix}v>{_number(value)}</{prefix}v>"


def _text(value: str) -> str:
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > LONGEST_TEXT:
        raise ValueRefusedError(f"el texto tiene {len(text)} caracteres y una celda admite {LONGEST_TEXT}")
    return escape(_LOOKS_ESCAPED.sub("_x005F_", _NOT_XML.sub(" ", text)))


def _number(value: float | Decimal) -> str:
    if not math.isfinite(value):
        raise ValueRefusedError("no es un número que se pueda escribir")
    digits = Decimal(repr(value) if isinstance(value, float) else str(value)).normalize().as_tuple().digits
    if len(digits) > _PRECISION and not isinstance(value, float):
        raise ValueRefusedError(
            f"el número tiene más de {_PRECISION} cifras y la celda lo redondearía: páselo como texto"
        )
    return repr(value) if isinstance(value, float) else str(value)


def _day_number(day: dt.date, *, starts_1904: bool) -> int:
    """Days since the calendar's start; the hour of a datetime is dropped, since formats ask for dates."""
    date = day.date() if isinstance(day, dt.datetime) else day
    number = (date - (_EPOCH_1904 if starts_1904 else _EPOCH_1900)).days
    if number < (0 if starts_1904 else 61):  # before March 1900 Excel counts a day that never was
        raise ValueRefusedError("la fecha es anterior a las que maneja el libro")
    return number
