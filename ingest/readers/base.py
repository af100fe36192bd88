"""What every reader promises, and the limits that keep a hostile file from taking the machine with it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ingest.documents import ParsedDocument


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a document may be. Bytes are of the file on disk, ``unpacked_bytes`` of a zip's content once unpacked."""

    file_bytes: int = 200 * 1024**2
    unpacked_bytes: int = 800 * 1024**2
    compression_ratio: int = 300
    pages: int = 5_000
    cells: int = 5_000_000


class Reader(Protocol):
    """Reads one kind of document."""

    suffixes: frozenset[str]
    """File endings, lower case with the dot."""

    def read(self, path: Path, limits: Limits) -> ParsedDocument:
        """Read the document whole.

        Raises:
            UnreadableDocumentError: it is encrypted, truncated, empty, image-only, mislabelled, hostile or over-large;
                the message says which, in Spanish, and the hint what to do.
        """
        ...
