"""The options of `relevo eval run` that name another assistant."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from evals.subjects import Subject, peer
from ui.cli import texts
from ui.cli.console import usage_error

EndpointAddress = Annotated[str | None, typer.Option("--endpoint", help=texts.EVAL_ENDPOINT, show_default=False)]
ModelName = Annotated[str | None, typer.Option("--model", help=texts.EVAL_MODEL, show_default=False)]
KeyVariable = Annotated[str | None, typer.Option("--key-env", help=texts.EVAL_KEY_VARIABLE, show_default=False)]
RunnableName = Annotated[str | None, typer.Option("--runnable", help=texts.EVAL_RUNNABLE, show_default=False)]


def chosen_peer(
    endpoint: str | None, model: str | None, key_variable: str | None, runnable: str | None, generator: str | None
) -> Subject | None:
    """The other assistant that the options name; None where they name none, and ours is meant.

    Raises:
        typer.Exit: they do not go together.
        RelevoError: it cannot be reached as named.
    """
    served, imported = endpoint is not None, runnable is not None
    conflicts = (
        (served and imported, texts.EVAL_TWO_PEERS),
        (served and not model, texts.EVAL_ENDPOINT_WITHOUT_MODEL),
        (not served and model is not None, texts.EVAL_MODEL_ALONE),
        (not served and key_variable is not None, texts.EVAL_KEY_ALONE),
        (generator is not None and (served or imported), texts.EVAL_GENERATOR_OF_PEER),
    )
    if wrong := next((said for holds, said in conflicts if holds), None):
        raise usage_error(wrong)
    if not served and not imported:
        return None
    from evals.adapters import (
        Endpoint,
        OpenAIAnswerer,
        load_runnable,
    )  # LangChain: too slow for those who measure Relevo

    if endpoint is not None:
        return peer(OpenAIAnswerer(Endpoint(endpoint, model or "", key_variable or "")))
    sys.path.insert(0, str(Path.cwd()))  # as `python -m` does: a chain of one's own is rarely installed
    return peer(load_runnable(runnable or ""))
