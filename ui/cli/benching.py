"""`relevo bench`: how well and how fast the right passage is found."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from assistant import load_settings
from evals.metrics import Estimate
from evals.retrieval_bench import BenchmarkResult, Leg, LegResult, read_benchmark, run_benchmark
from ui.cli import texts
from ui.cli.console import out, progress_bar
from ui.serialize import as_json, json_text

bench_app = typer.Typer(help=texts.BENCH, no_args_is_help=True)


@bench_app.callback()
def bench() -> None:
    """Keep the name of each measurement part of the command."""


@bench_app.command("retrieval", help=texts.BENCH_RETRIEVAL)
def retrieval(
    file: Annotated[Path, typer.Argument(help=texts.BENCH_FILE, metavar="ARCHIVO", show_default=False)],
    leg: Annotated[Leg | None, typer.Option(help=texts.BENCH_LEG, show_default=False)] = None,
    as_json_output: Annotated[bool, typer.Option("--json", help=texts.AS_JSON)] = False,  # noqa: FBT002
    quiet: Annotated[bool, typer.Option("--quiet", help=texts.QUIET)] = False,  # noqa: FBT002
) -> None:
    """Index a benchmark's passages and ask its questions."""
    benchmark = read_benchmark(file)
    with progress_bar(quiet=quiet) as progress, tempfile.TemporaryDirectory() as folder:
        legs = (leg,) if leg else tuple(Leg)
        result = run_benchmark(benchmark, Path(folder), load_settings(), legs, progress)
    if as_json_output:
        out.print(json_text(as_json(result)), markup=False)
    else:
        out.print(_table(result))


def _table(result: BenchmarkResult) -> Table:
    title = texts.BENCH_TITLE.format(name=result.benchmark, passages=result.passages, questions=result.questions)
    table = Table(texts.BENCH_MEASURE, *(texts.BENCH_LEGS[each.leg] for each in result.legs), title=title)
    for row in zip(*map(_column, result.legs), strict=True):
        table.add_row(row[0][0], *(cell for _, cell in row))
    return table


def _column(found: LegResult) -> list[tuple[str, str]]:
    """Each measure's name, and what the leg reached."""
    shares = (found.recall_at_1, found.recall_at_5, found.recall_at_10, found.mrr_at_10, found.ndcg_at_10)
    speeds = (found.queries_per_second, found.p50_ms, found.p95_ms)
    written = [*map(_share, shares), *(_number(speed, 1) for speed in speeds)]
    return list(zip(texts.BENCH_MEASURES, written, strict=True))


def _share(item: Estimate) -> str:
    return texts.BENCH_SHARE.format(value=_number(item.value), low=_number(item.low), high=_number(item.high))


def _number(value: float, decimals: int = 3) -> str:
    return f"{value:.{decimals}f}".replace(".", ",")
