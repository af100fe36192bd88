"""Documents that people put in the index themselves: received, checked, searchable at once, and really removed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from filelock import FileLock, Timeout

from assistant import Assistant, RelevoError
from assistant.errors import UnreadableDocumentError
from assistant.retrieval.records import IndexedDocument
from ingest.build import Progress, build_index, silent
from ingest.documents import ParsedDocument
from ingest.pool import read_all
from ingest.readers import Limits
from ingest.shelves import SHELVES, shelf_folder, shelf_of
from ui import texts_own_documents as texts

MOST_MEGABYTES = 50
MOST_DOCUMENTS = 40
_LIMITS = Limits(file_bytes=MOST_MEGABYTES * 1024**2, unpacked_bytes=400 * 1024**2, pages=2_000, cells=1_000_000)
_LONGEST_NAME = 120
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
_WAIT_S = 60

_changing = Lock()  # one change of the index at a time in this process; the lock of files is for other processes


class DocumentNotFoundError(RelevoError):
    """A document that is not on the shelf of who asks."""

    http_status = 404


@dataclass(frozen=True, slots=True)
class OwnDocument:
    """A document of a shelf, as the index has it. ``pages`` is 0 where its format has none."""

    id: str
    name: str
    title: str
    pages: int
    passages: int
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a file that somebody sent: the document, or why not and what to do."""

    name: str
    document: OwnDocument | None = None
    reason: str = ""
    hint: str = ""


class OwnDocuments:
    """The shelves of a server. Safe to use from several threads."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._settings = assistant.settings

    def listed(self, owner: str) -> tuple[OwnDocument, ...]:
        """The documents of an owner's token, by name."""
        shelf = shelf_of(owner)
        documents = self._assistant.retriever.index.manifest.documents
        return tuple(sorted(map(_own, (item for item in documents if item.record.entity == shelf)), key=_by_name))

    def add(self, owner: str, files: Sequence[tuple[str, Path]], progress: Progress = silent) -> tuple[Received, ...]:
        """Put files on a shelf and index them. A file that cannot be read is refused and leaves nothing behind.

        Args:
            owner: the token of who sends them.
            files: the name of each, as its sender calls it, and where its bytes are now.
            progress: told what is being done.

        Raises:
            RelevoError: the index cannot be changed now; no file was kept.
        """
        folder = shelf_folder(self._settings.data_dir, shelf_of(owner))
        with self._alone():
            folder.mkdir(parents=True, exist_ok=True)
            waiting = folder / ".entrando"
            waiting.mkdir(exist_ok=True)
            try:
                refused, readable = self._checked(folder, waiting, files, progress)
                self._shelve(folder, readable, progress)
            finally:
                shutil.rmtree(waiting, ignore_errors=True)
        kept = {document.name: document for document in self.listed(owner)}
        return tuple(_received(refused.get(place), clean_name(name), kept) for place, (name, _) in enumerate(files))

    def remove(self, owner: str, document_id: str, progress: Progress = silent) -> None:
        """Take a document off a shelf: its file is deleted and the index forgets it.

        Raises:
            DocumentNotFoundError: it is not on this owner's shelf.
            RelevoError: the index cannot be changed now; the document stays.
        """
        folder = shelf_folder(self._settings.data_dir, shelf_of(owner))
        with self._alone():
            found = next((each for each in self.listed(owner) if each.id == document_id), None)
            if found is None:
                raise DocumentNotFoundError(texts.NOT_FOUND, texts.NOT_FOUND_HINT)
            leaving = folder / f".{found.name}"
            (folder / found.name).rename(leaving)
            try:
                self._rebuild(progress)
            except BaseException:
                leaving.rename(folder / found.name)
                raise
            leaving.unlink()

    def _checked(
        self, folder: Path, waiting: Path, files: Sequence[tuple[str, Path]], progress: Progress
    ) -> tuple[dict[int, tuple[str, str]], list[Path]]:
        """What is wrong with each file, by its place, and the copies of those that can be read."""
        wrong: dict[int, tuple[str, str]] = {}
        copies: dict[Path, int] = {}
        room = MOST_DOCUMENTS - sum(not each.name.startswith(".") for each in folder.iterdir())
        for place, (name, path) in enumerate(files):
            copy = waiting / clean_name(name)
            if (folder / copy.name).exists() or copy.exists():
                wrong[place] = (texts.SAME_NAME.format(name=copy.name), texts.SAME_NAME_HINT)
            elif path.stat().st_size > _LIMITS.file_bytes:
                wrong[place] = (texts.TOO_LARGE.format(name=copy.name, limit=MOST_MEGABYTES), texts.TOO_LARGE_HINT)
            elif len(copies) >= room:
                wrong[place] = (texts.TOO_MANY.format(limit=MOST_DOCUMENTS), texts.TOO_MANY_HINT)
            else:
                shutil.copyfile(path, copy)
                copies[copy] = place
        readable = []
        for done, (copy, result) in enumerate(read_all(copies, _LIMITS), start=1):
            progress(texts.READING, done, len(copies))
            if (problem := _problem(result)) is None:
                readable.append(copy)
            else:
                wrong[copies[copy]] = problem
        return wrong, readable

    def _shelve(self, folder: Path, copies: Sequence[Path], progress: Progress) -> None:
        """Move checked files onto the shelf and index them; when that fails, none stays."""
        if not copies:
            return
        shelved = [copy.rename(folder / copy.name) for copy in copies]
        try:
            self._rebuild(progress)
        except BaseException:
            for file in shelved:
                file.unlink(missing_ok=True)
            raise

    def _rebuild(self, progress: Progress) -> None:
        settings, embedder = self._settings, self._assistant.retriever.embedder
        build_index(settings.index_dir, embedder, settings.corpus_dir, [SHELVES], progress)
        self._assistant.follow(settings.index_dir)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        root = shelf_folder(self._settings.data_dir, "")
        root.mkdir(parents=True, exist_ok=True)
        try:
            with _changing, FileLock(root / ".lock", timeout=_WAIT_S):
                yield
        except Timeout as error:
            raise RelevoError(texts.BUSY, texts.BUSY_HINT) from error


def clean_name(name: str) -> str:
    """A file's name as it is kept: no folders, no hidden files, nothing that a disk or a page would take for an order."""
    plain = _UNSAFE.sub("_", name.replace("\\", "/").rpartition("/")[2]).lstrip(".~$ ").strip()
    path = Path(plain or "documento")
    return f"{path.stem[:_LONGEST_NAME]}{path.suffix[:12]}"


def _problem(result: ParsedDocument | UnreadableDocumentError) -> tuple[str, str] | None:
    if isinstance(result, UnreadableDocumentError):
        return result.user_message, result.hint
    return None if result.blocks else (texts.NO_TEXT, texts.NO_TEXT_HINT)


def _received(wrong: tuple[str, str] | None, name: str, kept: dict[str, OwnDocument]) -> Received:
    if wrong is not None:
        return Received(name, reason=wrong[0], hint=wrong[1])
    if name in kept:
        return Received(name, kept[name])
    return Received(name, reason=texts.NO_TEXT, hint=texts.NO_TEXT_HINT)


def _own(item: IndexedDocument) -> OwnDocument:
    return OwnDocument(
        item.record.id, Path(item.path).name, item.record.title, item.pages, item.passages, item.warnings
    )


def _by_name(document: OwnDocument) -> str:
    return document.name.lower()
