"""Word documents, read from their XML: what the page shows, no more and no less.

Element names are those of ECMA-376 part 1, chapter 17 (WordprocessingML).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from ingest.documents import BlockKind, ParsedDocument
from ingest.readers.base import Limits
from ingest.readers.blocks import BlockWriter, Cell, clean, span
from ingest.readers.office.package import WORD, Package
from ingest.readers.office.wordstyles import Element, Numbering, Styles, W, integer, numbering, value

BODY_TEXT = 9  # the outline level that means "not a heading" (17.3.1.20)

_TITLE_STYLES = {"title", "título", "titulo"}
_DROPPED = {"del", "moveFrom", "pPr", "rPr", "instrText", "delText", "Fallback", "sectPr", "tblPr", "tblGrid"}
_BREAKS = {"tab": " ", "br": " ", "cr": " ", "noBreakHyphen": "-"}


class DocxReader:
    """Reads ``.docx`` and ``.docm``.

    Headings come from outline levels, lists and numbers from the numbering part, spans from the XML. Inserted text is
    kept, deleted text dropped. Text boxes and nested tables follow the paragraph or table that holds them; footnotes
    close the section that cites them.
    """

    suffixes: frozenset[str] = frozenset({".docx", ".docm"})

    def read(self, path: Path, limits: Limits) -> ParsedDocument:
        """Read the document whole; see :class:`ingest.readers.base.Reader`."""
        with Package(path, limits, WORD) as package:
            writer = BlockWriter(path, limits)
            body = _Body(package, writer)
            body.write()
            metadata = package.properties()
        title = body.title or metadata.get("title") or writer.first_heading()
        return writer.finish(title=title, metadata=metadata)


@dataclass(slots=True)
class _Held:
    """What a paragraph or table holds that is shown apart from its text."""

    boxes: list[Element] = field(default_factory=list)
    tables: list[Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)


class _Body:
    """Walks the document once, from top to bottom: list numbers depend on what came before."""

    def __init__(self, package: Package, writer: BlockWriter) -> None:
        parts = dict(package.related(package.main).values())
        root = package.parse(package.main)
        self.title = ""
        self._root = root.find(f"{W}body") if root is not None else None
        self._styles = Styles(package.parse(parts.get("styles")))
        self._numbers = Numbering(package.parse(parts.get("numbering")))
        self._notes = {kind: _notes(package.parse(parts.get(f"{kind}s"))) for kind in ("footnote", "endnote")}
        self._writer = writer
        self._cited: list[tuple[str, str]] = []
        self._citations = 0
        # The title stands above the headings, as in Word's own navigation.
        used = {style.get(f"{W}val") for style in root.iter(f"{W}pStyle")} if root is not None else set()
        self._shift = 1 if any(self._styles[each].name in _TITLE_STYLES for each in used if each) else 0

    def write(self) -> None:
        """Write every block of the document."""
        if self._root is not None:
            self._write(self._root)
        self._flush_notes()

    def _write(self, parent: Element) -> None:
        for element in _children(parent, {"p", "tbl"}):
            if element.tag == f"{W}p":
                self._paragraph(element)
            else:
                self._table(element)

    def _paragraph(self, element: Element) -> None:
        held = _Held()
        text = clean(_text(element, held))
        kind, level, marker = self._judge(element)
        line = f"{marker} {text}" if marker else text
        if kind is BlockKind.HEADING and text:
            self._flush_notes()
            self._writer.heading(line, level)
            self.title = self.title or (text if level <= self._shift else "")
        elif kind is BlockKind.LIST_ITEM and text:
            self._writer.item(line, level)
        elif text:
            self._writer.paragraph(line)
        self._write_held(held)

    def _judge(self, element: Element) -> tuple[BlockKind, int, str]:
        """What a paragraph is, its level, and the number or bullet that Word puts before it."""
        style = self._styles[value(element.find(f"{W}pPr/{W}pStyle")) or self._styles.default]
        outline = integer(element.find(f"{W}pPr/{W}outlineLvl"))
        outline = style.outline if outline is None else outline
        number, depth = numbering(element.find(f"{W}pPr/{W}numPr"))
        number, depth = number or style.numbering[0], depth if depth is not None else style.numbering[1] or 0
        deleted = element.find(f"{W}pPr/{W}rPr/{W}del") is not None  # no paragraph, no number
        marker = self._numbers.next(number, depth) if number and number != "0" and not deleted else None
        if style.name in _TITLE_STYLES:
            return BlockKind.HEADING, 1, ""
        if outline is not None and outline < BODY_TEXT:
            return BlockKind.HEADING, outline + 1 + self._shift, marker or ""
        # "Artículo 1." is a number too, but an article is no list item.
        if marker is not None and " " not in marker:
            return BlockKind.LIST_ITEM, depth + 1, marker
        return BlockKind.PARAGRAPH, 0, marker or ""

    def _table(self, element: Element) -> None:
        rows = [row for row in _children(element, {"tr"}) if row.find(f"{W}trPr/{W}del") is None]
        cells = [list(_children(row, {"tc"})) for row in rows]
        if len(cells) == 1 and len(cells[0]) == 1:  # a frame around text
            self._write(cells[0][0])
            return
        held = _Held()
        places = [list(self._places(row, line, held)) for row, line in zip(rows, cells, strict=True)]
        marked = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows]
        header = marked.index(False) if False in marked else 0
        self._writer.table(_spans(places), header or None)
        self._write_held(held)

    def _places(self, row: Element, cells: list[Element], held: _Held) -> Iterator[tuple[int, Cell | None, int]]:
        """Each cell of a row with its first column and its width, None for one merged into the cell above it."""
        column = integer(row.find(f"{W}trPr/{W}gridBefore")) or 0
        column = min(column, 1_000)
        if column:
            yield 0, Cell("", column), column
        for cell in cells:
            width = span(value(cell.find(f"{W}tcPr/{W}gridSpan")))
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            if merge is not None and merge.get(f"{W}val") != "restart":
                yield column, None, width
            else:
                yield column, Cell(self._cell_text(cell, held), width), width
            column += width

    def _cell_text(self, cell: Element, held: _Held) -> str:
        lines = []
        for element in _children(cell, {"p", "tbl"}):
            if element.tag == f"{W}tbl":
                held.tables.append(element)
            else:
                text, marker = _text(element, held).strip(), self._judge(element)[2]
                lines.append(f"{marker} {text}" if text else "")
        return " ".join(lines)

    def _write_held(self, held: _Held) -> None:
        self._cited += held.notes
        for box in held.boxes:
            self._write(box)
        for table in held.tables:
            self._table(table)

    def _flush_notes(self) -> None:
        cited, self._cited = self._cited, []
        for kind, identifier in cited:
            self._citations += 1
            for paragraph in self._notes[kind].get(identifier, ()):
                self._writer.paragraph(f"[{self._citations}] {_text(paragraph, _Held())}")


def _text(element: Element, held: _Held) -> str:
    """The text that shows, hyperlinks, fields and insertions included; what stands apart goes to ``held``."""
    pieces: list[str] = []
    pending: list[Element] = list(reversed(element))
    while pending:
        child = pending.pop()
        name = etree.QName(child).localname if isinstance(child.tag, str) else ""
        if name == "t":
            pieces.append(child.text or "")
        elif name in _BREAKS:
            pieces.append(_BREAKS[name])
        elif name == "txbxContent":
            held.boxes.append(child)
        elif name in {"footnoteReference", "endnoteReference"}:
            held.notes.append((name.removesuffix("Reference"), child.get(f"{W}id", "")))
        elif name not in _DROPPED and not (name == "r" and _is_hidden(child)):
            pending.extend(reversed(child))
    return "".join(pieces)


def _is_hidden(run: Element) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish")
    return vanish is not None and vanish.get(f"{W}val") not in {"0", "false", "off"}


def _children(parent: Element, wanted: Iterable[str]) -> Iterator[Element]:
    """The children of these kinds, also inside content controls, insertions and the like."""
    tags = {f"{W}{name}" for name in wanted}
    pending: list[Element] = list(reversed(parent))
    while pending:
        child = pending.pop()
        name = etree.QName(child).localname if isinstance(child.tag, str) else ""
        if child.tag in tags:
            yield child
        elif name in {"sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "AlternateContent", "Choice"}:
            pending.extend(reversed(child))


def _spans(places: list[list[tuple[int, Cell | None, int]]]) -> list[list[Cell]]:
    """Cells with their height: one more row for each cell merged into them from below."""
    merged = [{column for column, cell, _ in row if cell is None} for row in places]
    rows: list[list[Cell]] = []
    for top, row in enumerate(places):
        line = []
        for column, cell, width in row:
            if cell is None and top:
                continue
            height = 1
            while top + height < len(merged) and column in merged[top + height]:
                height += 1
            line.append(Cell(cell.text if cell else "", width, height))
        rows.append(line)
    return rows


def _notes(root: Element | None) -> dict[str, list[Element]]:
    """The paragraphs of each footnote; separators (17.11.23) are none."""
    notes = root.iterchildren() if root is not None else ()
    return {note.get(f"{W}id", ""): list(_children(note, {"p"})) for note in notes if note.get(f"{W}type") is None}
