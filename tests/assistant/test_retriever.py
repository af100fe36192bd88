"""The search over documents of one's own: what stands in two of them is not found twice before the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import Settings
from assistant.retrieval import AskingModel, Embedder, Filters, Index, Retriever
from ingest.build import build_index
from tests.conftest import CORPUS

HOURS = """# Reglamento de la plaza de Aguaclara

## Horario

La plaza de mercado de Aguaclara abre a las cinco de la mañana y cierra a las tres de la tarde, de lunes a sábado, salvo los días
festivos; los puestos de flores y de hierbas pueden quedarse una hora más, y los domingos solo se abre la zona de carnes.

## Puestos

Cada puesto de la plaza de mercado paga su cuota al tesorero de Aguaclara en los primeros cinco días del mes, con recibo.
"""


@pytest.fixture
def retriever(tmp_path: Path, embedder: Embedder, asking: AskingModel) -> Retriever:
    """Over a regulation that somebody kept in two files, the second with a slip of the pen."""
    files = [tmp_path / "reglamento.md", tmp_path / "reglamento-copia.md"]
    files[0].write_text(HOURS, encoding="utf-8")
    files[1].write_text(HOURS.replace("hierbas", "yerbas"), encoding="utf-8")
    build_index(tmp_path / "index", embedder, CORPUS, list(map(str, files)))
    index = Index.open_current(tmp_path / "index", embedder.id, asking.id)
    return Retriever(index, embedder, asking, Settings())


def test_what_repeats_a_better_passage_comes_after_the_others(retriever: Retriever) -> None:
    found = retriever.search("¿a qué hora abre la plaza de mercado de Aguaclara?", 4, Filters())
    assert len(found) == 4, "nothing is lost"
    first, second, *repeats = [item.passage.section for item in found]
    assert {first, second} == set(repeats)
    assert first != second


def test_what_repeats_is_left_out_where_the_others_suffice(retriever: Retriever) -> None:
    found = retriever.search("¿a qué hora abre la plaza de mercado de Aguaclara?", 2, Filters())
    assert len({item.passage.section for item in found}) == 2
