"""The questions about figures, answered from the sample alone."""

from __future__ import annotations

import pytest

from assistant import Answer, Statement
from assistant.indicators import IndicatorStore
from assistant.indicators.answers import answer_figures
from assistant.indicators.catalogue import load_catalogue
from assistant.indicators.entities import load_registry
from assistant.types import Kind
from evals.metrics import did_its_part, gives
from evals.questions import Expected, Question, load_questions
from tests.conftest import CORPUS

FIGURES = [question for question in load_questions() if question.group == "indicadores"]
OTHERS = [question for question in load_questions() if question.group not in {"indicadores", "formatos"}]
"""Those about formats are answered before anybody looks for figures in them."""


def answered(question: Question, store: IndicatorStore, entity: str | None = None) -> Answer | None:
    """The answer that a door would show of it."""
    found = answer_figures(
        question.text, entity or question.entity, load_registry(CORPUS), load_catalogue(CORPUS), store, question.history
    )
    if found is None:
        return None
    return Answer(
        question=question.text,
        kind=Kind.GUIDANCE,
        text="\n\n".join(found.statements),
        refused=found.no_data,
        statements=tuple(map(Statement, found.statements)),
        figures=found.figures,
    )


def wrong_ones(questions: list[Question], store: IndicatorStore) -> list[str]:
    wrong = []
    for question in questions:
        answer = answered(question, store)
        right = answer is not None and did_its_part(question, answer)
        if answer and question.gold.number:
            right = right and gives(answer, question.gold.number)
        if not right:
            wrong.append(f"{question.id} {question.text} -> {answer.text if answer else None}")
    return wrong


def test_there_are_forty_in_both_splits() -> None:
    assert len(FIGURES) >= 40
    assert min(sum(question.split == split for question in FIGURES) for split in ("desarrollo", "control")) >= 15


def test_at_least_95_percent_are_right(sample_store: IndicatorStore) -> None:
    wrong = wrong_ones(FIGURES, sample_store)
    assert len(wrong) <= len(FIGURES) * 0.05, "\n".join(wrong)


@pytest.mark.parametrize("entity", [None, "05756"])
def test_no_question_about_guidance_is_taken_for_one_about_figures(
    sample_store: IndicatorStore, entity: str | None
) -> None:
    taken = [
        question.text
        for question in OTHERS
        if question.expected is not Expected.ASK_BACK
        and (told := answered(question, sample_store, entity)) is not None
        and not told.refused  # to say that there is no such figure is to decline
    ]
    # Two that nothing answers are asked back about ("¿Cuánta plata hay hoy en las cuentas…?", "como vacuno mi ganado…"): open.
    assert len(taken) <= 2


def test_a_name_that_several_share_is_asked_back(sample_store: IndicatorStore) -> None:
    shared = [question for question in OTHERS if question.topic in {"municipio-ambiguo", "municipio-sin-departamento"}]
    answers = [answered(question, sample_store) for question in shared]
    assert shared
    assert [item.text for item in answers if item and not did_its_part(shared[0], item)] == []
    assert None not in answers
