"""A format in blank that somebody brings: what was recognised in it, shown before anything is filled."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import gradio as gr

from assistant import RelevoError
from assistant.formats.changes import template_changes
from assistant.formats.desk import FormatDesk
from assistant.formats.reading.filling import fill_template
from assistant.formats.reading.records import DetectedField, DetectedTemplate
from assistant.formats.reading.template import read_template
from ui.media_types import MEDIA_TYPES
from ui.web import texts_formats as texts
from ui.web.safe import safe
from ui.web.shell import Shell
from ui.web.tabs.format_changes import changes_html
from ui.web.tabs.format_files import period_of
from ui.web.tabs.jobs import error_html
from ui.web.tabs.tables import table

MOST_MEGABYTES = 20
_MOST_SHOWN = 60


def build(shell: Shell, desk: FormatDesk, period: gr.Dropdown) -> None:
    """Lay out the part of the tab where a format in blank is brought, and wire it."""
    brought = gr.State("")
    with gr.Column(elem_classes="box", elem_id="blank-format"):
        gr.HTML(f"<h2>{texts.BLANK}</h2><p>{safe(texts.BLANK_HELP)}</p>", js_on_load=None)
        upload = gr.UploadButton(texts.BLANK_UPLOAD, size="md")
        detected = gr.HTML("", js_on_load=None)
        fill = gr.Button(texts.BLANK_FILL, visible=False, size="md")
        filled = gr.HTML("", js_on_load=None, elem_id="blank-changes")

    def read(file: str | None) -> list[Any]:
        if not file:
            return ["", "", gr.update(visible=False), ""]
        path = Path(file)
        try:
            if path.stat().st_size > MOST_MEGABYTES * 1024**2:
                return ["", error_html(texts.TOO_LARGE.format(limit=MOST_MEGABYTES)), gr.update(visible=False), ""]
            found = read_template(path, shell.assistant.figures.catalogue)
        except RelevoError as error:
            return ["", error_html(str(error)), gr.update(visible=False), ""]
        return [file, detected_html(found), gr.update(visible=any(each.sure for each in found.fields)), ""]

    def make(file: str, code: str, asked: str) -> tuple[str, str]:
        return _filled(shell, desk, Path(file), code, asked)

    upload.upload(read, [upload], [brought, detected, fill, filled], show_progress="minimal", api_visibility="private")
    shell.on_download(fill.click, make, [brought, shell.entity, period], [filled])


def detected_html(found: DetectedTemplate) -> str:
    """The fields of a template, with what Relevo would write in each and why not in the others."""
    if not found.fields and not found.tables:
        return f"<p>{safe(texts.BLANK_NONE.format(name=found.name))}</p>"
    sure = sum(each.sure for each in found.fields)
    told = texts.BLANK_READ.format(name=found.name, fields=len(found.fields), sure=sure, tables=len(found.tables))
    first = sorted(found.fields, key=lambda each: not each.sure)[:_MOST_SHOWN]
    rows = (list(map(safe, (_label(each), _place(each), _would(each)))) for each in first)
    more = len(found.fields) - len(first)
    rest = f"<p class='source'>{texts.BLANK_MORE.format(count=more)}</p>" if more else ""
    return f"<p role='status'>{safe(told)}</p>{table(texts.BLANK_COLUMNS, rows)}{rest}"


def _label(field: DetectedField) -> str:
    return texts.OF_YEAR.format(label=field.label, year=field.year) if field.year else field.label


def _place(field: DetectedField) -> str:
    return f"{field.sheet}, {field.place}" if field.sheet else ""


def _would(field: DetectedField) -> str:
    if field.match is None:
        return texts.BLANK_PEOPLE
    if field.sure:
        return texts.BLANK_SURE.format(name=field.match.name)
    if field.doubt:
        return texts.BLANK_DOUBT.format(doubt=field.doubt)
    return texts.BLANK_UNSURE.format(name=field.match.name)


def _filled(shell: Shell, desk: FormatDesk, path: Path, code: str, asked: str) -> tuple[str, str]:
    """The address of the template with what is sure written in it, and what changed in it."""
    entity = shell.chosen(code)
    if entity is None:
        raise gr.Error(texts.BLANK_ENTITY, print_exception=False)
    if not path.is_file():
        raise gr.Error(texts.BLANK_GONE, print_exception=False)
    try:
        found = read_template(path, shell.assistant.figures.catalogue)
        with tempfile.TemporaryDirectory(prefix="relevo-formato-") as folder:
            out = Path(folder) / path.name
            filled = fill_template(found, path, entity, desk.sources(entity), out, period_of(asked))
            address = shell.links.put(out.read_bytes(), path.name, MEDIA_TYPES[path.suffix.lower()])
            return address, changes_html([template_changes(path, filled.report)], filled.draft)
    except RelevoError as error:
        raise gr.Error(safe(str(error)), print_exception=False) from error
