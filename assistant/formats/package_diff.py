"""What changed between two Office packages, part by part and cell by cell, and the proof that the rest is equal."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from assistant.formats.addresses import CellAddress
from assistant.formats.markup import Edit, MarkupError, apply_edits
from assistant.formats.package import parse_part
from assistant.formats.sheet import Cell, Sheet, read_sheet


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell before and after, as the sheet's XML writes it; "" where it was not written."""

    cell: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PartChange:
    """A part that is not the same.

    ``cells`` are the cells of a worksheet that changed; ``elements`` what changed elsewhere in its XML, in words. A part
    that is no XML has neither.
    """

    name: str
    cells: tuple[CellChange, ...] = ()
    elements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PackageDiff:
    """The whole difference. Parts in ``equal`` have the same bytes, one by one."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[PartChange, ...]
    equal: tuple[str, ...]

    def changed_cells(self) -> dict[str, tuple[str, ...]]:
        """The cells that changed, by the part of their sheet."""
        return {part.name: tuple(cell.cell for cell in part.cells) for part in self.changed if part.cells}

    def undeclared(self, declared: tuple[str, ...]) -> tuple[str, ...]:
        """The parts that changed, appeared or went without having been declared: none, after a fill of ours."""
        touched = {*self.added, *self.removed, *(part.name for part in self.changed)}
        return tuple(sorted(touched - set(declared)))


def package_diff(before: Path, after: Path) -> PackageDiff:
    """Compare two packages.

    Raises:
        zipfile.BadZipFile: one of them is no package.
        InvalidTemplateError: a part that changed cannot be read.
    """
    with zipfile.ZipFile(before) as old, zipfile.ZipFile(after) as new:
        names, others = old.namelist(), set(new.namelist())
        equal, changed = [], []
        for name in names:
            if name in others:
                first, second = old.read(name), new.read(name)
                if first == second:
                    equal.append(name)
                else:
                    changed.append(_part_change(after, name, first, second))
        return PackageDiff(
            added=tuple(name for name in new.namelist() if name not in set(names)),
            removed=tuple(name for name in names if name not in others),
            changed=tuple(changed),
            equal=tuple(equal),
        )


def _part_change(path: Path, name: str, before: bytes, after: bytes) -> PartChange:
    try:
        old, new = read_sheet(before), read_sheet(after)
    except MarkupError:
        if not name.lower().endswith((".xml", ".rels")):
            return PartChange(name)
        return PartChange(name, elements=tuple(_differences(parse_part(path, before), parse_part(path, after))))
    return PartChange(name, tuple(_cells(old, new)), tuple(_around(path, old, new)))


def _cells(old: Sheet, new: Sheet) -> Iterator[CellChange]:
    one, other = _all_cells(old), _all_cells(new)
    for address in sorted(one.keys() | other.keys()):
        before, after = _written(old, one.get(address)), _written(new, other.get(address))
        if before != after:
            yield CellChange(str(address), before, after)


def _all_cells(sheet: Sheet) -> dict[CellAddress, Cell]:
    return {cell.address: cell for row in sheet.rows.values() for cell in row.cells.values()}


def _written(sheet: Sheet, cell: Cell | None) -> str:
    return sheet.content[cell.start : cell.end].decode() if cell is not None else ""


def _around(path: Path, old: Sheet, new: Sheet) -> Iterator[str]:
    """What differs in a sheet once its cells, and rows that held nothing else, are taken out."""
    before, after = _without_cells(old, new), _without_cells(new, old)
    if before != after:
        yield from _differences(parse_part(path, before), parse_part(path, after))


def _without_cells(sheet: Sheet, other: Sheet) -> bytes:
    edits = []
    for row in sheet.rows.values():
        if row.number not in other.rows and set(row.attributes) <= {"r"}:
            edits.append(Edit(row.start, row.end, b""))
        elif row.cells:
            edits += [Edit(cell.start, cell.end, b"") for cell in row.cells.values()]
    return apply_edits(sheet.content, edits)


def _differences(old: etree._Element, new: etree._Element, path: str = "") -> Iterator[str]:
    """What differs between two elements, in words, one line each."""
    here = f"{path}/{etree.QName(new).localname}"
    for name in sorted({*old.attrib, *new.attrib}):
        if old.get(name) != new.get(name):
            yield f"{here}/@{name}: {old.get(name, '(sin valor)')} → {new.get(name, '(sin valor)')}"
    if (old.text or "").strip() != (new.text or "").strip():
        yield f"{here}: texto distinto"
    remaining = [each for each in new if isinstance(each.tag, str)]
    for element in old:
        if not isinstance(element.tag, str):
            continue
        match = next((each for each in remaining if _same(element, each)), None)
        match = match if match is not None else _alike(element, remaining)
        if match is None:
            yield f"{here}/{etree.QName(element).localname}: quitado"
        else:
            remaining.remove(match)
            if not _same(element, match):
                yield from _differences(element, match, here)
    for element in remaining:
        yield f"{here}/{etree.QName(element).localname}: agregado"


def _same(one: etree._Element, other: etree._Element) -> bool:
    return one.tag == other.tag and etree.tostring(one, method="c14n") == etree.tostring(other, method="c14n")


def _alike(element: etree._Element, candidates: list[etree._Element]) -> etree._Element | None:
    """The element that this one became: the first of its name."""
    return next((each for each in candidates if each.tag == element.tag), None)
