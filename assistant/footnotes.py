"""Footnotes of a Word document, which python-docx 1.2 does not write.

ECMA-376 part 1, 17.11: the notes stand in a part of their own, ``/word/footnotes.xml``, whose first two are the separators;
a run of the text refers to each by its id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.writing import printable

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_PART = "/word/footnotes.xml"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_FIRST = 1
_SMALL = "18"  # half-points
_GAP = "40"  # twentieths of a point


class Footnotes:
    """The footnotes of one document: add them in the order of the text, then attach them."""

    def __init__(self) -> None:
        from docx.oxml import OxmlElement

        self._root: Any = OxmlElement("w:footnotes")
        for identifier, kind in ((-1, "separator"), (0, "continuationSeparator")):
            self._note(identifier, _run(f"w:{kind}"), kind)
        self._count = 0

    def add(self, paragraph: Paragraph, text: str) -> None:
        """Refer to a new footnote at the end of a paragraph."""
        identifier = _FIRST + self._count
        self._count += 1
        paragraph._p.append(_run("w:footnoteReference", raised=True, identifier=identifier))
        note = self._note(identifier, _run("w:footnoteRef", raised=True))
        note.append(_text_run(f" {printable(text)}"))

    def attach(self, document: Document) -> None:
        """Put the footnotes in the document, unless there are none."""
        from docx.opc.constants import RELATIONSHIP_TYPE
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part
        from lxml import etree

        if not self._count:
            return
        content = etree.tostring(self._root, xml_declaration=True, encoding="UTF-8", standalone=True)
        part = Part(PackURI(_PART), _TYPE, content, document.part.package)
        document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)

    def _note(self, identifier: int, run: Any, kind: str = "") -> Any:
        """A footnote with its first run; return its paragraph."""
        from docx.oxml import OxmlElement

        note, paragraph = OxmlElement("w:footnote"), OxmlElement("w:p")
        if kind:
            _set(note, "w:type", kind)
        _set(note, "w:id", str(identifier))
        properties, spacing = OxmlElement("w:pPr"), OxmlElement("w:spacing")
        _set(spacing, "w:after", _GAP)
        properties.append(spacing)
        paragraph.extend([properties, run])
        note.append(paragraph)
        self._root.append(note)
        return paragraph


def _run(content: str, *, raised: bool = False, identifier: int | None = None) -> Any:
    """A run that holds one element, raised as the number of a footnote is."""
    from docx.oxml import OxmlElement

    run, element = OxmlElement("w:r"), OxmlElement(content)
    if raised:
        properties, height = OxmlElement("w:rPr"), OxmlElement("w:vertAlign")
        _set(height, "w:val", "superscript")
        properties.append(height)
        run.append(properties)
    if identifier is not None:
        _set(element, "w:id", str(identifier))
    run.append(element)
    return run


def _text_run(text: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    run, properties, size, said = (OxmlElement(name) for name in ("w:r", "w:rPr", "w:sz", "w:t"))
    _set(size, "w:val", _SMALL)
    properties.append(size)
    said.text = text
    said.set(qn("xml:space"), "preserve")
    run.extend([properties, said])
    return run


def _set(element: Any, name: str, value: str) -> None:
    from docx.oxml.ns import qn

    element.set(qn(name), value)
