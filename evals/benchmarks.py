"""What Relevo costs, measured beside the stock recipe in the same run: ``make bench``.

``python -m evals.benchmarks scale embedding`` runs those that are named.

Machines are noisy, so what is compared is a ratio within one run; absolute figures say what one machine did one day. Real
documents are used where they are at hand (``../shared/data``), else the bundled corpus stands in.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pypdf
from rich.console import Console
from rich.table import Table

from assistant.retrieval import Embedder, load_embedder
from assistant.settings import CORPUS_DIR
from evals.benchmark_apart import rows_apart, tell
from evals.benchmark_load import load
from evals.benchmark_retrieval import finding, scale
from evals.benchmark_rows import REAL_DATA, Row, spanish, timed
from evals.benchmark_server import served
from evals.stock import StockRecipe
from ingest.build import build_index
from ingest.pool import read_all

QUESTION = "¿Qué plazo hay para presentar el acta de informe de gestión?"
_PEER_CHUNKS = 400
_PEER_PAGES = 20
_LAUNCHER = (
    "import resource, subprocess, sys; code = subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL);"
    "print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
)
_WARM_QUESTIONS = 100


def main(arguments: Sequence[str]) -> None:
    """Run the benchmarks named, or all of them, one after another, each in a process of its own, and print the table."""
    benchmarks = (
        finding, scale, indexing, pdf_reading, bundled_corpus, embedding, cold_question, warm_questions, load
    )  # fmt: skip
    known = {benchmark.__name__: benchmark for benchmark in benchmarks}
    if arguments[:1] == ["--one"]:
        for row in known[arguments[1]]():
            tell(row)
        return
    console = Console()
    table = Table("Medida", "Resultado", "Meta", "¿Se alcanza?", title="Relevo: costo y velocidad")
    busy = spanish(os.getloadavg()[0], 1)
    console.print(
        f"Otros trabajos en la máquina al empezar: {busy} (con más de 1, las cifras salen peores)", style="dim"
    )
    with suppress(KeyboardInterrupt):  # what was measured by then is told all the same
        for name in arguments or known:
            console.print(f"Midiendo: {name}…", style="dim")
            for row in rows_apart(name, [sys.executable, "-m", "evals.benchmarks", "--one", name]):
                console.print(f"  {row.what}: {row.measured}", style="dim")
                table.add_row(row.what, row.measured, row.target, row.verdict)
    console.print(table)


def indexing() -> Iterator[Row]:
    """Passages a second, from files to a published index, against the stock recipe on some of the same laws."""
    laws = sorted((REAL_DATA / "leyes").glob("*.md")) or sorted((CORPUS_DIR / "normas").glob("*.md"))
    with tempfile.TemporaryDirectory() as folder:
        seconds, report = timed(lambda: build_index(Path(folder), _embedder(), CORPUS_DIR, [str(law) for law in laws]))
    ours = report.manifest.passages / seconds
    stock = StockRecipe()
    chunks = stock.split([law.read_text(encoding="utf-8") for law in laws])[:_PEER_CHUNKS]
    seconds, _ = timed(lambda: stock.index(chunks))
    theirs = len(chunks) / seconds
    measured = f"{spanish(ours)}/s contra {spanish(theirs)}/s: {ours / theirs:.0f} veces"
    yield Row("Indexar pasajes, contra la receta corriente", measured, "20 veces", ours >= 20 * theirs)


def pdf_reading() -> Iterator[Row]:
    """Pages a second of real PDFs with text, against pypdf alone on the first pages of each."""
    pdfs = [path for path in sorted((REAL_DATA / "pdf").glob("*.pdf")) if not path.name.startswith("escaneado")]
    if not pdfs:
        yield Row("Leer PDF", "sin PDF reales en esta máquina", "60 páginas/s", reached=False)
        return
    seconds, results = timed(lambda: dict(read_all(pdfs)))
    ours = sum(getattr(result, "pages", 0) for result in results.values()) / seconds
    seconds, read = timed(lambda: sum(_read_with_pypdf(path) for path in pdfs))
    ratio = ours / (read / seconds)
    yield Row("Leer PDF", f"{spanish(ours)} páginas/s", "60 páginas/s", ours >= 60)
    yield Row("Leer PDF, contra pypdf solo", f"{spanish(ratio, 1)} veces", "5 veces", ratio >= 5)


def _read_with_pypdf(path: Path) -> int:
    pages = pypdf.PdfReader(path, strict=False).pages[:_PEER_PAGES]
    return sum(1 for page in pages if page.extract_text() is not None)


def bundled_corpus() -> Iterator[Row]:
    """Indexing the bundled guidance from nothing, and again unchanged, each as a whole command."""
    with tempfile.TemporaryDirectory() as folder:
        nothing = _command(["ingest", "--quiet"], folder).seconds
        unchanged = _command(["ingest", "--quiet"], folder).seconds
    yield Row("Guía incluida, desde cero", f"{spanish(nothing, 1)} s", "20 s", nothing < 20)
    yield Row("Guía incluida, sin cambios", f"{spanish(unchanged, 1)} s", "3 s", unchanged < 3)


def embedding() -> Iterator[Row]:
    """Passages of 100 words embedded a second, and milliseconds for a query."""
    embedder = _embedder()
    words = (CORPUS_DIR / "README.md").read_text(encoding="utf-8").split()
    texts = [" ".join(words[start % 300 : start % 300 + 100]) for start in range(6_000)]
    seconds, _ = timed(lambda: embedder.embed_passages(texts))
    query_ms = statistics.median(timed(lambda: embedder.embed_query(QUESTION))[0] * 1_000 for _ in range(200))
    yield Row(
        "Vectores de pasajes de 100 palabras",
        f"{spanish(len(texts) / seconds)}/s",
        "3.000/s",
        len(texts) / seconds >= 3_000,
    )
    yield Row("Vector de una pregunta", f"{spanish(query_ms, 2)} ms", "1 ms", query_ms < 1)


def cold_question() -> Iterator[Row]:
    """`relevo ask` from a process that has just begun, the index being there."""
    with tempfile.TemporaryDirectory() as folder:
        _command(["ingest", "--quiet"], folder)
        runs = [_command(["ask", QUESTION, "--quiet"], folder) for _ in range(5)]
    seconds, megabytes = statistics.median(run.seconds for run in runs), max(run.megabytes for run in runs)
    yield Row("Una pregunta en frío", f"{spanish(seconds, 1)} s", "3 s", seconds < 3)
    yield Row("Memoria de una pregunta en frío", f"{megabytes:.0f} MB", "350 MB", megabytes < 350)


def warm_questions() -> Iterator[Row]:
    """Questions over HTTP to a server that is warm, one after another."""
    with (
        tempfile.TemporaryDirectory() as folder,
        served(folder) as server,
        httpx.Client(base_url=server.address, timeout=10) as client,
    ):
        laps = [timed(lambda: _ask(client))[0] * 1_000 for _ in range(_WARM_QUESTIONS)]
    p50, p95 = statistics.median(laps), statistics.quantiles(laps, n=20)[-1]
    yield Row("Una pregunta en caliente por la API, p50", f"{p50:.0f} ms", "80 ms", p50 < 80)
    yield Row("Una pregunta en caliente por la API, p95", f"{p95:.0f} ms", "150 ms", p95 < 150)


def _ask(client: httpx.Client) -> None:
    client.post("/v1/ask", json={"question": QUESTION}).raise_for_status()


@dataclass(frozen=True, slots=True)
class _Run:
    """What a command took, from start to end: wall-clock seconds and peak resident memory."""

    seconds: float
    megabytes: float


def _command(arguments: Sequence[str], data_dir: str) -> _Run:
    """Run `relevo` as a person would, in a process of its own.

    Started by a small process: Linux counts into a child's peak the memory of whoever forks it, and we carry an encoder.
    """
    environment = {**os.environ, "RELEVO_DATA_DIR": data_dir}
    command = [sys.executable, "-c", _LAUNCHER, sys.executable, "-m", "ui", *arguments]
    started = time.perf_counter()
    done = subprocess.run(command, env=environment, cwd=CORPUS_DIR.parent, capture_output=True, text=True, check=True)
    seconds = time.perf_counter() - started
    code, kilobytes = done.stdout.split()
    if code != "0":
        raise RuntimeError(f"relevo {arguments[0]} terminó con {code}: {done.stderr}")
    return _Run(seconds, int(kilobytes) / 1_024)


def _embedder() -> Embedder:
    return load_embedder("", CORPUS_DIR / "modelo")


if __name__ == "__main__":
    main(sys.argv[1:])
