"""What a fill changed in its template, found by comparing the two files: the proof that nothing else did."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.formats.book import Book
from assistant.formats.fills import FillReport
from assistant.formats.package_diff import PackageDiff, package_diff

_NOTES = "/worksheet/legacyDrawing: agregado"  # what a sheet needs to show the notes of its marked cells


@dataclass(frozen=True, slots=True)
class TemplateChanges:
    """What is not as the template had it.

    ``written`` and ``marked`` are those of the fill's report ("Hoja!B7", or the name of a place of a document); ``added``
    says whether a sheet of sources was added; ``equal`` is how many parts of the file have the same bytes; ``others`` is
    whatever changed without having been asked for, in words: nothing, unless Relevo is wrong.
    """

    suffix: str
    written: tuple[str, ...]
    marked: tuple[str, ...]
    added: bool
    equal: int
    others: tuple[str, ...]


def template_changes(template: Path, report: FillReport) -> TemplateChanges:
    """Compare a template with what was filled from it.

    Raises:
        InvalidTemplateError: one of them cannot be read.
    """
    diff = package_diff(template, report.path)
    workbook = template.suffix.lower() == ".xlsx"
    others = (*diff.undeclared(report.declared), *diff.removed, *(_unasked(template, diff, report) if workbook else ()))
    return TemplateChanges(
        suffix=template.suffix.lower(),
        written=report.written,
        marked=report.marked,
        added=any(name.startswith("xl/worksheets/") and name.endswith(".xml") for name in diff.added),
        equal=len(diff.equal),
        others=tuple(dict.fromkeys(others)),
    )


def _unasked(template: Path, diff: PackageDiff, report: FillReport) -> Iterator[str]:
    """The cells that changed though nobody filled or marked them, and what changed around the cells of a sheet."""
    sheets = {part: name for name, part in Book(template).sheet_parts.items()}
    asked = {*report.written, *report.marked, *report.recalculated}
    for part in diff.changed:
        name = sheets.get(part.name)
        if name is not None:
            places = (f"{name}!{each.cell}" for each in part.cells)
            yield from (place for place in places if place not in asked)
            yield from (f"{name}: {each}" for each in part.elements if each != _NOTES)
