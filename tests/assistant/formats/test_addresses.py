"""Addresses and ranges."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.formats.addresses import CellAddress, CellRange


@given(st.integers(1, 1_048_576), st.integers(1, 16_384))
def test_an_address_is_read_as_it_is_written(row: int, column: int) -> None:
    assert CellAddress.parse(str(CellAddress(row, column))) == CellAddress(row, column)


@pytest.mark.parametrize("wrong", ["", "7", "B", "B0", "XFE1", "A1048577", "B7:C8", "R1C1"])
def test_what_is_no_cell_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=f"^{wrong}$"):
        CellAddress.parse(wrong)


def test_a_range_holds_its_corners_in_any_order() -> None:
    span = CellRange.parse("$D$9:B2")
    assert str(span) == "B2:D9"
    assert CellAddress.parse("D2") in span
    assert CellAddress.parse("E2") not in span
