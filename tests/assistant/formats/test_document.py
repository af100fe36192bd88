"""Filling a document: controls, placeholders across runs, bookmarks, table cells; nothing else changes."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from docx import Document

from assistant.formats import (
    DocumentFill,
    TargetKind,
    fill_document,
    libreoffice,
    load_catalogue,
    package_diff,
    write_pdf,
)
from tests.conftest import CORPUS

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
BODY = (
    "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Señor {{nom</w:t></w:r><w:r><w:t>bre}}, de {{</w:t></w:r><w:r><w:t>lugar</w:t>"
    "</w:r><w:r><w:t>}}.</w:t></w:r></w:p>"
    '<w:p><w:bookmarkStart w:id="1" w:name="fecha"/><w:r><w:t>vieja</w:t></w:r><w:r><w:t> fecha</w:t></w:r>'
    '<w:bookmarkEnd w:id="1"/><w:r><w:t> fin</w:t></w:r></w:p>'
    '<w:p><w:bookmarkStart w:id="2" w:name="vacio"/><w:bookmarkEnd w:id="2"/></w:p>'
    "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid><w:tr><w:tc><w:p><w:r><w:t>Cargo</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>"
    '<w:sdt><w:sdtPr><w:tag w:val="cerrado"/><w:lock w:val="contentLocked"/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>no'
    "</w:t></w:r></w:p></w:sdtContent></w:sdt>"
)


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "carta.docx"
    Document().save(str(path))
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    body = parts["word/document.xml"].decode()
    start = body.index("<w:body>") + len("<w:body>")
    parts["word/document.xml"] = (body[:start] + BODY + body[start:]).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def test_placeholders_are_found_across_runs(letter: Path, tmp_path: Path) -> None:
    out = tmp_path / "llena.docx"
    fills = [
        DocumentFill("nombre", "José & <hijos>", TargetKind.PLACEHOLDER),
        DocumentFill("lugar", "Sonsón", TargetKind.PLACEHOLDER),
        DocumentFill("no-hay", "x", TargetKind.PLACEHOLDER),
    ]
    report = fill_document(letter, fills, out)

    paragraph = Document(str(out)).paragraphs[0]
    assert paragraph.text == "Señor José & <hijos>, de Sonsón."
    assert paragraph.runs[0].bold
    assert report.written == ("nombre", "lugar")
    assert report.refused[0].reason == "el documento no tiene ese lugar"


def test_bookmarks_and_table_cells_take_text(letter: Path, tmp_path: Path) -> None:
    out = tmp_path / "llena.docx"
    fills = [
        DocumentFill("fecha", "23 de enero", TargetKind.BOOKMARK),
        DocumentFill("vacio", "nuevo", TargetKind.BOOKMARK),
        DocumentFill("0/0/1", "Alcalde\nde Sonsón", TargetKind.TABLE_CELL),
        DocumentFill("0/5/1", "x", TargetKind.TABLE_CELL),
    ]
    report = fill_document(letter, fills, out)

    document = Document(str(out))
    assert document.paragraphs[1].text == "23 de enero fin"
    assert document.paragraphs[2].text == "nuevo"
    assert document.tables[0].cell(0, 1).text == "Alcalde\nde Sonsón"
    assert [each.place for each in report.refused] == ["0/5/1"]
    assert [part.name for part in package_diff(letter, out).changed] == ["word/document.xml"]


def test_a_locked_control_is_refused(letter: Path, tmp_path: Path) -> None:
    report = fill_document(letter, [DocumentFill("cerrado", "sí")], tmp_path / "llena.docx")
    assert "bloqueado" in report.refused[0].reason
    assert not report.declared


@pytest.mark.parametrize("format_id", [each.id for each in load_catalogue(CORPUS).specs() if each.document])
def test_every_field_of_our_documents_has_its_control(format_id: str, tmp_path: Path) -> None:
    spec = load_catalogue(CORPUS).get(format_id)
    assert spec.document is not None
    out = tmp_path / "llena.docx"
    report = fill_document(spec.document, [DocumentFill(field.tag(), f"«{field.id}»") for field in spec.fields], out)

    assert not report.refused
    diff = package_diff(spec.document, out)
    assert [part.name for part in diff.changed] == ["word/document.xml"]
    with zipfile.ZipFile(out) as package:
        text = package.read("word/document.xml").decode()
    assert all(f"«{field.id}»" in text for field in spec.fields)
    if libreoffice():
        assert write_pdf(out, tmp_path / "llena.pdf").is_file()
