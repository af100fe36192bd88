"""The dense leg finds what comparing every vector would, whatever the filters and however large the index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.retrieval.dense import DenseLeg, write_dense
from assistant.retrieval.lexical import Filters, LexicalLeg, write_lexical
from assistant.types import DocumentRecord, Passage

COUNT, DIMENSION = 5_000, 64
DOCUMENTS = [
    DocumentRecord(
        f"doc-{number:02}",
        f"Documento {number}",
        collection="normas" if number % 2 else "guía",
        entity="05001" if number == 3 else "11001" if number == 4 else None,
    )
    for number in range(25)
]
PASSAGES = [
    Passage(
        f"{DOCUMENTS[place % 25].id}#ñ{place:04}",
        f"texto {place} común",
        DOCUMENTS[place % 25],
        in_force=place % 7 != 0,
    )
    for place in range(COUNT)
]
RECORDS = {record.id: record for record in DOCUMENTS}
FILTERS = [
    Filters(),
    Filters(superseded=True),
    Filters(entity="05001"),
    Filters(documents=frozenset({"doc-07"})),
    Filters(documents=frozenset({"doc-03"})),
    Filters(documents=frozenset({"doc-03", "doc-09"}), entity="05001", superseded=True),
    Filters(collections=frozenset({"normas"})),
    Filters(collections=frozenset({"ninguna"})),
]
each_filter = pytest.mark.parametrize("filters", FILTERS, ids=range(len(FILTERS)))  # a set has no order of its own


def unit(rows: NDArray[np.float64]) -> NDArray[np.float32]:
    return (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)


def make_vectors() -> NDArray[np.float32]:
    """Vectors with a direction in common and some directions that say more than others, as embeddings have."""
    draw = np.random.default_rng(951)
    return unit(draw.normal(size=(COUNT, DIMENSION)) / np.arange(1, DIMENSION + 1) ** 0.5 + 0.1)


VECTORS = make_vectors()
QUERIES = unit(VECTORS[::250].astype(np.float64) + 0.3 * np.random.default_rng(7).normal(size=(20, DIMENSION)) / 8)


def truth(query: NDArray[np.float32], limit: int, filters: Filters) -> list[str]:
    rows = [row for row, passage in enumerate(PASSAGES) if filters.admit(passage)]
    return [PASSAGES[row].id for row in sorted(rows, key=lambda row: (-float(VECTORS[row] @ query), row))[:limit]]


def ids(hits: Sequence[tuple[str, float]]) -> list[str]:
    return [identifier for identifier, _ in hits]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("densa") / "whole"
    write_dense(place, PASSAGES, VECTORS)
    return place


@pytest.fixture(scope="module")
def leg(folder: Path) -> Iterator[DenseLeg]:
    opened = DenseLeg(folder, RECORDS)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DenseLeg]:
    """Written as an index that is too large for comparing whole vectors."""
    place = tmp_path_factory.mktemp("densa") / "large"
    write_dense(place, PASSAGES, VECTORS, whole_scan=1_000)
    opened = DenseLeg(place, RECORDS)
    yield opened
    opened.close()


@each_filter
def test_a_search_equals_comparing_every_vector_that_passes_the_filters(leg: DenseLeg, filters: Filters) -> None:
    for query in QUERIES:
        hits = leg.search(query, 10, filters)
        assert ids(hits) == truth(query, 10, filters)
        assert [score for _, score in hits] == sorted((score for _, score in hits), reverse=True)


@each_filter
def test_the_leading_dimensions_lose_almost_nothing(large: DenseLeg, filters: Filters) -> None:
    shares = []
    for query in QUERIES:
        right, found = truth(query, 10, filters), ids(large.search(query, 10, filters))
        assert len(found) == len(right)
        shares.append(len(set(right) & set(found)) / max(1, len(right)))
    assert np.mean(shares) >= 0.97 or not truth(QUERIES[0], 10, filters)


def test_past_the_limit_chroma_proposes_and_filters_hold(folder: Path) -> None:
    leg = DenseLeg(folder, RECORDS, scan_limit=1_000)
    try:
        filters = Filters()
        found = [set(ids(leg.search(query, 10, filters))) for query in QUERIES]
    finally:
        leg.close()
    recall = [len(each & set(truth(query, 10, filters))) / 10 for query, each in zip(QUERIES, found, strict=True)]
    admitted = {passage.id for passage in PASSAGES if filters.admit(passage)}
    assert np.mean(recall) >= 0.97
    assert set().union(*found) <= admitted


def test_more_than_there_is_gives_what_there_is(leg: DenseLeg) -> None:
    only = Filters(documents=frozenset({"doc-07"}))
    assert len(leg.search(QUERIES[0], 10_000, only)) == sum(map(only.admit, PASSAGES))


def test_vectors_come_by_id_and_unknown_ids_are_left_out(leg: DenseLeg) -> None:
    wanted = [PASSAGES[4_321].id, "nadie", PASSAGES[0].id, "zzz", ""]
    stored = leg.vectors(wanted)
    assert set(stored) == {PASSAGES[4_321].id, PASSAGES[0].id}
    np.testing.assert_array_equal(stored[PASSAGES[4_321].id], VECTORS[4_321])
    assert leg.vectors([]) == {}


def test_chroma_keeps_every_vector_with_its_metadata_by_cosine(folder: Path) -> None:
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False, is_persistent=True)
    client = chromadb.PersistentClient(path=str(folder / "chroma"), settings=settings)
    collection = client.get_collection("passages", embedding_function=None)
    assert collection.count() == COUNT
    assert collection.configuration["hnsw"]["space"] == "cosine"
    kept = collection.get(ids=[PASSAGES[7].id], include=["embeddings", "metadatas"])
    np.testing.assert_allclose(kept["embeddings"][0], VECTORS[7], atol=1e-6)
    assert kept["metadatas"][0] == {"document": "doc-07", "collection": "normas", "entity": "-", "in_force": False}
    client.close()


def test_a_leg_without_its_files_is_not_opened(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        DenseLeg(tmp_path, RECORDS)


@each_filter
def test_the_lexical_leg_finds_only_what_the_filters_admit(tmp_path: Path, filters: Filters) -> None:
    some = PASSAGES[:600]
    write_lexical(tmp_path / "lexica", some)
    leg = LexicalLeg(tmp_path / "lexica", RECORDS, 1.0)
    found = ids(leg.search("común", 1_000, filters))
    assert set(found) == {passage.id for passage in some if filters.admit(passage)}
    assert len(found) == len(set(found))
