"""`relevo conversations`: the conversations kept on this machine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from assistant import RelevoError
from assistant.spanish import fold
from ui.cli import texts
from ui.cli.answers import show
from ui.cli.console import notices, out
from ui.serialize import as_json, json_text

if TYPE_CHECKING:
    from assistant.conversations import Conversation, Conversations

OWNER = "terminal"  # too short for a token of a browser or a program, so that none can pass for it
_EVERYTHING = 1_000_000

conversations_app = typer.Typer(help=texts.CONVERSATIONS, no_args_is_help=True)
Identifier = Annotated[str, typer.Argument(help=texts.CONVERSATION_ID, show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help=texts.AS_JSON)]


def open_conversations() -> Conversations:
    """The conversations of the settings; SQLAlchemy is only imported by the commands that need them."""
    from assistant.conversations import Conversations

    return Conversations.open()


@conversations_app.command("list", help=texts.CONVERSATIONS_LIST)
def list_conversations(
    everybody: Annotated[bool, typer.Option("--all", help=texts.CONVERSATIONS_ALL)] = False,  # noqa: FBT002
    as_json_output: AsJson = False,  # noqa: FBT002
) -> None:
    """The terminal's own conversations, or everybody's."""
    found = open_conversations().list(None if everybody else OWNER, limit=_EVERYTHING)
    if as_json_output:
        out.print(json_text([as_json(summary) for summary in found]), markup=False)
        return
    for summary in found:
        day = summary.updated_at.astimezone().strftime("%Y-%m-%d %H:%M")
        counted = texts.CONVERSATION_LENGTH.format(count=summary.length)
        out.print(f"{summary.id}  {day}  {counted}  {summary.title}", markup=False)
    if not found:
        notices.print(texts.NO_CONVERSATIONS)


@conversations_app.command("show", help=texts.CONVERSATIONS_SHOW)
def show_conversation(identifier: Identifier, as_json_output: AsJson = False) -> None:  # noqa: FBT002
    """The questions and answers of one conversation."""
    conversation = open_conversations().get(identifier)
    if as_json_output:
        out.print(json_text(as_json(conversation)), markup=False)
        return
    out.print(f"[bold]{escape(conversation.title)}[/bold]")
    for turn in conversation.turns:
        out.print(f"\n[bold]{turn.number}. {escape(turn.answer.question)}[/bold]")
        show(turn.answer)


@conversations_app.command("export", help=texts.CONVERSATIONS_EXPORT)
def export_conversation(
    identifier: Identifier,
    path: Annotated[Path, typer.Option("--out", help=texts.CONVERSATIONS_OUT, show_default=False)],
) -> None:
    """Write a conversation in the format that the file's name asks for."""
    _write(path, _exported(open_conversations().get(identifier), path))
    out.print(str(path), markup=False)


@conversations_app.command("rename", help=texts.CONVERSATIONS_RENAME)
def rename_conversation(
    identifier: Identifier, title: Annotated[str, typer.Argument(help=texts.CONVERSATION_TITLE, show_default=False)]
) -> None:
    """Give a conversation another title."""
    open_conversations().rename(identifier, title)
    notices.print(texts.CONVERSATION_RENAMED)


@conversations_app.command("delete", help=texts.CONVERSATIONS_DELETE)
def delete_conversation(
    identifier: Identifier,
    yes: Annotated[bool, typer.Option("--yes", help=texts.CONVERSATIONS_YES)] = False,  # noqa: FBT002
) -> None:
    """Delete a conversation for good, once its reader says so."""
    conversations = open_conversations()
    title = conversations.get(identifier).title
    if not yes and not _confirmed(texts.CONVERSATION_SURE.format(title=title)):
        notices.print(texts.CONVERSATION_KEPT)
        return
    conversations.delete(identifier)
    notices.print(texts.CONVERSATION_DELETED)


def _confirmed(question: str) -> bool:
    """Typer's own confirmation speaks English."""
    try:
        said = notices.input(f"{escape(question)} {escape(texts.YES_OR_NO)} ")
    except EOFError:
        return False
    return fold(said).strip() in texts.YES_WORDS


def _exported(conversation: Conversation, path: Path) -> bytes:
    from assistant.conversations.export import as_docx, as_markdown

    match path.suffix.lower():
        case ".md":
            return as_markdown(conversation).encode()
        case ".docx":
            return as_docx(conversation)
    raise RelevoError(texts.CONVERSATION_BAD_SUFFIX.format(name=path.name), texts.CONVERSATION_BAD_SUFFIX_HINT)


def _write(path: Path, content: bytes) -> None:
    """Aside, then renamed: a file is whole or is not there."""
    aside = path.with_name(f".{path.stem}-{os.getpid()}{path.suffix}")
    try:
        aside.write_bytes(content)
        aside.replace(path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise RelevoError(
            texts.CONVERSATION_UNWRITABLE.format(name=path.name), texts.CONVERSATION_UNWRITABLE_HINT
        ) from error
