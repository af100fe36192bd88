"""Desks over the sample of figures, for the tests of this folder."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from assistant import Settings
from assistant.formats.desk import FormatDesk
from assistant.indicators import store_path
from assistant.indicators.entities import Entity
from ingest.indicators import Importing, bring_sample
from tests.conftest import CORPUS


def open_desk(folder: Path) -> FormatDesk:
    """A desk whose drafts live in a folder."""
    settings = Settings(data_dir=folder)
    bring_sample(Importing(store_path(settings), CORPUS))
    return FormatDesk(settings)


@cache
def shared_desk() -> FormatDesk:
    """One desk for tests that save nothing."""
    return open_desk(Path(mkdtemp(prefix="relevo-formatos-")))


def entity(desk: FormatDesk, code: str = "05756") -> Entity:
    """An entity of the registry: Sonsón where no other is said."""
    found = desk.figures.registry.get(code)
    assert found is not None
    return found
