"""A turn: understand, find, answer, verify."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from assistant import Assistant, Exchange, Settings, Turn
from assistant.answering import Claim
from assistant.errors import InvalidQuestionError
from assistant.types import AnswerReady, Kind, PassagesFound, Quote, ScoredPassage, StatementReady, Understood

TERM = "¿Qué plazo hay para presentar el acta de informe de gestión?"


def test_the_term_of_the_acta_is_fifteen_working_days(assistant: Assistant) -> None:
    answer = assistant.ask(Turn(TERM))
    assert not answer.refused
    first = answer.citations[0]
    assert "quince (15) días hábiles" in answer.statements[0].text
    assert (first.norm, first.article) == ("Ley 951 de 2005", "4")


def test_irregularities_go_to_the_control_body(assistant: Assistant) -> None:
    answer = assistant.ask(Turn("¿Qué debo hacer si encuentro irregularidades en lo que me entregaron?"))
    assert not answer.refused
    assert "control" in answer.statements[0].text
    assert ("Ley 951 de 2005", "13") in {(citation.norm, citation.article) for citation in answer.citations}


@pytest.mark.parametrize(
    "question", ["¿Cuál es la capital de Francia?", "receta de arepas de queso", "¿Quién ganó el mundial de 1998?"]
)
def test_what_the_guidance_does_not_hold_is_refused(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(Turn(question))
    assert answer.refused
    assert answer.text.startswith("La guía que tengo no")
    assert answer.statements == answer.citations == ()


def test_a_list_is_answered_whole(assistant: Assistant) -> None:
    answer = assistant.ask(Turn("¿Qué debe contener el acta de informe de gestión?"))
    assert all(f"\n{number}. " in answer.text for number in range(1, 7))


def test_every_quote_stands_in_its_passage(assistant: Assistant) -> None:
    answer = assistant.ask(Turn("¿Cuánto tiempo tiene el Consejo Territorial de Planeación?"))
    assert answer.citations
    for citation in answer.citations:
        (passage,) = assistant.retriever.index.passages([citation.passage_id])
        assert citation.quote in passage.text


def test_events_come_in_order_and_end_with_the_answer(assistant: Assistant) -> None:
    events = list(assistant.stream(Turn(TERM)))
    assert isinstance(events[0], Understood)
    assert isinstance(events[1], PassagesFound)
    assert all(isinstance(event, StatementReady) for event in events[2:-1])
    last = events[-1]
    assert isinstance(last, AnswerReady)
    assert len(events) - 3 == len(last.answer.statements)


def test_a_follow_up_is_answered_from_the_conversation(assistant: Assistant) -> None:
    answer = assistant.ask(Turn("¿y en qué artículo está?", (Exchange(TERM, "Quince días hábiles."),)))
    assert ("Ley 951 de 2005", "4") in {(citation.norm, citation.article) for citation in answer.citations}


@pytest.mark.parametrize("text", ["", "   ", "¿?", "x" * 2_001])
def test_a_question_that_cannot_be_asked_is_told_at_once(assistant: Assistant, text: str) -> None:
    with pytest.raises(InvalidQuestionError):
        assistant.stream(Turn(text))


def test_small_talk_needs_no_evidence(assistant: Assistant) -> None:
    answer = assistant.ask(Turn("Hola"))
    assert (answer.kind, answer.refused, answer.citations) == (Kind.SMALL_TALK, False, ())


class Liar:
    """A generator that says what its evidence does not."""

    id = "liar"

    def __init__(self, text: str) -> None:
        self._text = text

    def generate(self, question: str, evidence: Sequence[ScoredPassage]) -> Iterator[Claim]:
        source = evidence[0].passage
        yield Claim(self._text, (Quote(source.id, source.text, 0, len(source.text)),))


@pytest.mark.parametrize(
    "lie", ["Son veintitrés días hábiles.", "Lo dice la Ley 9999 de 2031.", "Vence el 7 de agosto de 2031."]
)
def test_a_lie_never_leaves_the_house(assistant: Assistant, settings: Settings, lie: str) -> None:
    answer = Assistant(assistant.retriever, settings, Liar(lie)).ask(Turn(TERM))
    assert answer.refused
    assert lie not in answer.text
    assert any(step.name == "dropped" for step in answer.trace)


def test_the_fingerprint_changes_with_what_shapes_the_answer(assistant: Assistant, settings: Settings) -> None:
    other = Assistant(assistant.retriever, settings.model_copy(update={"refusal_threshold": 0.9}))
    assert assistant.fingerprint != other.fingerprint
    assert assistant.fingerprint == Assistant(assistant.retriever, settings).fingerprint


def test_two_runs_give_the_same_answer(assistant: Assistant) -> None:
    one, other = assistant.ask(Turn(TERM)), assistant.ask(Turn(TERM))
    assert (one.text, one.citations, one.trace) == (other.text, other.citations, other.trace)
