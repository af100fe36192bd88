"""What pypdf knows of a PDF: outline, page labels, metadata; and the limits that keep a hostile file out."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any, TypeVar

import pypdf
from pypdf.errors import LimitReachedError
from pypdf.generic import Destination, IndirectObject, StreamObject

from ingest.readers.pdf.headings import OutlineEntry

MOST_STREAM_BYTES = 32 * 1024**2
"""What one stream may unpack to. A page of dense text takes 10 KB; a map drawn as vectors, some megabytes."""

MOST_OBJECTS = 1_000_000
"""Indirect objects in one file; 5,000 pages with pictures hold about a tenth of that."""

MOST_OUTLINE_ENTRIES = 20_000
"""Entries of the outline; one that has more is left out, the text is read all the same."""

_HIGHEST_RATIO = 3_000
"""More than any PDF filter unpacks to: deflate reaches 1,032 and LZW about 2,700 times its input."""

_CONFIGURATION = pypdf.Configuration(
    maximum_declared_stream_length=256 * 1024**2,  # a page scanned without compression; the file's size bounds it
    zlib_maximum_output_length=MOST_STREAM_BYTES,
    lzw_maximum_output_length=MOST_STREAM_BYTES,
    run_length_maximum_output_length=MOST_STREAM_BYTES,
    brotli_maximum_output_length=MOST_STREAM_BYTES,
    array_based_stream_maximum_output_length=MOST_STREAM_BYTES,
    outline_maximum_entries=MOST_OUTLINE_ENTRIES,
    jbig2dec_binary=None,  # no other program is ever started
)
_PICTURE_FILTERS = {"/DCTDecode", "/DCT", "/JPXDecode", "/CCITTFaxDecode", "/CCF", "/JBIG2Decode"}
_DATE = re.compile(r"\s*(?:D:)?(\d{4})(\d{2})?(\d{2})?")
_KEYS = {
    "/Title": "title",
    "/Author": "author",
    "/Subject": "subject",
    "/Keywords": "keywords",
    "/Creator": "creator",
    "/Producer": "producer",
    "/CreationDate": "created",
    "/ModDate": "modified",
}

_log = logging.getLogger(__name__)
# Without a handler of its own, pypdf's remarks on malformed files would go to the terminal of whoever uses the library.
logging.getLogger("pypdf").addHandler(logging.NullHandler())

T = TypeVar("T")


class HostileFileError(Exception):
    """The file would exhaust memory or time."""


class PasswordNeededError(Exception):
    """The file opens with a password only."""


@dataclass(frozen=True, slots=True)
class Structure:
    """What a PDF says of itself besides its text. ``labels`` are empty where it names none."""

    pages: int
    outline: tuple[OutlineEntry, ...] = ()
    labels: tuple[str, ...] = ()
    metadata: dict[str, str] = field(default_factory=dict)
    reader: pypdf.PdfReader | None = None


def inspect(data: bytes) -> Structure | None:
    """Read what pypdf can and hold the file against the limits, without decoding its pages.

    Args:
        data: the file.

    Returns:
        What was found, or None where pypdf cannot read the file although nothing in it is hostile.

    Raises:
        HostileFileError: a limit was reached: nested or endless page tree, a stream that unpacks to hundreds of times
            its size, more objects than any document has.
        PasswordNeededError: it is encrypted and the empty password does not open it.
    """
    with pypdf.apply_configuration(_CONFIGURATION):
        try:
            reader = _opened(data)
            pages = len(reader.pages)
        except (LimitReachedError, RecursionError, MemoryError) as error:
            raise HostileFileError from error
        except (HostileFileError, PasswordNeededError):
            raise
        except Exception as error:  # a malformed file makes pypdf raise anything; pdfium is asked next
            _log.info("pypdf no pudo abrir el archivo: %s", type(error).__name__)
            return None
        return Structure(
            pages,
            _attempt(lambda: tuple(_outline(reader)), ()),
            _attempt(lambda: _labels(reader), ()),
            _attempt(lambda: describe(dict(reader.metadata or {})), {}),
            reader,
        )


def _opened(data: bytes) -> pypdf.PdfReader:
    reader = pypdf.PdfReader(BytesIO(data), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise PasswordNeededError
    _check_streams(reader)
    return reader


def page_text(reader: pypdf.PdfReader, index: int) -> str | None:
    """Return the text of a page by pypdf, some twenty times slower than pdfium; None where it fails.

    Raises:
        HostileFileError: the page reached a limit.
    """
    with pypdf.apply_configuration(_CONFIGURATION):
        try:
            return reader.pages[index].extract_text()
        except (LimitReachedError, RecursionError, MemoryError) as error:
            raise HostileFileError from error
        except Exception as error:
            _log.info("pypdf no pudo leer la página %d: %s", index + 1, type(error).__name__)
            return None


def describe(properties: dict[str, Any]) -> dict[str, str]:
    """Return document properties with our keys, dates as 2024-11-30, empty ones left out.

    Args:
        properties: by their PDF names (``/Title``, ``/CreationDate``).
    """
    found = {}
    for name, key in _KEYS.items():
        text = " ".join(str(properties.get(name) or "").replace("\x00", "").split())
        if text and key in {"created", "modified"}:
            text = _iso_date(text)
        if text:
            found[key] = text
    return found


def _iso_date(text: str) -> str:
    """Return the day of a PDF date (ISO 32000-1, 7.9.4), with which some producers leave out the "D:"; else ''."""
    match = _DATE.match(text)
    if not match:
        return ""
    try:
        return date(int(match[1]), int(match[2] or 1), int(match[3] or 1)).isoformat()
    except ValueError:
        return ""


def _attempt(read: Callable[[], T], otherwise: T) -> T:
    """Read something the text does not depend on: a broken outline must not cost the document."""
    try:
        return read()
    except Exception as error:
        _log.info("pypdf: parte ilegible (%s)", type(error).__name__)
        return otherwise


def _check_streams(reader: pypdf.PdfReader) -> None:
    """Unpack, under the limits, the streams that could be bombs: pdfium would unpack them up to a gigabyte each."""
    if sum(len(entries) for entries in reader.xref.values()) + len(reader.xref_objStm) > MOST_OBJECTS:
        raise HostileFileError
    for stream in _streams(reader):
        filters = stream.get("/Filter", ())
        names = {str(name) for name in (filters if isinstance(filters, list) else [filters])}
        chained = isinstance(filters, list) and len(filters) > 1
        if names & _PICTURE_FILTERS:
            continue
        picture = stream.get("/Subtype") == "/Image"
        if not chained and (picture or len(stream._data) * _HIGHEST_RATIO <= MOST_STREAM_BYTES):
            continue
        try:
            stream.get_data()
        except (LimitReachedError, MemoryError):
            raise
        except Exception as error:  # a stream that cannot be unpacked harms nobody
            _log.info("pypdf: flujo ilegible (%s)", type(error).__name__)


def _streams(reader: pypdf.PdfReader) -> Iterator[StreamObject]:
    for generation, entries in reader.xref.items():
        for number in list(entries):
            try:
                found = reader.get_object(IndirectObject(number, generation, reader))
            except (LimitReachedError, RecursionError, MemoryError):
                raise
            except Exception:  # noqa: S112 - a broken object that no page may use
                continue
            if isinstance(found, StreamObject):
                yield found


def _outline(reader: pypdf.PdfReader) -> Iterator[OutlineEntry]:
    waiting: list[tuple[Any, int]] = [(entry, 0) for entry in reversed(reader.outline)]
    while waiting:
        entry, depth = waiting.pop()
        if isinstance(entry, list):
            waiting.extend((below, depth + 1) for below in reversed(entry))
        elif isinstance(entry, Destination) and entry.title:
            page = _attempt(lambda entry=entry: reader.get_destination_page_number(entry), None)  # type: ignore[misc]
            yield OutlineEntry(str(entry.title), depth, page)


def _labels(reader: pypdf.PdfReader) -> tuple[str, ...]:
    return tuple(reader.page_labels) if "/PageLabels" in reader.root_object else ()
