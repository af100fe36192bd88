"""TerriData exports: thirteen named columns, one figure per row, as a sheet, a CSV or the whole country by "|".

Columns as the DNP's downloads name them: Código Departamento, Departamento, Código Entidad, Entidad, Dimensión,
Subcategoría, Indicador, Dato Numérico, Dato Cualitativo, Año, Mes, Fuente, Unidad de Medida. They are found by name: the
order, capitals and accents may differ, and whole-country files carry a fourteenth that is empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from assistant.indicators.entities import name_key
from ingest.indicators.cells import Cell, column_letter, repaired, text_of
from ingest.indicators.report import Kind
from ingest.indicators.staged import Journal, StagedCell, place
from ingest.indicators.tables import DelimitedText, Row, Sheet, Table

_COLUMNS = {
    "Departamento": "department",
    "Código Entidad": "code",
    "Entidad": "name",
    "Dimensión": "dimension",
    "Subcategoría": "subcategory",
    "Indicador": "indicator",
    "Dato Numérico": "number",
    "Dato Cualitativo": "words",
    "Año": "year",
    "Mes": "month",
    "Fuente": "source",
    "Unidad de Medida": "unit",
}
_NEEDED = frozenset({"code", "indicator", "number", "year"})
_SEARCHED_ROWS = 10
FILLER = "Relleno del archivo, sin entidad ni año"


def _keys(header: str) -> set[str]:
    """A header's name, and the same with its accented letters lost, or made "_" as the open-data portal does."""
    lost = "".join(char if ord(char) < 128 else "" for char in header)
    spaced = "".join(char if ord(char) < 128 else " " for char in header)
    return {name_key(header), name_key(lost), name_key(spaced)}


_MEANING = {key: meaning for header, meaning in _COLUMNS.items() for key in _keys(header)}


@dataclass(frozen=True, slots=True)
class Header:
    """The row of the header, and the place of each column from 0."""

    row: int
    places: dict[str, int]

    @property
    def value_column(self) -> str:
        """The letter of the column of numbers."""
        return column_letter(self.places["number"])

    @property
    def words_column(self) -> str:
        """The letter of the column of words; that of the numbers where there is none."""
        return column_letter(self.places.get("words", self.places["number"]))


def find_header(rows: Iterator[Row]) -> Header | None:
    """The header of an export among the first rows, or None where this is none."""
    for number, cells in islice(rows, _SEARCHED_ROWS):
        places: dict[str, int] = {}
        for at, cell in enumerate(cells):
            header = repaired(text_of(cell)).replace("\N{REPLACEMENT CHARACTER}", "")
            if meaning := _MEANING.get(name_key(header)):
                places.setdefault(meaning, at)
        if places.keys() >= _NEEDED:
            return Header(number, places)
    return None


@dataclass(frozen=True, slots=True)
class TerriData:
    """An export: its sheets, each with its header. A sheet without one is noted and left out."""

    sheets: tuple[tuple[Sheet, Header], ...]
    left_out: tuple[str, ...] = ()
    text: DelimitedText | None = None
    kind: Kind = Kind.TERRIDATA
    mapping: str = ""
    is_proposed: bool = False

    @classmethod
    def recognise(cls, table: Table) -> TerriData | None:
        """The export that a file is, or None."""
        found, left_out = [], []
        for sheet in table.sheets:
            header = find_header(sheet.rows())
            if header is not None:
                found.append((sheet, header))
            else:
                left_out.append(sheet.name)
        return cls(tuple(found), tuple(left_out), table.text) if found else None

    @property
    def plain_text(self) -> tuple[DelimitedText, Header] | None:
        """The text behind it, where its fields can be told by their delimiter alone."""
        if self.text is None or self.text.quoted:
            return None
        return self.text, self.sheets[0][1]

    def cells(self, journal: Journal) -> Iterator[StagedCell]:
        """One cell per row; filler rows are noted in the journal."""
        journal.notices.extend(f"La hoja «{name}» no es una tabla de TerriData y no se leyó." for name in self.left_out)
        for sheet, header in self.sheets:
            for number, cells in sheet.rows():
                if number > header.row and any(text_of(cell) for cell in cells):
                    yield from _cell(sheet.name, number, cells, header, journal)


def _cell(sheet: str, number: int, cells: Sequence[Cell], header: Header, journal: Journal) -> Iterator[StagedCell]:
    def text(meaning: str) -> str:
        at = header.places.get(meaning, len(cells))
        return text_of(cells[at]) if at < len(cells) else ""

    journal.rows += 1
    code, name, year = text("code"), text("name"), text("year")
    if not (code or name or year):
        journal.skip(FILLER, place(sheet, number), next(filter(None, map(text_of, cells)), ""))
        return
    at = header.places["number"]
    written = text("number")
    yield StagedCell(
        row=number,
        sheet=sheet,
        column=header.value_column if written else header.words_column,
        number=written,
        native=at < len(cells) and isinstance(cells[at], float),
        words=text("words"),
        year=year,
        indicator=text("indicator"),
        code=code,
        name=name,
        department=text("department"),
        month=text("month"),
        dimension=text("dimension"),
        subcategory=text("subcategory"),
        unit=text("unit"),
        source=text("source"),
    )
