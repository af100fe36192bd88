"""What a fill changed in its template, and that nothing else did."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.formats.changes import TemplateChanges
from assistant.formats.drafts_records import Draft, DraftValue
from assistant.formats.filling import value_with_unit
from ui.web import texts_formats as texts
from ui.web.safe import safe
from ui.web.tabs.tables import table


def changes_html(changes: Sequence[TemplateChanges], draft: Draft) -> str:
    """The changes in each template of a draft: how many places, which, and the comparison of the rest."""
    return "".join(f"<section class='changes'>{_one(each, draft)}</section>" for each in changes)


def _one(changes: TemplateChanges, draft: Draft) -> str:
    counts = {"written": len(changes.written), "marked": len(changes.marked)}
    said = [texts.WROTE[changes.suffix].format(**counts)]
    if changes.marked:
        said.append(texts.MARKED.format(**counts))
    if changes.added:
        said.append(texts.SOURCES_ADDED)
    items = "".join(f"<li>{safe(each)}</li>" for each in said)
    return f"<ul>{items}</ul>{_rest(changes)}{_written(changes, draft) if changes.written else ''}"


def _rest(changes: TemplateChanges) -> str:
    """Whether anything else changed, as the comparison of both files says."""
    if changes.others:
        listed = "".join(f"<li>{safe(each)}</li>" for each in changes.others)
        return f"<div class='failed' role='alert'>{safe(texts.ALSO_CHANGED)}<ul>{listed}</ul></div>"
    return f"<p><strong>{safe(texts.NOTHING_ELSE)}</strong> {safe(texts.COMPARED[changes.suffix].format(count=changes.equal))}</p>"


def _written(changes: TemplateChanges, draft: Draft) -> str:
    """Every place that was written, with what was put there; years and sources beside the values, in one line."""
    held = {name: each for each in draft.filled for name in (f"{each.sheet}!{each.cell}", each.tag, each.cell)}
    rows = [[safe(place), *map(safe, _put(held[place]))] for place in changes.written if place in held]
    beside = [place for place in changes.written if place not in held]
    if beside:
        rows.append([safe(", ".join(beside)), safe(texts.BESIDE), ""])
    shown = texts.SEE_WRITTEN.format(count=len(changes.written))
    return f"<details><summary>{safe(shown)}</summary>{table(texts.WRITTEN_COLUMNS, rows, kind='facts')}</details>"


def _put(value: DraftValue) -> tuple[str, str]:
    label = texts.OF_YEAR.format(label=value.label, year=value.year) if value.year else value.label
    if value.value is None:
        return label, ""
    return label, value_with_unit(value.value, "" if value.unit == "pesos" else value.unit, value.kind)
