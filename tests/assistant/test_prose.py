"""Sentences as a language model writes them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.prose import Sentence, without_thinking, written

REPLY = """**Plazo.** El plazo es de quince (15) días hábiles [1]. Según el art. 4 de la Ley 951 vale. [2][3] ¿Hay más? Sí [1, 2].

El acta contiene:
1. Informe resumido [4]
2. Recursos. Y bienes. [5]
- **Obras** [pasaje 6]"""
READ = [
    Sentence("Plazo. El plazo es de quince (15) días hábiles.", (1,)),
    Sentence("Según el art. 4 de la Ley 951 vale.", (2, 3)),
    Sentence("¿Hay más?", ()),
    Sentence("Sí.", (1, 2)),
    Sentence("El acta contiene:", ()),
    Sentence("- Informe resumido", (4,)),
    Sentence("- Recursos.", ()),
    Sentence("Y bienes.", (5,)),
    Sentence("- Obras", (6,)),
]


def test_each_sentence_has_its_citations() -> None:
    assert list(written([REPLY])) == READ


@given(st.lists(st.integers(1, len(REPLY) - 1), max_size=40).map(sorted))
def test_where_the_pieces_are_cut_makes_no_difference(cuts: list[int]) -> None:
    edges = [0, *cuts, len(REPLY)]
    assert list(written(REPLY[start:end] for start, end in pairwise(edges))) == READ


@given(st.lists(st.text(max_size=30), max_size=20))
def test_any_text_can_be_read(pieces: list[str]) -> None:
    assert all(sentence.text is not None for sentence in written(pieces))


def test_a_sentence_leaves_before_the_next_one_is_whole() -> None:
    arrived: list[str] = []

    def pieces():
        for piece in ("Primera frase [1]. ", "Segunda", " frase [2]."):
            arrived.append(piece)
            yield piece

    assert next(iter(written(pieces()))).text == "Primera frase."
    assert len(arrived) == 2


def test_a_citation_that_comes_late_still_belongs_to_its_sentence() -> None:
    assert list(written(["El plazo es corto.", " ", "[", "2", "]", " Otra frase [3]."])) == [
        Sentence("El plazo es corto.", (2,)),
        Sentence("Otra frase.", (3,)),
    ]


def test_what_was_cut_off_is_never_said() -> None:
    def broken():
        yield "Una frase entera [1]. Y otra que"
        raise ConnectionError

    sentences = written(broken())
    assert next(sentences).text == "Una frase entera."
    with pytest.raises(ConnectionError):
        next(sentences)


@pytest.mark.parametrize(
    ("pieces", "rest"),
    [
        (["<thi", "nk>hmm [1].</think>", "Hola."], "Hola."),
        (["Hola ", "<think>"], "Hola <think>"),
        (["<b>Hola"], "<b>Hola"),
        (["<think>sin final"], ""),
        (["<"], "<"),
        ([], ""),
    ],
)
def test_thinking_aloud_is_left_out(pieces: list[str], rest: str) -> None:
    assert "".join(without_thinking(pieces)) == rest


@pytest.mark.parametrize(
    ("sentence", "states"),
    [
        (Sentence("El acta contiene:", ()), False),
        (Sentence("Plazos", ()), False),
        (Sentence("El plazo es corto.", ()), True),
        (Sentence("El acta contiene:", (1,)), True),
    ],
)
def test_a_heading_states_nothing(sentence: Sentence, states: bool) -> None:
    assert sentence.states_something is states
