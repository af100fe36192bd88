"""A workbook opened for filling: its sheets by name, its defined names, its formats."""

from __future__ import annotations

import posixpath
import re
from functools import cached_property
from pathlib import Path

from assistant.formats.addresses import CellAddress, CellRange
from assistant.formats.markup import MarkupError
from assistant.formats.package import WORKBOOK, Template, refuse
from assistant.formats.sheet import Sheet, read_sheet
from assistant.formats.styles import Styles

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_STRICT = b"http://purl.oclc.org/ooxml/"


class Book:
    """The workbook of a template; sheets are read when they are asked for.

    Raises:
        InvalidTemplateError: see :class:`assistant.formats.package.Template`; also a workbook in the strict dialect.
    """

    def __init__(self, path: Path) -> None:
        self.package = Template(path, WORKBOOK)
        self.main = self.package.main
        if _STRICT in self.package[self.main]:
            raise refuse(path, "usa la variante «estricta» de Excel", "Guárdela como «Libro de Excel (.xlsx)».")
        root = self.package.parse(self.main)
        targets = {link.id: link.target for link in self.package.related(self.main) if link.kind == "worksheet"}
        self.sheet_parts = {
            sheet.get("name", ""): targets[sheet.get(_LINK, "")]
            for sheet in root.iterfind(f"{_MAIN}sheets/{_MAIN}sheet")
            if sheet.get(_LINK, "") in targets
        }
        self.sheet_names = tuple(each.get("name", "") for each in root.iterfind(f"{_MAIN}sheets/{_MAIN}sheet"))
        self.defined_names = {
            name.get("name", ""): name.text or "" for name in root.iterfind(f"{_MAIN}definedNames/{_MAIN}definedName")
        }
        properties = root.find(f"{_MAIN}workbookPr")
        self.starts_1904 = properties is not None and properties.get("date1904") in {"1", "true"}
        self._sheets: dict[str, Sheet] = {}

    @cached_property
    def styles_part(self) -> str | None:
        """The part that holds the cell formats."""
        return self.package.target(self.main, "styles")

    @cached_property
    def styles(self) -> Styles | None:
        """The cell formats, None in a workbook without any."""
        return Styles.read(self.package[self.styles_part]) if self.styles_part else None

    def sheet_name(self, asked: str) -> str | None:
        """The sheet's name as the workbook writes it: names differ in more than case (18.2.19)."""
        return next((name for name in self.sheet_parts if name.casefold() == asked.strip().casefold()), None)

    def sheet(self, name: str) -> Sheet:
        """A sheet by its name.

        Raises:
            InvalidTemplateError: the sheet cannot be read.
        """
        if name not in self._sheets:
            try:
                self._sheets[name] = read_sheet(self.package[self.sheet_parts[name]])
            except MarkupError as error:
                raise refuse(self.package.path, f"está dañada: no se puede leer la hoja «{name}»") from error
        return self._sheets[name]

    def sheets_with_formulas(self) -> dict[str, Sheet]:
        """Every sheet that holds a formula, by name."""
        return {
            name: self.sheet(name) for name, part in self.sheet_parts.items() if _FORMULA.search(self.package[part])
        }

    def table_headers(self, name: str) -> list[CellRange]:
        """The header rows of a sheet's tables: their text names the columns, so it cannot change."""
        found = []
        for link in self.package.related(self.sheet_parts[name]):
            if link.kind == "table":
                table = self.package.parse(link.target)
                area = CellRange.parse(table.get("ref", "A1"))
                if table.get("headerRowCount", "1") != "0":
                    found.append(CellRange(area.first, CellAddress(area.first.row, area.last.column)))
        return found

    @property
    def folder(self) -> str:
        """The folder of the main part: "xl"."""
        return posixpath.dirname(self.main)
