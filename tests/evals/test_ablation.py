"""Parts of the search are taken out and put back, and the questions made for them are what they are called."""

from __future__ import annotations

import random

import pytest

from assistant import Assistant
from assistant.retrieval import Filters, Retriever, lexical
from assistant.spanish import fold
from evals.ablation import PARTS, fragments, mistyped, mrr, named_articles
from evals.retrieval_metrics import Shelf


@pytest.fixture(scope="module")
def shelf(assistant: Assistant) -> Shelf:
    return Shelf(assistant.retriever.index)


def test_a_part_is_out_while_it_is_left_out_and_then_is_back() -> None:
    before = lexical._COVERAGE_WEIGHT
    part = next(part for part in PARTS if "cada palabra" in part.name)
    with part.left_out():
        assert lexical._COVERAGE_WEIGHT == 0.0
    assert before == lexical._COVERAGE_WEIGHT > 0.0


def test_every_part_hangs_on_names_that_are_there() -> None:
    for part in PARTS:
        for owner, name, nothing in part.idle:
            assert getattr(owner, name) is not nothing
        with part.left_out():
            pass


def test_a_question_from_a_phone_keeps_its_letters() -> None:
    question = "¿Qué plazo hay para presentar el Informe de Gestión?"
    typed = mistyped(question, random.Random(1))
    assert typed != fold(question).strip("¿?")
    assert sorted(typed) == sorted(fold(question).replace("¿", "").replace("?", ""))
    assert mistyped("¿Y si no?", random.Random(1)) == "y si no"


def test_a_fragment_stands_in_what_it_asks_for(shelf: Shelf) -> None:
    asked = fragments(shelf.passages.values(), random.Random(0))
    assert len(asked) >= 400
    for fragment, held in asked:
        assert held
        assert all(fragment in " ".join(shelf.passages[name].text.split()) for name in held)


def test_naming_an_article_finds_it_and_without_the_exact_routes_less(assistant: Assistant, shelf: Shelf) -> None:
    asked = named_articles(shelf.passages.values())[:60]
    retriever: Retriever = assistant.retriever
    assert all(
        retriever.search(name, 1, Filters())[0].passage.article == shelf.passages[next(iter(held))].article
        for name, held in asked
    )
    routes = next(part for part in PARTS if "rutas exactas" in part.name)
    whole = mrr(retriever, asked)
    with routes.left_out():
        assert mrr(retriever, asked) < whole
