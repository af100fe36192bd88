"""`relevo formats`, on the sample."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.ui.conftest import Relevo


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("formatos")


def test_the_formats_are_listed_with_what_can_be_filled(relevo: Relevo) -> None:
    run = relevo("formats", "list", "--entity", "Sonsón", "--json")
    assert run.code == 0, run.err
    formats = json.loads(run.out)["formats"]
    assert [each["number"] for each in formats if each["group"] == "empalme"] == list(range(1, 11))
    assert all(each["filled"] > 0 and "no oficial" in each["notice"] for each in formats)


def test_a_format_is_shown_with_its_help_and_its_law(relevo: Relevo) -> None:
    run = relevo("formats", "show", "contratación")
    assert run.code == 0, run.err
    assert "Supervisor [supervisor]" in run.out
    assert "Ley 1474 de 2011, artículo 83" in run.out


def test_all_formats_are_filled_into_a_folder_and_a_zip(relevo: Relevo, tmp_path: Path) -> None:
    run = relevo("formats", "fill", "--all", "--entity", "05756", "--out", str(tmp_path), "--json")
    assert run.code == 0, run.err
    told = json.loads(run.out)
    with zipfile.ZipFile(told["archive"]) as archive:
        assert len(archive.namelist()) == len(told["formats"]) >= 19
    for filled in told["formats"]:
        assert Path(filled["report"]["path"]).is_file()
        assert filled["report"]["refused"] == []
        assert all(each["source"] for each in filled["values"] if each["state"] == "prellenado")


def test_what_people_write_is_saved_shown_and_protected_from_the_second(relevo: Relevo, tmp_path: Path) -> None:
    out = tmp_path / "fiscal.xlsx"
    fill = ("formats", "fill", "situacion-fiscal", "--entity", "05756", "--out", str(out))
    first = relevo(*fill, "--set", "entrega=Ana Gómez", "--set", "garantia.2=Predial", "--by", "Ana")
    assert first.code == 0, first.err
    book = openpyxl.load_workbook(out)
    assert (book["Portada"]["C9"].value, book["Deuda"]["J8"].value) == ("Ana Gómez", "Predial")

    second = relevo(*fill, "--set", "entrega=Otro", "--by", "Luis", "--version", "0")
    assert second.code == 1
    assert "entrega (Ana)" in second.err
    status = relevo("formats", "status", "--entity", "05756", "--json")
    fiscal = next(each for each in json.loads(status.out)["formats"] if each["id"] == "situacion-fiscal")
    assert (fiscal["by"], fiscal["version"]) == (["Ana"], 1)


def test_a_template_of_ones_own_is_read_reviewed_and_filled(relevo: Relevo, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["A2"], sheet["A3"] = "Municipio:", "Ingresos totales:", "Firma:"
    file = tmp_path / "mia.xlsx"
    book.save(file)
    read = relevo("formats", "read", str(file), "--save", "--json")
    assert read.code == 0, read.err
    assert [each["match"] and each["match"]["key"] for each in json.loads(read.out)["fields"]] == [
        "name", "ingresos-totales", None,
    ]  # fmt: skip
    assert "Guardado para revisar" in read.err
    filled = relevo("formats", "fill", str(file), "--entity", "05756", "--out", str(tmp_path / "x"))
    assert filled.code == 0, filled.err
    assert "2 campos llenos, 1 que le tocan a usted" in filled.out
    written = openpyxl.load_workbook(tmp_path / "x" / "mia-05756.xlsx").worksheets[0]
    assert (written["B1"].value, written["B2"].value) == ("Sonsón", 61095270000)


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("fill", "--entity", "05756"), 2, "qué formato"),
        (("fill", "2", "--all", "--entity", "05756"), 2, "qué formato"),
        (("fill", "99", "--entity", "05756"), 1, "No se reconoce el formato"),
        (("fill", "2", "--entity", "San Luis"), 3, "73678"),
        (("fill", "2", "--entity", "Macondo XYZ"), 1, "No se reconoce la entidad"),
        (("fill", "2", "--entity", "05756", "--period", "siempre"), 2, "2016-2019"),
        (("fill", "2", "--entity", "05756", "--set", "entrega=Ana"), 2, "--by"),
        (("fill", "2", "--entity", "05756", "--set", "entrega", "--by", "Ana"), 2, "campo=valor"),
        (("fill", "2", "--entity", "05756", "--set", "icld=mucho", "--by", "Ana"), 1, "se espera un número"),
        (("fill", "--all", "--entity", "05756", "--out", "x.xlsx"), 2, "carpeta"),
        (("fill", "2", "--entity", "05756", "--out", "x.docx"), 1, "no tiene versión"),
        (("fill", "2", "--entity", "05756", "--out", "/dev/null/x.xlsx"), 1, "No se pudo escribir"),
        (("read", "no-existe.xlsx"), 1, "no existe"),
        (("show", "cualquiera"), 1, "relevo formats list"),
    ],
)
def test_what_cannot_be_done_is_one_spanish_message(
    relevo: Relevo, arguments: tuple[str, ...], code: int, says: str
) -> None:
    run = relevo("formats", *arguments)
    assert run.code == code, run.err
    assert says in run.err
    assert "Traceback" not in run.err
    assert len(run.err.strip().splitlines()) <= 4


def test_a_real_plan_is_read(relevo: Relevo, shared_data: Path) -> None:
    run = relevo("formats", "read", str(shared_data / "office" / "plan-indicativo-tenjo-2024-2027.xlsx"), "--json")
    assert run.code == 0, run.err
    assert json.loads(run.out)["tables"][0]["filled"] == 332
