"""Building an index: incremental, atomic, one at a time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from filelock import FileLock

from assistant import RelevoError
from assistant.errors import IndexUnavailableError
from assistant.retrieval import AskingModel, Embedder, Filters, Index
from assistant.retrieval.index import current_folder
from ingest.build import BuildReport, build_index
from ingest.sources import BUNDLED
from tests.conftest import CORPUS

DOCUMENT = """---
id: {name}
title: {title}
---

# {title}

## ¿Qué es {title}?

{title} es el acto por el que se entrega la administración (Ley 951 de 2005, artículo 4).
"""
SILENCE = """[[silencio]]
tema = "vida"
pide = "quién es"
donde = "Pregunte allá."
formas = ["¿Quién es?", "¿Cómo es?"]
"""


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documentos"
    folder.mkdir()
    for name in ("uno", "dos"):
        (folder / f"{name}.md").write_text(DOCUMENT.format(name=name, title=f"Documento {name}"), encoding="utf-8")
    return folder


def build(directory: Path, embedder: Embedder, *sources: Path) -> BuildReport:
    return build_index(directory, embedder, CORPUS, [str(source) for source in sources])


def test_what_is_built_can_be_found(tmp_path: Path, documents: Path, embedder: Embedder, asking: AskingModel) -> None:
    report = build(tmp_path / "index", embedder, documents)
    index = Index.open_current(tmp_path / "index", embedder.id, asking.id)
    (best, *_) = index.lexical.search("qué es el documento dos", 5, Filters())
    assert index.passages([best[0]])[0].document.id == "dos"
    assert report.manifest.passages == 2
    index.close()


def test_an_unchanged_index_is_not_built_again(tmp_path: Path, documents: Path, embedder: Embedder) -> None:
    first = build(tmp_path / "index", embedder, documents)
    again = build(tmp_path / "index", embedder)
    assert (again.changed, again.folder) == (False, first.folder)


def test_only_what_changed_is_read_again(
    tmp_path: Path, documents: Path, embedder: Embedder, asking: AskingModel
) -> None:
    build(tmp_path / "index", embedder, documents)
    (documents / "tres.md").write_text(DOCUMENT.format(name="tres", title="Documento tres"), encoding="utf-8")
    report = build(tmp_path / "index", embedder)
    assert (report.changed, report.read, report.manifest.passages) == (True, 1, 3)
    index = Index.open_current(tmp_path / "index", embedder.id, asking.id)
    for name in ("uno", "dos", "tres"):
        (hit, *_) = index.dense.search(embedder.embed_query(f"Documento {name}"), 1, Filters())
        assert index.passages([hit[0]])[0].document.id == name
    index.close()


def test_known_questions_are_embedded_once(tmp_path: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = tmp_path / "corpus"
    (corpus / "silencios").mkdir(parents=True)
    (corpus / "silencios" / "vida.toml").write_text(SILENCE, encoding="utf-8")
    (corpus / "guia.md").write_text(DOCUMENT.format(name="guia", title="Guía"), encoding="utf-8")
    (corpus / "manifest.toml").write_text('[[document]]\npath = "guia.md"\n', encoding="utf-8")
    (corpus / "modelo").symlink_to(CORPUS / "modelo")
    embedded: list[str] = []
    embed = AskingModel.embed_query
    monkeypatch.setattr(AskingModel, "embed_query", lambda self, text: embedded.append(text) or embed(self, text))

    def built() -> list[bytes]:
        folder = build_index(tmp_path / "index", embedder, corpus, [BUNDLED]).folder
        return [path.read_bytes() for path in sorted((folder / "silences").iterdir())]

    first = built()
    assert embedded == ["¿Quién es?", "¿Cómo es?"]
    (corpus / "guia.md").write_text(DOCUMENT.format(name="guia", title="Otra guía"), encoding="utf-8")
    assert (built(), len(embedded)) == (first, 2)
    (corpus / "tesauro.toml").write_text('[[entry]]\nterm = "plata"\nforms = ["recursos"]\n', encoding="utf-8")
    built()
    assert len(embedded) == 4  # a question is made of other parts by then


def test_a_document_that_is_gone_is_no_longer_found(tmp_path: Path, documents: Path, embedder: Embedder) -> None:
    build(tmp_path / "index", embedder, documents)
    (documents / "dos.md").unlink()
    assert [entry.record.id for entry in build(tmp_path / "index", embedder).manifest.documents] == ["uno"]


def test_a_file_that_cannot_be_read_is_listed_and_the_rest_is_indexed(
    tmp_path: Path, documents: Path, embedder: Embedder
) -> None:
    (documents / "roto.pdf").write_bytes(b"")
    report = build(tmp_path / "index", embedder, documents)
    assert [entry.record.id for entry in report.manifest.documents] == ["dos", "uno"]
    (skipped,) = report.manifest.skipped
    assert Path(skipped.path).name == "roto.pdf"
    assert skipped.reason
    assert skipped.hint


def test_when_nothing_can_be_read_the_previous_index_stays(tmp_path: Path, documents: Path, embedder: Embedder) -> None:
    before = build(tmp_path / "index", embedder, documents).folder
    for path in documents.iterdir():
        path.write_bytes(b"")
    with pytest.raises(RelevoError, match="No se pudo leer"):
        build(tmp_path / "index", embedder)
    assert current_folder(tmp_path / "index") == before


def test_a_path_that_does_not_exist_changes_nothing(tmp_path: Path, embedder: Embedder) -> None:
    with pytest.raises(RelevoError, match="No existe"):
        build(tmp_path / "index", embedder, tmp_path / "no-está")
    assert current_folder(tmp_path / "index") is None


def test_two_runs_do_not_build_the_same_index_at_once(tmp_path: Path, documents: Path, embedder: Embedder) -> None:
    (tmp_path / "index").mkdir()
    with FileLock(tmp_path / "index" / ".lock"), pytest.raises(RelevoError, match="Otro proceso"):
        build(tmp_path / "index", embedder, documents)


def test_an_index_of_another_embedder_says_how_to_rebuild(
    tmp_path: Path, documents: Path, embedder: Embedder, asking: AskingModel
) -> None:
    build(tmp_path / "index", embedder, documents)
    with pytest.raises(IndexUnavailableError, match="relevo ingest"):
        Index.open_current(tmp_path / "index", "otro-modelo", asking.id)


def test_a_damaged_index_says_so(tmp_path: Path, documents: Path, embedder: Embedder, asking: AskingModel) -> None:
    folder = build(tmp_path / "index", embedder, documents).folder
    (folder / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(IndexUnavailableError, match="dañado"):
        Index.open_current(tmp_path / "index", embedder.id, asking.id)


def test_documents_of_the_same_name_keep_apart(tmp_path: Path, embedder: Embedder) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "acta.txt").write_text(f"El acta de la carpeta {folder} dice algo.", encoding="utf-8")
    report = build(tmp_path / "index", embedder, tmp_path / "a", tmp_path / "b")
    assert [entry.record.id for entry in report.manifest.documents] == ["acta", "acta-2"]


KILLED_RUN = """
    import os, signal, sys
    from pathlib import Path
    import ingest.build as build
    from assistant.retrieval import load_embedder
    import {module} as target
    original = target.{function}
    def killed(*args, **kwargs):
        if {after}:
            original(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)
    target.{function} = killed
    corpus = Path(sys.argv[3])
    build.build_index(Path(sys.argv[1]), load_embedder("", corpus / "modelo"), corpus, [sys.argv[2]])
