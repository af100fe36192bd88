"""`relevo indicators`: import files of figures, fetch official ones, and look at what an entity has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant import RelevoError, load_settings
from assistant.spanish import write_number
from ui.cli import texts
from ui.cli.console import notices, out, progress_bar
from ui.serialize import as_json, json_text

if TYPE_CHECKING:
    from assistant.indicators import IndicatorStore, Observation
    from assistant.indicators.catalogue import Catalogue
    from assistant.indicators.entities import Entity
    from ingest.indicators import FailedFile, FileReport, ImportReport

EXIT_INCOMPLETE, EXIT_NOT_FOUND = 1, 3

indicators_app = typer.Typer(help=texts.INDICATORS, no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help=texts.AS_JSON)]
Quiet = Annotated[bool, typer.Option("--quiet", help=texts.QUIET)]
EntityName = Annotated[str, typer.Option("--entity", help=texts.INDICATORS_ENTITY, show_default=False)]


@indicators_app.command("import", help=texts.INDICATORS_IMPORT)
def import_indicators(
    files: Annotated[list[Path], typer.Argument(help=texts.INDICATORS_FILES, show_default=False)],
    mapping: Annotated[Path | None, typer.Option(help=texts.INDICATORS_MAPPING, show_default=False)] = None,
    propose: Annotated[bool, typer.Option("--propose", help=texts.INDICATORS_PROPOSE)] = False,  # noqa: FBT002
    as_json_output: AsJson = False,  # noqa: FBT002
    quiet: Quiet = False,  # noqa: FBT002
) -> None:
    """Import files; exit code 1 when one could not be read (the others are imported)."""
    from ingest.indicators import proposed_mapping

    if propose:
        for file in files:
            out.print(proposed_mapping(file), markup=False)
        return
    _finish(_import(files, mapping, quiet=quiet), (), as_json_output=as_json_output)


@indicators_app.command("fetch", help=texts.INDICATORS_FETCH)
def fetch_indicators(
    ids: Annotated[list[str] | None, typer.Argument(help=texts.INDICATORS_SOURCES, show_default=False)] = None,
    as_json_output: AsJson = False,  # noqa: FBT002
    quiet: Quiet = False,  # noqa: FBT002
) -> None:
    """Bring official files and import them; exit code 1 when one could not be had."""
    from assistant.indicators import store_path
    from ingest import indicators

    settings = load_settings()
    folder = store_path(settings) / "descargas"
    sources = indicators.figure_sources(settings.corpus_dir)
    with progress_bar(quiet=quiet) as progress:
        fetched = indicators.fetch_figures(sources, ids or [], folder, indicators.FIGURES_POLICY, progress)
    _finish(_import(fetched.files, None, quiet=quiet), fetched.failed, as_json_output=as_json_output)


@indicators_app.command("show", help=texts.INDICATORS_SHOW)
def show_indicators(entity: EntityName, as_json_output: AsJson = False) -> None:  # noqa: FBT002
    """The last figure of every indicator of an entity; exit code 3 when there is none, or several entities of that name."""
    with open_figures() as (store, catalogue):
        whose = the_entity(entity, store)
        found = store.overview(whose.code)
        if as_json_output:
            figures = [observation_json(item, store, catalogue) for item in found]
            out.print(json_text({"entity": as_json(whose), "observations": figures}), markup=False)
        else:
            out.print(f"{whose.label} · {whose.code}", markup=False, style="bold")
            _show_by_dimension(found, store, catalogue)
    if not found:
        notices.print(texts.INDICATORS_NONE.format(entity=whose.label), markup=False)
        raise typer.Exit(EXIT_NOT_FOUND)


@indicators_app.command("query", help=texts.INDICATORS_QUERY)
def query_indicators(
    entity: EntityName,
    indicator: Annotated[str, typer.Option(help=texts.INDICATORS_INDICATOR, show_default=False)],
    year: Annotated[int | None, typer.Option(help=texts.INDICATORS_YEAR, show_default=False)] = None,
    superseded: Annotated[bool, typer.Option("--all-files", help=texts.INDICATORS_ALL_FILES)] = False,  # noqa: FBT002
    as_json_output: AsJson = False,  # noqa: FBT002
) -> None:
    """The figures of one indicator with the cell of each; exit code 3 when there is none."""
    with open_figures() as (store, catalogue):
        whose = the_entity(entity, store)
        which = the_indicator(indicator, store, catalogue)
        found = store.observations(whose.code, which, None if year is None else [year], superseded=superseded)
        if as_json_output:
            figures = [observation_json(item, store, catalogue) for item in found]
            out.print(json_text({"entity": as_json(whose), "indicator": which, "observations": figures}), markup=False)
        else:
            out.print(f"{_title(which, store, catalogue)} · {whose.label}", markup=False, style="bold")
            for item in found:
                out.print(f"  {_when(item)}  {_written(item)}  ({_cell(item)})", markup=False)
    if not found:
        notices.print(texts.INDICATORS_NO_FIGURE.format(entity=whose.label), markup=False)
        raise typer.Exit(EXIT_NOT_FOUND)


@contextmanager
def open_figures() -> Iterator[tuple[IndicatorStore, Catalogue]]:
    """The store of the settings, with the sample, and the catalogue that also knows what the files brought."""
    from assistant.indicators import IndicatorStore, store_path
    from assistant.indicators.catalogue import load_catalogue
    from ingest.indicators import Importing, bring_sample

    settings = load_settings()
    bring_sample(Importing(store_path(settings), settings.corpus_dir))
    with IndicatorStore.open(store_path(settings)) as store:
        yield store, load_catalogue(settings.corpus_dir).extended(store.indicators())


def the_entity(name: str, store: IndicatorStore) -> Entity:
    """The entity of a name or code; leaves with code 3, listing them, when there are several."""
    from assistant.indicators import NATION
    from assistant.indicators.entities import load_registry
    from assistant.indicators.known import known_entities

    registry = known_entities(load_registry(load_settings().corpus_dir), store.entities())
    found = registry.find(name)
    if len(found) == 1 or any(entity.code == NATION for entity in found):  # «Colombia» is a town of Huila too
        return found[0]
    candidates = found or registry.search(name)
    if not candidates:
        raise RelevoError(texts.INDICATORS_UNKNOWN_ENTITY.format(name=name), texts.INDICATORS_UNKNOWN_ENTITY_HINT)
    question = texts.INDICATORS_WHICH if found else texts.INDICATORS_NEAR
    notices.print(question.format(name=name), markup=False)
    for candidate in candidates:
        notices.print(f"  {candidate.code}  {candidate.label}", markup=False)
    raise typer.Exit(EXIT_NOT_FOUND)


def the_indicator(name: str, store: IndicatorStore, catalogue: Catalogue) -> str:
    """The id of an indicator by its id, its name or what people call it."""
    if store.indicator(name) is not None or catalogue.get(name) is not None:
        return name
    named = catalogue.by_name(name)
    if named is not None:
        return named.id
    matched = catalogue.match(name)
    if matched:
        return matched[0][0].id
    raise RelevoError(texts.INDICATORS_UNKNOWN.format(name=name), texts.INDICATORS_UNKNOWN_HINT)


def observation_json(item: Observation, store: IndicatorStore, catalogue: Catalogue) -> dict[str, Any]:
    """A figure with its name; the number as text, so that no digit is lost on the way."""
    return {**as_json(item), "name": _title(item.indicator, store, catalogue)}


def _import(files: Sequence[Path], mapping: Path | None, *, quiet: bool) -> ImportReport:
    from assistant.indicators import store_path
    from ingest.indicators import Importing, import_files, read_mapping

    settings = load_settings()
    with progress_bar(quiet=quiet) as progress:
        setting = Importing(
            store_path(settings), settings.corpus_dir, read_mapping(mapping) if mapping else None, progress
        )
        return import_files(files, setting)


def _finish(report: ImportReport, missing: Sequence[FailedFile], *, as_json_output: bool) -> None:
    failed = [*missing, *report.failed]
    if as_json_output:
        out.print(json_text({**as_json(report), "failed": as_json(failed)}), markup=False)
    else:
        for file in report.files:
            _show_file(file)
        for item in failed:
            reason = f"{item.reason} {item.hint}".strip()
            notices.print(texts.INDICATORS_FAILED.format(file=item.file, reason=reason), markup=False)
        if report.lost:
            notices.print(texts.INDICATORS_LOST.format(reason=report.lost), markup=False)
        if report.files:
            out.print(texts.INDICATORS_TOTAL.format(count=_count(report.observations)), markup=False)
    if failed:
        raise typer.Exit(EXIT_INCOMPLETE)


def _show_file(file: FileReport) -> None:
    counted = texts.INDICATORS_IMPORTED.format(
        file=file.file,
        rows=_count(file.rows),
        observations=_count(file.observations),
        entities=_count(file.entities),
        indicators=len(file.indicators),
        years=file.first_year if file.first_year == file.last_year else f"{file.first_year}-{file.last_year}",
    )
    out.print(counted, markup=False)
    for skipped in file.skipped:
        examples = "; ".join(skipped.examples[:2])
        line = texts.INDICATORS_SKIPPED.format(reason=skipped.reason, count=_count(skipped.count), examples=examples)
        out.print(f"  {line}", markup=False)
    for notice in file.notices:
        out.print(f"  {notice}", markup=False)
    if file.replaced:
        out.print("  " + texts.INDICATORS_REPLACED.format(count=_count(file.replaced)), markup=False)
    if file.new_entities:
        out.print("  " + texts.INDICATORS_NEW_ENTITIES.format(names=", ".join(file.new_entities)), markup=False)
    if file.conflicts:
        example = file.conflict_examples[0]
        out.print(
            "  " + texts.INDICATORS_CONFLICTS.format(
                count=_count(file.conflicts), indicator=example.indicator, entity=example.entity, year=example.year,
                here=example.here, other=example.other, file=example.other_file, believed=example.believed,
            ),
            markup=False,
        )  # fmt: skip
    if file.mapping_file:
        out.print("  " + texts.INDICATORS_MAPPED.format(path=file.mapping_file), markup=False)
        out.print(file.mapping, markup=False)


def _show_by_dimension(found: Sequence[Observation], store: IndicatorStore, catalogue: Catalogue) -> None:
    by_dimension: dict[str, list[Observation]] = {}
    for item in found:
        known = catalogue.get(item.indicator)
        by_dimension.setdefault((known.dimension if known else "") or texts.INDICATORS_OTHERS, []).append(item)
    for dimension, items in sorted(by_dimension.items()):
        out.print(f"\n{dimension}", markup=False, style="bold")
        for item in items:
            out.print(f"  {_title(item.indicator, store, catalogue)}: {_written(item)} ({_when(item)})", markup=False)


def _title(indicator: str, store: IndicatorStore, catalogue: Catalogue) -> str:
    known = catalogue.get(indicator)
    record = store.indicator(indicator)
    return known.name if known else record.name if record else indicator


def _written(item: Observation) -> str:
    from assistant.indicators.sentences import write_amount

    if item.value is None:
        return item.text or ""
    return write_amount(item.value, item.unit)


def _count(number: int) -> str:
    return write_number(Decimal(number))


def _when(item: Observation) -> str:
    return str(item.year) if item.month in {None, 12} else f"{item.year}-{item.month:02d}"


def _cell(item: Observation) -> str:
    sheet = texts.INDICATORS_SHEET.format(sheet=item.sheet) if item.sheet else ""
    return texts.INDICATORS_CELL.format(
        source=item.source, file=item.file, sheet=sheet, cell=f"{item.column}{item.row}"
    )
