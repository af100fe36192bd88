"""Known ways of asking, and which of them a question is like."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.retrieval.embeddings import Embedder
from assistant.retrieval.forms import Form, KnownForms, write_forms

WHEN, WHO = Form("uno", "¿Cuándo se entrega el acta?"), Form("dos", "¿Quién entrega el acta?")


@pytest.fixture
def folder(tmp_path: Path, embedder: Embedder) -> Path:
    write_forms(tmp_path / "formas", [WHEN, WHO], embedder.embed_query)
    return tmp_path / "formas"


def nearest(forms: KnownForms, embedder: Embedder, question: str) -> list[Form]:
    return forms.nearest(question, embedder.embed_query(question), 2)


def test_what_asks_for_the_same_kind_of_thing_is_nearer(folder: Path, embedder: Embedder) -> None:
    forms = KnownForms(folder)
    assert nearest(forms, embedder, "¿hasta cuándo hay para el acta?") == [WHEN, WHO]
    assert nearest(forms, embedder, "¿quién es el que hace el acta?") == [WHO, WHEN]


def test_without_forms_nothing_is_written_and_nothing_is_near(tmp_path: Path, embedder: Embedder) -> None:
    write_forms(tmp_path / "formas", [], embedder.embed_query)
    assert not (tmp_path / "formas").exists()
    assert nearest(KnownForms(tmp_path / "formas"), embedder, "¿cuándo?") == []


def test_a_folder_that_does_not_add_up_is_damaged(folder: Path) -> None:
    np.save(folder / "vectors.npy", np.zeros((1, 4), dtype=np.float16))
    with pytest.raises(ValueError, match="as many"):
        KnownForms(folder)
