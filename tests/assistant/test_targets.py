"""What a query names outright, however it is spelt."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.retrieval.targets import keys_of, named_in
from tests.assistant.factories import passage

PLANNING = {"norm": "Ley 152 de 1994", "article": "39"}


@pytest.mark.parametrize(
    "query",
    [
        "artículo 39 de la Ley 152",
        "art 39 ley 152/94",
        "ART. 39, LEY 152 DE 1994",
        "qué dice el articulo 39 de la ley 152?",
    ],
)
def test_an_article_is_found_whatever_its_spelling(query: str) -> None:
    assert named_in(query) & keys_of(passage(**PLANNING))
    assert not named_in(query) & keys_of(passage(norm="Ley 152 de 1994", article="40"))


def test_the_wrong_year_names_another_law() -> None:
    assert not named_in("artículo 39 de la Ley 152 de 2010") & keys_of(passage(**PLANNING))


@pytest.mark.parametrize("query", ["formato 3", "Formato N° 3", "FORMATO No. 3", "formato iii"])
def test_a_numbered_thing_is_found(query: str) -> None:
    assert named_in(query) & keys_of(passage(section="¿Qué lleva el formato 3?"))
    assert not named_in(query) & keys_of(passage(section="¿Qué lleva el formato 13?"))


def test_a_norm_alone_names_it_but_beside_a_question_it_does_not() -> None:
    assert named_in("Ley 951") == {"ley-951"}
    assert named_in("¿Qué plazo fija la Ley 951 para el acta?") == frozenset()


def test_an_acronym_alone_names_the_section_about_it() -> None:
    about = keys_of(passage(section="¿Qué es el KPT?"))
    assert named_in("kpt") & about
    assert named_in("¿qué es el KPT?") & about
    assert not named_in("¿qué pasos tiene el KPT para municipios?") & about


@pytest.mark.parametrize(
    ("query", "norm", "article"),
    [("art 39 ley 152/94", "Ley 152 de 1994", "39"), ("artículo 4 de la ley 951", "Ley 951 de 2005", "4")],
)
def test_the_article_named_comes_first(assistant: Assistant, query: str, norm: str, article: str) -> None:
    first = assistant.retriever.search(query, 3)[0].passage
    assert (first.norm, first.article) == (norm, article)
