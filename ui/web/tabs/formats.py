"""The formats tab: the list with its bars, a format open to be filled in place, and its files."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import gradio as gr

from assistant import RelevoError
from assistant.formats import libreoffice
from assistant.formats.answers import parse_answer
from assistant.formats.desk import FormatDesk, file_name
from assistant.formats.drafts import NewValue
from assistant.formats.drafts_records import Draft, Period
from assistant.indicators.entities import Entity
from ui.media_types import MEDIA_TYPES
from ui.web import texts_formats as texts
from ui.web.safe import safe
from ui.web.shell import Shell
from ui.web.tabs import blank_formats
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
    tab = _Tab(shell, desk)
    opened = gr.State("")
    with gr.Column(elem_id="formats", elem_classes="tab-body"):
        period = gr.Dropdown(
            label=texts.PERIOD, choices=[(texts.NO_PERIOD, ""), *((each, each) for each in texts.PERIODS)], value="",
            filterable=False, elem_id="format-period",
        )  # fmt: skip
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
            status = gr.HTML("", js_on_load=None, elem_id="format-status")
            table = gr.HTML("", js_on_load=SAVES, elem_id="format-table")
        blank_formats.build(shell, desk, period)

    page = [opened, listed, sheet, overview, every, table, status, files[".docx"], files[".pdf"]]
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}

    def show_list(code: str, asked: str) -> list[Any]:
        return tab.listing(code, asked)

    def change_period(code: str, asked: str, format_id: str) -> list[Any]:
        return tab.opening(code, asked, format_id) if format_id else tab.listing(code, asked)

    def open_format(chosen: gr.EventData, code: str, asked: str) -> list[Any]:
        return tab.opening(code, asked, str(chosen._data.get("format", "")))

    def save(written: gr.EventData, code: str, asked: str, format_id: str) -> str:
        return tab.save(code, asked, format_id, written._data)

    shell.on_entity(show_list, [shell.entity, period], page)
    period.input(change_period, [shell.entity, period, opened], page, **quiet)
    overview.click(open_format, [shell.entity, period], page, **quiet)
    back.click(show_list, [shell.entity, period], page, **quiet)
    table.submit(save, [shell.entity, period, opened], [status], **quiet)
    for kind, button in files.items():
        shell.on_download(button.click, tab.maker(kind), [shell.entity, period, opened])
    shell.on_download(every.click, tab.all_files, [shell.entity, period])


class _Tab:
    """What the tab does with the desk for formats."""

    def __init__(self, shell: Shell, desk: FormatDesk) -> None:
        self._shell = shell
        self._desk = desk

    def listing(self, code: str, asked: str) -> list[Any]:
        """The page with the list of formats in sight."""
        entries, entity = self._desk.catalogue.entries, self._shell.chosen(code)
        try:
            drafts = self._desk.all_drafts(entity, _period(asked)) if entity else ()
            shown = list_html(entries, {draft.format_id: draft for draft in drafts})
        except RelevoError as error:
            shown = error_html(str(error))
        many = gr.update(visible=entity is not None)
        return ["", gr.update(visible=True), gr.update(visible=False), shown, many, "", "", gr.skip(), gr.skip()]

    def opening(self, code: str, asked: str, format_id: str) -> list[Any]:
        """The page with one format in sight."""
        entity = self._shell.chosen(code)
        if entity is None:
            return self.listing(code, asked)
        try:
            spec = self._desk.catalogue.get(format_id)
            table, status = table_html(spec, self._desk.draft(format_id, entity, _period(asked))), ""
            word = gr.update(visible=spec.document is not None)
        except RelevoError as error:
            table, status, word = "", error_html(str(error)), gr.skip()
        pdf = gr.update(visible=libreoffice() is not None)
        return [
            format_id, gr.update(visible=False), gr.update(visible=True), gr.skip(), gr.skip(), table, status, word, pdf
        ]  # fmt: skip

    def save(self, code: str, asked: str, format_id: str, written: dict[str, Any]) -> str:
        """Keep what somebody wrote in a place, unless somebody else changed it since; say which."""
        entity = self._shell.chosen(code)
        if entity is None or not format_id:
            return ""
        field_id, position, value = str(written["field"]), int(written["position"]), str(written["value"])
        try:
            spec, draft = self._desk.catalogue.get(format_id), self._desk.draft(format_id, entity, _period(asked))
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

    def maker(self, suffix: str) -> Any:
        """What makes the file of a kind of the format that is open."""

        def make(code: str, asked: str, format_id: str) -> str:
            entity = self._shell.chosen(code)
            if entity is None or not format_id:
                return ""
            return self._offered(lambda folder: self._one(folder, entity, asked, format_id, suffix))

        return make

    def all_files(self, code: str, asked: str) -> str:
        """Every format in one zip."""
        entity = self._shell.chosen(code)
        if entity is None:
            return ""
        return self._offered(lambda folder: self._desk.fill_all(entity, folder, _period(asked))[1])

    def _one(self, folder: Path, entity: Entity, asked: str, format_id: str, suffix: str) -> Path:
        draft = self._desk.draft(format_id, entity, _period(asked))
        return self._desk.fill(draft, folder / file_name(draft, suffix, self._desk.catalogue)).report.path

    def _offered(self, make: Any) -> str:
        """The address of a file that is made in a folder of its own."""
        try:
            with tempfile.TemporaryDirectory(prefix="relevo-formatos-") as folder:
                file: Path = make(Path(folder))
                return self._shell.links.put(file.read_bytes(), file.name, MEDIA_TYPES[file.suffix])
        except RelevoError as error:
            raise gr.Error(safe(str(error)), print_exception=False) from error
        except OSError as error:
            raise gr.Error(texts.FAILED, print_exception=False) from error


def _period(asked: str) -> Period | None:
    return Period.parse(asked) if asked in texts.PERIODS else None


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
