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
    assert understand(Turn("¿y si no la entrega?", (TERM,))).question == f"{TERM.question} ¿y si no la entrega?"


def test_a_whole_question_stands_alone() -> None:
    text = "¿Y cuánto tiempo tiene el Consejo Territorial de Planeación para pronunciarse sobre el proyecto?"
    assert understand(Turn(text, (TERM,))).question == text


def test_the_first_question_follows_nothing() -> None:
    assert understand(Turn("¿y el plazo?")).question == "¿y el plazo?"


def test_thanks_are_told_from_a_greeting() -> None:
    assert is_thanks("Gracias")
    assert not is_thanks("Hola")
