"""Where a quote is said to stand."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answering.citations import cite
from assistant.types import Passage, Quote
from tests.assistant.factories import TERM, passage

TODAY = date(2026, 11, 22)
GUIDANCE = (
    "Son 15 días (Ley 951 de 2005, artículo 4). Vencen en enero. El plan va antes (Ley 1151 de 2007, artículo 112)."
)


def cited(source: Passage, text: str) -> list[tuple[str | None, str | None]]:
    start = source.text.index(text)
    found = cite(1, Quote(source.id, text, start, start + len(text)), source, TODAY)
    return [(item.norm, item.article) for item in found]


def test_an_article_of_a_norm_is_its_own_source() -> None:
    assert cited(passage(), TERM) == [("Ley 951 de 2005", "4")]


def test_a_quote_is_cited_by_the_articles_it_names() -> None:
    text = "Se cuentan distinto (Ley 951 de 2005, artículos 5 y 13)."
    assert cited(passage(text, article=None), text) == [("Ley 951 de 2005", "5"), ("Ley 951 de 2005", "13")]


@pytest.mark.parametrize(
    ("quote", "source"),
    [
        ("Son 15 días (Ley 951 de 2005, artículo 4).", ("Ley 951 de 2005", "4")),
        ("Vencen en enero.", ("Ley 951 de 2005", "4")),
    ],
)
def test_a_sentence_without_source_has_that_of_the_sentence_before(quote: str, source: tuple[str, str]) -> None:
    assert cited(passage(GUIDANCE, article=None), quote) == [source]


def test_the_first_sentence_without_source_has_that_of_the_next() -> None:
    text = "Depende de la categoría. Va del 50 % al 80 % (Ley 617 de 2000, artículo 6)."
    assert cited(passage(text, article=None), "Depende de la categoría.") == [("Ley 617 de 2000", "6")]


def test_what_ceased_is_not_in_force() -> None:
    ended = passage(valid_to=date(2020, 12, 31), replaced_by="Ley 2056 de 2020")
    quote = Quote(ended.id, TERM, 0, len(TERM))
    (citation,) = cite(3, quote, ended, TODAY)
    assert (citation.id, citation.in_force, citation.replaced_by) == (3, False, "Ley 2056 de 2020")
    assert cite(1, quote, passage(in_force=False), TODAY)[0].in_force is False
    assert cite(1, quote, passage(valid_to=date(2030, 1, 1)), TODAY)[0].in_force is True
