"""The library: official sources and other documents kept on the user's machine, with what is known of each.

    DIR/fuentes/<id>.pdf|html|…   the documents
    DIR/fuentes/registro.json     title, issuer, date, address, checksum of each
    DIR/fuentes/.parciales/       what has not finished coming

Official portals answer an error page with status 200, so what came is looked at before it is kept and cited as official.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from filelock import FileLock, Timeout

from assistant.errors import RelevoError, UnreadableDocumentError
from assistant.types import DocumentRecord
from ingest.build import Progress, silent
from ingest.downloads import DEFAULT_POLICY, NoConnectionError, Policy, Received, discard, download
from ingest.readers import reader_for, supported_suffixes
from ingest.sources import LIBRARY, KeptDocument, ListedSource, is_government, read_registry, slug, write_registry

PLATFORM = "plataforma"
"""The kind of a listed source that is a service to visit, not a document to read."""

_OWN_PREFIX = "agregado-"  # no listed source begins so: what people add never takes the place of one
_SNIFFED = 4096
_PAGES = frozenset({".html", ".htm", ".xhtml"})
_OFFICE = "application/vnd.openxmlformats-officedocument."
_MEDIA_TYPES = {
    "application/pdf": ".pdf",
    "application/x-pdf": ".pdf",
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/markdown": ".md",
    "text/plain": ".txt",
    f"{_OFFICE}wordprocessingml.document": ".docx",
    f"{_OFFICE}spreadsheetml.sheet": ".xlsx",
    f"{_OFFICE}presentationml.presentation": ".pptx",
}
_UNSAID = frozenset({"", "application/octet-stream", "application/download", "application/force-download"})
_SIGNS = {
    ".pdf": re.compile(rb"%PDF-"),
    ".docx": re.compile(rb"\APK\x03\x04"),
    ".xlsx": re.compile(rb"\APK\x03\x04"),
    ".pptx": re.compile(rb"\APK\x03\x04"),
    ".html": re.compile(rb"<(?:!doctype html|html|head|body|meta|title|p|div|table|br|h[1-6])\b", re.IGNORECASE),
}
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_ERROR_TITLE = re.compile(
    r"no encontrad|not found|acceso denegado|access denied|forbidden|just a moment|^\W*(?:error|40[34])\b",
    re.IGNORECASE,
)


class Status(StrEnum):
    """What became of a source: new or changed, the same as before, already here and not asked for, or not to be had."""

    FETCHED = "fetched"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one source; ``reason`` and ``hint`` say in Spanish why it could not be had and what to do."""

    id: str
    title: str
    status: Status
    reason: str = ""
    hint: str = ""


@contextmanager
def open_library(data_dir: Path, policy: Policy = DEFAULT_POLICY, progress: Progress = silent) -> Iterator[Library]:
    """Open the library of a data folder to change it; one process at a time may.

    Args:
        data_dir: where Relevo keeps its things; the library is made there when missing.
        policy: how far downloads go.
        progress: told what is being fetched.

    Raises:
        RelevoError: another process is changing it, its registry is damaged, or nothing can be written there.
    """
    folder = data_dir / LIBRARY
    try:
        (folder / ".parciales").mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".lock", timeout=0):
            yield Library(data_dir, policy, progress)
    except Timeout as error:
        raise RelevoError("Otro proceso está trayendo fuentes.", "Espere a que termine y repita.") from error
    except OSError as error:
        raise RelevoError(
            "No se pudo escribir en la carpeta de fuentes.", "Revise que haya espacio y permiso de escritura."
        ) from error


