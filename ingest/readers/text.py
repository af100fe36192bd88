"""Plain text: the structure that people give it with blank lines, capitals, numbers and dashes."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from ingest.documents import ParsedDocument
from ingest.readers.base import Limits
from ingest.readers.blocks import BlockWriter, clean, read_bytes, refuse

LONGEST_HEADING = 100  # characters

MARKER = re.compile(
    r"\s*(?:[-–—•*·▪●◦]|\(?(?:\d{1,3}|[a-zñ]|[ivxl]{1,6})[.)]|[A-ZÑ]\)|\d{1,3}(?:\.\d{1,3}){1,4}\.?)\s+(?=\S)"
)
"""What begins a list item on a line: "- ", "• ", "3. ", "a) ", "(iv) ", "2.1 "."""

_ARTICLE = re.compile(
    r"\s*(?:Art[íi]culo|ART[ÍI]CULO|Art\.|ART\.|Par[áa]grafo|PAR[ÁA]GRAFO)\s*(?:\d|[úu]nico|transitorio|primero|segundo|[A-ZÚ]+\b)"
)
_DIVISIONS = {
    "libro": 2,
    "parte": 2,
    "titulo": 3,
    "título": 3,
    "capitulo": 4,
    "capítulo": 4,
    "seccion": 5,
    "sección": 5,
}
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class TextReader:
    """Reads ``.txt`` in UTF-8, UTF-16 with a mark, or Windows' Western code page."""

    suffixes: frozenset[str] = frozenset({".txt"})

    def read(self, path: Path, limits: Limits) -> ParsedDocument:
        """Read the text whole; see :class:`ingest.readers.base.Reader`."""
        text = decode(read_bytes(path, limits), path)
        writer = BlockWriter(path, limits)
        _Walker(writer).walk(text)
        return writer.finish(title=writer.first_heading())


def decode(content: bytes, path: Path) -> str:
    """The text of a file.

    Raises:
        UnreadableDocumentError: it is no text.
    """
    for mark, name in _BOMS:
        if content.startswith(mark):
            text = content[len(mark) :].decode(name, errors="replace")
            break
    else:
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")
    # A stray control character is a typist's accident, many are another kind of file.
    if content.startswith((b"%PDF", b"PK\x03\x04")) or len(_CONTROLS.findall(text)) * 500 > len(text):
        raise refuse(path, "no es texto, sino un archivo binario", "Póngale su terminación verdadera.")
    return text


def lines_of(text: str) -> list[str]:
    """The lines of a text whatever machine wrote it; a form feed ends a line too."""
    return re.split(r"\r\n|[\n\r\f\v\u2028\u2029]", text)


class _Walker:
    """Goes through the lines once; keeps where the last division of a norm stood."""

    def __init__(self, writer: BlockWriter) -> None:
        self._writer = writer
        self._division = 0
        self._indents: list[int] = []

    def walk(self, text: str) -> None:
        """Write every paragraph, item and heading."""
        for paragraph in _paragraphs(lines_of(text)):
            pieces = list(_pieces(paragraph))
            for lines in pieces:
                self._write(lines, alone=len(pieces) == 1)

    def _write(self, lines: list[str], *, alone: bool) -> None:
        text = clean(" ".join(lines))
        level = self._heading_level(text)
        numbered_heading = alone and level and lines[0].lstrip()[0].isdigit()  # "1. INTRODUCCIÓN"
        if MARKER.match(lines[0]) and not numbered_heading:
            self._writer.item(text, self._item_level(lines[0]))
            return
        self._indents = []
        if level:
            self._writer.heading(text, level)
        else:
            self._writer.paragraph(text)

    def _item_level(self, line: str) -> int:
        """How deep an item stands: one more for each shallower indentation of its list."""
        indent = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())
        self._indents = [*(each for each in self._indents if each < indent), indent]
        return len(self._indents)

    def _heading_level(self, text: str) -> int:
        """The level of a short text in capitals, 0 for anything else."""
        if not _is_capitals(text) or _ARTICLE.match(text) or text.endswith((",", ";", ":")):
            return 0
        if division := _division(text):
            self._division = division
            return division
        if not self._writer.blocks:
            return 1
        return self._division + 1 if self._division else 2


def _paragraphs(lines: list[str]) -> Iterator[list[str]]:
    paragraph: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            paragraph.append(line)
        elif paragraph:
            yield paragraph
            paragraph = []


def _pieces(paragraph: list[str]) -> Iterator[list[str]]:
    """Split a paragraph where an item, an article or a heading begins without a blank line."""
    piece: list[str] = []
    for line in paragraph:
        starts = _ARTICLE.match(line) is not None
        if piece:
            was_capitals = _is_capitals(piece[-1])
            starts = starts or was_capitals != _is_capitals(line) or (was_capitals and _division(piece[-1]) > 0)
        if not starts and MARKER.match(line):
            # A number at the start of a line may be the end of a sentence ("…en el artículo / 5. Los…").
            starts = not piece or MARKER.match(piece[0]) is not None or piece[-1].rstrip().endswith((":", ";", "."))
        if starts and piece:
            yield piece
            piece = []
        piece.append(line)
    yield piece


def _is_capitals(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return len(letters) > 2 and all(char.isupper() for char in letters) and len(text.strip()) <= LONGEST_HEADING


def _division(text: str) -> int:
    """The level of "CAPÍTULO II" and the like, 0 for a text that names no division."""
    return _DIVISIONS.get(text.split()[0].lower().rstrip(".:"), 0)
