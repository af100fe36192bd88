"""`relevo ask` and `relevo chat`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from assistant import Exchange, Turn, load_settings
from assistant.errors import ConversationsUnavailableError
from assistant.spanish import fold
from ui.cli import texts
from ui.cli.answers import show
from ui.cli.batch import ask_batch, require_one_of
from ui.cli.console import notices, out, progress_bar
from ui.cli.conversations import OWNER, open_conversations
from ui.opening import open_assistant
from ui.serialize import as_json, json_text

EXIT_REFUSED = 3


def ask(
    question: Annotated[str | None, typer.Argument(help=texts.QUESTION, show_default=False)] = None,
    as_json_output: Annotated[bool, typer.Option("--json", help=texts.AS_JSON)] = False,  # noqa: FBT002
    entity: Annotated[str | None, typer.Option(help=texts.ENTITY)] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help=texts.QUIET)] = False,  # noqa: FBT002
    batch: Annotated[Path | None, typer.Option("--batch", help=texts.BATCH, show_default=False)] = None,
    output: Annotated[Path | None, typer.Option("--out", help=texts.BATCH_OUT, show_default=False)] = None,
) -> None:
    """Answer one question, exit code 3 when it is declined; or a file of them."""
    require_one_of(question, batch, output)
    if batch and output:
        ask_batch(batch, output, entity, as_json_output=as_json_output, quiet=quiet)
        return
    with progress_bar(quiet=quiet) as progress:
        assistant = open_assistant(load_settings(), progress=progress)
    answer = assistant.ask(Turn(question or "", entity=entity))
    if as_json_output:
        out.print(json_text(as_json(answer)), markup=False)
    else:
        show(answer)
    if answer.refused:
        raise typer.Exit(EXIT_REFUSED)


def chat(
    entity: Annotated[str | None, typer.Option(help=texts.ENTITY)] = None,
    conversation: Annotated[str | None, typer.Option(help=texts.CHAT_CONVERSATION, show_default=False)] = None,
) -> None:
    """Keep a conversation, new or begun before, until the person leaves."""
    conversations = open_conversations()
    begun = conversations.get(conversation) if conversation else None
    with progress_bar(quiet=False) as progress:
        assistant = open_assistant(load_settings(), progress=progress)
    if begun:
        notices.print(texts.CHAT_RESUMED.format(title=begun.title), markup=False)
    entity = entity or (begun.entity if begun else None)
    history = conversations.history(conversation)
    for question in _questions():
        answer = assistant.ask(Turn(question, history, entity))
        show(answer)
        history = (*history, Exchange.of(answer))
        try:
            conversation = conversations.append(conversation, answer, owner=OWNER, entity=entity).conversation_id
        except ConversationsUnavailableError as error:
            notices.print(texts.CHAT_NOT_KEPT.format(reason=error), markup=False)
    if conversation:
        notices.print(texts.CHAT_KEPT.format(id=conversation), markup=False)
    notices.print(texts.FAREWELL)


def _questions() -> Iterator[str]:
    """What the person types, until they say goodbye."""
    while True:
        try:
            question = out.input(f"[bold]{texts.PROMPT}:[/bold] ").strip()
        except EOFError:
            return
        if fold(question).strip(" .!") in texts.EXIT_WORDS:
            return
        if question:
            yield question
