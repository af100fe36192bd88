"""Answers without a language model."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.answering import ExtractiveGenerator, Ranker
from tests.assistant.factories import found, passage


@pytest.fixture
def generator(assistant: Assistant) -> ExtractiveGenerator:
    retriever = assistant.retriever
    return ExtractiveGenerator(Ranker.over(retriever))


def said(generator: ExtractiveGenerator, question: str, text: str, heading: str) -> str:
    return next(iter(generator.generate(question, found(passage(text, section=heading))))).text


@pytest.mark.parametrize("answer", ["Sí puede, con respaldo.", "No: hace falta un permiso.", "Sí, siempre."])
def test_a_yes_or_a_no_comes_with_the_question_it_answers(generator: ExtractiveGenerator, answer: str) -> None:
    heading = "Artículo 71. ¿Puedo firmar contratos el primer día?"
    claim = said(generator, "¿Puedo despedir contratistas el primer día?", answer, heading)
    assert claim == f"¿Puedo firmar contratos el primer día? {answer}"


def test_any_other_sentence_is_said_as_it_stands(generator: ExtractiveGenerator) -> None:
    text = "Nombra al personero el concejo (Ley 136 de 1994, artículo 170)."
    assert said(generator, "¿Quién nombra al personero?", text, "¿Quién nombra al personero?") == text


def test_the_lead_in_of_a_list_is_not_said_alone(generator: ExtractiveGenerator) -> None:
    claims = list(generator.generate("¿Qué dice?", found(passage("El plan tiene estas partes:"))))
    assert claims == []
