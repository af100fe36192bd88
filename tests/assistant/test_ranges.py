"""The row of a table into which an amount falls."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant import Assistant, Turn
from assistant.answering.ranges import Range, fitting, read_range

SMALL = "Categoría: Sexta; Población (habitantes): hasta 10.000; ICLD anuales (salarios mínimos): hasta 15.000"
MIDDLE = (
    "Categoría: Tercera; Población (habitantes): 30.001 a 50.000; ICLD (salarios mínimos): más de 30.000 y hasta 50.000"
)


@pytest.mark.parametrize(
    ("cell", "stated"),
    [
        ("500.001 o más", Range(Decimal(500_001), None)),
        ("más de 400.000", Range(Decimal(400_000), None, over=True)),
        ("hasta 10.000", Range(None, Decimal(10_000))),
        ("10.000 o menos", Range(None, Decimal(10_000))),
        ("100.001 a 500.000", Range(Decimal(100_001), Decimal(500_000))),
        ("más de 15.000 y hasta 25.000", Range(Decimal(15_000), Decimal(25_000), over=True)),
        ("Sexta", None),
        ("200 salarios mínimos", None),
    ],
)
def test_a_cell_that_states_a_range_is_read(cell: str, stated: Range | None) -> None:
    assert read_range(cell) == stated


def test_limits_belong_to_the_range_unless_it_says_more_than() -> None:
    assert Range(Decimal(1), Decimal(2)).holds(Decimal(1))
    assert not Range(Decimal(1), Decimal(2), over=True).holds(Decimal(1))
    assert Range(Decimal(1), Decimal(2), over=True).holds(Decimal(2))
    assert not Range(None, Decimal(2)).holds(Decimal(3))


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("Tengo 42.000 habitantes, ¿qué categoría es?", [1]),
        ("municipio de 9 mil habitantes", [0]),
        ("recaudamos 35.000 salarios mínimos de ICLD", [1]),
        ("Tengo 9.000 habitantes y 35.000 salarios mínimos", [0, 1]),
        ("Tengo 42.000 vacas", []),
        ("¿Qué categoría es?", []),
    ],
)
def test_an_amount_chooses_the_rows_that_hold_it(question: str, rows: list[int]) -> None:
    assert fitting(question, [SMALL, MIDDLE]) == rows
    assert fitting(question, [f"{SMALL}\n{MIDDLE}"]) == []


def test_the_category_of_so_many_inhabitants_is_not_that_of_another_row(assistant: Assistant) -> None:
    answer = assistant.ask(Turn("Mi municipio tiene 42.000 habitantes, ¿qué categoría es?"))
    assert "Tercera" in answer.text
    assert "Sexta" not in answer.text
