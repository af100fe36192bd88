"""Numbers: the convention is that of the whole column, and no digit is lost."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ingest.indicators.tables import Workplace, workplace, write_text

__all__ = ["workplace"]


def _read(
    workplace: Workplace, numbers: list[str]
) -> tuple[dict[int, Decimal | None], tuple[str, ...], dict[str, int]]:
    rows = [["Código", "Año", "Valor"], *(["05756", str(1950 + at), number] for at, number in enumerate(numbers))]
    report = workplace.one(write_text(workplace.folder / "n.csv", rows, ";"))
    with workplace.store() as store:
        found = {item.year - 1950: item.value for item in store.observations("05756")}
    return found, report.notices, {item.reason: item.count for item in report.skipped}


@pytest.mark.parametrize(
    ("numbers", "values"),
    [
        (["23.573.287,00", "1.234", "0,5"], ["23573287", "1234", "0.5"]),
        (["23,573,287.00", "1,234", "0.5"], ["23573287", "1234", "0.5"]),
        (["1.5", "1.234"], ["1.5", "1.234"]),
        (["1,5", "1.234"], ["1.5", "1234"]),
        (["-3,25", "(4,5)", "$ 1.200,50", "45,3 %", "−1,5"], ["-3.25", "-4.5", "1200.50", "45.3", "-1.5"]),
        (["12345678901234567890,12", "0,1"], ["12345678901234567890.12", "0.1"]),
        (["136822489999.99998", "1e3"], ["136822489999.99998", "1000"]),
    ],
)
def test_a_column_tells_how_its_numbers_are_written(
    workplace: Workplace, numbers: list[str], values: list[str]
) -> None:
    found, _, skipped = _read(workplace, numbers)
    assert [found[at] for at in range(len(numbers))] == [Decimal(value) for value in values]
    assert not skipped


def test_what_nothing_tells_is_read_as_colombia_writes_and_said(workplace: Workplace) -> None:
    found, notices, _ = _read(workplace, ["1.234", "7.000"])
    assert list(found.values()) == [1234, 7000]
    assert any("nada dice si «1.234» lleva miles o decimales" in notice for notice in notices)


def test_a_number_of_the_other_convention_is_listed_not_guessed(workplace: Workplace) -> None:
    found, notices, skipped = _read(workplace, ["1.234,5", "2.345,5", "3.5"])
    assert list(found) == [0, 1]
    assert skipped == {"El dato no es un número que se entienda": 1}
    assert any("dos maneras" in notice for notice in notices)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.decimals(-(10**17), 10**17, places=2, allow_nan=False), min_size=1, max_size=40))
def test_every_number_written_in_spanish_comes_back_exact(workplace: Workplace, numbers: list[Decimal]) -> None:
    written = [f"{number:,.2f}".translate(str.maketrans(",.", ".,")) for number in numbers]
    found, _, skipped = _read(workplace, written)
    assert [found[at] for at in range(len(numbers))] == numbers
    assert not skipped
