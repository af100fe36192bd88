"""What shape of answer a question waits for: an amount, a moment, a definition, or anything at all."""

from __future__ import annotations

import re
from enum import StrEnum

from assistant.answering.asked import Asked
from assistant.spanish import Shape, content_stems, dates, fold, numbers, sentences, shape_of

_MOMENT = re.compile(
    r"\b(?:plazos?|cuando|fechas?|que dia|vencen?|vencian?|termino para|cuanto tiempo|cuantos (?:dias|meses|anos)|"
    r"en que mes|antes de que)\b"
)
_AMOUNT = re.compile(
    r"\b(?:cuant[oa]s?|que porcentaje|tope|limite|maximo|minimo|que parte|que tajada|cada cuanto|de que tamano)\b"
)
_TIME = re.compile(r"\b(?:dias?|mes(?:es)?|anos?|semanas?|trimestre|semestre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|"
                   r"septiembre|octubre|noviembre|diciembre)\b")  # fmt: skip
_IS = re.compile(r"\b(?:es|son|significan?|consisten?)\b")
_SUBJECT_WORDS = 25
_SUBJECT_HOLDS = 0.9
_SOURCE = re.compile(r"\([^()]*\b(?:19|20)\d\d\b[^()]*\)")


class Expectation(StrEnum):
    """What the answer has to hold."""

    MOMENT = "moment"
    AMOUNT = "amount"
    DEFINITION = "definition"
    ANYTHING = "anything"


def expected(question: str) -> Expectation:
    """What a question waits for."""
    folded = fold(question)
    if _MOMENT.search(folded):
        return Expectation.MOMENT
    if _AMOUNT.search(folded):
        return Expectation.AMOUNT
    return Expectation.DEFINITION if shape_of(question) is Shape.DEFINITION else Expectation.ANYTHING


def met(expectation: Expectation, asked: Asked, text: str) -> bool:
    """Whether a text holds what was waited for. The numbers of its legal sources do not count."""
    if expectation is Expectation.ANYTHING:
        return True
    if expectation is Expectation.DEFINITION:
        return any(_defines(sentence.text, asked) for sentence in sentences(text))
    said = _SOURCE.sub(" ", text)
    if expectation is Expectation.AMOUNT:
        return bool(numbers(said))
    return bool(dates(said)) or (bool(numbers(said, one_counts=True)) and _TIME.search(fold(said)) is not None)


def _defines(sentence: str, asked: Asked) -> bool:
    """Whether a sentence says what something is: the words asked about come before its "es"."""
    verb = _IS.search(fold(sentence))
    subject = sentence[: verb.start()] if verb else ""
    return 0 < len(subject.split()) <= _SUBJECT_WORDS and asked.coverage(content_stems(subject)) >= _SUBJECT_HOLDS
