"""What every reader uses: one voice to refuse a file, and the collecting of blocks and tables."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.errors import UnreadableDocumentError
from ingest.documents import Block, BlockKind, Note, ParsedDocument
from ingest.readers.base import Limits

MEGABYTE = 1024**2
MAX_SPAN = 1_000  # what HTML allows for colspan; no real table comes near
SAVE_AGAIN = "Ábralo en el programa con que se hizo, guárdelo de nuevo y vuelva a cargarlo."

_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\ufffe]")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"))
_ROMAN_UNITS = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")


def refuse(path: Path, why: str, hint: str = SAVE_AGAIN) -> UnreadableDocumentError:
    """The error that says in one Spanish sentence why a file is not read, and what to do."""
    return UnreadableDocumentError(f"El archivo «{path.name}» {why}.", hint)


def check_size(path: Path, limits: Limits) -> None:
    """Refuse a file that is missing, empty or larger than allowed."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise refuse(path, "no se puede abrir", "Compruebe que existe y que tiene permiso para leerlo.") from error
    if not path.is_file():
        raise refuse(path, "no es un archivo", "Indique un archivo, no una carpeta.")
    if not size:
        raise refuse(path, "está vacío", "Vuelva a descargarlo o pídalo de nuevo a quien lo envió.")
    if size > limits.file_bytes:
        sizes = f"pesa {size / MEGABYTE:.1f} MB y el máximo es {limits.file_bytes / MEGABYTE:.1f} MB"
        raise refuse(path, sizes.replace(".", ","), "Divídalo en partes más pequeñas.")


def read_bytes(path: Path, limits: Limits) -> bytes:
    """The whole content of a file whose size has been checked."""
    check_size(path, limits)
    try:
        return path.read_bytes()
    except OSError as error:
        raise refuse(path, "no se puede abrir", "Compruebe que tiene permiso para leerlo.") from error


@contextmanager
def damage_reported(path: Path) -> Iterator[None]:
    """Turn whatever a library raises on malformed content into our error; to be held around library calls only."""
    try:
        yield
    except UnreadableDocumentError:
        raise
    except Exception as error:
        raise refuse(path, "está dañado y no se puede leer") from error


