"""What people write in a field, read as what the field holds."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from assistant.errors import InvalidAnswerError
from assistant.formats import texts
from assistant.formats.drafts_records import DraftCell
from assistant.formats.records import FieldKind, FieldSpec, FormatSpec
from assistant.spanish import fold, parse_date, parse_number

LONGEST = 5_000
_NUMBERS = {FieldKind.NUMBER, FieldKind.MONEY, FieldKind.PERCENT}


def parse_answer(spec: FormatSpec, field_id: str, written: str, position: int = 0) -> DraftCell:
    """A written value as its field holds it: a number, a day, one of the choices, or the text.

    Args:
        spec: the format.
        field_id: the field.
        written: "1.234,5", "45 %", "2020-01-23", "23 de enero de 2020", "Sí".
        position: the year of a matrix or the row of a table, from 0.

    Raises:
        InvalidAnswerError: there is no such field or place, or the field does not take that value.
    """
    field = spec.field(field_id)
    section = spec.section_of(field_id)
    if field is None or section is None:
        raise InvalidAnswerError(texts.NO_FIELD.format(field=field_id), texts.NO_FIELD_HINT.format(format=spec.id))
    if not 0 <= position < len(section.places(field)):
        raise _wrong(field, written, texts.NOT_A_PLACE.format(position=position + 1))
    value = written.strip()
    if not value or len(value) > LONGEST:
        raise _wrong(field, value[:40], texts.TOO_LONG.format(limit=LONGEST) if value else texts.EMPTY)
    if field.kind in _NUMBERS:
        return _number(field, value)
    if field.kind is FieldKind.DATE:
        return _day(field, value)
    if field.kind is FieldKind.CHOICE:
        return _choice(field, value)
    return value


def _number(field: FieldSpec, value: str) -> Decimal:
    try:
        number = parse_number(value.removeprefix("$").removesuffix("%").strip())
    except ValueError as error:
        raise _wrong(field, value, texts.NOT_A_NUMBER) from error
    if not number.is_finite():
        raise _wrong(field, value, texts.NOT_A_NUMBER)
    return number


def _day(field: FieldSpec, value: str) -> dt.date:
    day = parse_date(value)
    if day is None:
        raise _wrong(field, value, texts.NOT_A_DATE)
    return day


def _choice(field: FieldSpec, value: str) -> str:
    chosen = next((each for each in field.choices if fold(each) == fold(value)), None)
    if chosen is None:
        raise _wrong(field, value, texts.NOT_A_CHOICE.format(choices=", ".join(field.choices)))
    return chosen


def _wrong(field: FieldSpec, value: str, why: str) -> InvalidAnswerError:
    message = texts.BAD_ANSWER.format(label=field.label, value=value, why=why)
    return InvalidAnswerError(message, texts.ANSWER_HINT)
