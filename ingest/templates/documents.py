"""A format's document: the same fields as its workbook, as content controls that Relevo and people fill."""

from __future__ import annotations

import io
from itertools import count

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from lxml import etree

from assistant.formats import FieldKind, FieldSpec, FormatSpec, Layout, SectionSpec
from ingest.templates import looks
from ingest.templates.packaging import repeatable

SOURCES_TAG = "fuentes"
PROMPT = "Por diligenciar"
_PROMPT_STYLE = "PlaceholderText"
_PAGE_WIDTH = 24.3
_CARD_WIDTHS = (7.3, 17.0)
_ROWS = 8
"""Rows of a table in a document: the workbook holds the long ones."""


class _Writer:
    """Writes a document from top to bottom; control ids count up, so the same format gives the same bytes."""

    def __init__(self, spec: FormatSpec) -> None:
        self._spec = spec
        self._ids = count(1)
        self.document: DocumentType = Document()

    def write(self) -> None:
        """The whole document."""
        self._prepare()
        identification, *sections = self._spec.sections
        self._heading(self._spec.title, 0)
        self._small(f"{self._spec.entry.notice}. {self._spec.entry.summary}")
        self._card(identification)
        for section in sections:
            self._heading(section.title, 1)
            self._small(f"{section.help} Base legal: {'; '.join(basis.reference for basis in section.legal)}.")
            if section.layout is Layout.CARD:
                self._card(section)
            elif section.layout is Layout.MATRIX:
                self._matrix(section)
            else:
                self._table(section)
        self._heading("Fuentes de lo prellenado", 1)
        self._control(self.document.add_paragraph(), SOURCES_TAG, "Fuentes")
        self._signatures()

    def _prepare(self) -> None:
        page = self.document.sections[0]
        page.orientation = WD_ORIENT.LANDSCAPE
        page.page_width, page.page_height = Cm(27.94), Cm(21.59)
        page.left_margin = page.right_margin = Cm(1.8)
        page.top_margin = page.bottom_margin = Cm(1.8)
        normal = self.document.styles["Normal"]
        normal.font.name, normal.font.size = looks.FONT, Pt(10)
        for level, size in (("Title", 20), ("Heading 1", 13)):
            style = self.document.styles[level]
            style.font.name, style.font.size = looks.FONT, Pt(size)
            style.font.color.rgb = RGBColor.from_string(looks.DARK)
            style.element.rPr.rFonts.attrib.clear()
            style.element.rPr.rFonts.set(qn("w:ascii"), looks.FONT)
            style.element.rPr.rFonts.set(qn("w:hAnsi"), looks.FONT)
        prompt = self.document.styles.add_style(_PROMPT_STYLE, WD_STYLE_TYPE.CHARACTER)
        prompt.font.color.rgb = RGBColor.from_string("7F6000")
        _shade(prompt.element.get_or_add_rPr(), looks.AMBER)
        package = self.document.part.package
        for link in [each for each in package.rels.values() if each.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
            del package.rels[link.rId]  # python-docx's own picture
        self.document.core_properties.title = self._spec.title
        self.document.core_properties.author = "Relevo"
        footer = page.footer.paragraphs[0]
        footer.text = f"{self._spec.title}. {self._spec.entry.notice}. Página "
        _page_number(footer)

    def _heading(self, text: str, level: int) -> None:
        self.document.add_heading(text, level)

    def _small(self, text: str) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        run = paragraph.add_run(text)
        run.italic = True
        run.font.size = Pt(9)
        run.font.color.rgb = RGBColor.from_string(looks.GREY)

    def _card(self, section: SectionSpec) -> None:
        """Labelled values; long texts take the width of the page."""
        grid = self._grid(len(section.fields), 2, _CARD_WIDTHS)
        for row, field in enumerate(section.fields):
            _label(grid.cell(row, 0), field.label)
            cell = grid.cell(row, 1)
            self._control(cell.paragraphs[0], field.tag(), field.label, field)
            guidance = cell.add_paragraph().add_run(field.help)
            guidance.italic = True
            guidance.font.size = Pt(8)
            guidance.font.color.rgb = RGBColor.from_string(looks.GREY)

    def _matrix(self, section: SectionSpec) -> None:
        years = len(section.year_cells)
        grid = self._grid(len(section.fields) + 1, years + 2, (7.0, *([3.7] * years), 2.5))
        self._head(grid, {0: "Concepto", years + 1: "Unidad"})
        for year in range(years):
            heading = grid.cell(0, year + 1)
            _shade(heading._tc.get_or_add_tcPr(), looks.PALE)
            paragraph = heading.paragraphs[0]
            self._control(paragraph, f"{section.id}.anio.{year + 1}", f"Año {year + 1}", prompt=f"Año {year + 1}")
        for row, field in enumerate(section.fields, 1):
            _label(grid.cell(row, 0), field.label)
            for year in range(years):
                paragraph = grid.cell(row, year + 1).paragraphs[0]
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                self._control(paragraph, field.tag(year), f"{field.label}, año {year + 1}", field, prompt="—")
            grid.cell(row, years + 1).text = field.unit

    def _table(self, section: SectionSpec) -> None:
        rows = min(section.capacity, _ROWS)
        grid = self._grid(rows + 1, len(section.fields))
        self._head(grid, {place: field.label for place, field in enumerate(section.fields)})
        for row in range(rows):
            for column, field in enumerate(section.fields):
                paragraph = grid.cell(row + 1, column).paragraphs[0]
                self._control(paragraph, field.tag(row), f"{field.label}, fila {row + 1}", field, prompt=" ")

    def _grid(self, rows: int, columns: int, widths: tuple[float, ...] = ()) -> Table:
        """A table; widths in centimetres, shared out when none are given."""
        grid: Table = self.document.add_table(rows, columns)
        grid.style = "Table Grid"
        grid.autofit = False
        for column, width in zip(grid.columns, widths or [_PAGE_WIDTH / columns] * columns, strict=True):
            column.width = Cm(width)
            for cell in column.cells:
                cell.width = Cm(width)
        for row in grid.rows:
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        return grid

    def _head(self, grid: Table, labels: dict[int, str]) -> None:
        for column, text in labels.items():
            cell = grid.cell(0, column)
            run = cell.paragraphs[0].add_run(text)
            run.bold = True
            run.font.size = Pt(9)
            run.font.color.rgb = RGBColor(255, 255, 255)
            _shade(cell._tc.get_or_add_tcPr(), looks.DARK)
        grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))

    def _control(
        self, paragraph: Paragraph, tag: str, title: str, field: FieldSpec | None = None, *, prompt: str = PROMPT
    ) -> None:
        """A content control at the end of a paragraph, showing its prompt until it is filled (17.5.2)."""
        control, properties = OxmlElement("w:sdt"), OxmlElement("w:sdtPr")
        for name, value in (("w:alias", title[:64]), ("w:tag", tag), ("w:id", str(next(self._ids)))):
            properties.append(_with_value(name, value))
        properties.append(OxmlElement("w:showingPlcHdr"))
        properties.append(_input(field))
        content, run = OxmlElement("w:sdtContent"), OxmlElement("w:r")
        look = OxmlElement("w:rPr")
        look.append(_with_value("w:rStyle", _PROMPT_STYLE))
        text = OxmlElement("w:t")
        text.text = prompt
        text.set(qn("xml:space"), "preserve")
        run.append(look)
        run.append(text)
        content.append(run)
        control.append(properties)
        control.append(content)
        paragraph._p.append(control)

    def _signatures(self) -> None:
        self._heading("Firmas", 1)
        grid = self.document.add_table(2, 2)
        for column, role in enumerate(("Entrega", "Recibe")):
            grid.cell(0, column).text = "\n\n______________________________"
            grid.cell(1, column).text = f"{role}: nombre, cargo y documento"


