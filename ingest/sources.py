"""What there is to index: the bundled manifest, the library of official sources, and what a person names."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError

from assistant.errors import ConfigurationError, RelevoError
from assistant.spanish import fold, parse_date
from assistant.types import DocumentRecord
from ingest.documents import BlockKind, ParsedDocument
from ingest.readers import supported_suffixes
from ingest.structure import norm_of

BUNDLED = "corpus"
LIBRARY = "fuentes"
OWN_DOCUMENTS = "documentos"
REGISTRY_NAME = "registro.json"
_BLOCK = 1 << 20
_PART = re.compile(r"(?:t[ií]tulo|cap[ií]tulo|libro|secci[oó]n|parte|art[ií]culo|anexo)\b", re.IGNORECASE)

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
    """One file to index: where it is, which collection it joins, and the SHA-256 of its bytes.

    ``record`` is what is known of it from outside, and stands over what the file says of itself. ``questions`` is the file
    with the questions that it answers, whose bytes count in the digest.
    """

    path: Path
    collection: str
    sha256: str
    record: DocumentRecord | None = None
    questions: Path | None = None


@dataclass(frozen=True, slots=True)
class ListedSource:
    """A line of ``corpus/fuentes.toml``: a document that others publish, which Relevo does not bring.

    ``sha256`` is empty where nobody has checked the document. ``mirror_of`` is the id of the source that is tried first.
    """

    record: DocumentRecord
    kind: str
    licence: str
    sha256: str = ""
    mirror_of: str | None = None


@dataclass(frozen=True, slots=True)
class KeptDocument:
    """A line of the library's registry: a document on this machine, its file in the library, and when it came (UTC)."""

    record: DocumentRecord
    file: str
    sha256: str
    obtained: str


_REGISTRY = TypeAdapter(list[KeptDocument])


def bundled_files(corpus_dir: Path) -> list[SourceFile]:
    """The documents of the bundled manifest, in its order.

    Raises:
        ConfigurationError: the manifest is missing or names a file that is not there.
    """
    try:
        manifest = tomllib.loads((corpus_dir / "manifest.toml").read_text(encoding="utf-8"))
        return [_bundled(corpus_dir, Path(entry["path"])) for entry in manifest["document"]]
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


