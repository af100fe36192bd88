"""The list of formats, each with a bar of what is filled, what people must fill and what nobody has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from assistant.formats.drafts_records import Draft, FieldState
from assistant.formats.records import NOTICE, FormatEntry
from ui.web import texts_formats as texts
from ui.web.safe import safe


def list_html(entries: Sequence[FormatEntry], drafts: Mapping[str, Draft], left: str = "") -> str:
    """Every format, folded by group; without drafts, what each is for.

    Args:
        entries: the formats there are.
        drafts: those of the entity, by format.
        left: the format that its reader comes back from: its group stands open instead of the first one.
    """
    empty = "" if drafts else f"<div class='empty-state'><p>{safe(texts.NO_ENTITY)}</p></div>"
    order = list(texts.GROUPS)
    ordered = sorted(entries, key=lambda each: (order.index(each.group) if each.group in order else 9, each.number))
    opened = next((each.group for each in ordered if each.id == left), ordered[0].group if ordered else "")
    groups = "".join(
        _group(group, list(inside), drafts, opened=group == opened)
        for group, inside in groupby(ordered, key=lambda each: each.group)
    )
    return f"{empty}<p class='source'>{safe(texts.INTRO)} {safe(NOTICE)}.</p>{groups}"


def _group(group: str, entries: Sequence[FormatEntry], drafts: Mapping[str, Draft], *, opened: bool) -> str:
    items = "".join(_item(entry, drafts.get(entry.id)) for entry in entries)
    counted = texts.GROUP_ONE if len(entries) == 1 else texts.GROUP.format(count=len(entries))
    return (
        f"<details class='group'{' open' if opened else ''}><summary><h2>{safe(texts.GROUPS.get(group, group))}</h2>"
        f" <small>{counted}</small></summary><ul class='formats'>{items}</ul></details>"
    )


def _item(entry: FormatEntry, draft: Draft | None) -> str:
    title = f"{entry.number}. {entry.title}"
    opener = (
        f"<button type='button' data-format='{safe(entry.id)}' aria-label='{safe(texts.OPEN_NAMED.format(title=title))}'>"
        f"{texts.OPEN}</button>"
        if draft
        else ""
    )
    return f"<li><h3>{safe(title)}</h3>{opener}<p class='source'>{safe(entry.summary)}</p>{bar_html(draft) if draft else ''}</li>"


def bar_html(draft: Draft) -> str:
    """How much of a draft is filled: a bar, and the same in words."""
    counts = [len(draft.in_state(state)) for state in (FieldState.FILLED, FieldState.PENDING, FieldState.MISSING)]
    said = texts.BAR.format(filled=counts[0], total=len(draft.values))
    parts = "".join(
        f"<span class='{name}' style='flex-grow:{count}'></span>"
        for name, count in zip(("filled", "left", "missing"), counts, strict=True)
        if count
    )
    words = " · ".join(
        texts.COUNTS[state].format(count=count) for state, count in zip(texts.COUNTS, counts, strict=True) if count
    )
    return f"<div class='bar' role='img' aria-label='{safe(said)}'>{parts}</div><p class='source'>{safe(words)}</p>"
