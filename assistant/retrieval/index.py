"""An index: an immutable folder with both legs and a manifest, found through a pointer file that names the current one.

    DIR/current            the name of the folder in use, replaced atomically
    DIR/<fingerprint>/     manifest.json  tantivy/  dense/  posed/  silences/

Servers only read. Writing happens in :mod:`ingest.build`, aside, and is published by rename.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.errors import IndexUnavailableError
from assistant.retrieval.dense import DenseLeg, write_dense
from assistant.retrieval.forms import Form, KnownForms, write_forms
from assistant.retrieval.lexical import LexicalLeg, write_lexical
from assistant.retrieval.records import LAYOUT_VERSION, Manifest
from assistant.types import DocumentRecord, Passage, Silence

_POINTER = "current"
_REBUILD = "Vuelva a crearlo con: relevo ingest"


class Index:
    """A published index, open for reading."""

    def __init__(self, folder: Path, exact_weight: float = 1.0) -> None:
        """Open a folder.

        Raises:
            IndexUnavailableError: the folder is not an index of this version, or is damaged.
        """
        self.manifest = read_manifest(folder)
        self.documents: dict[str, DocumentRecord] = {entry.record.id: entry.record for entry in self.manifest.documents}
        self.silent = {silence.topic: silence for silence in self.manifest.silences}
        try:
            self.lexical = LexicalLeg(folder / "tantivy", self.documents, exact_weight)
            self.dense = DenseLeg(folder / "dense", self.documents)
            self.posed = KnownForms(folder / "posed")
            self.silences = KnownForms(folder / "silences")
        except Exception as error:  # both libraries raise their own many kinds on a damaged folder
            raise IndexUnavailableError("El índice está dañado.", _REBUILD) from error

    @classmethod
    def open_current(cls, directory: Path, embedder_id: str, asking_id: str, exact_weight: float = 1.0) -> Index:
        """Open the index in use.

        Raises:
            IndexUnavailableError: there is none, it is damaged, or other models made it.
        """
        folder = current_folder(directory)
        if folder is None:
            raise IndexUnavailableError("Todavía no hay un índice.", "Créelo con: relevo ingest")
        manifest = read_manifest(folder)
        for made_with, configured in ((manifest.embedder, embedder_id), (manifest.asking, asking_id)):
            if made_with != configured:
                raise IndexUnavailableError(
                    f"El índice se hizo con otro modelo de búsqueda ({made_with}) y el configurado es {configured}.",
                    _REBUILD,
                )
        return cls(folder, exact_weight)

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        """The passages of those ids, in that order."""
        return [item.passage for item in self.lexical.stored(ids).values()]

    def close(self) -> None:
        """Let go of the folder's files."""
        self.dense.close()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of an index folder.

    Raises:
        IndexUnavailableError: it is missing, damaged or of another version.
    """
    try:
        manifest = Manifest.read(folder)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexUnavailableError("El índice está dañado o es de otra versión.", _REBUILD) from error
    if manifest.layout != LAYOUT_VERSION:
        raise IndexUnavailableError("El índice es de otra versión de Relevo.", _REBUILD)
    return manifest


def current_folder(directory: Path) -> Path | None:
    """The folder in use, or None when nothing was published yet."""
    try:
        name = (directory / _POINTER).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    folder = directory / name
    return folder if name and folder.is_dir() else None


def write_index(
    folder: Path,
    manifest: Manifest,
    passages: Sequence[Passage],
    vectors: NDArray[np.float32],
    embed_question: Callable[[str], NDArray[np.float32]],
    silences: Sequence[Silence] = (),
) -> None:
    """Write a whole index into a new folder. The manifest comes last: a folder that has one is complete."""
    folder.mkdir(parents=True)
    write_lexical(folder / "tantivy", passages)
    write_dense(folder / "dense", passages, vectors)
    posed = [Form(passage.id, item.text) for passage in passages for item in passage.posed]
    write_forms(folder / "posed", posed, embed_question)
    silent = [Form(item.topic, text) for item in silences for text in item.forms]
    write_forms(folder / "silences", silent, embed_question)
    manifest.write(folder)


def publish(directory: Path, folder: Path, name: str) -> Path:
    """Make a finished folder the current one: rename it into place, then replace the pointer. Each step is atomic."""
    target = directory / name
    if target.exists():  # left by a run that was cut off before its pointer: nothing points to it
        shutil.rmtree(target)
    folder.rename(target)
    draft = directory / f".{_POINTER}.{os.getpid()}"
    draft.write_text(name + "\n", encoding="utf-8")
    draft.replace(directory / _POINTER)
    return target
