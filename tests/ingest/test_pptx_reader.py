"""PowerPoint presentations: slides are pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from pptx import Presentation
from pptx.util import Inches, Pt

from assistant.errors import UnreadableDocumentError
from ingest.documents import BlockKind, ParsedDocument
from ingest.readers.base import Limits
from ingest.readers.office.pptx import PptxReader

TITLE_AND_CONTENT, TITLE_ONLY, BLANK = 1, 5, 6
BOX = (Inches(1), Inches(2), Inches(5), Inches(1))


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., ParsedDocument]:
    def reading(presentation: Any, limits: Limits | None = None) -> ParsedDocument:
        presentation.save(str(tmp_path / "empalme.pptx"))
        return PptxReader().read(tmp_path / "empalme.pptx", limits or Limits())

    return reading


def slide_of(presentation: Any, layout: int, title: str = "") -> Any:
    slide = presentation.slides.add_slide(presentation.slide_layouts[layout])
    if title:
        slide.shapes.title.text = title
    return slide


def test_titles_are_headings_bullets_are_items_and_slides_are_pages(read: Any) -> None:
    presentation = Presentation()
    slide_of(presentation, TITLE_ONLY, "Empalme")
    frame = slide_of(presentation, TITLE_AND_CONTENT, "Plazos").placeholders[1].text_frame
    frame.text = "Quince días"
    deeper = frame.add_paragraph()
    deeper.text, deeper.level = "hábiles", 1
    document = read(presentation)
    assert [(block.kind, block.level, block.text) for block in document.blocks] == [
        (BlockKind.HEADING, 1, "Empalme"),
        (BlockKind.HEADING, 1, "Plazos"),
        (BlockKind.LIST_ITEM, 1, "• Quince días"),
        (BlockKind.LIST_ITEM, 2, "• hábiles"),
    ]
    assert [(block.page_index, block.page_label) for block in document.blocks] == [
        (0, "1"),
        (1, "2"),
        (1, "2"),
        (1, "2"),
    ]
    assert document.blocks[2].heading_path == ("Plazos",)
    assert (document.title, document.pages) == ("Empalme", 2)


def test_labels_follow_the_number_of_the_first_slide(read: Any) -> None:
    presentation = Presentation()
    presentation.element.set("firstSlideNum", "12")
    slide_of(presentation, TITLE_ONLY, "Uno")
    assert read(presentation).blocks[0].page_label == "12"


def test_numbered_lines_show_their_numbers(read: Any) -> None:
    presentation = Presentation()
    frame = slide_of(presentation, TITLE_AND_CONTENT, "Pasos").placeholders[1].text_frame
    for place, text in enumerate(["uno", "dos"]):
        line = frame.paragraphs[0] if not place else frame.add_paragraph()
        line.text = text
        properties = line._p.get_or_add_pPr()
        etree.SubElement(properties, f"{{{properties.nsmap['a']}}}buAutoNum", type="alphaLcParenR", startAt="3")
    assert [block.text for block in read(presentation).blocks[1:]] == ["c) uno", "d) dos"]


def test_text_boxes_groups_and_tables_are_read_and_spans_said_once(read: Any) -> None:
    presentation = Presentation()
    slide = slide_of(presentation, TITLE_ONLY, "Finanzas")
    slide.shapes.add_textbox(*BOX).text_frame.text = "suelto"
    slide.shapes.add_group_shape().shapes.add_textbox(*BOX).text_frame.text = "agrupado"
    table = slide.shapes.add_table(3, 3, *BOX).table
    for row, values in enumerate([["Sector", "Inversión", ""], ["", "2019", "2020"], ["Agua", "5", "6"]]):
        for column, value in enumerate(values):
            table.cell(row, column).text = value
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(0, 2))
    document = read(presentation)
    assert [block.text for block in document.blocks] == ["Finanzas", "suelto", "agrupado", "Agua | 5 | 6"]
    assert document.blocks[-1].table_header == "Sector | Inversión / 2019 | Inversión / 2020"


def test_notes_are_a_section_of_their_slide(read: Any) -> None:
    presentation = Presentation()
    slide_of(presentation, TITLE_ONLY, "Uno").notes_slide.notes_text_frame.text = "decir despacio"
    slide_of(presentation, TITLE_ONLY, "Dos")
    blocks = read(presentation).blocks
    assert (blocks[2].text, blocks[2].heading_path) == ("decir despacio", ("Uno", "Notas"))
    assert blocks[3].heading_path == ()


def test_the_largest_text_stands_for_a_missing_title(read: Any) -> None:
    presentation = Presentation()
    slide = slide_of(presentation, BLANK)
    slide.shapes.add_textbox(*BOX).text_frame.text = "texto corriente de la diapositiva"
    large = slide.shapes.add_textbox(*BOX).text_frame
    large.text = "Deuda pública"
    large.paragraphs[0].runs[0].font.size = Pt(36)
    blocks = read(presentation).blocks
    assert [(block.kind, block.text) for block in blocks] == [
        (BlockKind.HEADING, "Deuda pública"),
        (BlockKind.PARAGRAPH, "texto corriente de la diapositiva"),
    ]


def test_hidden_and_silent_slides_are_named_in_warnings(read: Any) -> None:
    presentation = Presentation()
    slide_of(presentation, TITLE_ONLY, "Visible")
    slide_of(presentation, TITLE_ONLY, "Secreta").element.set("show", "0")
    slide_of(presentation, BLANK)
    document = read(presentation)
    assert [block.text for block in document.blocks] == ["Visible"]
    assert document.warnings == ("Diapositivas ocultas que no se leyeron: 2.", "Diapositivas sin texto que leer: 3.")


def test_a_presentation_without_any_text_is_refused(read: Any) -> None:
    presentation = Presentation()
    slide_of(presentation, BLANK)
    with pytest.raises(UnreadableDocumentError, match="no contiene texto"):
        read(presentation)


def test_the_limit_of_pages_is_held(read: Any) -> None:
    presentation = Presentation()
    for _ in range(3):
        slide_of(presentation, TITLE_ONLY, "x")
    with pytest.raises(UnreadableDocumentError, match="tiene 3 diapositivas y el máximo es 2"):
        read(presentation, Limits(pages=2))


@pytest.fixture(scope="module")
def real(shared_data: Path) -> ParsedDocument:
    return PptxReader().read(shared_data / "office" / "presentacion-idf-2023.pptx", Limits())


def test_a_real_presentation_without_title_placeholders_has_a_heading_on_each_slide(real: ParsedDocument) -> None:
    headings = {
        block.page_index: block.text for block in real.blocks if block.kind is BlockKind.HEADING and block.level == 1
    }
    assert real.pages == len(headings) == 26
    assert headings[2] == "Ingresos departamentales"
    assert headings[9] == "Indicadores: Dimensión Resultados Fiscales (1/2)"
    assert headings[24] == "Conclusiones respecto a los resultados 2023"


def test_a_real_presentation_keeps_its_figures_bullets_and_notes(real: ParsedDocument) -> None:
    assert any("sumaron $43,5 billones" in block.text and block.page_label == "3" for block in real.blocks)
    assert any(block.text == "• El endeudamiento," and block.level == 1 for block in real.blocks)
    assert any(block.heading_path[-1:] == ("Notas",) for block in real.blocks)
    assert any("gráficos" in warning for warning in real.warnings)
