"""The browser's own conversations: open, rename, export, delete."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta, timezone
from functools import partial
from typing import Any

import gradio as gr

from assistant import RelevoError
from assistant.conversations import ConversationSummary
from assistant.conversations.export import as_docx, as_markdown, file_name
from assistant.spanish import write_date
from ui.web import texts
from ui.web.chat_view import ChatView, Update
from ui.web.header import full_name
from ui.web.memory import Memory
from ui.web.safe import safe
from ui.web.shell import WORD, Shell, owner_of, told_errors

_COLOMBIA = timezone(timedelta(hours=-5))


@dataclass(frozen=True, slots=True)
class Listing:
    """The controls of the list."""

    whole: gr.Column
    told: gr.HTML
    listed: gr.Radio
    one: gr.Column
    open: gr.Button
    name: gr.Textbox
    word: gr.Button
    markdown: gr.Button
    delete: gr.Button
    sure: gr.Button
    close: gr.Button
    shown: gr.State


def lay_out() -> Listing:
    """The list, closed."""
    with gr.Column(elem_id="conversations", visible=False) as whole:
        told = gr.HTML("", js_on_load=None)
        listed = gr.Radio([], label=texts.MINE, elem_id="listed")
        with gr.Column(visible=False) as one:
            name = gr.Textbox(label=texts.NAME, max_length=80, submit_btn=texts.RENAME)
            with gr.Row(elem_classes="buttons"):
                opened = gr.Button(texts.OPEN_CONVERSATION, variant="primary", size="sm")
                word = gr.Button(texts.EXPORT_WORD, size="sm")
                markdown = gr.Button(texts.EXPORT_MARKDOWN, size="sm")
                delete = gr.Button(texts.DELETE, size="sm")
                sure = gr.Button(texts.DELETE_SURE, variant="stop", size="sm", visible=False)
        close = gr.Button(texts.CLOSE, size="sm")
    return Listing(whole, told, listed, one, opened, name, word, markdown, delete, sure, close, gr.State(value=False))


def wire(shell: Shell, memory: Memory, listing: Listing, mine: gr.Button, view: ChatView, answering: list[Any]) -> None:
    """What the list's controls do. A conversation's id, its key, only goes to the browser whose list it is in."""
    parts = [
        listing.whole, listing.shown, listing.told, listing.listed, listing.one, listing.name, listing.delete, listing.sure
    ]  # fmt: skip
    closed: Update = {listing.whole: gr.update(visible=False), listing.shown: False}
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}

    def show(request: gr.Request, told: str = "", chosen: str | None = None) -> Update:
        return _shown(memory, listing, owner_of(request), told, chosen)

    def show_or_close(shown: bool, request: gr.Request) -> Update:  # noqa: FBT001
        return closed if shown else show(request)

    def choose(identifier: str | None) -> Update:
        if not identifier:
            return {listing.one: gr.update(visible=False)}
        title = told_errors(shell.conversations.get, identifier).title
        shown = {listing.one: gr.update(visible=True), listing.name: title}
        return {**shown, listing.delete: gr.update(visible=True), listing.sure: gr.update(visible=False)}

    def rename(identifier: str, title: str, request: gr.Request) -> Update:
        told_errors(shell.conversations.rename, identifier, title)
        return show(request, texts.RENAMED, identifier)

    def delete(identifier: str, request: gr.Request) -> Update:
        told_errors(shell.conversations.delete, identifier)
        return show(request, texts.DELETED)

    def forget_if_open(identifier: str, kept: str) -> Update:
        return view.starts_over() if identifier == kept else {view.question: gr.skip()}

    def reopen(identifier: str) -> Update:
        return {**view.rests(memory.recall(identifier)), **closed}

    def export(identifier: str, *, as_word: bool) -> str:
        return _exported(shell, identifier, as_word=as_word)

    mine.click(show_or_close, [listing.shown], parts, **quiet)
    listing.listed.input(choose, [listing.listed], parts, **quiet)
    listing.name.submit(rename, [listing.listed, listing.name], parts, **quiet)
    listing.open.click(None, cancels=answering, api_visibility="private").then(
        reopen, [listing.listed], [*view.parts, listing.whole, listing.shown], **quiet
    )
    shell.on_download(listing.word.click, partial(export, as_word=True), [listing.listed])
    shell.on_download(listing.markdown.click, partial(export, as_word=False), [listing.listed])
    asks = {listing.delete: gr.update(visible=False), listing.sure: gr.update(visible=True)}
    listing.delete.click(lambda: asks, [], [listing.delete, listing.sure], **quiet)
    listing.sure.click(forget_if_open, [listing.listed, view.kept], view.parts, **quiet).then(
        delete, [listing.listed], parts, **quiet
    )
    listing.close.click(lambda: closed, [], [listing.whole, listing.shown], **quiet)


def _shown(memory: Memory, listing: Listing, owner: str, told: str, chosen: str | None) -> Update:
    """The list as it is now, open."""
    try:
        summaries = memory.listed(owner)
    except RelevoError as error:
        summaries, told = (), str(error)
    kept = chosen if any(item.id == chosen for item in summaries) else None
    message = told or ("" if summaries else texts.NO_CONVERSATIONS)
    choices = [(_line(item), item.id) for item in summaries]
    return {
        listing.whole: gr.update(visible=True),
        listing.shown: True,
        listing.told: f"<p role='status'>{safe(message)}</p>" if message else "",
        listing.listed: gr.update(choices=choices, value=kept, visible=bool(summaries)),
        listing.one: gr.update(visible=kept is not None),
        listing.delete: gr.update(visible=True),
        listing.sure: gr.update(visible=False),
    }


def _line(item: ConversationSummary) -> str:
    length = texts.LENGTH_ONE if item.length == 1 else texts.LENGTH.format(count=item.length)
    date = write_date(item.updated_at.astimezone(_COLOMBIA).date())
    return texts.LISTED.format(title=item.title, length=length, date=date)


def _exported(shell: Shell, identifier: str, *, as_word: bool) -> str:
    conversation = told_errors(shell.conversations.get, identifier)
    entity = shell.chosen(conversation.entity or "")
    name = full_name(entity) if entity else ""
    if as_word:
        return shell.links.put(as_docx(conversation, name), file_name(conversation, ".docx"), WORD)
    content = as_markdown(conversation, name).encode()
    return shell.links.put(content, file_name(conversation, ".md"), "text/markdown; charset=utf-8")
