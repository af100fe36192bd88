"""A format open on the page: what each place holds, where it comes from, and boxes for what people write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby

from assistant.formats.drafts_records import Draft, DraftCell, DraftValue, FieldState
from assistant.formats.filling import value_with_unit
from assistant.formats.records import FieldKind, FieldSpec, FormatSpec, Layout, OriginKind, SectionSpec
from assistant.indicators.sentences import cited_together
from ui.web import texts_formats as texts
from ui.web.safe import safe
from ui.web.tabs.format_list import bar_html
from ui.web.tabs.tables import table

SAVES = """element.addEventListener('change', (event) => {
  const box = event.target.closest('[data-field]');
  if (!box) return;
  const { field, position, before } = box.dataset;
  trigger('submit', { field, position: Number(position), value: box.value, before });
  box.dataset.before = box.value;
});"""
"""Each box is saved when its reader leaves it; ``before`` is what it said, so that nobody writes over somebody else."""


def table_html(spec: FormatSpec, draft: Draft) -> str:
    """The whole format, section by section; everything that a person or a file wrote is escaped."""
    sections = "".join(_section(spec, section, draft) for section in spec.sections)
    return (
        f"<h2>{spec.entry.number}. {safe(spec.title)}</h2><p class='source'>{safe(draft.entity)} · {safe(spec.entry.notice)}</p>"
        f"{bar_html(draft)}<p>{safe(texts.KEPT)}</p>{sections}"
    )


def typed_text(value: DraftCell | None) -> str:
    """A value as its box holds it, which is read back as the same value."""
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return value.isoformat()
    return format(value, "f").replace(".", ",") if isinstance(value, Decimal) else value


def label_of(value: DraftValue, section: SectionSpec) -> str:
    """What a place is called, with its year or its row where it has one of several."""
    if section.layout is Layout.MATRIX and value.year:
        return texts.OF_YEAR.format(label=value.label, year=value.year)
    return (
        texts.ROW.format(label=value.label, row=value.position + 1) if section.layout is Layout.TABLE else value.label
    )


def _section(spec: FormatSpec, section: SectionSpec, draft: Draft) -> str:
    values = [each for each in draft.values if each.section == section.id]
    left = sum(each.state is not FieldState.FILLED for each in values)
    if section.layout is Layout.TABLE:
        body, counted = _rows(section, values), texts.BY_ROWS
    else:
        body = _matrix(spec, section, values) if section.layout is Layout.MATRIX else _fields(spec, section, values)
        counted = texts.LEFT.format(count=left) if left else texts.COMPLETE
    opened = " open" if section.id == spec.sections[0].id else ""
    return (
        f"<details class='section'{opened}><summary>{safe(section.title)} <small>{counted}</small></summary>"
        f"<p class='source'>{safe(section.help)}</p>{body}</details>"
    )


def _fields(spec: FormatSpec, section: SectionSpec, values: Sequence[DraftValue]) -> str:
    return table(texts.COLUMNS, (_field_cells(spec, section, each) for each in values), kind="fields")


def _field_cells(spec: FormatSpec, section: SectionSpec, value: DraftValue) -> list[str]:
    return [
        safe(value.label),
        _value(spec, section, value),
        f"{safe(value.source)}{_notes(value)}",
        str(value.year or ""),
        f"<span class='flag {_STATE_CLASSES[value.state]}'>{texts.STATES[value.state]}</span>",
    ]


def _value(spec: FormatSpec, section: SectionSpec, value: DraftValue) -> str:
    """What a place holds, or the box to write it in."""
    if not is_editable(value):
        unit = value.unit if _spells_unit(value) else ""
        return "" if value.value is None else f"<strong>{safe(value_with_unit(value.value, unit, value.kind))}</strong>"
    unit = f" <span class='source'>{safe(value.unit)}</span>" if _spells_unit(value) else ""
    return _box(spec.field(value.field), value.field, value.position, value.value, label_of(value, section)) + unit


def _matrix(spec: FormatSpec, section: SectionSpec, values: Sequence[DraftValue]) -> str:
    """A row for each concept and a column for each year."""
    years = [str(each.year or texts.NO_YEAR) for each in values if each.field == values[0].field]
    columns = (texts.COLUMNS[0], *years, texts.COLUMNS[2])
    rows = []
    for _, inside in groupby(values, key=lambda each: each.field):
        places = list(inside)
        rows.append([safe(places[0].label), *(_value(spec, section, each) for each in places), _origin(places)])
    unknown = any(_is_unknown(each) for each in values)
    return (f"<p class='source'>{texts.UNKNOWN_HELP}</p>" if unknown else "") + table(columns, rows, kind="years")


def _origin(places: Sequence[DraftValue]) -> str:
    """Where the years of a concept come from; of one without any, what to know about it."""
    if all(map(_is_unknown, places)):
        return f"<span class='flag pending'>{texts.UNKNOWN}</span>"
    said = cited_together(each.source for each in places if each.source)
    return f"<p class='source'>{safe(said or ' '.join(dict.fromkeys(each.note for each in places)))}</p>"


def _is_unknown(value: DraftValue) -> bool:
    return value.state is FieldState.MISSING


_STATE_CLASSES = {FieldState.FILLED: "filled", FieldState.PENDING: "pending", FieldState.MISSING: "missing"}


def is_editable(value: DraftValue) -> bool:
    """Whether people write in a place: what nobody filled, and what they wrote themselves."""
    return value.state is not FieldState.FILLED or value.origin is OriginKind.MANUAL


def _spells_unit(value: DraftValue) -> bool:
    """Whether a unit has to be said: that of a percentage or of plain money is in its number already."""
    said = value.kind is FieldKind.NUMBER or (value.kind is FieldKind.MONEY and value.unit != "pesos")
    return said and bool(value.unit)


def _notes(value: DraftValue) -> str:
    """What to know about a place, and what else could stand there."""
    others = "".join(
        "<li>" + safe(texts.ALTERNATIVE.format(
            label=each.label, year=f" ({each.year})" if each.year else "",
            value=value_with_unit(each.value, each.unit), source=each.source,
        )) + "</li>"
        for each in value.alternatives
    )  # fmt: skip
    note = f"<p class='source'>{safe(value.note)}</p>" if value.note else ""
    return note + (f"<details><summary>{texts.NOTES}</summary><ul>{others}</ul></details>" if others else "")


def _rows(section: SectionSpec, values: Sequence[DraftValue]) -> str:
    """The rows that somebody wrote, and an empty one to write in."""
    held = {(each.field, each.position): each.value for each in values}
    written = {position for (_, position), value in held.items() if value is not None}
    positions = [*sorted(written), max(written, default=-1) + 1]
    rows = (
        [
            _box(field, field.id, at, held.get((field.id, at)), texts.ROW.format(label=field.label, row=at + 1))
            for field in section.fields
        ]
        for at in positions
        if at < section.capacity
    )
    return table([field.label for field in section.fields], rows)


def _box(field: FieldSpec | None, field_id: str, position: int, value: DraftCell | None, label: str) -> str:
    """A box for one value, of the kind that its field holds."""
    text = safe(typed_text(value))
    names = f"data-field='{safe(field_id)}' data-position='{position}' data-before='{text}' aria-label='{safe(label)}'"
    if field is not None and field.choices:
        options = "".join(
            f"<option value='{safe(choice)}'{' selected' if choice == value else ''}>{safe(choice)}</option>"
            for choice in field.choices
        )
        return f"<select {names}><option value=''>{texts.CHOOSE}</option>{options}</select>"
    if field is not None and field.kind is FieldKind.DATE:
        return f"<input type='date' {names} value='{text}'>"
    if field is not None and field.kind is not FieldKind.TEXT:
        return f"<input type='text' inputmode='decimal' {names} value='{text}'>"
    return f"<textarea rows='1' {names}>{text}</textarea>"
