"""What a language model's sentence must hold to, beyond what any claim must."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.answering.grounding import Grounding, negation_changed
from assistant.answering.prose import Sentence
from tests.assistant.factories import TERM, passage

LAW = passage(
    f"{TERM} El entrante no puede negarse a recibirlo (Ley 951 de 2005, artículo 5). "
    "El acta parcial se levanta en ocho (8) días calendario.",
    article=None,
    section="¿Qué plazo hay para el informe?",
)


@pytest.fixture(scope="module")
def grounding(assistant: Assistant) -> Grounding:
    retriever = assistant.retriever
    return Grounding(retriever.index.lexical.idf, retriever.thesaurus)


def objected(grounding: Grounding, text: str, *cited: int) -> str:
    claim = grounding.claim(Sentence(text, cited or (1,)), [LAW])
    return "; ".join(grounding.objections(claim, {LAW.id: LAW}))


@pytest.mark.parametrize(
    "faithful",
    [
        "El saliente rinde el informe en 15 días hábiles.",
        "Son quince días hábiles para rendir el informe, según el artículo 4 de la Ley 951 de 2005.",
        "El entrante no puede negarse a recibir el informe.",
        "El acta parcial se levanta en 8 días calendario.",
    ],
)
def test_what_the_quote_says_in_other_words_passes(grounding: Grounding, faithful: str) -> None:
    assert objected(grounding, faithful) == ""


@pytest.mark.parametrize(
    ("lie", "reason"),
    [
        ("El saliente rinde el informe en veinte días hábiles.", "número"),
        ("El saliente rinde el informe en 951 días hábiles.", "número"),
        ("El saliente rinde el informe el 3 de marzo de 2021.", "fecha"),
        ("Según el artículo 77, el saliente rinde el informe en quince días hábiles.", "artículo"),
        ("El saliente rinde el informe según el Decreto 9999 de 2031.", "norma"),
        ("El entrante puede negarse a recibir el informe.", "sí por un no"),
        ("El saliente no tiene quince días hábiles para rendir el informe.", "sí por un no"),
        ("El concejo multa al contador por perder las llaves.", "no lo dicen"),
        ("El saliente rinde el informe en quince días hábiles ante Pedro Gómez.", "no nombran"),
        ("The outgoing mayor must deliver the report within fifteen working days.", "español"),
        ("El saliente rinde el informe [aquí](http://evil.example).", "marcado"),
        ("El saliente rinde el informe en quince días hábiles <img src=x>.", "marcado"),
    ],
)  # fmt: skip
def test_what_the_quote_does_not_say_is_objected(grounding: Grounding, lie: str, reason: str) -> None:
    assert reason in objected(grounding, lie)


def test_a_number_must_stand_in_the_sentence_quoted_and_not_elsewhere_in_its_passage(grounding: Grounding) -> None:
    table = passage(
        "El acta final vence en quince días.\nOtra cosa muy distinta toma cuarenta y un días en la notaría."
    )
    claim = grounding.claim(Sentence("El acta final vence en quince días.", (1,)), [table])
    assert [quote.text for quote in claim.quotes] == ["El acta final vence en quince días."]


def test_a_passage_that_was_not_given_stays_an_invented_citation(grounding: Grounding) -> None:
    assert "no recibió" in objected(grounding, "El saliente rinde el informe en 15 días hábiles.", 1, 9)


def test_without_citation_nothing_is_said(grounding: Grounding) -> None:
    claim = grounding.claim(Sentence("El saliente rinde el informe en 15 días hábiles.", ()), [LAW])
    assert grounding.objections(claim, {LAW.id: LAW}) == ["no cita ningún pasaje"]


def test_quotes_are_the_few_spans_that_carry_the_sentence(grounding: Grounding) -> None:
    claim = grounding.claim(Sentence("El saliente rinde el informe en 15 días hábiles.", (1,)), [LAW])
    assert [quote.text for quote in claim.quotes] == [TERM]
    assert all(LAW.text[quote.start : quote.end] == quote.text for quote in claim.quotes)


@pytest.mark.parametrize(
    ("text", "quote", "heading", "changed"),
    [
        ("Es obligatorio recibir.", "No: recibir es voluntario.", "¿Es obligatorio recibir?", True),
        ("No es obligatorio recibir.", "No: recibir es voluntario.", "¿Es obligatorio recibir?", False),
        (
            "Si el saliente no entrega, lo requieren.",
            "Si se abstiene de entregar el saliente, lo requieren.",
            "",
            False,
        ),
        ("El alcalde adopta el plan.", "El alcalde adopta el plan si el concejo no decide.", "", False),
    ],
)
def test_a_yes_stays_a_yes(text: str, quote: str, heading: str, changed: bool) -> None:
    assert negation_changed(text, [(quote, heading)]) is changed
