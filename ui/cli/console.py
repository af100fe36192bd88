"""Where the terminal's output goes: results on stdout, progress and notices on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from ingest import build
from ui.cli import texts

out = Console(highlight=False, soft_wrap=True)
notices = Console(stderr=True, highlight=False, soft_wrap=True)

EXIT_USAGE = 2


def usage_error(detail: str) -> typer.Exit:
    """Tell what does not fit in a command, and give what to raise to leave it."""
    notices.print(f"{texts.USAGE.format(detail=detail)}. {texts.USAGE_HINT}", markup=False)
    return typer.Exit(EXIT_USAGE)


@contextmanager
def progress_bar(*, quiet: bool) -> Iterator[build.Progress]:
    """A progress bar on stderr while the work lasts; nothing when quiet or when nobody is looking."""
    if quiet or not sys.stderr.isatty():
        yield build.silent
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=notices, transient=True) as bar:
        tasks = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done, total=total)

        yield show
