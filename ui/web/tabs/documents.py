"""The documents tab: what Relevo reads, and the documents that a browser adds for itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

import gradio as gr

from assistant import RelevoError
from assistant.retrieval.records import IndexedDocument
from assistant.spanish import write_date, write_number
from ui.own_documents import MOST_DOCUMENTS, MOST_MEGABYTES, OwnDocument, OwnDocuments, Received
from ui.web import texts_documents as texts
from ui.web.safe import safe
from ui.web.shell import Shell, owner_of
from ui.web.tabs.jobs import Jobs, Tell, error_html, progress_html
from ui.web.tabs.tables import table

_ASKED_TWICE = """element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-remove]');
  if (!button) return;
  if (button.dataset.sure) { trigger('click', { document: button.dataset.remove }); return; }
  button.dataset.sure = 'yes';
  button.textContent = button.dataset.confirm;
  button.setAttribute('aria-label', `${button.dataset.confirm}: ${button.getAttribute('aria-label')}`);
});"""


def build(shell: Shell) -> None:
    """Lay out the tab and wire it."""
    jobs = Jobs(texts.UPLOADING, texts.FAILED)
    shelves = OwnDocuments(shell.assistant)
    with gr.Column(elem_id="documents", elem_classes="tab-body"):
        with gr.Column(elem_classes="box"):
            kinds = texts.KINDS.format(megabytes=MOST_MEGABYTES, documents=MOST_DOCUMENTS)
            gr.HTML(f"<h2>{texts.OWN}</h2><p>{safe(texts.OWN_HELP)}</p><p>{safe(kinds)}</p>", js_on_load=None)
            upload = gr.UploadButton(texts.UPLOAD, file_count="multiple", size="md", elem_id="add-documents")
            outcome = gr.HTML("", js_on_load=None, elem_id="documents-outcome", elem_classes="outcome")
            own = gr.HTML("", js_on_load=_ASKED_TWICE, elem_id="own-documents")
        indexed = gr.HTML("", js_on_load=None, elem_id="indexed-documents")

    def show(request: gr.Request) -> list[str]:
        return [_own_table(shelves.listed(owner_of(request))), _indexed(shell)]

    def add(files: Sequence[str] | None, request: gr.Request) -> Iterator[str]:
        owner, paths = owner_of(request), [Path(file) for file in files or ()]
        if not owner:
            yield error_html(texts.NO_OWNER)
            return
        if not jobs.start(owner, lambda tell: _add(shelves, owner, paths, tell)):
            gr.Warning(texts.WAIT)
        yield from jobs.follow(owner)

    def remove(chosen: gr.EventData, request: gr.Request) -> Iterator[str]:
        yield progress_html(texts.REMOVING, 0, 0)
        yield _remove(shelves, owner_of(request), str(chosen._data.get("document", "")))

    def come_back(request: gr.Request) -> Iterator[str]:
        yield ""
        yield from jobs.follow(owner_of(request))

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    upload.upload(add, [upload], [outcome], **quiet).then(show, None, [own, indexed], **quiet)
    own.click(remove, None, [outcome], **quiet).then(show, None, [own, indexed], **quiet)
    shell.blocks.load(show, None, [own, indexed], **quiet)
    shell.blocks.load(come_back, None, [outcome], **quiet)


def _add(shelves: OwnDocuments, owner: str, paths: Sequence[Path], tell: Tell) -> str:
    """Put what was uploaded on the shelf, and say what became of each file; the uploaded copies go."""
    try:
        received = shelves.add(owner, [(path.name, path) for path in paths], tell)
    finally:
        for path in paths:
            path.unlink(missing_ok=True)
    asked = f"<p>{texts.ASK}</p>" if any(each.document for each in received) else ""
    return f"<ul class='results'>{''.join(map(_result, received))}</ul>{asked}"


def _result(received: Received) -> str:
    document = received.document
    if document is None:
        said = texts.REFUSED.format(name=received.name, reason=received.reason, hint=received.hint)
        return f"<li class='failed'>{safe(said.strip())}</li>"
    said = texts.ADDED.format(name=document.name, passages=_passages(document), pages=_pages(document))
    warnings = "".join(f"<li>{safe(warning)}</li>" for warning in document.warnings)
    return f"<li class='done'>{safe(said)}{f'<ul>{warnings}</ul>' if warnings else ''}</li>"


def _remove(shelves: OwnDocuments, owner: str, document_id: str) -> str:
    name = next((each.name for each in shelves.listed(owner) if each.id == document_id), "")
    try:
        shelves.remove(owner, document_id)
    except RelevoError as error:
        return error_html(str(error))
    return f"<p role='status'>{safe(texts.REMOVED.format(name=name))}</p>"


def _own_table(documents: Sequence[OwnDocument]) -> str:
    if not documents:
        return f"<p class='source'>{texts.NONE_YET}</p>"
    items = "".join(
        f"<li><div><strong>{safe(each.title)}</strong><p class='source'>{safe(_facts(each))}</p></div>"
        f"<button type='button' data-remove='{safe(each.id)}' data-confirm='{texts.CONFIRM}' "
        f"aria-label='{safe(texts.REMOVE_NAMED.format(name=each.name))}'>{texts.REMOVE}</button></li>"
        for each in documents
    )
    return f"<ul class='own'>{items}</ul>"


def _facts(document: OwnDocument) -> str:
    return f"{document.name} · {_passages(document)}{_pages(document)}"


def _passages(document: OwnDocument) -> str:
    return texts.PASSAGE if document.passages == 1 else texts.PASSAGES.format(count=document.passages)


def _pages(document: OwnDocument) -> str:
    if not document.pages:
        return ""
    return texts.PAGE if document.pages == 1 else texts.PAGES.format(count=document.pages)


def _indexed(shell: Shell) -> str:
    """The documents that everybody's questions read, by collection; those of shelves are nobody else's business."""
    manifest = shell.assistant.retriever.index.manifest
    shared = [each for each in manifest.documents if each.record.entity is None]
    passages = sum(each.passages for each in shared)
    told = texts.INDEXED_HELP.format(documents=len(shared), passages=write_number(Decimal(passages)))
    by_collection = sorted(shared, key=lambda each: (_place(each), each.record.title))
    groups = "".join(
        _group(collection, list(inside))
        for collection, inside in groupby(by_collection, key=lambda each: each.record.collection)
    )
    return f"<section class='indexed'><h2>{texts.INDEXED}</h2><p>{safe(told)}</p>{groups}</section>"


def _place(document: IndexedDocument) -> tuple[int, str]:
    known, collection = list(texts.COLLECTIONS), document.record.collection
    return (known.index(collection) if collection in known else len(known), collection)


def _group(collection: str, documents: Sequence[IndexedDocument]) -> str:
    name = texts.COUNT.format(name=texts.COLLECTIONS.get(collection, collection), count=len(documents))
    rows = (
        list(map(safe, (each.record.title, each.record.issuer, _date(each.record.date), _validity(each))))
        for each in documents
    )
    return f"<details><summary>{safe(name)}</summary>{table(texts.COLUMNS, rows, kind='facts')}</details>"


def _validity(document: IndexedDocument) -> str:
    record = document.record
    if record.valid_to is not None and record.valid_to < dt.date.today():
        told = [texts.UNTIL.format(date=write_date(record.valid_to))]
    else:
        told = [texts.FROM.format(date=write_date(record.valid_from)) if record.valid_from else texts.IN_FORCE]
    if record.replaced_by:
        told.append(texts.REPLACED.format(norm=record.replaced_by))
    return "; ".join(told)


def _date(day: dt.date | None) -> str:
    return write_date(day) if day else texts.NO_DATE