def clean(text: str) -> str:
    """Composed letters, single spaces, no invisible characters."""
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)).split())


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell as its document declares it. Spans are in columns and rows, at least 1."""

    text: str = ""
    columns: int = 1
    rows: int = 1


def span(declared: str | None) -> int:
    """A span attribute as a number that a table can have."""
    return min(max(int(declared), 1), MAX_SPAN) if declared and declared.strip().isdecimal() else 1


def numeral(number: int, style: str) -> str:
    """A list number in one of Office's formats (ECMA-376 17.18.59); the formats that Colombia does not use, in digits."""
    if style in {"lowerLetter", "upperLetter"} and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 9)
        return letter.upper() if style == "upperLetter" else letter
    if style in {"lowerRoman", "upperRoman"} and 0 < number < 4_000:
        left, roman = number, ""
        for value, sign in _ROMAN:
            roman += sign * (left // value)
            left %= value
        roman += _ROMAN_UNITS[left]
        return roman.upper() if style == "upperRoman" else roman
    return {"decimalZero": f"{number:02d}", "ordinal": f"{number}º"}.get(style, str(number))


def join_headers(rows: Sequence[Sequence[str]]) -> list[str]:
    """One name a column out of several header rows: "Ingresos / Recaudo"."""
    return [" / ".join(dict.fromkeys(filter(None, names))) for names in zip(*rows, strict=True)]


def _header_depth(rows: Sequence[Sequence[Cell]], width: int) -> int:
    """How many rows are the header where the document does not say: more than one if its cells group others."""
    first = rows[0] if rows else ()
    depth = max((cell.rows for cell in first), default=1)
    if depth == 1 and any(1 < cell.columns < width for cell in first):
        depth = 2
    return min(depth, max(len(rows) - 1, 1))


class BlockWriter:
    """Collects a document's blocks in reading order, each under the headings above it.

    ``page_index`` and ``page_label`` are put on every block until they change.
    """

    def __init__(self, path: Path, limits: Limits) -> None:
        self.path = path
        self.blocks: list[Block] = []
        self.warnings: list[str] = []
        self.page_index: int | None = None
        self.page_label: str | None = None
        self._limits = limits
        self._headings: list[tuple[int, str]] = []
        self._tables = 0
        self._cells = 0

    def heading(self, text: str, level: int) -> None:
        """Add a heading and put what follows under it."""
        if text := clean(text):
            self.leave(level)
            self._add(text, BlockKind.HEADING, level)
            self._headings.append((level, text))

    def leave(self, level: int) -> None:
        """Close the sections of this level and deeper."""
        self._headings = [(each, text) for each, text in self._headings if each < level]

    def paragraph(self, text: str) -> None:
        """Add a paragraph, unless it is blank."""
        if text := clean(text):
            self._add(text, BlockKind.PARAGRAPH)

    def item(self, text: str, level: int) -> None:
        """Add a list item with the marker it shows; level 1 is the outermost."""
        if text := clean(text):
            self._add(text, BlockKind.LIST_ITEM, level)

    def table(self, rows: Sequence[Sequence[Cell]], header_rows: int | None = None) -> None:
        """Add a table given by its cells and their spans; a spanned header names every column under it.

        Args:
            rows: the cells that begin in each row, from left to right.
            header_rows: how many rows are the header, None to judge by their spans.
        """
        rows = [[replace(cell, text=clean(cell.text)) for cell in row] for row in rows]
        once, spread = self._lay_out(rows)
        start = 0
        if header_rows is None:
            while len(rows) - start > 1 and sum(map(bool, once[start])) == 1 and len(rows[start]) == 1 < len(once[0]):
                start += 1  # a title over the whole width
            header_rows = _header_depth(rows[start:], len(once[0]) if once else 0)
        for title in once[:start]:
            self.paragraph(" ".join(title))
        end = start + header_rows
        self.plain_table(join_headers(spread[start:end]), once[end:])

    def plain_table(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Add a table without spans, less its empty rows and columns; one of a single cell is a paragraph.

        Args:
            header: the name of each column; where all are blank, the first filled row is taken for the header.
            rows: the cells, aligned with the header.
        """
        rows = [row for row in rows if any(row)]
        kept = [place for place, name in enumerate(header) if name or any(row[place] for row in rows)]
        lines = [[row[place] for place in kept] for row in (header, *rows) if any(row)]
        if len(lines) == 1 and len(kept) == 1:
            self.paragraph(lines[0][0])
        elif lines:
            self.rows(lines[0], lines[1:])

    def rows(self, header: Sequence[str], rows: Sequence[Sequence[str]], table: int | None = None) -> int:
        """Add the rows of a table whose header is known, and return the table's number.

        Args:
            header: the name of each column, all of them blank where the table has none.
            rows: the cells, aligned with the header.
            table: the number of the table that these rows continue.
        """
        rows = [row for row in rows if any(row)]
        if not rows and any(header):  # a header alone is still worth finding
            header, rows = [""] * len(header), [header]
        self._cells += len(header) * len(rows)
        self.refuse_over(self._cells)
        if table is None:
            self._tables += 1
        names = _join(header) if any(header) else ""
        for row in rows:
            self._add(_join(row), BlockKind.TABLE_ROW, table=table or self._tables, header=names)
        return table or self._tables

    def annotate(self, note: Note, *, since: int, until: int | None = None) -> None:
        """Put a note on the blocks from number ``since`` on, over what an earlier note says of them."""
        known = {key: value for key in Note.__slots__ if (value := getattr(note, key)) is not None}
        for place in range(since, len(self.blocks) if until is None else until):
            block = self.blocks[place]
            self.blocks[place] = replace(block, note=replace(block.note or Note(), **known))

    def first_heading(self) -> str:
        """The text of the first heading of the first level, empty where there is none."""
        headings = (block for block in self.blocks if block.kind is BlockKind.HEADING and block.level == 1)
        return next((block.text for block in headings), "")

    def finish(self, *, title: str = "", metadata: Mapping[str, str] | None = None, pages: int = 0) -> ParsedDocument:
        """The document.

        Raises:
            UnreadableDocumentError: nothing was collected.
        """
        if not self.blocks:
            hint = "Si su contenido son imágenes, busque una versión con texto."
            raise refuse(self.path, "no contiene texto que se pueda leer", hint)
        return ParsedDocument(tuple(self.blocks), clean(title), dict(metadata or {}), pages, tuple(self.warnings))

    def _add(self, text: str, kind: BlockKind, level: int = 0, *, table: int | None = None, header: str = "") -> None:
        path = tuple(heading for _, heading in self._headings)
        self.blocks.append(Block(text, kind, level, path, self.page_index, self.page_label, table, header))

    def refuse_over(self, cells: int) -> None:
        """Refuse a document whose tables have more cells than the limits allow."""
        if cells > self._limits.cells:
            raise refuse(self.path, "tiene tablas demasiado grandes", "Divídalo en archivos más pequeños.")

    def _lay_out(self, rows: Sequence[Sequence[Cell]]) -> tuple[list[list[str]], list[list[str]]]:
        """Place cells as HTML does: each at the first free column, spans kept inside the table.

        Returns:
            Two rectangles of texts: each text once, at its first position; each text at every position it covers.
        """
        area = sum(cell.columns * min(cell.rows, len(rows) - top) for top, row in enumerate(rows) for cell in row)
        self.refuse_over(area)
        once: list[dict[int, str]] = [{} for _ in rows]
        spread: list[dict[int, str]] = [{} for _ in rows]
        for top, row in enumerate(rows):
            column = 0
            for cell in row:
                while column in spread[top]:
                    column += 1
                once[top][column] = cell.text
                for line in spread[top : top + cell.rows]:
                    line.update(dict.fromkeys(range(column, column + cell.columns), cell.text))
        width = max((max(line, default=-1) + 1 for line in spread), default=0)
        self.refuse_over(width * len(rows))
        return (
            [[line.get(column, "") for column in range(width)] for line in once],
            [[line.get(column, "") for column in range(width)] for line in spread],
        )


def _join(cells: Sequence[str]) -> str:
    """Cells by " | "; a bar inside a cell loses its spaces, so that splitting gives the same cells back."""
    return " | ".join(re.sub(r"\s*\|\s*", "|", cell) for cell in cells)
