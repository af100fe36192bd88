"""Tables of one's own: what is proposed, what is kept, what cannot be told."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from assistant.errors import RelevoError
from ingest.indicators import Kind, import_files, proposed_mapping, read_mapping
from ingest.indicators.mapping import mapping_toml
from tests.conftest import CORPUS
from tests.ingest.indicators.tables import Workplace, workplace, write_book, write_text

__all__ = ["workplace"]


def test_a_long_table_is_read_and_its_mapping_kept(workplace: Workplace, tmp_path: Path) -> None:
    rows = [
        ["Municipio", "Departamento", "Indicador", "Vigencia", "Valor"],
        ["SONSÓN", "Antioquia", "Vías", 2021, "12,5"],
    ]
    report = workplace.one(write_text(tmp_path / "vias.csv", rows, ";"))
    assert report.kind is Kind.TABLE
    assert Path(report.mapping_file).read_text(encoding="utf-8") == report.mapping
    with workplace.store() as store:
        assert store.latest("05756", "vias").value == Decimal("12.5")  # type: ignore[union-attr]
    again = workplace.one(write_text(tmp_path / "otras-vias.csv", rows, ";"))
    assert again.mapping_file == ""  # the mapping that was kept is used: nothing new to see


def test_a_wide_table_by_year(workplace: Workplace, tmp_path: Path) -> None:
    rows = [["Cobertura de la red"], [], ["Código DANE", "Municipio", "2019", "2020"], ["5756", "Sonsón", 80.5, 82.25]]
    workplace.one(write_book(tmp_path / "cobertura-de-red.xlsx", {"Hoja1": rows}))
    with workplace.store() as store:
        found = store.observations("05756", "cobertura-de-red")
    assert [(item.year, item.value, item.column) for item in found] == [
        (2019, Decimal("80.5"), "C"),
        (2020, Decimal("82.25"), "D"),
    ]


def test_a_wide_table_of_indicators_takes_the_year_of_its_title(workplace: Workplace, tmp_path: Path) -> None:
    rows = [
        ["Inventario 2022"],
        ["Código", "Escuelas", "Puentes (%)"],
        ["05756", 12, 3.5],
        ["Total", "", ""],
        ["", 12, 3.5],
    ]
    report = workplace.one(write_book(tmp_path / "inventario.xlsx", {"Hoja1": rows}))
    assert {item.reason: item.count for item in report.skipped} == {
        "Títulos, notas y subtítulos": 1,
        "Filas sin entidad (totales y promedios)": 1,
    }
    with workplace.store() as store:
        assert {item.indicator: (item.year, item.value, item.unit) for item in store.overview("05756")} == {
            "escuelas": (2022, 12, ""),
            "puentes": (2022, Decimal("3.5"), "%"),
        }


def test_names_are_matched_and_the_others_listed(workplace: Workplace, tmp_path: Path) -> None:
    rows = [
        ["Departamento", "Municipio", "Año", "Valor"],
        ["", "Bogotá, D.C.", 2020, 1],
        ["Bolívar", "CARTAGENA DE INDIAS", 2020, 2],
        ["Antioquia", "San Luis", 2020, 3],
        ["", "San Luis", 2020, 4],
        ["Huila", "Sonsón", 2020, 5],
        ["", "Macondo", 2020, 6],
        ["Tolima", "", 2020, 7],
    ]
    report = workplace.one(write_text(tmp_path / "t.csv", rows, ";"))
    with workplace.store() as store:
        values = {item.entity: item.value for item in store.across("t", 2020)}
    assert values == {"11001": 1, "13001": 2, "05660": 3, "73000": 7}
    assert {item.reason: item.count for item in report.skipped} == {
        "No hay una entidad con ese nombre": 2,
        "Varias entidades se llaman así: hace falta el departamento o el código": 1,
    }
    assert any("Macondo" in example for item in report.skipped for example in item.examples)


def test_what_cannot_be_told_is_asked_for(workplace: Workplace, tmp_path: Path) -> None:
    path = write_text(tmp_path / "t.csv", [["Municipio", "Valor"], ["Sonsón", 1]], ";")
    (failed,) = workplace.bring(path).failed
    assert "no se pudo saber: el año" in failed.reason
    assert "--propose" in failed.hint


def test_a_proposal_that_a_person_completes_is_followed(workplace: Workplace, tmp_path: Path) -> None:
    path = write_text(tmp_path / "t.csv", [["Municipio", "Valor"], ["Sonsón", "9120"]], ";")
    mapping = tmp_path / "mapeo.toml"
    text = proposed_mapping(path).replace('\nanio = ""', "\nanio = 2020", 1)
    mapping.write_text(text.replace('unidad = ""', 'unidad = "%"\nfactor = "0.01"', 1), encoding="utf-8")
    setting = replace(workplace.setting, mapping=read_mapping(mapping))
    report = import_files([path], setting)
    assert not report.failed
    with workplace.store() as store:
        (found,) = store.overview("05756")
    assert (found.value, found.unit, found.factor, found.year) == (Decimal("91.2"), "%", Decimal("0.01"), 2020)


def test_a_mapping_is_written_as_it_is_read(tmp_path: Path) -> None:
    for path in sorted((CORPUS / "indicadores" / "mapeos").glob("*.toml")):
        mapping = read_mapping(path)
        copy = tmp_path / path.name
        copy.write_text(mapping_toml(mapping), encoding="utf-8")
        assert read_mapping(copy) == mapping


@pytest.mark.parametrize(
    "content", ["[tabla", "[tabla]\n", '[tabla]\nencabezados=["a"]\n[[columna]]\ntitulo="a"\nfactor=-1\n']
)
def test_a_mapping_with_an_error_is_one_message(tmp_path: Path, content: str) -> None:
    (tmp_path / "m.toml").write_text(content, encoding="utf-8")
    with pytest.raises(RelevoError, match=r"El mapeo m\.toml tiene un error"):
        read_mapping(tmp_path / "m.toml")


def test_a_mapping_of_another_table_is_refused(workplace: Workplace, tmp_path: Path) -> None:
    (known, *_) = sorted((CORPUS / "indicadores" / "mapeos").glob("*.toml"))
    path = write_text(tmp_path / "t.csv", [["Municipio", "Año", "Valor"], ["Sonsón", 2020, 1]], ";")
    report = import_files([path], replace(workplace.setting, mapping=read_mapping(known)))
    assert "no tiene las columnas que dice el mapeo" in report.failed[0].reason
