"""Notes built from answers: numbered, kept, seen by their owner alone, written down with footnotes."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

import docx
import pytest

from assistant.conversations import Conversations, Note
from assistant.conversations.note_export import note_docx, note_file_name
from assistant.errors import ConversationNotFoundError
from tests.assistant.conversations.samples import answer, citation


def test_the_sources_of_a_second_answer_go_on_from_those_of_the_first() -> None:
    second = answer("¿Y?", "Otra cosa [1]. Un año [2019].", citations=(citation(quote="Otra."),))
    note = Note().with_answer(answer()).with_answer(second)
    assert note.title == answer().question
    assert note.body == "Quince (15) días hábiles. [1]\n\nOtra cosa [2]. Un año [2019]."
    assert [(item.id, item.quote) for item in note.cited()] == [(1, "Quince (15) días hábiles."), (2, "Otra.")]


def test_a_source_that_the_body_names_no_more_is_not_cited() -> None:
    note = replace(Note().with_answer(answer()), body="Sin citas, o con [7].")
    assert note.cited() == ()


def test_a_note_is_kept_for_its_owner_alone(kept: Conversations) -> None:
    notes = kept.notes
    saved = notes.save("ana", Note(body="a\x00b").with_answer(answer()))
    assert notes.get("ana", saved.id).citations == answer().citations
    assert notes.get("ana", saved.id).body.startswith("ab")
    with pytest.raises(ConversationNotFoundError):
        notes.get("luis", saved.id)
    with pytest.raises(ConversationNotFoundError):
        notes.delete("luis", saved.id)
    assert notes.save("luis", saved).id != saved.id
    notes.save("ana", replace(saved, title="Otra"))
    assert [note.title for note in notes.list("ana")] == ["Otra"]
    notes.delete("ana", saved.id)
    assert notes.list("ana") == ()


def test_the_document_has_a_footnote_for_each_source_and_an_annex() -> None:
    note = replace(
        Note().with_answer(answer()), addressee="Concejo\nMunicipal", body="Uno [1][1]. Nada [9].\n- Punto [1]"
    )
    document = docx.Document(io.BytesIO(note_docx(note, dt.date(2026, 11, 22))))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert "Para: Concejo\nMunicipal" in texts
    assert any(text.startswith("Uno") and "Nada [9]." in text for text in texts)
    assert len(document.element.xpath("//w:footnoteReference")) == 3
    footnotes = next(part for part in document.part.package.iter_parts() if part.partname.endswith("footnotes.xml"))
    assert footnotes.blob.decode().count("Cita [1] del anexo.") == 3
    assert "Anexo: citas textuales" in texts
    assert any("«Quince (15) días hábiles.»" in text for text in texts)


def test_the_file_has_a_plain_name() -> None:
    assert note_file_name(Note(title="¿Qué año <b>?/..")) == "que-ano-b.docx"
    assert note_file_name(Note()) == "nota.docx"
