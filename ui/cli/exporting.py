"""`relevo eval export`: our questions for other evaluation tools."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant import RelevoError, load_settings
from evals.exports import Layout, export
from evals.questions import load_questions
from ui.cli import texts
from ui.cli.console import notices, out, progress_bar
from ui.opening import open_assistant
from ui.serialize import json_text


def register(eval_app: typer.Typer) -> None:
    """Add the command to the `relevo eval` commands."""
    eval_app.command("export", help=texts.EXPORT)(export_questions)


def export_questions(
    layout: Annotated[Layout, typer.Option("--format", help=texts.EXPORT_FORMAT, show_default=False)],
    folder: Annotated[Path, typer.Option("--out", help=texts.EXPORT_OUT, show_default=False)],
    split: Annotated[str | None, typer.Option(help=texts.EXPORT_SPLIT, show_default=False)] = None,
    as_json_output: Annotated[bool, typer.Option("--json", help=texts.AS_JSON)] = False,  # noqa: FBT002
    quiet: Annotated[bool, typer.Option("--quiet", help=texts.QUIET)] = False,  # noqa: FBT002
) -> None:
    """Write the questions, with the passages of the index, in another tool's layout."""
    questions = load_questions(split=split)
    if not questions:
        raise RelevoError(texts.EXPORT_NO_QUESTIONS.format(split=split), texts.EXPORT_NO_QUESTIONS_HINT)
    with progress_bar(quiet=quiet) as progress:
        assistant = open_assistant(load_settings(), progress=progress)
        exported = export(layout, assistant, questions, folder, progress)
    if as_json_output:
        files = [str(file) for file in exported.files]
        counts = {"questions": exported.questions, "passages": exported.passages}
        out.print(json_text({"format": layout, "files": files, **counts}), markup=False)
        return
    for file in exported.files:
        out.print(str(file), markup=False)
    notices.print(texts.EXPORTED.format(questions=exported.questions, passages=exported.passages), markup=False)
