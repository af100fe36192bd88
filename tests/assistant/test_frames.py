"""The sentences that Relevo says in its own words, and what the verifier makes of them when they lie."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant import Assistant, Turn
from assistant.answering import Claim
from assistant.answering.advice import asks_advice
from assistant.answering.frames import correction, due_date
from assistant.answering.units import units
from assistant.answering.verification import objections
from assistant.calendar import Term, TermUnit, terms
from tests.assistant.factories import passage

WHOLE = passage()
(UNIT,) = units(WHOLE)
LEFT = "Salí el 31 de diciembre de 2019, ¿cuándo vence el plazo del acta?"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("quince (15) días hábiles", [Term(15, TermUnit.BUSINESS_DAYS)]),
        ("treinta y un días hábiles", [Term(31, TermUnit.BUSINESS_DAYS)]),
        ("los cuatro meses siguientes", [Term(4, TermUnit.MONTHS)]),
        ("treinta (30) días calendario", [Term(30, TermUnit.CALENDAR_DAYS)]),
        ("15 días", []),  # whether they are business days is for a lawyer to say
    ],
)
def test_terms_are_read_with_their_unit(text: str, found: list[Term]) -> None:
    assert terms(text) == found


def test_a_last_day_is_counted_with_the_holidays() -> None:
    claim = due_date(LEFT, UNIT)
    assert claim is not None
    assert "23 de enero de 2020" in claim.text
    assert objections(claim, {WHOLE.id: WHOLE}) == []


@pytest.mark.parametrize("question", ["¿Cuándo vence el plazo?", "¿Quién firmó el 31 de diciembre de 2019?"])
def test_nothing_is_counted_without_a_day_to_count_from_or_when_nobody_asks_when(question: str) -> None:
    assert due_date(question, UNIT) is None


def test_a_day_counted_wrong_or_from_a_term_nobody_set_is_stopped() -> None:
    claim = due_date(LEFT, UNIT)
    assert claim is not None
    assert claim.computed is not None
    wrong_day = replace(claim, computed=replace(claim.computed, end=date(2020, 1, 24)))
    wrong_term = replace(claim, computed=replace(claim.computed, term=Term(30, TermUnit.BUSINESS_DAYS)))
    assert any("mal contada" in item for item in objections(wrong_day, {WHOLE.id: WHOLE}))
    assert any("plazo sin respaldo" in item for item in objections(wrong_term, {WHOLE.id: WHOLE}))


def test_an_amount_taken_for_granted_is_denied_in_the_words_of_the_question() -> None:
    claim = correction("¿En qué artículo la Ley 951 fija 60 días hábiles?", UNIT)
    assert claim is not None
    assert claim.text.startswith("El pasaje citado no dice «60 días hábiles».")
    assert objections(claim, {WHOLE.id: WHOLE}) == []


def test_what_the_passage_does_say_is_not_denied() -> None:
    assert correction("¿Por qué fija quince días hábiles?", UNIT) is None
    lie = correction("¿En qué artículo fija 60 días?", UNIT)
    assert lie is not None
    assert objections(replace(lie, denies="15 días"), {WHOLE.id: WHOLE}) != []


@pytest.mark.parametrize(
    "text", ["Son veintitrés días hábiles.", "Son quince días calendario.", "Son cuatro días hábiles."]
)
def test_a_number_is_no_proof_of_another_thing(text: str) -> None:
    """Neither "23 de enero", nor fifteen business days, nor "artículo 4"."""
    dated = passage("Venció el 23 de enero: quince (15) días hábiles (Ley 951 de 2005, artículo 4).")
    (unit,) = units(dated)
    claim = Claim(text, (unit.quote,))
    assert objections(claim, {dated.id: dated}) != []


def test_a_question_on_ones_own_case_gets_the_rule_and_who_can_advise(assistant: Assistant) -> None:
    assert asks_advice("¿me pueden sancionar si entrego tarde el acta?")
    assert not asks_advice("¿qué sanción tiene el que no entrega?")
    answer = assistant.ask(Turn("¿Me pueden sancionar si no entrego el acta de informe de gestión?"))
    assert any("Función Pública" in note for note in answer.notes)
