"""How well the right passage is found, on a benchmark file: passages, and questions that say which of them answer.

A benchmark file is JSON::

    {"passages": [{"id": "7", "text": "…", "law": "LEY-152-1994"}],
     "questions": [{"id": "q1", "question": "…", "relevant": ["7"]}]}

or JSON lines, one passage or question in each. ``law`` (or ``document``) and ``title`` may be missing. Everything is done by the
product's own parts: its embedding model, the writing of its index, its two legs and its retriever.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np

from assistant import Passage, RelevoError, Settings
from assistant.retrieval import AskingModel, Filters, Index, Retriever, load_embedder
from assistant.retrieval.index import write_index
from assistant.retrieval.records import IndexedDocument, Manifest
from assistant.types import DocumentRecord
from evals.metrics import Estimate, bootstrapped
from evals.retrieval_metrics import DEPTH, RetrievalScore, ndcg
from ingest.build import INGESTION_VERSION, Progress, silent, vectors_of

_COLLECTION = "banco"
_NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "_id"),
    "text": ("text", "texto"),
    "document": ("document", "law", "documento"),
    "question": ("question", "query", "pregunta", "text"),
    "relevant": ("relevant", "relevantes", "gold"),
}
_HINT = (
    'Debe ser JSON con "passages" (cada uno con id y text) y "questions" (cada una con id, question y relevant), o esos mismos '
    "objetos, uno en cada línea."
)


@dataclass(frozen=True, slots=True)
class BenchmarkQuestion:
    """A question, and the ids of the passages that answer it."""

    id: str
    question: str
    relevant: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Passages to search, and questions about them."""

    name: str
    passages: tuple[Passage, ...]
    questions: tuple[BenchmarkQuestion, ...]


class Leg(StrEnum):
    """What searches: one of the legs of the index alone, or both as the assistant does."""

    LEXICAL = "lexical"
    DENSE = "dense"
    HYBRID = "hybrid"


@dataclass(frozen=True, slots=True)
class LegResult:
    """How well a leg found: shares from 0 to 1, each with its 95 % interval, and what a question took, in milliseconds."""

    leg: Leg
    recall_at_1: Estimate
    recall_at_5: Estimate
    recall_at_10: Estimate
    mrr_at_10: Estimate
    ndcg_at_10: Estimate
    queries_per_second: float
    p50_ms: float
    p95_ms: float


@dataclass(frozen=True, slots=True)
class BenchmarkResult:
    """What a benchmark file gave: how much it holds, which embedding model searched, and how each leg did."""

    benchmark: str
    passages: int
    questions: int
    embedder: str
    legs: tuple[LegResult, ...]


def run_benchmark(
    benchmark: Benchmark,
    folder: Path,
    settings: Settings,
    legs: Sequence[Leg] = tuple(Leg),
    progress: Progress = silent,
) -> BenchmarkResult:
    """Index the passages of a benchmark into an empty folder, and ask its questions of each leg."""
    with indexed(benchmark, folder, settings, progress) as retriever:
        results = tuple(_run_leg(benchmark, leg, retriever, progress) for leg in legs)
        embedder = retriever.embedder.id
    return BenchmarkResult(benchmark.name, len(benchmark.passages), len(benchmark.questions), embedder, results)


@contextmanager
def indexed(
    benchmark: Benchmark, folder: Path, settings: Settings | None = None, progress: Progress = silent
) -> Iterator[Retriever]:
    """A retriever over the passages of a benchmark, indexed into a folder as the product does; passages keep their ids."""
    settings = settings or Settings()
    embedder = load_embedder(settings.embedder, settings.corpus_dir / "modelo")
    asking = AskingModel.load(settings.corpus_dir)
    vectors = vectors_of(benchmark.passages, embedder, progress)
    documents = {passage.document.id: passage.document for passage in benchmark.passages}
    manifest = Manifest(
        fingerprint=benchmark.name,
        embedder=embedder.id,
        asking=asking.id,
        dimension=embedder.dimension,
        passages=len(benchmark.passages),
        created="",
        ingestion=INGESTION_VERSION,
        sources=(),
        documents=tuple(IndexedDocument(record, "", "", 0) for record in documents.values()),
    )
    progress("Guardando el índice", 0, 1)
    write_index(folder / "index", manifest, benchmark.passages, vectors, asking.embed_query)
    progress("Guardando el índice", 1, 1)
    index = Index(folder / "index", settings.exact_weight)
    try:
        yield Retriever(index, embedder, asking, settings)
    finally:
        index.close()


def find(retriever: Retriever, leg: Leg, question: str, filters: Filters) -> list[str]:
    """The ids of the ten passages that a leg finds first."""
    if leg is Leg.LEXICAL:
        return [name for name, _ in retriever.index.lexical.search(question, DEPTH, filters)]
    if leg is Leg.DENSE:
        vector = retriever.embedder.embed_query(question)
        return [name for name, _ in retriever.index.dense.search(vector, DEPTH, filters)]
    return [found.passage.id for found in retriever.search(question, DEPTH, filters)]


def score(found: Sequence[str], relevant: Sequence[str]) -> RetrievalScore:
    """Score the ids found, best first, where every relevant passage is worth the same."""
    wanted = frozenset(relevant)
    hits = [name in wanted for name in found[:DEPTH]]
    return RetrievalScore(
        recall_at_1=sum(hits[:1]) / len(wanted),
        recall_at_5=sum(hits[:5]) / len(wanted),
        recall_at_10=sum(hits) / len(wanted),
        reciprocal_rank=1.0 / (hits.index(True) + 1) if any(hits) else 0.0,
        ndcg=ndcg([*map(int, hits), *[0] * (DEPTH - len(hits))], [1] * len(wanted)),
    )


