"""Shared by the tests of the doors: a desk of formats whose drafts are the test's own, and an entity to fill them for."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import Assistant, Settings
from assistant.formats.desk import FormatDesk
from assistant.indicators.entities import Entity

SONSON = "05756"


@pytest.fixture
def desk(assistant: Assistant, tmp_path: Path) -> FormatDesk:
    return FormatDesk(Settings(data_dir=tmp_path), assistant.figures)


@pytest.fixture
def sonson(assistant: Assistant) -> Entity:
    entity = assistant.figures.registry.get(SONSON)
    assert entity is not None
    return entity
