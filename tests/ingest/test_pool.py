"""Many documents at once: one that is broken, slow or deadly must not cost the others."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from assistant.errors import UnreadableDocumentError
from ingest import pool
from ingest.documents import ParsedDocument
from ingest.pool import read_all
from ingest.readers import Limits
from tests.ingest import pdf_samples as sample
from tests.ingest.pdf_samples import LOREM, lines

GOOD = sample.pdf([lines(LOREM)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "plan.pdf").write_bytes(GOOD)
    (tmp_path / "acta.pdf").write_bytes(GOOD)
    (tmp_path / "nota.md").write_text("# Nota\n\nUn texto cualquiera.\n", encoding="utf-8")
    return tmp_path


def all_of(folder: Path, **options: object) -> dict[str, ParsedDocument | UnreadableDocumentError]:
    paths = sorted(folder.iterdir())
    found = list(read_all(paths, **options))  # type: ignore[arg-type]
    assert sorted(path for path, _ in found) == paths, "every path comes once"
    return {path.name: result for path, result in found}


def readers_alive() -> list[multiprocessing.process.BaseProcess]:
    return [child for child in multiprocessing.active_children() if child.name == "relevo-lector"]


def test_every_document_comes_back_read_or_with_the_reason_why_not(folder: Path) -> None:
    (folder / "roto.pdf").write_bytes(b"%PDF-1.7 y nada")
    (folder / "vacio.md").write_bytes(b"")
    (folder / "foto.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    found = all_of(folder)
    for name in ("plan.pdf", "acta.pdf"):
        document = found[name]
        assert isinstance(document, ParsedDocument)
        assert document.blocks[0].text == " ".join(LOREM)
    assert isinstance(found["nota.md"], ParsedDocument)
    for name in ("roto.pdf", "vacio.md", "foto.png"):
        error = found[name]
        assert isinstance(error, UnreadableDocumentError)
        assert name in error.user_message
        assert error.hint


def test_the_same_path_twice_is_read_once(folder: Path) -> None:
    path = folder / "plan.pdf"
    assert [found for found, _ in read_all([path, path])] == [path]


def test_limits_reach_the_processes(folder: Path) -> None:
    found = all_of(folder, limits=Limits(file_bytes=10))
    assert all(isinstance(result, UnreadableDocumentError) for result in found.values())


def test_a_document_that_never_ends_is_stopped_and_the_others_are_read(folder: Path) -> None:
    (folder / "eterno.pdf").write_bytes(sample.endless())
    found = all_of(folder, workers=1, timeout_s=3.0)
    slow = found.pop("eterno.pdf")
    assert isinstance(slow, UnreadableDocumentError)
    assert slow.user_message == "La lectura de «eterno.pdf» pasó de 3 segundos y se detuvo."
    assert all(isinstance(result, ParsedDocument) for result in found.values())


def test_a_process_that_is_killed_costs_its_own_document_alone(folder: Path) -> None:
    # The largest file is read first, so the one that is killed over is in a worker while the others wait.
    (folder / "eterno.pdf").write_bytes(sample.endless() + b"%" * 100_000)

    def kill() -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            for child in readers_alive():
                time.sleep(2)  # it starts, says that it is ready, and reads
                child.kill()
                return
            time.sleep(0.05)

    killer = threading.Thread(target=kill)
    killer.start()
    found = all_of(folder, workers=1, timeout_s=60.0)
    killer.join()
    lost = found.pop("eterno.pdf")
    assert isinstance(lost, UnreadableDocumentError)
    assert "se interrumpió" in lost.user_message
    assert all(isinstance(result, ParsedDocument) for result in found.values())


def test_whoever_stops_listening_leaves_no_process_behind(folder: Path) -> None:
    (folder / "eterno.pdf").write_bytes(sample.endless())
    results = read_all(sorted(folder.iterdir()), workers=2)
    next(results)
    results.close()  # type: ignore[attr-defined]
    deadline = time.monotonic() + 10
    while readers_alive() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert readers_alive() == []


def test_a_readers_own_bug_is_an_error_that_a_person_can_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(path: Path, limits: Limits) -> ParsedDocument:
        raise KeyError("interno")

    monkeypatch.setattr(pool, "read_document", broken)
    ((_, error),) = read_all([folder / "nota.md"])
    assert isinstance(error, UnreadableDocumentError)
    assert error.user_message.startswith("No se pudo leer «nota.md»")
    assert "interno" not in str(error)
    assert error.__traceback__ is None, "a traceback would keep the whole file in memory"


def test_where_no_process_can_start_documents_are_read_all_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: object) -> None:
        raise OSError

    monkeypatch.setattr("multiprocessing.context.SpawnProcess.start", refuse)
    assert all(isinstance(result, ParsedDocument) for result in all_of(folder).values())


def test_texts_alone_start_no_process(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: object) -> None:
        pytest.fail("a process was started")

    monkeypatch.setattr("multiprocessing.context.SpawnProcess.start", fail)
    assert len(list(read_all([folder / "nota.md"]))) == 1


def test_importing_the_pool_imports_no_reader() -> None:
    heavy = "{'pypdf', 'pypdfium2', 'docx', 'openpyxl', 'pptx', 'bs4', 'lxml'}"
    code = f"import sys, ingest.pool; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
