"""What shape of answer a question waits for: an amount, a moment, or anything at all."""

from __future__ import annotations

import re
from enum import StrEnum

from assistant.spanish import dates, fold, numbers

_MOMENT = re.compile(
    r"\b(?:plazos?|cuando|fechas?|que dia|vencen?|vencian?|termino para|cuanto tiempo|cuantos (?:dias|meses|anos)|"
    r"en que mes|antes de que)\b"
)
_AMOUNT = re.compile(
    r"\b(?:cuant[oa]s?|que porcentaje|tope|limite|maximo|minimo|que parte|que tajada|cada cuanto|de que tamano)\b"
)
_TIME = re.compile(r"\b(?:dias?|mes(?:es)?|anos?|semanas?|trimestre|semestre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|"
                   r"septiembre|octubre|noviembre|diciembre)\b")  # fmt: skip
_SOURCE = re.compile(r"\([^()]*\b(?:19|20)\d\d\b[^()]*\)")


class Expectation(StrEnum):
    """What the answer has to hold."""

    MOMENT = "moment"
    AMOUNT = "amount"
    ANYTHING = "anything"


def expected(question: str) -> Expectation:
    """What a question waits for."""
    folded = fold(question)
    if _MOMENT.search(folded):
        return Expectation.MOMENT
    return Expectation.AMOUNT if _AMOUNT.search(folded) else Expectation.ANYTHING


def met(expectation: Expectation, text: str) -> bool:
    """Whether a text holds what was waited for. The numbers of its legal sources do not count."""
    if expectation is Expectation.ANYTHING:
        return True
    said = _SOURCE.sub(" ", text)
    if expectation is Expectation.AMOUNT:
        return bool(numbers(said))
    return bool(dates(said)) or (bool(numbers(said, one_counts=True)) and _TIME.search(fold(said)) is not None)
