"""Shared by all tests: no network, the real inputs where they are, an index of the bundled guidance."""

from __future__ import annotations

import os
import shutil
import socket
import tomllib
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from filelock import FileLock

from assistant import Assistant, Settings
from assistant.conversations import Conversations
from assistant.indicators import IndicatorStore
from assistant.retrieval import AskingModel, Embedder, load_embedder
from ingest.indicators import Importing, bring_sample
from ui.opening import open_assistant

REPOSITORY = Path(__file__).resolve().parent.parent
CORPUS = REPOSITORY / "corpus"
# A busy machine is no failure; pytest-timeout ends what hangs.
hypothesis.settings.register_profile("relevo", deadline=None)
hypothesis.settings.load_profile("relevo")

LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")


@pytest.fixture(autouse=True, scope="session")
def no_network() -> None:
    """Every socket outside loopback fails: Relevo must work without a network."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            host = str(address[0]) if isinstance(address, tuple) else str(address)
            assert host.startswith(LOOPBACK), f"a test reached for the network: {address}"
        connect(self, address)  # type: ignore[arg-type]

    socket.socket.connect = guarded  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real laws, PDFs and workbooks that the project may not ship; tests skip where they are missing."""
    data = REPOSITORY.parent / "shared" / "data"
    if not data.is_dir():
        pytest.skip("real inputs are not on this machine (../shared/data)")
    return data


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The embedded Spanish model."""
    return load_embedder("", CORPUS / "modelo")


@pytest.fixture(scope="session")
def asking() -> AskingModel:
    """The bundled model of how questions are put."""
    return AskingModel.load(CORPUS)


@pytest.fixture(scope="session")
def guidance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the bundled guidance and the sample, made once for all the processes of a run; to be copied."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with FileLock(shared / "guia.lock"):
        if not (shared / "guia").exists():
            open_assistant(Settings(data_dir=shared / "guia"))
    return shared / "guia"


@pytest.fixture(scope="session")
def settings(guidance: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings whose data lives in a folder of the process's own."""
    return Settings(data_dir=shutil.copytree(guidance, tmp_path_factory.mktemp("relevo") / "datos"))


@pytest.fixture(scope="session")
def assistant(settings: Settings) -> Assistant:
    """The assistant over the bundled guidance."""
    return open_assistant(settings)


@pytest.fixture
def tenth(tmp_path: Path) -> Path:
    """A copy of a tenth of the guidance, the terms of the minutes among it: to spoil, or to index in no time."""
    corpus = shutil.copytree(CORPUS, tmp_path / "corpus", ignore=shutil.ignore_patterns("silencios"))
    manifest = corpus / "manifest.toml"
    listed = [entry["path"] for entry in tomllib.loads(manifest.read_text(encoding="utf-8"))["document"]]
    kept = [path for number, path in enumerate(listed) if Path(path).stem == "plazos-del-acta" or not number % 10]
    manifest.write_text("".join(f'[[document]]\npath = "{path}"\n' for path in kept), encoding="utf-8")
    return corpus


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory: pytest.TempPathFactory) -> IndicatorStore:
    """The indicator store with nothing but the sample that Relevo brings."""
    folder = tmp_path_factory.mktemp("indicadores")
    bring_sample(Importing(folder, CORPUS))
    return IndicatorStore.open(folder)


@pytest.fixture(scope="session")
def conversations(settings: Settings) -> Iterator[Conversations]:
    """A store of conversations, in a file of the test run."""
    store = Conversations.open(settings)
    yield store
    store.close()
