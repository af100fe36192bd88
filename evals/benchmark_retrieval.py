"""The part of `make bench` about finding: how well on each benchmark file, beside the stock recipe, and how fast when large."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from assistant import Settings
from evals.benchmark_rows import REAL_DATA, Row, spanish
from evals.retrieval_bench import Benchmark, Leg, LegResult, read_benchmark, run_benchmark, score
from evals.scale import measure
from evals.stock import StockRecipe

SIZES = (10_000, 200_000)
TARGETS = {"leyes-epigrafes": 0.65, "wiki-es": 0.80}
"""MRR@10 that the hybrid should reach."""

_CHUNKS_A_PASSAGE = 3  # the stock recipe cuts long passages: enough chunks for ten of them


def finding() -> Iterator[Row]:
    """MRR@10 of each leg, of both together and of the stock recipe."""
    files = sorted((REAL_DATA / "bench").glob("*.json"))
    if not files:
        yield Row("Hallar el pasaje", "sin bancos de pruebas en esta máquina", "", reached=False)
    for file in files:
        benchmark = read_benchmark(file)
        with tempfile.TemporaryDirectory() as folder:
            legs = {each.leg: each for each in run_benchmark(benchmark, Path(folder), Settings()).legs}
        alone = max(legs[Leg.LEXICAL].mrr_at_10.value, legs[Leg.DENSE].mrr_at_10.value)
        hybrid = legs[Leg.HYBRID].mrr_at_10.value
        target = TARGETS.get(benchmark.name, alone)
        of = f"{benchmark.name}, MRR@10"
        yield Row(f"{of}: por palabras", _told(legs[Leg.LEXICAL]), "", reached=True)
        yield Row(f"{of}: por sentido", _told(legs[Leg.DENSE]), "", reached=True)
        yield Row(
            f"{of}: las dos juntas",
            _told(legs[Leg.HYBRID]),
            f"{spanish(target, 2)} y más que cada una",
            hybrid >= target and hybrid > alone,
        )
        yield Row(f"{of}: receta corriente", spanish(stock_mrr(benchmark), 3), "", reached=True)


def stock_mrr(benchmark: Benchmark) -> float:
    """MRR@10 of the stock recipe, a passage being as good as its nearest chunk."""
    stock = StockRecipe()
    cut = [(passage.id, chunk) for passage in benchmark.passages for chunk in stock.split([passage.text])]
    stock.index([chunk for _, chunk in cut])
    ranks = []
    for item in benchmark.questions:
        hits = stock.search(item.question, min(len(cut), 10 * _CHUNKS_A_PASSAGE))
        ranks.append(score(list(dict.fromkeys(cut[int(hit.id)][0] for hit in hits)), item.relevant).reciprocal_rank)
    return statistics.mean(ranks)


def scale() -> Iterator[Row]:
    """Building and asking a small index and a large one."""
    results = []
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            results.append(measure(size, Path(folder)))
    for each in results:
        of = f"{spanish(each.passages)} pasajes"
        search, seconds = each.search, each.build.seconds
        yield Row(f"{of}: construir", f"{spanish(seconds)} s", "360 s", seconds < 360)
        yield Row(
            f"{of}: una búsqueda, p50 / p95",
            f"{spanish(search.p50_ms, 1)} / {spanish(search.p95_ms, 1)} ms",
            "20 / 50 ms",
            search.p50_ms < 20 and search.p95_ms < 50,
        )
        yield Row(
            f"{of}: en un solo documento, p50 / p95",
            f"{spanish(search.filtered_p50_ms, 1)} / {spanish(search.filtered_p95_ms, 1)} ms",
            "20 / 50 ms",
            search.filtered_p50_ms < 20 and search.filtered_p95_ms < 50,
        )
        peak = max(each.build.megabytes, search.megabytes)
        memory = f"{spanish(each.build.megabytes)} / {spanish(search.megabytes)} MB"
        yield Row(f"{of}: memoria al construir / al buscar", memory, "1.500 MB", peak < 1_500)
        found = f"{spanish(search.dense_recall, 3)}"
        yield Row(f"{of}: los diez más cercanos que se hallan", found, "0,97", search.dense_recall >= 0.97)
    growth = results[-1].search.p50_ms / results[0].search.p50_ms
    yield Row("Costo de una búsqueda, de 10.000 a 200.000", f"{spanish(growth, 2)} veces", "2 veces", growth < 2)


def _told(found: LegResult) -> str:
    """MRR@10 with its interval, and what a question takes."""
    mrr = found.mrr_at_10
    interval = f"({spanish(mrr.low, 2)} a {spanish(mrr.high, 2)})"
    return f"{spanish(mrr.value, 3)} {interval}, {spanish(found.p50_ms, 1)} ms"
