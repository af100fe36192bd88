"""Office files that are broken, disguised or made to hurt: one Spanish sentence each, at once, and never a traceback."""

from __future__ import annotations

import contextlib
import io
import random
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from pptx import Presentation

from assistant.errors import UnreadableDocumentError
from ingest.documents import ParsedDocument
from ingest.readers.base import Limits, Reader
from ingest.readers.office.docx import DocxReader
from ingest.readers.office.pptx import PptxReader
from ingest.readers.office.xlsx import XlsxReader

READERS: dict[str, Reader] = {".docx": DocxReader(), ".xlsx": XlsxReader(), ".pptx": PptxReader()}
MAIN_PART = {".docx": "word/document.xml", ".xlsx": "xl/worksheets/sheet1.xml", ".pptx": "ppt/slides/slide1.xml"}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
SECONDS = 5


def good(suffix: str) -> bytes:
    """A sound file of each kind."""
    stream = io.BytesIO()
    if suffix == ".docx":
        document = docx.Document()
        document.add_paragraph("texto")
        document.save(stream)
    elif suffix == ".xlsx":
        book = openpyxl.Workbook()
        book.active.append(["Meta", "Valor"])
        book.active.append(["Vías", 3])
        book.save(stream)
    else:
        presentation = Presentation()
        presentation.slides.add_slide(presentation.slide_layouts[5]).shapes.title.text = "texto"
        presentation.save(stream)
    return stream.getvalue()


