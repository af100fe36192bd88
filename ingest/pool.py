"""Many documents read at once: PDFs in processes of their own, the rest in this one.

pdfium is C++ that a hostile or broken PDF can crash, hang or make ask for all the memory there is. A process of its own
costs a third of a second to start and loses nothing but the document it was reading. The standard
``ProcessPoolExecutor`` will not do: when one of its workers dies, every document still waiting fails with it, and it
cannot stop a worker that hangs (https://docs.python.org/3/library/concurrent.futures.html, BrokenProcessPool).
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TypeAlias

from assistant.errors import UnreadableDocumentError
from ingest.documents import ParsedDocument
from ingest.readers import Limits, read_document

__all__ = ["Result", "read_all"]

Result: TypeAlias = ParsedDocument | UnreadableDocumentError

TIMEOUT_S = 300.0
"""Seconds a document may take: 5,000 pages take one minute on two cores, and old machines are slow."""

WORKER_MEMORY = 3 * 1024**3
"""Bytes a worker may ask for beyond what it starts with; a PDF of 200 MB needs about 1 GB."""

_START_TIMEOUT_S = 60.0
_SUFFIXES = frozenset({".pdf"})
_SPAWN = multiprocessing.get_context("spawn")  # a fork of a server with threads can inherit a lock that nobody frees

_log = logging.getLogger(__name__)


def read_all(
    paths: Iterable[Path],
    limits: Limits = Limits(),  # noqa: B008 - frozen, never changed
    *,
    workers: int | None = None,
    timeout_s: float = TIMEOUT_S,
) -> Iterator[tuple[Path, Result]]:
    """Read documents and yield each as it is ready, in any order.

    One that cannot be read comes as the error that says why; nothing that is in a document makes the others fail.

    Args:
        paths: the files; one given twice is read once.
        limits: how large each may be.
        workers: processes for PDFs, by default as many as there are cores.
        timeout_s: seconds a PDF may take before its process is stopped.

    Yields:
        The path as given, and the document or the error.
    """
    unique = list(dict.fromkeys(paths))
    isolated = sorted((path for path in unique if path.suffix.lower() in _SUFFIXES), key=_size, reverse=True)
    crew = _Crew(isolated, limits, min(workers or _cores(), len(isolated)), timeout_s)
    try:
        for path in unique:
            if path.suffix.lower() not in _SUFFIXES:
                yield path, _read_safely(path, limits)
                yield from crew.ready()
        yield from crew.remaining()
    finally:
        crew.stop()


class _Crew:
    """Threads that each keep one process busy, and start another when theirs dies."""

    def __init__(self, paths: Sequence[Path], limits: Limits, workers: int, timeout_s: float) -> None:
        self._limits, self._timeout_s = limits, timeout_s
        self._jobs: SimpleQueue[Path] = SimpleQueue()
        self._results: SimpleQueue[tuple[Path, Result]] = SimpleQueue()
        self._left = len(paths)
        self._stopped = threading.Event()
        self._workers: set[_Worker] = set()
        for path in paths:
            self._jobs.put(path)
        for number in range(workers):
            threading.Thread(target=self._work, name=f"lector-{number}", daemon=True).start()

    def ready(self) -> Iterator[tuple[Path, Result]]:
        """Yield what is done, without waiting."""
        while True:
            try:
                done = self._results.get_nowait()
            except Empty:
                return
            self._left -= 1
            yield done

    def remaining(self) -> Iterator[tuple[Path, Result]]:
        """Yield what is left, waiting for it."""
        while self._left:
            done = self._results.get()
            self._left -= 1
            yield done

    def stop(self) -> None:
        """Stop all processes, also in the middle of a document."""
        self._stopped.set()
        for worker in list(self._workers):
            worker.stop()

    def _work(self) -> None:
        worker: _Worker | None = None
        while not self._stopped.is_set():
            try:
                path = self._jobs.get_nowait()
            except Empty:
                break
            try:
                worker = worker or self._new_worker()
                result = worker.read(path, self._timeout_s)
            except _NoProcessError:
                # This machine, or the script we run in, allows no processes: better unprotected than unread.
                worker, result = None, _read_safely(path, self._limits)
            except _LostWorkerError as error:
                worker, result = None, error.refusal
            self._results.put((path, result))
        if worker is not None:
            worker.stop()

    def _new_worker(self) -> _Worker:
        worker = _Worker(self._limits)
        self._workers.add(worker)
        if self._stopped.is_set():  # whoever stopped us has not seen this one
            worker.stop()
        return worker


class _NoProcessError(Exception):
    """No process could be started."""


class _LostWorkerError(Exception):
    """The process is gone, with what to say of the document it was reading."""

    def __init__(self, refusal: UnreadableDocumentError) -> None:
        super().__init__(refusal.user_message)
        self.refusal = refusal


class _Worker:
    """One process that reads one document after another."""

    def __init__(self, limits: Limits) -> None:
        """Start it and wait until it can work.

        Raises:
            _NoProcessError: it does not start.
        """
        self._connection, theirs = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=_serve, args=(theirs, limits), name="relevo-lector", daemon=True)
        try:
            self._process.start()
            theirs.close()  # else we would never see the end of the pipe when the process dies
            ready = self._connection.poll(_START_TIMEOUT_S) and self._connection.recv()
        except (OSError, EOFError, RuntimeError, AssertionError):
            ready = False
        if not ready:
            self.stop()
            raise _NoProcessError

    def read(self, path: Path, timeout_s: float) -> Result:
        """Have a document read.

        Raises:
            _LostWorkerError: the process died over it, or was stopped because it took too long.
        """
        try:
            self._connection.send(path)
            if self._connection.poll(timeout_s):
                result: Result = self._connection.recv()
                return result
        except (OSError, EOFError):
            self.stop()
            raise _LostWorkerError(_crashed(path)) from None
        self.stop()
        raise _LostWorkerError(_too_slow(path, timeout_s))

    def stop(self) -> None:
        """End the process at once; it holds nothing that needs an orderly end."""
        with suppress(OSError, ValueError, AttributeError):
            self._process.kill()
            self._process.join(5)
        with suppress(OSError):  # two threads may stop one worker at once
            self._connection.close()


def _serve(connection: Connection, limits: Limits) -> None:
    """Be a worker: read what is asked until the other side goes away."""
    import_module("ingest.readers.pdf")  # before the clock of the first document starts
    _limit_memory()
    connection.send("listo")
    with suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            connection.send(_read_safely(connection.recv(), limits))


def _limit_memory() -> None:
    """Let this process fail before the machine does. Windows has no such limit, and macOS does not keep to it."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        statm = Path("/proc/self/statm")
        now = int(statm.read_text().split()[0]) * resource.getpagesize() if statm.exists() else 0
        resource.setrlimit(resource.RLIMIT_AS, (now + WORKER_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read_safely(path: Path, limits: Limits) -> Result:
    """Read a document, and turn whatever goes wrong into an error that a person can read."""
    try:
        return read_document(path, limits)
    except UnreadableDocumentError as error:
        # A new one: the old one would keep its traceback, and with it the whole file, in memory.
        return UnreadableDocumentError(error.user_message, error.hint)
    except Exception as error:  # a reader's bug, or damage it does not know: the other documents go on
        _log.warning("El lector de %s falló con %s", path.name, type(error).__name__, exc_info=_wants_details())
        return UnreadableDocumentError(
            f"No se pudo leer «{path.name}»: algo en su contenido no es como se esperaba.",
            "Ábralo con su programa, guárdelo de nuevo e intente otra vez; si sigue igual, conviértalo a PDF.",
        )


def _wants_details() -> bool:
    return _log.isEnabledFor(logging.DEBUG)


def _crashed(path: Path) -> UnreadableDocumentError:
    return UnreadableDocumentError(
        f"La lectura de «{path.name}» se interrumpió: el archivo está dañado o pide más memoria de la que hay.",
        "Ábralo en un visor, imprímalo a un PDF nuevo e intente con ese archivo.",
    )


def _too_slow(path: Path, timeout_s: float) -> UnreadableDocumentError:
    took = f"{timeout_s / 60:.0f} minutos" if timeout_s >= 120 else f"{timeout_s:.0f} segundos"
    return UnreadableDocumentError(
        f"La lectura de «{path.name}» pasó de {took} y se detuvo.",
        "Divida el documento en partes, o ábralo en un visor e imprímalo a un PDF nuevo.",
    )


def _size(path: Path) -> int:
    """Return the size in bytes, so that the longest work begins first; 0 where it cannot be told."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
