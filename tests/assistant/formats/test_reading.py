"""Templates that nobody described: fields found, matched, reviewed and filled."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
from openpyxl.styles import Border, Side

from assistant.errors import InvalidFormatError, InvalidTemplateError
from assistant.formats import package_diff
from assistant.formats.fills import TargetKind
from assistant.formats.reading import (
    DetectedTemplate,
    fill_template,
    load_detected,
    read_template,
    save_detected,
    template,
)
from assistant.formats.reading.matching import match_label
from assistant.formats.reading.records import Beside
from assistant.formats.records import FormatEntry, Layout
from tests.assistant.formats.conftest import MAKERS
from tests.assistant.formats.desks import entity, shared_desk

DESK = shared_desk()
CATALOGUE = DESK.figures.catalogue
LINE = Side(style="thin")
BOX = Border(LINE, LINE, LINE, LINE)


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """A workbook with every way of asking: beside, under, crossed, in rows, with headings in two rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Datos"
    sheet["A1"] = "Ficha del municipio"
    sheet.merge_cells("A1:G1")
    sheet["A3"], sheet["A4"], sheet["A5"], sheet["C3"] = "Municipio:", "Departamento", "Código DANE:", "Alcalde:"
    sheet["B4"].border = BOX
    sheet["A7"], sheet["B7"], sheet["C7"], sheet["D7"] = "Concepto", "Unidad", 2018, "Año 2019"
    concepts = ("Ingresos totales", "Índice de desempeño fiscal", "Cobertura neta en educación", "Otra cosa rara")
    for row, concept in enumerate(concepts, start=8):
        sheet.cell(row, 1, concept)
        for column in (2, 3, 4):
            sheet.cell(row, column).border = BOX
    sheet["A15"] = "Registre un renglón por cada contrato que siga en ejecución"
    sheet["A16"], sheet["D16"] = "Contrato", "Valor"
    sheet.merge_cells("A16:C16")
    sheet.merge_cells("D16:E16")
    for column, heading in enumerate(("Número", "Objeto", "Contratista", "Inicial", "Final"), start=1):
        sheet.cell(17, column, heading)
        for row in range(18, 22):
            sheet.cell(row, column).border = BOX
    sheet["H3"] = "Categoría del municipio"
    sheet["H4"].border = BOX
    sheet["I3"] = "ocupado"
    path = tmp_path / "plantilla.xlsx"
    book.save(path)
    return path


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    """A document with a form, a table of years and a placeholder."""
    document = docx.Document()
    document.add_paragraph("Indicador: {{tasa_de_desercion}}")
    form = document.add_table(2, 2)
    form.cell(0, 0).text, form.cell(1, 0).text = "Municipio:", "Quien entrega"
    figures = document.add_table(3, 3)
    for column, heading in enumerate(("Concepto", "2018", "2019")):
        figures.cell(0, column).text = heading
    figures.cell(1, 0).text, figures.cell(2, 0).text = "Ingresos totales", "Otra cosa"
    path = tmp_path / "carta.docx"
    document.save(str(path))
    return path


def places(detected: DetectedTemplate) -> dict[str, tuple[str, Beside, int | None]]:
    return {each.place: (each.label, each.beside, each.year) for each in detected.fields}


def test_labels_beside_under_and_crossed_are_found(form: Path) -> None:
    found = places(read_template(form, CATALOGUE))
    assert found["B3"] == ("Municipio", Beside.RIGHT, None)
    assert found["D3"] == ("Alcalde", Beside.RIGHT, None)
    assert found["H4"] == ("Categoría del municipio", Beside.BELOW, None)
    assert found["C8"] == ("Ingresos totales", Beside.CROSSING, 2018)
    assert found["D11"] == ("Otra cosa rara", Beside.CROSSING, 2019)
    assert "A1" not in found
    assert not {"B8", "A18", "B18"} & set(found)


def test_headings_of_two_rows_and_rows_that_repeat_are_a_table(form: Path) -> None:
    tables = read_template(form, CATALOGUE).tables
    contracts = tables[-1]
    assert (contracts.header, contracts.first_row, contracts.filled) == ((16, 17), 18, 0)
    assert [each.label for each in contracts.columns] == [
        "Contrato / Número", "Contrato / Objeto", "Contrato / Contratista", "Valor / Inicial", "Valor / Final",
    ]  # fmt: skip


def test_instructions_are_told_apart_from_labels(form: Path) -> None:
    assert read_template(form, CATALOGUE).instructions == (
        "Registre un renglón por cada contrato que siga en ejecución",
    )


