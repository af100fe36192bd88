"""How `relevo formats` shows drafts and templates: lines for people, dictionaries for JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ui.cli import formats_texts as texts
from ui.cli.console import notices, out
from ui.serialize import as_json

if TYPE_CHECKING:
    from assistant.formats.drafts_records import Draft, DraftValue
    from assistant.formats.fills import FillReport
    from assistant.formats.reading import DetectedTemplate
    from assistant.formats.records import FormatSpec


def tell(draft: Draft, report: FillReport) -> None:
    """Say where a format was written, and what was not."""
    counts = {"filled": len(draft.filled), "left": len(draft.left)}
    out.print(texts.FILLED.format(title=draft.title, path=report.path, **counts), markup=False)
    for refusal in report.refused:
        notices.print(texts.REFUSED.format(place=refusal.place, reason=refusal.reason), markup=False)


def value_line(value: DraftValue) -> str:
    """A place of a draft in a line."""
    from assistant.formats.filling import value_with_unit

    year = texts.YEAR.format(year=value.year) if value.year else ""
    if value.value is None:
        return texts.LEFT.format(label=value.label, year=year, state=value.state, note=value.note)
    shown = value_with_unit(value.value, value.unit, value.kind)
    return texts.VALUE.format(label=value.label, year=year, value=shown, source=value.source)


def show_detected(detected: DetectedTemplate) -> None:
    """The fields and tables of a template that nobody described."""
    counts = {
        "fields": len(detected.fields),
        "tables": len(detected.tables),
        "instructions": len(detected.instructions),
    }
    out.print(texts.FOUND.format(name=detected.name, **counts), markup=False, style="bold")
    for field in detected.fields:
        place = f"{field.sheet}!{field.place}" if field.sheet else field.place
        year = texts.YEAR.format(year=field.year) if field.year else ""
        match = texts.FOUND_NOTHING
        if field.match is not None:
            doubt = f"; {field.doubt}" if field.doubt else ""
            match = texts.FOUND_MATCH.format(name=field.match.name, score=field.match.score, doubt=doubt)
        out.print(texts.FOUND_FIELD.format(place=place, label=field.label, year=year, match=match), markup=False)
    for table in detected.tables:
        columns = {"columns": len(table.columns), "filled": table.filled, "row": table.header[0]}
        out.print(texts.FOUND_TABLE.format(sheet=table.sheet, **columns), markup=False)


def counts_of(draft: Draft | None) -> dict[str, int]:
    """How many places of a draft are filled and left; nothing where there is no draft."""
    if draft is None:
        return {}
    return {"filled": len(draft.filled), "left": len(draft.left), "version": draft.version}


def draft_json(draft: Draft) -> dict[str, Any]:
    """A draft with its counts."""
    return {**as_json(draft), **counts_of(draft)}


def spec_json(spec: FormatSpec) -> dict[str, Any]:
    """A format without the paths of this machine."""
    found = as_json(spec)
    return {"id": spec.id, "title": spec.title, "notice": spec.entry.notice, "sections": found["sections"]}
