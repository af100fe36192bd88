"""Plain text: structure from blank lines, capitals, numbers and dashes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assistant.errors import UnreadableDocumentError
from ingest.documents import BlockKind, ParsedDocument
from ingest.readers.base import Limits
from ingest.readers.text import TextReader


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def reading(content: str | bytes) -> ParsedDocument:
        path = tmp_path / "nota.txt"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return TextReader().read(path, Limits())

    return reading


def test_blank_lines_separate_paragraphs_and_wrapped_lines_join(read: Any) -> None:
    assert [block.text for block in read("Uno\nsigue.\r\n\r\nDos.\n").blocks] == ["Uno sigue.", "Dos."]


def test_capitals_are_headings_and_divisions_of_a_norm_nest(read: Any) -> None:
    document = read(
        "LEY 951 DE 2005\n\nTÍTULO I\n\nCAPÍTULO I\nDISPOSICIONES GENERALES\nTexto.\n\nCAPÍTULO II\n\nMás texto."
    )
    assert document.title == "LEY 951 DE 2005"
    paths = [block.heading_path for block in document.blocks if block.kind is BlockKind.PARAGRAPH]
    assert paths == [
        ("LEY 951 DE 2005", "TÍTULO I", "CAPÍTULO I", "DISPOSICIONES GENERALES"),
        ("LEY 951 DE 2005", "TÍTULO I", "CAPÍTULO II"),
    ]


def test_a_heading_in_capitals_over_two_lines_is_one(read: Any) -> None:
    assert read("ACTA DE INFORME\nDE GESTIÓN\nTexto.").blocks[0].text == "ACTA DE INFORME DE GESTIÓN"


def test_articles_begin_paragraphs_also_in_capitals(read: Any) -> None:
    blocks = read("Artículo 1º. Objeto.\nARTÍCULO 2. ALCANCE.\nPARÁGRAFO. Aplica.").blocks
    assert [(block.kind, block.text) for block in blocks] == [
        (BlockKind.PARAGRAPH, "Artículo 1º. Objeto."),
        (BlockKind.PARAGRAPH, "ARTÍCULO 2. ALCANCE."),
        (BlockKind.PARAGRAPH, "PARÁGRAFO. Aplica."),
    ]


def test_list_markers_begin_items_and_indentation_nests_them(read: Any) -> None:
    blocks = read(
        "Debe entregar:\n1. Archivo;\n   a) físico\n      y sano;\n   b) digital.\n2. Bienes.\n\n- guion\n• punto"
    ).blocks
    assert [(block.level, block.text) for block in blocks] == [
        (0, "Debe entregar:"),
        (1, "1. Archivo;"),
        (2, "a) físico y sano;"),
        (2, "b) digital."),
        (1, "2. Bienes."),
        (1, "- guion"),
        (1, "• punto"),
    ]


def test_a_number_that_ends_a_sentence_on_the_next_line_begins_no_item(read: Any) -> None:
    (block,) = read("Como dice el artículo\n5. Los demás siguen.").blocks
    assert block.text == "Como dice el artículo 5. Los demás siguen."


def test_a_numbered_line_in_capitals_alone_is_a_heading(read: Any) -> None:
    assert [block.kind for block in read("Intro.\n\n1. FINANZAS\n\nTexto.").blocks][1] is BlockKind.HEADING


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_letters_survive_every_encoding(read: Any, encoding: str) -> None:
    assert read("Año “ñandú” — 1º".encode(encoding)).blocks[0].text == "Año “ñandú” — 1º"


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7 texto", b"PK\x03\x04algo", bytes(range(256)) * 4, b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"]
)
def test_what_is_no_text_is_refused(read: Any, content: bytes) -> None:
    with pytest.raises(UnreadableDocumentError, match="no es texto"):
        read(content)


@pytest.mark.parametrize(("content", "why"), [(b"", "vacío"), (b" \n\n\t", "no contiene texto")])
def test_nothing_to_read_is_refused(read: Any, content: bytes, why: str) -> None:
    with pytest.raises(UnreadableDocumentError, match=why):
        read(content)


def test_a_file_over_the_limit_is_refused_unread(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x" * 3_000_000)
    with pytest.raises(UnreadableDocumentError, match="pesa 2,9 MB y el máximo es 1,0 MB"):
        TextReader().read(tmp_path / "a.txt", Limits(file_bytes=1024**2))


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "no.txt", tmp_path):
        with pytest.raises(UnreadableDocumentError):
            TextReader().read(path, Limits())
