"""`relevo eval judge`: a language model's opinion of a finished run, and how far it agrees with the metrics."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.answering.models import open_chat_model
from evals.judge import Agreement, agreement, judge
from evals.runs import load_run
from ui.cli import texts
from ui.cli.console import notices, out
from ui.serialize import as_json, json_text

VERDICTS = "judge.json"


def register(eval_app: typer.Typer) -> None:
    """Add the command to the `relevo eval` commands."""
    eval_app.command("judge", help=texts.EVAL_JUDGE)(judge_run)


def judge_run(
    folder: Annotated[Path, typer.Argument(help=texts.EVAL_JUDGE_RUN, show_default=False)],
    model: Annotated[str, typer.Option(help=texts.EVAL_JUDGE_MODEL, show_default=False)],
    as_json_output: Annotated[bool, typer.Option("--json", help=texts.AS_JSON)] = False,  # noqa: FBT002
) -> None:
    """Judge the answers of a run, and keep the verdicts beside them."""
    run = load_run(folder)
    judgements = judge(open_chat_model(model), run.results)
    agreed = agreement(judgements, run.results)
    verdicts = {"model": model, "agreement": as_json(agreed), "judgements": [as_json(item) for item in judgements]}
    (folder / VERDICTS).write_text(json_text(verdicts), encoding="utf-8")
    if as_json_output:
        out.print(json_text(verdicts), markup=False)
        return
    out.print(_line(agreed), markup=False)
    notices.print(texts.EVAL_SAVED.format(folder=folder), markup=False)


def _line(agreed: Agreement) -> str:
    if agreed.observed is None:
        return texts.EVAL_JUDGE_NONE
    kappa = "—" if agreed.kappa is None else f"{agreed.kappa:.2f}".replace(".", ",")
    return texts.EVAL_JUDGE_AGREED.format(
        judged=agreed.judged, silent=agreed.without_verdict, observed=round(100 * agreed.observed), kappa=kappa
    )
