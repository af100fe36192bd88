"""The indicators tab: the entity's figures beside those of others, and the import of files that bring them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from assistant import RelevoError
from assistant.indicators import store_path
from ingest.indicators import FileReport, Importing, ImportReport, import_files
from ui.boards import Board
from ui.web import texts_indicators as texts
from ui.web.safe import safe
from ui.web.shell import Shell, owner_of
from ui.web.tabs.cards import cards_html
from ui.web.tabs.jobs import Jobs, Tell, error_html

MOST_MEGABYTES = 100
_EXAMPLES = 3


def build(shell: Shell) -> None:
    """Lay out the tab and wire it."""
    jobs = Jobs(texts.IMPORTING, texts.FAILED)
    with gr.Column(elem_id="indicators", elem_classes="tab-body"):
        heading = gr.HTML(_heading(None), js_on_load=None)
        dimension = gr.Dropdown(
            label=texts.DIMENSION, choices=[], visible=False, filterable=False, elem_classes="choice"
        )
        cards = gr.HTML("", js_on_load=None, elem_id="indicator-cards")
        with gr.Column(elem_classes="box"):
            gr.HTML(f"<h2>{texts.IMPORT}</h2><p>{safe(texts.IMPORT_HELP)}</p>", js_on_load=None)
            upload = gr.UploadButton(texts.IMPORT_BUTTON, file_count="multiple", size="md", elem_id="import-figures")
            outcome = gr.HTML("", js_on_load=None, elem_id="import-outcome", elem_classes="outcome")

    def show(code: str, chosen: str | None) -> list[Any]:
        return _shown(shell, code, chosen)

    def choose(code: str, chosen: str | None) -> str:
        return str(_shown(shell, code, chosen)[-1])

    def bring(files: Sequence[str] | None, request: gr.Request) -> Iterator[str]:
        owner = owner_of(request)
        paths = [Path(file) for file in files or ()]
        if not jobs.start(owner, lambda tell: _import(shell, paths, tell)):
            gr.Warning(texts.WAIT)
        yield from jobs.follow(owner)

    def come_back(request: gr.Request) -> Iterator[str]:
        yield ""
        yield from jobs.follow(owner_of(request))

    page = [heading, dimension, cards]
    shell.on_entity(show, [shell.entity, dimension], page)
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    dimension.input(choose, [shell.entity, dimension], [cards], **quiet)
    imported = upload.upload(bring, [upload], [outcome], **quiet)
    imported.then(show, [shell.entity, dimension], page, **quiet)
    shell.blocks.load(come_back, None, [outcome], **quiet)


def _shown(shell: Shell, code: str, chosen: str | None) -> list[Any]:
    """The heading, the dimensions and the cards of an entity."""
    entity = shell.chosen(code)
    if entity is None:
        return [_heading(None), gr.update(visible=False), ""]
    try:
        board = Board(shell.assistant.figures, entity)
        dimensions = board.dimensions()
        if not dimensions:
            return [_nothing(entity.label), gr.update(visible=False), ""]
        shown = chosen if chosen in dimensions else dimensions[0]
        return [
            _heading(board),
            gr.update(choices=list(dimensions), value=shown, visible=True),
            cards_html(board, shown),
        ]
    except RelevoError as error:
        return [error_html(str(error)), gr.update(visible=False), ""]


def _heading(board: Board | None) -> str:
    if board is None:
        return f"<div class='empty-state'><p>{safe(texts.NO_ENTITY)}</p></div>"
    sample = f"<p class='notice'>{safe(texts.SAMPLE_NOTICE)}</p>" if board.only_sample else ""
    counted = texts.COUNTED_ONE if board.size == 1 else texts.COUNTED.format(count=board.size)
    return (
        f"<div class='tab-heading'><h2>{safe(board.entity.label)} <small>{counted}</small></h2>"
        f"<a href='/v1/entities/{board.entity.code}/indicators.csv' download>{texts.CSV}</a></div>{sample}"
    )


def _nothing(label: str) -> str:
    first = safe(texts.NO_FIGURES.format(entity=label))
    return f"<div class='empty-state'><p><strong>{first}</strong></p><p>{safe(texts.NO_FIGURES_HOW)}</p></div>"


def _import(shell: Shell, paths: Sequence[Path], tell: Tell) -> str:
    """Import what was uploaded, and say what became of each file; the uploaded copies go."""
    settings = shell.settings
    try:
        small = [path for path in paths if path.stat().st_size <= MOST_MEGABYTES * 1024**2]
        report = (
            import_files(small, Importing(store_path(settings), settings.corpus_dir, progress=tell)) if small else None
        )
    finally:
        for path in paths:
            path.unlink(missing_ok=True)
    refused = [_too_large(path.name) for path in paths if path not in small]
    return f"<ul class='results'>{_reported(report) if report else ''}{''.join(refused)}</ul>"


def _too_large(name: str) -> str:
    message = f"{texts.TOO_LARGE.format(file=name, limit=MOST_MEGABYTES)} {texts.TOO_LARGE_HINT}"
    return f"<li class='failed'>{safe(message)}</li>"


def _reported(report: ImportReport) -> str:
    failed = (
        texts.FAILED_FILE.format(file=each.file, reason=f"{each.reason} {each.hint}".strip()) for each in report.failed
    )
    return "".join(map(_file, report.files)) + "".join(f"<li class='failed'>{safe(each)}</li>" for each in failed)


def _file(report: FileReport) -> str:
    years = ""
    if report.first_year is not None:
        template = texts.IMPORTED_YEAR if report.first_year == report.last_year else texts.IMPORTED_YEARS
        years = template.format(first=report.first_year, last=report.last_year)
    said = texts.IMPORTED.format(
        file=report.file, observations=report.observations, indicators=len(report.indicators),
        entities=report.entities, years=years,
    )  # fmt: skip
    notes = [
        texts.SKIPPED.format(count=each.count, reason=each.reason, examples="; ".join(each.examples[:_EXAMPLES]))
        for each in report.skipped
    ]
    notes += report.notices
    if report.new_entities:
        notes.append(texts.NEW_ENTITIES.format(names=", ".join(report.new_entities[:_EXAMPLES])))
    if report.conflicts:
        notes.append(texts.CONFLICTS.format(count=report.conflicts))
    inside = "".join(f"<li>{safe(note)}</li>" for note in notes)
    return f"<li class='done'>{safe(said)}{f'<ul>{inside}</ul>' if inside else ''}</li>"
