"""`relevo ingest`, `relevo search` and `relevo index info`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from assistant import RelevoError, load_settings
from assistant.retrieval import Filters, load_embedder
from assistant.retrieval.index import current_folder, read_manifest
from assistant.types import ScoredPassage
from ingest.build import BuildReport, build_index
from ingest.sources import BUNDLED
from ui.cli import texts
from ui.cli.console import notices, out, progress_bar
from ui.opening import open_assistant
from ui.serialize import as_json, json_text

EXIT_INCOMPLETE = 1

IndexDir = Annotated[Path | None, typer.Option("--index", help=texts.INDEX_DIR, show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help=texts.AS_JSON)]


def ingest(
    paths: Annotated[list[Path] | None, typer.Argument(help=texts.PATHS, show_default=False)] = None,
    index: IndexDir = None,
    as_json_output: AsJson = False,  # noqa: FBT002
    quiet: Annotated[bool, typer.Option("--quiet", help=texts.QUIET)] = False,  # noqa: FBT002
) -> None:
    """Index documents; exit code 1 when some could not be read (the others are indexed)."""
    settings = load_settings()
    embedder = load_embedder(settings.embedder, settings.corpus_dir / "modelo")
    sources = [str(path.resolve()) for path in paths or []]
    if index is None or not sources:
        sources.insert(0, BUNDLED)
    with progress_bar(quiet=quiet) as progress:
        report = build_index(index or settings.index_dir, embedder, settings.corpus_dir, sources, progress)
    if as_json_output:
        out.print(json_text(_report_json(report)), markup=False)
    else:
        _show_report(report)
    if report.manifest.skipped:
        raise typer.Exit(EXIT_INCOMPLETE)


def index_info(index: IndexDir = None, as_json_output: AsJson = False) -> None:  # noqa: FBT002
    """Show what the index in use holds."""
    folder = current_folder(index or load_settings().index_dir)
    if folder is None:
        raise RelevoError("Todavía no hay un índice.", "Créelo con: relevo ingest")
    manifest = read_manifest(folder)
    if as_json_output:
        out.print(json_text(as_json(manifest)), markup=False)
        return
    facts = {**as_json(manifest), "documents": len(manifest.documents)}
    out.print(texts.INFO.format(**facts), markup=False)
    counts: dict[str, int] = {}
    for document in manifest.documents:
        counts[document.record.collection] = counts.get(document.record.collection, 0) + document.passages
    for collection, passages in sorted(counts.items()):
        out.print(f"  {collection}: {passages}", markup=False)


def search(
    query: Annotated[str, typer.Argument(help=texts.QUERY, show_default=False)],
    k: Annotated[int, typer.Option("-k", min=1, max=100, help=texts.K)] = 8,
    index: IndexDir = None,
    superseded: Annotated[bool, typer.Option("--derogadas", help=texts.SUPERSEDED)] = False,  # noqa: FBT002
    as_json_output: AsJson = False,  # noqa: FBT002
) -> None:
    """Show the best passages for a query."""
    assistant = open_assistant(load_settings(), index)
    found = assistant.retriever.search(query, k, Filters(superseded=superseded))
    if as_json_output:
        out.print(json_text({"query": query, "passages": [_found_json(item) for item in found]}), markup=False)
        return
    if not found:
        notices.print(texts.NOTHING_FOUND)
    for rank, item in enumerate(found, start=1):
        passage = item.passage
        heading = " · ".join(part for part in (passage.norm or passage.document.title, passage.section) if part)
        out.print(f"{rank}. {heading}  ({item.score:.2f})", markup=False, style="bold")
        out.print(f"   {passage.text}\n", markup=False)


def _report_json(report: BuildReport) -> dict[str, Any]:
    manifest = report.manifest
    return {
        "index": str(report.folder),
        "changed": report.changed,
        "fingerprint": manifest.fingerprint,
        "documents": len(manifest.documents),
        "passages": manifest.passages,
        "read": report.read,
        "indexed": [
            {
                "document_id": entry.record.id,
                "title": entry.record.title,
                "path": entry.path,
                "passages": entry.passages,
                "pages": entry.pages,
                "warnings": list(entry.warnings),
            }
            for entry in manifest.documents
        ],
        "skipped": [{"path": item.path, "reason": item.reason, "hint": item.hint} for item in manifest.skipped],
    }


def _show_report(report: BuildReport) -> None:
    manifest = report.manifest
    if not report.changed:
        notices.print(texts.UNCHANGED)
    out.print(texts.INDEXED.format(documents=len(manifest.documents), passages=manifest.passages), markup=False)
    for item in manifest.skipped:
        line = texts.SKIPPED.format(name=Path(item.path).name, reason=item.reason, hint=item.hint)
        notices.print(line, markup=False)
    for entry in manifest.documents:
        for warning in entry.warnings:
            notices.print(texts.WARNING.format(name=Path(entry.path).name, warning=warning), markup=False)


def _found_json(item: ScoredPassage) -> dict[str, Any]:
    passage = item.passage
    return {
        "id": passage.id,
        "document_id": passage.document.id,
        "title": passage.document.title,
        "issuer": passage.document.issuer,
        "norm": passage.norm or passage.document.norm,
        "article": passage.article,
        "section": passage.section,
        "page_label": passage.page_label,
        "page_index": passage.page_index,
        "text": passage.text,
        "in_force": passage.in_force,
        "valid_from": as_json(passage.valid_from),
        "valid_to": as_json(passage.valid_to),
        "url": passage.document.url,
        "score": round(item.score, 4),
        "lexical": round(item.lexical, 4),
        "dense": round(item.dense, 4),
    }
