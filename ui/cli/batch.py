"""`relevo ask --batch`: a file of questions in, a file of answers out."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import typer

from assistant import load_settings
from evals.batch import Status, answer_questions, read_questions
from evals.batch_outputs import check_output, write_answers
from ui.cli import texts
from ui.cli.console import notices, out, progress_bar, usage_error
from ui.opening import open_assistant
from ui.serialize import json_text

EXIT_INCOMPLETE = 1


def require_one_of(question: str | None, batch: Path | None, output: Path | None) -> None:
    """Leave with a usage error unless there is a question, or a file of questions and where to write the answers."""
    wrong = None
    if question is None and batch is None:
        wrong = texts.BATCH_NOTHING
    elif question is not None and batch is not None:
        wrong = texts.BATCH_BOTH
    elif (batch is None) != (output is None):
        wrong = texts.BATCH_WITHOUT_OUT if output is None else texts.BATCH_OUT_ALONE
    if wrong:
        raise usage_error(wrong)


def ask_batch(batch: Path, output: Path, entity: str | None, *, as_json_output: bool, quiet: bool) -> None:
    """Answer every question of a file; exit code 1 when some could not be asked (the others are in the file)."""
    questions = read_questions(batch)
    check_output(output)
    with progress_bar(quiet=quiet) as progress:
        assistant = open_assistant(load_settings(), progress=progress)
        rows = answer_questions(assistant.ask, questions, entity, progress)
    write_answers(rows, output)
    counted = Counter(row.status for row in rows)
    counts = {status.name.lower(): counted[status] for status in Status}
    if as_json_output:
        out.print(json_text({"output": str(output), "questions": len(rows), **counts}), markup=False)
    else:
        out.print(texts.BATCH_DONE.format(name=output.name, questions=len(rows), **counts), markup=False)
    for number, row in enumerate(rows, start=1):
        if row.status is Status.FAILED:
            notices.print(texts.BATCH_FAILED.format(number=number, problem=row.problem), markup=False)
    if counted[Status.FAILED]:
        raise typer.Exit(EXIT_INCOMPLETE)
