"""How an answer is written down outside a chat: its sources in words, and as part of a Word document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.spanish import write_date
from assistant.types import GUIDANCE_ISSUER, Citation

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

NOTE_TITLE = "Qué es nuestro y qué es oficial"
NOTE = (
    "Las respuestas citan la guía de Relevo, una síntesis escrita para este proyecto con la "
    "norma y el artículo de cada dato, y los documentos que usted haya agregado. La síntesis no es un texto oficial ni "
    "reemplaza la asesoría jurídica: antes de firmar, abra el enlace de la fuente. Solo lo que dice «texto oficial» lo es."
)
DIGEST, OFFICIAL = "síntesis de Relevo", "texto oficial"
SOURCES = "Fuentes"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")  # what XML cannot carry


def printable(text: str) -> str:
    """Text without the characters that no Office file can hold."""
    return _CONTROL.sub("", text)


def describe_source(citation: Citation, *, beside_reference: bool = False) -> str:
    """The document, whose words they are, its date, the page and the address.

    Beside the reference, which may be the title itself, and a link, neither the title is repeated nor the address.
    """
    issuer = citation.issuer if citation.issuer != GUIDANCE_ISSUER else ""
    parts = (
        "" if beside_reference and citation.title == citation.reference else citation.title,
        issuer,
        OFFICIAL if citation.official else "" if issuer else DIGEST,
        write_date(citation.date) if citation.official and citation.date else "",  # a digest has its law's date
        f"p. {citation.page_label}" if citation.page_label else "",
        "norma modificada" if citation.replaced_by or not citation.in_force else "",
        "" if beside_reference else citation.url or "",
    )
    return " · ".join(part for part in parts if part)


def new_document(title: str) -> Document:
    """An empty Word document in Colombian Spanish, with a title."""
    import docx
    from docx.oxml.ns import qn

    document: Document = docx.Document()
    document.core_properties.title, document.core_properties.author = printable(title), "Relevo"
    document.core_properties.comments = ""
    properties = document.styles["Normal"].element.get_or_add_rPr()
    properties.append(properties.makeelement(qn("w:lang"), {qn("w:val"): "es-CO"}))
    document.add_heading(printable(title), level=0)
    return document


def add_note(document: Document) -> None:
    """What is ours and what is official."""
    note = document.add_paragraph()
    note.add_run(f"{NOTE_TITLE}. ").bold = True
    note.add_run(NOTE)


def add_text(document: Document, text: str) -> None:
    """An answer's text: a paragraph a line, and its bulleted lists as lists."""
    for line in text.splitlines():
        if line.strip():
            listed = line.lstrip().startswith("- ")
            said = line.lstrip().removeprefix("- ") if listed else line
            document.add_paragraph(printable(said), style="List Bullet" if listed else None)


def add_sources(document: Document, citations: tuple[Citation, ...]) -> None:
    """The numbered sources of an answer, each with its quote and a link that can be clicked."""
    if not citations:
        return
    title = document.add_paragraph()
    title.add_run(SOURCES).bold = True
    title.paragraph_format.keep_with_next = True
    for citation in citations:
        paragraph = document.add_paragraph(f"[{citation.id}] ")
        paragraph.add_run(printable(citation.reference)).bold = True
        paragraph.add_run(printable(f" · {describe_source(citation, beside_reference=True)}. "))
        paragraph.add_run(printable(f"«{citation.quote}» ")).italic = True
        _add_link(paragraph, citation.url or "")


def _add_link(paragraph: Paragraph, address: str) -> None:
    """A link that can be clicked; python-docx reads links and does not write them."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    if not address.startswith(("http://", "https://")):
        paragraph.add_run(printable(address))
        return
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(printable(address), RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(printable(address))
    run.font.underline = True
    link.append(run._r)
    paragraph._p.append(link)
