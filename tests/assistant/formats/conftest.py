"""Workbooks as other people make them: each with what a careless tool would lose."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"


def cross_sheet_lists(path: Path) -> None:
    """Drop-downs whose options stand on another sheet, and a defined name."""
    with xlsxwriter.Workbook(path) as book:
        sheet, lists = book.add_worksheet("Datos"), book.add_worksheet("Opciones")
        lists.write_column("A1", ["Sí", "No", "No aplica"])
        book.define_name("Respuestas", "=Opciones!$A$1:$A$3")
        sheet.data_validation("B2:B20", {"validate": "list", "source": "=Opciones!$A$1:$A$3"})
        sheet.data_validation("C2:C20", {"validate": "list", "source": "=Respuestas"})
        sheet.write_row("A1", ["Entidad", "Valor", "Estado"])
        sheet.write_formula("D1", "=SUM(B2:B20)", None, 41)


def charts_and_images(path: Path) -> None:
    """A chart over the cells to be filled, and a picture."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Datos")
        sheet.write_row("A1", ["Año", "Valor"])
        sheet.write_column("A2", [2016, 2017, 2018, 2019])
        sheet.write_column("B2", [1, 2, 3, 4])
        chart = book.add_chart({"type": "column"})
        chart.add_series({"categories": "=Datos!$A$2:$A$5", "values": "=Datos!$B$2:$B$5"})
        sheet.insert_chart("D2", chart)
        sheet.insert_image("D20", "escudo.png", {"image_data": io.BytesIO(PIXEL)})


def conditional_formats(path: Path) -> None:
    """Rules of 2010 in the extension list, sparklines, and a header of pictures."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Datos")
        sheet.write_row("A1", ["Meta", "Avance"])
        sheet.conditional_format("B2:B20", {"type": "data_bar", "data_bar_2010": True, "bar_solid": True})
        sheet.conditional_format("A2:A20", {"type": "icon_set", "icon_style": "3_traffic_lights"})
        sheet.add_sparkline("C2", {"range": "Datos!A2:B2"})
        sheet.set_header("&CAlcaldía")


def merged_with_table(path: Path) -> None:
    """Merged labels, a table with its header, a comment, a filter and a protected sheet."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Datos")
        sheet.merge_range("A1:D1", "Formato de entrega")
        sheet.merge_range("B2:C3", "")
        sheet.add_table("A5:C9", {"columns": [{"header": "Código"}, {"header": "Bien"}, {"header": "Valor"}]})
        sheet.write_comment("A2", "Escriba el nombre completo.")
        locked = book.add_worksheet("Protegida")
        locked.protect()
        locked.write("A1", "Total", book.add_format({"locked": True}))
        locked.write_blank("B2", None, book.add_format({"locked": False}))


def handmade(path: Path) -> None:
    """Prefixed names, cells without an address, a shared formula, cached results and a chain of calculation."""
    sheet = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<x:worksheet xmlns:x="{MAIN}">'
        "<x:cols><x:col min='4' max='4' width='12' style='1'/></x:cols>"
        "<x:sheetData><x:row><x:c t='s'><x:v>0</x:v></x:c><x:c><x:v>10</x:v></x:c></x:row>"
        '<x:row r="2" spans="1:4"><x:c r="A2"><x:v>1</x:v></x:c><x:c r="B2"><x:f t="shared" ref="B2:B3" si="0">A2*2</x:f>'
        '<x:v>2</x:v></x:c><x:c r="D2" s="1"/></x:row>'
        '<x:row r="3"><x:c r="A3"><x:v>5</x:v></x:c><x:c r="B3"><x:f t="shared" si="0"/><x:v>10</x:v></x:c></x:row>'
        '<x:row r="6"/><x:row r="9"><x:c r="A9"><x:f>SUM(B2:B3)</x:f><x:v>12</x:v></x:c>'
        '<x:c r="B9" t="str"><x:f>"fijo"</x:f><x:v>fijo</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    styles = (
        f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="1">'
        '<fill><patternFill patternType="none"/></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2">'
        '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>'
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
        '"application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        '<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.'
        'openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type='
        f'"{OFFICE}/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}/relationships"><sheets><sheet name="Datos" '
        'sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/relationships/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{OFFICE}/relationships/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId3" Type="{OFFICE}/relationships/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": sheet,
        "xl/styles.xml": styles,
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>Concepto</t></si></sst>',
        "docProps/raro.bin": "lo que nadie entiende",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)


MAKERS: dict[str, Callable[[Path], None]] = {
    maker.__name__: maker
    for maker in (cross_sheet_lists, charts_and_images, conditional_formats, merged_with_table, handmade)
}


@pytest.fixture
def make(tmp_path: Path) -> Callable[[str], Path]:
    """Make one of the workbooks by its name."""

    def made(name: str) -> Path:
        path = tmp_path / f"{name}.xlsx"
        MAKERS[name](path)
        return path

    return made
