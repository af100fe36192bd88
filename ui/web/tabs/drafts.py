"""Borradores: a note or reply built from answers, with its sources as footnotes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import Any

import gradio as gr

from assistant import RelevoError
from assistant.conversations import Note
from assistant.conversations.note_export import note_docx, note_file_name
from ui.web import texts
from ui.web.chat_view import ChatView, Update
from ui.web.replies import Conversation
from ui.web.safe import safe
from ui.web.shell import WORD, Shell, owner_of, told_errors

TAB = "borradores"
_COLOMBIA = timezone(timedelta(hours=-5))
_TITLE, _ADDRESSEE, _BODY = 300, 1_000, 60_000


@dataclass(frozen=True, slots=True)
class _Editor:
    """The tab's controls. ``note`` is the note as it was last saved or brought, ``kept`` its id in the browser."""

    note: gr.State
    kept: gr.BrowserState
    listed: gr.Dropdown
    title: gr.Textbox
    addressee: gr.Textbox
    body: gr.Textbox
    told: gr.HTML
    sources: gr.HTML
    delete: gr.Button
    sure: gr.Button

    @property
    def written(self) -> list[Any]:
        """What the reader writes, and the note it belongs to."""
        return [self.note, self.title, self.addressee, self.body]

    @property
    def parts(self) -> list[Any]:
        """Every part, as Gradio wants its outputs."""
        return [*self.written, self.kept, self.listed, self.told, self.sources, self.delete, self.sure]

    def shows(self, note: Note, notes: tuple[Note, ...], told: str = "") -> Update:
        """What to change for the tab to show a note."""
        choices = [(item.title or texts.UNTITLED, item.id) for item in notes]
        return {
            self.note: note,
            self.kept: note.id,
            self.listed: gr.update(choices=choices, value=note.id or None, visible=bool(choices)),
            self.title: note.title,
            self.addressee: note.addressee,
            self.body: note.body,
            self.told: f"<p role='status'>{safe(told)}</p>" if told else "",
            self.sources: _sources(note),
            self.delete: gr.update(visible=bool(note.id)),
            self.sure: gr.update(visible=False),
        }


def build(shell: Shell, chat: ChatView) -> None:
    """Lay the tab out and wire it, and the button of the conversation that brings an answer to it."""
    gr.HTML(f"<p class='intro'>{safe(texts.DRAFTS_INTRO)}</p>", js_on_load=None)
    with gr.Row(elem_classes="buttons", elem_id="drafts"):
        listed = gr.Dropdown([], label=texts.DRAFTS, filterable=False, visible=False, elem_id="draft-list")
        new = gr.Button(texts.NEW_DRAFT, size="sm")
    told = gr.HTML("", js_on_load=None)
    title = gr.Textbox(label=texts.NOTE_TITLE, max_length=_TITLE, elem_classes="draft")
    addressee = gr.Textbox(
        label=texts.ADDRESSEE,
        placeholder=texts.ADDRESSEE_HINT,
        max_length=_ADDRESSEE,
        max_lines=4,
        elem_classes="draft",
    )
    body = gr.Textbox(
        label=texts.BODY,
        placeholder=texts.BODY_HINT,
        lines=14,
        max_lines=40,
        max_length=_BODY,
        elem_id="body",
        elem_classes="draft",
    )
    with gr.Row(elem_classes="buttons"):
        save = gr.Button(texts.SAVE_DRAFT, variant="primary", size="sm")
        word = gr.Button(texts.DRAFT_WORD, size="sm")
        delete = gr.Button(texts.DELETE_DRAFT, size="sm", visible=False)
        sure = gr.Button(texts.DELETE_SURE, variant="stop", size="sm", visible=False)
    sources = gr.HTML(_sources(Note()), js_on_load=None, elem_id="draft-sources")
    kept = gr.BrowserState("", storage_key="relevo-draft", secret=texts.TITLE)
    editor = _Editor(gr.State(Note()), kept, listed, title, addressee, body, told, sources, delete, sure)
    _wire(shell, editor, new, save, word)
    _wire_chat(shell, editor, chat)


