"""From documents to a published index: incremental, in one process, by rename.

An index is built aside, in a folder whose name starts with a dot, and becomes visible only when it is complete; a kill at
any moment leaves the previous one serving. Documents whose bytes did not change are neither read nor embedded again.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from assistant.errors import IndexUnavailableError, RelevoError, UnreadableDocumentError
from assistant.retrieval.asking import AskingModel
from assistant.retrieval.embeddings import Embedder
from assistant.retrieval.index import Index, current_folder, publish, read_manifest, write_index
from assistant.retrieval.records import IndexedDocument, Manifest, SkippedDocument
from assistant.types import Passage, Silence
from ingest.chunking import passages
from ingest.pool import read_all
from ingest.posed import attach, read_posed
from ingest.shelves import SHELVES, shelf_files
from ingest.silences import read_silences, silence_files
from ingest.sources import (
    BUNDLED,
    LIBRARY,
    REGISTRY_NAME,
    SourceFile,
    bundled_files,
    completed,
    library_files,
    named_files,
    record_of,
)
from ingest.structure import annotate

INGESTION_VERSION = 4
"""Raise it when a reader, the structure or the chunking changes what passages come out: indexes are then built anew."""

_EMBED_BATCH = 2_048
_STANDING = frozenset({BUNDLED, LIBRARY, SHELVES})  # sources that are no path


Progress = Callable[[str, int, int], None]
"""Called as the work goes on: what is being done (Spanish), how much of it is done, and how much there is."""


def silent(stage: str, done: int, total: int) -> None:
    """A progress that says nothing."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a run did: the index now in use, and how many documents were read anew."""

    folder: Path
    manifest: Manifest
    changed: bool
    read: int = 0


@dataclass(slots=True)
class _Draft:
    """What goes into the new index, as it is gathered."""

    documents: list[IndexedDocument] = field(default_factory=list)
    skipped: list[SkippedDocument] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    vectors: list[NDArray[np.float32]] = field(default_factory=list)


def build_index(
    directory: Path, embedder: Embedder, corpus_dir: Path, sources: Iterable[str] = (), progress: Progress = silent
) -> BuildReport:
    """Bring the index of a directory up to date, and publish it.

    Args:
        directory: where the index lives; created when missing. The library of official sources lies beside it.
        embedder: makes the vectors; queries must use the same one.
        corpus_dir: the bundled guidance.
        sources: paths to add to what the index was built from before, :data:`~ingest.sources.BUNDLED`,
            :data:`~ingest.sources.LIBRARY` or :data:`~ingest.shelves.SHELVES`.
        progress: told what is being done.

    Raises:
        RelevoError: another run is building it, a path does not exist, or nothing could be read. The index that was in
            use stays in use.
    """
    directory.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(directory / ".lock", timeout=0):
            _remove_leftovers(directory)
            return _build(directory, embedder, corpus_dir, sources, progress)
    except Timeout as error:
        raise RelevoError("Otro proceso está actualizando este índice.", "Espere a que termine y repita.") from error


def _build(
    directory: Path, embedder: Embedder, corpus_dir: Path, sources: Iterable[str], progress: Progress
) -> BuildReport:
    previous = _previous_manifest(directory)
    wanted = _wanted(previous.sources if previous else (), sources, data_dir=directory.parent)
    progress("Buscando documentos", 0, 1)
    files = _files(wanted, corpus_dir, data_dir=directory.parent)
    silences = read_silences(silence_files(corpus_dir)) if BUNDLED in wanted else []
    asking = AskingModel.load(corpus_dir)
    fingerprint = _fingerprint(files, silences, embedder, asking)
    current = current_folder(directory)
    if previous and current and previous.fingerprint == fingerprint:
        if previous.sources != wanted:  # the same documents, named in another way
            previous = replace(previous, sources=wanted)
            previous.write(current)
        return BuildReport(current, previous, changed=False)

    reusable = Index(current) if current and previous and _reusable(previous, embedder) else None
    try:
        draft = _Draft()
        fresh = _keep_unchanged(draft, files, reusable)
        _read(draft, fresh, embedder, progress)
    finally:
        if reusable is not None:
            reusable.close()
    if not draft.passages:
        reasons = " ".join(f"{Path(item.path).name}: {item.reason}" for item in draft.skipped[:3])
        raise RelevoError(f"No se pudo leer ningún documento. {reasons}".strip(), "El índice anterior no cambió.")
    progress("Guardando el índice", 0, 1)
    manifest = Manifest(
        fingerprint=fingerprint,
        embedder=embedder.id,
        asking=asking.id,
        dimension=embedder.dimension,
        passages=len(draft.passages),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        ingestion=INGESTION_VERSION,
        sources=wanted,
        documents=tuple(draft.documents),
        skipped=tuple(draft.skipped),
        silences=tuple(replace(silence, forms=()) for silence in silences),
    )
    folder = directory / f".building-{os.getpid()}"
    write_index(
        folder, manifest, draft.passages, np.concatenate(draft.vectors), _embed_question(asking, reusable), silences
    )
    published = publish(directory, folder, fingerprint)
    _prune(directory, keep={published, current})
    return BuildReport(published, manifest, changed=True, read=len(fresh))