def listed_sources(corpus_dir: Path) -> list[ListedSource]:
    """The official sources that the project knows of, in the order of ``corpus/fuentes.toml``.

    Raises:
        ConfigurationError: the list is missing or damaged.
    """
    try:
        listed = tomllib.loads((corpus_dir / "fuentes.toml").read_text(encoding="utf-8"))["source"]
        return [_listed(entry) for entry in listed]
    except (OSError, KeyError, TypeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(
            "La lista de fuentes oficiales está incompleta.", "Vuelva a instalar Relevo o revise RELEVO_CORPUS_DIR."
        ) from error


def read_registry(data_dir: Path) -> dict[str, KeptDocument]:
    """The documents of the library, by id; empty when there is no library yet.

    Raises:
        RelevoError: the registry is damaged.
    """
    path = data_dir / LIBRARY / REGISTRY_NAME
    try:
        kept = _REGISTRY.validate_json(path.read_bytes())
    except FileNotFoundError:
        return {}
    except ValidationError as error:
        raise RelevoError(
            "El registro de las fuentes descargadas está dañado.",
            f"Borre {path} y vuelva a traerlas con: relevo sources fetch",
        ) from error
    return {document.record.id: document for document in kept}


def write_registry(data_dir: Path, registry: Mapping[str, KeptDocument]) -> None:
    """Write the registry whole, replacing the previous one atomically."""
    path = data_dir / LIBRARY / REGISTRY_NAME
    draft = path.with_suffix(".nuevo")
    draft.write_bytes(_REGISTRY.dump_json(list(registry.values()), indent=1, exclude_defaults=True))
    draft.replace(path)


def library_files(data_dir: Path) -> list[SourceFile]:
    """The documents that were fetched or added; one whose file somebody removed is left out.

    Raises:
        RelevoError: the registry is damaged.
    """
    found = []
    for document in read_registry(data_dir).values():
        path = (data_dir / LIBRARY / document.file).resolve()
        if path.is_file():
            found.append(replace(_file(path, document.record.collection), record=document.record))
    return found


def completed(record: DocumentRecord, known: DocumentRecord | None) -> DocumentRecord:
    """A record with what is known from outside written over it. Its id stays: documents are found by it."""
    if known is None:
        return record
    stated = {field.name: getattr(known, field.name) for field in fields(known) if field.name != "id"}
    return replace(record, **{name: value for name, value in stated.items() if value not in (None, "")})


def record_of(document: ParsedDocument, file: SourceFile, taken: Collection[str]) -> DocumentRecord:
    """What is known of a document once it is read: its metadata, completed from its title and file name.

    ``taken`` are the ids already used; a second document of the same name gets a number.
    """
    known = {field: _first(document.metadata, names) for field, names in _NAMES.items()}
    given = file.record
    name = file.path.stem
    title = (
        (given.title if given else "")
        or known["title"]
        or _readable(document.title)
        or _first_heading(document)
        or name
    )
    # A title given from outside says whether the document is a norm: a page about one opens with its name too.
    guessed = () if given and given.title else (_first_heading(document), _words(name))
    record = DocumentRecord(
        id=_unused(given.id if given else slug(known["id"] or file.path.stem), taken),
        title=title,
        issuer=known["issuer"] or "",
        source=known["source"] or "",
        collection=file.collection,
        norm=known["norm"] or next(filter(None, map(norm_of, (title, *guessed))), None),
        date=_date(known["date"]),
        valid_from=_date(known["valid_from"]),
        valid_to=_date(known["valid_to"]),
        replaced_by=known["replaced_by"],
        url=known["url"],
        mark=known["mark"],
        official=file.collection == OWN_DOCUMENTS and is_government(known["url"]),
    )
    return completed(record, given)


def _readable(title: str) -> str:
    """A title that a person wrote; what a program left there ("Ley-5-de-1992", "Microsoft Word - x.doc") is none."""
    first, _, rest = title.strip().partition(" ")
    return title if rest and first.count("-") < 2 and first != "Microsoft" else ""


def _first_heading(document: ParsedDocument) -> str:
    """The first heading that names the document rather than one of its parts ("TÍTULO I")."""
    headings = (block.text for block in document.blocks[:40] if block.kind is BlockKind.HEADING)
    return next((heading for heading in headings if not _PART.match(heading)), "")


def _words(file_name: str) -> str:
    return re.sub(r"[-_]+", " ", file_name)


def is_government(url: str | None) -> bool:
    """Whether the text was published by the State itself: then it is cited as official."""
    return bool(url) and (urlsplit(url or "").hostname or "").endswith(".gov.co")


def slug(text: str) -> str:
    """A text as an id: lower case, without accents, words joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-") or "documento"


def _listed(entry: Mapping[str, Any]) -> ListedSource:
    described = {"id", "title", "issuer", "date", "url", "collection", "official", "norm"}
    record = DocumentRecord(**{name: entry[name] for name in described & entry.keys()})
    return ListedSource(
        record, entry["kind"], entry["licence"], entry.get("sha256", ""), mirror_of=entry.get("mirror_of")
    )


def _bundled(corpus_dir: Path, path: Path) -> SourceFile:
    questions = corpus_dir / "preguntas" / f"{path.stem}.toml"
    if not questions.exists():
        return _file(corpus_dir / path, path.parts[0])
    return SourceFile(corpus_dir / path, path.parts[0], digest_of(corpus_dir / path, questions), questions=questions)


def _file(path: Path, collection: str) -> SourceFile:
    return SourceFile(path, collection, digest_of(path))


def digest_of(*paths: Path) -> str:
    """The SHA-256 of files' bytes, one after another."""
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as content:
            while block := content.read(_BLOCK):
                digest.update(block)
    return digest.hexdigest()


def _first(metadata: dict[str, str], names: Sequence[str]) -> str | None:
    return next((metadata[name] for name in names if metadata.get(name)), None)


def _date(written: str | None) -> date | None:
    return parse_date(written) if written else None


def _unused(identifier: str, taken: Collection[str]) -> str:
    candidate, number = identifier, 2
    while candidate in taken:
        candidate, number = f"{identifier}-{number}", number + 1
    return candidate
