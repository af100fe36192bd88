"""Files that cannot be read: one clear message, and the store as it was."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ingest.indicators.tables import TERRIDATA_HEADER, Workplace, terridata_row, workplace, write_book, write_text

__all__ = ["workplace"]


def _write(name: str, content: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return make


def _truncated(folder: Path) -> Path:
    path = write_book(folder / "cortado.xlsx", {"Datos": [TERRIDATA_HEADER, terridata_row()]})
    path.write_bytes(path.read_bytes()[:-200])
    return path


def _zip_of(*names: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        with zipfile.ZipFile(folder / "varios.zip", "w") as archive:
            for name in names:
                archive.writestr(name, "a,b\n1,2\n")
        return folder / "varios.zip"

    return make


def _protected_zip(folder: Path) -> Path:
    path = _zip_of("datos.csv")(folder)
    content = bytearray(path.read_bytes())
    content[6] |= 1  # the flag of encryption, in the file's own header and in the table of contents
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(content))
    return path


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600

BAD: dict[str, tuple[Callable[[Path], Path], str]] = {
    "empty": (_write("vacio.csv", b""), "está vacío"),
    "blank": (_write("blanco.csv", b"\n\n"), "no tiene una tabla"),
    "header only": (_write("solo.csv", b"Codigo;Anio;Valor\n"), "no se pudo saber"),
    "picture": (_write("foto.png", b"\x89PNG"), "no es una tabla"),
    "binary as text": (_write("binario.csv", b"PK\x03\x04\0\0\0"), "no es un texto"),
    "pdf as book": (_write("falso.xlsx", b"%PDF-1.7"), "falso.xlsx"),
    "truncated": (_truncated, "dañado"),
    "protected": (_write("clave.xlsx", _OLE + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600), "contraseña"),
    "protected zip": (_protected_zip, "contraseña"),
    "damaged old book": (_write("viejo.xls", _OLE), "dañado"),
    "two in a zip": (_zip_of("a.csv", "b.csv"), "tiene 2 tablas"),
    "none in a zip": (_zip_of("leame.md"), "no tiene ninguna tabla"),
    "no zip": (_write("no.zip", b"hola"), "no es un ZIP"),
    "prose": (_write("prosa.txt", "Señor alcalde:\nAdjunto el informe.\n".encode()), "no tiene una tabla"),
    "unknown entities": (_write("t.csv", b"Municipio;Anio;Valor\nMacondo;2020;5\n"), "no se entendió ningún dato"),
    "missing": (lambda folder: folder / "ausente.csv", "no se puede abrir"),
    "folder": (lambda folder: folder, "no es un archivo"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_says_why_and_changes_nothing(workplace: Workplace, tmp_path: Path, kind: str) -> None:
    good = write_text(tmp_path / "bueno.txt", [TERRIDATA_HEADER, terridata_row()])
    workplace.one(good)
    with workplace.store() as store:
        before = store.version
    make, reason = BAD[kind]
    report = workplace.bring(make(tmp_path))
    (failed,) = report.failed
    assert reason in failed.reason
    assert "Traceback" not in failed.reason
    with workplace.store() as store:
        assert store.version == before
        assert store.latest("05756", "arboles-sembrados") is not None
    assert not [path for path in workplace.setting.directory.iterdir() if path.name.startswith((".nuevo", ".trabajo"))]


def test_the_others_come_in_and_a_failure_leaves_nothing_behind(workplace: Workplace, tmp_path: Path) -> None:
    good = write_text(tmp_path / "bueno.txt", [TERRIDATA_HEADER, terridata_row()])
    bad = write_text(tmp_path / "malo.txt", [TERRIDATA_HEADER, terridata_row(indicator="Otro", year="nunca")])
    report = workplace.bring(bad, good)
    assert [item.file for item in report.failed] == ["malo.txt"]
    assert [item.file for item in report.files] == ["bueno.txt"]
    with workplace.store() as store:
        assert [record.id for record in store.indicators()] == ["arboles-sembrados"]
        assert [file.name for file in store.files()] == ["bueno.txt"]


def test_two_files_of_one_name_do_not_replace_each_other(workplace: Workplace, tmp_path: Path) -> None:
    (tmp_path / "otra").mkdir()
    first = write_text(tmp_path / "t.txt", [TERRIDATA_HEADER, terridata_row()])
    second = write_text(tmp_path / "otra" / "t.txt", [TERRIDATA_HEADER, terridata_row(year="2019")])
    report = workplace.bring(first, second)
    assert "Ya se leyó otro archivo llamado «t.txt»" in report.failed[0].reason


def test_an_empty_store_is_a_store(workplace: Workplace) -> None:
    with workplace.store() as store:
        assert (store.observations("05756"), store.indicators(), store.files(), store.version) == ([], [], [], "")
        assert store.is_current