def _wanted(before: Sequence[str], sources: Iterable[str], data_dir: Path) -> tuple[str, ...]:
    """What the index was built from and is still there, and what is asked for now. A library not begun is no source."""
    kept = [source for source in before if source in _STANDING or Path(source).exists()]
    wanted = dict.fromkeys([*kept, *sources])
    if not (data_dir / LIBRARY / REGISTRY_NAME).exists():
        wanted.pop(LIBRARY, None)
    return tuple(wanted)


def _files(sources: Sequence[str], corpus_dir: Path, data_dir: Path) -> list[SourceFile]:
    bundled = bundled_files(corpus_dir) if BUNDLED in sources else []
    library = library_files(data_dir) if LIBRARY in sources else []
    named = named_files(Path(source) for source in sources if source not in _STANDING)
    own = shelf_files(data_dir) if SHELVES in sources else []
    return [*bundled, *library, *named, *own]


def _fingerprint(
    files: Sequence[SourceFile], silences: Sequence[Silence], embedder: Embedder, asking: AskingModel
) -> str:
    digest = hashlib.sha256(f"{INGESTION_VERSION}\n{embedder.id}\n{asking.id}\n{silences}\n".encode())
    for file in files:
        known = f"\t{file.record}" if file.record else ""  # a corrected title or date changes what is cited
        digest.update(f"{file.path.name}\t{file.collection}\t{file.sha256}{known}\n".encode())
    return digest.hexdigest()[:16]


def _previous_manifest(directory: Path) -> Manifest | None:
    """The manifest in use, or None when there is none that this version understands."""
    folder = current_folder(directory)
    if folder is None:
        return None
    try:
        return read_manifest(folder)
    except IndexUnavailableError:
        return None


def _reusable(previous: Manifest, embedder: Embedder) -> bool:
    return previous.embedder == embedder.id and previous.ingestion == INGESTION_VERSION


def _keep_unchanged(draft: _Draft, files: Sequence[SourceFile], index: Index | None) -> list[SourceFile]:
    """Carry over what did not change, vectors and all; return the files that have to be read."""
    if index is None:
        return list(files)
    known = {(entry.path, entry.content_hash): entry for entry in index.manifest.documents}
    fresh = []
    for file in files:
        key = (str(file.path), file.sha256)
        entry = known.get(key)
        if entry is not None and entry.record == completed(entry.record, file.record):
            kept = index.lexical.of_document(entry.record.id)
            vectors = index.dense.vectors([passage.id for passage in kept])
            draft.documents.append(entry)
            draft.passages.extend(kept)
            draft.vectors.append(np.stack([vectors[passage.id] for passage in kept]))
        else:
            fresh.append(file)
    return fresh


def _embed_question(asking: AskingModel, index: Index | None) -> Callable[[str], NDArray[np.float32]]:
    """What gives the vector of a known question: the index in use where it has it by the same model, else the model."""
    if index is None or index.manifest.asking != asking.id:
        return asking.embed_query
    known = (index.posed, index.silences)

    def embed(text: str) -> NDArray[np.float32]:
        held = next((vector for forms in known if (vector := forms.vector_of(text)) is not None), None)
        return asking.embed_query(text) if held is None else held

    return embed


def _read(draft: _Draft, files: Sequence[SourceFile], embedder: Embedder, progress: Progress) -> None:
    """Read, structure, cut and embed new files. Results come in any order; ids and passages go in that of the files."""
    results = {}
    for done, (path, result) in enumerate(read_all([file.path for file in files]), start=1):
        results[path] = result
        progress("Leyendo documentos", done, len(files))
    fresh: list[Passage] = []
    taken = {entry.record.id for entry in draft.documents}
    for file in files:
        result = results.pop(file.path)  # a document read weighs more than what is kept of it
        if isinstance(result, UnreadableDocumentError):
            draft.skipped.append(SkippedDocument(str(file.path), result.user_message, result.hint))
            continue
        record = record_of(result, file, taken)
        cut, _ = attach(passages(annotate(result), record), read_posed(file.questions) if file.questions else [])
        if not cut:
            draft.skipped.append(
                SkippedDocument(str(file.path), "No tiene texto.", "Revise que sea el documento correcto.")
            )
            continue
        taken.add(record.id)
        draft.documents.append(
            IndexedDocument(record, str(file.path), file.sha256, len(cut), result.pages, result.warnings)
        )
        fresh.extend(cut)
    draft.vectors.append(vectors_of(fresh, embedder, progress))
    draft.passages.extend(fresh)


def vectors_of(cut: Sequence[Passage], embedder: Embedder, progress: Progress = silent) -> NDArray[np.float32]:
    """The vectors of passages, n x dimension, as the index takes them."""
    vectors = np.empty((len(cut), embedder.dimension), dtype=np.float32)
    for start in range(0, len(cut), _EMBED_BATCH):
        stop = min(start + _EMBED_BATCH, len(cut))
        vectors[start:stop] = embedder.embed_passages([passage.searchable for passage in cut[start:stop]])
        progress("Preparando la búsqueda", stop, len(cut))
    return vectors


def _remove_leftovers(directory: Path) -> None:
    """What a run that was killed left behind. We hold the lock, so nobody is using it."""
    for leftover in directory.glob(".building-*"):
        shutil.rmtree(leftover, ignore_errors=True)


def _prune(directory: Path, keep: set[Path | None]) -> None:
    """Remove index folders older than the previous one, which servers may still have open."""
    for folder in directory.iterdir():
        if folder.is_dir() and folder not in keep and (folder / "manifest.json").exists():
            shutil.rmtree(folder, ignore_errors=True)
