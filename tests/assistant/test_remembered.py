"""Vectors that are remembered are those that the embedder gives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pytest

from assistant.retrieval import Embedder, load_embedder
from assistant.retrieval.remembered import RememberedVectors
from assistant.settings import CORPUS_DIR

if TYPE_CHECKING:
    from assistant.retrieval.remembered import Vectors


class Counting:
    """An embedder that remembers what it was asked for."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.id, self.dimension = embedder.id, embedder.dimension
        self.asked: list[str] = []

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return self._embedder.embed_passages(texts)

    def embed_query(self, text: str) -> Vectors:
        return self._embedder.embed_query(text)


@pytest.fixture
def embedder() -> Counting:
    return Counting(load_embedder("", CORPUS_DIR / "modelo"))


def test_a_text_is_embedded_once_and_its_vector_is_the_same(embedder: Counting) -> None:
    remembered = RememberedVectors(embedder)
    texts = ["plazo del acta", "plan de desarrollo", "plazo del acta"]
    first, again = remembered.of(texts), remembered.of(list(reversed(texts)))
    assert embedder.asked == ["plazo del acta", "plan de desarrollo"]
    expected = embedder.embed_passages(texts)
    assert np.array_equal(first, expected)
    assert np.array_equal(again, expected[::-1])


def test_no_texts_have_no_vectors(embedder: Counting) -> None:
    assert RememberedVectors(embedder).of([]).shape == (0, embedder.dimension)


def test_what_nobody_asks_for_again_is_forgotten(embedder: Counting) -> None:
    remembered = RememberedVectors(embedder, most=8)
    for number in range(50):
        remembered.of(["plazo del acta", f"artículo {number}"])
    assert embedder.asked.count("plazo del acta") == 1
    remembered.of(["artículo 0"])
    assert embedder.asked.count("artículo 0") == 2
    assert len(remembered._young) + len(remembered._old) <= 8
