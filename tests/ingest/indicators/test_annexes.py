"""Fiscal-performance annexes of made-up years and places."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from assistant.indicators.catalogue import load_catalogue
from ingest.indicators import Kind, fiscal_columns
from ingest.indicators.fiscal_columns import column_meaning
from tests.conftest import CORPUS
from tests.ingest.indicators.tables import Workplace, workplace, write_book

__all__ = ["workplace"]

OLD = [
    ["", "Evaluación del desempeño fiscal de los municipios"],
    ["", "Vigencia 2015"],
    [],
    ["Código", "Departamento", "Municipio", "1/ Autofinanciación de los gastos de funcionamiento", "6/ Capacidad de ahorro",
     "Indicador de desempeño Fiscal 7/", "Posición 2015 a nivel Nacional", "Rango Clasificación", "Ciudades Capitales"],
    ["05756", "Antioquia", "Sonson", 40.5, "N.D.", 70.123456789012345, 12, "4. Sostenible", "-"],
    ["", "", "", 50.1, 40.2, 68.0, "", "", ""],
    ["", "Fuente: prueba"],
]  # fmt: skip
NEW = [
    ["Evaluación del desempeño fiscal de los municipios-nueva metodología"],
    ["Vigencia 2022"],
    ["", "", "Dimensión de Resultados"],
    [
        "Codigo DANE",
        "Municipio",
        "Endeudamiento Largo Plazo ",
        "Calificación Endeudamiento Largo Plazo ",
        "Nuevo IDF",
        "Rango ",
    ],
    ["05756", "SONSON", 10.0, 90.0, 61.5, "3. Vulnerable"],
]
RANKING = [
    ["Ciudades", "", "", "", "G1"],
    ["Código", "Municipio", "Nuevo IDF", "Posición Grupal", "", "Código", "Municipio", "Nuevo IDF", "Posición Grupal"],
    ["11001", "BOGOTÁ D.C.", 85.5, 1, "", "05756", "SONSON", 61.5, 9],
]


def test_the_header_is_found_below_its_titles(workplace: Workplace, tmp_path: Path) -> None:
    report = workplace.one(write_book(tmp_path / "anexo.xlsx", {"Municipios": OLD}))
    assert (report.kind, report.rows, report.cells, report.observations) == (Kind.FISCAL_ANNEX, 3, 5, 4)
    assert {item.reason: item.count for item in report.skipped} == {
        "Cifras sin entidad (promedios y totales)": 1,
        "Títulos, notas y subtítulos": 1,
        "Sin dato": 1,
    }
    assert any("«Ciudades Capitales»" in notice for notice in report.notices)
    with workplace.store() as store:
        found = store.latest("05756", "desempeno-fiscal")
        words = store.latest("05756", "rango-desempeno-fiscal")
    assert found is not None
    assert words is not None
    assert (found.value, found.year, found.sheet, found.row, found.column) == (
        Decimal("70.12345678901235"), 2015, "Municipios", 5, "F",
    )  # fmt: skip
    assert words.text == "4. Sostenible"


def test_the_two_methods_are_two_indicators(workplace: Workplace, tmp_path: Path) -> None:
    workplace.one(write_book(tmp_path / "viejo.xlsx", {"Municipios": OLD}))
    workplace.one(write_book(tmp_path / "nuevo.xlsx", {"Municipios": NEW}))
    with workplace.store() as store:
        assert store.years("desempeno-fiscal") == [2015]
        assert store.years("desempeno-fiscal-nuevo") == [2022]


def test_rankings_stand_side_by_side(workplace: Workplace, tmp_path: Path) -> None:
    workplace.one(write_book(tmp_path / "nuevo.xlsx", {"Municipios 2022": NEW, "Ranking": RANKING}))
    with workplace.store() as store:
        places = store.across("posicion-grupal-desempeno-fiscal-nuevo", 2022)
    assert {item.entity: (item.value, item.column) for item in places} == {"05756": (9, "I"), "11001": (1, "D")}


def test_scores_are_apart_from_what_they_score() -> None:
    measured = column_meaning("Endeudamiento Largo Plazo ", new_method=True)
    score = column_meaning("Calificación Endeudamiento Largo Plazo ", new_method=True)
    assert measured is not None
    assert score is not None
    assert (measured.id, score.id) == ("endeudamiento-largo-plazo", "calificacion-endeudamiento")
    assert column_meaning("Región PND 2018-2022", new_method=False) is None


def test_every_id_of_the_annexes_is_in_the_catalogue() -> None:
    catalogue = load_catalogue(CORPUS)
    columns = [column for _, column in (*fiscal_columns._OLD, *fiscal_columns._NEW)]
    assert [column.id for column in columns if catalogue.get(column.id) is None] == []
