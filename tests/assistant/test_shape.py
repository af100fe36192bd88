"""What kind of thing a question asks for."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.spanish import Shape, is_question, shape_of


@pytest.mark.parametrize(
    ("question", "shape"),
    [
        ("que es eso del empalme", Shape.DEFINITION),
        ("¿Por qué hacer un empalme?", Shape.REASON),
        ("¿Quién firma el acta?", Shape.PERSON),
        ("hasta que dia puedo entregar", Shape.MOMENT),
        ("¿Cuánto le toca a salud?", Shape.AMOUNT),
        ("¿Qué pasa si no entrego?", Shape.CONSEQUENCE),
        ("¿En qué artículo está?", Shape.SOURCE),
        ("¿Puedo llevar a un amigo?", Shape.PERMISSION),
        ("¿Qué diferencia hay entre acta e informe?", Shape.COMPARISON),
        ("plan indicativo", Shape.OTHER),
    ],
)
def test_shapes(question: str, shape: Shape) -> None:
    assert shape_of(question) is shape


def test_a_question_is_one_without_its_marks() -> None:
    assert is_question("cuanto tiempo tengo")
    assert not is_question("Plazo para entregar el acta")


@pytest.mark.parametrize("typed", ["que es eso del empalme", "ke es un enpalme"])
def test_a_known_question_leads_to_its_passage(assistant: Assistant, typed: str) -> None:
    """Only one word of it carries meaning, which half of the guidance holds."""
    found = [item.passage.document.id for item in assistant.retriever.search(typed, 24)]
    assert "que-es-el-empalme" in found


def test_a_known_question_is_answered_by_its_own_sentence(assistant: Assistant) -> None:
    passage = next(item for item in assistant.retriever.index.lexical.of_document("plazos-del-acta") if item.posed)
    posed = passage.posed[0]
    best = max(assistant.ranker.units(posed.text, passage), key=lambda item: item.score)
    assert best.unit.start <= posed.start < best.unit.end
