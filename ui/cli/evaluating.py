"""`relevo eval`: run the evaluation questions, compare two runs, hold what was reached."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from assistant import RelevoError, load_settings
from evals.compare import Change, Comparison, Difference, QuestionChange, compare
from evals.gate import load_gate, run_gate
from evals.metrics import MEASURES, Estimate, Figure, GroupSummary, figures_asked
from evals.questions import Question, load_questions
from evals.report import write_report
from evals.runs import REPORT, WORKERS, Run, configure, folder_of, load_run, run_questions
from ui.cli import exporting, judging, texts
from ui.cli.console import notices, out, progress_bar
from ui.opening import open_assistant
from ui.serialize import as_json, json_text

EXIT_WORSE = EXIT_INCOMPLETE = 1
GROUP_COLUMNS = ("passed", "facts", "recall_at_10", "source_cited", "verified")

_MEASURES = {measure.name: measure for measure in MEASURES}

eval_app = typer.Typer(help=texts.EVAL_APP, no_args_is_help=True)
exporting.register(eval_app)
judging.register(eval_app)

AsJson = Annotated[bool, typer.Option("--json", help=texts.AS_JSON)]
Quiet = Annotated[bool, typer.Option("--quiet", help=texts.QUIET)]


class Dataset(StrEnum):
    """Which questions are asked."""

    DEVELOPMENT = "desarrollo"
    CONTROL = "control"
    ALL = "todo"


class GeneratorName(StrEnum):
    """Who writes the answers."""

    EXTRACTIVE = "extractive"


@eval_app.command("run", help=texts.EVAL_RUN)
def run_evaluation(
    dataset: Annotated[Dataset, typer.Option("--set", help=texts.EVAL_SET)] = Dataset.DEVELOPMENT,
    file: Annotated[Path | None, typer.Option("--file", help=texts.EVAL_FILE, show_default=False)] = None,
    generator: Annotated[GeneratorName, typer.Option(help=texts.EVAL_GENERATOR)] = GeneratorName.EXTRACTIVE,
    folder: Annotated[Path | None, typer.Option("--out", help=texts.EVAL_OUT, show_default=False)] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help=texts.EVAL_WORKERS)] = WORKERS,
    as_json_output: AsJson = False,  # noqa: FBT002
    quiet: Quiet = False,  # noqa: FBT002
) -> None:
    """Ask and score the questions; exit code 1 when some could not be asked (the others are kept)."""
    settings = load_settings()
    questions, figures = _questions(dataset, file)
    with progress_bar(quiet=quiet) as progress:
        assistant = open_assistant(settings, progress=progress)
        config = configure(assistant, questions, file.name if file else dataset.value, generator.value)
        place = folder_of(folder or settings.data_dir / "evaluaciones", config)
        run = run_questions(assistant, questions, workers, progress, place, config=config, figures=figures)
        write_report(run, place / REPORT)
    if as_json_output:
        figures_json = {"id": run.id, "folder": str(place), "config": as_json(run.config), **as_json(run.summary)}
        out.print(json_text(figures_json), markup=False)
    else:
        for line in _run_lines(run):
            out.print(line, markup=False)
        notices.print(texts.EVAL_SAVED.format(folder=place), markup=False)
    errors = [result.error for result in run.results if result.error]
    if errors:
        notices.print(texts.EVAL_ERRORS.format(errors=len(errors), first=errors[0]), markup=False)
        raise typer.Exit(EXIT_INCOMPLETE)


@eval_app.command("compare", help=texts.EVAL_COMPARE)
def compare_runs(
    before: Annotated[Path, typer.Argument(help=texts.EVAL_BEFORE, metavar="A", show_default=False)],
    after: Annotated[Path, typer.Argument(help=texts.EVAL_AFTER, metavar="B", show_default=False)],
    as_json_output: AsJson = False,  # noqa: FBT002
) -> None:
    """Show what changed from one run to another."""
    comparison = compare(load_run(before), load_run(after))
    if as_json_output:
        out.print(json_text(as_json(comparison)), markup=False)
        return
    for line in _comparison_lines(comparison):
        out.print(line, markup=False)


@eval_app.command("gate", help=texts.EVAL_GATE)
def check_gate(as_json_output: AsJson = False, quiet: Quiet = False) -> None:  # noqa: FBT002
    """Check that nothing got worse; exit code 1 when something did."""
    gate = load_gate()
    with progress_bar(quiet=quiet) as progress:
        assistant = open_assistant(load_settings(), progress=progress)
        report = run_gate(assistant, load_questions(), gate, progress=progress)
    if as_json_output:
        summaries = {run.results[0].score.split: as_json(run.summary) for run in report.runs}
        failures = [as_json(failure) for failure in report.failures]
        out.print(json_text({"passed": not failures, "failures": failures, "runs": summaries}), markup=False)
    elif report.failures:
        for failure in report.failures:
            out.print(failure.message, markup=False)
    else:
        asked = sum(len(run.results) for run in report.runs)
        out.print(texts.EVAL_GATE_PASSED.format(questions=asked, documents=len(gate.holdings)), markup=False)
    if report.failures:
        raise typer.Exit(EXIT_WORSE)


def _questions(dataset: Dataset, file: Path | None) -> tuple[list[Question], Mapping[str, Figure]]:
    """The questions asked for, and the figures that they ask for. A file's own questions are taken whatever their split."""
    split = None if dataset is Dataset.ALL or file else dataset.value
    if file is None:
        return load_questions(split=split), figures_asked()
    if not file.is_file():
        raise RelevoError(texts.EVAL_NO_FILE.format(name=file), texts.EVAL_NO_FILE_HINT)
    with tempfile.TemporaryDirectory() as folder:  # questions are read by folder
        shutil.copy(file, Path(folder) / file.with_suffix(".jsonl").name)
        try:
            questions, figures = load_questions(Path(folder)), figures_asked(Path(folder))
        except ValueError as error:
            raise RelevoError(texts.EVAL_BAD_FILE.format(detail=error), texts.EVAL_BAD_FILE_HINT) from error
    if not questions:
        raise RelevoError(texts.EVAL_NO_QUESTIONS.format(name=file), texts.EVAL_NO_QUESTIONS_HINT)
    return questions, figures


