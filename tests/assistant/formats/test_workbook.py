"""Filling a workbook: what is written, what is refused, what is marked."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from assistant.formats import CellFill, PendingCell, SourceLine, fill_workbook, package_diff
from tests.assistant.formats.conftest import handmade

Make = Callable[[str], Path]


def part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as package:
        return package.read(name).decode()


def test_values_keep_their_type(make: Make, tmp_path: Path) -> None:
    out = tmp_path / "lleno.xlsx"
    values = {"A3": "Sonsón", "B3": Decimal("17245580000"), "C3": 45.3, "D3": dt.date(2019, 12, 31), "E3": True}

    fill_workbook(make("cross_sheet_lists"), [CellFill("Datos", cell, value) for cell, value in values.items()], out)

    sheet = load_workbook(out)["Datos"]
    assert sheet["A3"].value == "Sonsón"
    assert sheet["B3"].value == 17245580000
    assert sheet["C3"].value == 45.3
    assert sheet["D3"].value == dt.datetime(2019, 12, 31)
    assert sheet["D3"].is_date
    assert sheet["E3"].value is True


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd|' /C calc'!A0", "-5", "@SUM(A1)", "<b>&\"'", "dos\nlíneas", " borde ", "_x0041_"]
)
def test_text_is_never_a_formula_and_comes_back_whole(text: str, make: Make, tmp_path: Path) -> None:
    out = tmp_path / "lleno.xlsx"
    fill_workbook(make("cross_sheet_lists"), [CellFill("Datos", "A3", text)], out)

    cell = load_workbook(out)["Datos"]["A3"]
    assert cell.data_type in {"s", "inlineStr"}
    assert "<f>" not in part(out, "xl/worksheets/sheet1.xml").partition('r="A3"')[2].partition("</c>")[0]
    assert cell.value == text.replace("_x0041_", "_x005F_x0041_") or cell.value == text


@settings(max_examples=30, deadline=None)
@given(text=st.text(max_size=40), row=st.integers(1, 40), column=st.integers(1, 30))
def test_any_text_in_any_cell_leaves_a_workbook_that_opens(
    text: str, row: int, column: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("cualquiera")
    template, out = folder / "a.xlsx", folder / "b.xlsx"
    handmade(template)
    address = load_workbook(template)["Datos"].cell(row, column).coordinate

    report = fill_workbook(template, [CellFill("Datos", address, text)], out)

    load_workbook(out)
    assert len(report.written) + len(report.refused) == 1
    changed = package_diff(template, out).changed_cells().get("xl/worksheets/sheet1.xml", ())
    assert not report.written or address in changed


def test_cells_that_are_not_there_are_made_in_order(make: Make, tmp_path: Path) -> None:
    out = tmp_path / "lleno.xlsx"
    cells = ["C2", "A6", "E6", "C1", "B7", "A12", "C3"]
    report = fill_workbook(make("handmade"), [CellFill("Datos", cell, cell) for cell in cells], out)

    assert not report.refused
    sheet = load_workbook(out)["Datos"]
    assert [sheet[cell].value for cell in cells] == cells
    rows = list(sheet.iter_rows(values_only=True))
    assert [number for number, row in enumerate(rows, 1) if any(row)] == [1, 2, 3, 6, 7, 9, 12]


def test_a_new_cell_takes_the_format_of_its_column(make: Make, tmp_path: Path) -> None:
    out = tmp_path / "lleno.xlsx"
    fill_workbook(make("handmade"), [CellFill("Datos", "D12", dt.date(2020, 1, 23))], out)

    assert 'r="D12" s="1"' in part(out, "xl/worksheets/sheet1.xml")
    assert "xl/styles.xml" not in [each.name for each in package_diff(tmp_path / "handmade.xlsx", out).changed]


def test_formulas_headers_and_locked_cells_are_refused_and_the_rest_is_written(make: Make, tmp_path: Path) -> None:
    out = tmp_path / "lleno.xlsx"
    fills = [
        ("Datos", "A5"),
        ("Datos", "A6"),
        ("Protegida", "A1"),
        ("Protegida", "B2"),
        ("No hay", "A1"),
        ("Datos", "1A"),
    ]
    report = fill_workbook(make("merged_with_table"), [CellFill(*place, "x") for place in fills], out)

    assert report.written == ("Datos!A6", "Protegida!B2")
    reasons = {each.place: each.reason for each in report.refused}
    assert "encabezado de una tabla" in reasons["Datos!A5"]
    assert "bloqueada" in reasons["Protegida!A1"]
    assert "no tiene una hoja" in reasons["No hay!A1"]
    assert "no es una celda" in reasons["Datos!1A"]

    formula = fill_workbook(make("cross_sheet_lists"), [CellFill("Datos", "D1", 5)], out)
    assert "fórmula" in formula.refused[0].reason


def test_a_merged_cell_is_written_in_its_first_cell_once(make: Make, tmp_path: Path) -> None:
    out = tmp_path / "lleno.xlsx"
    fills = [CellFill("Datos", "C3", "uno"), CellFill("Datos", "B2", "dos")]
    report = fill_workbook(make("merged_with_table"), fills, out)

    assert report.redirected == ("Datos!C3 → B2",)
    assert "ya se llenó" in report.refused[0].reason
    assert load_workbook(out)["Datos"]["B2"].value == "uno"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 12345678901234567, "x" * 40_000, dt.date(1899, 1, 1)])
def test_what_no_cell_can_hold_is_refused(value: object, make: Make, tmp_path: Path) -> None:
    out = tmp_path / "lleno.xlsx"
    report = fill_workbook(make("handmade"), [CellFill("Datos", "D2", value)], out)  # type: ignore[arg-type]

    assert len(report.refused) == 1
    assert not package_diff(tmp_path / "handmade.xlsx", out).changed


def test_results_that_depend_on_a_new_value_are_taken_out_and_only_those(make: Make, tmp_path: Path) -> None:
    out = tmp_path / "lleno.xlsx"
    report = fill_workbook(make("handmade"), [CellFill("Datos", "A3", 7)], out)

    assert report.recalculated == ("Datos!B3", "Datos!A9")
    sheet = part(out, "xl/worksheets/sheet1.xml")
    assert '<x:f t="shared" si="0"/></x:c>' in sheet
    assert "<x:v>2</x:v>" in sheet
    assert "<x:v>fijo</x:v>" in sheet
    assert 'fullCalcOnLoad="1"' in part(out, "xl/workbook.xml")


def test_pending_cells_are_coloured_and_commented_and_keep_old_comments(make: Make, tmp_path: Path) -> None:
    out = tmp_path / "lleno.xlsx"
    pending = [
        PendingCell("Datos", "B2", "Nombre & cargo"),
        PendingCell("Datos", "A2", "otra"),
        PendingCell("Datos", "F20", "nuevo"),
    ]
    report = fill_workbook(make("merged_with_table"), [], out, pending=pending)

    sheet = load_workbook(out)["Datos"]
    assert sheet["B2"].comment.text == "Nombre & cargo"
    assert sheet["F20"].comment.text == "nuevo"
    assert sheet["A2"].comment.text == "Escriba el nombre completo."
    assert sheet["F20"].fill.start_color.rgb == "FFFFF2CC"
    assert set(report.marked) == {"Datos!B2", "Datos!A2", "Datos!F20"}


def test_comments_are_made_where_there_were_none(make: Make, tmp_path: Path) -> None:
    out = tmp_path / "lleno.xlsx"
    fill_workbook(make("charts_and_images"), [], out, pending=[PendingCell("Datos", "B9", "Falta el valor.")])

    assert load_workbook(out)["Datos"]["B9"].comment.text == "Falta el valor."
    sheet = part(out, "xl/worksheets/sheet1.xml")
    assert sheet.index("<drawing") < sheet.index("<legacyDrawing")


def test_a_sheet_lists_every_value_with_its_source(make: Make, tmp_path: Path) -> None:
    out = tmp_path / "lleno.xlsx"
    line = SourceLine("Datos", "B3", "Ingresos", Decimal(5), "pesos", 2019, "DNP, TerriData", "=nota")
    fill_workbook(make("cross_sheet_lists"), [CellFill("Datos", "B3", Decimal(5))], out, [line])

    book = load_workbook(out)
    assert book.sheetnames == ["Datos", "Opciones", "Fuentes"]
    rows = list(book["Fuentes"].iter_rows(values_only=True))
    assert rows[0][:4] == ("Hoja", "Celda", "Campo", "Valor")
    assert rows[1] == ("Datos", "B3", "Ingresos", 5, "pesos", 2019, "DNP, TerriData", "=nota")


def test_a_filled_workbook_can_be_filled_again(make: Make, tmp_path: Path) -> None:
    first, second = tmp_path / "uno.xlsx", tmp_path / "dos.xlsx"
    line = SourceLine("Datos", "B3", "Ingresos", 1)
    pending = [PendingCell("Datos", "A4", "falta")]
    fill_workbook(make("cross_sheet_lists"), [CellFill("Datos", "B3", 1)], first, [line], pending)
    fill_workbook(first, [CellFill("Datos", "B4", 2)], second, [line], [PendingCell("Datos", "A5", "también")])

    book = load_workbook(second)
    assert book.sheetnames == ["Datos", "Opciones", "Fuentes", "Fuentes 2"]
    assert [book["Datos"][cell].comment.text for cell in ("A4", "A5")] == ["falta", "también"]
