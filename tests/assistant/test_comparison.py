"""Questions that compare two things."""

from __future__ import annotations

import pytest

from assistant import Assistant, Turn
from assistant.answering.comparison import Comparison, comparison


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("¿Qué diferencia hay entre el plan indicativo y el POAI?", "el plan indicativo", "el POAI"),
        ("diferencia entre CTP y concejo", "CTP", "concejo"),
        ("¿En qué se diferencian el acta de informe y la rendición?", "el acta de informe", "la rendición"),
        ("¿En qué se diferencia el acta de informe de gestión de la rendición de cuentas?",
         "el acta de informe de gestión", "la rendición de cuentas"),
        ("¿Es lo mismo el PND que el plan municipal?", "el PND", "el plan municipal"),
        ("¿El acta y el informe son lo mismo?", "El acta", "el informe"),
    ],
)  # fmt: skip
def test_both_sides_are_told(question: str, one: str, other: str) -> None:
    assert comparison(question) == Comparison(one, other)


@pytest.mark.parametrize(
    "question",
    ["¿Cuándo y dónde se entrega el acta?", "¿Qué es un enfoque diferencial?", "¿Hay diferencias políticas?"],
)
def test_what_does_not_compare_is_left_alone(question: str) -> None:
    assert comparison(question) is None


def test_a_passage_that_tells_them_apart_answers(assistant: Assistant) -> None:
    answer = assistant.ask(Turn("¿Qué diferencia hay entre el plan de desarrollo y el POT?"))
    assert not any(said.part for said in answer.statements)
    assert "Plan de Ordenamiento Territorial" in answer.statements[0].text


def test_without_one_each_is_told_by_itself(assistant: Assistant) -> None:
    """Another comparison of one of them would be an answer to another question."""
    answer = assistant.ask(Turn("¿En qué se diferencian el CTP y el OCAD?"))
    assert list(dict.fromkeys(said.part for said in answer.statements)) == [
        "¿Qué es el CTP?", "¿Qué es el OCAD?",
    ]  # fmt: skip
    assert "POAI" not in answer.statements[0].text
