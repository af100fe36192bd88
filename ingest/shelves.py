"""Shelves: documents of one browser or program, kept on the server, which only its own questions read.

    DIR/documentos/<shelf>/<file>

The folder is the whole truth: a file that is there is indexed, one that is gone is forgotten with the next build.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from assistant.types import DocumentRecord
from ingest.sources import OWN_DOCUMENTS, SourceFile, digest_of, slug

SHELVES = "estantes"
"""The source of an index that stands for all shelves, as ``corpus`` does for the bundled guidance."""

_SHELF = re.compile(r"estante-[0-9a-f]{24}")


def shelf_of(owner: str) -> str:
    """The shelf of an owner's token: a name from which the token cannot be had."""
    return f"estante-{hashlib.sha256(owner.encode()).hexdigest()[:24]}"


def shelf_folder(data_dir: Path, shelf: str) -> Path:
    """Where the documents of a shelf are."""
    return data_dir / OWN_DOCUMENTS / shelf


def shelf_files(data_dir: Path) -> list[SourceFile]:
    """The documents of every shelf; each record names its shelf as the entity that owns it."""
    root = data_dir / OWN_DOCUMENTS
    folders = sorted(folder for folder in root.iterdir() if _SHELF.fullmatch(folder.name)) if root.is_dir() else []
    return [_file(folder.name, file) for folder in folders for file in sorted(folder.iterdir()) if _is_shown(file)]


def _is_shown(file: Path) -> bool:
    return file.is_file() and not file.name.startswith(".")


def _file(shelf: str, file: Path) -> SourceFile:
    # No title here: the document's own is better than a file's name.
    record = DocumentRecord(f"{shelf}-{slug(file.name)}", title="", collection=OWN_DOCUMENTS, entity=shelf)
    return SourceFile(file.resolve(), OWN_DOCUMENTS, digest_of(file), record)
