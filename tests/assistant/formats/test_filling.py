"""Drafts written into their templates: every cell equals its draft, and nothing else changes."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
import zipfile
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest

from assistant.errors import InvalidFormatError
from assistant.formats import package_diff
from assistant.formats.drafts import NewValue
from assistant.formats.drafts_records import Draft, DraftCell, Period
from assistant.formats.filling import cell_value, fill_format, source_lines, written_value, zip_files
from assistant.formats.records import FieldKind
from tests.assistant.formats.desks import entity, open_desk, shared_desk
from tests.conftest import REPOSITORY

DESK = shared_desk()
FORMATS = [entry.id for entry in DESK.catalogue.entries]
PERIOD = Period(2016, 2019)


def read(path: Path, draft: Draft) -> dict[tuple[str, str], object]:
    book = openpyxl.load_workbook(path)
    return {(each.sheet, each.cell): book[each.sheet][each.cell].value for each in draft.filled}


def same(written: object, value: DraftCell) -> bool:
    if isinstance(written, dt.datetime):
        return written.date() == value
    if isinstance(value, Decimal):
        return isinstance(written, int | float) and Decimal(repr(written)) == value
    return written == value


@pytest.mark.parametrize("name", FORMATS)
def test_every_filled_cell_is_its_draft_s_with_a_line_of_source_and_the_rest_is_the_same(
    name: str, tmp_path: Path
) -> None:
    spec, draft = DESK.catalogue.get(name), DESK.draft(name, entity(DESK), PERIOD)
    out = tmp_path / "lleno.xlsx"
    report = fill_format(spec, draft, out)
    assert not report.refused
    written = read(out, draft)
    for each in draft.filled:
        assert each.value is not None
        assert same(written[each.sheet, each.cell], each.value), f"{each.sheet}!{each.cell}"
    lines = {(row[0], row[1]): row[6] for row in openpyxl.load_workbook(out)["Fuentes"].iter_rows(2, values_only=True)}
    assert set(lines) == set(written)
    assert all(lines.values())
    diff = package_diff(spec.template, out)
    assert diff.undeclared(report.declared) == ()
    assert not diff.removed
    meant = {cell.partition("!")[2] for cell in (*report.written, *report.marked, *report.recalculated)}
    assert {cell for cells in diff.changed_cells().values() for cell in cells} <= meant


@pytest.mark.parametrize("name", [each for each in FORMATS if DESK.catalogue.get(each).document])
def test_a_document_says_what_its_draft_says_and_where_it_was_read(name: str, tmp_path: Path) -> None:
    spec, draft = DESK.catalogue.get(name), DESK.draft(name, entity(DESK), PERIOD)
    report = fill_format(spec, draft, tmp_path / "lleno.docx")
    assert not report.refused
    document = docx.Document(str(tmp_path / "lleno.docx"))
    text = "".join(each.text or "" for each in document.element.body.iter() if each.tag.endswith("}t"))
    for each in draft.filled:
        assert each.value is not None
        assert written_value(each.value, each.kind) in text
        assert each.source in text


def test_one_format_is_filled_in_time(tmp_path: Path) -> None:
    spec, whose = DESK.catalogue.get("situacion-fiscal"), entity(DESK)
    fill_format(spec, DESK.draft(spec.id, whose), tmp_path / "antes.xlsx")
    spent = []
    for _ in range(3):  # the machine may be busy: the best of three
        started = time.perf_counter()
        fill_format(spec, DESK.draft(spec.id, whose), tmp_path / "lleno.xlsx")
        spent.append(time.perf_counter() - started)
    assert min(spent) < 0.3


def test_rows_that_people_wrote_stand_in_their_rows(tmp_path: Path) -> None:
    rows = [NewValue("entidad-bancaria", f"Banco {at}", at) for at in range(3)]
    draft = DESK.preview("situacion-fiscal", entity(DESK), rows, by="Ana")
    fill_format(DESK.catalogue.get("situacion-fiscal"), draft, tmp_path / "lleno.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "lleno.xlsx")["Deuda"]
    assert [sheet[f"B{7 + at}"].value for at in range(3)] == ["Banco 0", "Banco 1", "Banco 2"]


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    draft = DESK.preview("situacion-fiscal", entity(DESK), [NewValue("nota-fiscal", '=HYPERLINK("x")')], by="Ana")
    fill_format(DESK.catalogue.get("situacion-fiscal"), draft, tmp_path / "lleno.xlsx")
    cell = openpyxl.load_workbook(tmp_path / "lleno.xlsx")["Ley 617 y marco fiscal"]["C18"]
    assert (cell.value, cell.data_type) == ('=HYPERLINK("x")', "s")


def test_all_formats_are_files_and_one_zip(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "datos")
    filled, archive = desk.fill_all(entity(desk), tmp_path / "salida")
    with zipfile.ZipFile(archive) as package:
        assert sorted(package.namelist()) == sorted(each.report.path.name for each in filled)
        assert package.testzip() is None
    assert {each.draft.format_id for each in filled} == set(FORMATS)
    assert not [each for each in (tmp_path / "salida").iterdir() if each.name.startswith(".")]


@pytest.mark.parametrize("name", ["lleno.docx", "lleno.odt", "lleno"])
def test_a_version_that_a_format_does_not_have_is_told(name: str, tmp_path: Path) -> None:
    spec = DESK.catalogue.get("situacion-fiscal")
    with pytest.raises(InvalidFormatError, match="no tiene versión"):
        fill_format(spec, DESK.draft(spec.id, entity(DESK)), tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_zip_that_fails_leaves_the_one_there_was(tmp_path: Path) -> None:
    out = tmp_path / "todos.zip"
    out.write_bytes(b"antes")
    with pytest.raises(FileNotFoundError):
        zip_files([tmp_path / "no-existe.xlsx"], out)
    assert [each.name for each in tmp_path.iterdir()] == ["todos.zip"]
    assert out.read_bytes() == b"antes"


def test_killed_at_any_moment_it_leaves_only_whole_files(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from tests.assistant.formats.desks import *; desk = shared_desk(); "
        f"print('ya', flush=True); desk.fill_all(entity(desk), Path({str(tmp_path)!r}))"
    )
    for delay in (0.02, 0.15, 0.4):
        with subprocess.Popen(
            [sys.executable, "-c", script], cwd=REPOSITORY, stdout=subprocess.PIPE, env=dict(os.environ)
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
        for file in tmp_path.iterdir():
            if file.suffix in {".xlsx", ".docx", ".zip"}:
                with zipfile.ZipFile(file) as package:
                    assert package.testzip() is None


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (Decimal("45.30"), 45.3),
        (Decimal("3.7916962764539512"), 3.7916962764539512),
        (Decimal(61095270000), 61095270000),
        (Decimal("12345678901234567.891"), Decimal("12345678901234567.891")),
        ("texto", "texto"),
    ],
)
def test_a_number_goes_to_its_cell_only_as_itself(value: DraftCell, cell: object) -> None:
    assert cell_value(value) == cell
    assert type(cell_value(value)) is type(cell)


def test_sources_tell_the_alternatives() -> None:
    draft = DESK.preview("situacion-fiscal", entity(DESK), [NewValue("ingresos-totales", Decimal(1), 3)], by="Ana")
    line = next(each for each in source_lines(draft) if each.label == "Ingresos totales" and each.year == 2019)
    assert "61.095.270.000" in line.note
    assert written_value(Decimal("1234.5"), FieldKind.MONEY) == "$ 1.234,5"
