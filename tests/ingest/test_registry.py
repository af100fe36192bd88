"""Which reader a file gets: by its name, and only if its content agrees."""

from __future__ import annotations

import zipfile
from importlib import import_module
from pathlib import Path

import pytest

from assistant.errors import UnreadableDocumentError
from ingest import readers
from ingest.readers import read_document, reader_for, supported_suffixes
from tests.ingest import pdf_samples as sample
from tests.ingest.pdf_samples import LOREM, lines

PDF = sample.pdf([lines(LOREM)])
HTML = "<!DOCTYPE html>\n<html><body><p>La página no existe.</p></body></html>".encode()


def refusal(path: Path, data: bytes) -> UnreadableDocumentError:
    path.write_bytes(data)
    with pytest.raises(UnreadableDocumentError) as caught:
        read_document(path)
    return caught.value


def office(path: Path, part: str) -> bytes:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(part, "<x/>")
    return path.read_bytes()


def test_every_reader_is_known_by_the_endings_that_it_names() -> None:
    for kind in set(readers._KINDS.values()):
        reader = getattr(import_module(f"ingest.readers.{kind.module}"), kind.reader)
        assert reader.suffixes == set(kind.suffixes)
    assert {".pdf", ".docx", ".xlsx", ".pptx", ".html", ".md", ".txt"} <= supported_suffixes()


@pytest.mark.parametrize("name", ["plan.pdf", "PLAN.PDF"])
def test_the_name_chooses_the_reader(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(PDF)
    assert type(reader_for(path)).__name__ == "PdfReader"


def test_a_web_page_saved_as_a_pdf_is_refused_for_what_it_is(tmp_path: Path) -> None:
    error = refusal(tmp_path / "ley.pdf", b"\xef\xbb\xbf\r\n" + HTML)
    assert error.user_message == "El archivo «ley.pdf» tiene nombre de PDF, pero por dentro es una página web."
    assert "descárguelo de nuevo" in error.hint


@pytest.mark.parametrize(
    ("name", "part", "inside", "ending"),
    [
        ("plan.docx", "xl/workbook.xml", "un libro de Excel", ".xlsx"),
        ("plan.xlsx", "ppt/presentation.xml", "una presentación de PowerPoint", ".pptx"),
        ("plan.pdf", "word/document.xml", "un documento de Word", ".docx"),
    ],
)
def test_an_office_file_under_another_name_is_named(
    tmp_path: Path, name: str, part: str, inside: str, ending: str
) -> None:
    error = refusal(tmp_path / name, office(tmp_path / "zip", part))
    assert inside in error.user_message
    assert error.hint == f"Cámbiele la terminación a {ending}."


def test_a_pdf_under_the_name_of_another_document_is_named(tmp_path: Path) -> None:
    for name in ("plan.docx", "plan.html", "plan.md"):
        error = refusal(tmp_path / name, b"\t" + PDF)
        assert "pero por dentro es un PDF" in error.user_message
        assert error.hint == "Cámbiele la terminación a .pdf."


@pytest.mark.parametrize("name", ["foto.pdf", "foto.docx", "foto.txt"])
def test_a_picture_under_the_name_of_a_document_is_named(tmp_path: Path, name: str) -> None:
    assert "por dentro es una imagen" in refusal(tmp_path / name, b"\x89PNG\r\n\x1a\n" + b"\0" * 50).user_message


@pytest.mark.parametrize(
    ("name", "hint"),
    [("acta.doc", ".docx"), ("cuentas.xls", ".xlsx"), ("foto.jpg", "OCR"), ("datos.dat", "Puede leer PDF")],
)
def test_an_unsupported_kind_is_told_what_to_become(tmp_path: Path, name: str, hint: str) -> None:
    error = refusal(tmp_path / name, b"cualquier cosa")
    assert "no es de un tipo que Relevo pueda leer" in error.user_message
    assert hint in error.hint


def test_an_unknown_ending_is_told_what_the_file_holds(tmp_path: Path) -> None:
    assert refusal(tmp_path / "descarga", PDF).hint == "Por dentro es un PDF: cámbiele la terminación a .pdf."


def test_a_text_that_speaks_of_pdfs_is_still_a_text(tmp_path: Path) -> None:
    path = tmp_path / "nota.md"
    path.write_text("# Formatos\n\nUn PDF empieza por `%PDF-1.7`.\n", encoding="utf-8")
    assert read_document(path).blocks


def test_markdown_may_begin_with_html(tmp_path: Path) -> None:
    path = tmp_path / "nota.md"
    path.write_text("<meta charset='utf-8'>\n\n# Nota\n\nCon su texto.\n", encoding="utf-8")
    assert read_document(path).blocks


def test_a_folder_is_no_document(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocumentError, match="No se pudo abrir"):
        read_document(tmp_path)
