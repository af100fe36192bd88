"""The text of an answer, put together from what was verified."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.texts import (
    COVERAGE,
    NEAREST,
    REFUSAL,
    about_part,
    does_not_say,
    no_longer_in_force,
    silent_on,
)
from assistant.spanish import write_date
from assistant.types import Citation, Silence, Statement


def answer_text(statements: Sequence[Statement], citations: Sequence[Citation], silent: Sequence[str] = ()) -> str:
    """Each statement with its citation numbers, then what is no longer in force and the questions left unanswered.

    Statements that belong to one of several questions stand under it.
    """
    paragraphs: list[str] = []
    part = ""
    for said in statements:
        if said.part != part:
            part = said.part
            paragraphs.append(about_part(part))
        paragraphs.append(f"{said.text} {''.join(f'[{number}]' for number in said.citations)}".rstrip())
    warnings = [
        no_longer_in_force(item.reference, item.replaced_by, write_date(item.valid_to) if item.valid_to else None)
        for item in citations
        if not item.in_force or item.replaced_by
    ]
    return "\n\n".join([*paragraphs, *dict.fromkeys(warnings), *map(silent_on, silent)])


def refusal_text(nearest: Sequence[str], silences: Sequence[Silence] = ()) -> str:
    """A refusal: that there is no answer, or what it is that the guidance does not say; what Relevo covers; the nearest topics."""
    said = "\n\n".join(dict.fromkeys(does_not_say(silence.asks, silence.where) for silence in silences)) or REFUSAL
    topics = "\n".join(f"- {topic}" for topic in nearest)
    return f"{said}\n\n{COVERAGE}" + (f"\n\n{NEAREST}\n{topics}" if topics else "")
