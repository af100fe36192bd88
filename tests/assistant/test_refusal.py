"""When to decline: known silences, articles that are not there, and what only an own document says."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import Assistant, Settings, Turn
from assistant.answering.cues import cues
from assistant.answering.named import asks_for_article, is_of, named_articles
from assistant.answering.texts import does_not_say
from assistant.settings import CORPUS_DIR
from ingest.build import build_index
from ingest.sources import BUNDLED
from tests.assistant.factories import passage


@pytest.mark.parametrize(
    ("question", "number", "norm"),
    [
        ("que dice el articulo 39 ley 152/94", "39", "152"), ("art 12 ley 152 de 1994", "12", "152"),
        ("¿Qué ordena el artículo 4 de la Ley 951?", "4", "951"),
    ],
)  # fmt: skip
def test_an_article_named_by_its_number_is_answered_with_it(
    assistant: Assistant, question: str, number: str, norm: str
) -> None:
    answer = assistant.ask(Turn(question))
    assert not answer.refused
    first = answer.citations[0]
    assert first.article == number
    assert first.norm
    assert f"Ley {norm} " in first.norm


@pytest.mark.parametrize(
    ("asks", "said"),
    [
        ("cada cuánto se reúne", "no dice cada cuánto se reúne"), ("si hay que pagarlo", "no dice si hay que pagarlo"),
        ("noticias del día", "no trae noticias del día"), ("el siguiente plan", "no trae el siguiente plan"),
    ],
)  # fmt: skip
def test_what_is_lacked_is_a_question_or_a_thing(asks: str, said: str) -> None:
    assert said in does_not_say(asks, "Pregunte allá.")


@pytest.mark.parametrize("question", ["¿Qué dice el artículo 200 de la Ley 951?", "articulo 6 resolucion 5674"])
def test_an_article_that_is_not_there_is_not_replaced_by_another(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(Turn(question))
    assert answer.refused
    assert "Léalo en el texto oficial" in answer.text


def test_who_asks_for_more_than_an_article_says_is_told_apart() -> None:
    assert asks_for_article("¿Qué dice el parágrafo del artículo 13 de la Ley 951?")
    assert not asks_for_article("¿Qué plazo fija el artículo 5 de la Ley 951?")
    assert not asks_for_article("¿Qué dice la Ley 951?")


def test_a_kind_of_norm_may_be_written_in_full_or_not() -> None:
    (named,) = named_articles("artículo 4 de la Resolución Orgánica 5674")
    assert is_of(passage(norm="Resolución 5674 de 2005", article="4"), named)
    assert not is_of(passage(norm="Resolución 5674 de 2005", article="5"), named)
    assert not is_of(passage(norm="Ley 5674 de 2005", article="4"), named)


@pytest.mark.parametrize(
    ("question", "cue"),
    [
        ("¿Cuánto debe hoy la alcaldía?", "today"), ("¿Cuánto vale pavimentar?", "price"), ("Transcriba la página 41", "extract"),
        ("hágame un discurso", "order"), ("¿Quién es el gobernador de Nariño?", "who_is"), ("¿Cómo saco la cédula?", "errand"),
        ("¿Qué pasó en Sonsón?", "place"),
    ],
)  # fmt: skip
def test_how_a_question_is_put_is_noticed(question: str, cue: str) -> None:
    assert cues(question)[cue] == 1.0
    assert cues("¿Qué plazo hay para presentar el acta?")[cue] == 0.0


def test_a_document_of_ones_own_breaks_a_silence(tmp_path: Path, assistant: Assistant) -> None:
    """The silences are those of the bundled guidance: who the team is stands in what the town hall brings."""
    question = "¿Quién es el personero de Aguaclara?"
    assert assistant.ask(Turn(question)).refused
    own = tmp_path / "equipo.md"
    own.write_text(
        "# Equipo de Aguaclara\n\n## ¿Quién es el personero de Aguaclara?\n\nEl personero de Aguaclara es Jacinto Pardo desde 2020."
    )
    settings = Settings(data_dir=tmp_path / "datos", corpus_dir=CORPUS_DIR)
    build_index(settings.index_dir, assistant.retriever.embedder, settings.corpus_dir, [BUNDLED, str(own)])
    answer = Assistant.open(settings).ask(Turn(question))
    assert not answer.refused
    assert "Jacinto Pardo" in answer.text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("¿Cuántos pactos tiene el PND 2018-2022?", "25 pactos"),
        ("¿Cuándo se presenta el plan al concejo?", "cuatro (4) meses"),
        ("¿Qué pasa si no entrega el acta de informe de gestión?", "Control interno"),
        ("¿Quién aprueba el plan de desarrollo?", "concejo"),
    ],
)
def test_a_known_question_has_its_answer(assistant: Assistant, question: str, said: str) -> None:
    """A heading of the guidance, or a known way of asking, is not declined nor answered with what only looks like it."""
    answer = assistant.ask(Turn(question))
    assert not answer.refused
    assert said in answer.statements[0].text
