"""Small files of figures that the tests make: exports, annexes and tables of one's own."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from assistant.indicators import IndicatorStore
from ingest.indicators import FileReport, Importing, ImportReport, import_files
from tests.conftest import CORPUS

TERRIDATA_HEADER = (
    "Código Departamento", "Departamento", "Código Entidad", "Entidad", "Dimensión", "Subcategoría", "Indicador", "Dato Numérico",
    "Dato Cualitativo", "Año", "Mes", "Fuente", "Unidad de Medida",
)  # fmt: skip


def terridata_row(
    code: str = "05756",
    indicator: str = "Árboles sembrados",
    value: str = "1.234,50",
    year: str = "2018",
    *,
    words: str = "",
    name: str = "Sonsón",
    subcategory: str = "Bosques",
    unit: str = "Árboles",
    month: str = "12",
) -> tuple[str, ...]:
    """A row of an export, under :data:`TERRIDATA_HEADER`."""
    return (
        "05", "Antioquia", code, name, "Ambiente", subcategory, indicator, value, words, year, month, "Fuente de prueba", unit,
    )  # fmt: skip


def write_text(path: Path, rows: Sequence[Sequence[object]], delimiter: str = "|") -> Path:
    """A delimited text file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def write_book(path: Path, sheets: dict[str, Sequence[Sequence[object]]]) -> Path:
    """A workbook."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


class Workplace:
    """A store of the test's own, and how to import into it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.setting = Importing(folder / "indicadores", CORPUS)

    def bring(self, *paths: Path) -> ImportReport:
        """Import files."""
        return import_files(paths, self.setting)

    def one(self, path: Path) -> FileReport:
        """Import a file that must be read."""
        report = self.bring(path)
        assert not report.failed, report.failed
        return report.files[0]

    def store(self) -> IndicatorStore:
        """The store in use."""
        return IndicatorStore.open(self.setting.directory)


@pytest.fixture
def workplace(tmp_path: Path) -> Workplace:
    """An empty store."""
    return Workplace(tmp_path)