def test_what_is_sure_is_filled_with_the_store_s_figures_and_the_rest_is_listed(form: Path, tmp_path: Path) -> None:
    whose, out = entity(DESK), tmp_path / "lleno.xlsx"
    done = fill_template(read_template(form, CATALOGUE), form, whose, DESK.sources(whose), out)
    book = openpyxl.load_workbook(out)
    sheet = book["Datos"]
    store = DESK.figures.store()
    for cell, indicator, year in (("D8", "ingresos-totales", 2019), ("C9", "desempeno-fiscal", 2018)):
        assert sheet[cell].value == float(store.observations("05756", indicator, [year])[-1].value or 0)
    assert (sheet["B3"].value, sheet["B4"].value, sheet["B5"].value) == ("Sonsón", "Antioquia", "05756")
    assert [each.label for each in done.left] == ["Otra cosa rara", "Otra cosa rara", "Alcalde"]
    assert sheet["D3"].comment is not None
    lines = {(row[0], row[1]): row[6] for row in book["Fuentes"].iter_rows(2, values_only=True)}
    assert set(lines) == {("Datos", each.cell) for each in done.draft.filled}
    assert all(lines.values())
    assert package_diff(form, out).undeclared(done.report.declared) == ()


def test_a_year_without_data_is_left_to_people(form: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(form)
    book["Datos"]["C7"] = 2005
    book.save(form)
    whose = entity(DESK)
    done = fill_template(read_template(form, CATALOGUE), form, whose, DESK.sources(whose), tmp_path / "lleno.xlsx")
    assert {each.place for each in done.left} >= {"C8", "C9"}
    assert openpyxl.load_workbook(tmp_path / "lleno.xlsx")["Datos"]["C8"].value is None


@pytest.mark.parametrize(
    ("label", "number_format"), [("Ingresos totales (millones)", "General"), ("Cobertura neta en educación", "0.0%")]
)
def test_a_scale_that_is_not_ours_is_a_doubt(form: Path, label: str, number_format: str) -> None:
    book = openpyxl.load_workbook(form)
    sheet = book["Datos"]
    sheet["A8"], sheet["C8"].number_format = label, number_format
    book.save(form)
    field = next(each for each in read_template(form, CATALOGUE).fields if each.place == "C8")
    assert field.match is not None
    assert not field.sure
    assert field.doubt


def test_a_column_that_leaves_the_year_to_people_is_a_doubt(form: Path) -> None:
    book = openpyxl.load_workbook(form)
    book["Datos"]["C7"] = "Año 1"
    book.save(form)
    field = next(each for each in read_template(form, CATALOGUE).fields if each.place == "C8")
    assert (field.year, field.sure) == (None, False)


def test_a_document_is_read_and_filled(letter: Path, tmp_path: Path) -> None:
    whose, detected = entity(DESK), read_template(letter, CATALOGUE)
    targets = {each.place: each.target for each in detected.fields}
    assert targets["tasa_de_desercion"] is TargetKind.PLACEHOLDER
    assert targets["0/0/1"] is targets["1/1/2"] is TargetKind.TABLE_CELL
    done = fill_template(detected, letter, whose, DESK.sources(whose), tmp_path / "lleno.docx")
    document = docx.Document(str(tmp_path / "lleno.docx"))
    assert document.tables[0].cell(0, 1).text == "Sonsón"
    assert document.tables[1].cell(1, 2).text == "$ 61.095.270.000"
    assert document.tables[1].cell(2, 2).text == ""
    assert document.paragraphs[0].text == "Indicador: 4,4 %"
    assert {each.label for each in done.left} == {"Quien entrega", "Otra cosa"}


def test_a_review_is_kept_and_what_it_says_is_filled(form: Path, tmp_path: Path) -> None:
    whose, detected = entity(DESK), read_template(form, CATALOGUE)
    file = save_detected(detected, tmp_path / "revision.toml")
    assert load_detected(file) == detected

    text = file.read_text(encoding="utf-8")
    rare, unwanted = '\n[[campo]]\netiqueta = "Otra cosa rara"', 'lugar = "B3"'
    reviewed = text.replace("llenar = true", "llenar = false", text[: text.index(unwanted)].count("llenar = true") + 1)
    at = reviewed.index(rare)
    end = reviewed.index("llenar = false", at)
    reviewed = f'{reviewed[:end]}origen = "indicador"\nclave = "tasa-desercion"\nllenar = true{reviewed[end + 14 :]}'
    file.write_text(reviewed, encoding="utf-8")
    fill_template(load_detected(file), form, whose, DESK.sources(whose), tmp_path / "lleno.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "lleno.xlsx")["Datos"]
    assert sheet["C11"].value == 4.35
    assert sheet["C8"].value is None


@pytest.mark.parametrize("written", ["", "plantilla = 3", "[[campo]]\nlugar = 'A1'", "no es toml ="])
def test_a_review_that_cannot_be_read_is_told(written: str, tmp_path: Path) -> None:
    file = tmp_path / "revision.toml"
    file.write_text(written, encoding="utf-8")
    with pytest.raises(InvalidFormatError, match=re.escape("revision.toml")):
        load_detected(file)


@pytest.mark.parametrize(
    ("label", "key", "sure"),
    [
        ("Ingresos totales", "ingresos-totales", True),
        ("NOMBRE DEL MUNICIPIO", "name", True),
        ("Tasa de deserción", "tasa-desercion", True),
        ("Ingresos", "ingresos-totales", False),
    ],
)
def test_a_label_is_matched_with_a_score(label: str, key: str, *, sure: bool) -> None:
    match = match_label(label, CATALOGUE)
    assert match is not None
    assert (match.key, match.sure) == (key, sure)


@pytest.mark.parametrize("label", ["Nombre del proyecto de acuerdo", "Observaciones", "Responsable", "2019", ""])
def test_a_label_like_nothing_has_no_match_that_is_sure(label: str) -> None:
    match = match_label(label, CATALOGUE)
    assert match is None or not match.sure


def test_a_real_plan_is_a_table_of_many_columns(shared_data: Path, tmp_path: Path) -> None:
    path = shared_data / "office" / "plan-indicativo-tenjo-2024-2027.xlsx"
    detected = read_template(path, CATALOGUE)
    plan = next(each for each in detected.tables if each.sheet == "PDM")
    assert (plan.header, plan.first_row, plan.filled) == ((1,), 2, 332)
    assert {"META DE PRODUCTO", "BPIN", "RESPONSABLE"} <= {each.label for each in plan.columns}
    whose = entity(DESK, "25799")
    done = fill_template(detected, path, whose, DESK.sources(whose), tmp_path / "lleno.xlsx")
    assert package_diff(path, tmp_path / "lleno.xlsx").undeclared(done.report.declared) == ()


@pytest.mark.parametrize("name", sorted(MAKERS))
def test_workbooks_of_other_people_lose_nothing(name: str, make: Callable[[str], Path], tmp_path: Path) -> None:
    path, whose = make(name), entity(DESK)
    done = fill_template(read_template(path, CATALOGUE), path, whose, DESK.sources(whose), tmp_path / "lleno.xlsx")
    diff = package_diff(path, tmp_path / "lleno.xlsx")
    assert diff.undeclared(done.report.declared) == ()
    assert diff.removed == ()


@pytest.mark.parametrize("entry", DESK.catalogue.entries, ids=lambda entry: entry.id)
def test_fields_are_found_in_our_own_templates(entry: FormatEntry) -> None:
    spec = DESK.catalogue.get(entry.id)
    detected = read_template(spec.template, CATALOGUE)
    found = {(each.sheet, each.place) for each in detected.fields}
    cards = {
        (section.sheet, cell)
        for section, field in spec.placed()
        if section.layout is Layout.CARD
        for cell in section.places(field)
    }
    tables = {section.sheet for section in spec.sections if section.layout is Layout.TABLE}
    assert len(cards & found) / len(cards) >= 0.8
    assert tables <= {table.sheet for table in detected.tables}


def _refused(path: Path) -> str:
    with pytest.raises(InvalidTemplateError) as told:
        read_template(path, CATALOGUE)
    return told.value.user_message


def test_what_cannot_be_read_is_refused_in_a_sentence(
    form: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corrupt = tmp_path / "dañada.xlsx"
    corrupt.write_bytes(form.read_bytes()[:2_000])
    assert "dañad" in _refused(corrupt)

    locked = tmp_path / "clave.xlsx"
    locked.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"))
    assert "contraseña" in _refused(locked)

    with_macros = tmp_path / "macros.xlsx"
    with_macros.write_bytes(form.read_bytes())
    with zipfile.ZipFile(with_macros, "a") as package:
        package.writestr("xl/vbaProject.bin", b"x")
    assert "macros" in _refused(with_macros)

    assert "no existe" in _refused(tmp_path / "nada.xlsx")
    (tmp_path / "texto.txt").write_text("hola", encoding="utf-8")
    assert "no es un libro" in _refused(tmp_path / "texto.txt")

    monkeypatch.setattr(template, "MAX_SHEETS", 100)
    assert "demasiados datos" in _refused(form)
