"""How a question is put, as a vector."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import ConfigurationError
from assistant.retrieval.asking import FOLDER, PARTS, AskingModel, parts_of
from assistant.retrieval.thesaurus import Thesaurus
from tests.conftest import CORPUS

COUNCIL = Thesaurus({"CTP": ("consejo territorial de planeación",), "consejo territorial de planeación": ("CTP",)})


def test_an_acronym_and_what_it_stands_for_share_a_part() -> None:
    short, long = (
        {part for part in parts_of(text, COUNCIL) if part.startswith("=")}
        for text in ("¿quién integra el CTP?", "¿quiénes forman el consejo territorial de planeación?")
    )
    assert len(short) == 1
    assert short == long


def test_the_kind_of_thing_asked_for_is_a_part() -> None:
    assert "?person" in parts_of("¿quién firma el acta?", COUNCIL)
    assert "?person" not in parts_of("¿cuándo se firma el acta?", COUNCIL)


def test_questions_that_ask_for_the_same_are_near(asking: AskingModel) -> None:
    first, same, other = asking.embed_passages(
        [
            "¿Quiénes integran el Consejo Territorial de Planeación?",
            "quien compone el ctp",
            "¿Cuánto tiempo tiene el CTP para dar su concepto?",
        ]
    )
    assert first @ same > first @ other
    assert np.linalg.norm(first) == pytest.approx(1.0, abs=1e-5)


def test_no_question_has_no_vector(asking: AskingModel) -> None:
    assert asking.embed_passages([]).shape == (0, asking.dimension)


def test_a_corpus_without_a_model_has_one_that_knows_nothing(tmp_path: Path) -> None:
    model = AskingModel.load(tmp_path)
    assert not model.embed_query("¿quién firma el acta?").any()
    assert model.id != AskingModel.load(CORPUS).id


def test_a_damaged_model_says_what_to_do(tmp_path: Path) -> None:
    folder = tmp_path / "modelo" / FOLDER
    shutil.copytree(CORPUS / "modelo" / FOLDER, folder)
    (folder / PARTS).write_text("una sola\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="no se puede leer"):
        AskingModel.load(tmp_path)
