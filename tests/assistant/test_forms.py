"""Known ways of asking, and which of them a question is like."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.retrieval.asking import AskingModel
from assistant.retrieval.forms import Form, KnownForms, write_forms

WHEN, WHO = Form("uno", "¿Cuándo se entrega el acta?"), Form("dos", "¿Quién entrega el acta?")


@pytest.fixture
def folder(tmp_path: Path, asking: AskingModel) -> Path:
    write_forms(tmp_path / "formas", [WHEN, WHO], asking.embed_query)
    return tmp_path / "formas"


def test_what_asks_for_the_same_kind_of_thing_is_nearer(folder: Path, asking: AskingModel) -> None:
    forms = KnownForms(folder)
    assert forms.nearest(asking.embed_query("¿hasta cuándo hay para el acta?"), 2) == [WHEN, WHO]
    assert forms.nearest(asking.embed_query("¿quién es el que hace el acta?"), 2) == [WHO, WHEN]


def test_how_near_known_ways_are_is_told_by_their_text(folder: Path, asking: AskingModel) -> None:
    forms = KnownForms(folder)
    same, other = forms.cosines([WHO.text, WHEN.text], asking.embed_query(WHO.text))
    assert same == pytest.approx(1.0, abs=1e-2)
    assert other < same
    with pytest.raises(KeyError):
        forms.cosines(["¿Quién va?"], asking.embed_query(WHO.text))


def test_the_vector_of_a_known_way_is_that_of_its_model(folder: Path, asking: AskingModel) -> None:
    forms = KnownForms(folder)
    np.testing.assert_allclose(forms.vector_of(WHO.text), asking.embed_query(WHO.text), atol=1e-3)
    assert forms.vector_of("¿Quién va?") is None


def test_a_sample_is_taken_evenly(folder: Path) -> None:
    assert KnownForms(folder).sample(1) == [WHEN.text]
    assert KnownForms(folder).sample(5) == [WHEN.text, WHO.text]


def test_without_forms_nothing_is_written_and_nothing_is_near(tmp_path: Path, asking: AskingModel) -> None:
    write_forms(tmp_path / "formas", [], asking.embed_query)
    assert not (tmp_path / "formas").exists()
    none = KnownForms(tmp_path / "formas")
    assert none.nearest(asking.embed_query("¿cuándo?"), 2) == []
    assert none.cosines([], asking.embed_query("¿cuándo?")).size == 0


def test_a_folder_that_does_not_add_up_is_damaged(folder: Path) -> None:
    np.save(folder / "vectors.npy", np.zeros((1, 4), dtype=np.float16))
    with pytest.raises(ValueError, match="as many"):
        KnownForms(folder)
