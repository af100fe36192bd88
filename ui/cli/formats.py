"""`relevo formats`: the formats listed, shown, filled, read and followed."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant import RelevoError, load_settings
from ui.cli import formats_texts as texts
from ui.cli.console import notices, out, usage_error
from ui.cli.formats_shown import counts_of, draft_json, show_detected, spec_json, tell, value_line
from ui.serialize import as_json, json_text

if TYPE_CHECKING:
    from assistant.formats.catalog import Catalogue
    from assistant.formats.desk import FormatDesk
    from assistant.formats.drafts import NewValue
    from assistant.formats.drafts_records import Draft, Period
    from assistant.formats.records import FormatEntry, FormatSpec
    from assistant.indicators.entities import Entity

_TEMPLATES = {".xlsx", ".docx", ".xlsm", ".xls", ".doc", ".docm"}
_OUTPUTS = {".xlsx", ".docx", ".pdf"}
_WHY_UNWRITABLE = {
    errno.EACCES: texts.NO_PERMISSION,
    errno.EPERM: texts.NO_PERMISSION,
    errno.EROFS: texts.NO_PERMISSION,
    errno.ENOTDIR: texts.NO_FOLDER,
    errno.EEXIST: texts.NO_FOLDER,
    errno.ENOSPC: texts.NO_ROOM,
}

formats_app = typer.Typer(help=texts.FORMATS, no_args_is_help=True)
FormatName = Annotated[str, typer.Argument(help=texts.FORMAT, show_default=False)]
EntityName = Annotated[str, typer.Option("--entity", help=texts.ENTITY, show_default=False)]
MaybeEntity = Annotated[str | None, typer.Option("--entity", help=texts.ENTITY, show_default=False)]
PeriodName = Annotated[str | None, typer.Option("--period", help=texts.PERIOD, show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="Muestra el resultado en JSON.")]


@formats_app.command("list", help=texts.LIST)
def list_formats(entity: MaybeEntity = None, period: PeriodName = None, as_json_output: AsJson = False) -> None:  # noqa: FBT002
    """The formats by group."""
    desk = _desk()
    drafts: dict[str, Draft] = {}
    if entity is not None:
        drafts = {each.format_id: each for each in desk.all_drafts(_entity(entity, desk), _period(period))}
    entries = desk.catalogue.entries
    if as_json_output:
        listed = [{**as_json(each), "notice": each.notice, **counts_of(drafts.get(each.id))} for each in entries]
        out.print(json_text({"formats": listed}), markup=False)
        return
    group = ""
    for entry in entries:
        if entry.group != group:
            group = entry.group
            out.print(texts.GROUPS.get(group, group), markup=False, style="bold")
        out.print(texts.LISTED.format(number=entry.number, title=entry.title, id=entry.id), markup=False)
        if entry.id in drafts:
            draft = drafts[entry.id]
            out.print(texts.LISTED_STATE.format(filled=len(draft.filled), total=len(draft.values)), markup=False)


@formats_app.command("show", help=texts.SHOW)
def show_format(
    name: FormatName,
    entity: MaybeEntity = None,
    period: PeriodName = None,
    as_json_output: AsJson = False,  # noqa: FBT002
) -> None:
    """The fields of a format, or what is known of each for an entity."""
    desk = _desk()
    spec = desk.catalogue.get(_entry(name, desk.catalogue).id)
    draft = desk.draft(spec.id, _entity(entity, desk), _period(period)) if entity is not None else None
    if as_json_output:
        out.print(json_text(draft_json(draft) if draft else spec_json(spec)), markup=False)
        return
    out.print(texts.TITLE.format(title=spec.title, notice=spec.entry.notice), markup=False, style="bold")
    for section in spec.sections:
        out.print(texts.SHEET.format(section=section.title, sheet=section.sheet), markup=False, style="bold")
        if draft is not None:
            for value in (each for each in draft.values if each.section == section.id):
                out.print(value_line(value), markup=False)
            continue
        for field in section.fields:
            law = "; ".join(basis.reference for basis in field.legal)
            line = texts.FIELD.format(label=field.label, id=field.id, help=field.help, law=f"({law})" if law else "")
            out.print(line, markup=False)


@formats_app.command("fill", help=texts.FILL)
def fill_format(
    entity: EntityName,
    name: Annotated[str | None, typer.Argument(help=texts.FORMAT_OR_FILE, show_default=False)] = None,
    output: Annotated[Path, typer.Option("--out", help=texts.OUT)] = Path(),
    every: Annotated[bool, typer.Option("--all", help=texts.ALL)] = False,  # noqa: FBT002
    period: PeriodName = None,
    written: Annotated[list[str] | None, typer.Option("--set", help=texts.SET, show_default=False)] = None,
    by: Annotated[str, typer.Option("--by", help=texts.BY, show_default=False)] = "",
    version: Annotated[int | None, typer.Option("--version", help=texts.VERSION, show_default=False)] = None,
    as_json_output: AsJson = False,  # noqa: FBT002
) -> None:
    """Fill one format, all of them, or a template that nobody described."""
    if (name is None) != every:
        raise usage_error(texts.NO_FORMAT)
    is_file = name is not None and Path(name).suffix.lower() in _TEMPLATES
    if written and (every or is_file):
        raise usage_error(texts.SET_WITH_ALL)
    if every and output.suffix.lower() in _OUTPUTS:
        raise usage_error(texts.FILE_OUT_WITH_ALL)
    desk = _desk()
    whose, years = _entity(entity, desk), _period(period)
    with _unwritable_told(output):
        if name is None:
            _fill_all(desk, whose, output, years, as_json_output=as_json_output)
        elif is_file:
            _fill_file(desk, Path(name), whose, output, years, as_json_output=as_json_output)
        else:
            spec = desk.catalogue.get(_entry(name, desk.catalogue).id)
            if written:
                _save(desk, spec, whose, written, by, version)
            _fill_one(desk, desk.draft(spec.id, whose, years), output, as_json_output=as_json_output)


@formats_app.command("read", help=texts.READ)
def read_file(
    file: Annotated[Path, typer.Argument(help=texts.FILE, show_default=False)],
    save: Annotated[bool, typer.Option("--save", help=texts.SAVE)] = False,  # noqa: FBT002
    as_json_output: AsJson = False,  # noqa: FBT002
) -> None:
    """Find the fields of a template and propose what could fill them."""
    from assistant.formats.reading import read_template, save_detected, saved_file

    detected = read_template(file, _desk().figures.catalogue)
    kept = saved_file(load_settings(), detected)
    if save:
        with _unwritable_told(kept):
            save_detected(detected, kept)
    if as_json_output:
        out.print(json_text(as_json(detected)), markup=False)
    else:
        show_detected(detected)
    if save:
        notices.print(texts.FOUND_SAVED.format(path=kept), markup=False)


@formats_app.command("status", help=texts.STATUS)
def formats_status(
    entity: EntityName,
    name: Annotated[str | None, typer.Argument(help=texts.FORMAT, show_default=False)] = None,
    period: PeriodName = None,
    as_json_output: AsJson = False,  # noqa: FBT002
) -> None:
    """How the drafts of an entity stand."""
    desk = _desk()
    whose = _entity(entity, desk)
    if name is not None:
        drafts: tuple[Draft, ...] = (desk.draft(_entry(name, desk.catalogue).id, whose, _period(period)),)
    else:
        drafts = desk.all_drafts(whose, _period(period))
    people = {each.format_id: _people(desk, each) for each in drafts}
    if as_json_output:
        found = [
            {"id": each.format_id, "title": each.title, **counts_of(each), "by": people[each.format_id]}
            for each in drafts
        ]
        out.print(json_text({"entity": as_json(whose), "formats": found}), markup=False)
        return
    for draft in drafts:
        who = ", ".join(people[draft.format_id])
        said = texts.PEOPLE.format(version=draft.version, people=who) if who else texts.NOBODY
        counts = {"filled": len(draft.filled), "left": len(draft.left)}
        out.print(texts.STATUS_LINE.format(title=draft.title, id=draft.format_id, people=said, **counts), markup=False)
        for value in draft.left if name is not None else ():
            out.print(value_line(value), markup=False)


@contextmanager
def _unwritable_told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = _WHY_UNWRITABLE.get(error.errno or 0, texts.NOT_ALLOWED)
        raise RelevoError(texts.UNWRITABLE.format(path=path, why=why), texts.UNWRITABLE_HINT) from error


def _fill_one(desk: FormatDesk, draft: Draft, output: Path, *, as_json_output: bool) -> None:
    from assistant.formats.desk import file_name

    path = output if output.suffix.lower() in _OUTPUTS else output / file_name(draft, ".xlsx", desk.catalogue)
    filled = desk.fill(draft, path)
    if as_json_output:
        out.print(json_text({**draft_json(draft), "report": as_json(filled.report)}), markup=False)
        return
    tell(draft, filled.report)
    for value in draft.left:
        out.print(value_line(value), markup=False)


def _fill_all(desk: FormatDesk, entity: Entity, folder: Path, period: Period | None, *, as_json_output: bool) -> None:
    filled, archive = desk.fill_all(entity, folder, period)
    if as_json_output:
        written = [{**draft_json(each.draft), "report": as_json(each.report)} for each in filled]
        out.print(json_text({"entity": as_json(entity), "archive": str(archive), "formats": written}), markup=False)
        return
    for each in filled:
        tell(each.draft, each.report)
    out.print(texts.ARCHIVE.format(path=archive), markup=False)


def _fill_file(
    desk: FormatDesk, file: Path, entity: Entity, output: Path, period: Period | None, *, as_json_output: bool
) -> None:
    from assistant.formats.reading import fill_template, load_detected, read_template, saved_file

    detected = read_template(file, desk.figures.catalogue)
    reviewed = saved_file(load_settings(), detected)
    if reviewed.exists():
        detected = load_detected(reviewed)
    path = output if output.suffix.lower() in _OUTPUTS else output / f"{file.stem}-{entity.code}{file.suffix}"
    filled = fill_template(detected, file, entity, desk.sources(entity), path, period)
    if as_json_output:
        left = [as_json(each) for each in filled.left]
        out.print(json_text({**draft_json(filled.draft), "report": as_json(filled.report), "left": left}), markup=False)
        return
    counts = {"filled": len(filled.draft.filled), "left": len(filled.left)}
    out.print(texts.TEMPLATE_FILLED.format(name=file.name, path=path, **counts), markup=False)
    show_detected(replace(detected, fields=filled.left, instructions=()))


def _save(desk: FormatDesk, spec: FormatSpec, entity: Entity, written: list[str], by: str, version: int | None) -> None:
    if not by.strip():
        raise usage_error(texts.NO_BY)
    values = [_new_value(spec, each) for each in written]
    known = desk.drafts.version(entity.code, spec.id) if version is None else version
    saved = desk.drafts.save(entity.code, spec.id, values, known, by.strip())
    notices.print(texts.SAVED.format(version=saved, title=spec.title), markup=False)


def _new_value(spec: FormatSpec, written: str) -> NewValue:
    """A value of --set: "campo=valor", or "campo.2=valor" for the second year or row."""
    from assistant.formats.answers import parse_answer
    from assistant.formats.drafts import NewValue

    place, sign, value = written.partition("=")
    field, dot, number = place.strip().partition(".")
    if not sign or (dot and not number.isdecimal()):
        raise usage_error(texts.BAD_SET)
    position = int(number) - 1 if dot else 0
    return NewValue(field, parse_answer(spec, field, value, position), position)


def _desk() -> FormatDesk:
    """The desk over the settings' data, with the sample of figures where nothing was imported."""
    from assistant.formats.desk import FormatDesk
    from assistant.indicators import store_path
    from ingest.indicators import Importing, bring_sample

    settings = load_settings()
    bring_sample(Importing(store_path(settings), settings.corpus_dir))
    return FormatDesk(settings)


def _entity(name: str, desk: FormatDesk) -> Entity:
    from ui.cli.indicators import the_entity

    return the_entity(name, desk.figures.store())


def _entry(name: str, catalogue: Catalogue) -> FormatEntry:
    found = catalogue.find(name)
    if found is None:
        raise RelevoError(texts.UNKNOWN_FORMAT.format(name=name), texts.UNKNOWN_FORMAT_HINT)
    return found


def _period(written: str | None) -> Period | None:
    from assistant.formats.drafts_records import Period

    try:
        return Period.parse(written) if written is not None else None
    except ValueError as error:
        raise usage_error(texts.BAD_PERIOD) from error


def _people(desk: FormatDesk, draft: Draft) -> list[str]:
    typed = desk.drafts.history(draft.entity_code, draft.format_id)
    return list(dict.fromkeys(each.by for each in typed))
