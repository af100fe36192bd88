"""Cells: texts, units, dates, letters, and what is repaired."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.indicators.cells import column_letter, has_data, month_of, repaired, text_of, unit_of, year_of


@pytest.mark.parametrize(
    ("written", "year"),
    [
        ("2018", 2018),
        ("2018.0", 2018),
        ("Vigencia 2018", 2018),
        ("31/12/2019", 2019),
        ("2014-2019", None),
        ("", None),
        ("18", None),
    ],
)
def test_a_year_is_the_only_one_that_a_cell_names(written: str, year: int | None) -> None:
    assert year_of(written) == year


@pytest.mark.parametrize(
    ("written", "month"),
    [("12", 12), ("3.0", 3), ("Diciembre", 12), ("sep", 9), ("13", None), ("2018-06-30", 6), ("", None)],
)
def test_months_come_as_numbers_and_names(written: str, month: int | None) -> None:
    assert month_of(written) == month


def test_percentages_have_one_unit() -> None:
    assert unit_of("Porcentaje (el valor está multiplicado por 100)") == "%"
    assert unit_of(" Porcentaje ") == "%"
    assert unit_of("Porcentaje del PIB") == "Porcentaje del PIB"


def test_mojibake_is_repaired_only_when_the_whole_text_is() -> None:
    assert repaired("BogotÃ¡, D.C.") == "Bogotá, D.C."
    assert repaired("AÃ±o") == "Año"
    assert repaired("Sonsón Ã¡") == "Sonsón Ã¡"  # one part is right: the whole is not certain
    assert repaired("Ã") == "Ã"


@given(st.text(alphabet="abcñáéíóúüÁÉÑ .,()0123", max_size=30))
def test_what_was_read_in_the_wrong_code_page_comes_back(text: str) -> None:
    assert repaired(text) == text
    broken = text.encode("utf-8").decode("latin-1")
    assert repaired(broken) == text


@given(st.integers(0, 16_383))
def test_column_letters_are_those_of_spreadsheets(place: int) -> None:
    from openpyxl.utils import get_column_letter

    assert column_letter(place) == get_column_letter(place + 1)


def test_numbers_of_a_workbook_keep_every_digit() -> None:
    assert text_of(36.919363669252505) == "36.919363669252505"
    assert text_of(6.0) == "6"
    assert text_of(dt.date(2020, 1, 2)) == "2020-01-02"
    assert text_of("  dos   palabras ") == "dos palabras"


@pytest.mark.parametrize("mark", ["", "ND", "N.D.", "n/a", "Sin dato", "-", "#N/A"])
def test_marks_of_no_data(mark: str) -> None:
    assert not has_data(mark)
