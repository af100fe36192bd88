"""Spanish as officials and mayors write it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.spanish import (
    content_words,
    dates,
    fold,
    is_list_item,
    norms,
    numbers,
    parse_date,
    parse_number,
    references,
    sentences,
    stem,
    write_date,
)


def cited(text: str) -> list[tuple[str | None, str | None]]:
    return [(reference.norm.name if reference.norm else None, reference.article) for reference in references(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ley 951 de 2005, artículos 9 y 11", [("Ley 951 de 2005", "9"), ("Ley 951 de 2005", "11")]),
        ("art 39 ley 152/94", [("Ley 152 de 1994", "39")]),
        ("artículo 39 de la Ley 152", [("Ley 152", "39")]),
        ("(Ley 152 de 1994, artículo 39, numeral 3)", [("Ley 152 de 1994", "39")]),
        ("artículo 13, parágrafo, de la Ley 951 de 2005", [("Ley 951 de 2005", "13")]),
        ("artículo 2.2.22.1.1 del Decreto 1083 de 2015", [("Decreto 1083 de 2015", "2.2.22.1.1")]),
        ("arts. 1 a 3 Ley 131 de 1994", [("Ley 131 de 1994", "1"), ("Ley 131 de 1994", "2"), ("Ley 131 de 1994", "3")]),
        ("Concepto 43261 de 2019 de Función Pública", [("Concepto 43261 de 2019", None)]),
        ("ARTÍCULO 4º de la LEY 951 DE 2005", [("Ley 951 de 2005", "4")]),
    ],
)
def test_an_article_belongs_to_its_norm(text: str, expected: list[tuple[str, str]]) -> None:
    assert cited(text) == expected


def test_each_article_of_two_norms_keeps_its_own() -> None:
    text = "Ley 152 de 1994, artículo 39; Decreto 1865 de 1994, artículo 3"
    assert cited(text) == [("Ley 152 de 1994", "39"), ("Decreto 1865 de 1994", "3")]


def test_a_norm_without_year_agrees_with_any_year_but_not_with_another_number() -> None:
    (short,), (whole,), (other,) = norms("la Ley 951"), norms("Ley 951 de 2005"), norms("Ley 952 de 2005")
    assert short.same_as(whole)
    assert not short.same_as(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("quince (15) días hábiles", {15}),
        ("treinta y cinco", {35}),
        ("dos mil diecinueve", {2019}),
        ("1.096 billones", {1096}),
        ("23.573.287,50 pesos", {Decimal("23573287.50")}),
        ("58,5 % y 24,5 %", {Decimal("58.5"), Decimal("24.5")}),
        ("quinientos mil uno", {500_001}),
        ("treinta por ciento", {30}),
        ("por tres (3) años", {3}),
        ("siete y ocho", {7, 8}),
        ("tres millones doscientos mil", {3_200_000}),
        ("un mes", set()),
        ("sin números", set()),
    ],
)
def test_numbers_in_digits_and_words_have_one_value(text: str, expected: set[int]) -> None:
    assert numbers(text) == frozenset(map(Decimal, expected))


def test_un_counts_as_one_only_as_evidence() -> None:
    assert numbers("un mes", one_counts=True) == {Decimal(1)}


@given(st.integers(min_value=0, max_value=10**12))
def test_a_number_written_with_thousands_dots_reads_back(value: int) -> None:
    assert parse_number(f"{value:,}".replace(",", ".")) == value


@given(st.text(max_size=200))
def test_no_text_breaks_the_readers_of_numbers_dates_and_references(text: str) -> None:
    numbers(text), dates(text), references(text), sentences(text)


@pytest.mark.parametrize("text", ["31 de diciembre de 2019", "31-dic-2019", "2019-12-31", "31/12/2019"])
def test_a_date_is_the_same_however_written(text: str) -> None:
    assert dates(text) == {(2019, 12, 31)}
    assert parse_date(text) == date(2019, 12, 31)


def test_a_date_without_year_stays_without_year() -> None:
    assert dates("antes del 15 de diciembre") == {(None, 12, 15)}


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_a_written_date_reads_back(day: date) -> None:
    assert parse_date(write_date(day)) == day


def test_abbreviations_do_not_end_a_sentence() -> None:
    text = "Según el art. 39 de la ley, es un mes. Luego decide el concejo."
    assert [span.text for span in sentences(text)] == [
        "Según el art. 39 de la ley, es un mes.",
        "Luego decide el concejo.",
    ]


@given(st.text(alphabet="aeAB .,;:()¿?¡!\n12", max_size=120))
def test_a_sentence_stands_where_it_says(text: str) -> None:
    for span in sentences(text):
        assert text[span.start : span.end] == span.text


@pytest.mark.parametrize(
    ("one", "other"), [("administración", "administraciones"), ("Informe", "informes"), ("gestion", "gestión")]
)
def test_forms_of_a_word_share_their_stem(one: str, other: str) -> None:
    assert stem(fold(one)) == stem(fold(other))


def test_what_carries_no_meaning_is_left_out() -> None:
    assert content_words("¿Cuál es el plazo para la entrega de 15 días?") == ["plazo", "entrega", "15", "dias"]


@pytest.mark.parametrize(
    ("line", "expected"), [("- uno", True), ("a) uno", True), ("3. uno", True), ("Uno. Dos", False)]
)
def test_list_items_are_told_by_their_marker(line: str, expected: bool) -> None:
    assert is_list_item(line) is expected
