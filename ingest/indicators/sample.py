"""The sample of real figures that Relevo brings, so that there is something to ask about before anything is imported."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

from assistant.indicators.readings import SAMPLE_FILE
from assistant.indicators.store import IndicatorStore

SAMPLE_DATE = datetime(1970, 1, 1, tzinfo=UTC)
"""Older than any file: whatever a person imports stands over the sample."""


def sample_path(corpus_dir: Path) -> Path:
    """Where the sample is."""
    return corpus_dir / "indicadores" / SAMPLE_FILE


def sample_is_due(directory: Path, corpus_dir: Path) -> bool:
    """Whether the store does not have the sample, or has that of another version of Relevo.

    Raises:
        IndicatorsUnavailableError: the store is damaged.
    """
    path = sample_path(corpus_dir)
    if not path.exists():
        return False
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    with IndicatorStore.open(directory) as store:
        return all((held.name, held.sha256) != (path.name, digest) for held in store.files())
