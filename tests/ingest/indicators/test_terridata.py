"""TerriData exports: what comes in, what is left out and why."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from assistant.indicators import NATION
from ingest.indicators import Kind
from tests.ingest.indicators.tables import TERRIDATA_HEADER, Workplace, terridata_row, workplace, write_book, write_text

__all__ = ["workplace"]
TREES = "arboles-sembrados"


def test_a_figure_knows_its_cell(workplace: Workplace, tmp_path: Path) -> None:
    report = workplace.one(write_text(tmp_path / "país.txt", [TERRIDATA_HEADER, terridata_row()]))
    assert (report.kind, report.rows, report.cells, report.observations) == (Kind.TERRIDATA, 1, 1, 1)
    with workplace.store() as store:
        (found,) = store.observations("05756", TREES)
    assert (found.value, found.unit, found.year, found.month) == (Decimal("1234.50"), "Árboles", 2018, 12)
    assert (found.file, found.sheet, found.row, found.column) == ("país.txt", "", 2, "H")
    assert found.source == "Fuente de prueba"


@pytest.mark.parametrize("delimiter", ["|", ";", ",", "\t"])
def test_the_delimiter_is_found(workplace: Workplace, tmp_path: Path, delimiter: str) -> None:
    rows = [TERRIDATA_HEADER, terridata_row(), terridata_row(year="2019", value="7,5")]
    assert workplace.one(write_text(tmp_path / "t.csv", rows, delimiter)).observations == 2
    with workplace.store() as store:
        assert [item.value for item in store.observations("05756", TREES)] == [Decimal("1234.5"), Decimal("7.5")]


def test_text_sheet_and_zip_say_the_same(workplace: Workplace, tmp_path: Path) -> None:
    rows = [TERRIDATA_HEADER, terridata_row(), terridata_row(code="5001", name="Medellín")]
    text = write_text(tmp_path / "texto.txt", rows)
    book = write_book(tmp_path / "libro.xlsx", {"Datos": rows})
    packed = tmp_path / "TerriData.txt.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(text, "TerriData.txt")
    for path in (text, book, packed):
        workplace.one(path)
        with workplace.store() as store:
            for code in ("05756", "05001"):
                assert store.latest(code, TREES).value == Decimal("1234.5")  # type: ignore[union-attr]


def test_filler_rows_and_rows_without_data_are_listed(workplace: Workplace, tmp_path: Path) -> None:
    filler = ["", "", "", "", "", "", "aaaa", "", "", "", "", "aaaa", ""]
    rows = [TERRIDATA_HEADER, filler, terridata_row(), terridata_row(value="", year="2019"), terridata_row(year="sin")]
    for path in (write_text(tmp_path / "a.txt", rows), write_book(tmp_path / "a.xlsx", {"Datos": rows})):
        report = workplace.one(path)
        assert (report.rows, report.observations) == (4, 1)
        assert {item.reason: item.count for item in report.skipped} == {
            "Relleno del archivo, sin entidad ni año": 1,
            "Sin dato": 1,
            "Sin un año que se entienda": 1,
        }
    assert any("fila 4" in example for item in report.skipped for example in item.examples)


def test_codes_lose_their_zero_and_the_nation_has_one_code(workplace: Workplace, tmp_path: Path) -> None:
    codes = ["5756", "5000", "1001", "11001", "99999x", "12345"]
    rows = [TERRIDATA_HEADER, *(terridata_row(code=code, name=f"E{code}") for code in codes)]
    report = workplace.one(write_text(tmp_path / "t.txt", rows))
    with workplace.store() as store:
        assert [entity.code for entity in store.entities()] == [NATION, "05000", "05756", "11001"]
    assert {item.reason: item.count for item in report.skipped} == {"El código no es de ningún departamento": 2}


def test_a_code_that_the_registry_does_not_know_is_kept_and_told(workplace: Workplace, tmp_path: Path) -> None:
    report = workplace.one(
        write_text(tmp_path / "t.txt", [TERRIDATA_HEADER, terridata_row(code="05999", name="Nuevo Sonsón")])
    )
    assert report.new_entities == ("05999 Nuevo Sonsón",)
    with workplace.store() as store:
        (seen,) = store.entities()
    assert (seen.name, seen.department, seen.file) == ("Nuevo Sonsón", "Antioquia", "t.txt")


def test_words_are_kept_as_words(workplace: Workplace, tmp_path: Path) -> None:
    workplace.one(write_text(tmp_path / "t.txt", [TERRIDATA_HEADER, terridata_row(value="", words="BogotÃ¡")]))
    with workplace.store() as store:
        found = store.latest("05756", TREES)
    assert found is not None
    assert (found.value, found.text, found.column) == (None, "Bogotá", "I")


def test_one_name_in_two_units_is_two_indicators(workplace: Workplace, tmp_path: Path) -> None:
    rows = [
        TERRIDATA_HEADER,
        terridata_row(unit="Hectáreas"),
        terridata_row(unit="Porcentaje (el valor está multiplicado por 100)", value="4,00"),
    ]
    report = workplace.one(write_text(tmp_path / "t.txt", rows))
    assert len(report.indicators) == 2
    with workplace.store() as store:
        assert {item.unit: item.value for item in store.overview("05756")} == {"Hectáreas": Decimal("1234.5"), "%": 4}


def test_the_catalogue_names_indicators_and_parts_methods(workplace: Workplace, tmp_path: Path) -> None:
    rows = [
        TERRIDATA_HEADER,
        *(
            terridata_row(indicator="Indicador de desempeño fiscal", year=year, unit="Puntos")
            for year in ("2019", "2020")
        ),
    ]
    workplace.one(write_text(tmp_path / "t.txt", rows))
    with workplace.store() as store:
        assert store.years("desempeno-fiscal") == [2019]
        assert store.years("desempeno-fiscal--desde-2020") == [2020]


def test_the_open_data_portal_loses_accents_in_its_headers(workplace: Workplace, tmp_path: Path) -> None:
    header = [
        "c_digo_departamento", "departamento", "c_digo_entidad", "entidad", "dimensi_n", "subcategor_a", "indicador",
        "dato_num_rico", "dato_cualitativo", "a_o", "mes", "fuente", "unidad_de_medida",
    ]  # fmt: skip
    assert workplace.one(write_text(tmp_path / "t.csv", [header, terridata_row()], ",")).observations == 1


def test_a_text_in_the_windows_code_page_is_read(workplace: Workplace, tmp_path: Path) -> None:
    path = write_text(tmp_path / "t.txt", [TERRIDATA_HEADER, terridata_row(name="Sonsón")])
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1252"))
    workplace.one(path)
    with workplace.store() as store:
        assert store.entities()[0].name == "Sonsón"
