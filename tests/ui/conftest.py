"""Shared by the tests of the doors: the command line, a desk of formats with drafts of the test's own, and an entity."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from assistant import Assistant, Settings, load_settings
from assistant.formats.desk import FormatDesk
from assistant.indicators.entities import Entity
from ui import cli

SONSON = "05756"


@pytest.fixture
def desk(assistant: Assistant, tmp_path: Path) -> FormatDesk:
    return FormatDesk(Settings(data_dir=tmp_path), assistant.figures)


@pytest.fixture
def sonson(assistant: Assistant) -> Entity:
    entity = assistant.figures.registry.get(SONSON)
    assert entity is not None
    return entity


class Said(NamedTuple):
    """What a command said and how it ended."""

    code: int
    out: str
    err: str


Relevo = Callable[..., Said]


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A data folder of the test's own."""
    return tmp_path / "datos"


@pytest.fixture
def relevo(data_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Relevo]:
    """The command line over the test's data folder, in this process: a new one takes seconds to start."""
    monkeypatch.setenv("RELEVO_DATA_DIR", str(data_dir))

    def run(*arguments: object, stdin: str = "", **variables: str) -> Said:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        load_settings.cache_clear()
        monkeypatch.setattr(sys, "argv", ["relevo", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return Said(int(ended.value.code or 0), *capsys.readouterr())

    yield run
    load_settings.cache_clear()
