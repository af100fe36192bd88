"""A note as a Word document: its body with the sources as footnotes, and an annex with what they say."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from assistant.conversations import texts
from assistant.conversations.notes import Note, marks
from assistant.footnotes import Footnotes
from assistant.spanish import fold, words, write_date
from assistant.types import Citation
from assistant.writing import add_note, add_sources, describe_source, new_document, printable

if TYPE_CHECKING:
    import datetime as dt

    from docx.document import Document

_NAME_WORDS = 8


def note_docx(note: Note, today: dt.date) -> bytes:
    """The note as a Word document, dated today."""
    document = new_document(note.title or texts.UNTITLED_NOTE)
    document.add_paragraph(write_date(today))
    if note.addressee.strip():
        addressee = document.add_paragraph()
        addressee.add_run(texts.ADDRESSEE).bold = True
        for place, line in enumerate(note.addressee.strip().splitlines()):
            if place:
                addressee.add_run().add_break()
            addressee.add_run(printable(line))
    _add_body(document, note)
    cited = note.cited()
    if cited:
        document.add_heading(texts.ANNEX, level=1).paragraph_format.page_break_before = True
        add_note(document)
        add_sources(document, cited)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def note_file_name(note: Note) -> str:
    """A name for the file, in plain letters that every system takes."""
    return f"{'-'.join(words(fold(note.title))[:_NAME_WORDS]) or texts.NOTE_FILE_NAME}.docx"


def _add_body(document: Document, note: Note) -> None:
    """A paragraph for each line; where it names a source stands a footnote, and a number that names none stays text."""
    sources = {citation.id: citation for citation in note.citations}
    footnotes = Footnotes()
    for line in filter(str.strip, note.body.splitlines()):
        listed = line.lstrip().startswith("- ")
        paragraph = document.add_paragraph(style="List Bullet" if listed else None)
        after_note = False
        for text, number in marks(line.lstrip().removeprefix("- ") if listed else line):
            cited = sources.get(number) if number is not None else None
            paragraph.add_run(printable(text.rstrip() if cited else text))
            if cited and after_note and not text.strip():
                paragraph.add_run(", ").font.superscript = True  # or notes 2 and 3 would read 23
            after_note = cited is not None
            if cited:
                footnotes.add(paragraph, _source(cited))
            elif number is not None:
                paragraph.add_run(f"[{number}]")
    footnotes.attach(document)


def _source(citation: Citation) -> str:
    about = describe_source(citation)
    if about.startswith(citation.reference):
        return f"{about}. {texts.IN_ANNEX.format(number=citation.id)}"
    return f"{citation.reference}. {about}. {texts.IN_ANNEX.format(number=citation.id)}"