def repacked(content: bytes, changes: dict[str, Callable[[bytes], bytes]]) -> bytes:
    """The same package with some parts changed; a part that is not there is added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in {*old.namelist(), *changes}:
            part = old.read(name) if name in old.namelist() else b""
            new.writestr(name, changes.get(name, lambda same: same)(part))
    return stream.getvalue()


@pytest.fixture(params=sorted(READERS))
def suffix(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., ParsedDocument]:
    def reading(content: bytes, suffix: str, limits: Limits | None = None) -> ParsedDocument:
        path = tmp_path / f"plan{suffix}"
        path.write_bytes(content)
        start = time.process_time()
        try:
            return READERS[suffix].read(path, limits or Limits())
        finally:
            assert time.process_time() - start < SECONDS

    return reading


@pytest.fixture
def refused(read: Any) -> Callable[..., str]:
    """Read a file that must be refused; what the user is told."""

    def refusing(content: bytes, suffix: str, limits: Limits | None = None) -> str:
        with pytest.raises(UnreadableDocumentError) as refusal:
            read(content, suffix, limits)
        error = refusal.value
        assert error.user_message.startswith(f"El archivo «plan{suffix}» ")
        assert error.user_message.endswith(".")
        assert error.user_message.count("\n") == 0
        assert error.hint
        return error.user_message

    return refusing


def test_a_sound_file_is_read(read: Any, suffix: str) -> None:
    assert read(good(suffix), suffix).blocks


def test_an_empty_file_is_called_empty(refused: Any, suffix: str) -> None:
    assert "está vacío" in refused(b"", suffix)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7\n", "sino un PDF"),
        (b"<html><body>hola", "sino una página web"),
        (b"{\\rtf1 hola}", "sino un texto RTF"),
        (b"cualquier cosa", "o está dañado"),
    ],
)
def test_a_disguised_file_is_unmasked(refused: Any, suffix: str, content: bytes, said: str) -> None:
    assert said in refused(content, suffix)


def test_a_zip_of_something_else_is_told_apart(refused: Any, suffix: str) -> None:
    assert "pero no contiene" in refused(
        repacked(b"PK\x05\x06" + bytes(18), {"fotos/a.txt": lambda _: b"hola"}), suffix
    )


def test_one_office_kind_under_the_name_of_another_is_told_apart(refused: Any, suffix: str) -> None:
    other = ".xlsx" if suffix == ".docx" else ".docx"
    assert "pero no contiene" in refused(good(other), suffix)


@pytest.mark.parametrize("share", [0.02, 0.5, 0.9, 0.999])
def test_a_truncated_file_is_called_incomplete(refused: Any, suffix: str, share: float) -> None:
    content = good(suffix)
    assert "incompleto o dañado" in refused(content[: int(len(content) * share)], suffix)


def test_a_protected_file_asks_for_one_without_password(refused: Any, suffix: str) -> None:
    assert "protegido con contraseña" in refused(OLE + "EncryptedPackage".encode("utf-16-le") + bytes(512), suffix)


def test_an_encrypted_zip_asks_for_one_without_password(refused: Any, suffix: str) -> None:
    content = bytearray(good(suffix))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(signature)
        while place >= 0:
            content[place + flags] |= 1
            place = content.find(signature, place + 4)
    assert "protegido con contraseña" in refused(bytes(content), suffix)


@pytest.mark.parametrize(
    ("suffix", "stream", "old"),
    [(".docx", "WordDocument", ".doc"), (".xlsx", "Workbook", ".xls"), (".pptx", "PowerPoint Document", ".ppt")],
)
def test_a_file_from_before_2007_is_named_as_such(refused: Any, suffix: str, stream: str, old: str) -> None:
    assert f"anterior a 2007 ({old})" in refused(OLE + stream.encode("utf-16-le") + bytes(512), suffix)


def test_a_bomb_is_refused_by_what_it_declares(refused: Any, suffix: str) -> None:
    bomb = repacked(good(suffix), {MAIN_PART[suffix]: lambda part: part + b" " * 30 * 1024**2})
    assert "se infla de forma sospechosa" in refused(bomb, suffix)
    assert "ocuparía" in refused(bomb, suffix, Limits(unpacked_bytes=10 * 1024**2, compression_ratio=10_000))


def test_a_bomb_that_lies_about_its_size_is_refused_while_reading(refused: Any, suffix: str) -> None:
    """Ten bytes are declared, with their right checksum; two hundred megabytes follow."""
    said, hidden = b"<a></a>   ", b"\x00" * 200 * 1024**2
    content = repacked(good(suffix), {"docProps/falso.xml": lambda _: said + hidden})
    for truth, lie in ((zlib.crc32(said + hidden), zlib.crc32(said)), (len(said + hidden), len(said))):
        assert content.count(struct.pack("<I", truth)) == 2  # beside the part and in the table of contents
        content = content.replace(struct.pack("<I", truth), struct.pack("<I", lie))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.read("docProps/falso.xml") == said  # zipfile notices nothing
    assert "dañado" in refused(content, suffix)


ENTITIES = "".join(f'<!ENTITY e{new} "{f"&e{new - 1};" * 10}">' for new in range(1, 12))
LAUGHS = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ja">{ENTITIES}]><x>&e11;</x>'.encode()
EXTERNAL = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY s SYSTEM "file:///etc/passwd">]><x>&s;</x>'
REMOTE = b'<?xml version="1.0"?><!-- hola --><!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><x/>'


@pytest.mark.parametrize("attack", [LAUGHS, EXTERNAL, REMOTE, LAUGHS.decode().encode("utf-16")])
@pytest.mark.parametrize("where", ["main", "docProps/core.xml", "[Content_Types].xml", "_rels/.rels"])
def test_xml_with_a_document_type_is_refused_wherever_it_is(
    refused: Any, suffix: str, attack: bytes, where: str
) -> None:
    part = MAIN_PART[suffix] if where == "main" else where
    assert "instrucciones XML peligrosas" in refused(repacked(good(suffix), {part: lambda _: attack}), suffix)


def test_broken_xml_is_called_damaged(refused: Any, suffix: str) -> None:
    assert "dañado" in refused(repacked(good(suffix), {MAIN_PART[suffix]: lambda part: part[: len(part) // 2]}), suffix)


def test_xml_nested_without_end_is_called_damaged(refused: Any, suffix: str) -> None:
    nested = b"<a>" * 100_000 + b"</a>" * 100_000
    assert "dañado" in refused(repacked(good(suffix), {MAIN_PART[suffix]: lambda _: nested}), suffix)


def test_a_file_over_the_limit_is_refused_unopened(refused: Any, suffix: str) -> None:
    assert "pesa" in refused(good(suffix), suffix, Limits(file_bytes=100))


def test_flipped_bits_never_escape_as_anything_but_a_refusal(tmp_path: Path, suffix: str) -> None:
    """Four hundred files, each with a few bytes changed at random."""
    content, chance = good(suffix), random.Random(951)
    refusals = 0
    for _ in range(400):
        spoiled = bytearray(content)
        for _ in range(chance.randint(1, 8)):
            spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
        path = tmp_path / f"plan{suffix}"
        path.write_bytes(bytes(spoiled))
        try:
            READERS[suffix].read(path, Limits())
        except UnreadableDocumentError:
            refusals += 1
    assert refusals > 100


def test_spoiled_xml_never_escapes_as_anything_but_a_refusal(tmp_path: Path, suffix: str) -> None:
    """The zip is sound; characters of its parts are not."""
    content, chance = good(suffix), random.Random(152)
    for _ in range(120):

        def spoil(part: bytes) -> bytes:
            spoiled = bytearray(part)
            for _ in range(3):
                spoiled[chance.randrange(len(spoiled))] = chance.choice(b'<>"/=09az&;: ')
            return bytes(spoiled)

        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        path = tmp_path / f"plan{suffix}"
        path.write_bytes(repacked(content, {chance.choice(names): spoil, MAIN_PART[suffix]: spoil}))
        with contextlib.suppress(UnreadableDocumentError):
            READERS[suffix].read(path, Limits())


def sheet(read: Any, old: bytes, new: bytes) -> ParsedDocument:
    """The sound workbook with one change in its sheet."""

    def change(part: bytes) -> bytes:
        assert old in part
        return part.replace(old, new)

    document: ParsedDocument = read(repacked(good(".xlsx"), {MAIN_PART[".xlsx"]: change}), ".xlsx")
    return document


def test_a_formula_that_gives_an_empty_text_has_a_result(read: Any) -> None:
    document = sheet(read, b"</sheetData>", b'<row r="3"><c r="A3" t="str"><f>""</f><v></v></c></row></sheetData>')
    assert document.warnings == ()


def test_a_sheet_that_claims_a_million_rows_is_read_for_what_it_has(read: Any) -> None:
    assert sheet(read, b'ref="A1:B2"', b'ref="A1:XFD1048576"').blocks[-1].text == "Vías | 3"


def test_a_cell_in_the_farthest_corner_costs_nothing(read: Any) -> None:
    far = b'<row r="1048576"><c r="XFD1048576"><v>7</v></c></row></sheetData>'
    assert [block.text for block in sheet(read, b"</sheetData>", far).blocks] == ["Sheet", "Vías | 3", "7"]


def test_a_merge_of_the_whole_sheet_is_ignored_and_said_so(read: Any) -> None:
    merge = b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    document = sheet(read, b"</sheetData>", merge)
    assert document.blocks[-1].text == "Vías | 3"
    assert "combina demasiadas celdas" in document.warnings[0]


def test_a_thousand_merges_over_each_other_are_refused(refused: Any) -> None:
    cells = b"".join(
        b'<row r="%d"><c r="A%d"><v>1</v></c><c r="CV%d"><v>1</v></c></row>' % (n, n, n) for n in range(3, 999)
    )
    merges = b'<mergeCell ref="A1:CV999"/>' * 1_000
    content = repacked(
        good(".xlsx"),
        {
            MAIN_PART[".xlsx"]: lambda part: part.replace(
                b"</sheetData>", cells + b"</sheetData><mergeCells>" + merges + b"</mergeCells>"
            )
        },
    )
    assert "demasiado grandes" in refused(content, ".xlsx")


def test_an_absurd_column_is_called_damaged(refused: Any) -> None:
    content = repacked(good(".xlsx"), {MAIN_PART[".xlsx"]: lambda part: part.replace(b'r="A1"', b'r="ZZZZZZZ1"')})
    assert "dañado" in refused(content, ".xlsx")


def test_senseless_number_formats_leave_the_numbers_as_they_are(read: Any) -> None:
    content = repacked(good(".xlsx"), {"xl/styles.xml": lambda part: part.replace(b'numFmtId="0"', b'numFmtId="x"')})
    assert read(content, ".xlsx").blocks[-1].text == "Vías | 3"


def test_a_table_of_word_over_the_limit_of_cells_is_refused(refused: Any) -> None:
    wide = b'<w:tr><w:tc><w:tcPr><w:gridSpan w:val="1000"/></w:tcPr><w:p/></w:tc><w:tc><w:p/></w:tc></w:tr>'
    content = repacked(
        good(".docx"),
        {MAIN_PART[".docx"]: lambda part: part.replace(b"<w:sectPr", b"<w:tbl>" + wide * 60 + b"</w:tbl><w:sectPr", 1)},
    )
    assert "demasiado grandes" in refused(content, ".docx", Limits(cells=50_000))
