"""Borradores: a note or reply built from answers, with its sources as footnotes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Any

import gradio as gr

from assistant import RelevoError
from assistant.conversations import Note
from assistant.conversations.note_export import note_docx, note_file_name
from ui.web import texts
from ui.web.chat_view import ChatView, Update
from ui.web.drafting import Drafting, Writing, begun
from ui.web.kept import keep, on_return
from ui.web.replies import Conversation
from ui.web.safe import safe
from ui.web.shell import WORD, Shell, owner_of, told_errors

TAB = "borradores"
_COLOMBIA = timezone(timedelta(hours=-5))
_TITLE, _ADDRESSEE, _BODY = 300, 1_000, 60_000


_MOMENT = "(...taken) => [...taken.slice(0, -1), Date.now()]"
"""What the browser puts in the place of the last input of whatever saves."""


@dataclass(frozen=True, slots=True)
class _Editor:
    """The tab's controls. ``kept`` is the id of the draft that is open, ``moment`` when what is written was taken."""

    kept: gr.Textbox
    listed: gr.Dropdown
    title: gr.Textbox
    addressee: gr.Textbox
    body: gr.Textbox
    moment: gr.Number
    told: gr.HTML
    sources: gr.HTML
    delete: gr.Button
    sure: gr.Button

    @property
    def written(self) -> list[Any]:
        """What a writing is made of, in its order."""
        return [self.kept, self.title, self.addressee, self.body, self.moment]

    @property
    def beside(self) -> list[Any]:
        """What tells of a draft beside what is written."""
        return [self.listed, self.told, self.sources, self.delete, self.sure]

    @property
    def parts(self) -> list[Any]:
        """Every part that shows a draft, as Gradio wants its outputs."""
        return [self.kept, self.title, self.addressee, self.body, *self.beside]

    def opens(self, note: Note, notes: tuple[Note, ...], told: str = "") -> Update:
        """What to change for the tab to show a draft."""
        fields = {self.title: note.title, self.addressee: note.addressee, self.body: note.body}
        return {self.kept: note.id, **fields, **self.tells(note, notes, told)}

    def tells(self, note: Note, notes: tuple[Note, ...], told: str = "") -> Update:
        """What to change beside a draft, and nothing of what its writer may be writing meanwhile."""
        choices = [(item.title or texts.UNTITLED, item.id) for item in notes]
        saved = any(item.id == note.id for item in notes)
        return {
            self.listed: gr.update(choices=choices, value=note.id if saved else None, visible=bool(choices)),
            self.told: f"<p role='status'>{safe(told)}</p>" if told else "",
            self.sources: _sources(note),
            self.delete: gr.update(visible=saved),
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
    moment = gr.Number(0, precision=0, visible="hidden", label=texts.TITLE)
    kept = keep("relevo-draft")
    editor = _Editor(kept, listed, title, addressee, body, moment, told, sources, delete, sure)
    drafting = Drafting(shell.conversations.notes)
    _wire(shell, drafting, editor, new, save, word)
    _wire_chat(shell, drafting, editor, chat)


def _wire(shell: Shell, drafting: Drafting, editor: _Editor, new: gr.Button, save: gr.Button, word: gr.Button) -> None:
    notes = shell.conversations.notes
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    # Gradio would leave out a saving while another of the same control is under way, and drops a queue that its reader leaves.
    saves: dict[str, Any] = {**quiet, "js": _MOMENT, "trigger_mode": "multiple", "queue": False}

    def resume(identifier: str, request: gr.Request) -> Update:
        """The draft that the browser was at, or an empty one."""
        try:
            mine = notes.list(owner_of(request))
        except RelevoError as error:
            return editor.opens(begun(), (), str(error))
        return editor.opens(next((note for note in mine if note.id == identifier), begun()), mine)

    def save_and_tell(request: gr.Request, *written: Any) -> Update:
        note = _kept(drafting, written, request)
        return editor.tells(note, notes.list(owner_of(request)), texts.DRAFT_SAVED)

    def save_quietly(request: gr.Request, *written: Any) -> str:
        """Saved as its writer leaves a field."""
        return _sources(_kept(drafting, written, request))

    def start(request: gr.Request, *written: Any) -> Update:
        _kept(drafting, written, request)
        return editor.opens(begun(), notes.list(owner_of(request)))

    def choose(identifier: str, request: gr.Request) -> Update:
        owner = owner_of(request)
        return editor.opens(told_errors(notes.get, owner, identifier), notes.list(owner))

    def export(request: gr.Request, *written: Any) -> str:
        note = _kept(drafting, written, request)
        today = datetime.now(_COLOMBIA).date()
        return shell.links.put(note_docx(note, today), note_file_name(note), WORD)

    def drop(request: gr.Request, *written: Any) -> Update:
        owner = owner_of(request)
        told_errors(drafting.drop, owner, Writing(*written))
        return editor.opens(begun(), notes.list(owner), texts.DRAFT_DELETED)

    on_return(shell.blocks, editor.kept, resume, editor.parts)
    save.click(save_and_tell, editor.written, editor.beside, **saves)
    for field in (editor.title, editor.addressee, editor.body):
        field.blur(save_quietly, editor.written, [editor.sources], **saves)
    new.click(start, editor.written, editor.parts, **saves)
    editor.listed.input(choose, [editor.listed], editor.parts, **quiet)
    shell.on_download(partial(word.click, js=_MOMENT), export, editor.written)
    asks = {editor.delete: gr.update(visible=False), editor.sure: gr.update(visible=True)}
    editor.delete.click(lambda: asks, [], [editor.delete, editor.sure], **quiet)
    editor.sure.click(drop, editor.written, editor.parts, **saves)


def _kept(drafting: Drafting, written: Sequence[Any], request: gr.Request) -> Note:
    note: Note = told_errors(drafting.keep, owner_of(request), Writing(*written))
    return note


def _wire_chat(shell: Shell, drafting: Drafting, editor: _Editor, chat: ChatView) -> None:
    notes = shell.conversations.notes

    def bring(conversation: Conversation, request: gr.Request, *written: Any) -> Update:
        """The last answer at the end of the draft that is open; its addressee is its writer's own."""
        owner = owner_of(request)
        note = told_errors(drafting.bring, owner, Writing(*written), conversation[-1].as_answer())
        told = editor.tells(note, notes.list(owner), texts.ANSWER_BROUGHT)
        opened = {editor.kept: note.id, editor.title: note.title, editor.body: note.body}
        return {**opened, **told, shell.tabs: gr.Tabs(selected=TAB)}

    chat.to_draft.click(
        bring, [chat.conversation, *editor.written], [*editor.parts, shell.tabs],
        show_progress="hidden", api_visibility="private", js=_MOMENT, queue=False,
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
