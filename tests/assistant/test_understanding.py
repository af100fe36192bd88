"""What a question means on its own."""

from __future__ import annotations

import pytest

from assistant.types import Exchange, Kind, Turn
from assistant.understanding import is_thanks, understand

TERM = Exchange("¿Qué plazo hay para entregar el acta?", "Quince días hábiles.")


@pytest.mark.parametrize("text", ["Hola", "¡Buenos días!", "gracias", "Muchas gracias, Relevo", "hola relevo"])
def test_small_talk_is_not_searched(text: str) -> None:
    assert understand(Turn(text)).kind is Kind.SMALL_TALK


def test_a_question_that_begins_with_a_greeting_is_a_question() -> None:
    assert understand(Turn("Hola, ¿qué plazo hay para el acta?")).kind is Kind.GUIDANCE


def test_a_follow_up_takes_its_question_along() -> None:
    assert understand(Turn("¿y si no la entrega?", (TERM,))).question == "¿Qué pasa si no la entrega? (acta)"


@pytest.mark.parametrize(
    ("before", "follow", "meant"),
    [
        ("¿Qué porcentaje del SGP va a educación?", "¿Y a agua?", "¿Qué porcentaje del SGP va a agua?"),
        ("¿Qué debe contener el plan?", "¿y para departamentos?", "¿Qué debe contener el plan para departamentos?"),
        ("¿Quién firma el acta?", "¿eso en qué artículo está?", "¿Quién firma el acta?"),
        ("¿Qué diagnóstico sobre niñez es obligatorio?", "¿Para cuándo?", "¿Para cuándo? (diagnostico ninez)"),
        ("¿Quién firma el acta?", "¿Qué es el KPT?", "¿Qué es el KPT?"),
    ],
)
def test_follow_ups_by_kind(before: str, follow: str, meant: str) -> None:
    assert understand(Turn(follow, (Exchange(before, "…"),))).parts == (meant,)


def test_a_follow_up_of_a_follow_up_reaches_the_first_question() -> None:
    history = (
        Exchange("¿Hasta cuándo presento el plan al concejo?", "…"),
        Exchange("¿Y ellos en cuánto tiempo deciden?", "…"),
    )
    assert "plan concejo" in understand(Turn("¿Y si me lo niegan?", history)).question


def test_what_was_understood_before_is_taken_as_it_was() -> None:
    before = Exchange("¿y el plazo?", "…", standalone="¿Qué plazo tiene el CTP?")
    assert "ctp" in understand(Turn("¿y si no lo cumple?", (before,))).question


def test_several_questions_are_told_apart_and_the_second_may_follow_the_first() -> None:
    understood = understand(Turn("Soy alcalde electo. ¿Qué es el empalme? ¿Y cuándo termina?"))
    assert understood.parts == (
        "Soy alcalde electo. ¿Qué es el empalme?",
        "¿Y cuándo termina? (empalme)",
    )


def test_a_question_mark_inside_an_address_ends_no_question() -> None:
    assert len(understand(Turn("¿Sirve https://example.com/?a=1 para el acta?")).parts) == 1


def test_a_whole_question_stands_alone() -> None:
    text = "¿Y cuánto tiempo tiene el Consejo Territorial de Planeación para pronunciarse sobre el proyecto?"
    assert understand(Turn(text, (TERM,))).question == text


def test_the_first_question_follows_nothing() -> None:
    assert understand(Turn("¿y el plazo?")).question == "¿y el plazo?"


def test_thanks_are_told_from_a_greeting() -> None:
    assert is_thanks("Gracias")
    assert not is_thanks("Hola")
