"""`relevo sources`: the official sources we know of, those on this machine, and what a person adds to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant import RelevoError, Settings, load_settings
from assistant.retrieval import load_embedder
from assistant.spanish import parse_date
from assistant.types import DocumentRecord
from ingest.build import BuildReport, Progress, build_index
from ingest.library import Outcome, Status, open_library
from ingest.sources import BUNDLED, LIBRARY, KeptDocument, ListedSource, listed_sources, read_registry
from ui.cli import texts
from ui.cli.console import notices, out, progress_bar
from ui.serialize import as_json, json_text

EXIT_INCOMPLETE = 1

sources_app = typer.Typer(help=texts.SOURCES_APP, no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help=texts.AS_JSON)]
Quiet = Annotated[bool, typer.Option("--quiet", help=texts.QUIET)]


@sources_app.command("list", help=texts.SOURCES_LIST)
def list_sources(as_json_output: AsJson = False) -> None:  # noqa: FBT002
    """Show every known source, those added by hand too, and which are on this machine."""
    settings = load_settings()
    here = read_registry(settings.data_dir)
    rows = [_row(source, here.get(source.record.id)) for source in listed_sources(settings.corpus_dir)]
    listed = {row["id"] for row in rows}
    rows += [
        _row(ListedSource(kept.record, texts.SOURCE_OWN, ""), kept) for name, kept in here.items() if name not in listed
    ]
    if as_json_output:
        out.print(json_text({"sources": rows}), markup=False)
        return
    for row in rows:
        mark = texts.SOURCE_HERE if row["obtained"] else texts.SOURCE_AWAY
        whose = texts.SOURCE_OFFICIAL if row["official"] else texts.SOURCE_UNOFFICIAL
        out.print(f"{mark} {row['id']}  {row['title']}", markup=False, style="bold" if row["obtained"] else None)
        facts = (row["issuer"], row["date"] or "", whose, row["licence"], row["url"] or "")
        out.print("    " + " · ".join(fact for fact in facts if fact), markup=False)
    notices.print(texts.SOURCES_COUNT.format(here=len(here), listed=len(listed)))


@sources_app.command("fetch", help=texts.SOURCES_FETCH)
def fetch_sources(
    ids: Annotated[list[str] | None, typer.Argument(help=texts.SOURCE_IDS, show_default=False)] = None,
    refresh: Annotated[bool, typer.Option("--refresh", help=texts.SOURCE_REFRESH)] = False,  # noqa: FBT002
    as_json_output: AsJson = False,  # noqa: FBT002
    quiet: Quiet = False,  # noqa: FBT002
) -> None:
    """Fetch sources and index them; exit code 1 when some could not be had (the others are indexed)."""
    settings = load_settings()
    listed = listed_sources(settings.corpus_dir)
    with progress_bar(quiet=quiet) as progress:
        with open_library(settings.data_dir, progress=progress) as library:
            outcomes = library.fetch(listed, ids or [], refresh=refresh)
        report = _updated_index(settings, progress)
    _finish(outcomes, report, as_json_output=as_json_output)


@sources_app.command("add", help=texts.SOURCES_ADD)
def add_source(
    origin: Annotated[str, typer.Argument(help=texts.SOURCE_ORIGIN, metavar="FILE_OR_URL", show_default=False)],
    title: Annotated[str, typer.Option(help=texts.SOURCE_TITLE, show_default=False)] = "",
    issuer: Annotated[str, typer.Option(help=texts.SOURCE_ISSUER, show_default=False)] = "",
    day: Annotated[str, typer.Option("--date", help=texts.SOURCE_DATE, show_default=False)] = "",
    url: Annotated[str, typer.Option(help=texts.SOURCE_URL, show_default=False)] = "",
    source: Annotated[str, typer.Option(help=texts.SOURCE_ID, show_default=False)] = "",
    as_json_output: AsJson = False,  # noqa: FBT002
    quiet: Quiet = False,  # noqa: FBT002
) -> None:
    """Copy or download one document into the library, with what is known of it, and index it."""
    settings = load_settings()
    known = _listed(listed_sources(settings.corpus_dir), source) if source else None
    stated: dict[str, Any] = {"title": title, "issuer": issuer, "date": _date(day), "url": url}
    given = replace(
        known.record if known else DocumentRecord("", ""), **{name: value for name, value in stated.items() if value}
    )
    with progress_bar(quiet=quiet) as progress:
        with open_library(settings.data_dir, progress=progress) as library:
            outcome = library.add(origin, given, known.sha256 if known else "")
        report = _updated_index(settings, progress)
    _finish([outcome], report, as_json_output=as_json_output)


def _listed(listed: Sequence[ListedSource], name: str) -> ListedSource:
    """The source that a document fetched by hand is."""
    known = next((item for item in listed if item.record.id == name), None)
    if known is None:
        raise RelevoError(texts.SOURCE_UNKNOWN.format(name=name), texts.SOURCE_UNKNOWN_HINT)
    return known


def _date(written: str) -> date | None:
    read = parse_date(written) if written else None
    if written and read is None:
        raise RelevoError(texts.SOURCE_BAD_DATE.format(written=written), texts.SOURCE_BAD_DATE_HINT)
    return read


def _updated_index(settings: Settings, progress: Progress) -> BuildReport | None:
    """Index what the library holds beside the bundled guidance; None while it holds nothing."""
    if not read_registry(settings.data_dir):
        return None
    embedder = load_embedder(settings.embedder, settings.corpus_dir / "modelo")
    return build_index(settings.index_dir, embedder, settings.corpus_dir, [BUNDLED, LIBRARY], progress)


def _finish(outcomes: Sequence[Outcome], report: BuildReport | None, *, as_json_output: bool) -> None:
    """Say what became of each source and of the index. A document without text came, and still is of no use."""
    skipped = report.manifest.skipped if report else ()
    unreadable = {Path(item.path).stem: item for item in skipped if Path(item.path).parent.name == LIBRARY}
    if as_json_output:
        index = None
        if report:
            index = {"documents": len(report.manifest.documents), "passages": report.manifest.passages}
        problems = [as_json(item) for item in unreadable.values()]
        out.print(json_text({"sources": as_json(list(outcomes)), "skipped": problems, "index": index}), markup=False)
    else:
        _show(outcomes, report)
        for item in unreadable.values():
            line = texts.SKIPPED.format(name=Path(item.path).name, reason=item.reason, hint=item.hint)
            notices.print(line, markup=False)
    if any(outcome.status is Status.FAILED or outcome.id in unreadable for outcome in outcomes):
        raise typer.Exit(EXIT_INCOMPLETE)


def _show(outcomes: Sequence[Outcome], report: BuildReport | None) -> None:
    for outcome in outcomes:
        line = f"{texts.SOURCE_STATUS[outcome.status]}: {outcome.title} ({outcome.id})"
        if outcome.status is Status.FAILED:
            notices.print(f"{line}. {outcome.reason} {outcome.hint}".strip(), markup=False)
        else:
            out.print(line, markup=False)
    if report:
        manifest = report.manifest
        out.print(texts.INDEXED.format(documents=len(manifest.documents), passages=manifest.passages), markup=False)


def _row(source: ListedSource, kept: KeptDocument | None) -> dict[str, Any]:
    return {**_facts(kept.record if kept else source.record, kept), "kind": source.kind, "licence": source.licence}


def _facts(record: DocumentRecord, kept: KeptDocument | None) -> dict[str, Any]:
    return {
        "id": record.id,
        "title": record.title or (kept.file if kept else record.id),
        "issuer": record.issuer,
        "date": as_json(record.date),
        "url": record.url,
        "norm": record.norm,
        "collection": record.collection,
        "official": record.official,
        "obtained": kept.obtained if kept else None,
        "sha256": kept.sha256 if kept else None,
    }
