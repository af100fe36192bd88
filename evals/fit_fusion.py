"""Fits the query-adaptive fusion: ``python -m evals.fit_fusion BENCH.json …``.

On benchmark files and the development questions over the bundled guidance, a softmax over each query's candidates is
made to prefer the relevant ones (listwise loss; Cao et al., 2007, "Learning to Rank: From Pairwise Approach to Listwise Approach").
Each set counts the same, whatever its size. Reports cross-validated MRR@10 beside each leg's and the weighted sum's, then
writes ``assistant/retrieval/fusion.json``, fitted on everything.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from scipy.optimize import minimize

from assistant import Settings
from assistant.retrieval import AskingModel, Index, Retriever, load_embedder
from assistant.retrieval.fusion import PARAMETERS, SIGNALS, TRAITS, signals, traits
from assistant.retrieval.retriever import Pool
from evals.calibrate import worth
from evals.questions import Expected, load_questions
from evals.retrieval_bench import indexed, read_benchmark
from ingest.build import build_index
from ingest.sources import BUNDLED

_FOLDS = 5
_RIDGE = 1e-3
_K = 10
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Query:
    """One query: its candidates' signals (n x signals), its traits, which of them are relevant (n), their weighted sum (n)."""

    signals: Matrix
    traits: Matrix
    relevant: NDArray[np.bool_]
    weighted: Matrix


def fit(sets: Sequence[Sequence[Query]]) -> Matrix:
    """The weights (traits x signals) under which relevant candidates come first, each set counting the same."""
    shape = (len(TRAITS), len(SIGNALS))
    useful = [(query, 1.0 / len(queries)) for queries in sets for query in queries if query.relevant.any()]

    def loss(flat: Matrix) -> tuple[float, Matrix]:
        weights = flat.reshape(shape)
        value = _RIDGE * float((weights[1:] ** 2).sum())
        gradient = np.zeros(shape)
        gradient[1:] = 2 * _RIDGE * weights[1:]
        for query, share in useful:
            scores = query.signals @ (query.traits @ weights)
            chances = np.exp(scores - scores.max())
            chances /= chances.sum()
            held = float(chances[query.relevant].sum()) + 1e-12
            value -= share * float(np.log(held))
            toward = np.where(query.relevant, chances / held, 0.0) - chances
            gradient -= share * np.outer(query.traits, toward @ query.signals)
        return value, gradient.ravel()

    start = np.zeros(shape)
    start[0] = 3.0
    best: Matrix = minimize(loss, start.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
    return best.reshape(shape)


def reciprocal_rank(query: Query, scores: Matrix) -> float:
    """One over the rank of the first relevant candidate among the first ten, else 0."""
    order = np.argsort(-scores, kind="stable")[:_K]
    hits = np.flatnonzero(query.relevant[order])
    return 1.0 / (int(hits[0]) + 1) if hits.size else 0.0


def cross_validated(sets: Sequence[Sequence[Query]]) -> list[float]:
    """MRR@10 of each set, every query scored by weights that were fitted without it."""
    folds = [np.random.default_rng(0).integers(0, _FOLDS, len(queries)) for queries in sets]
    ranks: list[list[float]] = [[] for _ in sets]
    for fold in range(_FOLDS):
        weights = fit([_where(queries, own != fold) for queries, own in zip(sets, folds, strict=True)])
        for place, (queries, own) in enumerate(zip(sets, folds, strict=True)):
            held_out = _where(queries, own == fold)
            ranks[place] += [reciprocal_rank(query, query.signals @ (query.traits @ weights)) for query in held_out]
    return [float(np.mean(own)) for own in ranks]


def main(files: Sequence[str]) -> None:
    """Fit on benchmark files and the development questions, report, and write the weights."""
    named = {Path(file).stem: _benchmark(Path(file)) for file in files} | {"desarrollo": _development()}
    sets = list(named.values())
    table = Table(
        "conjunto", "preguntas", "léxica", "densa", "suma ponderada", "fusión adaptativa (validación cruzada)"
    )
    for name, queries, adaptive in zip(named, sets, cross_validated(sets), strict=True):
        plain: list[Callable[[Query], Matrix]] = [
            lambda q: q.signals[:, 0],
            lambda q: q.signals[:, 1],
            lambda q: q.weighted,
        ]
        figures = [float(np.mean([reciprocal_rank(query, by(query)) for query in queries])) for by in plain]
        table.add_row(name, str(len(queries)), *(f"{figure:.3f}" for figure in [*figures, adaptive]))
    Console().print(table)
    fitted = fit(sets)
    weights = {
        trait: {signal: round(float(value), 3) for signal, value in zip(SIGNALS, row, strict=True)}
        for trait, row in zip(TRAITS, fitted, strict=True)
    }
    PARAMETERS.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")


def _benchmark(file: Path) -> list[Query]:
    benchmark = read_benchmark(file)
    with tempfile.TemporaryDirectory() as folder, indexed(benchmark, Path(folder)) as retriever:
        return [_query(retriever.pool(item.question, _K), frozenset(item.relevant)) for item in benchmark.questions]


def _development() -> list[Query]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        embedder = load_embedder(settings.embedder, settings.corpus_dir / "modelo")
        build_index(settings.index_dir, embedder, settings.corpus_dir, [BUNDLED])
        asking = AskingModel.load(settings.corpus_dir)
        index = Index.open_current(settings.index_dir, embedder.id, asking.id)
        retriever = Retriever(index, embedder, asking, settings)
        queries = []
        for question in load_questions(split="desarrollo"):
            if question.expected is Expected.ANSWER and not question.history:
                pool = retriever.pool(question.text, _K)
                held = frozenset(
                    item.passage.id for item in pool.candidates if worth(item.passage, question.gold) == 1.0
                )
                if held:  # what nobody could rank says nothing
                    queries.append(_query(pool, held))
        index.close()
        return queries


def _query(pool: Pool, relevant: frozenset[str]) -> Query:
    seen = signals(pool.asked, pool.candidates)
    marks = np.array([item.passage.id in relevant for item in pool.candidates], dtype=bool)
    return Query(seen, traits(pool.asked, seen), marks, np.array(pool.weighted))


def _where(queries: Sequence[Query], wanted: NDArray[np.bool_]) -> list[Query]:
    return [query for query, keep in zip(queries, wanted, strict=True) if keep]


if __name__ == "__main__":
    main(sys.argv[1:])
