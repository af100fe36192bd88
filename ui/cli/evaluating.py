"""`relevo eval`: run the evaluation questions, compare two runs, hold what was reached."""

from __future__ import annotations

import shutil
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from assistant import RelevoError, Settings, load_settings
from evals.compare import compare
from evals.gate import load_gate, run_gate
from evals.questions import Question, load_questions
from evals.report import write_report
from evals.runs import REPORT, WORKERS, configure, folder_of, load_run, run_questions
from evals.subjects import EXTRACTIVE, ours
from ui.cli import exporting, judging, texts
from ui.cli.console import notices, out, progress_bar, usage_error
from ui.cli.eval_tables import comparison_lines, run_lines
from ui.cli.peers import EndpointAddress, KeyVariable, ModelName, RunnableName, chosen_peer
from ui.opening import open_assistant
from ui.serialize import as_json, json_text

EXIT_WORSE = EXIT_INCOMPLETE = 1

eval_app = typer.Typer(help=texts.EVAL_APP, no_args_is_help=True)
exporting.register(eval_app)
judging.register(eval_app)

AsJson = Annotated[bool, typer.Option("--json", help=texts.AS_JSON)]
Quiet = Annotated[bool, typer.Option("--quiet", help=texts.QUIET)]


class Dataset(StrEnum):
    """Which questions are asked."""

    DEVELOPMENT = "desarrollo"
    CONTROL = "control"
    OTHERS = "ajenas"
    ALL = "todo"


@eval_app.command("run", help=texts.EVAL_RUN)
def run_evaluation(
    dataset: Annotated[Dataset, typer.Option("--set", help=texts.EVAL_SET)] = Dataset.DEVELOPMENT,
    file: Annotated[Path | None, typer.Option("--file", help=texts.EVAL_FILE, show_default=False)] = None,
    generator: Annotated[str | None, typer.Option(help=texts.EVAL_GENERATOR, show_default=False)] = None,
    endpoint: EndpointAddress = None,
    model: ModelName = None,
    key_variable: KeyVariable = None,
    runnable: RunnableName = None,
    folder: Annotated[Path | None, typer.Option("--out", help=texts.EVAL_OUT, show_default=False)] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help=texts.EVAL_WORKERS)] = WORKERS,
    as_json_output: AsJson = False,  # noqa: FBT002
    quiet: Quiet = False,  # noqa: FBT002
) -> None:
    """Ask and score the questions; exit code 1 when some could not be asked (the others are kept)."""
    subject = chosen_peer(endpoint, model, key_variable, runnable, generator)
    settings = _written_by(load_settings(), generator)
    questions = _questions(dataset, file)
    with progress_bar(quiet=quiet) as progress:
        if subject is None:
            subject = ours(open_assistant(settings, progress=progress))
        config = configure(subject, questions, file.name if file else dataset.value)
        place = folder_of(folder or settings.data_dir / "evaluaciones", config)
        run = run_questions(subject, questions, workers, progress, place, config=config)
        write_report(run, place / REPORT)
    if as_json_output:
        figures_json = {"id": run.id, "folder": str(place), "config": as_json(run.config), **as_json(run.summary)}
        out.print(json_text(figures_json), markup=False)
    else:
        for line in run_lines(run):
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
    first, second = load_run(before), load_run(after)
    comparison = compare(first, second)
    if as_json_output:
        out.print(json_text(as_json(comparison)), markup=False)
        return
    for line in comparison_lines(comparison, first, second):
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


def _written_by(settings: Settings, generator: str | None) -> Settings:
    """The settings with the generator asked for; as they are where none is."""
    if generator is None:
        return settings
    if generator != EXTRACTIVE and ":" not in generator:
        raise usage_error(texts.EVAL_BAD_GENERATOR)
    return settings.model_copy(update={"model": "" if generator == EXTRACTIVE else generator})


def _questions(dataset: Dataset, file: Path | None) -> list[Question]:
    """The questions asked for. A file's own are taken whatever their split."""
    if file is None:
        return load_questions(split=None if dataset is Dataset.ALL else dataset.value)
    if not file.is_file():
        raise RelevoError(texts.EVAL_NO_FILE.format(name=file), texts.EVAL_NO_FILE_HINT)
    with tempfile.TemporaryDirectory() as folder:  # questions are read by folder
        shutil.copy(file, Path(folder) / file.with_suffix(".jsonl").name)
        try:
            questions = load_questions(Path(folder))
        except ValueError as error:
            raise RelevoError(texts.EVAL_BAD_FILE.format(detail=error), texts.EVAL_BAD_FILE_HINT) from error
    if not questions:
        raise RelevoError(texts.EVAL_NO_QUESTIONS.format(name=file), texts.EVAL_NO_QUESTIONS_HINT)
    return questions