def _run_leg(benchmark: Benchmark, leg: Leg, retriever: Retriever, progress: Progress) -> LegResult:
    everything = Filters()
    find(retriever, leg, benchmark.questions[0].question, everything)  # what is read once is not a question's cost
    scores, seconds = [], []
    for done, item in enumerate(benchmark.questions, start=1):
        started = time.perf_counter()
        found = find(retriever, leg, item.question, everything)
        seconds.append(time.perf_counter() - started)
        scores.append((item.id, score(found, item.relevant)))
        progress(f"Buscando ({leg})", done, len(benchmark.questions))

    def estimate(measure: str, values: Sequence[float]) -> Estimate:
        parts = [(name, (value, 1.0)) for (name, _), value in zip(scores, values, strict=True)]
        return bootstrapped(measure, parts, percent=True)

    return LegResult(
        leg=leg,
        recall_at_1=estimate("recall_at_1", [each.recall_at_1 for _, each in scores]),
        recall_at_5=estimate("recall_at_5", [each.recall_at_5 for _, each in scores]),
        recall_at_10=estimate("recall_at_10", [each.recall_at_10 for _, each in scores]),
        mrr_at_10=estimate("mrr_at_10", [each.reciprocal_rank for _, each in scores]),
        ndcg_at_10=estimate("ndcg_at_10", [each.ndcg for _, each in scores]),
        queries_per_second=len(seconds) / sum(seconds),
        p50_ms=1_000 * statistics.median(seconds),
        p95_ms=1_000 * float(np.percentile(seconds, 95)),
    )


def read_benchmark(path: Path) -> Benchmark:
    """Read a benchmark file.

    Raises:
        RelevoError: it cannot be read, is not a benchmark, repeats an id, or a question names a passage that is not there.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise RelevoError(f"No existe el archivo {path.name}.", "Revise el nombre.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise _malformed(path, "no se puede leer como texto UTF-8") from error
    try:
        passages, questions = _objects(text)
        return _checked(path.stem, [*map(_passage, passages)], [*map(_question, questions)])
    except json.JSONDecodeError as error:
        raise _malformed(path, f"la línea {error.lineno} no es JSON") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise _malformed(path, str(error) if type(error) is ValueError else "no tiene esa forma") from error


def _objects(text: str) -> tuple[list[Any], list[Any]]:
    """The passages and the questions, still raw, of either layout."""
    try:
        whole = json.loads(text)
    except json.JSONDecodeError:
        if len(text.splitlines()) < 2 or not _is_object(text.splitlines()[0]):
            raise
        lines = [_line(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
        return [line for line in lines if not _asks(line)], [line for line in lines if _asks(line)]
    if not isinstance(whole, dict):
        raise ValueError("no es un objeto con «passages» y «questions»")  # noqa: TRY004 - told to a person as it is
    passages, questions = whole.get("passages"), whole.get("questions", whole.get("queries"))
    for name, found in (("passages", passages), ("questions", questions)):
        if not isinstance(found, list):
            raise ValueError(f"no tiene una lista «{name}»")  # noqa: TRY004
    return list(passages or ()), list(questions or ())


def _line(number: int, line: str) -> Any:
    try:
        return json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"la línea {number} no es JSON") from error


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except json.JSONDecodeError:
        return False


def _asks(raw: Any) -> bool:
    return isinstance(raw, dict) and any(name in raw for name in _NAMES["relevant"])


def _passage(raw: Any) -> Passage:
    name, text = str(_value(raw, "id", "un pasaje")), _value(raw, "text", "un pasaje")
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"el pasaje «{name}» no tiene texto")
    document = next((str(raw[key]) for key in _NAMES["document"] if raw.get(key)), "")
    title = str(raw.get("title") or document)
    return Passage(name, text, DocumentRecord(document or _COLLECTION, title, collection=_COLLECTION))


def _question(raw: Any) -> BenchmarkQuestion:
    name, text = str(_value(raw, "id", "una pregunta")), _value(raw, "question", "una pregunta")
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"la pregunta «{name}» no tiene texto")
    relevant = _value(raw, "relevant", f"la pregunta «{name}»")
    several = relevant if isinstance(relevant, list | tuple | dict) else [relevant]
    return BenchmarkQuestion(name, text, tuple(dict.fromkeys(map(str, several))))


def _value(raw: Any, field: str, whose: str) -> Any:
    if not isinstance(raw, dict):
        raise ValueError(f"{whose} no es un objeto")  # noqa: TRY004
    for name in _NAMES[field]:
        if raw.get(name) is not None:
            return raw[name]
    raise ValueError(f"a {whose} le falta «{field}»")


def _checked(name: str, passages: Sequence[Passage], questions: Sequence[BenchmarkQuestion]) -> Benchmark:
    if not passages or not questions:
        raise ValueError("no tiene pasajes" if not passages else "no tiene preguntas")
    for kind, ids in (("el pasaje", [item.id for item in passages]), ("la pregunta", [item.id for item in questions])):
        seen: set[str] = set()
        for each in ids:
            if each in seen:
                raise ValueError(f"{kind} «{each}» está repetid{'o' if kind == 'el pasaje' else 'a'}")
            seen.add(each)
    known = {passage.id for passage in passages}
    for item in questions:
        if not item.relevant:
            raise ValueError(f"la pregunta «{item.id}» no dice qué pasaje la responde")
        if unknown := [each for each in item.relevant if each not in known]:
            raise ValueError(f"la pregunta «{item.id}» nombra el pasaje «{unknown[0]}», que no está")
    return Benchmark(name, tuple(passages), tuple(questions))


def _malformed(path: Path, detail: str) -> RelevoError:
    return RelevoError(f"{path.name} no sirve como banco de pruebas: {detail}.", _HINT)
