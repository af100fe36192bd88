"""The formats tab: the list with its bars, a format open to be filled in place, and its files."""

from __future__ import annotations

from typing import Any

import gradio as gr

from assistant import RelevoError
from assistant.formats import libreoffice
from assistant.formats.answers import parse_answer
from assistant.formats.desk import FormatDesk
from assistant.formats.drafts import NewValue
from assistant.formats.drafts_records import Draft
from ui.web import texts_formats as texts
from ui.web.safe import safe
from ui.web.shell import Shell
from ui.web.tabs import blank_formats
from ui.web.tabs.format_changes import changes_html
from ui.web.tabs.format_files import FormatFiles, period_of
from ui.web.tabs.format_list import list_html
from ui.web.tabs.format_table import SAVES, label_of, table_html, typed_text
from ui.web.tabs.jobs import error_html

_OPENS = """element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-format]');
  if (button) trigger('click', { format: button.dataset.format });
});"""


def build(shell: Shell) -> None:
    """Lay out the tab and wire it."""
    desk = FormatDesk(shell.settings, shell.assistant.figures)
    tab, making = _Tab(shell, desk), FormatFiles(shell, desk)
    opened = gr.State("")
    with gr.Column(elem_id="formats", elem_classes="tab-body"):
        period = gr.Dropdown(
            label=texts.PERIOD, choices=[(texts.NO_PERIOD, ""), *((each, each) for each in texts.PERIODS)], value="",
            filterable=False, elem_classes="choice",
        )  # fmt: skip
        outcome = gr.HTML("", js_on_load=None, elem_id="format-files", elem_classes="outcome")
        with gr.Column() as listed:
            with gr.Row(elem_classes="actions"):
                every = gr.Button(texts.DOWNLOAD_ALL, visible=False, size="md", elem_classes="plain")
            overview = gr.HTML(list_html(desk.catalogue.entries, {}), js_on_load=_OPENS, elem_id="format-list")
        with gr.Column(visible=False, elem_id="format-open") as sheet:
            with gr.Row(elem_classes="actions"):
                back = gr.Button(texts.BACK, size="md", elem_classes="plain")
                files = {
                    kind: gr.Button(label, size="md", elem_classes="plain") for kind, label in texts.DOWNLOAD.items()
                }
                compare = gr.Button(texts.CHANGES, size="md", elem_classes="plain")
            changes = gr.HTML("", js_on_load=None, elem_id="format-changes")
            status = gr.HTML("", js_on_load=None, elem_id="format-status")
            table = gr.HTML("", js_on_load=SAVES, elem_id="format-table")
        blank_formats.build(shell, desk, period)

    page = [opened, listed, sheet, overview, every, table, status, changes, files[".docx"], files[".pdf"]]
    here = [shell.entity, period, opened]
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}

    def show_list(code: str, asked: str, format_id: str = "") -> list[Any]:
        return tab.listing(code, asked, format_id)

    def change_period(code: str, asked: str, format_id: str) -> list[Any]:
        return tab.opening(code, asked, format_id) if format_id else tab.listing(code, asked)

    def open_format(chosen: gr.EventData, code: str, asked: str) -> list[Any]:
        return tab.opening(code, asked, str(chosen._data.get("format", "")))

    def save(written: gr.EventData, code: str, asked: str, format_id: str) -> str:
        return tab.save(code, asked, format_id, written._data)

    shell.on_entity(show_list, [shell.entity, period], page)
    period.input(change_period, here, page, **quiet)
    overview.click(open_format, [shell.entity, period], page, **quiet)
    back.click(show_list, here, page, **quiet)
    table.submit(save, here, [status], **quiet)
    compare.click(tab.changed, here, [changes], show_progress="minimal", api_visibility="private")
    for kind in (".xlsx", ".docx"):
        shell.on_download(files[kind].click, making.now(kind), here)
    shell.on_download(files[".pdf"].click, making.pdf, here, [outcome])
    shell.on_download(every.click, making.every, [shell.entity, period], [outcome])
    shell.blocks.load(making.come_back, None, [outcome], **quiet)


