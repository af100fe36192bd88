"""Nothing else changes: on workbooks of others, on a real one, and on every template of ours."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from assistant.formats import (
    CellFill,
    FieldKind,
    FieldSpec,
    FormatSpec,
    PendingCell,
    SourceLine,
    fill_workbook,
    libreoffice,
    load_catalogue,
    package_diff,
    write_pdf,
)  # fmt: skip
from assistant.formats.fills import CellValue
from tests.assistant.formats.conftest import MAKERS
from tests.conftest import CORPUS

Make = Callable[[str], Path]
FORMATS = [entry.id for entry in load_catalogue(CORPUS).entries]
SAMPLE: dict[FieldKind, CellValue] = {
    FieldKind.TEXT: "=Sonsón & <Río>",
    FieldKind.NUMBER: 12.5,
    FieldKind.MONEY: 17245580000,
    FieldKind.PERCENT: 45.3,
    FieldKind.DATE: dt.date(2019, 12, 31),
}
needs_libreoffice = pytest.mark.skipif(libreoffice() is None, reason="LibreOffice is not on this machine")


def compressed(path: Path) -> dict[str, bytes]:
    """The bytes of each part as they lie in the file."""
    found = {}
    with zipfile.ZipFile(path) as package, path.open("rb") as stream:
        for member in package.infolist():
            stream.seek(member.header_offset + 26)
            lengths = stream.read(4)
            stream.seek(int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little"), 1)
            found[member.filename] = stream.read(member.compress_size)
    return found


def sample(field: FieldSpec) -> CellValue:
    return field.choices[0] if field.choices else SAMPLE[field.kind]


def fills_of(spec: FormatSpec) -> list[CellFill]:
    """A value for every cell of a format."""
    values = [
        CellFill(section.sheet, cell, sample(field))
        for section, field in spec.placed()
        for cell in section.places(field)
    ]
    years = [
        CellFill(section.sheet, cell, 2016 + place)
        for section in spec.sections
        for place, cell in enumerate(section.year_cells)
    ]
    return values + years


@pytest.mark.parametrize("name", sorted(MAKERS))
def test_only_the_cells_filled_change(name: str, make: Make, tmp_path: Path) -> None:
    template, out = make(name), tmp_path / "lleno.xlsx"
    fills = [CellFill("Datos", "A11", "texto"), CellFill("Datos", "C12", 5.5)]
    report = fill_workbook(template, fills, out)
    diff = package_diff(template, out)

    assert not report.refused
    assert [part.name for part in diff.changed] == ["xl/worksheets/sheet1.xml"]
    assert diff.changed_cells() == {"xl/worksheets/sheet1.xml": ("A11", "C12")}
    assert diff.changed[0].elements == ()
    assert not diff.added
    assert not diff.removed
    before, after = compressed(template), compressed(out)
    assert all(before[part] == after[part] for part in diff.equal)


@pytest.mark.parametrize("name", sorted(MAKERS))
@needs_libreoffice
def test_with_sources_and_marks_the_rest_is_declared_and_opens(name: str, make: Make, tmp_path: Path) -> None:
    template, out = make(name), tmp_path / "lleno.xlsx"
    fills = [CellFill("Datos", "A11", "texto"), CellFill("Datos", "B2", 5.5)]
    line = SourceLine("Datos", "A11", "Campo", "texto", source="DNP")
    report = fill_workbook(template, fills, out, [line], [PendingCell("Datos", "C13", "Falta.")])

    assert package_diff(template, out).undeclared(report.declared) == ()
    assert write_pdf(out, tmp_path / "lleno.pdf").read_bytes().startswith(b"%PDF")


def test_a_real_plan_keeps_all_but_its_filled_cells(shared_data: Path, tmp_path: Path) -> None:
    template = shared_data / "office" / "plan-indicativo-tenjo-2024-2027.xlsx"
    out = tmp_path / "tenjo.xlsx"
    fills = [
        CellFill("PDM", "B12", "=texto"),
        CellFill("PDM", "ZZ900", 3.5),
        CellFill("PDM", "C12", dt.date(2024, 1, 31)),
    ]
    report = fill_workbook(template, fills, out, pending=[PendingCell("PDM", "A2500", "Falta.")])
    diff = package_diff(template, out)

    assert not report.refused
    assert diff.undeclared(report.declared) == ()
    assert set(diff.changed_cells()["xl/worksheets/sheet1.xml"]) == {"B12", "C12", "ZZ900", "A2500"}
    assert {each.name for each in diff.changed} == {
        "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml",
    }  # fmt: skip


@pytest.mark.parametrize("format_id", FORMATS)
def test_a_template_of_ours_takes_every_field_and_keeps_the_rest(format_id: str, tmp_path: Path) -> None:
    spec = load_catalogue(CORPUS).get(format_id)
    out = tmp_path / "lleno.xlsx"
    fills = fills_of(spec)
    report = fill_workbook(spec.template, fills, out)
    diff = package_diff(spec.template, out)

    assert not report.refused
    assert len(report.written) == len(fills)
    assert diff.undeclared(report.declared) == ()
    assert sum(len(cells) for cells in diff.changed_cells().values()) == len(fills)
    assert all(part.elements == () for part in diff.changed if part.cells)
    assert not diff.added
    book = load_workbook(out)
    for fill in fills[:: max(1, len(fills) // 50)]:
        value = book[fill.sheet][fill.cell].value
        assert (value.date() if isinstance(value, dt.datetime) else value) == fill.value


@needs_libreoffice
def test_totals_are_computed_when_a_filled_format_opens(tmp_path: Path) -> None:
    from pypdf import PdfReader

    spec = load_catalogue(CORPUS).get("situacion-fiscal")
    out = tmp_path / "lleno.xlsx"
    debts = [CellFill("Deuda", f"E{row}", 1_000_000) for row in (7, 8, 9)]
    fill_workbook(spec.template, debts, out)

    text = "".join(page.extract_text() for page in PdfReader(write_pdf(out, tmp_path / "lleno.pdf")).pages)
    assert "3,000,000" in text or "3.000.000" in text
