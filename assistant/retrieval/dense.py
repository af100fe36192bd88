"""The dense leg: nearest neighbours by cosine, in a local Chroma folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from assistant.retrieval.lexical import NO_ENTITY, Filters
from assistant.types import Passage

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

_COLLECTION = "passages"
_BATCH = 5_000  # Chroma takes 5,461 records at most in one call


def write_dense(folder: Path, passages: Sequence[Passage], vectors: NDArray[np.float32]) -> None:
    """Write the passages' vectors (n x dimension, L2-normalised) into a new Chroma folder and close it."""
    client = _client(folder)
    collection = client.create_collection(
        _COLLECTION, configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
    )
    for start in range(0, len(passages), _BATCH):
        batch = passages[start : start + _BATCH]
        collection.add(
            ids=[passage.id for passage in batch],
            embeddings=vectors[start : start + _BATCH],
            metadatas=[_metadata(passage) for passage in batch],
        )
    client.close()


class DenseLeg:
    """A published dense leg, open for reading."""

    def __init__(self, folder: Path) -> None:
        self._client = _client(folder)
        # Without embedding_function=None Chroma would quietly attach an English model.
        self._collection: Collection = self._client.get_collection(_COLLECTION, embedding_function=None)

    def search(self, vector: NDArray[np.float32], limit: int, filters: Filters) -> list[tuple[str, float]]:
        """The ids of the nearest passages with their cosine similarity, best first."""
        found = self._collection.query(
            query_embeddings=np.asarray([vector]), n_results=limit, where=_where(filters), include=["distances"]
        )
        distances = found["distances"]
        assert distances is not None
        return [
            (identifier, 1.0 - distance) for identifier, distance in zip(found["ids"][0], distances[0], strict=True)
        ]

    def vectors(self, ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The stored vectors of those ids."""
        # Asked for no ids, Chroma returns every record.
        stored: dict[str, NDArray[np.float32]] = {}
        for start in range(0, len(ids), _BATCH):
            batch = self._collection.get(ids=list(ids[start : start + _BATCH]), include=["embeddings"])
            embeddings = batch["embeddings"]
            assert embeddings is not None
            stored.update(zip(batch["ids"], np.asarray(embeddings, dtype=np.float32), strict=True))
        return stored

    def close(self) -> None:
        """Let go of the folder's files."""
        self._client.close()


def _client(folder: Path) -> Client:
    import chromadb  # a second of import that only indexing and searching should pay
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False, allow_reset=False, is_persistent=True)
    return cast("Client", chromadb.PersistentClient(path=str(folder), settings=settings))


def _metadata(passage: Passage) -> dict[str, str | bool]:
    record = passage.document
    return {
        "document": record.id,
        "collection": record.collection,
        "entity": record.entity or NO_ENTITY,
        "in_force": passage.in_force,
    }


def _where(filters: Filters) -> dict[str, Any]:
    clauses: list[dict[str, Any]] = [{"entity": {"$in": sorted({NO_ENTITY, filters.entity or NO_ENTITY})}}]
    if filters.documents:
        clauses.append({"document": {"$in": sorted(filters.documents)}})
    if filters.collections:
        clauses.append({"collection": {"$in": sorted(filters.collections)}})
    if not filters.superseded:
        clauses.append({"in_force": True})
    return clauses[0] if len(clauses) == 1 else {"$and": clauses}
