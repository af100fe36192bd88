"""Files of figures as sheets of cells: workbooks (XLSX, XLSM, XLS), delimited text, and either of them in a zip."""

from __future__ import annotations

import codecs
import csv
import shutil
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.errors import UnreadableDocumentError
from ingest.indicators.cells import Cell
from ingest.readers.base import Limits
from ingest.readers.blocks import check_size, damage_reported, refuse
from ingest.readers.office.package import EXCEL, Package

LIMITS = Limits(file_bytes=8 * 1024**3, unpacked_bytes=8 * 1024**3, cells=60_000_000)
"""Whole-country files weigh gigabytes; a workbook has a million rows at most."""

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls"})
TEXTS = frozenset({".csv", ".txt", ".tsv"})
_DELIMITERS = "|;\t,"
_BLOCK = 1 << 20
_LONGEST_FIELD = 1 << 20

Row = tuple[int, Sequence[Cell]]
"""The number of a row, from 1 as spreadsheets count, and its cells."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet, or a whole text file under an empty name. ``rows`` may be asked for more than once."""

    name: str
    rows: Callable[[], Iterator[Row]]


@dataclass(frozen=True, slots=True)
class DelimitedText:
    """A text file in UTF-8 whose fields a character parts; ``quoted`` where a field may hold that character too."""

    path: Path
    delimiter: str
    quoted: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A file that can be read: its sheets, what was left out, and the text behind it where there is one.

    ``dated`` is the day that a workbook says it was last changed, else the moment of the file (UTC).
    """

    path: Path
    sheets: tuple[Sheet, ...]
    dated: datetime
    notices: tuple[str, ...] = ()
    text: DelimitedText | None = None


@contextmanager
def opened(path: Path) -> Iterator[Table]:
    """A file of figures, open for reading; what has to be unpacked goes to a folder that is removed in the end.

    Raises:
        UnreadableDocumentError: it is empty, damaged, protected, over-large or of a kind that holds no table.
    """
    check_size(path, LIMITS)
    with TemporaryDirectory(prefix="relevo-") as folder:
        inside = _unpacked(path, Path(folder)) if _is_plain_zip(path) else path
        suffix = inside.suffix.lower()
        if suffix in WORKBOOKS:
            yield _workbook(path, inside)
        elif suffix in TEXTS:
            yield _text(path, inside, Path(folder))
        else:
            hint = "Use un archivo XLSX, XLS, CSV o TXT, o un ZIP con uno de ellos."
            raise refuse(path, f"no es una tabla: «{suffix or path.name}» no se puede importar", hint)


def _is_plain_zip(path: Path) -> bool:
    """A workbook is a zip too: only its ending tells."""
    return path.suffix.lower() == ".zip"


def _unpacked(path: Path, folder: Path) -> Path:
    """The one table in a zip, unpacked."""
    if not zipfile.is_zipfile(path):
        raise refuse(path, "no es un ZIP o está incompleto", "Vuelva a descargarlo.")
    with zipfile.ZipFile(path) as archive:
        parts = [part for part in archive.infolist() if Path(part.filename).suffix.lower() in WORKBOOKS | TEXTS]
        parts = [part for part in parts if not Path(part.filename).name.startswith((".", "~$"))]
        if len(parts) != 1:
            why = "no tiene ninguna tabla" if not parts else f"tiene {len(parts)} tablas"
            raise refuse(path, why, "Descomprímalo e importe los archivos que necesite.")
        if parts[0].flag_bits & 0x1:
            raise refuse(
                path, "está protegido con contraseña", "Descomprímalo con su contraseña e importe lo de adentro."
            )
        if parts[0].file_size > min(LIMITS.unpacked_bytes, shutil.disk_usage(folder).free):
            raise refuse(path, "no cabe en el disco al descomprimirlo", "Libere espacio y repita.")
        target = folder / f"tabla{Path(parts[0].filename).suffix.lower()}"
        with damage_reported(path), archive.open(parts[0]) as source, target.open("wb") as out:
            shutil.copyfileobj(source, out, _BLOCK)
    return target


def _workbook(path: Path, inside: Path) -> Table:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    dated = _moment(path)
    if inside.suffix.lower() != ".xls":
        with Package(inside, LIMITS, EXCEL) as package:  # every check before any parser sees the content
            dated = _changed(package.properties().get("modified", "")) or dated
    with damage_reported(path):
        book = CalamineWorkbook.from_path(str(inside))
    shown, notices = [], []
    for sheet in book.sheets_metadata:
        if sheet.typ is not SheetTypeEnum.WorkSheet:
            continue
        if sheet.visible is SheetVisibleEnum.Visible:
            shown.append(Sheet(sheet.name, _sheet_rows(path, book, sheet.name)))
        else:
            notices.append(f"La hoja «{sheet.name}» está oculta y no se leyó.")
    return Table(path, tuple(shown), dated, tuple(notices))


def _moment(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _changed(written: str) -> datetime | None:
    try:
        return datetime.fromisoformat(written).replace(tzinfo=UTC)
    except ValueError:
        return None


def _sheet_rows(path: Path, book: object, name: str) -> Callable[[], Iterator[Row]]:
    def rows() -> Iterator[Row]:
        with damage_reported(path):
            sheet = book.get_sheet_by_name(name)  # type: ignore[attr-defined]
        if sheet.height * sheet.width > LIMITS.cells:
            raise refuse(path, "tiene hojas demasiado grandes", "Divídalo en archivos más pequeños.")
        yield from enumerate(sheet.iter_rows(), start=1)

    return rows


def _text(path: Path, inside: Path, folder: Path) -> Table:
    encoding, quoted = _encoding(path, inside)
    if encoding != "utf-8":
        inside = _recoded(inside, encoding, folder / "texto.csv")
    text = DelimitedText(inside, _delimiter(inside), quoted)

    def rows() -> Iterator[Row]:
        csv.field_size_limit(_LONGEST_FIELD)
        with inside.open(encoding="utf-8-sig", newline="") as file:
            mark = text.delimiter
            lines = (
                csv.reader(file, delimiter=mark) if quoted else csv.reader(file, delimiter=mark, quoting=csv.QUOTE_NONE)
            )
            try:
                yield from enumerate(lines, start=1)
            except csv.Error as error:
                raise refuse(path, "no es una tabla: una de sus líneas es demasiado larga") from error

    return Table(path, (Sheet("", rows),), _moment(path), text=text)


def _encoding(path: Path, inside: Path) -> tuple[str, bool]:
    """How a text is encoded, and whether it has quotation marks: one look at all of it."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    utf8, quoted = True, False
    with inside.open("rb") as file:
        start = file.read(4)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16", True
        file.seek(0)
        while block := file.read(_BLOCK):
            if b"\0" in block:
                raise refuse(path, "no es un texto, aunque su nombre lo diga", "Póngale su terminación verdadera.")
            quoted = quoted or b'"' in block
            if utf8:
                try:
                    decoder.decode(block)
                except UnicodeDecodeError:
                    utf8 = False
    return ("utf-8" if utf8 else "cp1252"), quoted


def _recoded(source: Path, encoding: str, target: Path) -> Path:
    with (
        source.open(encoding=encoding, errors="replace", newline="") as old,
        target.open("w", encoding="utf-8", newline="") as new,
    ):
        shutil.copyfileobj(old, new, _BLOCK)
    return target


def _delimiter(path: Path) -> str:
    """The character that parts the fields: the one most lines at the top have equally often, else the most frequent."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = [
            line for line, _ in zip(iter(lambda: file.readline(_BLOCK), ""), range(20), strict=False) if line.strip()
        ]
    if not lines:
        return ","
    counts = {mark: [line.count(mark) for line in lines] for mark in _DELIMITERS}
    best = max(
        _DELIMITERS,
        key=lambda mark: (max(map(counts[mark].count, set(counts[mark]) - {0}), default=0), max(counts[mark])),
    )
    return best if max(counts[best]) else ","


def refuse_empty(path: Path) -> UnreadableDocumentError:
    """The error for a table that has no rows."""
    return refuse(path, "no tiene ninguna tabla con datos", "Compruebe que es el archivo correcto.")
