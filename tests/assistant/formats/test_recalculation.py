"""Which results are stale after a fill."""

from __future__ import annotations

import pytest

from assistant.formats.addresses import CellAddress
from assistant.formats.recalculation import stale_formulas
from assistant.formats.sheet import Sheet, read_sheet


def sheet(**formulas: str) -> Sheet:
    rows = "".join(
        f'<row r="{cell[1:]}"><c r="{cell}"><f>{text}</f><v>1</v></c></row>' for cell, text in formulas.items()
    )
    return read_sheet(f'<worksheet xmlns="x"><sheetData>{rows}</sheetData></worksheet>'.encode())


@pytest.mark.parametrize(
    ("formula", "stale"),
    [
        ("A1*2", True),
        ("$A$1", True),
        ("SUM(A:A)", True),
        ("SUM(1:3)", True),
        ("Datos!A1", True),
        ("'Datos'!A1:B9", True),
        ("Total+1", True),
        ("INDIRECT(B1)", True),
        ("Tabla[Valor]", True),
        ("A10+A11", False),
        ("Otra!A1", False),
        ('"A1"', False),
        ("LOG10(B2)", False),
        ("BA1", False),
    ],
)
def test_a_result_is_stale_when_its_formula_reads_the_cell(formula: str, stale: bool) -> None:
    found = stale_formulas({"Datos": sheet(Z9=formula)}, {"Total": "Datos!$A$1:$A$5"}, [("Datos", CellAddress(1, 1))])
    assert bool(found) is stale


def test_staleness_goes_from_formula_to_formula_and_from_sheet_to_sheet() -> None:
    sheets = {"Datos": sheet(B1="A1", B2="B1", B3="C9"), "Resumen": sheet(A1="Datos!B2", A2="Datos!B3")}
    found = stale_formulas(sheets, {}, [("Datos", CellAddress(1, 1))])
    assert {f"{name}!{address}" for name, address in found} == {"Datos!B1", "Datos!B2", "Resumen!A1"}
