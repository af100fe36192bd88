"""Word documents: what the page shows, read from the XML."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pytest

from assistant.errors import UnreadableDocumentError
from ingest.documents import Block, BlockKind, ParsedDocument
from ingest.readers.base import Limits
from ingest.readers.office.docx import DocxReader

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

STYLES = """
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Titulo"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="T1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="T2"><w:name w:val="Título 2"/></w:style>
<w:style w:type="paragraph" w:styleId="Propio"><w:name w:val="Mi capítulo"/><w:basedOn w:val="T1"/></w:style>
<w:style w:type="paragraph" w:styleId="Bucle"><w:name w:val="a"/><w:basedOn w:val="Bucle"/></w:style>
<w:style w:type="paragraph" w:styleId="Lista"><w:name w:val="List Bullet"/>
 <w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>
"""

NUMBERING = """
<w:abstractNum w:abstractNumId="0">
 <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
 <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2)"/></w:lvl>
 <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2.%3"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="2">
 <w:lvl w:ilvl="0"><w:start w:val="7"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="Artículo %1."/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num>
<w:num w:numId="4"><w:abstractNumId w:val="0"/>
 <w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
"""

FOOTNOTES = """
<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:t>—</w:t></w:r></w:p></w:footnote>
<w:footnote w:id="1"><w:p><w:r><w:t>Ley 152 de 1994.</w:t></w:r></w:p></w:footnote>
"""


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(content: str, properties: str = "") -> str:
    inside = content if content.startswith("<") else run(content)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def styled(text: str, style: str) -> str:
    return paragraph(text, f'<w:pStyle w:val="{style}"/>')


def listed(text: str, number: int, depth: int = 0) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text) if not text.startswith('<w:p') else text}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"


def package(path: Path, body: str, namespace: str = W) -> Path:
    """The smallest package that holds a body, with styles, numbering and footnotes."""
    parts = {"styles": STYLES, "numbering": NUMBERING, "footnotes": FOOTNOTES}
    links = "".join(f'<Relationship Id="r{name}" Type="{RELATIONSHIPS}/{name}" Target="{name}.xml"/>' for name in parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{PACKAGE}/content-types"><Override PartName="/word/document.xml" ContentType='
            '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{RELATIONSHIPS}/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr(
            "word/_rels/document.xml.rels", f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'
        )
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", f'<w:{name} xmlns:w="{namespace}">{content}</w:{name}>')
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{namespace}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            f"<w:body>{body}</w:body></w:document>",
        )
    return path


def read(tmp_path: Path, body: str) -> tuple[Block, ...]:
    return DocxReader().read(package(tmp_path / "acta.docx", body), Limits()).blocks


def texts(blocks: tuple[Block, ...]) -> list[str]:
    return [block.text for block in blocks]


def test_headings_come_from_outline_levels_and_names_of_styles_also_inherited(tmp_path: Path) -> None:
    blocks = read(
        tmp_path,
        styled("Uno", "Propio")
        + styled("Dos", "T2")
        + paragraph("texto")
        + styled("Tres", "T1")
        + styled("x", "Bucle"),
    )
    assert [(block.text, block.level, block.heading_path) for block in blocks] == [
        ("Uno", 1, ()),
        ("Dos", 2, ("Uno",)),
        ("texto", 0, ("Uno", "Dos")),
        ("Tres", 1, ()),
        ("x", 0, ("Tres",)),
    ]


def test_an_outline_level_of_the_paragraph_wins_over_its_style(tmp_path: Path) -> None:
    body = paragraph("Plano", '<w:pStyle w:val="T1"/><w:outlineLvl w:val="9"/>')
    blocks = read(tmp_path, body + paragraph("Alto", '<w:outlineLvl w:val="1"/>'))
    assert [(block.kind, block.level) for block in blocks] == [(BlockKind.PARAGRAPH, 0), (BlockKind.HEADING, 2)]


def test_the_title_stands_above_the_headings(tmp_path: Path) -> None:
    document = DocxReader().read(
        package(tmp_path / "a.docx", styled("Acta", "Titulo") + styled("Uno", "T1") + paragraph("x")), Limits()
    )
    assert document.title == "Acta"
    assert document.blocks[2].heading_path == ("Acta", "Uno")


def test_list_numbers_are_rebuilt_as_word_counts_them(tmp_path: Path) -> None:
    body = listed("uno", 1) + listed("a", 1, 1) + listed("b", 1, 1) + listed("hondo", 1, 2) + listed("dos", 1)
    body += listed("c", 1, 1) + paragraph("aparte") + listed("tres", 1) + listed("otra vez", 4) + listed("sigue", 4)
    blocks = read(tmp_path, body)
    assert texts(blocks) == [
        *("1. uno", "a) a", "b) b", "1.b.1 hondo", "2. dos", "a) c", "aparte", "3. tres", "1. otra vez", "2. sigue"),
    ]
    assert [block.level for block in blocks] == [1, 2, 2, 3, 1, 2, 0, 1, 1, 1]


def test_a_style_can_make_a_list_and_a_paragraph_can_leave_it(tmp_path: Path) -> None:
    out = paragraph("fuera", '<w:pStyle w:val="Lista"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    blocks = read(tmp_path, styled("viñeta", "Lista") + out)
    assert [(block.kind, block.text) for block in blocks] == [
        (BlockKind.LIST_ITEM, "• viñeta"),
        (BlockKind.PARAGRAPH, "fuera"),
    ]


def test_numbered_articles_are_paragraphs_not_list_items(tmp_path: Path) -> None:
    (block,) = read(tmp_path, listed("Objeto.", 3))
    assert (block.kind, block.text) == (BlockKind.PARAGRAPH, "Artículo VII. Objeto.")


def test_insertions_are_kept_and_deletions_dropped(tmp_path: Path) -> None:
    body = paragraph(
        run("Son ")
        + f'<w:ins w:id="1">{run("quince")}</w:ins>'
        + '<w:del w:id="2"><w:r><w:delText>treinta</w:delText></w:r></w:del>'
        + f'<w:moveFrom w:id="3">{run(" viejos")}</w:moveFrom>'
        + run(" días")
    )
    erased = row(cell("borrada"), cell("z"), properties='<w:del w:id="4"/>')
    blocks = read(tmp_path, body + table(row(cell("a"), cell("b")), erased, row(cell("1"), cell("2"))))
    assert texts(blocks) == ["Son quince días", "1 | 2"]


def test_a_deleted_paragraph_takes_no_number(tmp_path: Path) -> None:
    gone = (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr>'
        '<w:del w:id="2"><w:r><w:delText>no</w:delText></w:r></w:del></w:p>'
    )
    assert texts(read(tmp_path, listed("uno", 1) + gone + listed("dos", 1))) == ["1. uno", "2. dos"]


def test_links_fields_tabs_and_content_controls_keep_their_text_and_hidden_text_goes(tmp_path: Path) -> None:
    body = paragraph(
        f"<w:hyperlink>{run('el DNP')}</w:hyperlink><w:r><w:tab/></w:r><w:fldSimple>{run('2019')}</w:fldSimple>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>oculto</w:t></w:r>"
    )
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph('control')}</w:sdtContent></w:sdt>"
    assert texts(read(tmp_path, body + control)) == ["el DNP 2019", "control"]


def test_spans_come_from_the_xml_and_a_merged_cell_is_said_once(tmp_path: Path) -> None:
    head = "<w:tblHeader/>"
    body = table(
        row(cell("Meta", '<w:vMerge w:val="restart"/>'), cell("Avance", '<w:gridSpan w:val="2"/>'), properties=head),
        row(cell("", "<w:vMerge/>"), cell("2018"), cell("2019"), properties=head),
        row(cell("Vías", '<w:vMerge w:val="restart"/>'), cell("10"), cell("10")),
        row(cell("", "<w:vMerge/>"), cell("20"), cell("30")),
        row(cell("Total", '<w:gridSpan w:val="2"/>'), cell("40")),
    )
    blocks = read(tmp_path, body)
    assert {block.table_header for block in blocks} == {"Meta | Avance / 2018 | Avance / 2019"}
    assert texts(blocks) == ["Vías | 10 | 10", " | 20 | 30", "Total |  | 40"]
    assert {block.table for block in blocks} == {1}
    assert {block.kind for block in blocks} == {BlockKind.TABLE_ROW}


def test_the_first_row_is_the_header_where_none_is_marked(tmp_path: Path) -> None:
    (block,) = read(tmp_path, table(row(cell("Clave"), cell("Valor")), row(cell("a | b"), cell("2"))))
    assert (block.table_header, block.text) == ("Clave | Valor", "a|b | 2")


def test_a_first_row_that_groups_columns_is_joined_with_the_names_below(tmp_path: Path) -> None:
    groups = row(cell(""), cell("Avance", '<w:gridSpan w:val="2"/>'))
    (block,) = read(tmp_path, table(groups, row(cell("Meta"), cell("2018"), cell("2019")), row(*map(cell, "abc"))))
    assert (block.table_header, block.text) == ("Meta | Avance / 2018 | Avance / 2019", "a | b | c")


def test_a_title_over_the_whole_table_is_no_column_name(tmp_path: Path) -> None:
    body = table(
        row(cell("Formato 3", '<w:gridSpan w:val="2"/>')),
        row(cell("Bien"), cell("Valor")),
        row(cell("Silla"), cell("5")),
    )
    title, line = read(tmp_path, body)
    assert (title.kind, title.text) == (BlockKind.PARAGRAPH, "Formato 3")
    assert (line.table_header, line.text) == ("Bien | Valor", "Silla | 5")


def test_a_nested_table_follows_the_table_that_holds_it(tmp_path: Path) -> None:
    inner = table(row(cell("n1"), cell("n2")), row(cell("x"), cell("y")))
    holder = f"<w:tc><w:tcPr/>{paragraph('fuera')}{inner}</w:tc>"
    blocks = read(tmp_path, table(row(cell("A"), cell("B")), row(holder, cell("1"))))
    assert [(block.text, block.table_header, block.table) for block in blocks] == [
        ("fuera | 1", "A | B", 1),
        ("x | y", "n1 | n2", 2),
    ]


def test_a_table_of_one_cell_is_a_frame_around_its_blocks(tmp_path: Path) -> None:
    frame = f"<w:tc><w:tcPr/>{styled('Marco', 'T1')}{paragraph('dentro')}</w:tc>"
    assert [block.kind for block in read(tmp_path, table(row(frame)))] == [BlockKind.HEADING, BlockKind.PARAGRAPH]


def test_text_boxes_are_read_once_after_their_paragraph(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{paragraph('recuadro')}</w:txbxContent>"
    choice = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    assert texts(read(tmp_path, paragraph(run("antes") + f"<w:r>{choice}</w:r>"))) == ["antes", "recuadro"]


def test_footnotes_close_the_section_that_cites_them(tmp_path: Path) -> None:
    cited = paragraph(run("Según la ley") + '<w:r><w:footnoteReference w:id="1"/></w:r>' + run("."))
    blocks = read(tmp_path, styled("Uno", "T1") + cited + paragraph("sigue") + styled("Dos", "T1"))
    assert texts(blocks) == ["Uno", "Según la ley.", "sigue", "[1] Ley 152 de 1994.", "Dos"]
    assert blocks[3].heading_path == ("Uno",)


def test_a_strict_open_xml_document_is_read_as_any_other(tmp_path: Path) -> None:
    path = package(tmp_path / "a.docx", styled("Uno", "T1"), "http://purl.oclc.org/ooxml/wordprocessingml/main")
    assert DocxReader().read(path, Limits()).blocks[0].kind is BlockKind.HEADING


@pytest.mark.parametrize("value", ["-1", "x", "99999999999", "1000000"])
def test_absurd_spans_do_no_harm(tmp_path: Path, value: str) -> None:
    blocks = read(
        tmp_path, table(row(cell("a", f'<w:gridSpan w:val="{value}"/>'), cell("b")), row(cell("1"), cell("2")))
    )
    assert blocks


def test_what_python_docx_writes_is_read_back_with_its_properties(tmp_path: Path) -> None:
    document = docx.Document()
    document.core_properties.title = "Informe de empalme"
    document.core_properties.author = "Alcaldía"
    document.add_heading("Finanzas", 1)
    document.add_paragraph("Uno", style="List Number")
    document.add_paragraph("Dos", style="List Number")
    document.save(str(tmp_path / "a.docx"))
    parsed = DocxReader().read(tmp_path / "a.docx", Limits())
    assert parsed.title == "Informe de empalme"
    assert parsed.metadata["author"] == "Alcaldía"
    assert parsed.metadata["created"].count("-") == 2
    assert texts(parsed.blocks) == ["Finanzas", "1. Uno", "2. Dos"]


def test_an_empty_document_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocumentError, match="no contiene texto"):
        read(tmp_path, paragraph(" "))


@pytest.fixture(scope="module")
def real(shared_data: Path) -> ParsedDocument:
    return DocxReader().read(shared_data / "office" / "el-problema-de-la-tierra.docx", Limits())


def test_a_real_essay_keeps_its_numbered_laws_and_its_heading(real: ParsedDocument) -> None:
    items = [block.text for block in real.blocks if block.kind is BlockKind.LIST_ITEM]
    assert items[0].startswith("1. la Ley 200 de 1936")
    assert items[-1].startswith("IV) Adjudicación")
    assert len(items) == 16
    assert [block.level for block in real.blocks if block.kind is BlockKind.HEADING] == [3]
    assert real.metadata["author"] == "Ana María Gaona Gómez"
