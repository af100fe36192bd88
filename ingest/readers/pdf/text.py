"""What pdfium reads of a PDF: the lines of each page with their place, and the structure where pypdf fails.

pdfium is C++ and not thread-safe: whoever uses it in this process holds :data:`PDFIUM_LOCK`.
"""

from __future__ import annotations

import ctypes
import re
import threading
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.readers.pdf.headings import OutlineEntry
from ingest.readers.pdf.pages import Line, Page, clean
from ingest.readers.pdf.structure import (
    MOST_OUTLINE_ENTRIES,
    HostileFileError,
    PasswordNeededError,
    Structure,
    describe,
)

PDFIUM_LOCK = threading.RLock()
"""Held around every call into pdfium, page by page, so that nobody waits for a whole document."""

MOST_PAGE_CHARACTERS = 1_000_000
"""Characters on one page, above which it is not a page."""

FEW_CHARACTERS = 200
"""A page with fewer is looked at for pictures: a scan may carry a stamp or the mark of the scanning program."""

# pdfium puts a mark where it takes a hyphen for the printer's, and leaves out the line break after it.
_ROW = re.compile(r"[^\r\n\ufffe\x02]+[\ufffe\x02]?")
_BOLD = re.compile(rb"bold|black|heavy|semibold|demi", re.IGNORECASE)
_BOLD_WEIGHT = 600
_PICTURE_SHARE = 0.3
"""The share of the page that a picture must cover to be what the page shows."""


class PdfiumDocument:
    """An open document. Close it: pdfium holds memory that Python does not see."""

    def __init__(self, data: bytes) -> None:
        """Open a document with the empty password.

        Args:
            data: the file.

        Raises:
            PasswordNeededError: the empty password does not open it.
            ValueError: pdfium cannot open it at all.
        """
        with PDFIUM_LOCK:
            try:
                self._document: Any = pdfium.PdfDocument(data)
            except pdfium.PdfiumError as error:
                if error.err_code in {pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY}:
                    raise PasswordNeededError from error
                raise ValueError(str(error)) from error
            self.pages: int = len(self._document)

    def __enter__(self) -> PdfiumDocument:
        return self

    def __exit__(self, *_: object) -> None:
        with PDFIUM_LOCK:
            self._document.close()

    def page(self, index: int) -> Page | None:
        """Return the lines of a page, None where pdfium cannot load it.

        Raises:
            HostileFileError: it holds more text than any page.
        """
        with PDFIUM_LOCK:
            try:
                page = self._document[index]
            except pdfium.PdfiumError:
                return None
            try:
                return _read_page(index, page)
            except pdfium.PdfiumError:
                return None
            finally:
                page.close()

    def structure(self) -> Structure:
        """Return outline, labels and metadata, for when pypdf cannot."""
        with PDFIUM_LOCK:
            entries = islice(self._document.get_toc(), MOST_OUTLINE_ENTRIES)
            outline = tuple(_outline_entry(entry) for entry in entries)
            labels = tuple(self._document.get_page_label(index) for index in range(min(self.pages, 10_000)))
            named = {f"/{name}": text for name, text in self._document.get_metadata_dict().items()}
        return Structure(self.pages, outline, labels if any(labels) else (), describe(named))


def _outline_entry(entry: Any) -> OutlineEntry:
    destination = entry.get_dest()
    return OutlineEntry(entry.get_title(), entry.level, destination.get_index() if destination else None)


def _read_page(index: int, page: Any) -> Page:
    width, height = page.get_size()
    text_page = page.get_textpage()
    try:
        count = text_page.count_chars()
        if count > MOST_PAGE_CHARACTERS:
            raise HostileFileError
        lines = tuple(_lines(text_page, _Paper(page))) if count else ()
    finally:
        text_page.close()
    pictured = count < FEW_CHARACTERS and _is_picture(page, width * height)
    return Page(index, max(height, 1.0), lines, pictured)


class _Paper:
    """Turns pdfium's coordinates (from the bottom left of the unturned sheet) into those of the page as shown."""

    def __init__(self, page: Any) -> None:
        self._turn = page.get_rotation()
        self._left, self._bottom, self._right, self._top = page.get_bbox()

    def place(self, box: Any) -> tuple[float, float, float, float]:
        """Return left, top, right, bottom, from the top left corner."""
        left, right = box.left - self._left, box.right - self._left
        low, high = box.bottom - self._bottom, box.top - self._bottom
        width, height = self._right - self._left, self._top - self._bottom
        if self._turn == 90:
            return low, left, high, right
        if self._turn == 180:
            return width - right, low, width - left, high
        if self._turn == 270:
            return height - high, width - right, height - low, width - left
        return left, height - high, right, height - low


class _Letters:
    """Looks up single letters of a text page: the box around each and whether it is bold."""

    def __init__(self, text_page: Any, paper: _Paper) -> None:
        self._text_page, self._paper = text_page, paper
        self._box, self._flags, self._font = pdfium_c.FS_RECTF(), ctypes.c_int(), ctypes.create_string_buffer(128)

    def place(self, position: int) -> tuple[float, float, float, float]:
        """Return left, top, right, bottom of the letter at a position of the page's text."""
        letter = pdfium_c.FPDFText_GetCharIndexFromTextIndex(self._text_page, position)
        pdfium_c.FPDFText_GetLooseCharBox(self._text_page, letter, self._box)
        return self._paper.place(self._box)

    def bold(self, position: int) -> bool:
        """Say whether the letter is bold; many fonts say so in their name only."""
        letter = pdfium_c.FPDFText_GetCharIndexFromTextIndex(self._text_page, position)
        if pdfium_c.FPDFText_GetFontWeight(self._text_page, letter) >= _BOLD_WEIGHT:
            return True
        length = pdfium_c.FPDFText_GetFontInfo(self._text_page, letter, self._font, 128, self._flags)
        return bool(_BOLD.search(self._font.raw[: min(length, 128)]))


def _lines(text_page: Any, paper: _Paper) -> Iterator[Line]:
    letters = _Letters(text_page, paper)
    for row in _ROW.finditer(text_page.get_text_range()):
        raw = row[0]
        text = clean(raw)
        if not text:
            continue
        begin = row.start() + len(raw) - len(raw.lstrip())
        end = row.start() + len(raw.rstrip()) - 1
        first, last = letters.place(begin), letters.place(end)
        middle = letters.place((begin + end) // 2)
        # The middle one of three, because a capital with its accent, or a raised sign, is taller than its line.
        height, top = sorted((bottom - top, top) for _, top, _, bottom in (first, middle, last))[1]
        yield Line(text, first[0], top, last[2], max(height, 0.1), letters.bold(begin) and letters.bold(end))


def _is_picture(page: Any, area: float) -> bool:
    """Say whether pictures cover a good part of the page; a blank page and one drawn with lines are not pictures."""
    covered = 0.0
    for found in islice(page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_IMAGE,), max_depth=3), 500):
        left, bottom, right, top = found.get_bounds()
        covered += abs(right - left) * abs(top - bottom)
    return covered >= _PICTURE_SHARE * area