class Library:
    """An open library; see :func:`open_library`."""

    def __init__(self, data_dir: Path, policy: Policy, progress: Progress) -> None:
        self._data_dir = data_dir
        self._policy = policy
        self._progress = progress
        self._unreachable: set[str] = set()
        self._registry = read_registry(data_dir)

    def fetch(self, listed: Sequence[ListedSource], ids: Sequence[str] = (), *, refresh: bool = False) -> list[Outcome]:
        """Fetch the sources of those ids, or every official document that is not here yet.

        Without ids, a source that cannot be had is replaced by its mirrors, in their order. ``refresh`` asks again for
        what is already here.

        Raises:
            RelevoError: an id is not in the list. What cannot be had is told in its outcome.
        """
        by_id = {source.record.id: source for source in listed}
        unknown = next((name for name in ids if name not in by_id), None)
        if unknown is not None:
            raise RelevoError(f"No hay una fuente llamada «{unknown}».", "Vea la lista con: relevo sources list")
        wanted = [by_id[name] for name in ids] or [source for source in listed if _is_wanted(source)]
        outcomes: list[Outcome] = []
        for place, source in enumerate(wanted):
            self._progress("Trayendo fuentes", place, len(wanted))
            mirrors = (
                [] if ids else [item for item in listed if item.mirror_of == source.record.id and item.record.official]
            )
            outcomes.extend(self._first_that_works([source, *mirrors], refresh=refresh))
        return outcomes

    def add(self, origin: str, given: DocumentRecord, sha256: str = "") -> Outcome:
        """Add a file of the user's machine, or what lies at a web address.

        Args:
            origin: a path, or an address that begins with http:// or https://.
            given: what the person says of it; without an id, it gets one of its own.
            sha256: the checksum that it must have, where one is known.

        Raises:
            RelevoError: it is not there, cannot be had, is too large or is of no kind that Relevo reads.
        """
        if re.match(r"https?://", origin, re.IGNORECASE):
            return self._add_address(origin, given, sha256)
        path = Path(origin).expanduser()
        if not path.is_file():
            raise RelevoError(f"No existe el archivo {origin}.", "Revise el nombre y vuelva a intentarlo.")
        if path.stat().st_size > self._policy.max_bytes:
            raise RelevoError(
                f"«{path.name}» pasa de {self._policy.max_bytes // 1024**2} MB.", "Divídalo y agregue lo que necesita."
            )
        reader_for(path)
        digest = _sha256(path)
        if sha256 not in {"", digest}:
            raise _unexpected()
        identifier = given.id or self._own_id(given.title or path.stem, given.url, digest)
        record = replace(given, id=identifier, official=given.official or is_government(given.url))
        draft = self._partial(record.id).with_suffix(path.suffix.lower())
        shutil.copyfile(path, draft)
        return self._keep(draft, record)

    def _add_address(self, url: str, given: DocumentRecord, sha256: str) -> Outcome:
        name = given.title or PurePosixPath(urlsplit(url).path).stem or urlsplit(url).hostname or ""
        record = replace(given, id=given.id or self._own_id(name, url), url=given.url or url)
        by_hand = "Descárguelo a mano y agréguelo con: relevo sources add ARCHIVO"
        try:
            draft, received = self._receive(url, record, sha256)
        except RelevoError as error:
            raise RelevoError(error.user_message, error.hint or by_hand) from error
        return self._keep(draft, replace(record, official=given.official or is_government(received.url)))

    def _first_that_works(self, candidates: Sequence[ListedSource], *, refresh: bool) -> list[Outcome]:
        # What is here goes first: the same law from two portals would be found, and quoted, twice.
        ordered = sorted(candidates, key=lambda source: source.record.id not in self._registry)
        if ordered[0].record.id in self._registry and not refresh:
            return [Outcome(ordered[0].record.id, ordered[0].record.title, Status.KEPT)]
        failures: list[Outcome] = []
        for source in ordered:
            outcome = self._fetch_one(source)
            if outcome.status is not Status.FAILED:
                return [outcome]
            failures.append(outcome)
        return failures

    def _fetch_one(self, source: ListedSource) -> Outcome:
        record, url = source.record, source.record.url
        by_hand = f"Descárguelo a mano de {url} y agréguelo con: relevo sources add ARCHIVO --source {record.id}"
        try:
            return self._obtained(source, url or "")
        except RelevoError as error:
            return Outcome(record.id, record.title, Status.FAILED, error.user_message, error.hint or by_hand)

    def _obtained(self, source: ListedSource, url: str) -> Outcome:
        host = urlsplit(url).hostname or ""
        if source.kind == PLATFORM:
            raise RelevoError("Es una plataforma, no un documento.", f"Ábrala en el navegador: {url}")
        if host in self._unreachable:
            raise NoConnectionError(f"No hay conexión con {host}.")
        try:
            draft, received = self._receive(url, source.record, source.sha256)
        except NoConnectionError:
            self._unreachable.add(host)
            raise
        official = source.record.official and _is_same_site(received.url, url)
        return self._keep(draft, replace(source.record, official=official))

    def _receive(self, url: str, record: DocumentRecord, sha256: str = "") -> tuple[Path, Received]:
        """Download and look at what came; the draft has the ending of what it is."""
        partial = self._partial(record.id)

        def progress(done: int, total: int) -> None:
            self._progress("Descargando (KB)", done // 1024, max(done, total) // 1024)

        received = download(url, partial, self._policy, progress)
        draft = partial
        try:
            draft = partial.replace(partial.with_suffix(_suffix(url, received, partial)))
            _check_content(draft, record)
            if sha256 not in {"", _sha256(draft)}:
                raise _unexpected()
        except RelevoError:
            draft.unlink()
            raise
        finally:
            discard(partial)
        return draft, received

    def _keep(self, draft: Path, record: DocumentRecord) -> Outcome:
        """Give a draft its place and write it down; the file first, so that what is written down is there."""
        before = self._registry.get(record.id)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        kept = KeptDocument(record, f"{record.id}{draft.suffix}", _sha256(draft), now)
        folder = self._data_dir / LIBRARY
        draft.replace(folder / kept.file)
        if before is not None and before.file != kept.file:
            (folder / before.file).unlink(missing_ok=True)
        self._registry[record.id] = kept
        write_registry(self._data_dir, self._registry)
        same = before is not None and (before.sha256, before.record) == (kept.sha256, kept.record)
        return Outcome(record.id, record.title or kept.file, Status.UNCHANGED if same else Status.FETCHED)

    def _partial(self, identifier: str) -> Path:
        return self._data_dir / LIBRARY / ".parciales" / f"{identifier}.parcial"

    def _own_id(self, name: str, url: str | None, digest: str = "") -> str:
        """An id for what a person adds: the one it has when it is here already, else a new one made of its name."""
        for identifier, kept in self._registry.items():
            same = kept.sha256 == digest or (url is not None and kept.record.url == url)
            if same and identifier.startswith(_OWN_PREFIX):
                return identifier
        candidate, number = _OWN_PREFIX + slug(name)[:80], 2
        while candidate in self._registry:
            candidate, number = f"{_OWN_PREFIX}{slug(name)[:80]}-{number}", number + 1
        return candidate


def _is_wanted(source: ListedSource) -> bool:
    """Whether a source is fetched without being named: official documents, once each."""
    return source.record.official and source.mirror_of is None and source.kind != PLATFORM


def _is_same_site(final: str, listed: str) -> bool:
    """Whether a redirect stayed where the words are the State's own; a lapsed domain must not be cited as official."""
    return is_government(final) or urlsplit(final).hostname == urlsplit(listed).hostname


def _suffix(url: str, received: Received, partial: Path) -> str:
    """The ending for what came. An address that names a document must have brought one, whatever its headers say."""
    supported = supported_suffixes()
    named = PurePosixPath(urlsplit(url).path).suffix.lower()
    if named in supported - _PAGES:
        return named
    with partial.open("rb") as file:
        if _SIGNS[".pdf"].search(file.read(1024)):
            return ".pdf"
    if received.media_type in _MEDIA_TYPES:
        return _MEDIA_TYPES[received.media_type]
    given = PurePosixPath(received.filename).suffix.lower()
    if given in supported:
        return given
    if received.media_type in _UNSAID:
        return ".html"
    raise RelevoError(f"El sitio respondió con algo que Relevo no lee ({received.media_type}).")


def _unexpected() -> RelevoError:
    return RelevoError("El documento no es el que se esperaba: su huella SHA-256 es otra.")


def _check_content(draft: Path, record: DocumentRecord) -> None:
    """Refuse what is not the kind of document that it should be, and pages that only say that there is none."""
    with draft.open("rb") as file:
        start = file.read(_SNIFFED)
    sign = _SIGNS.get(draft.suffix)
    try:
        reader_for(draft)
    except UnreadableDocumentError as error:  # its advice is for a file of one's own
        raise RelevoError(f"Lo que llegó no sirve. {error.user_message}") from error
    if sign is not None and not sign.search(start):
        raise RelevoError(f"Lo que llegó no es un documento {draft.suffix}.")
    if draft.suffix in _PAGES:
        _check_page(draft, record)


def _check_page(draft: Path, record: DocumentRecord) -> None:
    # Tags and figures are the same bytes in every encoding that these pages use.
    text = draft.read_bytes().decode("latin-1")
    title = _TITLE.search(text)
    if title and _ERROR_TITLE.search(title[1]):
        raise RelevoError("El sitio respondió con una página de error en vez del documento.")
    number = re.search(r"\d+", record.norm or "")
    if number:
        written = f"{int(number.group()):,}".replace(",", r"\.?")
        if not re.search(rf"(?<!\d)0*{written}(?!\d)", text):
            raise RelevoError(f"La página que llegó no trae la norma ({record.norm}).")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