"""


@pytest.mark.parametrize(
    ("module", "function", "after"),
    [
        ("ingest.build", "annotate", False),
        ("assistant.retrieval.index", "write_lexical", True),
        ("assistant.retrieval.index", "write_dense", True),
        ("ingest.build", "publish", False),
        ("pathlib.Path", "replace", False),
    ],
)
def test_a_kill_at_any_moment_leaves_the_previous_index_serving(
    tmp_path: Path, documents: Path, embedder: Embedder, asking: AskingModel, module: str, function: str, after: bool
) -> None:
    before = build(tmp_path / "index", embedder, documents).folder
    (documents / "tres.md").write_text(DOCUMENT.format(name="tres", title="Documento tres"), encoding="utf-8")
    script = textwrap.dedent(KILLED_RUN).format(module=module.split(".Path")[0], function=function, after=after)
    if module == "pathlib.Path":
        script = script.replace("import pathlib as target", "from pathlib import Path as target")
    arguments = [sys.executable, "-c", script, str(tmp_path / "index"), str(documents), str(CORPUS)]
    killed = subprocess.run(arguments, check=False, capture_output=True, text=True, timeout=60)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert current_folder(tmp_path / "index") == before
    index = Index.open_current(tmp_path / "index", embedder.id, asking.id)
    assert index.lexical.search("documento uno", 5, Filters())
    index.close()
    finished = build(tmp_path / "index", embedder)
    assert finished.manifest.passages == 3
    assert not list((tmp_path / "index").glob(".building-*"))


@pytest.mark.slow
def test_a_kill_at_a_random_moment_of_a_real_build_loses_nothing(
    tmp_path: Path, documents: Path, embedder: Embedder, asking: AskingModel
) -> None:
    before = build(tmp_path / "index", embedder, documents).folder
    command = [sys.executable, "-m", "ui", "ingest", str(CORPUS / "guia-empalme"), "--index", str(tmp_path / "index")]
    for delay in (0.4, 0.9, 1.4):
        process = subprocess.Popen(
            command, env={**os.environ, "RELEVO_DATA_DIR": str(tmp_path)}, start_new_session=True
        )
        time.sleep(delay)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        folder = current_folder(tmp_path / "index")
        assert folder is not None
        Index.open_current(tmp_path / "index", embedder.id, asking.id).close()
    assert before.exists() or current_folder(tmp_path / "index") != before
    finished = subprocess.run(
        command, check=False, capture_output=True, env={**os.environ, "RELEVO_DATA_DIR": str(tmp_path)}
    )
    assert finished.returncode == 0, finished.stderr
