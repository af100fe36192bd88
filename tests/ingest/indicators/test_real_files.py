"""The real workbooks and tables, where they are: whole, and every value as the file has it, read by another path."""

from __future__ import annotations

import csv
import random
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from assistant.indicators import IndicatorStore, Observation
from ingest.indicators import ImportReport
from tests.ingest.indicators.tables import Workplace

SAMPLE = 500
SEED = 7


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> tuple[ImportReport, Workplace, Path]:
    """Every real file, imported once."""
    workplace = Workplace(tmp_path_factory.mktemp("reales"))
    folder = shared_data / "indicadores"
    return workplace.bring(*sorted(folder.iterdir())), workplace, folder


def _counted(path: Path) -> dict[str, int]:
    """The rows of each sheet with anything in them, by openpyxl or the csv module."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            return {"": sum(1 for row in csv.reader(file) if any(row))}
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    counts = {
        sheet.title: sum(1 for row in sheet.iter_rows(values_only=True) if any(cell not in {None, ""} for cell in row))
        for sheet in book.worksheets
    }
    book.close()
    return counts


HEADERS_AND_TITLES = {
    "TerriData_Dim2_Sub3.xlsx": 1, "terr_indsel_educacion.csv": 1, "terr_indsel_financiero.csv": 1,
    "idf-2018.xlsx": 2 * 6, "idf-2019.xlsx": 2 * 6, "idf-2021-nueva-metodologia.xlsx": 6 + 6 + 1 + 2,
}  # fmt: skip
"""Rows of each file up to and including its headers."""


def test_every_row_is_an_observation_or_listed(real: tuple[ImportReport, Workplace, Path]) -> None:
    report, _, folder = real
    assert not report.failed
    for file in report.files:
        assert file.rows == sum(_counted(folder / file.file).values()) - HEADERS_AND_TITLES[file.file], file.file
        of_cells = sum(item.count for item in file.skipped if item.reason == "Sin dato")
        assert file.cells == file.observations + of_cells, file.file
        others = {item.reason for item in file.skipped} - {"Sin dato"}
        assert others <= {
            "Relleno del archivo, sin entidad ni año",
            "Cifras sin entidad (promedios y totales)",
            "Títulos, notas y subtítulos",
        }, file.file
        assert not file.new_entities


def test_five_hundred_values_come_back_equal(real: tuple[ImportReport, Workplace, Path]) -> None:
    """Drawn from the files by openpyxl and csv, and asked of the store as a person would: entity, indicator, year."""
    _, workplace, folder = real
    with workplace.store() as store:
        drawn = _draw(store, random.Random(SEED))
        assert len(drawn) == SAMPLE
        for item in drawn:
            asked = store.observations(item.entity, item.indicator, [item.year], superseded=True)
            assert item in asked
        _compare(drawn, folder)


def _draw(store: IndicatorStore, chance: random.Random) -> list[Observation]:
    codes = [entity.code for entity in store.entities()]
    every = [item for code in chance.sample(codes, 120) for item in store.observations(code, superseded=True)]
    return chance.sample(every, SAMPLE)


def _compare(drawn: list[Observation], folder: Path) -> None:
    for name in {item.file for item in drawn}:
        cells = {(item.sheet, item.row, item.column): item for item in drawn if item.file == name}
        found = _read_csv(folder / name, cells) if name.endswith(".csv") else _read_book(folder / name, cells)
        assert found.keys() == cells.keys()
        for where, written in found.items():
            _assert_same(cells[where], written, where)


def _assert_same(item: Observation, written: object, where: tuple[str, int, str]) -> None:
    if item.value is None:
        assert item.text == str(written).strip(), where
    elif isinstance(written, int | float):
        assert float(item.value) == float(written), where
    else:
        text = str(written)
        expected = text.replace(".", "").replace(",", ".") if "," in text else text
        assert item.value == Decimal(expected) * item.factor, where


def _read_csv(path: Path, cells: dict[tuple[str, int, str], Observation]) -> dict[tuple[str, int, str], object]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    found: dict[tuple[str, int, str], object] = {}
    for where, item in cells.items():
        row = dict(zip(rows[0], rows[where[1] - 1], strict=True))
        assert int(row["codigo_entidad"]) == (1001 if item.entity == "00000" else int(item.entity))
        assert int(row["anno"]) == item.year
        found[where] = row["valor"]
    return found


def _read_book(path: Path, cells: dict[tuple[str, int, str], Observation]) -> dict[tuple[str, int, str], object]:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    found: dict[tuple[str, int, str], object] = {}
    for sheet in book.worksheets:
        wanted = {(row, column): key for key in cells for title, row, column in [key] if title == sheet.title.strip()}
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None and (key := wanted.get((cell.row, cell.column_letter))) is not None:
                    found[key] = cell.value
    book.close()
    return found