def _run_lines(run: Run) -> Iterator[str]:
    """The figures of a run as two tables, in Markdown so that they can be pasted as they are."""
    total = run.summary.total
    yield texts.EVAL_TITLE.format(id=run.id, dataset=run.config.dataset, questions=total.questions)
    yield ""
    rows = [
        (_MEASURES[item.measure].label, _value(item), _interval(item), str(item.questions)) for item in total.estimates
    ]
    yield from _table(texts.EVAL_MEASURES_HEAD, rows)
    yield ""
    yield texts.EVAL_UNSUPPORTED.format(count=total.unsupported)
    yield ""
    head = (*texts.EVAL_GROUPS_HEAD, *(_MEASURES[name].label for name in GROUP_COLUMNS))
    yield from _table(head, [_group_row(group) for group in (*run.summary.groups, total)])


def _group_row(group: GroupSummary) -> tuple[str, ...]:
    cells = (group.get(name) for name in GROUP_COLUMNS)
    shown = (f"{_value(cell)} ({_interval(cell)})" if cell else "—" for cell in cells)
    return (group.group, str(group.questions), *shown)


def _comparison_lines(comparison: Comparison) -> Iterator[str]:
    yield f"{comparison.before} → {comparison.after}"
    yield ""
    yield from _table(texts.EVAL_DIFFERENCES_HEAD, [_difference_row(item) for item in comparison.differences])
    yield ""
    for change in comparison.changes:
        if change.change is not Change.SAME:
            yield _change_line(change)
    better, worse, same = (comparison.count(change) for change in (Change.BETTER, Change.WORSE, Change.SAME))
    if comparison.left_out:
        yield texts.EVAL_LEFT_OUT.format(count=comparison.left_out)
    yield texts.EVAL_VERDICT.format(verdict=comparison.verdict.value, better=better, worse=worse, same=same)


def _difference_row(item: Difference) -> tuple[str, ...]:
    interval = f"{_number(100 * item.low)} a {_number(100 * item.high)}"
    difference = f"{'+' if item.difference > 0 else ''}{_number(100 * item.difference)}"
    before, after = (f"{_number(100 * value)} %" for value in (item.before, item.after))
    p_value = _number(item.p_value, 3)
    return item.label, before, after, difference, interval, f"{item.better}/{item.worse}", p_value, item.verdict.value


def _change_line(change: QuestionChange) -> str:
    lacks = f" ({texts.EVAL_LACKS.format(missing='; '.join(change.missing_after))})" if change.missing_after else ""
    return f"{change.change.value}: {change.question_id} · {change.question}{lacks}"


def _value(item: Estimate) -> str:
    return f"{_number(100 * item.value)} %" if _MEASURES[item.measure].percent else _number(item.value)


def _interval(item: Estimate) -> str:
    scale = 100 if _MEASURES[item.measure].percent else 1
    return f"{_number(scale * item.low)} a {_number(scale * item.high)}"


def _number(value: float, decimals: int = 1) -> str:
    """As Colombia writes it: a decimal comma."""
    return f"{value:.{decimals}f}".replace(".", ",")


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A Markdown table with its columns aligned for the terminal."""
    widths = [max(len(row[place]) for row in (head, *rows)) for place in range(len(head))]
    yield _row(head, widths)
    yield "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    yield from (_row(row, widths) for row in rows)


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"