def make_document(spec: FormatSpec) -> bytes:
    """The DOCX of a format; the same description gives the same bytes."""
    writer = _Writer(spec)
    writer.write()
    out = io.BytesIO()
    writer.document.save(out)
    return repeatable(out.getvalue())


def _input(field: FieldSpec | None) -> etree._Element:
    """What the control accepts: one of a list, or text of several lines."""
    if field is None or field.kind is not FieldKind.CHOICE:
        text = OxmlElement("w:text")
        text.set(qn("w:multiLine"), "1")
        return text
    choices = OxmlElement("w:dropDownList")
    for option in field.choices:
        item = OxmlElement("w:listItem")
        item.set(qn("w:displayText"), option)
        item.set(qn("w:value"), option)
        choices.append(item)
    return choices


def _with_value(name: str, value: str) -> etree._Element:
    element = OxmlElement(name)
    element.set(qn("w:val"), value)
    return element


def _label(cell: _Cell, text: str) -> None:
    run = cell.paragraphs[0].add_run(text)
    run.bold = True
    _shade(cell._tc.get_or_add_tcPr(), looks.PALE)


def _shade(properties: etree._Element, colour: str) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:color"), "auto")
    shade.set(qn("w:fill"), colour)
    properties.append(shade)


def _page_number(paragraph: Paragraph) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)
    paragraph.runs[0].font.size = Pt(8)
