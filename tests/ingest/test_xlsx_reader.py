"""Excel workbooks: what each visible sheet shows."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import date, datetime
from datetime import time as clock
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import UnreadableDocumentError
from ingest.documents import Block, BlockKind, ParsedDocument
from ingest.readers.base import Limits
from ingest.readers.blocks import BlockWriter
from ingest.readers.office.sheets import Sheet, SheetWriter, Value
from ingest.readers.office.xlsx import XlsxReader

Fill = Callable[[Any], None]


@pytest.fixture
def read(tmp_path: Path) -> Callable[[Fill], ParsedDocument]:
    """Write a workbook by a function of its first sheet, and read it."""

    def reading(fill: Fill) -> ParsedDocument:
        book = openpyxl.Workbook()
        book.active.title = "Plan"
        fill(book.active)
        book.save(tmp_path / "plan.xlsx")
        return XlsxReader().read(tmp_path / "plan.xlsx", Limits())

    return reading


def append(*rows: list[Any]) -> Fill:
    def fill(sheet: Any) -> None:
        for row in rows:
            sheet.append(row)

    return fill


def rows_of(document: ParsedDocument) -> list[Block]:
    return [block for block in document.blocks if block.kind is BlockKind.TABLE_ROW]


def test_a_row_keeps_its_empty_cells_so_that_it_aligns_with_the_header(read: Any) -> None:
    document = read(append(["Meta", "Línea base", "Valor"], ["Vías", None, 12], ["Agua", 3, None]))
    assert [(row.text, row.table_header) for row in rows_of(document)] == [
        ("Vías |  | 12", "Meta | Línea base | Valor"),
        ("Agua | 3 | ", "Meta | Línea base | Valor"),
    ]
    assert {row.heading_path for row in rows_of(document)} == {("Plan",)}


def test_a_column_that_nobody_filled_is_dropped(read: Any) -> None:
    def fill(sheet: Any) -> None:
        append(["Anexo 1"], ["Meta", None, "Valor"], ["Vías", None, 12])(sheet)
        sheet.merge_cells("A1:C1")

    (row,) = rows_of(read(fill))
    assert (row.table_header, row.text) == ("Meta | Valor", "Vías | 12")


def test_a_column_without_name_is_kept_if_anything_is_in_it(read: Any) -> None:
    (row,) = rows_of(read(append(["Meta", "Valor", None], ["Vías", 12, "nota"])))
    assert (row.table_header, row.text) == ("Meta | Valor | ", "Vías | 12 | nota")


def test_numbers_are_written_as_colombia_does_without_noise(read: Any) -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["a", "b", "c", "d", "e", "f", "g", "h", "i"])
        sheet.append([0.1 + 0.2, 1234567.5, 3404125267, 0.235, 5001, 43.348622913094715, 1 / 3, 1e21, -0.0])
        for column, code in {"C": '"$"#,##0.00', "D": "0.00%", "E": "00000", "F": "0.00"}.items():
            sheet[f"{column}2"].number_format = code

    (row,) = rows_of(read(fill))
    assert row.text == "0,3 | 1234567,5 | 3404125267 | 23,5% | 05001 | 43,35 | 0,333333 | 1000000000000000000000 | 0"


def test_dates_are_iso_and_booleans_spanish(read: Any) -> None:
    document = read(
        append(
            ["Qué", "Fecha", "Momento", "Hora", "Listo"],
            ["Acta", date(2020, 1, 22), datetime(2020, 1, 22, 14, 30), clock(8, 5), True],
        )
    )
    assert rows_of(document)[0].text == "Acta | 2020-01-22 | 2020-01-22 14:30 | 08:05 | VERDADERO"


def test_codes_and_long_numbers_keep_every_digit(read: Any) -> None:
    (row,) = rows_of(read(append(["DANE", "BPIN"], ["05001", 2024257990001234])))
    assert row.text == "05001 | 2024257990001234"


def test_title_rows_above_the_header_become_text_and_a_heading(read: Any) -> None:
    document = read(
        append(
            ["Dirección de Planeación"], ["Vigencia 2018"], [], ["Anexo 1. Metas"], [], ["Meta", "Valor"], ["Vías", 3]
        )
    )
    assert [(block.kind, block.text) for block in document.blocks] == [
        (BlockKind.HEADING, "Plan"),
        (BlockKind.PARAGRAPH, "Dirección de Planeación"),
        (BlockKind.PARAGRAPH, "Vigencia 2018"),
        (BlockKind.HEADING, "Anexo 1. Metas"),
        (BlockKind.TABLE_ROW, "Vías | 3"),
    ]
    assert document.blocks[-1].heading_path == ("Plan", "Anexo 1. Metas")


def test_several_header_rows_are_joined_and_merged_names_reach_every_column(read: Any) -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["Sector", "Inversión", None, "Total"])
        sheet.append([None, 2019, 2020, None])
        sheet.append(["Agua", 5, 6, 11])
        for area in ("A1:A2", "B1:C1", "D1:D2"):
            sheet.merge_cells(area)

    (row,) = rows_of(read(fill))
    assert row.table_header == "Sector | Inversión / 2019 | Inversión / 2020 | Total"
    assert row.text == "Agua | 5 | 6 | 11"


def test_a_row_of_few_groups_above_the_names_belongs_to_the_header(read: Any) -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["Anexo"])
        sheet.append([None, "Lugar", None, None, None, None, "Fiscal", None, None])
        sheet.append(["Código", "Ente", "Tipo", "Año", "Mes", "Sexo", "Nota", "Peso", "Rango"])
        sheet.append(["05001", "Medellín", "Municipio", 2019, 1, "F", 80.1, 5, 2])
        for area in ("A1:I1", "B2:C2", "G2:H2"):
            sheet.merge_cells(area)

    (row,) = rows_of(read(fill))
    assert (
        row.table_header
        == "Código | Lugar / Ente | Lugar / Tipo | Año | Mes | Sexo | Fiscal / Nota | Fiscal / Peso | Rango"
    )


def test_a_table_without_title_is_not_under_that_of_another(read: Any) -> None:
    document = read(append(["Anexo 1"], ["Meta", "Valor"], ["Vías", 3], [], ["Fuente", "Monto"], ["SGP", 7]))
    assert [row.heading_path for row in rows_of(document)] == [("Plan", "Anexo 1"), ("Plan",)]


def test_a_merged_value_is_said_once(read: Any) -> None:
    def fill(sheet: Any) -> None:
        append(["Eje", "Meta", "Valor"], ["Ambiente", "Agua", 1], [None, "Aire", 2])(sheet)
        sheet.merge_cells("A2:A3")

    assert [row.text for row in rows_of(read(fill))] == ["Ambiente | Agua | 1", " | Aire | 2"]


def test_tables_side_by_side_and_one_below_the_other_are_told_apart(read: Any) -> None:
    document = read(
        append(
            ["Mes", "Valor", None, "Sector", "Meta"],
            ["Enero", 1, None, "Agua", 9],
            ["Febrero", 2, None, "Vías", 8],
            [],
            ["Fuente", "Monto"],
            ["SGP", 7],
        )
    )
    assert [(row.table, row.table_header, row.text) for row in rows_of(document)] == [
        (1, "Mes | Valor", "Enero | 1"),
        (1, "Mes | Valor", "Febrero | 2"),
        (2, "Sector | Meta", "Agua | 9"),
        (2, "Sector | Meta", "Vías | 8"),
        (3, "Fuente | Monto", "SGP | 7"),
    ]


def test_rows_after_a_blank_one_keep_the_header_and_merged_rows_are_sections(read: Any) -> None:
    def fill(sheet: Any) -> None:
        append(["Departamento", "IDF", "Puesto"], ["Especial"], ["Cundinamarca", 71.6, 1], [], ["Primera"])(sheet)
        sheet.append(["Atlántico", 75.9, 1])
        sheet.merge_cells("A2:C2")
        sheet.merge_cells("A5:C5")

    lines = rows_of(read(fill))
    assert [(row.heading_path, row.text) for row in lines] == [
        (("Plan", "Especial"), "Cundinamarca | 71,6 | 1"),
        (("Plan", "Primera"), "Atlántico | 75,9 | 1"),
    ]
    assert {row.table_header for row in lines} == {"Departamento | IDF | Puesto"}


def test_a_source_under_a_table_is_a_paragraph(read: Any) -> None:
    document = read(append(["Meta", "Valor"], ["Vías", 3], ["Fuente: DNP, 2019"]))
    assert (document.blocks[-1].kind, document.blocks[-1].text) == (BlockKind.PARAGRAPH, "Fuente: DNP, 2019")


def test_a_form_has_no_header_and_loses_nothing(read: Any) -> None:
    document = read(append(["Municipio:", "Tenjo"], ["Alcalde:", "Ana"]))
    assert [(row.table_header, row.text) for row in rows_of(document)] == [
        ("", "Municipio: | Tenjo"),
        ("", "Alcalde: | Ana"),
    ]


def test_a_template_with_nothing_but_a_header_is_still_found(read: Any) -> None:
    document = read(append(["Inventario"], ["Bien", "Placa", "Estado"]))
    assert document.blocks[-1].text == "Bien | Placa | Estado"


def test_hidden_sheets_are_left_out_and_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["visible"])
    for state in ("hidden", "veryHidden"):
        sheet = book.create_sheet(state)
        sheet.append(["secreto"])
        sheet.sheet_state = state
    book.save(tmp_path / "a.xlsx")
    document = XlsxReader().read(tmp_path / "a.xlsx", Limits())
    assert "secreto" not in " ".join(block.text for block in document.blocks)
    assert len(document.warnings) == 2
    assert "«veryHidden» está oculta" in document.warnings[1]


def test_formulas_without_result_are_empty_and_said_so(read: Any) -> None:
    document = read(append(["Meta", "Valor", "Otro"], ["Vías", "=1+1", 3], ["Agua", "=2+2", 4]))
    assert [row.text for row in rows_of(document)] == ["Vías |  | 3", "Agua |  | 4"]
    assert document.warnings == (
        "La hoja «Plan» tiene 2 fórmulas sin resultado guardado: ábrala en Excel, guárdela y vuelva a cargarla.",
    )


def test_error_cells_are_empty(read: Any) -> None:
    def fill(sheet: Any) -> None:
        append(["Meta", "Valor", "Otro"], ["Vías", "#REF!", 3])(sheet)
        sheet["B2"].data_type = "e"

    assert rows_of(read(fill))[0].text == "Vías |  | 3"


def test_a_workbook_whose_data_are_all_hidden_says_so(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    hidden = book.create_sheet("Datos")
    hidden.append(["x"])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(UnreadableDocumentError, match="no tiene datos en sus hojas visibles"):
        XlsxReader().read(tmp_path / "a.xlsx", Limits())


def test_the_limit_of_cells_is_held(read: Any, tmp_path: Path) -> None:
    read(append(["a", "b"], [1, 2], [3, 4]))
    with pytest.raises(UnreadableDocumentError, match="demasiado grandes"):
        XlsxReader().read(tmp_path / "plan.xlsx", Limits(cells=5))


@settings(deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.integers(1, 12), st.integers(1, 8)),
        st.builds(Value, st.text("abc", min_size=1, max_size=3), st.booleans()),
        min_size=1,
        max_size=40,
    )
)
def test_no_value_is_lost_or_said_twice_however_a_sheet_is_filled(cells: dict[tuple[int, int], Value]) -> None:
    unique = {
        place: Value(f"{value.text}{number}", value.number) for number, (place, value) in enumerate(cells.items())
    }
    sheet = Sheet("Hoja")
    for (row, column), value in unique.items():
        sheet.rows.setdefault(row, {})[column] = value
    writer = BlockWriter(Path("hoja.xlsx"), Limits())
    SheetWriter(writer, sheet).write()
    names = {name for block in writer.blocks for name in re.split(r" \| | / ", block.table_header) if name}
    said = [text for block in writer.blocks[1:] for text in block.text.split(" | ") if text]
    assert len(said) == len(set(said))
    assert names.isdisjoint(said)
    assert names | set(said) == {value.text for value in unique.values()}


@pytest.fixture(scope="module")
def tenjo(shared_data: Path) -> ParsedDocument:
    start = time.process_time()
    document = XlsxReader().read(shared_data / "office" / "plan-indicativo-tenjo-2024-2027.xlsx", Limits())
    assert time.process_time() - start < 5
    return document


def test_a_real_plan_indicativo_is_one_table_of_aligned_rows(tenjo: ParsedDocument) -> None:
    lines = rows_of(tenjo)
    assert len(lines) > 300
    assert {len(row.text.split(" | ")) for row in lines} == {len(lines[0].table_header.split(" | "))} == {82}
    first = dict(zip(lines[0].table_header.split(" | "), lines[0].text.split(" | "), strict=True))
    assert first["PONDERADOR EJE"] == "23,5%"
    assert first["COD SUBPROGRAMA"] == "0900"
    assert first["BPIN"] == "2024257990001"
    assert first["NOMBRE DE SECTOR"] == ""
    assert sum("está oculta" in warning for warning in tenjo.warnings) == 3


def test_real_rankings_have_their_titles_sections_and_two_row_headers(shared_data: Path) -> None:
    path = shared_data / "indicadores" / "idf-2021-nueva-metodologia.xlsx"
    lines = rows_of(XlsxReader().read(path, Limits()))
    bogota = next(row for row in lines if row.text.startswith("11001 | BOGOTÁ"))
    assert bogota.heading_path == ("Ranking Municipios", "Ciudades")
    assert bogota.table_header == "Código | Municipio | Nuevo IDF | Posición Grupal"
    assert bogota.text.endswith(" | 85,78 | 1")
    antioquia = next(row for row in lines if row.text.startswith("05000 | ANTIOQUIA"))
    assert "Dimensión de Resultados / Dependencia" in antioquia.table_header
    meta = next(row for row in lines if row.text == "META | 63,35 | 2")
    assert meta.heading_path == ("Ranking Departamentos", "Categoría Primera")
