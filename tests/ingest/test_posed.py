"""How people ask for what a document says."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import Assistant
from assistant.errors import ConfigurationError
from ingest.posed import Posed, attach, read_posed
from ingest.sources import bundled_files
from tests.assistant.factories import TERM, passage
from tests.conftest import CORPUS

ROW = passage("Punto: Acta; Plazo: quince (15) días hábiles", "otra#0002", section="Tabla")


def test_a_question_is_bound_to_where_its_answer_begins() -> None:
    entry = Posed("Artículo 4. ¿Qué plazo hay?", "quince (15) días", ("¿Cuánto tiempo tengo?", "plazo del acta"))
    (bound, other), left = attach([passage(), ROW], [entry])
    assert [question.text for question in bound.posed] == list(entry.forms)
    assert TERM[bound.posed[0].start :].startswith("quince")
    assert (other.posed, left) == ((), [])


def test_markup_and_cells_between_the_words_do_not_matter() -> None:
    (bound,), left = attach([ROW], [Posed("Tabla", "**Acta** | Plazo", ("¿y el acta?",))])
    assert not left
    assert bound.posed[0].start == ROW.text.index("Acta")


@pytest.mark.parametrize(
    "entry", [Posed("Otra sección", "quince", ("x",)), Posed("Artículo 4. ¿Qué plazo hay?", "veinte días", ("x",))]
)
def test_what_is_not_there_is_told(entry: Posed) -> None:
    assert attach([passage()], [entry])[1] == [entry]


def test_a_damaged_file_is_a_configuration_error(tmp_path: Path) -> None:
    (tmp_path / "mala.toml").write_text("[[pregunta]]\nseccion = 3", encoding="utf-8")
    with pytest.raises(ConfigurationError):
        read_posed(tmp_path / "mala.toml")
    assert read_posed(tmp_path / "no-hay.toml") == []


def test_a_changed_question_changes_the_digest(tmp_path: Path) -> None:
    (tmp_path / "normas").mkdir()
    (tmp_path / "preguntas").mkdir()
    (tmp_path / "normas" / "uno.md").write_text("# Uno", encoding="utf-8")
    (tmp_path / "manifest.toml").write_text('[[document]]\npath = "normas/uno.md"', encoding="utf-8")
    before = bundled_files(tmp_path)[0].sha256
    (tmp_path / "preguntas" / "uno.toml").write_text("[[pregunta]]", encoding="utf-8")
    assert bundled_files(tmp_path)[0].sha256 != before


def test_every_entry_of_the_guidance_is_bound_to_its_place(assistant: Assistant) -> None:
    """No question of corpus/preguntas points to a sentence that is not there, and each belongs to a document."""
    bound = {
        (document, posed.text)
        for document in assistant.retriever.index.documents
        for passage in assistant.retriever.index.lexical.of_document(document)
        for posed in passage.posed
    }
    files = sorted((CORPUS / "preguntas").glob("*.toml"))
    assert len(files) > 100
    lost = [
        (path.stem, form)
        for path in files
        for entry in read_posed(path)
        for form in entry.forms
        if (path.stem, form) not in bound
    ]
    assert lost == []