class _Tab:
    """What the tab does with the desk for formats."""

    def __init__(self, shell: Shell, desk: FormatDesk) -> None:
        self._shell = shell
        self._desk = desk

    def listing(self, code: str, asked: str, left: str = "") -> list[Any]:
        """The page with the list of formats in sight; ``left`` is the format that its reader comes back from."""
        entries, entity = self._desk.catalogue.entries, self._shell.chosen(code)
        try:
            drafts = self._desk.all_drafts(entity, period_of(asked)) if entity else ()
            shown = list_html(entries, {draft.format_id: draft for draft in drafts}, left)
        except RelevoError as error:
            shown = error_html(str(error))
        many = gr.update(visible=entity is not None)
        return ["", gr.update(visible=True), gr.update(visible=False), shown, many, "", "", "", gr.skip(), gr.skip()]

    def opening(self, code: str, asked: str, format_id: str) -> list[Any]:
        """The page with one format in sight."""
        entity = self._shell.chosen(code)
        if entity is None:
            return self.listing(code, asked)
        try:
            spec = self._desk.catalogue.get(format_id)
            table, status = table_html(spec, self._desk.draft(format_id, entity, period_of(asked))), ""
            word = gr.update(visible=spec.document is not None)
        except RelevoError as error:
            table, status, word = "", error_html(str(error)), gr.skip()
        pdf = gr.update(visible=libreoffice() is not None)
        return [
            format_id, gr.update(visible=False), gr.update(visible=True), gr.skip(), gr.skip(), table, status, "", word, pdf
        ]  # fmt: skip

    def save(self, code: str, asked: str, format_id: str, written: dict[str, Any]) -> str:
        """Keep what somebody wrote in a place, unless somebody else changed it since; say which."""
        entity = self._shell.chosen(code)
        if entity is None or not format_id:
            return ""
        field_id, position, value = str(written["field"]), int(written["position"]), str(written["value"])
        try:
            spec, draft = self._desk.catalogue.get(format_id), self._desk.draft(format_id, entity, period_of(asked))
            label = _label(self._desk, draft, field_id, position)
            now = _held(draft, field_id, position)
            if now != str(written["before"]) and now != value:
                return error_html(texts.CHANGED.format(label=label, value=now))
            if not value.strip():
                return error_html(texts.EMPTY.format(label=label)) if now else ""
            new = NewValue(field_id, parse_answer(spec, field_id, value, position), position)
            self._desk.drafts.save(entity.code, format_id, [new], draft.version, texts.BY)
        except RelevoError as error:
            return error_html(str(error))
        return f"<p role='status'>{safe(texts.SAVED.format(label=label))}</p>"

    def changed(self, code: str, asked: str, format_id: str) -> str:
        """What writing the open format changes in its template."""
        entity = self._shell.chosen(code)
        if entity is None or not format_id:
            return ""
        try:
            draft = self._desk.draft(format_id, entity, period_of(asked))
            return changes_html(self._desk.changes(draft), draft)
        except RelevoError as error:
            return error_html(str(error))


def _held(draft: Draft, field_id: str, position: int) -> str:
    """What a place holds now, as its box shows it."""
    found = (each for each in draft.values if (each.field, each.position) == (field_id, position))
    return next((typed_text(each.value) for each in found), "")


def _label(desk: FormatDesk, draft: Draft, field_id: str, position: int) -> str:
    spec = desk.catalogue.get(draft.format_id)
    section, field = spec.section_of(field_id), spec.field(field_id)
    found = next((each for each in draft.values if (each.field, each.position) == (field_id, position)), None)
    if found is not None and section is not None:
        return label_of(found, section)
    return field.label if field else field_id
