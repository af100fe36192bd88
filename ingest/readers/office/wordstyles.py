"""Word styles and list numbers: what a paragraph is before its text is read.

Section numbers are those of ECMA-376 part 1 (WordprocessingML).
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TypeAlias

from lxml import etree

from ingest.readers.blocks import numeral

Element: TypeAlias = etree._Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_HEADING_STYLE = re.compile(r"(?:heading|t[ií]tulo|encabezado)\s*([1-9])", re.IGNORECASE)


@dataclass(slots=True)
class Style:
    """What a paragraph style decides, its ancestors' decisions included."""

    name: str = ""
    outline: int | None = None
    numbering: tuple[str | None, int | None] = (None, None)


class Styles:
    """The paragraph styles by id, with what each inherits."""

    def __init__(self, root: Element | None) -> None:
        self.default = ""
        self._elements: dict[str, Element] = {}
        for style in root.iterfind(f"{W}style[@{W}type='paragraph']") if root is not None else ():
            identifier = style.get(f"{W}styleId", "")
            self._elements[identifier] = style
            if style.get(f"{W}default") in {"1", "true", "on"}:
                self.default = identifier
        self._known: dict[str, Style] = {}

    def __getitem__(self, identifier: str) -> Style:
        if identifier not in self._known:
            self._known[identifier] = self._resolve(identifier)
        return self._known[identifier]

    def _resolve(self, identifier: str) -> Style:
        style, seen = Style(), set()
        while identifier in self._elements and identifier not in seen:  # a style may be based on itself
            seen.add(identifier)
            element = self._elements[identifier]
            name = (value(element.find(f"{W}name")) or "").lower()
            style.name = style.name or name
            if style.outline is None:
                style.outline = integer(element.find(f"{W}pPr/{W}outlineLvl"))
            if style.outline is None and (heading := _HEADING_STYLE.fullmatch(name)):
                style.outline = int(heading[1]) - 1
            number, depth = numbering(element.find(f"{W}pPr/{W}numPr"))
            own_number, own_depth = style.numbering
            style.numbering = (own_number or number, own_depth if own_depth is not None else depth)
            identifier = value(element.find(f"{W}basedOn")) or ""
        return style


class Numbering:
    """The numbers and bullets of lists, counted as Word does (17.9)."""

    def __init__(self, root: Element | None) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._abstract: dict[str, str] = {}
        self._restarts: dict[str, dict[int, int]] = defaultdict(dict)
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        for element in root.iterfind(f"{W}abstractNum") if root is not None else ():
            levels = {integer(level, "ilvl") or 0: _level(level) for level in element.iterfind(f"{W}lvl")}
            self._levels[element.get(f"{W}abstractNumId", "")] = levels
        for element in root.iterfind(f"{W}num") if root is not None else ():
            number = element.get(f"{W}numId", "")
            self._abstract[number] = value(element.find(f"{W}abstractNumId")) or ""
            for override in element.iterfind(f"{W}lvlOverride"):
                start = integer(override.find(f"{W}startOverride"))
                if start is not None:
                    self._restarts[number][integer(override, "ilvl") or 0] = start

    def next(self, number: str, depth: int) -> str:
        """The marker of the next paragraph of a list: "3.", "b)", "1.2.", "•"."""
        abstract = self._abstract.get(number, "")
        levels = self._levels.get(abstract, {})
        if depth not in levels:
            return "•"
        style, pattern, _ = levels[depth]
        if style in {"bullet", "none"}:
            return "•" if style == "bullet" else ""
        counts = self._counts[abstract]
        following = counts[depth] + 1 if depth in counts else levels[depth][2]
        counts[depth] = self._restarts[number].pop(depth, following)
        for deeper in [each for each in counts if each > depth]:
            del counts[deeper]
        for each, (each_style, _, start) in levels.items():
            if each <= depth:
                shown = "decimal" if each < depth and each_style == "bullet" else each_style
                pattern = pattern.replace(f"%{each + 1}", numeral(counts.setdefault(each, start), shown))
        return pattern.strip()


def _level(element: Element) -> tuple[str, str, int]:
    """The number format, the pattern and the first number of a list level."""
    start = integer(element.find(f"{W}start"))
    style = value(element.find(f"{W}numFmt")) or "decimal"
    return style, value(element.find(f"{W}lvlText")) or "", 1 if start is None else start


def numbering(element: Element | None) -> tuple[str | None, int | None]:
    """The list and the depth that a numPr names."""
    if element is None:
        return None, None
    return value(element.find(f"{W}numId")), integer(element.find(f"{W}ilvl"))


def value(element: Element | None) -> str | None:
    """The attribute in which Word keeps nearly everything."""
    return element.get(f"{W}val") if element is not None else None


def integer(element: Element | None, name: str = "val") -> int | None:
    """An attribute as a number, None where it is missing or none."""
    value = element.get(f"{W}{name}", "") if element is not None else ""
    return int(value) if value.isdecimal() and len(value) < 10 else None