def _wire(shell: Shell, editor: _Editor, new: gr.Button, save: gr.Button, word: gr.Button) -> None:
    notes = shell.conversations.notes
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}

    def resume(identifier: str, request: gr.Request) -> Update:
        """The draft that the browser was at, or an empty one."""
        owner = owner_of(request)
        try:
            mine = notes.list(owner)
        except RelevoError as error:
            return editor.shows(Note(), (), str(error))
        return editor.shows(next((note for note in mine if note.id == identifier), Note()), mine)

    def keep_and_show(note: Note, title: str, addressee: str, body: str, request: gr.Request) -> Update:
        saved = _keep(shell, note, title, addressee, body, request)
        return editor.shows(saved, notes.list(owner_of(request)), texts.DRAFT_SAVED)

    def keep_quietly(note: Note, title: str, addressee: str, body: str, request: gr.Request) -> Update:
        """Saved as its writer leaves a field, without touching what they may already be writing in another."""
        saved = _keep(shell, note, title, addressee, body, request)
        return {editor.note: saved, editor.kept: saved.id, editor.sources: _sources(saved)}

    def start(note: Note, title: str, addressee: str, body: str, request: gr.Request) -> Update:
        _keep(shell, note, title, addressee, body, request)
        return editor.shows(Note(), notes.list(owner_of(request)))

    def choose(identifier: str, request: gr.Request) -> Update:
        owner = owner_of(request)
        return editor.shows(told_errors(notes.get, owner, identifier), notes.list(owner))

    def export(note: Note, title: str, addressee: str, body: str, request: gr.Request) -> str:
        written = _keep(shell, note, title, addressee, body, request)
        today = datetime.now(_COLOMBIA).date()
        return shell.links.put(note_docx(written, today), note_file_name(written), WORD)

    def drop(note: Note, request: gr.Request) -> Update:
        owner = owner_of(request)
        told_errors(notes.delete, owner, note.id)
        return editor.shows(Note(), notes.list(owner), texts.DRAFT_DELETED)

    shell.blocks.load(resume, [editor.kept], editor.parts, **quiet)
    save.click(keep_and_show, editor.written, editor.parts, **quiet)
    for field in (editor.title, editor.addressee, editor.body):
        field.blur(keep_quietly, editor.written, [editor.note, editor.kept, editor.sources], **quiet)
    new.click(start, editor.written, editor.parts, **quiet)
    editor.listed.input(choose, [editor.listed], editor.parts, **quiet)
    shell.on_download(word.click, export, editor.written)
    asks = {editor.delete: gr.update(visible=False), editor.sure: gr.update(visible=True)}
    editor.delete.click(lambda: asks, [], [editor.delete, editor.sure], **quiet)
    editor.sure.click(drop, [editor.note], editor.parts, **quiet)


def _keep(shell: Shell, note: Note, title: str, addressee: str, body: str, request: gr.Request) -> Note:
    """What is written, saved; nothing is saved of an empty note."""
    written = replace(note, title=title.strip(), addressee=addressee.strip(), body=body)
    if written == note or not f"{written.title}{written.addressee}{written.body}".strip():
        return written
    saved: Note = told_errors(shell.conversations.notes.save, owner_of(request), written)
    return saved


def _wire_chat(shell: Shell, editor: _Editor, chat: ChatView) -> None:
    notes = shell.conversations.notes

    def bring(
        conversation: Conversation, note: Note, title: str, addressee: str, body: str, request: gr.Request
    ) -> Update:
        """The last answer at the end of the draft that is open."""
        written = replace(note, title=title.strip(), addressee=addressee.strip(), body=body)
        owner = owner_of(request)
        saved = told_errors(notes.save, owner, written.with_answer(conversation[-1].as_answer()))
        return {**editor.shows(saved, notes.list(owner), texts.ANSWER_BROUGHT), shell.tabs: gr.Tabs(selected=TAB)}

    chat.to_draft.click(
        bring, [chat.conversation, *editor.written], [*editor.parts, shell.tabs],
        show_progress="hidden", api_visibility="private",
    )  # fmt: skip


def _sources(note: Note) -> str:
    """The quotes that the draft's numbers stand for."""
    cited = note.cited()
    if not cited:
        return f"<p class='empty'>{safe(texts.NO_DRAFT_SOURCES)}</p>" if note.body else ""
    items = "".join(
        f"<li><strong>[{item.id}] {safe(item.reference)}</strong> <q>{safe(item.quote)}</q></li>" for item in cited
    )
    return f"<h2>{safe(texts.DRAFT_SOURCES.format(count=len(cited)))}</h2><ul>{items}</ul>"
