"""The model of how questions are put, trained on a small corpus."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assistant.retrieval.asking import FOLDER, TABLE, AskingModel
from ingest.asking import known_questions, train
from tests.conftest import CORPUS


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus that knows how people ask for a few documents and silences only."""
    folder = tmp_path_factory.mktemp("corpus")
    shutil.copytree(CORPUS / "modelo", folder / "modelo", ignore=shutil.ignore_patterns(FOLDER))
    shutil.copy(CORPUS / "tesauro.toml", folder)
    for name, files in (
        ("preguntas", ("plazos-del-acta.toml", "glosario.toml")),
        ("silencios", ("agricultura.toml", "acta-detalles.toml")),
    ):
        (folder / name).mkdir()
        for file in files:
            if (CORPUS / name / file).exists():
                shutil.copy(CORPUS / name / file, folder / name)
    pytest.importorskip("torch", reason="torch is not installed")
    train(folder)
    return folder


def test_ways_of_asking_for_the_same_come_together(corpus: Path) -> None:
    asked = known_questions(corpus)
    model = AskingModel.load(corpus)
    vectors = model.embed_passages([item.text for item in asked])
    near = vectors @ vectors.T
    near[range(len(asked)), range(len(asked))] = -1.0
    right = sum(asked[place].subject == asked[near[place].argmax()].subject for place in range(len(asked)))
    assert right / len(asked) > 0.8


def test_training_twice_gives_the_same_model(corpus: Path) -> None:
    first = (corpus / "modelo" / FOLDER / TABLE).read_bytes()
    train(corpus)
    assert (corpus / "modelo" / FOLDER / TABLE).read_bytes() == first
