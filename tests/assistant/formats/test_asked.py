"""Questions about the formats: answered where they are ours, left alone where they are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.formats.asked import FormatAnswer, answer_format
from assistant.formats.drafts import NewValue
from assistant.formats.filling import written_value
from assistant.spanish import fold, numbers
from evals.questions import Expected, Question, load_questions
from tests.assistant.formats.desks import entity, open_desk, shared_desk

DESK = shared_desk()
QUESTIONS = load_questions()
OURS = [question for question in QUESTIONS if question.group == "formatos"]
LEAST_RIGHT = 0.95


def is_right(question: Question, answer: FormatAnswer | None) -> bool:
    if answer is None or answer.asks != (question.expected is Expected.ASK_BACK):
        return False
    said = fold(" ".join(answer.statements))
    facts = all(any(fold(form) in said for form in forms) for forms in question.gold.facts)
    return facts and not any(fold(wrong) in said for wrong in question.gold.forbidden)


def test_nearly_every_question_about_formats_is_answered_right() -> None:
    wrong = [each.text for each in OURS if not is_right(each, answer_format(each.text, each.entity, DESK))]
    assert len(OURS) >= 20
    assert len(wrong) / len(OURS) <= 1 - LEAST_RIGHT, wrong


def test_no_question_about_anything_else_is_taken() -> None:
    taken = [
        each.text
        for each in QUESTIONS
        if each.group != "formatos" and answer_format(each.text, each.entity or "05756", DESK) is not None
    ]
    assert taken == []


@pytest.mark.parametrize(
    "question",
    [
        "¿Cómo se diligencia el formato de contratación?",
        "¿Quién debe llenar los formatos de empalme?",
        "¿Qué me falta para el acta?",
        "¿Qué va en el Formato 3 de la Contraloría?",
        "¿Qué columnas tiene el formato 5 de la Resolución 5674?",
        "Llena el vacío de mi vida",
        "Necesito saber qué pedir de la deuda: ¿está en algún formato nacional?",
        "¿Qué falta por hacer antes del 31 de diciembre?",
        "¿Cuál es el plazo para el formato de situación fiscal?",
        "hola",
        "",
    ],
)
def test_what_guidance_answers_is_left_to_it(question: str) -> None:
    assert answer_format(question, "05756", DESK) is None


def test_a_prefilled_format_is_told_with_counts_figures_and_where_to_get_it() -> None:
    answer = answer_format("pre-diligencia el formato de situación fiscal para Sonsón", None, DESK)
    assert answer is not None
    draft = DESK.draft("situacion-fiscal", entity(DESK))
    assert f"{len(draft.filled)} de {len(draft.values)}" in answer.statements[0]
    assert "no oficial" in answer.statements[0]
    assert (answer.format_id, answer.entity_code) == ("situacion-fiscal", "05756")
    known = {numbers(written_value(each.value)) for each in draft.filled if each.value is not None}
    assert answer.figures
    for figure in answer.figures:
        assert figure.value is not None
        assert any(float(number) == pytest.approx(figure.value, abs=0.006) for each in known for number in each)


def test_the_entity_named_wins_over_the_one_chosen_and_namesakes_are_asked_about() -> None:
    named = answer_format("prellena el formato 2 de Rionegro, Antioquia", "05756", DESK)
    assert named is not None
    assert named.entity_code == "05615"
    asked = answer_format("prellena el formato 2 de San Luis", None, DESK)
    assert asked is not None
    assert {each.code for each in asked.ask_back} == {"05660", "73678"}
    chosen = answer_format("prellena el formato 2 de San Luis", "73678", DESK)
    assert chosen is not None
    assert chosen.entity_code == "73678"


def test_what_is_left_says_who_wrote(tmp_path: Path) -> None:
    desk = open_desk(tmp_path)
    before = answer_format("¿Qué me falta del formato 3?", "05756", desk)
    desk.drafts.save("05756", "presupuesto-y-caja", [NewValue("entrega", "Ana")], 0, "Luis Pérez")
    after = answer_format("¿Qué me falta del formato 3?", "05756", desk)
    assert before is not None
    assert after is not None
    assert "46" in before.statements[0]
    assert "45" in after.statements[0]
    assert "Luis Pérez" in after.statements[-1]


def test_a_field_that_several_formats_have_is_told_of_each() -> None:
    answer = answer_format("¿qué va en la columna ‘estado’?", None, DESK)
    assert answer is not None
    assert len([each for each in answer.statements if each.startswith("En «Estado»")]) == 3
    assert answer.statements[-1].startswith("También está en")


def test_a_field_that_nobody_has_is_not_ours() -> None:
    assert answer_format("¿qué va en la columna vertebral?", None, DESK) is None
