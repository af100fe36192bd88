"""Excel workbooks: what each visible sheet shows, as tables with their titles and headers.

The sheets are parsed here, in one pass that keeps only what is filled: openpyxl can tell neither merged cells while
streaming nor an empty cell from a formula without result, and walks whatever area a file claims to have. Dates and
number formats are openpyxl's. Element names are those of ECMA-376 part 1, chapter 18 (SpreadsheetML).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.cell import column_index_from_string, range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from ingest.documents import ParsedDocument
from ingest.readers.base import Limits
from ingest.readers.blocks import BlockWriter, clean, refuse
from ingest.readers.office.package import EXCEL, Package
from ingest.readers.office.sheets import Merge, Sheet, SheetWriter, Value

Element: TypeAlias = etree._Element

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
TYPED_DECIMALS = 6  # nobody types more; beyond it a number was computed
_YEARS = range(1900, 2101)


class XlsxReader:
    """Reads ``.xlsx`` and ``.xlsm``: values, not formulas; hidden sheets are left out and named in a warning."""

    suffixes: frozenset[str] = frozenset({".xlsx", ".xlsm"})

    def read(self, path: Path, limits: Limits) -> ParsedDocument:
        """Read the workbook whole; see :class:`ingest.readers.base.Reader`."""
        writer = BlockWriter(path, limits)
        with Package(path, limits, EXCEL) as package:
            book = _Book(package, writer)
            for name, part in book.visible_sheets():
                SheetWriter(writer, book.sheet(name, part)).write()
            metadata = package.properties()
        if not writer.blocks and writer.warnings:
            raise refuse(path, "no tiene datos en sus hojas visibles", " ".join(writer.warnings))
        return writer.finish(title=metadata.get("title", ""), metadata=metadata)


class _Book:
    """An open workbook: its strings, its number formats, and its sheets one at a time."""

    def __init__(self, package: Package, writer: BlockWriter) -> None:
        self._package = package
        self._writer = writer
        self._root = package.parse(package.main)
        self._links = package.related(package.main)
        parts = dict(self._links.values())
        self._strings = _shared_strings(package.parse(parts.get("sharedStrings")))
        self._formats = _number_formats(package.parse(parts.get("styles")))
        settings = self._root.find("{*}workbookPr") if self._root is not None else None
        self._mac = settings is not None and settings.get("date1904") in {"1", "true"}
        self._cells = 0

    def visible_sheets(self) -> Iterator[tuple[str, str]]:
        """The name and the part of each sheet that shows."""
        for entry in self._root.iterfind("{*}sheets/{*}sheet") if self._root is not None else ():
            name = clean(entry.get("name", ""))
            kind, part = self._links.get(entry.get(_RELATION, ""), ("", ""))
            if entry.get("state", "visible") != "visible":
                self._writer.warnings.append(f"La hoja «{name}» está oculta y no se leyó.")
            elif kind == "worksheet":
                yield name, part

    def sheet(self, name: str, part: str) -> Sheet:
        """What a sheet holds, by row and column, however far apart."""
        sheet = Sheet(name)
        lost, row_number = 0, 0
        with self._package.open(part) as stream:
            options = {"resolve_entities": False, "no_network": True, "load_dtd": False}
            for _, element in etree.iterparse(stream, tag=("{*}row", "{*}mergeCell"), **options):
                if element.get("ref") is not None:
                    left, top, right, bottom = range_boundaries(element.get("ref", ""))
                    sheet.merges.append(Merge(top or 1, left or 1, bottom or 1, right or 1))
                    continue
                row_number = int(element.get("r", row_number + 1))
                cells, without_result = self._row(element)
                lost += without_result
                if cells:
                    sheet.rows.setdefault(row_number, {}).update(cells)
                    self._cells += len(cells)
                    self._writer.refuse_over(self._cells)
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
        if lost:
            formulas = "una fórmula" if lost == 1 else f"{lost} fórmulas"
            remedy = "ábrala en Excel, guárdela y vuelva a cargarla"
            self._writer.warnings.append(f"La hoja «{name}» tiene {formulas} sin resultado guardado: {remedy}.")
        return sheet

    def _row(self, row: Element) -> tuple[dict[int, Value], int]:
        """The filled cells of a row, and how many formulas have no saved result."""
        found: dict[int, Value] = {}
        column = without_result = 0
        for cell in row.iterchildren("{*}c"):
            reference = cell.get("r")
            column = column_index_from_string(reference.rstrip("0123456789")) if reference else column + 1
            raw, kind, formula = "", cell.get("t", "n"), False
            for child in cell:
                name = etree.QName(child).localname if isinstance(child.tag, str) else ""
                if name == "v":
                    raw = child.text or ""
                elif name == "is":
                    raw = _rich_text(child)
                formula = formula or name == "f"
            without_result += formula and not raw and kind != "str"
            value = self._value(kind, raw, cell.get("s", "0")) if raw else None
            if value is not None and value.text:
                found[column] = value
        return found, without_result

    def _value(self, kind: str, raw: str, style: str) -> Value | None:
        if kind == "s":
            place = int(raw)
            return Value(self._strings[place]) if place < len(self._strings) else None
        if kind in {"str", "inlineStr", "d"}:
            return Value(clean(raw.removesuffix("T00:00:00") if kind == "d" else raw))
        if kind == "b":
            return Value("VERDADERO" if raw == "1" else "FALSO")
        if kind == "e":
            return None
        place = int(style)
        code = self._formats[place] if place < len(self._formats) else "General"
        text = _written(raw.strip(), code, mac=self._mac)
        return Value(text, number=not (text.isdecimal() and int(text) in _YEARS))


def _shared_strings(root: Element | None) -> list[str]:
    entries = root.iterchildren("{*}si") if root is not None else ()
    return [clean(_rich_text(entry)) for entry in entries]


def _rich_text(element: Element) -> str:
    """The text of all runs, phonetic hints (18.4.6) left out."""
    return "".join(text.text or "" for text in element.iterfind("{*}t")) + "".join(
        text.text or "" for text in element.iterfind("{*}r/{*}t")
    )


def _number_formats(root: Element | None) -> list[str]:
    """The format code of each cell style."""
    if root is None:
        return []
    codes = {str(number): code for number, code in BUILTIN_FORMATS.items()}
    for entry in root.iterfind("{*}numFmts/{*}numFmt"):
        codes[entry.get("numFmtId", "")] = entry.get("formatCode", "General")
    styles = root.iterfind("{*}cellXfs/{*}xf")
    return [codes.get(style.get("numFmtId", ""), "General") for style in styles]


@lru_cache(maxsize=65_536)
def _written(raw: str, code: str, *, mac: bool) -> str:
    """A number as Excel shows it in Colombia: ISO dates, decimal comma, no thousands, 15 digits as Excel keeps."""
    try:
        number = float(raw)
        if is_date_format(code):
            return _moment(
                from_excel(number, CALENDAR_MAC_1904 if mac else CALENDAR_WINDOWS_1900, is_timedelta_format(code))
            )
        exact = Decimal(raw if re.fullmatch(r"-?\d+", raw) else f"{number:.15g}")
    except (ValueError, OverflowError, ArithmeticError):
        return raw
    shown = re.sub(r'"[^"]*"|\\.', "", code)
    found = re.search(r"\.(0+)", shown)
    decimals = max(2, len(found[1]) if found else 0)
    if "%" in shown:
        return _plain(round(exact * 100, decimals)) + "%"
    if exact != round(exact, TYPED_DECIMALS):  # the result of a formula: as precise as it is shown
        exact = round(exact, decimals if found else TYPED_DECIMALS)
    padded = re.fullmatch(r"0{2,}", shown)  # codes: 5001 shown as 05001
    return _plain(exact).zfill(len(shown) if padded else 0)


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text.replace(".", ",")


def _moment(moment: datetime | time | timedelta | None) -> str:
    if isinstance(moment, datetime):
        return moment.date().isoformat() if moment.time() == time() else moment.isoformat(" ", "minutes")
    if isinstance(moment, time):
        return moment.isoformat("minutes")
    if moment is None:
        return ""
    minutes = round(moment.total_seconds() / 60)
    return f"{minutes // 60}:{minutes % 60:02d}"
