"""Which formulas show a result that is no longer true once some cells have new values.

A workbook keeps the last result of every formula. After a fill, those that depend on a filled cell would show the old
one until somebody recalculates: their result is taken out, and the program that opens the file computes it. References
are read without an Excel parser; where a formula cannot be read (INDIRECT, OFFSET, tables) it counts
as dependent, because a result too few costs nothing and a stale one misleads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.formats.addresses import LAST_COLUMN, LAST_ROW, CellAddress, CellRange, column_letters, column_number
from assistant.formats.sheet import Cell, Sheet

Place = tuple[str, CellAddress]
"""A cell of the workbook: the name of its sheet, and where it stands."""

_STRING = re.compile(r'"(?:[^"]|"")*"')
_REFERENCE = re.compile(
    r"(?:(?P<sheet>'(?:[^']|'')+'|[^\W\d][\w.]*)!)?"
    r"(?:(?P<cells>\$?[A-Za-z]{1,3}\$?\d+(?::\$?[A-Za-z]{1,3}\$?\d+)?)"
    r"|(?P<columns>\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3})|(?P<rows>\$?\d+:\$?\d+))(?![\w(.!])"
)
_UNREADABLE = re.compile(r"\b(?:INDIRECT|OFFSET)\b|\w\[", re.IGNORECASE)
_CORNER = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)(\d+)")
_NAME = re.compile(r"(?<![\w.!'])[^\W\d][\w.]*(?![\w(.!'])")


@dataclass(frozen=True, slots=True)
class _Dependence:
    """What one formula reads; ``anything`` where that cannot be told."""

    place: Place
    ranges: tuple[tuple[str, CellRange], ...]
    anything: bool


def stale_formulas(sheets: Mapping[str, Sheet], names: Mapping[str, str], changed: Iterable[Place]) -> frozenset[Place]:
    """The formula cells whose result depends on a changed cell, directly or through other formulas.

    Args:
        sheets: every sheet of the workbook that has formulas, by name.
        names: the workbook's defined names and what each stands for.
        changed: the cells that were given a value.
    """
    fresh: dict[str, set[CellAddress]] = {}
    for sheet, address in changed:
        fresh.setdefault(sheet, set()).add(address)
    if not fresh:
        return frozenset()
    waiting = _dependences(sheets, {name.casefold(): text for name, text in names.items()})
    stale: set[Place] = set()
    while fresh:
        still: list[_Dependence] = []
        reached: dict[str, set[CellAddress]] = {}
        for each in waiting:
            if each.anything or _reads(each, fresh):
                stale.add(each.place)
                reached.setdefault(each.place[0], set()).add(each.place[1])
            else:
                still.append(each)
        waiting, fresh = still, reached
    return frozenset(stale)


def _dependences(sheets: Mapping[str, Sheet], names: Mapping[str, str]) -> list[_Dependence]:
    known = {name.casefold(): name for name in sheets}
    found = []
    for name, sheet in sheets.items():
        leaders = {cell.formula.shared: cell for cell in sheet.formulas() if cell.formula and cell.formula.text}
        for cell in sheet.formulas():
            assert cell.formula is not None
            text = cell.formula.text
            if not text and cell.formula.shared in leaders:
                text = _moved(leaders[cell.formula.shared], cell)
            ranges, readable = _ranges(_STRING.sub('""', text), name, known, names, depth=0)
            found.append(_Dependence((name, cell.address), tuple(ranges), not readable))
    return found


def _moved(leader: Cell, follower: Cell) -> str:
    """The formula of a follower: the shared one, its relative references moved as far as the cell (18.3.1.40)."""
    assert leader.formula is not None
    rows = follower.address.row - leader.address.row
    columns = follower.address.column - leader.address.column

    def move(match: re.Match[str]) -> str:
        letters = match[2] if match[1] else column_letters(max(column_number(match[2]) + columns, 1))
        return f"{match[1]}{letters}{match[3]}{match[4] if match[3] else max(int(match[4]) + rows, 1)}"

    return _REFERENCE.sub(lambda reference: _CORNER.sub(move, reference[0]), _STRING.sub('""', leader.formula.text))


def _ranges(
    text: str, sheet: str, known: Mapping[str, str], names: Mapping[str, str], depth: int
) -> tuple[list[tuple[str, CellRange]], bool]:
    """The ranges a formula reads, and whether that is all it reads."""
    if _UNREADABLE.search(text) or depth > 5:
        return [], False
    found = []
    for match in _REFERENCE.finditer(text):
        written = (match["sheet"] or "").strip("'").replace("''", "'")
        found.append((known.get(written.casefold(), written) or sheet, _range(match)))
    for name in _NAME.findall(_REFERENCE.sub(" ", text)):
        if name.casefold() in names:
            more, readable = _ranges(_STRING.sub('""', names[name.casefold()]), sheet, known, names, depth + 1)
            found += more
            if not readable:
                return [], False
    return found, True


def _range(match: re.Match[str]) -> CellRange:
    if match["cells"]:
        return CellRange.parse(match["cells"])
    first, last = (match["columns"] or match["rows"]).replace("$", "").split(":")
    if match["columns"]:
        return CellRange(CellAddress(1, column_number(first)), CellAddress(LAST_ROW, column_number(last)))
    return CellRange(CellAddress(int(first), 1), CellAddress(int(last), LAST_COLUMN))


def _reads(formula: _Dependence, fresh: Mapping[str, set[CellAddress]]) -> bool:
    return any(address in span for sheet, span in formula.ranges for address in fresh.get(sheet, ()))
