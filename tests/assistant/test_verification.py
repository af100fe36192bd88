"""What may leave the house."""

from __future__ import annotations

import pytest

from assistant.answering import Claim
from assistant.answering.verification import objections
from assistant.types import Passage, Quote
from tests.assistant.factories import TERM, passage


def quoted(source: Passage, text: str | None = None, said: str | None = None) -> Claim:
    quote = text or source.text
    start = source.text.find(quote)
    return Claim(said or quote, (Quote(source.id, quote, start, start + len(quote)),))


def objected(claim: Claim, *passages: Passage) -> list[str]:
    return objections(claim, {item.id: item for item in passages})


def test_a_quote_that_stands_in_its_passage_passes() -> None:
    source = passage()
    assert objected(quoted(source), source) == []


def test_a_quote_must_stand_in_its_passage() -> None:
    source = passage()
    changed = Quote(source.id, TERM.replace("quince", "veinte"), 0, len(TERM))
    assert "la cita no está en su pasaje" in objected(Claim(TERM, (changed,)), source)[0]


def test_a_quote_must_stand_where_it_says() -> None:
    source = passage()
    assert objected(Claim(TERM[:20], (Quote(source.id, TERM[:20], 5, 25),)), source)


def test_a_citation_of_a_passage_not_given_is_invented() -> None:
    source = passage()
    claim = Claim(TERM, (Quote("otro#0001", TERM, 0, len(TERM)),))
    assert any("no recibió" in objection for objection in objected(claim, source))


def test_a_claim_without_quotes_says_nothing() -> None:
    assert objected(Claim(TERM, ()), passage()) == ["no cita ningún pasaje"]


@pytest.mark.parametrize(
    "said",
    [
        "Tiene veinte días hábiles.",
        "Tiene 20 días hábiles.",
        "Tiene quince días, hasta el 23 de enero de 2020.",
        "Tiene quince días (Ley 951 de 2005, artículo 5).",
        "Tiene quince días (Ley 952 de 2005).",
        "Tiene quince días (Decreto 951 de 2005).",
    ],
)
def test_a_number_date_article_or_norm_must_stand_in_the_evidence(said: str) -> None:
    source = passage()
    assert objected(quoted(source, said=said), source)


@pytest.mark.parametrize(
    "said", ["Son 15 días hábiles.", "Son quince días hábiles según el artículo 4 de la Ley 951.", "El plazo es corto."]
)
def test_the_same_number_in_other_clothes_is_supported(said: str) -> None:
    source = passage()
    assert objected(quoted(source, said=said), source) == []


def test_the_article_of_another_norm_does_not_support_a_claim() -> None:
    source = passage(
        "Es un mes (Ley 152 de 1994, artículo 39). Son 15 días (Ley 951 de 2005, artículo 4).", article=None
    )
    assert objected(quoted(source, said="Es un mes (Ley 951 de 2005, artículo 39)."), source)
