"""What cannot be filled is refused in one sentence, and a fill that is cut off leaves nothing half written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import InvalidTemplateError
from assistant.formats import CellFill, fill_document, fill_workbook
from assistant.formats import package as package_module
from tests.conftest import REPOSITORY

Make = Callable[[str], Path]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)


def with_part(path: Path, name: str, content: bytes) -> Path:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return path


def refused(path: Path, tmp_path: Path) -> str:
    out = tmp_path / "salida.xlsx"
    with pytest.raises(InvalidTemplateError) as error:
        fill_workbook(path, [CellFill("Datos", "A1", "x")], out)
    assert not out.exists()
    assert not list(tmp_path.glob(".relevo-*"))
    message = error.value.user_message
    assert path.name in message
    assert message.count(".") - path.name.count(".") == 1
    assert str(tmp_path) not in str(error.value)
    return message


def test_what_is_no_workbook_is_refused_in_one_sentence(make: Make, tmp_path: Path) -> None:
    cases = {
        "vacia.xlsx": (b"", "vacía"),
        "texto.xlsx": (b"esto no es un libro", "no es un libro de Excel"),
        "clave.xlsx": (OLE + "EncryptedPackage".encode("utf-16-le"), "protegida con contraseña"),
        "vieja.xlsx": (OLE, "anterior a 2007"),
        "cortada.xlsx": (make("cross_sheet_lists").read_bytes()[:3000], "dañado o incompleto"),
    }
    for name, (content, expected) in cases.items():
        path = tmp_path / name
        path.write_bytes(content)
        assert expected in refused(path, tmp_path)
    assert "no existe" in refused(tmp_path / "falta.xlsx", tmp_path)


def test_a_damaged_part_is_refused(make: Make, tmp_path: Path) -> None:
    path = make("cross_sheet_lists")
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as package:
        place = package.getinfo("xl/styles.xml").header_offset + 60
    content[place : place + 20] = bytes(20)
    path.write_bytes(content)
    assert "dañado" in refused(path, tmp_path)


def test_macros_signatures_and_hostile_xml_are_refused(make: Make, tmp_path: Path) -> None:
    assert "macros" in refused(with_part(make("handmade"), "xl/vbaProject.bin", b"x"), tmp_path)
    assert "firmado" in refused(with_part(make("handmade"), "_xmlsignatures/sig1.xml", b"<a/>"), tmp_path)
    bomb = b'<!DOCTYPE a [<!ENTITY b "cc">]><a>&b;</a>'
    assert "peligrosas" in refused(with_part(make("handmade"), "xl/otra.xml", bomb), tmp_path)


def test_huge_templates_are_refused_before_they_are_unpacked(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = with_part(make("handmade"), "xl/media/bomba.bin", bytes(12 << 20))
    assert "demasiado grande" in refused(bomb, tmp_path)
    monkeypatch.setattr(package_module, "MAX_FILE", 1000)
    assert "máximo" in refused(make("cross_sheet_lists"), tmp_path)


def test_a_document_is_no_workbook_and_the_other_way_round(make: Make, tmp_path: Path) -> None:
    document = REPOSITORY / "corpus" / "formatos" / "plantillas" / "acta-informe-gestion.docx"
    assert "no es un libro de Excel" in refused(document, tmp_path)
    with pytest.raises(InvalidTemplateError, match="no es un documento de Word"):
        fill_document(make("handmade"), [], tmp_path / "salida.docx")


def test_a_fill_killed_in_the_middle_leaves_the_old_file_or_none(make: Make, tmp_path: Path) -> None:
    template, out = make("handmade"), tmp_path / "salida" / "lleno.xlsx"
    script = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from assistant.formats import CellFill, fill_workbook, package\n"
        "package.os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)\n"
        "fill_workbook(Path(sys.argv[1]), [CellFill('Datos', 'D2', 1)], Path(sys.argv[2]))\n"
    )
    command = [sys.executable, "-c", script, str(template), str(out)]
    killed = subprocess.run(command, cwd=REPOSITORY, env=os.environ | {"PYTHONPATH": str(REPOSITORY)}, check=False)

    assert killed.returncode == -signal.SIGKILL
    assert not out.exists()
    fill_workbook(template, [CellFill("Datos", "D2", 1)], out)
    whole = out.read_bytes()
    assert subprocess.run(command, cwd=REPOSITORY, check=False).returncode == -signal.SIGKILL
    assert out.read_bytes() == whole
