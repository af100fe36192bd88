"""A tool-calling model: what it says is checked against what its tools returned."""

from __future__ import annotations

import pytest

from assistant import Answer, Assistant, Settings, Turn
from assistant.answering import texts
from tests.lying_server import Calls, Fails, Script, hangs, serving

QUESTION = "¿Qué plazo hay para presentar el acta de informe de gestión?"
SEARCH = ("search_guidance", {"query": "plazo para rendir el informe de gestión", "limit": 6})
ARTICLE = ("get_article", {"norm": "Ley 951 de 2005", "article": "4"})
TRUE = "El plazo para rendir el informe es de quince días hábiles después de salir del cargo [{n}]."


def asked(assistant: Assistant, settings: Settings, script: Script, **changes: object) -> Answer:
    with serving(script) as server:
        update = {
            "model": "openai:m",
            "model_base_url": server.url,
            "model_tools": True,
            "model_timeout": 5.0,
            **changes,
        }
        return Assistant(assistant.retriever, settings.model_copy(update=update)).ask(Turn(QUESTION))


def test_it_answers_from_what_its_tools_returned(assistant: Assistant, settings: Settings) -> None:
    script = Calls([SEARCH, ARTICLE], TRUE)
    answer = asked(assistant, settings, script)
    assert len(script.answered) == 2
    assert [said.text for said in answer.statements] == [TRUE.replace(" [{n}]", "")]
    assert ("Ley 951 de 2005", "4") in {(citation.norm, citation.article) for citation in answer.citations}
    assert answer.notes == ()


@pytest.mark.parametrize(
    "lie",
    [
        "El plazo para rendir el informe es de 99 días hábiles [{n}].",
        "El plazo para rendir el informe es de quince días hábiles [50].",
        "El plazo para rendir el informe es de quince días hábiles.",
    ],
)
def test_its_lies_are_never_said(assistant: Assistant, settings: Settings, lie: str) -> None:
    answer = asked(assistant, settings, Calls([SEARCH], lie))
    assert answer.text == assistant.ask(Turn(QUESTION)).text
    assert answer.notes == (texts.quoted_instead(texts.MODEL_UNSUPPORTED, partly=False),)


def test_what_it_did_not_look_up_is_no_evidence(assistant: Assistant, settings: Settings) -> None:
    answer = asked(assistant, settings, Calls([], TRUE))
    assert answer.notes == (texts.quoted_instead(texts.MODEL_UNSUPPORTED, partly=False),)


@pytest.mark.parametrize(
    "script",
    [
        Calls([SEARCH] * 40, TRUE),  # it never stops searching
        Calls([("borrar_todo", {}), ("search_guidance", {"query": ""})], "No encontré nada."),
        Fails(401),
        Fails(500),
    ],
    ids=["for ever", "tools that are not there", "401", "500"],
)
def test_a_failure_is_a_note_and_not_an_error(assistant: Assistant, settings: Settings, script: Script) -> None:
    answer = asked(assistant, settings, script)
    assert answer.text == assistant.ask(Turn(QUESTION)).text
    assert len(answer.notes) == 1


def test_nobody_waits_longer_than_the_time_set(assistant: Assistant, settings: Settings) -> None:
    answer = asked(assistant, settings, hangs, model_timeout=0.5)
    assert answer.notes == (texts.quoted_instead(texts.MODEL_LATE, partly=False),)
