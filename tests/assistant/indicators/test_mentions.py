"""Entities named in a question, told from the words that are also names."""

from __future__ import annotations

import pytest

from assistant.indicators.entities import load_registry
from assistant.indicators.mentions import misspelt_in, named_in
from evals.questions import Expected, load_questions
from tests.conftest import CORPUS

REGISTRY = load_registry(CORPUS)


def named(question: str) -> list[list[str]]:
    return [[entity.code for entity in mention.candidates] for mention in named_in(question, REGISTRY)]


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("¿Cuántos habitantes tiene Sonsón?", [["05756"]]),
        ("cuantos habitantes tiene sonson", [["05756"]]),
        ("POBLACION DE SONSON", [["05756"]]),
        ("municipio de La Unión, Nariño", [["52399"]]),
        ("¿Y el Líbano, Tolima?", [["73411"]]),
        ("San Luis de Antioquia", [["05660"]]),
        ("¿Cuántas mujeres viven en San Luis?", [["05660", "73678"]]),
        ("San Luis frente al Tolima", [["73678"], ["73000"]]),
        ("¿Cómo va Antioquia?", [["05000"]]),
        ("el municipio de Caldas", [["05129", "15131"]]),
        ("el departamento de Caldas", [["17000"]]),
        ("Bolívar, Cauca", [["19100"]]),
        ("alcaldía de la plata", [["41396"]]),
        ("en La Plata", [["41396"]]),
        ("código 05756", [["05756"]]),
        ("¿Cuántos habitantes tiene Colombia?", [["00000"]]),
        ("Colombia, Huila", [["41206"]]),
        ("¿y Bello?", [["05088"]]),
    ],
)
def test_an_entity_is_recognised(question: str, codes: list[list[str]]) -> None:
    assert named(question) == codes


@pytest.mark.parametrize(
    "question",
    [
        "¿Qué meta tiene el plan?",
        "la plata de las regalías",
        "acuerdo de paz",
        "la unión hace la fuerza",
        "Simón Bolívar decía",
        "la palestina de los profesores",
        "¿Qué pasa si el valle se inunda?",
        "el banco de proyectos",
        "puerto rico",
        "la plata del país y de la Nación",
        "20.000 habitantes o 50001 personas",
        "",
    ],
)
def test_an_ordinary_word_is_none(question: str) -> None:
    assert named(question) == []


def test_a_mention_tells_where_it_stands() -> None:
    question = "¿Cómo va La Unión, Nariño, este año?"
    (mention,) = named_in(question, REGISTRY)
    assert question[mention.start : mention.end] == mention.text == "La Unión, Nariño"


def test_a_name_with_a_typing_error_at_the_end_is_understood() -> None:
    mention = misspelt_in("cuantos habitantes tiene sonzon", REGISTRY)
    assert mention is not None
    assert mention.entity == REGISTRY.get("05756")
    assert misspelt_in("cuantos habitantes tiene narnia", REGISTRY) is None


@pytest.mark.parametrize(
    "question", ["que hago con los perros de la calle", "la plata que falta", "la plata del Estado"]
)
def test_a_word_of_spanish_is_no_misspelt_name(question: str) -> None:
    assert misspelt_in(question, REGISTRY) is None


def test_the_questions_about_guidance_name_nobody() -> None:
    """Whoever asks about rules names no place; those that do are out of scope or ask for figures."""
    groups = {"empalme", "pnd", "normas", "seguimiento", "premisa-falsa"}
    ambiguous = [
        question.text
        for question in load_questions()
        if question.group in groups
        and question.expected is not Expected.ASK_BACK
        and any(mention.ambiguous for mention in named_in(question.text, REGISTRY))
    ]
    assert ambiguous == []
