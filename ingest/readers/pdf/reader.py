"""PDF: the text by pypdfium2, fast; outline, page labels, metadata and limits by pypdf, which guards the door.

Each stands in for the other where one of them fails. pdfium can crash or hang on a hostile file, so untrusted files go
through :mod:`ingest.pool`, which reads them in other processes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ingest.documents import Block, BlockKind, ParsedDocument
from ingest.readers.base import Limits
from ingest.readers.pdf import refusals as refusal
from ingest.readers.pdf.headings import blocks_of
from ingest.readers.pdf.pages import (
    Page,
    body_height,
    in_reading_order,
    printed_labels,
    typewriter_page,
    without_running_lines,
)
from ingest.readers.pdf.paragraphs import DIVISION, paragraphs_of
from ingest.readers.pdf.salvage import with_new_end
from ingest.readers.pdf.structure import HostileFileError, PasswordNeededError, Structure, inspect, page_text
from ingest.readers.pdf.text import PdfiumDocument

HEADER_WITHIN = 1024
"""Bytes in which "%PDF-" must stand; readers accept what comes before it (ISO 32000-1, annex H, note 13)."""

SCANNED_CHARACTERS = 20
"""A page that is a picture and has fewer characters, running lines apart, is a scan."""

_NOT_A_TITLE = re.compile(
    r"\.(?:docx?|pdf|pptx?|xlsx?|indd)$|^(?:microsoft|untitled|sin t[ií]tulo|slide|presentaci[oó]n de power)", re.I
)


class PdfReader:
    """Reads PDF files that hold text."""

    suffixes = frozenset({".pdf"})

    def read(self, path: Path, limits: Limits) -> ParsedDocument:
        """Read a PDF whole; see :meth:`ingest.readers.base.Reader.read`.

        Args:
            path: the file.
            limits: how large it may be.

        Raises:
            UnreadableDocumentError: it is encrypted, beyond repair, empty, scanned, hostile or over-large.
        """
        name = path.name
        data = _content(path, limits)
        try:
            structure = inspect(data)
            if structure and structure.pages > limits.pages:
                raise refusal.too_many_pages(name, structure.pages, limits.pages)
            reading = _read_pages(data, structure, limits, name)
        except PasswordNeededError:
            raise refusal.encrypted(name) from None
        except (HostileFileError, MemoryError):
            raise refusal.hostile(name) from None
        return _assemble(reading, name)


@dataclass(slots=True)
class _Reading:
    """What both libraries found."""

    structure: Structure
    pages: list[Page]
    unread: list[int] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def _content(path: Path, limits: Limits) -> bytes:
    try:
        size = path.stat().st_size
        if size > limits.file_bytes:
            raise refusal.too_large(path.name, size, limits.file_bytes)
        data = path.read_bytes()
    except OSError:
        raise refusal.missing(path.name) from None
    if not data:
        raise refusal.empty(path.name)
    if b"%PDF-" not in data[:HEADER_WITHIN]:
        raise refusal.not_a_pdf(path.name)
    return data


def _read_pages(data: bytes, structure: Structure | None, limits: Limits, name: str) -> _Reading:
    """Read by pdfium; by pypdf where pdfium cannot open the file; with a new end where neither can."""
    try:
        document = PdfiumDocument(data)
    except ValueError:
        if structure and structure.pages:
            return _by_pypdf(structure)
        return _by_salvage(data, limits, name)
    with document:
        known = structure or document.structure()
        if document.pages > limits.pages and not (structure and structure.pages):
            raise refusal.too_many_pages(name, document.pages, limits.pages)
        reading = _by_pdfium(document, known)
    if not reading.pages:
        return _by_salvage(data, limits, name)
    return reading


def _by_pdfium(document: PdfiumDocument, structure: Structure) -> _Reading:
    # A page count is only what the file claims; pypdf has walked the page tree.
    count = min(structure.pages, document.pages) if structure.pages else document.pages
    reading = _Reading(structure, [])
    if document.pages > count:
        reading.warnings.append(refusal.fewer_pages(document.pages, count))
    for index in range(count):
        page = document.page(index) or _page_by_pypdf(structure, index)
        if page is None:
            reading.unread.append(index)
        else:
            reading.pages.append(page)
    return reading


def _by_pypdf(structure: Structure) -> _Reading:
    reading = _Reading(structure, [])
    for index in range(structure.pages):
        if page := _page_by_pypdf(structure, index):
            reading.pages.append(page)
        else:
            reading.unread.append(index)
    return reading


def _page_by_pypdf(structure: Structure, index: int) -> Page | None:
    text = page_text(structure.reader, index) if structure.reader else None
    return None if text is None else typewriter_page(index, text)


def _by_salvage(data: bytes, limits: Limits, name: str) -> _Reading:
    mended = with_new_end(data)
    if mended is None:
        raise refusal.damaged(name)
    try:
        with PdfiumDocument(mended) as document:
            if document.pages > limits.pages:
                raise refusal.too_many_pages(name, document.pages, limits.pages)
            reading = _by_pdfium(document, document.structure())
    except ValueError:
        raise refusal.damaged(name) from None
    reading.pages = [page for page in reading.pages if page.characters or page.pictured]
    reading.unread = []
    reading.warnings = [refusal.incomplete(len(reading.pages))]
    return reading


def _assemble(reading: _Reading, name: str) -> ParsedDocument:
    """Turn pages into blocks, or refuse a document that has no text."""
    pages, running = without_running_lines(reading.pages)
    pages = [in_reading_order(page) for page in pages]
    scans = [page.index for page in pages if page.pictured and page.characters < SCANNED_CHARACTERS]
    if not scans and not any(page.characters for page in pages):
        pages = reading.pages  # two copies of one short page: what repeats is the text
    written = [page for page in pages if page.characters and page.index not in set(scans)]
    if not written:
        if not reading.pages:
            raise refusal.damaged(name)
        raise refusal.scanned(name) if scans else refusal.without_text(name)
    body = body_height(written)
    count = max(len(reading.pages) + len(reading.unread), pages[-1].index + 1)
    labels = _labels(reading.structure.labels, printed_labels(running, count), count)
    paragraphs = paragraphs_of(pages, body)
    blocks = tuple(blocks_of(paragraphs, reading.structure.outline, labels, body))
    warnings = list(reading.warnings)
    if reading.unread:
        warnings.append(refusal.some_unread(reading.unread))
    if scans:
        warnings.append(refusal.some_scanned(scans))
    metadata = reading.structure.metadata
    return ParsedDocument(blocks, _title(metadata.get("title", ""), blocks), metadata, count, tuple(warnings))


def _labels(named: Sequence[str], printed: Sequence[str | None] | None, count: int) -> list[str | None]:
    """Choose what to call each page: the file's own labels, else the numbers it prints, else its place from 1.

    Labels that only count from 1 say nothing, and many programs write them: the printed numbers are better.
    """
    places = [str(index + 1) for index in range(count)]
    if len(named) >= count and list(named[:count]) != places:
        return [label or None for label in named[:count]]
    return list(printed) if printed else list(places)


def _title(named: str, blocks: Sequence[Block]) -> str:
    """Return the title: the file's own where it is words and not a file name, else the first heading of its first pages."""
    if " " in named and not _NOT_A_TITLE.search(named):
        return named
    last = (blocks[0].page_index or 0) + 2
    headings = [b for b in blocks if b.kind is BlockKind.HEADING and (b.page_index or 0) <= last]
    headings = [b for b in headings if not DIVISION.match(b.text)]
    top = min((heading.level for heading in headings), default=0)
    return next((heading.text for heading in headings if heading.level == top), named)
