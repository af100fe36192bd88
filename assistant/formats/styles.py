"""The cell formats of a workbook: what is locked, what shows dates, and new formats added after the ones there are."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from assistant.formats.markup import Element, append_inside, apply_edits, child, outline, set_attribute

PENDING_COLOUR = "FFFFF2CC"  # pale amber: readable on screen, light grey in a black and white print
HEADER_COLOUR = "FF1F4E79"

_BUILT_IN_DATES = {14, 15, 16, 17, 22}
_SHORT_DATE = 14
_THOUSANDS, _THOUSANDS_AND_DECIMALS = 3, 4
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_UNLOCKED = re.compile(r"<(?:\w+:)?protection[^>]*\blocked=[\"'](?:0|false)[\"']")


@dataclass(slots=True)
class Styles:
    """The styles part of a workbook, read once; new formats are appended and none is changed."""

    content: bytes
    _formats: list[str] = field(default_factory=list)
    _dates: set[int] = field(default_factory=set)
    _new_fills: list[str] = field(default_factory=list)
    _new_fonts: list[str] = field(default_factory=list)
    _new_formats: list[str] = field(default_factory=list)
    _counts: dict[str, int] = field(default_factory=dict)
    _memo: dict[tuple[str, int], int] = field(default_factory=dict)
    _prefix: str = ""

    @classmethod
    def read(cls, content: bytes) -> Styles:
        """Read a styles part.

        Raises:
            MarkupError: it is not well-formed.
        """
        styles = cls(content)
        elements = outline(content, depth=3)
        styles._prefix = elements[0].prefix
        for name in ("numFmts", "fonts", "fills", "cellXfs"):
            parent = child(elements, name)
            inside = [each for each in elements if parent and parent.start < each.start < parent.inner_end]
            styles._counts[name] = len(inside)
            if name == "cellXfs":
                styles._formats = [content[each.start : each.end].decode() for each in inside]
            elif name == "numFmts":
                styles._dates = {int(each.attributes["numFmtId"]) for each in inside if _is_date(each)}
        return styles

    def is_unlocked(self, style: int) -> bool:
        """Whether cells of this format may be written on a protected sheet; they are locked unless it says so."""
        return style < len(self._formats) and _UNLOCKED.search(self._formats[style]) is not None

    def shows_dates(self, style: int) -> bool:
        """Whether this format shows a number as a date."""
        number = self._number_format(style)
        return number in _BUILT_IN_DATES or number in self._dates

    def dated(self, style: int) -> int:
        """A format like this one that shows dates: itself, an existing one, or a new one."""
        if self.shows_dates(style) or not self._formats:
            return style
        wanted = _set(self._format(style), "numFmtId", str(_SHORT_DATE))
        wanted = _set(wanted, "applyNumberFormat", "1")
        if wanted in self._formats:
            return self._formats.index(wanted)
        return self._add(("date", style), wanted)

    def pending(self, style: int) -> int:
        """A format like this one on the colour of what is still to be filled."""
        if ("pending", style) in self._memo:
            return self._memo["pending", style]
        fill = self._add_fill(PENDING_COLOUR)
        coloured = _set(_set(self._format(style), "fillId", str(fill)), "applyFill", "1")
        return self._add(("pending", style), coloured)

    def header(self) -> int:
        """A format for the heading of a sheet of ours: bold and white on dark blue, wrapped."""
        p = self._prefix
        font = self._counts["fonts"] + len(self._new_fonts)
        if ("header", 0) not in self._memo:
            self._new_fonts.append(f'<{p}font><{p}b/><{p}sz val="11"/><{p}color rgb="FFFFFFFF"/></{p}font>')
        return self._plain(("header", 0), font=font, fill=self._add_fill(HEADER_COLOUR))

    def wrapped(self) -> int:
        """A format for the text of a sheet of ours: wrapped, aligned to the top."""
        return self._plain(("wrapped", 0), font=0, fill=0)

    def amount(self, *, whole: bool) -> int:
        """A format for the numbers of a sheet of ours: with separators of thousands, and decimals unless whole."""
        number = _THOUSANDS if whole else _THOUSANDS_AND_DECIMALS
        return self._plain(("amount", number), font=0, fill=0, number=number)

    def written(self) -> bytes:
        """The part with what was added; the same bytes when nothing was."""
        edits = []
        elements = outline(self.content)
        for name, new in (("fonts", self._new_fonts), ("fills", self._new_fills), ("cellXfs", self._new_formats)):
            parent = child(elements, name)
            if new and parent is not None:
                edits.append(append_inside(self.content, parent, "".join(new).encode()))
                if "count" in parent.attributes:
                    edits.append(set_attribute(self.content, parent, "count", str(self._counts[name] + len(new))))
        return apply_edits(self.content, edits)

    def _plain(self, key: tuple[str, int], *, font: int, fill: int, number: int = 0) -> int:
        p = self._prefix
        alignment = f'<{p}alignment vertical="top" wrapText="1"/>'
        return self._add(
            key,
            f'<{p}xf numFmtId="{number}" fontId="{font}" fillId="{fill}" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" '
            f'applyFill="1" applyAlignment="1">{alignment}</{p}xf>',
        )

    def _add(self, key: tuple[str, int], written: str) -> int:
        if key not in self._memo:
            self._new_formats.append(written)
            self._memo[key] = len(self._formats) + len(self._new_formats) - 1
        return self._memo[key]

    def _add_fill(self, colour: str) -> int:
        p = self._prefix
        fill = (
            f'<{p}fill><{p}patternFill patternType="solid"><{p}fgColor rgb="{colour}"/><{p}bgColor indexed="64"/>'
            f"</{p}patternFill></{p}fill>"
        )
        if fill not in self._new_fills:
            self._new_fills.append(fill)
        return self._counts["fills"] + self._new_fills.index(fill)

    def _format(self, style: int) -> str:
        if style < len(self._formats):
            return self._formats[style]
        added = style - len(self._formats)
        return self._new_formats[added] if added < len(self._new_formats) else f"<{self._prefix}xf/>"

    def _number_format(self, style: int) -> int:
        match = re.search(r"\bnumFmtId=[\"'](\d+)[\"']", self._format(style))
        return int(match[1]) if match else 0


def _is_date(number_format: Element) -> bool:
    code = _QUOTED.sub("", number_format.attributes.get("formatCode", "")).lower()
    return "y" in code or ("d" in code and "m" in code)


def _set(element: str, attribute: str, value: str) -> str:
    """An element's text with an attribute of its start tag set."""
    start, end = element.index("<"), element.index(">")
    tag = element[start:end]
    if re.search(rf"\s{attribute}=", tag):
        changed = re.sub(rf"(\s{attribute}=)([\"'])[^\"']*\2", rf'\g<1>"{value}"', tag)
    else:
        name = re.match(r"<[\w:]+", tag)
        assert name is not None
        changed = tag[: name.end()] + f' {attribute}="{value}"' + tag[name.end() :]
    return element[:start] + changed + element[end:]
