"""PowerPoint presentations: each slide is a page, its title a heading, its notes a section of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER

from ingest.documents import ParsedDocument
from ingest.readers.base import Limits
from ingest.readers.blocks import BlockWriter, Cell, clean, damage_reported, numeral, refuse
from ingest.readers.office.package import POWERPOINT, Package

SLIDE, NOTES = 1, 2  # heading levels
LONGEST_TITLE = 120  # characters
TITLE_POINTS = 24  # the least size of a text that stands for a missing title

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_TITLE_NAME = re.compile(r"t[ií]tulo|title", re.IGNORECASE)
_TITLES = {PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.VERTICAL_TITLE}
_FURNITURE = {PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.HEADER, PP_PLACEHOLDER.SLIDE_NUMBER}
_BULLETED = {PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.VERTICAL_BODY}
_NUMERALS = {
    "arabic": "decimal",
    "alphaLc": "lowerLetter",
    "alphaUc": "upperLetter",
    "romanLc": "lowerRoman",
    "romanUc": "upperRoman",
}


class PptxReader:
    """Reads ``.pptx``, ``.pptm`` and ``.ppsx``. Hidden slides are left out; charts are named in a warning."""

    suffixes: frozenset[str] = frozenset({".pptx", ".pptm", ".ppsx"})

    def read(self, path: Path, limits: Limits) -> ParsedDocument:
        """Read the presentation whole; see :class:`ingest.readers.base.Reader`."""
        with Package(path, limits, POWERPOINT) as package:
            metadata = package.properties()
        writer = BlockWriter(path, limits)
        with damage_reported(path):  # python-pptx reads a slide only when it is asked for
            presentation = Presentation(str(path))
            slides = list(presentation.slides)
            if len(slides) > limits.pages:
                why = f"tiene {len(slides)} diapositivas y el máximo es {limits.pages}"
                raise refuse(path, why, "Divídalo en partes más pequeñas.")
            first = int(presentation.element.get("firstSlideNum", "1"))
            _write_slides(slides, first, writer)
        title = metadata.get("title") or writer.first_heading()
        return writer.finish(title=title, metadata=metadata, pages=len(slides))


def _write_slides(slides: list[Any], first: int, writer: BlockWriter) -> None:
    hidden, silent, charts = [], [], []
    for index, slide in enumerate(slides):
        label = str(first + index)
        writer.page_index, writer.page_label = index, label
        shapes = list(_shapes(slide.shapes))
        if slide.element.get("show") in {"0", "false"}:
            hidden.append(label)
            continue
        if any(getattr(shape, "has_chart", False) for shape in shapes):
            charts.append(label)
        if not _write_slide(slide, shapes, label, writer):
            silent.append(label)
    for labels, what in (
        (hidden, "Diapositivas ocultas que no se leyeron"),
        (charts, "Diapositivas con gráficos cuyas cifras no se leyeron"),
        (silent, "Diapositivas sin texto que leer"),
    ):
        if labels:
            writer.warnings.append(f"{what}: {', '.join(labels)}.")


def _write_slide(slide: Any, shapes: list[Any], label: str, writer: BlockWriter) -> bool:
    """Write a slide; whether it had any text."""
    title = _title(shapes)
    start = len(writer.blocks)
    writer.heading(title.text_frame.text if title is not None else f"Diapositiva {label}", SLIDE)
    for shape in shapes:
        if shape is title:
            continue
        if getattr(shape, "has_table", False):
            rows = [[cell for cell in row.cells if not cell.is_spanned] for row in shape.table.rows]
            writer.table([[Cell(cell.text, cell.span_width, cell.span_height) for cell in row] for row in rows])
        elif shape.has_text_frame:
            _write_lines(shape.text_frame, writer, bulleted=_placeholder(shape) in _BULLETED)
        else:
            for line in _diagram_lines(shape, slide):
                writer.paragraph(line)
    notes = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
    if notes is not None and notes.text.strip():
        writer.heading("Notas", NOTES)
        _write_lines(notes, writer, bulleted=False)
    if title is None and len(writer.blocks) == start + 1:
        writer.blocks.pop()
        return False
    return True


def _shapes(shapes: Iterable[Any]) -> Iterator[Any]:
    """Every shape, those of groups included, in the order in which screen readers take them."""
    for shape in shapes:
        if hasattr(shape, "shapes"):
            yield from _shapes(shape.shapes)
        elif _placeholder(shape) not in _FURNITURE:
            yield shape


def _placeholder(shape: Any) -> Any:
    return shape.placeholder_format.type if shape.is_placeholder else None


def _title(shapes: list[Any]) -> Any:
    """The shape that serves as title: the layout's, else one named so, else the largest or the topmost short text."""
    texts = [shape for shape in shapes if shape.has_text_frame and clean(shape.text_frame.text)]
    short = [
        shape
        for shape in texts
        if len(text := clean(shape.text_frame.text)) <= LONGEST_TITLE and re.search(r"[^\W\d_]{3}", text)
    ]
    for shape in texts:
        if _placeholder(shape) in _TITLES:
            return shape
    for shape in short:
        if _TITLE_NAME.match(shape.name):
            return shape
    large = [shape for shape in short if _points(shape) >= TITLE_POINTS]
    if large:
        return max(large, key=_points)
    return min(short, key=lambda shape: shape.top or 0, default=None)


def _points(shape: Any) -> float:
    """The size of the largest letters that the shape itself sets."""
    sizes = [run.font.size for line in shape.text_frame.paragraphs for run in line.runs]
    return max((size.pt for size in sizes if size), default=0.0)


def _write_lines(frame: Any, writer: BlockWriter, *, bulleted: bool) -> None:
    counts: dict[int, int] = {}
    for line in frame.paragraphs:
        text = clean(line.text)
        if not text:
            continue
        marker = _marker(line, counts, bulleted=bulleted)
        if marker or line.level:
            writer.item(f"{marker} {text}", line.level + 1)
        else:
            writer.paragraph(text)


def _marker(line: Any, counts: dict[int, int], *, bulleted: bool) -> str:
    """The bullet or number before a line; one that says nothing has its layout's, which is a bullet in a body."""
    properties = line._p.pPr
    level = line.level
    for deeper in [each for each in counts if each > level]:
        del counts[deeper]
    automatic = properties.find(f"{_A}buAutoNum") if properties is not None else None
    if automatic is None:
        counts.pop(level, None)
        if properties is not None and properties.find(f"{_A}buNone") is not None:
            return ""
        has_bullet = properties is not None and any(
            properties.find(f"{_A}{name}") is not None for name in ("buChar", "buBlip")
        )
        return "•" if has_bullet or bulleted else ""
    kind = automatic.get("type", "arabicPeriod")
    counts[level] = counts[level] + 1 if level in counts else int(automatic.get("startAt", "1"))
    style = next((style for name, style in _NUMERALS.items() if kind.startswith(name)), "decimal")
    before = "(" if kind.endswith("Both") else ""
    after = ")" if "Paren" in kind else "." if kind.endswith("Period") else ""
    return f"{before}{numeral(counts[level], style)}{after}"


def _diagram_lines(shape: Any, slide: Any) -> list[str]:
    """The texts of a SmartArt diagram, which lives in a part of its own."""
    relation = shape._element.find(f".//{_DIAGRAM}relIds")
    if relation is None:
        return []
    content = slide.part.related_part(relation.get(f"{_RELATION}dm")).blob
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    points = [line for point in root.iter(f"{_DIAGRAM}t") for line in point.iter(f"{_A}p")]
    return ["".join(text.text or "" for text in line.iter(f"{_A}t")) for line in points]
