"""What there is to index: the bundled manifest, and files or folders that a person names."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from assistant.errors import ConfigurationError, RelevoError
from assistant.spanish import fold, parse_date
from assistant.types import DocumentRecord
from ingest.documents import ParsedDocument
from ingest.readers import supported_suffixes
from ingest.structure import norm_of

BUNDLED = "corpus"
OWN_DOCUMENTS = "documentos"
_BLOCK = 1 << 20

# Front matter of our own corpus in English; that of the laws' public Markdown editions in Spanish.
_NAMES = {
    "id": ("id", "identificador"),
    "title": ("title", "titulo", "título"),
    "issuer": ("issuer", "emisor", "entidad", "author"),
    "source": ("source",),
    "norm": ("norm", "norma"),
    "date": ("date", "fecha", "fecha_publicacion"),
    "valid_from": ("valid_from",),
    "valid_to": ("valid_to",),
    "replaced_by": ("replaced_by",),
    "url": ("url", "fuente"),
    "mark": ("mark",),
}


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file to index: where it is, which collection it joins, and the SHA-256 of its bytes."""

    path: Path
    collection: str
    sha256: str


def bundled_files(corpus_dir: Path) -> list[SourceFile]:
    """The documents of the bundled manifest, in its order.

    Raises:
        ConfigurationError: the manifest is missing or names a file that is not there.
    """
    try:
        manifest = tomllib.loads((corpus_dir / "manifest.toml").read_text(encoding="utf-8"))
        return [_file(corpus_dir / entry["path"], entry["path"].split("/")[0]) for entry in manifest["document"]]
    except (OSError, KeyError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(
            "La guía incluida está incompleta.", "Vuelva a instalar Relevo o revise RELEVO_CORPUS_DIR."
        ) from error


def named_files(paths: Iterable[Path]) -> list[SourceFile]:
    """The readable files among what a person named; folders are searched whole, hidden files left out.

    A file named outright is taken whatever its ending, so that its reader can say what is wrong with it.

    Raises:
        RelevoError: a path does not exist.
    """
    suffixes = supported_suffixes()
    found: dict[Path, SourceFile] = {}
    for path in paths:
        if not path.exists():
            raise RelevoError(f"No existe: {path}.", "Revise el nombre y vuelva a intentarlo.")
        inside = [path] if path.is_file() else sorted(item for item in path.rglob("*") if item.is_file())
        for item in inside:
            visible = not any(part.startswith((".", "~$")) for part in item.relative_to(path).parts)
            if item == path or (visible and item.suffix.lower() in suffixes):
                found.setdefault(item.resolve(), _file(item.resolve(), OWN_DOCUMENTS))
    return list(found.values())


def record_of(document: ParsedDocument, file: SourceFile, taken: Collection[str]) -> DocumentRecord:
    """What is known of a document once it is read: its metadata, completed from its title and file name.

    ``taken`` are the ids already used; a second document of the same name gets a number.
    """
    known = {field: _first(document.metadata, names) for field, names in _NAMES.items()}
    title = known["title"] or document.title or file.path.stem
    return DocumentRecord(
        id=_unused(_slug(known["id"] or file.path.stem), taken),
        title=title,
        issuer=known["issuer"] or "",
        source=known["source"] or "",
        collection=file.collection,
        norm=known["norm"] or norm_of(title),
        date=_date(known["date"]),
        valid_from=_date(known["valid_from"]),
        valid_to=_date(known["valid_to"]),
        replaced_by=known["replaced_by"],
        url=known["url"],
        mark=known["mark"],
        official=file.collection == OWN_DOCUMENTS and _is_government(known["url"]),
    )


def _file(path: Path, collection: str) -> SourceFile:
    digest = hashlib.sha256()
    with path.open("rb") as content:
        while block := content.read(_BLOCK):
            digest.update(block)
    return SourceFile(path, collection, digest.hexdigest())


def _first(metadata: dict[str, str], names: Sequence[str]) -> str | None:
    return next((metadata[name] for name in names if metadata.get(name)), None)


def _is_government(url: str | None) -> bool:
    """Whether the text was published by the State itself: then it is cited as official."""
    return bool(url) and (urlsplit(url or "").hostname or "").endswith(".gov.co")


def _date(written: str | None) -> date | None:
    return parse_date(written) if written else None


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-") or "documento"


def _unused(identifier: str, taken: Collection[str]) -> str:
    candidate, number = identifier, 2
    while candidate in taken:
        candidate, number = f"{identifier}-{number}", number + 1
    return candidate
