"""A template that nobody described, filled where the match is sure; the rest is listed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.formats.document import fill_document
from assistant.formats.drafts_records import Draft, DraftValue, Period
from assistant.formats.filling import cell_value, source_lines, written_value
from assistant.formats.fills import CellFill, DocumentFill, FillReport, PendingCell, TargetKind
from assistant.formats.prefill import Sources, prefill
from assistant.formats.reading.records import DetectedField, DetectedTemplate
from assistant.formats.records import (
    FieldKind,
    FieldSpec,
    FormatEntry,
    FormatSpec,
    Layout,
    Origin,
    OriginKind,
    SectionSpec,
)  # fmt: skip
from assistant.formats.workbook import fill_workbook
from assistant.indicators.catalogue import Catalogue
from assistant.indicators.entities import Entity

_GROUP = "leido"
NOTE = "Relevo no está seguro de qué va aquí: llénelo usted."


@dataclass(frozen=True, slots=True)
class FilledTemplate:
    """What was filled of a template: its draft, what the writer did, and the fields that are left to people."""

    draft: Draft
    report: FillReport
    left: tuple[DetectedField, ...]


def fill_template(
    detected: DetectedTemplate, path: Path, entity: Entity, sources: Sources, out: Path, period: Period | None = None
) -> FilledTemplate:
    """Fill what is sure of a template.

    Args:
        detected: its fields, as they were found or as somebody reviewed them.
        path: the template, never changed.
        entity: whose values go in it.
        sources: where to read them.
        out: the file to write, replaced whole if it exists.
        period: the years that a field without one may speak of.

    Raises:
        InvalidTemplateError: the template cannot be filled.
        OSError: ``out`` cannot be written.
    """
    sure = [(f"campo-{at}", each) for at, each in enumerate(detected.fields) if each.sure]
    values: list[DraftValue] = []
    for year in dict.fromkeys(each.year for _, each in sure):
        same = [(name, each) for name, each in sure if each.year == year]
        spec = _spec(detected, path, same, sources.readings.catalogue)
        values += prefill(spec, entity, sources, Period(year, year) if year else period).values
    draft = Draft(detected.name, detected.name, entity.code, entity.label, period, tuple(values))
    filled = {each.field for each in draft.filled}
    done = {id(each) for name, each in sure if name in filled}
    left = tuple(each for each in detected.fields if id(each) not in done)
    if path.suffix.lower() == ".docx":
        report = fill_document(path, list(_texts(draft, dict(sure))), out)
    else:
        cells = [
            CellFill(each.sheet, each.cell, cell_value(each.value)) for each in draft.filled if each.value is not None
        ]
        report = fill_workbook(path, cells, out, source_lines(draft), [_pending(each) for each in left])
    return FilledTemplate(draft, report, left)


def _texts(draft: Draft, fields: dict[str, DetectedField]) -> Iterable[DocumentFill]:
    for each in draft.filled:
        target = fields[each.field].target or TargetKind.CONTROL
        if each.value is not None:
            yield DocumentFill(each.cell, written_value(each.value, each.kind), target)


def _pending(field: DetectedField) -> PendingCell:
    return PendingCell(field.sheet, field.place, field.doubt or NOTE)


def _spec(
    detected: DetectedTemplate, path: Path, fields: Sequence[tuple[str, DetectedField]], catalogue: Catalogue
) -> FormatSpec:
    """The sure fields as a format of the catalogue, so that they are filled by the same rules."""
    sections = tuple(
        SectionSpec(
            id=name, title=each.label, help="", sheet=each.sheet, layout=Layout.CARD, legal=(),
            fields=(_field(name, each, catalogue),),
        )
        for name, each in fields
    )  # fmt: skip
    return FormatSpec(FormatEntry(detected.name, 0, _GROUP, detected.name, ""), sections, path)


def _field(name: str, field: DetectedField, catalogue: Catalogue) -> FieldSpec:
    assert field.match is not None
    indicator = catalogue.get(field.match.key) if field.match.origin is OriginKind.INDICATOR else None
    unit = indicator.unit if indicator else ""
    kind = FieldKind.TEXT if indicator is None else FieldKind.NUMBER
    if unit == "%":
        kind = FieldKind.PERCENT
    elif unit.startswith("pesos"):
        kind = FieldKind.MONEY
    return FieldSpec(
        id=name, label=field.label, kind=kind, help="", origin=Origin(field.match.origin, field.match.key), legal=(),
        unit=unit, cells=(field.place,),
    )  # fmt: skip
